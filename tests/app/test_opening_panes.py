"""While a session is being opened: nothing is claimed yet, and a log's keys do what they do."""

from __future__ import annotations

import asyncio

import pytest
from stage import main, select, shows, staged, text
from support import wait_for

from alongside.engine.practice.engine import PracticeEngine


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
