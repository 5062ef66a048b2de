"""A live watch on a real engine: every change shows, and an engine that goes away comes back."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from docker_support import connected, container, docker
from support import wait_for

from alongside.engine.docker import DockerEngine
from alongside.engine.model import Container, Endpoint, State
from alongside.engine.watch import Snapshot, Watch
from alongside.errors import DeadlineError

SCRIPT = Path(__file__).parents[2] / ".ci/engine"


class View:
    """What a watch says now."""

    def __init__(self) -> None:
        self.snapshot: Snapshot | None = None
        self.sentences: list[str] = []

    def named(self, name: str) -> Container | None:
        rows = self.snapshot.containers if self.snapshot else ()
        return next((row for row in rows if row.name == name), None)

    def state(self, name: str) -> State | None:
        row = self.named(name)
        return row.state if row else None

    @property
    def connected(self) -> bool:
        return self.snapshot is not None and self.snapshot.connected


@asynccontextmanager
async def watched(engine: DockerEngine) -> AsyncIterator[tuple[Watch, View]]:
    watch, view = Watch(engine), View()

    async def follow() -> None:
        async for view.snapshot in watch.snapshots():
            if not view.connected:
                view.sentences.append(view.snapshot.sentence)

    task = asyncio.create_task(follow())
    await wait_for(lambda: view.snapshot)
    try:
        yield watch, view
    finally:
        await watch.close()
        await task


async def test_every_change_shows(engine_host: str) -> None:
    async with connected(engine_host) as engine, watched(engine) as (watch, view):
        async with container(engine_host, "busybox:test", "sleep", "1000", run=False) as name:
            await wait_for(lambda: view.state(name) is State.CREATED)
            await engine.start(name)
            await wait_for(lambda: view.state(name) is State.RUNNING)
            row = view.named(name)
            assert row is not None
            watch.show([row.id])
            await wait_for(lambda: (view.named(name) or row).restarts == 0)
            await engine.pause(name)
            await wait_for(lambda: view.state(name) is State.PAUSED)
            await engine.unpause(name)
            await wait_for(lambda: view.state(name) is State.RUNNING)
            await engine.rename(name, f"{name}-x")
            await wait_for(lambda: view.state(f"{name}-x") and not view.state(name))
            await engine.rename(f"{name}-x", name)
            await engine.kill(name)
            await wait_for(lambda: view.state(name) is State.EXITED)
            row = view.named(name)
            assert row is not None
            assert row.exit_code == 137
        await wait_for(lambda: view.named(name) is None)


async def test_restarts_are_counted(engine_host: str) -> None:
    arguments = ("--restart", "on-failure:2", "busybox:test", "false")
    async with (
        connected(engine_host) as engine,
        watched(engine) as (watch, view),
        container(engine_host, *arguments) as name,
    ):
        await wait_for(lambda: view.named(name))
        row = view.named(name)
        assert row is not None
        watch.show([row.id])
        await wait_for(lambda: (view.named(name) or row).restarts == 2)


class PrivateEngine:
    """A second engine, to be killed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.host = f"unix://{root}/docker.sock"

    def run(self, verb: str) -> None:
        environ = {**os.environ, "ALONGSIDE_ENGINE_ROOT": str(self.root)}
        subprocess.run([SCRIPT, verb], env=environ, check=True, capture_output=True)

    @property
    def pid(self) -> int:
        return int((self.root / "dpid").read_text())

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def stopped(self) -> bool:
        """Have all of its threads stopped?"""
        stats = Path(f"/proc/{self.pid}/task").glob("*/stat")
        return all(stat.read_text().rsplit(")", 1)[1].split()[0] == "T" for stat in stats)

    def restart(self) -> None:
        # Where nobody reaps orphans, dead processes count as running.
        for name in ("pid", "exec/containerd/containerd.pid"):
            (self.root / name).unlink(missing_ok=True)
        self.run("start")


@pytest.fixture
def private(engine_host: str, tmp_path: Path) -> Iterator[PrivateEngine]:
    if os.geteuid() != 0 or shutil.which("dockerd") is None:
        pytest.skip("starting an engine needs root and dockerd")
    engine = PrivateEngine(tmp_path / "e")
    engine.run("start")
    yield engine
    engine.run("stop")


async def test_killed_and_restarted_under_a_live_watch(
    private: PrivateEngine, tmp_path: Path
) -> None:
    archive = tmp_path / "empty.tar"
    archive.write_bytes(b"\0" * 10240)
    await docker(private.host, "import", str(archive), "empty:test")
    await docker(private.host, "create", "--name", "one", "empty:test", "nothing")
    async with connected(private.host) as engine, watched(engine) as (_, view):
        assert view.state("one") is State.CREATED
        private.signal(signal.SIGKILL)
        await wait_for(lambda: not view.connected)
        assert view.state("one") is State.CREATED  # what was known last stays to be seen
        await asyncio.to_thread(private.restart)
        await wait_for(lambda: view.connected, 20)
        assert view.sentences[0].endswith("trying again in 0.25 s")
        await docker(private.host, "create", "--name", "two", "empty:test", "nothing")
        await wait_for(lambda: view.state("two") is State.CREATED)


async def test_an_engine_that_hangs_has_a_deadline(private: PrivateEngine) -> None:
    async with connected(private.host) as ready:
        assert await ready.list() == []
    engine = DockerEngine(Endpoint(private.host, "test"), seconds=0.3)
    try:
        private.signal(signal.SIGSTOP)
        await wait_for(private.stopped)
        with pytest.raises(DeadlineError, match="did not answer within"):
            await engine.connect()
    finally:
        private.signal(signal.SIGCONT)
        await engine.close()
