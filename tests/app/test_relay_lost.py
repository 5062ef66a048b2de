"""A connection that is cut: the screen says at which hop, in a comparison and in a single pane."""

from __future__ import annotations

import pytest
from cut_proxy import CutProxy
from play import leader
from stage import docker_finder, main, select, shows, staged
from support import wait_for

from alongside.session.session import Phase
from alongside.ui.compare_foot import CompareFoot


@pytest.fixture
async def proxy(engine_host: str):
    if not engine_host.startswith("unix://"):
        pytest.skip("the proxy stands before a unix socket")
    found = CutProxy(engine_host.removeprefix("unix://"))
    await found.open()
    yield found
    await found.cut()


async def test_a_comparison_says_where_it_broke(proxy: CutProxy, docker) -> None:
    docker("run", "-d", "-it", "--name", "rly-cut", "busybox:test", "sh")
    async with staged(docker_finder(f"tcp://127.0.0.1:{proxy.port}")) as pilot:
        select(pilot, "rly-cut")
        await pilot.press("c")
        await shows(pilot, "same mnt", "┬─ ash", "└─ sh 1")
        foot = main(pilot).query_one(CompareFoot)
        await leader(pilot, "t")
        await shows(pilot, "├─ tcp ─", f"127.0.0.1:{proxy.port}")
        await pilot.press("escape")
        await proxy.cut()
        await wait_for(lambda: all(way.broken for way in foot.study.ways()))
        await shows(pilot, "alongside ╳ network", "nothing answers there")


async def test_so_does_a_pane_of_its_own(proxy: CutProxy, docker) -> None:
    docker("run", "-d", "-it", "--name", "rly-cut", "busybox:test", "sh")
    async with staged(docker_finder(f"tcp://127.0.0.1:{proxy.port}")) as pilot:
        select(pilot, "rly-cut")
        await pilot.press("a")
        await shows(pilot, "MAIN process 1")
        pane = main(pilot).workspace.active
        await wait_for(lambda: pane.session.phase is Phase.LIVE)
        await proxy.cut()
        await shows(pilot, "Where? On the way to", "nothing answers there", "attach again")
