"""Stop and restart say beforehand how long they take, and are seen in list and panes meanwhile."""

from __future__ import annotations

import asyncio

import pytest
from play import gone, live
from stage import docker_finder, main, select, shows, staged, text
from support import Docker, wait_for

from alongside.engine.practice.engine import PracticeEngine
from alongside.errors import RefusedError


async def test_a_main_process_that_hears_no_term_is_told_and_seen_stopping(
    docker: Docker, engine_host: str
) -> None:
    name = "alongside-deaf"
    docker("run", "-d", "--stop-timeout", "2", "--name", name, "busybox:test", "sleep", "9999")
    async with staged(docker_finder(engine_host)) as pilot:
        await wait_for(lambda: main(pilot).sidebar.containers.find(name), what="the container")
        select(pilot, name)
        await pilot.press("a")
        await live(pilot)
        select(pilot, name)
        await pilot.press("s")
        await shows(pilot, f"Stop {name}?", "TERM does nothing to `sleep` (PID 1)", "full 2 s")
        await pilot.press("y")
        await shows(pilot, "◐ alongside-deaf", "STOPPING…", f"{name} ")
        await pilot.press("s")
        await shows(pilot, f"{name} is stopping…")
        assert main(pilot).sidebar.containers.find(name).state.live
        await shows(pilot, "exited 137")
        await gone(pilot, "topping…")
        assert main(pilot).sidebar.containers.find(name).doing == ""


@pytest.mark.parametrize("key", ["s", "r"])
async def test_it_is_said_at_once_and_taken_back_where_it_fails(
    key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = asyncio.Event()

    async def refused(*_: object) -> None:
        await go_on.wait()
        raise RefusedError("The engine would not")

    monkeypatch.setattr(PracticeEngine, "stop", refused)
    monkeypatch.setattr(PracticeEngine, "restart", refused)
    word = "stopping…" if key == "s" else "restarting…"
    async with staged() as pilot:
        select(pilot, "database")
        await pilot.press(key)
        await shows(pilot, "database?", "Every exec session in it ends")
        await pilot.press("y")
        await shows(pilot, "◐ database", word)
        assert main(pilot).selected.doing == word
        go_on.set()
        await shows(pilot, "The engine would not")
        await wait_for(lambda: word not in text(pilot))
        assert main(pilot).selected.doing == ""


async def test_a_running_container_is_killed_and_removed_in_one_question() -> None:
    async with staged() as pilot:
        select(pilot, "database")
        await pilot.press("delete")
        await shows(pilot, "database runs. Kill it and remove it?", "lost for good")
        await pilot.press("enter")  # the safe answer has the focus
        await gone(pilot, "Kill it and remove it?")
        assert main(pilot).sidebar.containers.find("database")
        await pilot.press("delete")
        await shows(pilot, "Kill it and remove it?")
        await pilot.press("y")
        await wait_for(lambda: not main(pilot).sidebar.containers.find("database"), what="its end")
