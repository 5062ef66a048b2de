"""The way of the bytes, the timeline and where it broke, on a real engine."""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from cut_proxy import CutProxy
from docker_support import connected, container
from support import wait_for

from alongside.anatomy.breaks import broken_at, examine
from alongside.anatomy.host import parent_of, process
from alongside.anatomy.model import Hop
from alongside.anatomy.relay import parting, read_relay
from alongside.anatomy.timeline import Timeline
from alongside.engine.docker import DockerEngine
from alongside.engine.watch import Watch
from alongside.session.base import BaseSession
from alongside.session.session import Reason
from alongside.session.sessions import Sessions
from alongside.ui.happenings import Happenings


@asynccontextmanager
async def both(engine: DockerEngine, name: str):
    """An exec and an attach of one container, live."""
    details = await engine.inspect(name)
    sessions = Sessions(engine)
    new, main = sessions.exec(details.id, name), sessions.attach(details.id, name)
    try:
        await new.open(80, 24)
        await main.open(80, 24)
        await wait_for(lambda: new.facts.host_pid)
        yield new, main
    finally:
        await sessions.close_all()


async def way(engine: DockerEngine, session: BaseSession) -> tuple[Hop, ...]:
    return await read_relay(engine, await engine.inspect(session.container_id), session.facts)


def here(engine_host: str, pid: int) -> bool:
    """Is the engine on this machine, its processes to be seen?"""
    return engine_host.startswith("unix://") and Path(f"/proc/{pid}").exists()


async def test_the_pids_on_the_way_are_the_kernels(engine_host: str) -> None:
    async with (
        connected(engine_host) as engine,
        container(engine_host, "-it", "debian:test", "bash") as name,
        both(engine, name) as (new, main),
    ):
        exec_hops, main_hops = await way(engine, new), await way(engine, main)
        names = [hop.name for hop in exec_hops]
        assert names == ["terminal", "alongside", "dockerd", "containerd", "shim", "bash"]
        assert parting(exec_hops, main_hops) == 5  # the same shim: they part at the process
        assert exec_hops[1].pid == os.getpid()
        assert (exec_hops[-1].pid, main_hops[-1].pid) == (new.facts.pid, 1)
        assert exec_hops[-1].link == f"pty {new.facts.tty}"
        if not here(engine_host, new.facts.host_pid or 0):
            pytest.skip("the engine's processes are not to be seen from here")
        shim = exec_hops[4].pid
        assert shim == parent_of(new.facts.host_pid or 0) == parent_of(main.facts.host_pid or 0)
        for hop in exec_hops[2:4]:
            found = process(hop.pid or 0)
            assert found is not None
            assert found.name == hop.name


async def test_no_byte_goes_through_containerd(engine_host: str) -> None:
    """It is drawn beside the way: neither end of the process's FIFOs is open in it."""
    async with (
        connected(engine_host) as engine,
        container(engine_host, "-it", "busybox:test", "sh") as name,
        both(engine, name) as (new, _),
    ):
        hops = {hop.name: hop for hop in await way(engine, new)}
        if hops["containerd"].pid is None or os.geteuid() != 0:
            pytest.skip("the engine's files are not to be seen from here")

        def fifos(hop: str) -> list[str]:
            paths = Path(f"/proc/{hops[hop].pid}/fd").iterdir()
            return [str(path.readlink()) for path in paths if path.is_symlink()]

        def held(hop: str) -> bool:
            return any(new.exec_id in path for path in fifos(hop))

        assert held("dockerd")
        assert held("shim")
        assert not held("containerd")


async def test_the_timeline_of_an_exec_and_an_attach(engine_host: str) -> None:
    async with (
        connected(engine_host) as engine,
        container(engine_host, "-it", "busybox:test", "sh") as name,
    ):
        watch = Watch(engine)
        happenings = Happenings()
        happenings.feed_from(watch.events)
        id = (await engine.inspect(name)).id
        timeline = Timeline({id: name}, engine.is_ours)
        leave = happenings.follow(id, timeline.add)
        try:
            first = asyncio.create_task(anext(watch.snapshots()))
            await first
            async with both(engine, name) as (new, _):
                exec_id = new.exec_id
                assert engine.is_ours(exec_id)
                await wait_for(lambda: any(e.exec_id == exec_id for e in timeline.entries))
                await wait_for(lambda: any(e.word == "attach" for e in timeline.entries))
            await wait_for(
                lambda: any(
                    e.exec_id == exec_id and e.glyph in "−±" and e.detail for e in timeline.entries
                ),
                what="the end of the exec",
            )
            await engine.kill(name, "KILL")
            await wait_for(lambda: timeline.entries[-1].word == "main process died")
            assert timeline.entries[-1].detail == "with 137"
            assert any(e.detail == "SIGKILL" for e in timeline.entries)
        finally:
            leave()
            happenings.feed_from(None)
            await watch.close()


async def test_a_stream_that_is_cut_broke_on_the_network(engine_host: str) -> None:
    if not engine_host.startswith("unix://"):
        pytest.skip("the proxy stands before a unix socket")
    proxy = CutProxy(engine_host.removeprefix("unix://"))
    await proxy.open()
    async with (
        container(engine_host, "-it", "busybox:test", "sh") as name,
        connected(f"tcp://127.0.0.1:{proxy.port}") as engine,
        both(engine, name) as (_, main),
    ):
        hops = await way(engine, main)
        assert [hop.name for hop in hops][2:4] == ["network", "dockerd"]
        assert all(hop.pid is None for hop in hops[2:-1])  # it could be any machine
        await proxy.cut()
        await wait_for(lambda: main.ending)
        assert main.ending is not None
        assert main.ending.reason is Reason.LOST
        reachable, state = await examine(engine, main.container_id)
        broken = broken_at(hops, main.ending, reachable=reachable, state=state)
        assert broken is not None
        assert broken.index == 2
        assert "network, dockerd" in broken.sentence


async def test_a_container_that_ends_is_the_last_hop(engine_host: str) -> None:
    async with (
        connected(engine_host) as engine,
        container(engine_host, "busybox:test", "sleep", "1000") as name,
        both(engine, name) as (_, main),
    ):
        hops = await way(engine, main)
        await engine.kill(name, "KILL")
        await wait_for(lambda: main.ending)
        reachable, state = await examine(engine, main.container_id)
        broken = broken_at(hops, main.ending, reachable=reachable, state=state)
        assert broken is not None
        assert broken.index == len(hops) - 1
        assert (reachable, state is not None) == (True, True)
