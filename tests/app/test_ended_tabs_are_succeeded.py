"""What has ended gives its tab to the next of its kind; what lives keeps its own."""

from __future__ import annotations

import pytest
from play import leader, live, type_in
from stage import main, select, shows, staged
from support import wait_for
from textual.pilot import Pilot

from alongside.ui.session_pane import SessionPane


def _titles(pilot: Pilot[None]) -> list[str]:
    return [tab.title for tab in main(pilot).workspace._bar.tabs]


async def _opened(pilot: Pilot[None], name: str, key: str) -> SessionPane:
    shown = main(pilot).workspace.active
    select(pilot, name)
    await pilot.press(key)
    await wait_for(lambda: main(pilot).workspace.active is not shown, what="another tab")
    await live(pilot)
    pane = main(pilot).workspace.active
    assert isinstance(pane, SessionPane)
    return pane


@pytest.mark.parametrize(("key", "other"), [("enter", "l"), ("a", "enter"), ("l", "a")])
async def test_an_ended_tab_is_succeeded_in_its_place(key: str, other: str) -> None:
    async with staged() as pilot:
        old = await _opened(pilot, "shell", key)
        await _opened(pilot, "database", other)
        await _opened(pilot, "shell", other)
        before = _titles(pilot)
        await old.session.close()
        await wait_for(lambda: old.ended, what="its end")
        new = await _opened(pilot, "shell", key)
        assert new is not old
        await wait_for(lambda: _titles(pilot) == before, what="its tab in its place")
        panes = main(pilot).workspace.panes
        assert panes[0] is new
        assert main(pilot).focused is new.target()
        await wait_for(lambda: not old.is_attached, what="the old pane's end")
        again = await _opened(pilot, "shell", key)  # the one there is lives
        assert main(pilot).workspace.panes == (*panes, again)


async def test_what_was_started_with_options_keeps_its_tab() -> None:
    async with staged() as pilot:
        select(pilot, "shell")
        await pilot.press("e")
        await shows(pilot, "exec in shell")
        await pilot.press(*"id", "enter")
        await wait_for(lambda: main(pilot).workspace.active is not None)
        await wait_for(lambda: main(pilot).workspace.active.ended, what="its end")
        await _opened(pilot, "shell", "enter")
        assert len(main(pilot).workspace.panes) == 2


async def test_inspect_and_anatomy_have_one_tab_each() -> None:
    async with staged() as pilot:
        for key, words in (("i", "secrets masked"), ("y", "On exit")) * 2:
            select(pilot, "database")
            await pilot.press(key)
            await shows(pilot, words)
        assert _titles(pilot) == ["database: inspect", "database: anatomy"]


async def test_a_shell_that_was_left_running_is_named_on_leaving() -> None:
    async with staged() as pilot:
        pane = await _opened(pilot, "shell", "enter")
        pid = pane.session.facts.pid
        await pilot.press("ctrl+p", "ctrl+q")
        await wait_for(lambda: pane.ended, what="its end")
        await _opened(pilot, "shell", "enter")
        await leader(pilot, "q")
        await shows(pilot, "Leave alongside?", "Left running, as you asked:", f"(pid {pid})")
        await pilot.press("n")
        await type_in(pilot, "echo on $((40+2))")
        await shows(pilot, "on 42")
