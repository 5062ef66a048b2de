"""What needs a running container is refused by its name before its form, and after it."""

from __future__ import annotations

import pytest
from stage import main, select, shows, staged, text
from support import wait_for


@pytest.mark.parametrize("key", ["e", "v", "2"])
async def test_a_stopped_container_is_refused_at_once(key: str) -> None:
    async with staged() as pilot:
        select(pilot, "stopped")
        await pilot.press(key)
        await shows(pilot, "stopped is not running: s starts it.")
        assert not pilot.app.screen.is_modal


@pytest.mark.parametrize(("key", "title"), [("e", "exec in"), ("v", "twice"), ("2", "two execs")])
async def test_one_that_stops_while_its_form_is_filled_in_is_refused_by_name(
    key: str, title: str
) -> None:
    async with staged() as pilot:
        select(pilot, "database")
        found = main(pilot).selected
        await pilot.press(key)
        await shows(pilot, title)
        await main(pilot).context.engine.kill(found.id)
        await wait_for(lambda: not main(pilot).sidebar.containers.find("database").state.live)
        await pilot.press("enter")
        await shows(pilot, "database is not running: s starts it.")
        assert found.id not in text(pilot)
        assert main(pilot).workspace.panes == ()
