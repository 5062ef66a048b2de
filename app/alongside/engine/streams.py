"""Live connections to a process's streams: `DockerStream` (exec, attach) and `LogStream`.

Control flows from a session's `read` down to the connection; nothing here has a task of its own,
so who opens one must read it. Framing (two outputs on one connection) is decided by whether the
container, or the exec, has a terminal.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from alongside.engine.engine import Channel, Chunk, ExecStatus
from alongside.engine.exchange import Body, Connection
from alongside.engine.frames import FrameDecoder
from alongside.errors import ConflictError, NotFoundError, UnreachableError, UnsupportedError

Resizer = Callable[[int, int], Awaitable[None]]


class _Output:
    """What was received, as chunks: raw from a terminal, else decoded from frames."""

    def __init__(self, tty: bool, receive: Callable[[], Awaitable[bytes]]) -> None:
        self._receive = receive
        self._frames = None if tty else FrameDecoder()
        self._ready: deque[Chunk] = deque()

    async def read(self) -> Chunk | None:
        while not self._ready:
            data = await self._receive()
            if not data:
                return None
            if self._frames is None:
                return Chunk(Channel.STDOUT, data)
            self._ready.extend(self._frames.feed(data))
        return self._ready.popleft()


class DockerStream:
    """A hijacked connection; see `Duplex`."""

    def __init__(self, connection: Connection, *, tty: bool, stdin: bool, resize: Resizer) -> None:
        self.tty = tty
        self._connection = connection
        self._output = _Output(tty, connection.read)
        self._stdin = stdin
        self._resize = resize
        self._resizing = asyncio.Lock()
        self._closed = False

    async def read(self) -> Chunk | None:
        """See `Duplex.read`."""
        if self._closed:
            return None
        try:
            return await self._output.read()
        except UnreachableError:
            if self._closed:  # by us, while this was waiting
                return None
            raise

    async def write(self, data: bytes) -> None:
        """See `Duplex.write`."""
        if not self._stdin or self._closed:
            raise ConflictError("This stream has no input" if not self._closed else "It is closed")
        await self._connection.write(data)

    async def resize(self, columns: int, rows: int) -> None:
        """See `Duplex.resize`. One at a time, in order; a process that ended has no size."""
        if not self.tty:
            raise UnsupportedError("A process without a terminal has no size")
        async with self._resizing:
            try:
                await self._resize(columns, rows)
            except (ConflictError, NotFoundError):
                return  # it has ended: `read` says so

    async def close_write(self) -> None:
        """See `Duplex.close_write`."""
        if self._stdin and not self.tty and not self._closed:
            self._stdin = False
            await self._connection.wire.write_eof()

    async def close(self) -> None:
        """See `Duplex.close`."""
        if not self._closed:
            self._closed = True
            await self._connection.wire.close()


class DockerExec(DockerStream):
    """A new process's streams; see `ExecStream`."""

    def __init__(
        self,
        connection: Connection,
        *,
        id: str,
        tty: bool,
        stdin: bool,
        resize: Resizer,
        status: Callable[[], Awaitable[ExecStatus]],
    ) -> None:
        super().__init__(connection, tty=tty, stdin=stdin, resize=resize)
        self.id = id
        self._status = status

    async def status(self) -> ExecStatus:
        """See `ExecStream.status`."""
        return await self._status()

    async def close(self) -> None:
        """See `Duplex.close`.

        Docker hangs up a terminal's process if it cannot write what it has just said to whoever
        has left ("exec attach failed: broken pipe"). A half-close makes it stop writing first.
        """
        if self.tty and not self._closed:
            self._closed = True
            try:
                await self._connection.wire.part()
            except BaseException:  # whoever cancels this must not leave the connection open
                self._connection.wire.abort()
                raise
            await self._connection.wire.close()
            return
        await super().close()


class LogStream:
    """A container's log, as a read-only `Duplex`."""

    def __init__(self, body: Body, *, tty: bool) -> None:
        self.tty = tty
        self._body = body
        self._output = _Output(tty, body.read)
        self._closed = False

    async def read(self) -> Chunk | None:
        """See `Duplex.read`."""
        if self._closed:
            return None
        try:
            return await self._output.read()
        except UnreachableError:
            if self._closed:
                return None
            raise

    async def write(self, data: bytes) -> None:
        """Refuse: a log takes no input."""
        raise ConflictError("A log takes no input")

    async def resize(self, columns: int, rows: int) -> None:
        """Refuse: a log has no terminal."""
        raise UnsupportedError("A log has no terminal")

    async def close_write(self) -> None:
        """Do nothing: there is no input."""

    async def close(self) -> None:
        """See `Duplex.close`."""
        if not self._closed:
            self._closed = True
            await self._body.close()
