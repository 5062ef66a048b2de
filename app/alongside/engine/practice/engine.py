"""`PracticeEngine`: the `Engine` protocol over a scene of local processes.

A call finds its `PracticeContainer` by id, name or prefix and hands over. `connect` sweeps what
dead scenes left, starts the keeper and brings the scene to its beginning; `close` ends everything.
"""

from __future__ import annotations

import asyncio
import base64
import platform
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence

from alongside import __version__
from alongside.clean import clean
from alongside.engine.engine import Capabilities, Duplex, ExecSpec, ExecStream, LogSpec
from alongside.engine.model import (
    Container,
    Details,
    Endpoint,
    EngineInfo,
    Event,
    ProcessTable,
    Stats,
)
from alongside.engine.practice import describe
from alongside.engine.practice.blueprint import Blueprint
from alongside.engine.practice.checks import signal_number
from alongside.engine.practice.container import PracticeContainer
from alongside.engine.practice.events import EventBus
from alongside.engine.practice.helper import Keeper
from alongside.engine.practice.leftovers import sweep
from alongside.engine.practice.logs import LogDuplex
from alongside.engine.practice.process import Launcher
from alongside.engine.practice.register import Acts, Register
from alongside.engine.practice.scene import scene
from alongside.engine.practice.usage import Rows, Usage, staged_rows, staged_stats, user_names
from alongside.engine.practice.world import World, missing
from alongside.errors import ConflictError, UnreachableError


class PracticeEngine:
    """A container engine of local processes; needs nothing but Python.

    Args:
        blueprints: The containers; by default `scene.scene`. More can be made with `create`.
        isolate: Give each container namespaces where the kernel allows it.
        clock: Seconds since the epoch, for everything that shows a time; may stand still.
        seed: Makes a *staged* scene, for pictures and tests: ids, shown host pids and stats are
            made up and the same in every run, the containers seem to have been up for their
            blueprints' age, `api` waits for its restart for ever, and the programs say a fixed
            number of lines, dated by ``PRACTICE_CLOCK`` (the clock at their start). What a process
            finds out for itself is real: times, and pids (small and stable where isolated).
    """

    def __init__(
        self,
        blueprints: Sequence[Blueprint] | None = None,
        *,
        isolate: bool = True,
        clock: Callable[[], float] | None = None,
        seed: int | None = None,
    ) -> None:
        self.endpoint = Endpoint(url="", source="--engine practice", engine="practice")
        self.capabilities = Capabilities()
        self.info: EngineInfo | None = None
        self._now = clock or time.time
        self._blueprints = scene() if blueprints is None else tuple(blueprints)
        self._isolate = isolate
        self._bus = EventBus(self._now)
        self._launcher = Launcher()
        self._keeper = Keeper(self._launcher.ended, self._lost)
        self._launcher.keeper = self._keeper
        self._world = World(self._now, seed, self._bus, self._launcher, self._keeper)
        self._register = Register()
        self._usage = Usage()
        self._connected = False
        self._acts = Acts()

    @property
    def notice(self) -> str:
        """What people must know before they open a shell; empty where containers are isolated."""
        return self._world.notice

    async def connect(self) -> EngineInfo:
        """Open the scene. A second call only says hello again."""
        if not self._connected:
            try:
                await self._open()
            except BaseException:
                await self.close()
                raise
            self._connected = True
        self.info = EngineInfo(
            "Practice", __version__, os=sys.platform, arch=platform.machine(), notice=self.notice
        )
        return self.info

    async def _open(self) -> None:
        await asyncio.to_thread(sweep)
        hello = await self._keeper.start(isolate=self._isolate)
        self._world.isolated, self._world.users = hello["isolated"], hello["users"]
        self._world.reason = clean(hello["reason"])
        self.capabilities = Capabilities(missing(self._world))
        for blueprint in self._blueprints:
            self._world.add_host(blueprint)
        made = [await self._make(blueprint) for blueprint in self._blueprints]
        await asyncio.gather(*(container.open_scene() for container in made))

    async def settled(self) -> None:
        """Wait until every main process that reports its health has done so."""
        await asyncio.gather(*(container.settled() for container in self._register.chosen()))

    async def create(self, blueprint: Blueprint) -> str:
        """Make one more container, not started; return its id.

        Raises:
            ConflictError: The name is taken.
        """
        self._must_be_open()
        self._register.check_free(blueprint.name)
        self._world.add_host(blueprint)
        return (await self._make(blueprint)).id

    async def _make(self, blueprint: Blueprint) -> PracticeContainer:
        id = self._world.new_id(blueprint.name)
        root = {
            "system": blueprint.system,
            "files": blueprint.all_files(self._world.hosts()),
            "volumes": dict(blueprint.volumes),
        }
        made = await self._keeper.request("create", id=id, hostname=blueprint.name, root=root)
        place = len(self._register) + 1
        container = PracticeContainer(blueprint, id, place, self._world, made["path"])
        self._register.add(container)
        self._bus.emit("create", id, {"name": blueprint.name, "image": blueprint.image})
        return container

    def _lost(self) -> None:
        self._world.ending = True
        self._launcher.lost()
        self._bus.close()

    async def close(self) -> None:
        """End every process and delete every file of the scene. Twice is fine."""
        self._world.ending = True
        self._bus.close()
        await self._keeper.close()
        self._launcher.lost()
        containers = self._register.empty()
        await self._acts.close()
        await asyncio.gather(*(container.close() for container in containers))

    # -- looking -------------------------------------------------------------------------------

    def _find(self, id: str) -> PracticeContainer:
        self._must_be_open()
        return self._register.find(id)

    def _must_be_open(self) -> None:
        if not self._keeper.connected:
            raise UnreachableError("The practice scene is not open", "Connect to it again.")

    async def list(self, ids: Sequence[str] | None = None) -> list[Container]:
        """Return all containers, the newest last, or those of `ids`."""
        self._must_be_open()
        now = self._now()
        return [describe.row(container, now) for container in self._register.chosen(ids)]

    def events(self) -> AsyncIterator[Event]:
        """Yield the scene's events; see `Engine.events`."""
        return self._bus.subscribe()

    async def inspect(self, id: str) -> Details:
        """Return what is known of one container."""
        return describe.details(self._find(id), self._world)

    async def clock(self) -> float:
        """Return the scene's time."""
        self._must_be_open()
        return self._now()

    async def top(self, id: str) -> ProcessTable:
        """Return the processes of a running container."""
        container = self._live(id)
        rows = await self._processes(container)
        # In a thread: names may come over the network.
        return describe.process_table(rows, await asyncio.to_thread(user_names))

    async def stats(self, id: str) -> Stats:
        """Return one reading; CPU since the reading before, or since the processes' start."""
        container = self._live(id)
        rows = await self._processes(container)
        if self._world.seed is not None:
            return staged_stats(container.place, len(rows))
        return self._usage.reading(container.id, rows)

    async def _processes(self, container: PracticeContainer) -> Rows:
        answer = await self._keeper.request("processes", id=container.id)
        rows: Rows = answer["rows"]
        return rows if self._world.seed is None else staged_rows(rows, container.pid)

    def _live(self, id: str) -> PracticeContainer:
        container = self._find(id)
        if not container.state.live:
            raise ConflictError(f"Container {container.name} is not running", "Start it first.")
        return container

    async def has_file(self, id: str, path: str) -> bool:
        """Is there anything at `path`?"""
        answer = await self._keeper.request("has_file", id=self._find(id).id, path=path)
        return bool(answer["found"])

    async def put_file(self, id: str, path: str, data: bytes, mode: int = 0o644) -> None:
        """Write one file into the container's own files."""
        text = base64.b64encode(data).decode()
        container = self._find(id)
        await self._keeper.request("put_file", id=container.id, path=path, data=text, mode=mode)

    # -- streams -------------------------------------------------------------------------------

    async def exec(self, id: str, spec: ExecSpec) -> ExecStream:
        """Start a new process in the container."""
        return await self._find(id).exec(spec)

    async def exec_detached(self, id: str, spec: ExecSpec) -> str:
        """Start a new process and let go of it; its output goes nowhere."""
        stream = await self._find(id).exec(spec._replace(stdin=False))
        await stream.close()
        if stream.failure is not None:
            raise stream.failure
        return stream.id

    def is_ours(self, exec_id: str) -> bool:
        """Every exec of a scene is: it has no other client."""
        return bool(exec_id)

    async def attach(self, id: str, *, stdin: bool = False, output: bool = True) -> Duplex:
        """Connect to the main process. A client that does not read loses output, bounded."""
        return self._find(id).attach(stdin=stdin, output=output)

    async def logs(self, id: str, spec: LogSpec) -> Duplex:
        """Open the container's log."""
        container = self._find(id)
        live = container.state.live
        return LogDuplex(container.log, spec, tty=container.blueprint.tty, live=live)

    async def resize(self, id: str, columns: int, rows: int) -> None:
        """Resize the main process's terminal."""
        self._find(id).resize(columns, rows)

    # -- acting --------------------------------------------------------------------------------

    async def start(self, id: str) -> None:
        """Start a stopped container."""
        await self._acts.do(self._find(id).start())

    async def stop(self, id: str, timeout: float = 10) -> None:
        """TERM, then KILL."""
        await self._acts.do(self._find(id).stop(timeout))

    async def restart(self, id: str, timeout: float = 10) -> None:
        """Stop and start."""
        await self._acts.do(self._find(id).restart(timeout))

    async def kill(self, id: str, signal: str = "KILL") -> None:
        """Send a signal to the main process."""
        await self._acts.do(self._find(id).kill(signal_number(signal)))

    async def pause(self, id: str) -> None:
        """Freeze all processes."""
        await self._acts.do(self._find(id).pause())

    async def unpause(self, id: str) -> None:
        """Let them go on."""
        await self._acts.do(self._find(id).unpause())

    async def remove(self, id: str, *, force: bool = False) -> None:
        """Remove a stopped container, or with `force` any."""
        await self._acts.do(self._remove(self._find(id), force))

    async def _remove(self, container: PracticeContainer, force: bool) -> None:
        await container.remove(force=force)
        self._register.drop(container)
        self._usage.forget(container.id)

    async def rename(self, id: str, name: str) -> None:
        """Give it another name."""
        container = self._find(id)
        self._register.check_free(name)
        container.rename(name)
