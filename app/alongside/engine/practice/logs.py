"""What a container's main process has said: kept in memory, bounded, read by log streams.

`LogStore.add` takes output as it comes and keeps whole lines (as Docker's json-file driver does: a
prompt without a newline is in the log when its line is ended, or the process). `LogDuplex` walks
over the store at its reader's pace; one that falls behind what is kept misses the oldest lines.
"""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from alongside.engine.engine import Channel, Chunk, LogSpec
from alongside.errors import ConflictError, UnsupportedError

KEPT_BYTES = 2_000_000
"""How much of a container's output is kept."""
_MAX_LINE = 16_384
_MAX_CHUNK = 131_072


class Entry(NamedTuple):
    """Whole lines that came in one read, with one time (seconds since the epoch)."""

    number: int
    time: float
    channel: Channel
    data: bytes


class LogStore:
    """The log of one container.

    Args:
        now: The engine's clock.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._entries: deque[Entry] = deque()
        self._numbers = itertools.count()
        self._size = 0
        self._partial: dict[Channel, bytes] = {}
        self._changed = asyncio.Event()
        self.runs = 0
        """How often `end_run` was called: a follower ends when its run does."""

    def add(self, channel: Channel, data: bytes) -> None:
        """Take output of the main process."""
        data = self._partial.pop(channel, b"") + data
        end = data.rfind(b"\n") + 1
        if len(data) - end > _MAX_LINE:
            end = len(data)
        if end < len(data):
            self._partial[channel] = data[end:]
        if end:
            self.put(self._now(), channel, data[:end])

    def put(self, time: float, channel: Channel, data: bytes) -> None:
        """Keep whole lines that were written at `time`."""
        self._entries.append(Entry(next(self._numbers), time, channel, data))
        self._size += len(data)
        while self._size > KEPT_BYTES and len(self._entries) > 1:
            self._size -= len(self._entries.popleft().data)
        self._wake()

    def end_run(self) -> None:
        """The main process has ended: what it said last is complete now."""
        for channel, data in sorted(self._partial.items()):
            self.put(self._now(), channel, data)
        self._partial.clear()
        self.runs += 1
        self._wake()

    def _wake(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    def after(self, number: int) -> Iterator[Entry]:
        """Yield what is kept beyond the entry `number`."""
        newer = list(itertools.takewhile(lambda e: e.number > number, reversed(self._entries)))
        return reversed(newer)

    async def change(self) -> None:
        """Wait until there is more, or the run ends."""
        await self._changed.wait()


def timestamp(time: float) -> str:
    """Return `time` as Docker writes it: RFC 3339 with nanoseconds, UTC."""
    whole = datetime.fromtimestamp(time // 1, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{whole}.{int(time % 1 * 1_000_000) * 1000:09d}Z"


class LogDuplex:
    """A read-only stream of a container's log, as `LogSpec` wants it."""

    def __init__(self, store: LogStore, spec: LogSpec, *, tty: bool, live: bool) -> None:
        self.tty = tty
        self._store = store
        self._spec = spec
        self._run = store.runs if spec.follow and live else -1
        self._last = -1
        self._closed = asyncio.Event()
        self._waiting: deque[Chunk] = deque(self._history())

    def _history(self) -> list[Chunk]:
        lines = [line for entry in self._store.after(-1) for line in self._lines(entry)]
        if self._spec.tail is not None:
            lines = lines[len(lines) - self._spec.tail :] if self._spec.tail < len(lines) else lines
        return list(_join(lines))

    def _lines(self, entry: Entry) -> list[Chunk]:
        self._last = entry.number
        if self._spec.since is not None and entry.time < self._spec.since:
            return []
        if self._spec.until is not None and entry.time > self._spec.until:
            return []
        prefix = f"{timestamp(entry.time)} ".encode() if self._spec.timestamps else b""
        return [
            Chunk(entry.channel, prefix + line + b"\n")
            for line in entry.data.removesuffix(b"\n").split(b"\n")
        ]

    async def read(self) -> Chunk | None:
        """Return more of the log, or None at its end."""
        while not self._waiting:
            if self._closed.is_set():
                return None
            for entry in self._store.after(self._last):
                self._waiting.extend(_join(self._lines(entry)))
            if self._waiting:
                break
            if self._run != self._store.runs:
                return None
            await self._change()
        return self._waiting.popleft()

    async def _change(self) -> None:
        waits = {asyncio.ensure_future(w) for w in (self._store.change(), self._closed.wait())}
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def write(self, data: bytes) -> None:
        """Refuse: a log has no input."""
        raise ConflictError("A log takes no input")

    async def resize(self, columns: int, rows: int) -> None:
        """Refuse: a log has no terminal."""
        raise UnsupportedError("A log has no terminal to resize")

    async def close_write(self) -> None:
        """Do nothing: there is no input to close."""

    async def close(self) -> None:
        """Stop reading."""
        self._waiting.clear()
        self._closed.set()


def _join(lines: list[Chunk]) -> Iterator[Chunk]:
    """Put neighbouring lines of one channel together, up to a size."""
    parts: list[bytes] = []
    size, channel = 0, Channel.STDOUT
    for line in lines:
        if parts and (line.channel != channel or size + len(line.data) > _MAX_CHUNK):
            yield Chunk(channel, b"".join(parts))
            parts, size = [], 0
        channel = line.channel
        parts.append(line.data)
        size += len(line.data)
    if parts:
        yield Chunk(channel, b"".join(parts))
