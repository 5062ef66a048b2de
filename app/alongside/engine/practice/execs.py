"""Exec: a new process in a running container, and its one client.

`Execs.open` starts the process, returns its `ExecDuplex` and watches for its end.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable

from alongside.engine.engine import Channel, Chunk, ExecSpec, ExecStatus
from alongside.engine.practice.blueprint import Blueprint
from alongside.engine.practice.process import Order, Program
from alongside.engine.practice.streams import Backlog
from alongside.engine.practice.world import World, missing
from alongside.errors import CommandError, ConflictError, UnsupportedError

_HIGH = 524_288
_LOW = 131_072
"""Bytes that wait for the client: from high on the process has to wait, until low."""


class Execs:
    """The execs of one container.

    Args:
        container: Its id.
        emit: For ``exec_create``, ``exec_start`` and ``exec_die``.
        show: From the host's pid to the one to be shown.
    """

    def __init__(
        self,
        world: World,
        container: str,
        blueprint: Blueprint,
        *,
        emit: Callable[..., None],
        show: Callable[[int], int],
    ) -> None:
        self._world = world
        self._container = container
        self._blueprint = blueprint
        self._emit = emit
        self._show = show
        self._watching: set[asyncio.Task[None]] = set()

    async def open(self, spec: ExecSpec) -> ExecDuplex:
        """Start a new process in the running container.

        Raises:
            ConflictError: The container is just ending.
            UnsupportedError: The user or the privileges asked for cannot be had here.
        """
        stream = ExecDuplex(self._world.new_id("exec"), spec)
        order = _order(self._world, self._container, self._blueprint, stream.id, spec)
        for action in ("exec_create", "exec_start"):
            self._emit(action, execID=stream.id, detail=" ".join(spec.argv))
        try:
            program = await self._world.launcher.launch(order, stream.feed)
        except CommandError as error:
            stream.failed(error)
        else:
            stream.started(program, self._show(program.pid))
            task = asyncio.create_task(stream.watch(functools.partial(self._died, stream.id)))
            self._watching.add(task)
            task.add_done_callback(self._watching.discard)
        return stream

    def _died(self, exec_id: str, code: int) -> None:
        self._emit("exec_die", execID=exec_id, exitCode=str(code))

    async def close(self) -> None:
        """The scene ends: let go of the streams of all that runs."""
        for task in self._watching:
            task.cancel()
        await asyncio.gather(*self._watching, return_exceptions=True)


def _order(world: World, container: str, blueprint: Blueprint, key: str, spec: ExecSpec) -> Order:
    """Return what to start for `spec`."""
    lacks = missing(world)
    ourselves = ("", "root", "0") if world.isolated else ("",)
    if "user" in lacks and spec.user not in ourselves:
        raise UnsupportedError(f"Another user cannot be had here: {lacks['user']}")
    if "privileged" in lacks and spec.privileged:
        raise UnsupportedError(f"Privileges cannot be had here: {lacks['privileged']}")
    return Order(
        container=container,
        key=key,
        argv=spec.argv,
        env=world.environment(blueprint, tty=spec.tty) | dict(spec.env),
        cwd=spec.working_dir or blueprint.working_dir,
        user=world.user(spec.user or blueprint.user),
        tty=spec.tty,
        stdin=spec.stdin,
        size=spec.size,
        privileged=spec.privileged,
    )


class ExecDuplex:
    """The stream of one exec.

    Output is read at its client's pace. When the client has closed, output is read and forgotten,
    so that the process lives on as under Docker.
    """

    def __init__(self, id: str, spec: ExecSpec) -> None:
        self.id = id
        self.tty = spec.tty
        self._stdin = spec.stdin
        self.failure: CommandError | None = None
        """Why it could not be started, if so."""
        self._program: Program | None = None
        self._pid = 0
        self._exit_code: int | None = None
        self._backlog = Backlog()
        self._closed = False

    def feed(self, channel: Channel, data: bytes) -> None:
        """Take what the process wrote."""
        if self._closed:
            return
        self._backlog.put(channel, data)
        if self._backlog.size > _HIGH and self._program is not None:
            self._program.io.pause()

    def started(self, program: Program, shown_pid: int) -> None:
        """The process runs."""
        self._program = program
        self._pid = shown_pid

    def failed(self, error: CommandError) -> None:
        """It could not be started: the runtime's text is all the output there is."""
        text = (
            "OCI runtime exec failed: exec failed: unable to start container process: "
            f"{error.message}: unknown\r\n"
        )
        self._backlog.put(Channel.STDOUT, text.encode())
        self._backlog.close()
        self.failure = error
        self._exit_code = error.exit_code

    async def watch(self, on_exit: Callable[[int], None]) -> None:
        """Wait for the process's end and for the last of its output."""
        program = self._program
        assert program is not None
        try:
            self._exit_code = await program.exit
            on_exit(self._exit_code)
            await program.io.finish()
        finally:
            program.io.close()
            self._backlog.close()

    async def status(self) -> ExecStatus:
        """Return what is known of the process."""
        running = self._program is not None and self._exit_code is None
        return ExecStatus(running, self._exit_code, self._pid)

    async def read(self) -> Chunk | None:
        """Return the next output, or None after the last."""
        chunk = await self._backlog.get()
        if self._backlog.size < _LOW and self._program is not None:
            self._program.io.resume()
        return chunk

    async def write(self, data: bytes) -> None:
        """Send `data` to the process.

        Raises:
            ConflictError: It has no stdin, or has ended.
        """
        if not self._stdin or self._program is None or self._closed:
            raise ConflictError("This exec has no input")
        await self._program.io.write(data)

    async def resize(self, columns: int, rows: int) -> None:
        """Resize the process's terminal; one that has ended has no size."""
        if not self.tty:
            raise UnsupportedError("This exec has no terminal to resize")
        if self._program is not None and self._exit_code is None:
            self._program.io.resize(columns, rows)

    async def close_write(self) -> None:
        """Close the process's stdin; nothing on a terminal."""
        if self._program is not None:
            self._program.io.close_stdin()

    async def close(self) -> None:
        """Let go: stdin is closed (but a terminal), output forgotten; the process lives on."""
        if self._closed:
            return
        self._closed = True
        self._backlog.drop()
        if self._program is not None:
            self._program.io.close_stdin()
            self._program.io.resume()
