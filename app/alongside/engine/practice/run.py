"""One run of a container's main process, from its start to its end: streams, clients, health."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable

from alongside.engine.engine import Channel
from alongside.engine.model import Health
from alongside.engine.practice.attach import AttachDuplex
from alongside.engine.practice.blueprint import Blueprint
from alongside.engine.practice.health import HealthPipe
from alongside.engine.practice.logs import LogStore
from alongside.engine.practice.process import MAIN, Order, Program
from alongside.engine.practice.world import World
from alongside.errors import ConflictError, RefusedError

Emit = Callable[..., None]
"""Called with an action and its attributes as keywords."""


_KILL_GRACE = 10.0
"""Seconds that a killed process gets to be gone."""


class Run:
    """A main process, and its clients from before it starts.

    Args:
        id: The container's.
        emit: For the events of its clients, its health and its signals.
    """

    def __init__(
        self, world: World, id: str, blueprint: Blueprint, log: LogStore, emit: Emit
    ) -> None:
        self.over = asyncio.Event()
        self.health = Health.STARTING if blueprint.reports_health else Health.NONE
        self.settled = asyncio.Event()
        """Has it said how it is (if it ever does), or ended?"""
        if not blueprint.reports_health:
            self.settled.set()
        self._world = world
        self._id = id
        self._blueprint = blueprint
        self._log = log
        self._emit = emit
        self._clients: set[AttachDuplex] = set()
        self._program: Program | None = None

    @property
    def tty(self) -> str:
        """What the process's terminal is called where it runs; empty without one."""
        return self._program.tty if self._program is not None else ""

    async def begin(self) -> int:
        """Start the process; return its pid on the host.

        Raises:
            CommandError: It cannot be started.
        """
        blueprint, world = self._blueprint, self._world
        env = world.environment(blueprint, tty=blueprint.tty)
        if blueprint.reports_health:
            env["HEALTH_FD"] = "3"
        order = Order(
            container=self._id,
            key=MAIN,
            argv=blueprint.argv,
            env=env,
            cwd=blueprint.working_dir,
            user=world.user(blueprint.user),
            tty=blueprint.tty,
            stdin=blueprint.open_stdin,
            notify=blueprint.reports_health,
        )
        self._program = await world.launcher.launch(order, self._feed)
        for client in self._clients:
            client.begin(self._program)
        return self._program.pid

    async def signal(self, number: int) -> None:
        """Send a signal; if it has just ended by itself, that is as well."""
        self._emit("kill", signal=str(int(number)))
        with contextlib.suppress(ConflictError):
            await self._world.keeper.request("signal", id=self._id, key=MAIN, signal=number)

    async def wait(self, seconds: float = _KILL_GRACE) -> None:
        """Wait for its end, so long at most."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.over.wait(), seconds)

    async def stop(self, timeout: float) -> None:
        """TERM, and after `timeout` seconds KILL; returns when it has ended.

        Raises:
            RefusedError: It does not end.
        """
        for number, patience in ((signal.SIGTERM, timeout), (signal.SIGKILL, _KILL_GRACE)):
            if patience > 0 and not self.over.is_set():
                await self.signal(number)
                await self.wait(patience)
        if not self.over.is_set():
            raise RefusedError(f"The main process of {self._blueprint.name} does not end")

    async def end(self) -> int:
        """Wait for the end and the last output, send the clients home; return the exit code."""
        program = self._program
        assert program is not None
        pipe = HealthPipe(program.notify, self._set_health) if program.notify >= 0 else None
        try:
            code = await program.exit
            await program.io.finish()
        finally:
            program.io.close()
            if pipe is not None:
                pipe.close()
            self._program = None
            self.health = Health.NONE
            self.settled.set()
            self._log.end_run()
            for client in self._clients:
                client.end()
            self._clients.clear()
        return code

    def _feed(self, channel: Channel, data: bytes) -> None:
        self._log.add(channel, data)
        for client in self._clients:
            client.feed(channel, data)

    def _set_health(self, health: Health) -> None:
        if health is not self.health:
            self.health = health
            self.settled.set()
            self._emit("health_status", detail=str(health))

    def attach(self, *, stdin: bool, output: bool) -> AttachDuplex:
        """Connect a client; one that comes before the start misses nothing."""
        client = AttachDuplex(
            tty=self._blueprint.tty,
            stdin=stdin and self._blueprint.open_stdin,
            stdin_once=self._blueprint.stdin_once,
            output=output,
            on_leave=self._leave,
        )
        if self._program is not None:
            client.begin(self._program)
        self._clients.add(client)
        self._emit("attach")
        return client

    @property
    def clients(self) -> int:
        """How many read its output."""
        return sum(client.output for client in self._clients)

    def _leave(self, client: AttachDuplex) -> None:
        self._clients.discard(client)
        self._emit("detach")

    def resize(self, columns: int, rows: int) -> None:
        """Resize the terminal.

        Raises:
            ConflictError: There is none.
        """
        assert self._program is not None
        self._program.io.resize(columns, rows)
        self._emit("resize", width=str(columns), height=str(rows))
