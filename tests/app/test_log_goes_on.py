"""A log of a container that stops goes on in its tab when it starts again."""

from __future__ import annotations

from collections.abc import Callable

from stage import docker_finder, select, shows, staged, text
from support import wait_for


async def test_the_log_of_a_stopped_container_goes_on(
    engine_host: str, docker: Callable[..., str]
) -> None:
    name = "app-log-goes-on"
    docker("run", "-d", "--name", name, "busybox:test", "sh", "-c", "echo $((40 + 2))up")
    docker("wait", name)
    async with staged(docker_finder(engine_host)) as pilot:
        select(pilot, name)
        await pilot.press("l")
        await shows(pilot, "42up", "This is the end of the log.", "goes on here when")
        docker("start", name)
        await shows(pilot, "── started again ──")
        await wait_for(lambda: text(pilot).count("42up") == 2, what="both runs")
