"""What is opened on a container that is gone, or lives no longer, says so by its name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from stage import docker_finder, select, shows, staged, text
from support import wait_for


@pytest.mark.parametrize("key", ["a", "enter"])
async def test_a_removed_container_is_said_to_be_removed(
    engine_host: str, docker: Callable[..., str], key: str
) -> None:
    name = f"app-removed-{key}"
    docker("run", "-d", "--name", name, "busybox:test", "sleep", "1000")
    async with staged(docker_finder(engine_host)) as pilot:
        select(pilot, name)
        await pilot.press(key)
        await wait_for(lambda: "connecting" not in text(pilot), what="a live session")
        docker("rm", "-f", name)
        await shows(pilot, f"The container {name} was removed.")
        for again in ("run again", "attach again"):
            await wait_for(lambda again=again: again not in text(pilot), what=f"no {again!r}")
