"""Our ends of a process's streams, on the asyncio loop.

`ProcessIO` owns the descriptors: it hands every byte that the process writes to a sink at once and
writes to its stdin. `Backlog` is what waits for one client. Nothing here blocks: descriptors are
non-blocking and read or written when the loop says that they are ready.
"""

from __future__ import annotations

import asyncio
import errno
import fcntl
import os
import struct
import termios
from collections import deque
from collections.abc import Callable

from alongside.engine.engine import Channel, Chunk
from alongside.errors import ConflictError

_READ = 65536
_MAX_CHUNK = 262_144
_QUIET = 0.3
"""Seconds without output after which a process's stream is over although others hold it open."""

Sink = Callable[[Channel, bytes], None]


class ProcessIO:
    """The streams of one process.

    Args:
        outputs: What to read, and which channel it is.
        stdin: Where to write; None without stdin. With a `tty` it is the master, as the output is.
        sink: Called with everything read.
    """

    def __init__(
        self, outputs: dict[int, Channel], stdin: int | None, sink: Sink, *, tty: bool
    ) -> None:
        self.tty = tty
        self.paused = False
        self._loop = asyncio.get_running_loop()
        self._outputs = outputs
        self._stdin = stdin
        self._sink = sink
        self._seen = 0
        self._ended = asyncio.Event()
        self._writing = asyncio.Lock()
        for fd in {*outputs, *({stdin} if stdin is not None else ())}:
            os.set_blocking(fd, False)
        for fd in outputs:
            self._loop.add_reader(fd, self._readable, fd)

    def _readable(self, fd: int) -> None:
        try:
            data = os.read(fd, _READ)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            if error.errno != errno.EIO:  # EIO: the last process has closed the terminal
                raise
            data = b""
        if data:
            self._seen += len(data)
            self._sink(self._outputs[fd], data)
        else:
            self._end_output(fd)

    def _end_output(self, fd: int) -> None:
        self._loop.remove_reader(fd)
        del self._outputs[fd]
        if not self.tty:
            os.close(fd)
        if not self._outputs:
            self._ended.set()

    def pause(self) -> None:
        """Read no more until `resume`; the process will wait when its pipe is full."""
        if not self.paused:
            self.paused = True
            for fd in self._outputs:
                self._loop.remove_reader(fd)

    def resume(self) -> None:
        """Read again."""
        if self.paused:
            self.paused = False
            for fd in self._outputs:
                self._loop.add_reader(fd, self._readable, fd)

    async def write(self, data: bytes) -> None:
        """Write to stdin; returns when all is written.

        Raises:
            ConflictError: There is no stdin, or nobody reads it any more.
        """
        async with self._writing:
            rest = memoryview(data)
            while rest:
                if self._stdin is None:
                    raise ConflictError("The process's input is closed")
                try:
                    rest = rest[os.write(self._stdin, rest) :]
                except (BlockingIOError, InterruptedError):
                    await self._writable(self._stdin)
                except OSError as error:
                    raise ConflictError(f"The process takes no input: {error.strerror}") from None

    async def _writable(self, fd: int) -> None:
        ready: asyncio.Future[None] = self._loop.create_future()
        self._loop.add_writer(fd, _resolve, ready)
        try:
            await ready
        finally:
            self._loop.remove_writer(fd)

    def close_stdin(self) -> None:
        """Close the process's stdin; a terminal stays as it is."""
        if self._stdin is not None and not self.tty:
            self._loop.remove_writer(self._stdin)
            os.close(self._stdin)
            self._stdin = None

    def resize(self, columns: int, rows: int) -> None:
        """Set the terminal's size; the kernel tells the foreground processes.

        Raises:
            ConflictError: There is no terminal (any more).
        """
        if not self.tty or self._stdin is None:
            raise ConflictError("There is no terminal to resize")
        size = struct.pack("HHHH", max(rows, 0), max(columns, 0), 0, 0)
        fcntl.ioctl(self._stdin, termios.TIOCSWINSZ, size)

    async def finish(self) -> None:
        """Read what an ended process left behind, then close.

        A child of its may hold the stream open for ever: then silence is the end.
        """
        while not self._ended.is_set():
            seen = self._seen
            try:
                await asyncio.wait_for(self._ended.wait(), _QUIET)
            except TimeoutError:
                if seen == self._seen and not self.paused:
                    break
        self.close()

    def close(self) -> None:
        """Close our ends: pipes break, a terminal hangs up. Twice is fine."""
        for fd in list(self._outputs):
            if not self.paused:
                self._loop.remove_reader(fd)
            if not self.tty:
                os.close(fd)
        self._outputs.clear()
        if self._stdin is not None:
            self._loop.remove_writer(self._stdin)
            os.close(self._stdin)
            self._stdin = None
        self._ended.set()


class Backlog:
    """Output that waits for one client.

    Args:
        limit: Bytes at most; beyond it the oldest are dropped. None for no limit (then whoever
            fills it has to look at `size` and stop).
    """

    def __init__(self, limit: int | None = None) -> None:
        self.size = 0
        self._limit = limit
        self._chunks: deque[Chunk] = deque()
        self._changed = asyncio.Event()
        self._closed = False

    def put(self, channel: Channel, data: bytes) -> None:
        """Add output; after `close` nothing is kept."""
        if self._closed:
            return
        self._chunks.append(Chunk(channel, data))
        self.size += len(data)
        while self._limit is not None and self.size > self._limit and len(self._chunks) > 1:
            self.size -= len(self._chunks.popleft().data)
        self._changed.set()

    async def get(self) -> Chunk | None:
        """Return the next output, neighbours of one channel joined; None when closed and empty."""
        while not self._chunks:
            if self._closed:
                return None
            self._changed.clear()
            await self._changed.wait()
        return self._take()

    def _take(self) -> Chunk:
        channel, data = self._chunks.popleft()
        parts, length = [data], len(data)
        while self._chunks and self._chunks[0].channel == channel:
            if length + len(self._chunks[0].data) > _MAX_CHUNK:
                break
            parts.append(self._chunks.popleft().data)
            length += len(parts[-1])
        self.size -= length
        return Chunk(channel, b"".join(parts))

    def close(self) -> None:
        """No more will come; what waits can still be taken."""
        self._closed = True
        self._changed.set()

    def drop(self) -> None:
        """Close, and forget what waits."""
        self._chunks.clear()
        self.size = 0
        self.close()


def _resolve(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
