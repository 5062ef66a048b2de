"""However the program ends, the outer terminal is given back and nothing goes on in containers."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from outer import Outer, clean_environ
from support import wait_for

SERVER = "echo started; while :; do sleep 1; done"
ENDINGS = {"quit": 0, "term": 143, "hup": 129, "window": 129}


class Place:
    """An engine, the container to look into, and how to see from outside what runs there."""

    def __init__(
        self,
        home: Path,
        arguments: tuple[str, ...],
        container: str,
        runs: Callable[[str], bool],
        alive: Callable[[], bool],
    ) -> None:
        self.home = home
        self.arguments = (*arguments, container)
        self.runs = runs
        self.alive = alive
        self.opened: list[Outer] = []

    def open(self, python: tuple[str, ...] = ("-m", "alongside")) -> Outer:
        """Start the program on the container's compare view."""
        outer = Outer(*self.arguments, environ=clean_environ(self.home), python=python)
        self.opened.append(outer)
        return outer

    async def busy(self, outer: Outer) -> str:
        """Have something run in the exec half that outlives a hangup; return how it is called."""
        await outer.shows("NEW process", "MAIN process 1", "^C stays here")
        command = f"sleep 4{os.getpid()}{len(self.opened)}"
        outer.type(f"nohup {command} & {command} & echo up $((1+1))\r")
        await outer.shows("up 2")
        assert self.runs(command)
        return command


@pytest.fixture
def on_docker(tmp_path, docker, engine_host) -> Iterator[Place]:
    docker("run", "-d", "--name", "outer-main", "busybox:test", "sh", "-c", SERVER)
    place = Place(
        tmp_path,
        ("--host", engine_host),
        "outer-main",
        lambda command: command in docker("top", "outer-main"),
        lambda: docker("inspect", "-f", "{{.State.Running}}", "outer-main") == "true",
    )
    yield place
    for outer in place.opened:
        outer.close()


@pytest.fixture
def on_practice(tmp_path) -> Iterator[Place]:
    place = Place(tmp_path, ("--engine", "practice"), "frontend", runs_here, lambda: True)
    yield place
    for outer in place.opened:
        outer.close()


@pytest.fixture(params=["practice", pytest.param("docker", marks=pytest.mark.engine)])
def place(request: pytest.FixtureRequest) -> Place:
    return request.getfixturevalue(f"on_{request.param}")


def runs_here(command: str) -> bool:
    """Does any process of this machine run `command`? The practice scene's are this machine's."""
    wanted = command.replace(" ", "\0").encode()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if path.read_bytes().rstrip(b"\0").endswith(wanted):
                return True
        except OSError:
            continue
    return False


async def leave(outer: Outer, how: str) -> None:
    if how == "quit":
        await outer.leader("q")
        await outer.shows("Leave alongside?", "and all that was started")
        outer.type("y")
    elif how == "window":
        outer.hang_up()
    else:
        outer.signal(signal.SIGTERM if how == "term" else signal.SIGHUP)


async def over(outer: Outer) -> int:
    """Wait for the end of a program that may have no terminal any more."""
    if outer.master >= 0:
        return await outer.ends()
    return await asyncio.to_thread(outer.child.wait, 30)


@pytest.mark.parametrize("how", ["quit", "term", "hup", "window"])
async def test_it_leaves_everything_as_it_was(place: Place, how: str) -> None:
    outer = place.open()
    command = await place.busy(outer)
    assert outer.emulator.modes.alternate_screen
    await leave(outer, how)
    assert await over(outer) == ENDINGS[how]
    if how != "window":
        outer.assert_sane()
        assert "Traceback" not in outer.screen()
        assert "alongside met a bug" not in outer.screen()
    assert not place.runs(command)
    assert place.alive()
    assert not list((place.home / "state").glob("crash-*"))
    assert not list((place.home / "state" / "execs").glob("*.json"))


async def test_stopped_and_continued_it_goes_on(on_practice: Place) -> None:
    """SIGSTOP cannot be caught: SIGCONT is all that one hears of it."""
    outer = on_practice.open()
    command = await on_practice.busy(outer)
    outer.signal(signal.SIGSTOP)
    outer.signal(signal.SIGCONT)
    outer.type("echo again $((2+2))\r")
    await outer.shows("again 4")
    await leave(outer, "term")
    assert await outer.ends() == 143
    outer.assert_sane()
    assert not runs_here(command)


BROKEN = """
import sys
from alongside.cli import main
{patch}
def broken(*arguments, **more):
    raise RuntimeError("broken on purpose")
{target} = broken
sys.exit(main())
"""
CRASHES = {
    "a key's action": ("from alongside.ui.screens.main import MainScreen as M", "M.action_help"),
    "a dialog": ("from alongside.ui.screens.help import HelpScreen as H", "H.compose"),
    "painting": ("from alongside.ui.screens.help import HelpScreen as H", "H.render"),
}


@pytest.mark.parametrize("what", CRASHES)
async def test_a_crash_is_one_line_and_a_report(on_practice: Place, what: str) -> None:
    patch, target = CRASHES[what]
    await crash(on_practice, BROKEN.format(patch=patch, target=target))


async def test_a_crash_ends_what_was_started_in_a_real_container(on_docker: Place) -> None:
    patch, target = CRASHES["a key's action"]
    await crash(on_docker, BROKEN.format(patch=patch, target=target))


async def crash(place: Place, program: str) -> None:
    outer = place.open(("-c", program))
    command = await place.busy(outer)
    await outer.leader("?")
    assert await outer.ends() == 1
    outer.assert_sane()
    shown = outer.screen()
    assert "alongside met a bug of its own and ended." in shown
    assert "Traceback" not in shown
    assert "broken on purpose" not in shown
    (report,) = (place.home / "state").glob("crash-*.log")
    assert report.name in shown.replace("\n", "")
    assert "RuntimeError: broken on purpose" in report.read_text()
    assert not place.runs(command)
    assert place.alive()


async def test_what_a_kill_leaves_the_next_start_ends_and_says(on_docker: Place) -> None:
    first = on_docker.open()
    command = await on_docker.busy(first)
    first.signal(signal.SIGKILL)
    assert await first.ends() == -signal.SIGKILL
    assert on_docker.runs(command)
    second = on_docker.open()
    await second.shows("Left over from an earlier run", "Left in outer-main")
    await wait_for(lambda: not on_docker.runs(command), what="the end of what was left")
    assert on_docker.alive()
    await leave(second, "term")
    assert await second.ends() == 143
    assert not list((on_docker.home / "state" / "execs").glob("*.json"))


async def test_a_kill_leaves_nothing_of_the_practice_scene(on_practice: Place) -> None:
    outer = on_practice.open()
    command = await on_practice.busy(outer)
    outer.signal(signal.SIGKILL)
    await outer.ends()
    await wait_for(lambda: not runs_here(command), what="the end of the scene")


@pytest.mark.parametrize("seen", ["alongside", "frontend: compare"])
async def test_a_signal_while_it_starts(on_practice: Place, seen: str) -> None:
    """The moment does not matter: the terminal is given back."""
    outer = on_practice.open()
    await outer.shows(seen)
    outer.signal(signal.SIGTERM)
    assert await outer.ends() == 143
    outer.assert_sane()
    assert "Traceback" not in outer.screen()


async def test_a_signal_in_a_dialog(on_practice: Place) -> None:
    outer = on_practice.open()
    await on_practice.busy(outer)
    await outer.leader("q")
    await outer.shows("Leave alongside?")
    outer.signal(signal.SIGTERM)
    assert await outer.ends() == 143
    outer.assert_sane()
    assert "Traceback" not in outer.screen()
