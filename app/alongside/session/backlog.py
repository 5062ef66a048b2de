"""The bounded buffer between a session's reader and whoever shows it.

The reader puts, the screen takes. What happens when the screen is slower is the kind's business:
an exec's reader waits (its process is slowed, which harms nobody else); an attach's or a log's
never does, because an unread attach freezes the container: there the oldest is dropped.
"""

from __future__ import annotations

import asyncio
from collections import deque

from alongside.session.session import Output

CHUNK = 256 * 1024
"""The most that one `take` returns, in bytes."""

LIMIT = 4 * 1024 * 1024
"""The default bound, in bytes: over a hundred thousand lines of a flood."""


class Backlog:
    """Some output that nobody has taken yet, in order.

    Args:
        limit: The bound in bytes; a put that begins below it is taken whole.
        lossy: Past the bound, drop the oldest up to the end of a line instead of letting `put`
            wait.
    """

    def __init__(self, limit: int = LIMIT, *, lossy: bool) -> None:
        self._limit = limit
        self._lossy = lossy
        self._parts: deque[Output] = deque()
        self._size = 0
        self._skipped = 0
        self._finished = False
        self._readable = asyncio.Event()
        self._writable = asyncio.Event()
        self._writable.set()

    @property
    def size(self) -> int:
        """How many bytes wait."""
        return self._size

    async def put(self, data: bytes, *, replay: bool = False) -> None:
        """Add `data`; waits while a buffer that is not lossy is full."""
        if data:
            await self._writable.wait()
            self.add(data, replay=replay)

    def add(self, data: bytes, *, replay: bool = False) -> None:
        """Add `data` without waiting: little, such as the echo of what somebody types."""
        if not data:
            return
        for start in range(0, len(data), CHUNK):
            self._parts.append(Output(data[start : start + CHUNK], replay))
        self._size += len(data)
        if self._size >= self._limit:
            if self._lossy:
                self._drop()
            else:
                self._writable.clear()
        self._readable.set()

    def open_wide(self) -> None:
        """Become lossy: the reader must not wait any more, because nobody will take."""
        self._lossy = True
        self._writable.set()

    def finish(self) -> None:
        """Say that nothing more comes; what is there can still be taken."""
        self._finished = True
        self._readable.set()

    async def take(self) -> Output | None:
        """Return the next output, at most `CHUNK` bytes of one kind; None when it is over."""
        while not self._parts:
            if self._finished:
                skipped, self._skipped = self._skipped, 0
                return Output(b"", False, skipped) if skipped else None
            self._readable.clear()
            await self._readable.wait()
        first = self._parts.popleft()
        taken, size = [first.data], len(first.data)
        while (
            self._parts
            and self._parts[0].replay == first.replay
            and size + len(self._parts[0].data) <= CHUNK
        ):
            part = self._parts.popleft()
            taken.append(part.data)
            size += len(part.data)
        self._size -= size
        if self._size < self._limit:
            self._writable.set()
        skipped, self._skipped = self._skipped, 0
        return Output(b"".join(taken), first.replay, skipped)

    def _drop(self) -> None:
        """Drop the oldest half and on to the end of a line, if there is one.

        Half, so that a flood makes a gap now and then, and not a gap at every put.
        """
        at_line_end = False
        while self._parts and self._size > self._limit // 2:
            at_line_end = self._parts[0].data.endswith(b"\n")
            self._forget(len(self._parts[0].data))
        while self._parts and not at_line_end:
            end = self._parts[0].data.find(b"\n") + 1
            self._forget(end or len(self._parts[0].data))
            at_line_end = end > 0

    def _forget(self, count: int) -> None:
        part = self._parts.popleft()
        if count < len(part.data):
            self._parts.appendleft(part._replace(data=part.data[count:]))
        self._size -= count
        self._skipped += count
