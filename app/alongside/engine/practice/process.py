"""A process in a container: how it is started, its streams and its end.

`Launcher.launch` makes the streams, sends their far ends to the keeper, waits for the child's
report and returns a `Program`. The keeper's exit messages come in through `Launcher.ended`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alongside.clean import clean
from alongside.engine.engine import Channel
from alongside.engine.practice.helper import DEADLINE, Keeper
from alongside.engine.practice.streams import ProcessIO, Sink
from alongside.errors import AlongsideError, CommandError, ConflictError, DeadlineError

MAIN = ""
"""The key of a container's main process."""

_MAX_REPORT = 8192


@dataclass(frozen=True, slots=True)
class Order:
    """What to start where. `notify`: give it a pipe as descriptor 3 to report its health on."""

    container: str
    key: str
    argv: Sequence[str]
    env: Mapping[str, str]
    cwd: str = "/"
    user: str = ""
    tty: bool = False
    stdin: bool = False
    size: tuple[int, int] | None = None
    privileged: bool = False
    notify: bool = False


class Program:
    """A process that was started: its pid on the host, its streams, its exit code to come."""

    def __init__(
        self, pid: int, tty: str, io: ProcessIO, exit: asyncio.Future[int], notify: int
    ) -> None:
        self.pid = pid
        self.tty = tty
        """What its terminal is called where it runs (``pts/0``); empty without one."""
        self.io = io
        self.exit = exit
        self.notify = notify
        """The reading end of its health pipe, -1 without. Whoever launched it closes it."""


class Launcher:
    """Starts processes by way of the keeper and tells of their ends."""

    def __init__(self) -> None:
        self.keeper: Keeper | None = None
        self._exits: dict[tuple[str, str], asyncio.Future[int]] = {}

    def ended(self, container: str, key: str, code: int) -> None:
        """The keeper says that a process ended."""
        future = self._exits.pop((container, key), None)
        if future is not None and not future.done():
            future.set_result(code)

    def lost(self) -> None:
        """The keeper is gone, and every process with it."""
        for container, key in list(self._exits):
            self.ended(container, key, 137)

    async def launch(self, order: Order, sink: Sink) -> Program:
        """Start a program; `sink` gets its output. When cancelled, what was started is ended.

        Raises:
            CommandError: It cannot be started; text and code are the runtime's.
            ConflictError: The container does not run (or, for a main process, does).
        """
        work = asyncio.ensure_future(self._launch(order, sink))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            await self._abandon(order, work)
            raise

    async def _abandon(self, order: Order, work: asyncio.Future[Program]) -> None:
        """End a program that nobody waits for any more, as soon as it is there to be ended."""
        assert self.keeper is not None
        with contextlib.suppress(AlongsideError):  # then there is nothing to end
            program = await work
            program.io.close()
            if program.notify >= 0:
                os.close(program.notify)
            await self.keeper.request(
                "signal", id=order.container, key=order.key, signal=signal.SIGKILL
            )

    async def _launch(self, order: Order, sink: Sink) -> Program:
        assert self.keeper is not None
        ends = _Ends(order)
        exit: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._exits[order.container, order.key] = exit
        try:
            answer = await self.keeper.request(
                "spawn",
                ends.theirs,
                id=order.container,
                key=order.key,
                argv=list(order.argv),
                env=dict(order.env),
                cwd=order.cwd,
                user=order.user,
                tty=order.tty,
                size=list(order.size or (80, 24)),
                privileged=order.privileged,
            )
            ends.close_theirs()
            master, tty = await ends.report()
        except BaseException:
            self._exits.pop((order.container, order.key), None)
            ends.close_theirs()
            ends.close_ours()
            raise
        return Program(answer["pid"], tty, ends.process_io(master, sink), exit, ends.notify)


class _Ends:
    """Both ends of everything between us and a new process, until each side has its own."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._report, far = socket.socketpair()
        self._report.setblocking(False)
        self.theirs = [far.detach()]
        self.stdin: int | None = None
        self.outputs: dict[int, Channel] = {}
        self.notify = -1
        if not order.tty:
            self._make_pipes()
        if order.notify:
            self.notify, theirs = os.pipe()
            self.theirs.append(theirs)

    def _make_pipes(self) -> None:
        if self._order.stdin:
            theirs, self.stdin = os.pipe()
        else:
            theirs = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)
        self.theirs.append(theirs)
        for channel in Channel:
            ours, theirs = os.pipe()
            self.outputs[ours] = channel
            self.theirs.append(theirs)

    def close_theirs(self) -> None:
        while self.theirs:
            os.close(self.theirs.pop())

    def close_ours(self) -> None:
        self._report.close()
        for fd in (*self.outputs, *(fd for fd in (self.stdin, self.notify) if fd is not None)):
            if fd >= 0:
                os.close(fd)
        self.outputs.clear()
        self.stdin, self.notify = None, -1

    async def report(self) -> tuple[int, str]:
        """Wait until the program runs; return its terminal's master side and name.

        Without one these are -1 and empty.

        Raises:
            CommandError: It does not run.
            ConflictError: It was killed before it could.
        """
        text, masters = b"", []
        try:
            async with asyncio.timeout(DEADLINE):
                while True:
                    data, fds = await self._receive()
                    masters += fds
                    if not data:
                        break
                    text += data
        except TimeoutError:
            _close(masters)
            raise DeadlineError("The program was not started in time") from None
        except BaseException:
            _close(masters)
            raise
        finally:
            self._report.close()
        tty, said = _split(text)
        if said:
            _close(masters)
            failure = json.loads(said)
            raise CommandError(clean(failure["text"]), exit_code=failure["code"])
        if self._order.tty and not masters:
            raise ConflictError("The container ended before the program had begun")
        return masters[0] if masters else -1, tty

    async def _receive(self) -> tuple[bytes, list[int]]:
        loop = asyncio.get_running_loop()
        ready: asyncio.Future[None] = loop.create_future()
        loop.add_reader(self._report, _resolve, ready)
        try:
            await ready
        finally:
            loop.remove_reader(self._report)
        data, fds, _flags, _address = socket.recv_fds(self._report, _MAX_REPORT, 1)
        for fd in fds:
            os.set_inheritable(fd, False)
        return data, fds

    def process_io(self, master: int, sink: Sink) -> ProcessIO:
        if self._order.tty:
            return ProcessIO({master: Channel.STDOUT}, master, sink, tty=True)
        return ProcessIO(self.outputs, self.stdin, sink, tty=False)


def _split(text: bytes) -> tuple[str, bytes]:
    """Return the terminal's name and the words of failure from a child's report."""
    if not text.startswith(b"\0"):
        return "", text
    name, _, failure = text[1:].partition(b"\0")
    return clean(name.decode().removeprefix("/dev/")), failure


def _close(fds: list[int]) -> None:
    for fd in fds:
        os.close(fd)


def _resolve(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
