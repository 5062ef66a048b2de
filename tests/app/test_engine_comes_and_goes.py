"""Engines that are not there yet, go away under the program, come back, or never answer."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from play import click_on, gone, keyboard, leader, live, type_in
from stage import docker_finder, find_practice, main, select, shows, staged
from support import wait_for

from alongside.engine.model import State
from alongside.session.session import Reason
from alongside.ui.screens.no_engine import NoEngineScreen

SCRIPT = Path(__file__).parents[2] / ".ci" / "engine"


@pytest.fixture
def place() -> Iterator[Path]:
    """A short path: a socket's is at most 107 characters long."""
    with tempfile.TemporaryDirectory(prefix="comes-") as made:
        yield Path(made)


class Private:
    """An engine of the test's own, to be started, killed and started again.

    Its containers live on without it (live-restore), as on many servers.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.host = f"unix://{root}/docker.sock"
        self._environ = {**os.environ, "ALONGSIDE_ENGINE_ROOT": str(root), "DOCKER_HOST": self.host}

    async def start(self) -> None:
        """Start it, and return when it answers."""
        done = await asyncio.to_thread(
            subprocess.run,
            ["bash", str(SCRIPT), "start"],
            env={**self._environ, "DOCKERD_ARGS": "--live-restore"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, (self.root / "log").read_text()[-2000:]

    async def kill(self) -> None:
        """Kill it, as nothing that ends in good order."""
        pid = int((self.root / "pid").read_text())
        os.kill(pid, 9)
        await wait_for(lambda: not Path(f"/proc/{pid}").exists())
        (self.root / "pid").unlink()

    async def docker(self, *arguments: str) -> str:
        """Run the docker command on it."""
        process = await asyncio.create_subprocess_exec(
            *("docker", *arguments),
            env=self._environ,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate()
        assert process.returncode == 0, err.decode()
        return out.decode()

    async def fill(self, shared: str) -> None:
        """Give it the busybox image of the tests' engine."""
        pipe = f"docker -H {shared} save busybox:test | docker load"
        done = await asyncio.create_subprocess_exec(
            *("bash", "-o", "pipefail", "-c", pipe), env=self._environ, stdout=subprocess.DEVNULL
        )
        assert await done.wait() == 0

    def stop(self) -> None:
        """End all of it."""
        subprocess.run(
            ["bash", str(SCRIPT), "stop"], env=self._environ, capture_output=True, check=False
        )


@pytest.fixture
async def engine(engine_host: str) -> AsyncIterator[Private]:
    if os.geteuid() != 0 or not shutil.which("dockerd"):
        pytest.skip("starting an engine needs root, and Docker's packages")
    root = Path(tempfile.mkdtemp(prefix="comes-"))
    private = Private(root)
    yield private
    private.stop()
    shutil.rmtree(root, ignore_errors=True)


async def test_no_engine_then_one_then_killed_then_back(engine: Private, engine_host: str) -> None:
    """One program lives through all of it, without a restart."""
    async with staged(docker_finder(engine.host), ready=False) as pilot:
        await shows(pilot, "No container engine could be reached", "There is no socket at")
        behind = "\n".join(strip.text for strip in main(pilot)._compositor.render_strips())
        assert "Choose a container" not in behind
        assert "shell" not in behind.splitlines()[-1]
        assert engine.host in (pilot.app.screen_stack[-1]._report().plain)
        await pilot.press("r")  # it is still not there, and says so again
        await wait_for(lambda: main(pilot).status.trouble == "no container engine")
        await shows(pilot, "No container engine could be reached")
        await engine.start()
        await pilot.press("r")
        await shows(pilot, "This engine has no containers.", "0 of 0 running", engine.host)
        await engine.fill(engine_host)
        await engine.docker("run", "-d", "--name", "comes", "busybox:test", "sleep", "1000")
        await engine.docker("run", "-d", "--name", "goes", "busybox:test", "sleep", "1000")
        await shows(pilot, "● comes", "● goes", "2 of 2 running")
        select(pilot, "comes")
        await pilot.press("enter")
        await shows(pilot, "NEW process", "/ #")
        await type_in(pilot, "echo before the loss $((1+1))")
        await shows(pilot, "before the loss 2")
        await leader(pilot, "s")
        await pilot.press("a")
        await shows(pilot, "MAIN process 1", "it can only be watched")
        await live(pilot)

        await engine.kill()
        await shows(pilot, "trying again in")
        assert main(pilot).sidebar.has_class("-stale")
        await shows(pilot, "● comes", "attach again")  # what was known stays in view
        for pane in main(pilot).workspace.panes:
            await wait_for(lambda pane=pane: pane.ended, what=f"the end of {pane.title}")
            assert pane.session.ending.reason is Reason.LOST
            assert re.match(r"The connection to .* broke\b", pane.session.ending.sentence)
        await shows(pilot, main(pilot).workspace.panes[1].session.ending.sentence)
        await leader(pilot, "1")
        said = main(pilot).workspace.panes[0].session.ending.sentence
        await shows(pilot, "before the loss 2", said, "run again")

        await engine.start()
        await wait_for(lambda: not main(pilot).status.trouble, 30, "the list's return")
        assert not main(pilot).sidebar.has_class("-stale")
        await engine.docker("rm", "-f", "goes")
        await gone(pilot, "goes")
        await pilot.press("r")
        await shows(pilot, "── again ──", "^C stays here", "before the loss 2")
        await type_in(pilot, "echo and after $((2+2))")
        await shows(pilot, "and after 4")


async def test_the_practice_engine_instead(place: Path) -> None:
    async with staged(docker_finder(f"unix://{place}/no.sock"), ready=False) as pilot:
        await shows(pilot, "No container engine could be reached", "The practice engine needs")
        await pilot.press("p")
        await shows(pilot, "Practice", "● frontend", "● database")
        assert not main(pilot).status.trouble
        select(pilot, "frontend")
        await pilot.press("enter")
        await shows(pilot, "NEW process", "^C stays here")
        assert keyboard(pilot).startswith("frontend: exec")


@pytest.mark.parametrize("how", ["q", "escape", "click"])
async def test_without_any_engine_one_can_leave(place: Path, how: str) -> None:
    async with staged(docker_finder(f"unix://{place}/no.sock"), ready=False) as pilot:
        await shows(pilot, "No container engine could be reached")
        if how == "click":
            await click_on(pilot, "Quit (q)")
        else:
            await pilot.press(how)
        await wait_for(lambda: not pilot.app.is_running)
        assert pilot.app.return_code == 1


async def test_a_socket_that_accepts_and_never_answers(place: Path) -> None:
    """The screen is there meanwhile, and in the end it says what was waited for."""
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(place / "silent.sock"))
        silent.listen()
        find = docker_finder(f"unix://{place}/silent.sock", seconds=1)
        async with staged(find, ready=False) as pilot:
            await shows(pilot, "Looking for a container engine")
            await pilot.press("f1")
            await shows(pilot, "exec starts a NEW process")
            await pilot.press("escape")
            await gone(pilot, "exec starts a NEW process")
            await shows(pilot, "No container engine could be reached", "silent.sock", timeout=30)
            assert isinstance(pilot.app.screen, NoEngineScreen)
            await shows(pilot, "→")
            await pilot.press("p")
            await shows(pilot, "● database")


async def test_an_engine_that_stops_answering_is_said_and_comes_back(engine: Private) -> None:
    await engine.start()
    async with staged(docker_finder(engine.host), ready=False) as pilot:
        await shows(pilot, "This engine has no containers.")
        pid = int((engine.root / "pid").read_text())
        os.kill(pid, 19)
        try:
            await shows(pilot, "trying again in", timeout=40)
        finally:
            os.kill(pid, 18)
        await wait_for(lambda: not main(pilot).status.trouble, 30, "the list's return")
        await shows(pilot, "This engine has no containers.")


async def test_a_practice_engine_that_dies_is_said(place: Path) -> None:
    """Its keeper killed: sessions end, the list says that it is not true any more."""
    async with staged(find_practice) as pilot:
        await shows(pilot, "● frontend")
        select(pilot, "frontend")
        await pilot.press("enter")
        await shows(pilot, "NEW process", "^C stays here")
        for pid in children():
            os.kill(pid, 9)
        await shows(pilot, "run again")
        await wait_for(lambda: main(pilot).status.trouble, 20, "words about the loss")
        found = main(pilot).sidebar.containers.find("frontend")
        assert found is None or found.state is State.RUNNING


def children() -> list[int]:
    """Return the processes that this one has started."""
    listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    return [int(word) for word in listed.split()]
