"""The practice scene's story, from the fault to a healthy shop: by keys, and by mouse."""

from __future__ import annotations

import pytest
from play import click_on, click_row, close_tab, gone, leader, type_in, walk_to
from stage import find_practice, main, shows, staged, text
from support import wait_for
from textual.pilot import Pilot

from alongside.engine.model import Health, State
from alongside.engine.practice.engine import PracticeEngine
from alongside_widgets.terminal import Terminal

MEND = "sed -i s/datebase/database/ ${PRACTICE_ROOT}/etc/shop/api.conf && echo mended $((1+1))"
FAULT = 'database "datebase:7070": Name or service not known'


async def find_plain():
    """A practice engine whose processes have no namespaces of their own."""
    engine = PracticeEngine(isolate=False)
    return engine, await engine.connect()


@pytest.fixture(params=[find_practice, find_plain], ids=["isolated", "plain"])
async def pilot(request):
    async with staged(request.param) as found:
        await shows(found, "api", "restart", "frontend", "○ stopped")
        yield found


def api(pilot: Pilot[None]):
    found = main(pilot).sidebar.containers.find("api")
    assert found is not None
    return found


async def healthy(pilot: Pilot[None]) -> None:
    """Wait until the list itself shows that api is well."""

    def well() -> bool:
        left = (line.split("│")[0] for line in text(pilot).split("\n"))
        return "healthy" in next((line for line in left if "● api" in line), "")

    await wait_for(well, 30, "a healthy api on the screen")
    assert (api(pilot).state, api(pilot).health) == (State.RUNNING, Health.HEALTHY)
    assert "3/3" in text(pilot)


async def test_the_story_by_keys_alone(pilot):
    await walk_to(pilot, "api")
    await pilot.press("enter")  # a shell is not possible now, and it says why
    await shows(pilot, "api is restarting: its log (l) says why")
    await pilot.press("l")
    await shows(pilot, FAULT, "frontend has that volume too")
    await pilot.press("escape")
    await walk_to(pilot, "frontend")
    await pilot.press("enter")
    await shows(pilot, "NEW process", "^C stays here")
    await type_in(pilot, MEND)
    await shows(pilot, "mended 2")
    await leader(pilot, "s")
    await walk_to(pilot, "api")
    await pilot.press("r")
    await shows(pilot, "Restart api?")
    await pilot.press("enter")  # the safe answer has the focus
    await gone(pilot, "Restart api?")
    assert api(pilot).health is not Health.HEALTHY
    await pilot.press("r")
    await shows(pilot, "Restart api?", "Restart it (y)")
    await pilot.press("y")
    await healthy(pilot)
    await shows(pilot, "api is restarted")
    await pilot.press("enter")
    await wait_for(lambda: "api: exec" in text(pilot))
    await shows(pilot, "NEW process")
    await type_in(pilot, "cat ${PRACTICE_ROOT}/etc/shop/api.conf")
    await shows(pilot, "database_host = database")


async def test_the_story_by_mouse_alone(pilot):
    """Only what goes into the shell is typed."""
    await click_row(pilot, "api")
    await click_on(pilot, "Log check")
    await shows(pilot, "api: Log check", "run again")
    assert "datebase" in text(pilot)
    await click_row(pilot, "frontend", times=2)
    await shows(pilot, "NEW process", "^C stays here")
    assert isinstance(pilot.app.focused, Terminal)
    await type_in(pilot, MEND)
    await shows(pilot, "mended 2")
    await click_row(pilot, "api", button=3)
    await click_on(pilot, "Restart it; asks first")
    await shows(pilot, "Restart api?")
    await click_on(pilot, "Cancel (n)")
    await gone(pilot, "Restart api?")
    assert api(pilot).health is not Health.HEALTHY
    await click_row(pilot, "api", button=3)
    await click_on(pilot, "Restart it; asks first")
    await click_on(pilot, "Restart it (y)")
    await healthy(pilot)
    await click_on(pilot, "frontend: exec")
    await close_tab(pilot, "frontend: exec")
    await gone(pilot, "frontend: exec")
