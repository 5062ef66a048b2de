"""A process ends under somebody's hands: what is typed on is no command of alongside's."""

from __future__ import annotations

import pytest
from play import leader, type_in
from stage import main, select, shows, staged, text
from support import wait_for
from test_fast_typing import burst
from textual.pilot import Pilot

from alongside.ui import typist


async def two_shells(pilot: Pilot[None]) -> None:
    """Open a shell in `database`, and before it one in `shell`."""
    for name in ("shell", "database"):
        select(pilot, name)
        await pilot.press("enter")
        await shows(pilot, f"{name}: exec", "NEW process", f"root@{name}")
        await leader(pilot, "s")
    await leader(pilot, "2")


async def test_a_word_that_is_typed_on_closes_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(typist, "REST_SECONDS", 60.0)
    async with staged() as pilot:
        await two_shells(pilot)
        burst(pilot, "echo ne")
        await shows(pilot, "echo ne")
        found = main(pilot).sidebar.containers.find("database")
        await main(pilot).context.engine.kill(found.id)
        await shows(pilot, "run again", "database: exec bash (ended)")
        burst(pilot, "w\recho row\r")
        await shows(pilot, "It has ended: what you type goes nowhere.")
        assert len(main(pilot).workspace.panes) == 2
        monkeypatch.setattr(typist, "REST_SECONDS", 0.0)
        await pilot.press("w")
        await wait_for(lambda: len(main(pilot).workspace.panes) == 1)
        await shows(pilot, "root@shell")
        assert "row" not in text(pilot)


async def test_after_enter_the_panes_own_keys_work_at_once(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(typist, "REST_SECONDS", 60.0)
    async with staged() as pilot:
        await two_shells(pilot)
        await type_in(pilot, "exit")
        await shows(pilot, "run again", "database: exec bash (ended)")
        await pilot.press("w")
        await wait_for(lambda: len(main(pilot).workspace.panes) == 1)
