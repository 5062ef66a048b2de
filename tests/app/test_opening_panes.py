"""While a session is being opened: nothing is claimed yet, and a log's keys do what they do."""

from __future__ import annotations

import asyncio

import pytest
from play import live
from stage import main, select, shows, staged, text
from support import wait_for
from textual.pilot import Pilot

from alongside.engine.practice.engine import PracticeEngine
from alongside.session.base import BaseSession
from alongside_widgets.terminal import Terminal


def held_back(monkeypatch: pytest.MonkeyPatch, name: str) -> asyncio.Event:
    """Have a call of the engine wait for the event that is returned."""
    call, go_on = getattr(PracticeEngine, name), asyncio.Event()

    async def slow(*given: object, **named: object) -> object:
        await go_on.wait()
        return await call(*given, **named)

    monkeypatch.setattr(PracticeEngine, name, slow)
    return go_on


async def test_facts_are_shown_once_they_are_true(monkeypatch: pytest.MonkeyPatch):
    go_on = held_back(monkeypatch, "attach")
    async with staged() as pilot:
        select(pilot, "frontend")
        await pilot.press("a")
        await shows(pilot, "connecting…")
        await wait_for(lambda: main(pilot).workspace.active.session.facts.command)
        await pilot.pause()
        assert "MAIN process" not in text(pilot)
        go_on.set()
        await shows(pilot, "MAIN process 1", "no stdin")


async def test_a_log_that_is_being_opened_can_be_closed_by_its_key(monkeypatch: pytest.MonkeyPatch):
    held_back(monkeypatch, "logs")
    async with staged() as pilot:
        select(pilot, "frontend")
        await pilot.press("l")
        await shows(pilot, "connecting…")
        await wait_for(lambda: pilot.app.focused is main(pilot).workspace.active.terminal)
        await pilot.press("w")
        await wait_for(lambda: not main(pilot).workspace.panes)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """With how many columns and rows sessions were opened."""
    sizes: list[tuple[int, int]] = []
    call = BaseSession.open

    async def noted(session: BaseSession, columns: int, rows: int) -> None:
        sizes.append((columns, rows))
        await call(session, columns, rows)

    monkeypatch.setattr(BaseSession, "open", noted)
    return sizes


def kept(pilot: Pilot[None]) -> list[tuple[int, int]]:
    emulators = [terminal.emulator for terminal in pilot.app.query(Terminal)]
    return [(emulator.columns, emulator.rows) for emulator in emulators]


@pytest.mark.parametrize(("size", "beside"), [((80, 24), False), ((160, 45), True)])
async def test_a_comparison_opens_its_sessions_at_the_size_they_keep(opened, size, beside):
    async with staged(size=size) as pilot:
        select(pilot, "interactive-app")
        await pilot.press("c")
        await shows(pilot, "NEW process", "MAIN process 1", "same")
        assert sorted(opened) == sorted(kept(pilot))
        assert (sum(columns for columns, _ in opened) < size[0]) is beside


@pytest.mark.parametrize("key", ["enter", "a", "l"])
@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_a_session_opens_at_the_size_it_keeps(opened, size, key):
    async with staged(size=size) as pilot:
        select(pilot, "interactive-app")
        await pilot.press(key)
        await live(pilot)
        await pilot.pause()
        assert opened == kept(pilot)
