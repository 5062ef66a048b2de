"""The guided tour, played through: by keys alone, by the mouse, on a small terminal, remapped."""

from __future__ import annotations

import re

import pytest
from outer import Outer, clean_environ
from play import click_on, click_row, gone, leader, type_in, walk_to
from stage import docker_finder, find_practice, find_staged, main, shows, staged
from support import wait_for
from test_screens import picture  # noqa: F401  (a fixture)
from textual.pilot import Pilot

from alongside.actions import BY_ID
from alongside.config import Settings
from alongside.engine.model import State
from alongside.engine.practice.engine import PracticeEngine
from alongside.errors import NoEngineError
from alongside.tour.model import named
from alongside.tour.steps import ADVICE, APP, INBOX, STEPS
from alongside.ui.key_hints import KeyHints
from alongside.ui.tour_strip import TourStrip
from alongside.ui.workspace import Workspace
from alongside_widgets.terminal import Terminal


def test_every_text_names_keys_that_there_are():
    for step in STEPS:
        for words in (step.text, step.keys, step.mouse, step.hint, step.after):
            found = re.findall(r"\{([^}]*)\}", words)
            assert all(name in ("leader", "detach") or name in BY_ID for name in found), step.title


def test_keys_are_named_as_configured():
    keymap = {"list.compare": "ctrl+k,c"}
    shown = named("{leader} {list.compare} {list.attach} {detach}", leader="f9", detach="^X",
                  keymap=keymap)  # fmt: skip
    assert shown == "F9 Ctrl+k a ^X"


def container(pilot: Pilot[None], name: str):
    return main(pilot).sidebar.containers.find(name)


async def at_step(pilot: Pilot[None], number: int) -> None:
    await shows(pilot, f"tour {number} of {len(STEPS)}: {STEPS[number - 1].title}")


async def begin(pilot: Pilot[None]) -> None:
    await pilot.press("f3")
    await at_step(pilot, 1)
    await wait_for(lambda: container(pilot, INBOX) and container(pilot, INBOX).state.live)


async def sleep_and_interrupt(pilot: Pilot[None]) -> None:
    """Interrupt what the shell has begun: Ctrl+C throws away what a terminal holds unread."""
    terminal = pilot.app.focused
    assert isinstance(terminal, Terminal)
    pilot.app.clear_notifications()  # one may lie over the first lines for some seconds
    await type_in(pilot, "sleep 1000")
    await shows(pilot, "# sleep 1000")
    await wait_for(lambda: terminal.emulator.cursor[1] == 0, what="the end of the line")
    await pilot.press("ctrl+c")


async def play_by_keys(pilot: Pilot[None]) -> None:
    """Do what each step's line of keys says, and nothing else."""
    await begin(pilot)
    await walk_to(pilot, APP)
    await pilot.press("c")

    await at_step(pilot, 2)
    await leader(pilot, "s")
    await pilot.press("t")

    await at_step(pilot, 3)
    await leader(pilot, "p")
    await leader(pilot, "o")
    await pilot.press("ctrl+p", "ctrl+q")

    await at_step(pilot, 4)
    assert container(pilot, APP).state is State.RUNNING
    await leader(pilot, "o")
    await sleep_and_interrupt(pilot)

    await at_step(pilot, 5)
    await leader(pilot, "o")
    await pilot.press("r")
    await shows(pilot, "input OPEN")
    await pilot.press("ctrl+c")
    await shows(pilot, "Send Ctrl+C to the main process")
    await pilot.press("y")

    await at_step(pilot, 6)
    assert container(pilot, APP).state is State.EXITED
    await leader(pilot, "s")
    await pilot.press("s")

    await at_step(pilot, 7)
    await walk_to(pilot, INBOX)
    await pilot.press("a")
    await shows(pilot, "StdinOnce: once input is unlocked")
    await leader(pilot, "u")
    await shows(pilot, "StdinOnce: leaving now closes")
    pilot.app.clear_notifications()
    await type_in(pilot, "one line")
    await shows(pilot, "line 1: one line")
    await pilot.press("ctrl+d")
    await shows(pilot, "Send Ctrl+D to the main process")
    await pilot.press("y")

    await at_step(pilot, 8)
    assert container(pilot, INBOX).state is State.EXITED
    await leader(pilot, "s")
    await walk_to(pilot, APP)
    await pilot.press("a")
    await shows(pilot, "input OPEN")
    await leader(pilot, "s")
    await pilot.press("a")
    await wait_for(lambda: len(main(pilot).workspace.panes) == 5)
    await shows(pilot, "input OPEN")
    await type_in(pilot, "hello")

    await shows(pilot, *(want for want, _ in ADVICE))
    await pilot.press("enter")
    await at_step(pilot, 9)
    await leader(pilot, "X")
    await gone(pilot, "tour 9 of")


async def find_plain():
    """A practice engine whose processes have no namespaces of their own."""
    engine = PracticeEngine(isolate=False)
    return engine, await engine.connect()


@pytest.mark.parametrize(
    ("find", "size"),
    [(find_practice, (120, 35)), (find_practice, (80, 24)), (find_plain, (120, 35))],
    ids=["120x35", "80x24", "plain"],
)
async def test_by_keys(find, size):
    async with staged(find, size=size) as pilot:
        await shows(pilot, "database", "healthy", "○ stopped")
        await play_by_keys(pilot)


async def test_by_mouse():
    """Only what goes into a program is typed."""
    async with staged(size=(120, 40)) as pilot:
        await shows(pilot, "● database", "healthy", "○ stopped")
        await begin(pilot)
        await click_row(pilot, APP, button=3)
        await click_on(pilot, "Exec and attach of the container")

        await at_step(pilot, 2)
        await pilot.click("#probe-processes")

        await at_step(pilot, 3)
        await click_on(pilot, f"{APP}: compare")
        await click_on(pilot, "This is the container's main process")
        await click_on(pilot, "alongside's keys")
        await click_on(pilot, "detach")

        await at_step(pilot, 4)
        await click_on(pilot, f"root@{APP}")
        await sleep_and_interrupt(pilot)

        await at_step(pilot, 5)
        await click_on(pilot, "attach again")
        await shows(pilot, "input OPEN")
        await pilot.press("ctrl+c")
        await click_on(pilot, "Send it (y)")

        await at_step(pilot, 6)
        await click_row(pilot, APP, button=3)
        await click_on(pilot, "Start or stop it")

        await at_step(pilot, 7)
        await click_row(pilot, INBOX, button=3)
        await click_on(pilot, "Attach to the main process")
        await shows(
            pilot, "input locked", "once input is unlocked"
        )  # the strip has that word before the pane has
        await click_on(pilot, "unlock")
        await shows(pilot, "StdinOnce: leaving now closes")
        pilot.app.clear_notifications()
        await type_in(pilot, "one line")
        await shows(pilot, "line 1: one line")
        await pilot.press("ctrl+d")
        await click_on(pilot, "Send it (y)")

        await at_step(pilot, 8)
        for _ in range(2):
            await click_row(pilot, APP, button=3)
            await click_on(pilot, "Attach to the main process")
            await shows(pilot, "input OPEN")
        await type_in(pilot, "hello")

        await click_on(pilot, "Back to the scene")
        await at_step(pilot, 9)
        await click_on(pilot, "X end the tour")
        await gone(pilot, "tour 9 of")


async def test_skip_back_and_a_step_that_is_not_done_by_waiting():
    async with staged(size=(120, 35)) as pilot:
        await begin(pilot)
        await click_on(pilot, "skip")
        await at_step(pilot, 2)
        await leader(pilot, "less_than_sign")
        await at_step(pilot, 1)
        await walk_to(pilot, "shell")
        await pilot.press("c")  # another container than the one asked for
        await shows(pilot, "NEW process", "MAIN process")
        strip = pilot.app.screen.query_one(TourStrip)
        for _ in range(3):
            strip.look_again()
        assert strip.number == 0
        strip._show_hint()
        await shows(pilot, "? The arrow keys move on the list; F12 s leads there")
        await pilot.press("f3")
        await leader(pilot, "greater_than_sign")
        await at_step(pilot, 2)


async def test_the_strip_never_covers_the_panes():
    async with staged(size=(80, 24)) as pilot:
        await begin(pilot)
        screen = main(pilot)
        strip, panes, hints = (screen.query_one(kind) for kind in (TourStrip, Workspace, KeyHints))

        def apart() -> bool:
            return panes.region.bottom <= strip.region.y < strip.region.bottom <= hints.region.y

        for number in range(1, len(STEPS)):
            await at_step(pilot, number)
            await shows(pilot, "end the tour")  # the last line: nothing is cut off
            await wait_for(lambda: apart() and panes.region.height >= 12 and hints.region.y == 23)
            await leader(pilot, "greater_than_sign")


async def test_remapped_keys_and_leader_are_named():
    keys = {"list.compare": "ctrl+k", "tour.next": "j"}
    settings = Settings(leader="f9", keys=keys)
    async with staged(size=(120, 35), settings=settings) as pilot:
        await begin(pilot)
        await shows(pilot, "on the list: interactive-app, then Ctrl+k", "F9 j skip")
        await leader(pilot, "j", leader="f9")
        await at_step(pilot, 2)


async def test_from_the_screen_without_an_engine():
    async def find():
        raise NoEngineError([])

    async with staged(find, ready=False) as pilot:
        await shows(pilot, "could be reached", "Tour (t)")
        await pilot.press("t")
        await at_step(pilot, 1)


async def test_from_another_engine(engine_host, docker):
    docker("run", "-d", "--name", "tour-other", "busybox:test", "sleep", "1000")
    async with staged(docker_finder(engine_host)) as pilot:
        await pilot.press("f3")
        await shows(pilot, "Take the tour on the practice engine?")
        await pilot.press("y")
        await at_step(pilot, 1)
        await shows(pilot, "Practice", "interactive-app")


@pytest.mark.parametrize(("key", "words"), [("X", "Choose a container"), ("q", None)])
async def test_the_keys_that_the_last_step_names_work_over_its_table(key: str, words: str | None):
    async with staged() as pilot:
        await begin(pilot)
        for number in range(2, len(STEPS) + 1):
            await leader(pilot, ">")
            await at_step(pilot, number)
        await shows(pilot, "exec or attach?")
        await leader(pilot, key)
        if words is None:
            await wait_for(lambda: main(pilot)._leaving, what="the end")
        else:
            await shows(pilot, words)
            await gone(pilot, "tour 9 of")
            await gone(pilot, "exec or attach?")


async def test_picture(picture, monkeypatch):  # noqa: F811
    # How many resizes the engine tells of, and in which order, is not the same in every run.
    monkeypatch.setattr("alongside.ui.compare_foot._TIMELINE_FROM", 99)
    async with staged(find_staged, size=(120, 35)) as pilot:
        if main(pilot).context.engine.notice:
            pytest.skip("the pictures are taken where the kernel gives containers namespaces")
        await shows(pilot, "○ stopped", "2/3", "healthy")
        await begin(pilot)
        await walk_to(pilot, APP)
        await pilot.press("c")
        await at_step(pilot, 2)
        await shows(pilot, "NEW process 2", "MAIN process 1", "Type help", "all of it")
        await picture(pilot, "tour")


async def test_as_a_command(tmp_path):
    """From the command line, in an outer terminal; afterwards nothing of the scene goes on."""
    outer = Outer("tour", environ=clean_environ(tmp_path))
    try:
        await outer.shows("tour 1 of 9", "inbox", "Practice")
        await outer.leader(">")
        await outer.shows("tour 2 of 9")
        outer.type("q")
        assert await outer.ends() == 0
        outer.assert_sane()
    finally:
        outer.close()
