"""The whole program, killed at several moments of an attach: the main process runs on."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from outer import Outer, clean_environ
from support import Docker, wait_for

from alongside.engine.docker import DockerEngine
from alongside.engine.model import Endpoint
from alongside.session.sessions import Sessions

MAINS = {
    "tty": (("-it",), "echo begun; cat"),
    "stdin": (("-i",), "echo begun; cat"),
    "none": ((), "echo begun; while :; do sleep 1; done"),
}


@pytest.fixture
def outers() -> Iterator[list[Outer]]:
    """Terminals that are closed after the test, whatever becomes of it."""
    opened: list[Outer] = []
    yield opened
    for outer in opened:
        outer.close()


@pytest.mark.parametrize("made", MAINS)
@pytest.mark.parametrize("moment", ["alongside", "MAIN process 1", "half a li"])
async def test_a_kill_leaves_the_main_process_alone(
    made: str, moment: str, docker: Docker, engine_host: str, tmp_path: Path, outers: list[Outer]
) -> None:
    flags, script = MAINS[made]
    docker("run", "-d", "--name", "program-dies", *flags, "busybox:test", "sh", "-c", script)
    started = docker("inspect", "-f", "{{.State.StartedAt}}", "program-dies")
    outer = Outer("--host", engine_host, "program-dies", environ=clean_environ(tmp_path))
    outers.append(outer)
    if moment == "half a li":
        await outer.shows("MAIN process 1", "begun", "^C stays here")
        await outer.leader("o")
        await outer.shows("⌨ program-dies: attach")
        outer.type(moment)
        await outer.shows(moment if flags else "nothing you type arrives")
    else:
        await outer.shows(moment)
    outer.signal(signal.SIGKILL)
    assert await outer.ends() == -signal.SIGKILL
    found = docker("inspect", "-f", "{{.State.Running}} {{.State.StartedAt}}", "program-dies")
    assert found == f"true {started}"
    if flags:
        await _type_a_line(engine_host, tmp_path)
        await wait_for(lambda: "still here" in docker("logs", "program-dies"))


async def _type_a_line(host: str, state: Path) -> None:
    """Attach again, and type: its stdin is open."""
    engine = DockerEngine(Endpoint(host, "test"))
    session = Sessions(engine, state_dir=state).attach("program-dies", "program-dies")
    await session.open(80, 24)
    assert not session.locked
    await session.write(b"still here\n")
    await session.close()
    await engine.close()
