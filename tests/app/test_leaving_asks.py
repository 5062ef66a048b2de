"""Leaving an attach whose end closes the main process's stdin (StdinOnce) asks first."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from play import close_tab, gone, leader, type_in
from stage import docker_finder, find_practice, main, select, shows, staged, text
from support import Docker, wait_for
from textual import events
from textual.pilot import Pilot

from alongside.tour.inbox import BLUEPRINT
from alongside.tour.steps import INBOX
from alongside.ui.screens.confirm import ConfirmScreen

WHAT = "probably end"


async def _find():
    engine, info = await find_practice()
    await engine.start(await engine.create(BLUEPRINT))
    return engine, info


@asynccontextmanager
async def _typed_to() -> AsyncIterator[Pilot[None]]:
    """An attach to the inbox whose input is open and was typed to."""
    async with staged(_find) as pilot:
        await wait_for(lambda: main(pilot).sidebar.containers.find(INBOX), what="the inbox")
        select(pilot, INBOX)
        await pilot.press("a")
        await shows(pilot, "StdinOnce: once input is unlocked")
        await leader(pilot, "u")
        await shows(pilot, "StdinOnce: leaving now closes")
        await type_in(pilot, "one line")
        await shows(pilot, "line 1: one line")
        yield pilot


def _lives(pilot: Pilot[None]) -> bool:
    found = main(pilot).sidebar.containers.find(INBOX)
    return found is not None and found.state.live


@pytest.mark.parametrize("way", ["keys", "leader", "tab", "quit"])
async def test_leaving_asks_and_no_leaves_it_alone(way: str) -> None:
    async with _typed_to() as pilot:
        if way == "keys":
            await pilot.press("ctrl+p", "ctrl+q")
        elif way == "tab":
            await close_tab(pilot, f"{INBOX}: attach")
        else:
            await leader(pilot, "d" if way == "leader" else "q")
        await shows(pilot, f"{INBOX}: `", "(PID 1) would see", WHAT)
        await pilot.press("n")
        await gone(pilot, WHAT)
        await type_in(pilot, "more")
        await shows(pilot, "line 2: more", "input OPEN")
        assert _lives(pilot)


_WAYS = {
    "keys": ("ctrl+p", "ctrl+q"),
    "leader": ("f12", "d"),
    "close": ("f12", "w"),
    "quit": ("f12", "q"),
    "interrupt": ("ctrl+c",),
    "save": ("f12", "S"),
}


def packet(pilot: Pilot[None], *keys: str) -> None:
    """Post keys as one packet of the outer terminal would bring them."""
    for key in keys:
        pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))


@pytest.mark.parametrize("way", [way for way in _WAYS if way != "save"])
async def test_what_is_typed_behind_it_answers_the_question(
    way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[bool] = []
    monkeypatch.setattr(
        ConfirmScreen,
        "action_answer",
        lambda screen, yes: (answers.append(yes), screen.dismiss(yes)),
    )
    async with _typed_to() as pilot:
        packet(pilot, *_WAYS[way], "n")
        await wait_for(lambda: answers == [False], what="the answer")
        await wait_for(lambda: not pilot.app.screen.is_modal, what="the terminal")
        await type_in(pilot, "more")
        await shows(pilot, "line 2: more", "input OPEN")
        assert _lives(pilot)


@pytest.mark.parametrize("way", _WAYS)
async def test_what_is_typed_behind_it_does_not_reach_the_process(way: str) -> None:
    async with _typed_to() as pilot:
        packet(pilot, *_WAYS[way], "l", "s")
        await wait_for(lambda: pilot.app.screen.is_modal, what="the question")
        await pilot.press("escape")
        await wait_for(lambda: not pilot.app.screen.is_modal, what="the terminal")
        await type_in(pilot, "more")
        await shows(pilot, "line 2: more", "input OPEN")
        assert _lives(pilot)


async def test_a_yes_leaves() -> None:
    async with _typed_to() as pilot:
        await pilot.press("ctrl+p", "ctrl+q")
        await shows(pilot, f"Leave the main process of {INBOX}?")
        await pilot.press("y")
        await shows(pilot, "attach again")
        await wait_for(lambda: not _lives(pilot), what="its end")


@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+d"])
async def test_no_question_calls_leaving_harmless(key: str) -> None:
    async with _typed_to() as pilot:
        await pilot.press(key)
        await shows(pilot, "Send Ctrl+", "is no way out", WHAT)
        assert ("for good (StdinOnce)" in text(pilot)) is (key == "ctrl+d")
        assert "without stopping anything" not in text(pilot)
        await pilot.press("n")
        await gone(pilot, "Send Ctrl+")


async def test_what_the_detach_keys_leave_running_is_said_to_the_end(
    docker: Docker, engine_host: str
) -> None:
    name = "alongside-left-running"
    docker("run", "-d", "--name", name, "busybox:test", "sleep", "9999")
    async with staged(docker_finder(engine_host)) as pilot:
        context = main(pilot).context
        await wait_for(lambda: main(pilot).sidebar.containers.find(name), what="the container")
        select(pilot, name)
        await pilot.press("enter")
        await shows(pilot, "NEW process", "leave: ^P ^Q · closing ends it", "/ #")
        await pilot.press("ctrl+p", "ctrl+q")
        await shows(pilot, "Left; ash (pid ", f") goes on in {name}.", "kill -HUP ", "ends it.")
    (told,) = context.farewell
    assert told.startswith("Left running, as you asked: ash (pid ")


async def test_an_attach_that_has_just_ended_does_not_go_on(
    docker: Docker, engine_host: str
) -> None:
    name = "alongside-just-ended"
    script = "trap 'exit 130' INT; echo ready; while :; do sleep 0.1; done"
    docker("run", "-d", "--name", name, "busybox:test", "sh", "-c", script)
    async with staged(docker_finder(engine_host)) as pilot:
        await wait_for(lambda: main(pilot).sidebar.containers.find(name), what="the container")
        select(pilot, name)
        await pilot.press("a")
        await shows(pilot, "ready", "MAIN process 1")
        docker("kill", "-s", "INT", name)
        docker("wait", name)
        await pilot.press("ctrl+p", "ctrl+q")
        await shows(pilot, "exit code 130", "attach again")
        assert "Left;" not in text(pilot)
