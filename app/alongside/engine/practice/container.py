"""One practice container: its state, and what an engine's daemon does about it.

Calls come from `PracticeEngine`, one at a time for each container (`_turn`). The end of the main
process comes in by itself (`_watch`): the state changes, ``die`` is emitted and, if the restart
policy wants it, the container starts again after a growing pause, as Docker does.
"""

from __future__ import annotations

import asyncio
import signal
import time

from alongside.engine.engine import Channel, ExecSpec
from alongside.engine.model import Health, State
from alongside.engine.practice.attach import AttachDuplex
from alongside.engine.practice.blueprint import Blueprint
from alongside.engine.practice.execs import ExecDuplex, Execs
from alongside.engine.practice.logs import LogStore
from alongside.engine.practice.policy import Comeback, RestartPolicy
from alongside.engine.practice.run import Run
from alongside.engine.practice.world import World
from alongside.errors import CommandError, ConflictError, EngineError, RefusedError


class PracticeContainer:
    """A container of the scene.

    Args:
        place: Its number in the scene, from 1.
        path: Where its private files are on this machine.
    """

    def __init__(self, blueprint: Blueprint, id: str, place: int, world: World, path: str) -> None:
        self.blueprint = blueprint
        self.id = id
        self.name = blueprint.name
        self.path = path
        self.state = State.CREATED
        self.policy = RestartPolicy(blueprint.restart)
        self.exit_code: int | None = None
        self.created = world.now() - blueprint.age
        self.started_at = 0.0
        self.finished_at = 0.0
        self.pid = 0
        """Of the main process, as it is to be shown; 0 when there is none."""
        self.log = LogStore(world.now)
        self.place = place
        self._world = world
        self._run: Run | None = None
        self._next = self._new_run()
        self._turn = asyncio.Lock()
        self._shown = 0
        self._stopping = False
        self._comeback = Comeback()
        self._execs = Execs(world, id, blueprint, emit=self._emit, show=self._show)
        self._watching: set[asyncio.Task[None]] = set()
        self._remember_past()

    def _remember_past(self) -> None:
        past = self.blueprint.past
        if past is None:
            return
        now = self._world.now()
        for age, line in past.log:
            self.log.put(now - age, Channel.STDOUT, line.encode() + b"\n")
        self.state = State.EXITED
        self.exit_code = past.exit_code
        self.started_at = self.finished_at = now - past.ended
        self.policy = RestartPolicy(self.blueprint.restart, past.restarts)

    async def open_scene(self) -> None:
        """Bring the container to where the scene begins."""
        past = self.blueprint.past
        if past is not None and past.restarts:
            self.state = State.RESTARTING
            if self._world.seed is None:  # a staged scene stands still
                self._restart_later()
        elif self.blueprint.started:
            await self._begin_or_say()
            if self._world.seed is not None:
                self.started_at = self.created

    # -- states --------------------------------------------------------------------------------

    async def start(self) -> None:
        """Start the main process unless it runs or waits to be restarted."""
        async with self._turn:
            if self.state.live or self.state is State.RESTARTING:
                return
            self.policy.forget()
            await self._begin()

    async def stop(self, timeout: float) -> None:
        """TERM, and KILL after `timeout` seconds; nothing for one that does not run."""
        async with self._turn:
            await self._stop(timeout)

    async def restart(self, timeout: float) -> None:
        """Stop it, if it runs, and start it."""
        async with self._turn:
            await self._stop(timeout)
            self.policy.forget()
            await self._begin()
            self._emit("restart")

    async def kill(self, number: int) -> None:
        """Send a signal to the main process.

        Raises:
            ConflictError: There is none.
        """
        run = self._live()
        self._stopping = True
        await run.signal(number)
        if number == signal.SIGKILL:
            await run.wait()

    async def pause(self) -> None:
        """Freeze all processes."""
        async with self._turn:
            self._live()
            if self.state is State.PAUSED:
                raise ConflictError(f"Container {self.name} is already paused")
            await self._world.keeper.request("signal_all", id=self.id, signal=signal.SIGSTOP)
            self._change(State.PAUSED, "pause")

    async def unpause(self) -> None:
        """Let them go on."""
        async with self._turn:
            if self.state is not State.PAUSED:
                raise ConflictError(f"Container {self.name} is not paused")
            await self._thaw()

    async def remove(self, *, force: bool) -> None:
        """End it, if `force` allows, and delete its files."""
        if self.state in (State.RUNNING, State.PAUSED, State.RESTARTING) and not force:
            raise ConflictError(
                f"Container {self.name} is running", "Stop it first, or remove it with force."
            )
        async with self._turn:
            await self._stop(0)
            self.state = State.REMOVING
            await self._world.keeper.request("destroy", id=self.id)
        self._emit("destroy")

    def _change(self, state: State, action: str) -> None:
        if self._run is not None:  # it may have ended while we waited for an answer
            self.state = state
            self._emit(action)

    async def _thaw(self) -> None:
        await self._world.keeper.request("signal_all", id=self.id, signal=signal.SIGCONT)
        self._change(State.RUNNING, "unpause")

    async def _stop(self, timeout: float) -> None:
        if self.state is State.RESTARTING:
            self._comeback.forget()
            self.state = State.EXITED
            self._emit("stop")
        run = self._run
        if run is None:
            return
        self._stopping = True
        if self.state is State.PAUSED:
            await self._thaw()
        await run.stop(timeout)
        self._emit("stop")

    # -- the main process ----------------------------------------------------------------------

    async def _begin(self) -> None:
        run, self._next = self._next, self._new_run()
        try:
            pid = await run.begin()
        except CommandError as error:
            self.state, self.exit_code = State.EXITED, error.exit_code
            raise RefusedError(f"Container {self.name} cannot start: {error.message}") from None
        self._run = run
        self._stopping = False
        self.pid = self._show(pid)
        self.started_at = self._world.now()
        self.state = State.RUNNING
        watching = asyncio.create_task(self._watch(run))
        self._watching.add(watching)
        watching.add_done_callback(self._watching.discard)
        self._emit("start")

    async def _begin_or_say(self) -> None:
        """Start where nobody waits to be told of an error: it goes to the log."""
        try:
            await self._begin()
        except EngineError as error:
            self.log.put(self._world.now(), Channel.STDERR, f"{error.message}\n".encode())

    def _new_run(self) -> Run:
        return Run(self._world, self.id, self.blueprint, self.log, self._emit)

    def _show(self, pid: int) -> int:
        self._shown += 1
        return self._world.shown_pid(pid, self.place, self._shown)

    async def _watch(self, run: Run) -> None:
        begun = time.monotonic()
        code = await run.end()
        now = self._world.now()
        self._run, self.pid = None, 0
        self.exit_code, self.finished_at = code, now
        self.state = State.EXITED
        if not (self._stopping or self._world.ending) and self.policy.wants(code):
            self.policy.ended(time.monotonic() - begun)
            self._restart_later()
        self._emit("die", exitCode=str(code))
        run.over.set()

    def _restart_later(self) -> None:
        self.state = State.RESTARTING
        self._comeback.after(self.policy.pause(), self._come_back)

    async def _come_back(self) -> None:
        async with self._turn:
            if self.state is State.RESTARTING:
                self.policy.restarted()
                await self._begin_or_say()

    # -- streams -------------------------------------------------------------------------------

    @property
    def health(self) -> Health:
        """What the main process says of its health."""
        return self._run.health if self._run is not None else Health.NONE

    @property
    def tty(self) -> str:
        """What the main process's terminal is called inside; empty without one."""
        return self._run.tty if self._run is not None else ""

    @property
    def clients(self) -> int:
        """How many are attached to the main process, or wait for it."""
        return (self._run or self._next).clients

    async def settled(self) -> None:
        """Wait until the main process, if there is one, has said how it is."""
        if self._run is not None:
            await self._run.settled.wait()

    def attach(self, *, stdin: bool, output: bool) -> AttachDuplex:
        """Connect a client to the main process, or to the first one of a new container.

        Raises:
            ConflictError: It does not run any more, or is paused.
        """
        new = self.state is State.CREATED
        run = self._next if new else self._awake("attaching")
        return run.attach(stdin=stdin, output=output)

    def resize(self, columns: int, rows: int) -> None:
        """Resize the main process's terminal."""
        self._live().resize(columns, rows)

    async def exec(self, spec: ExecSpec) -> ExecDuplex:
        """Start a new process.

        Raises:
            ConflictError: The container does not run, or is paused.
            UnsupportedError: The user or the privileges asked for cannot be had here.
        """
        self._awake("exec")
        return await self._execs.open(spec)

    def _live(self) -> Run:
        if self._run is None:
            raise ConflictError(f"Container {self.name} is not running", "Start it first.")
        return self._run

    def _awake(self, purpose: str) -> Run:
        if self.state is State.RESTARTING:
            raise ConflictError(
                f"Container {self.name} is restarting", "Wait until it runs; its log says why."
            )
        run = self._live()
        if self.state is State.PAUSED:
            raise ConflictError(f"Container {self.name} is paused", f"Unpause it before {purpose}.")
        return run

    # -- the rest ------------------------------------------------------------------------------

    def rename(self, name: str) -> None:
        """Take another name (the hostname stays, as under Docker)."""
        old, self.name = self.name, name
        self._emit("rename", oldName=f"/{old}")

    def _emit(self, action: str, **attributes: str) -> None:
        about = {"name": self.name, "image": self.blueprint.image} | attributes
        self._world.bus.emit(action, self.id, about)

    async def close(self) -> None:
        """The scene ends; the keeper has ended the processes."""
        for task in self._watching:
            task.cancel()
        await asyncio.gather(*self._watching, return_exceptions=True)
        await asyncio.gather(self._comeback.close(), self._execs.close())
