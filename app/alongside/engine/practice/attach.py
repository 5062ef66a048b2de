"""Attach: clients of a main process's streams, as many as there are."""

from __future__ import annotations

from collections.abc import Callable

from alongside.engine.engine import Channel, Chunk
from alongside.engine.practice.process import Program
from alongside.engine.practice.streams import Backlog
from alongside.errors import ConflictError, UnsupportedError

_BACKLOG = 1_048_576
"""Bytes that wait for a client at most; one that does not read loses the oldest.

Docker would freeze the container instead, for everyone. A practice container never freezes.
"""


class AttachDuplex:
    """One client's connection to a main process, or to one that is yet to start (`begin`).

    Attributes:
        output: Does it read what the process writes (or does it only write)?

    Args:
        on_leave: Called once when the client closes before the process has ended.
    """

    def __init__(
        self,
        *,
        tty: bool,
        stdin: bool,
        stdin_once: bool,
        output: bool,
        on_leave: Callable[[AttachDuplex], None],
    ) -> None:
        self.tty = tty
        self._closes_stdin = stdin and stdin_once
        self._program: Program | None = None
        self.output = output
        self._input_open = stdin
        self._on_leave: Callable[[AttachDuplex], None] | None = on_leave
        self._backlog = Backlog(_BACKLOG)

    def begin(self, program: Program) -> None:
        """The main process runs."""
        self._program = program

    def feed(self, channel: Channel, data: bytes) -> None:
        """Take what the process wrote."""
        if self.output:
            self._backlog.put(channel, data)

    def end(self) -> None:
        """The process has ended."""
        self._program = self._on_leave = None
        self._backlog.close()

    async def read(self) -> Chunk | None:
        """Return the next output, or None when the process has ended."""
        return await self._backlog.get()

    async def write(self, data: bytes) -> None:
        """Send `data` to the main process.

        Raises:
            ConflictError: Attached without stdin, or it is closed, or the process has ended.
        """
        if not self._input_open or self._program is None:
            raise ConflictError("This stream is attached without input")
        await self._program.io.write(data)

    async def resize(self, columns: int, rows: int) -> None:
        """Resize the main process's terminal, for all clients."""
        if not self.tty:
            raise UnsupportedError("The main process has no terminal to resize")
        if self._program is not None:
            self._program.io.resize(columns, rows)

    async def close_write(self) -> None:
        """Give up our input; with ``StdinOnce`` the main process's stdin closes with it."""
        if self._input_open and not self.tty:
            self._input_open = False
            if self._closes_stdin and self._program is not None:
                self._program.io.close_stdin()

    async def close(self) -> None:
        """Leave."""
        await self.close_write()
        leave, self._on_leave = self._on_leave, None
        if leave is not None:
            leave(self)
        self._program = None
        self._input_open = False
        self._backlog.drop()
