from __future__ import annotations

import asyncio
import itertools

import pytest
from support import wait_for
from textual.app import App, ComposeResult
from textual.widgets import Button

from alongside.diagnostics.catalog import PROBES, probes_for
from alongside.engine.model import Container, State
from alongside.ui.sidebar import ProbeButtons

WEB = Container("1", "web", "nginx:1", State.RUNNING)
DATABASE = Container("2", "db", "postgres:16", State.RUNNING)
PLAIN = Container("3", "plain", "busybox", State.RUNNING)
STOPPED = PLAIN._replace(state=State.EXITED)


class Buttons(App[None]):
    def compose(self) -> ComposeResult:
        yield ProbeButtons()


def shown(app: App[None]) -> list[str]:
    return [button.id or "" for button in app.query(Button)]


async def test_the_order_is_the_catalogs_whatever_was_selected_before():
    assert PROBES
    async with Buttons().run_test(size=(36, 20)) as pilot:
        buttons = pilot.app.query_one(ProbeButtons)
        for container in itertools.chain(*itertools.permutations((WEB, DATABASE, PLAIN, STOPPED))):
            probes = probes_for(container)
            await buttons.show(probes)
            assert shown(pilot.app) == [f"probe-{probe.id}" for probe in probes]


async def test_a_button_that_stays_is_the_same_button():
    async with Buttons().run_test(size=(36, 20)) as pilot:
        buttons = pilot.app.query_one(ProbeButtons)
        await buttons.show(probes_for(WEB))
        before = {button.id: button for button in pilot.app.query(Button)}
        await buttons.show(probes_for(DATABASE))
        after = {button.id: button for button in pilot.app.query(Button)}
        assert before.keys() & after.keys()
        assert all(before[id] is after[id] for id in before.keys() & after.keys())


async def test_without_probes_there_is_nothing():
    async with Buttons().run_test(size=(36, 20)) as pilot:
        buttons = pilot.app.query_one(ProbeButtons)
        await buttons.show(probes_for(WEB))
        assert buttons.display
        await buttons.show(())
        assert not buttons.display
        assert not shown(pilot.app)


async def test_a_show_that_another_one_overtakes_leaves_no_gap():
    async with Buttons().run_test(size=(36, 20)) as pilot:
        buttons = pilot.app.query_one(ProbeButtons)
        await buttons.show(probes_for(WEB))
        overtaken = asyncio.create_task(buttons.show(probes_for(DATABASE)))
        await asyncio.sleep(0)
        overtaken.cancel()
        await asyncio.wait({overtaken})
        await buttons.show(probes_for(DATABASE))
        assert shown(pilot.app) == [f"probe-{probe.id}" for probe in probes_for(DATABASE)]


async def test_what_is_offered_again_while_it_is_removed_is_there():
    async with Buttons().run_test(size=(36, 20)) as pilot:
        buttons = pilot.app.query_one(ProbeButtons)
        for others in (STOPPED, PLAIN, DATABASE):
            await buttons.show(probes_for(WEB))
            await asyncio.gather(*(buttons.show(probes_for(one)) for one in (others, WEB)))
            assert shown(pilot.app) == [f"probe-{probe.id}" for probe in probes_for(WEB)]
            await wait_for(lambda: all(button.region for button in pilot.app.query(Button)))


async def test_the_end_of_the_program_is_no_error():
    async with Buttons().run_test(size=(36, 20)) as pilot:
        buttons = pilot.app.query_one(ProbeButtons)
        await buttons.show(probes_for(WEB))
        await buttons.remove()
        await buttons.show(probes_for(DATABASE))


@pytest.mark.parametrize(("width", "columns"), [(30, 2), (55, 4), (64, 4)])
async def test_no_word_is_broken_and_arrows_move_as_the_buttons_stand(width: int, columns: int):
    async with Buttons().run_test(size=(width, 20)) as pilot:
        await pilot.app.query_one(ProbeButtons).show(probes_for(PLAIN))
        await pilot.pause()
        buttons = list(pilot.app.query(Button))
        assert len({button.region.x for button in buttons}) == columns
        for button in buttons:
            assert str(button.label) in button.render_line(0).text
        buttons[0].focus()
        await pilot.press("down")
        assert pilot.app.focused is buttons[columns]
        await pilot.press("up")
        assert pilot.app.focused is buttons[0]
