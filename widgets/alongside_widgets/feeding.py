"""Output that waits to be parsed, taken in slices so that the loop is never held for long.

`Canvas.feed` puts bytes in; `turn` hands slices of them to the parser, a few milliseconds at a
time, and lets the loop breathe in between; a producer that can be slowed awaits `room`.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from time import perf_counter

TURN = 0.006
"""Seconds of parsing in one turn of the loop."""
LARGEST = 262_144
"""Bytes in one slice at most; long slices let the emulator skip what nobody will see."""
SMALLEST = 16_384
AT_ONCE = 4_096
"""Bytes that are parsed without waiting for the loop when nothing else waits: a key's echo."""
PAUSE = 0.003
"""Seconds after a slice in which short output is collected, to be parsed in one go: parsing costs
something every time, and the screen is painted only every 16 ms."""
_BREATHS = 4
"""Turns of the loop that others get between two slices: a key has to hop through a few queues."""


class Feeder:
    """A queue of output.

    Args:
        parse: Called with each slice, whether it is a replay, and for how many seconds it may go
            on; returns whether it is done with it. If not, it is called again, with nothing new.
        parsed: Called after every turn.
    """

    def __init__(
        self, parse: Callable[[bytes, bool, float], bool], parsed: Callable[[], None]
    ) -> None:
        self._parse = parse
        self._parsed = parsed
        self._waiting: deque[tuple[bytes, bool]] = deque()
        self._start = 0  # in the first of those
        self._pending = 0
        self._rest: tuple[int, bool] | None = None  # of a slice that took too long
        self._handle: asyncio.Handle | None = None
        self._pausing = False
        self._last = 0.0
        self._size = 65_536
        self._less = asyncio.Event()
        self._closed = False

    @property
    def pending(self) -> int:
        """How many bytes wait."""
        return self._pending

    def add(self, data: bytes, replay: bool) -> None:
        """Take `data`; parse it now if it is short and alone."""
        if self._closed or not data:
            return
        rested = perf_counter() - self._last > PAUSE
        self._pending += len(data)
        if rested and not self._pending > len(data) and len(data) <= AT_ONCE:
            self._parse_slice(data, replay, TURN)
            self._done()
            if self._pending:
                self._schedule(_BREATHS)
            return
        self._waiting.append((data, replay))
        self._schedule(0)

    async def room(self) -> None:
        """Return when less waits than two turns can parse (or nothing will be parsed any more).

        More than that would only stand between the user's Ctrl+C and its effect.
        """
        while self._pending >= 2 * self._size and not self._closed:
            await self._wait()

    async def drain(self) -> None:
        """Return when nothing waits."""
        while self._pending and not self._closed:
            await self._wait()

    async def _wait(self) -> None:
        self._less.clear()
        await self._less.wait()

    def forget(self) -> None:
        """Forget what waits."""
        self._rest = None
        self._waiting.clear()
        self._start = self._pending = 0
        self._less.set()

    def close(self) -> None:
        """Forget what waits and let every producer go."""
        self._closed = True
        self.forget()
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    def _schedule(self, breaths: int) -> None:
        """See to it that there will be a turn: soon if there is enough for one, else after a pause.

        Args:
            breaths: Turns of the loop to let pass before.
        """
        loop = asyncio.get_running_loop()
        enough = self._pending >= self._size or self._rest is not None
        if self._handle is not None:
            if not (enough and self._pausing):
                return
            self._handle.cancel()
        self._pausing = not enough
        if enough:
            self._handle = loop.call_soon(self._breathe, breaths)
        else:
            self._handle = loop.call_later(PAUSE, self._turn)

    def _breathe(self, breaths: int) -> None:
        if breaths:
            loop = asyncio.get_running_loop()
            self._handle = loop.call_soon(self._breathe, breaths - 1)
        else:
            self._turn()

    def _turn(self) -> None:
        self._handle = None
        now = start = perf_counter()
        while self._pending and now - start < TURN / 2:
            data, replay = self._take() if self._rest is None else (b"", self._rest[1])
            before = now
            self._parse_slice(data, replay, start + TURN - now)
            now = perf_counter()
            self._adapt(len(data), now - before)
        self._done()
        self._less.set()
        if self._pending:
            self._schedule(_BREATHS)

    def _parse_slice(self, data: bytes, replay: bool, seconds: float) -> None:
        size = len(data) if self._rest is None else self._rest[0]
        if self._parse(data, replay, seconds):
            self._pending -= size
            self._rest = None
        else:
            self._rest = size, replay

    def _done(self) -> None:
        self._parsed()
        self._last = perf_counter()

    def _take(self) -> tuple[bytes, bool]:
        """Take the next slice: short pieces joined, long ones cut."""
        replay = self._waiting[0][1]
        parts: list[bytes] = []
        need = self._size
        while need and self._waiting and self._waiting[0][1] == replay:
            piece = self._waiting[0][0]
            part = piece[self._start : self._start + need]
            parts.append(part)
            need -= len(part)
            self._start += len(part)
            if self._start >= len(piece):
                self._waiting.popleft()
                self._start = 0
        return b"".join(parts), replay

    def _adapt(self, size: int, seconds: float) -> None:
        """Choose the next slice's size by what the last took."""
        if seconds > TURN and size > self._size // 2:
            self._size = max(SMALLEST, self._size // 2)
        elif size >= self._size and seconds < TURN / 2:
            self._size = min(LARGEST, self._size * 2)
