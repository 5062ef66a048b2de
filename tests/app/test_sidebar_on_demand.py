"""What the sidebar mounts only when it is needed: the filter, words, and diagnostics."""

from __future__ import annotations

import asyncio

from support import wait_for
from textual.app import App, ComposeResult
from textual.widgets import Button, Input, Static

from alongside.diagnostics.catalog import probes_for
from alongside.engine.model import Container, State
from alongside.ui.sidebar import ProbeButtons, Sidebar

WEB = Container("1", "web", "nginx:1", State.RUNNING)
PLAIN = Container("2", "plain", "busybox", State.RUNNING)


class Left(App[None]):
    def compose(self) -> ComposeResult:
        yield Sidebar()


async def test_the_list_stands_where_it_stood_when_the_filter_comes():
    places = []

    class Watched(Left):
        def on_mount(self) -> None:
            self.call_after_refresh(look)

    def look() -> None:
        places.append(app.query_one(Sidebar).containers.region.offset)

    app = Watched()
    async with app.run_test(size=(36, 30)) as pilot:
        sidebar = app.query_one(Sidebar)
        await wait_for(lambda: app.query("#filter") and sidebar.filter_line().region.y == 0)
        await pilot.pause()
        assert places == [sidebar.containers.region.offset] == [(0, 1)]


async def test_a_filter_that_is_asked_for_at_once_takes_the_keys():
    keys: list[Input] = []

    class Early(Left):
        def on_mount(self) -> None:
            sidebar = self.query_one(Sidebar)
            self.set_focus(sidebar.filter_line())
            keys.append(sidebar.filter_line())

    async with Early().run_test(size=(36, 30)) as pilot:
        await pilot.press(*"web")
        assert [line.value for line in keys] == ["web"]
        assert list(pilot.app.query(Input)) == keys


async def test_of_two_first_offers_at_once_the_newer_one_stays():
    async with Left().run_test(size=(36, 30)) as pilot:
        sidebar = pilot.app.query_one(Sidebar)
        assert not pilot.app.query(ProbeButtons)
        await asyncio.gather(sidebar.offer(probes_for(WEB)), sidebar.offer(probes_for(PLAIN)))
        assert len(pilot.app.query(ProbeButtons)) == 1
        shown = [button.id for button in pilot.app.query(Button)]
        assert shown == [f"probe-{probe.id}" for probe in probes_for(PLAIN)]
        sidebar.focus_diagnostics()
        await pilot.pause()
        assert pilot.app.focused is pilot.app.query(Button).first()


async def test_nothing_to_offer_takes_no_place_and_no_keyboard():
    async with Left().run_test(size=(36, 30)) as pilot:
        sidebar = pilot.app.query_one(Sidebar)
        before = pilot.app.focused
        await sidebar.offer(())
        sidebar.focus_diagnostics()
        await pilot.pause()
        assert not pilot.app.query(ProbeButtons)
        assert pilot.app.focused is before


async def test_words_stand_where_the_list_is_until_it_has_rows():
    async with Left().run_test(size=(36, 30)) as pilot:
        sidebar = pilot.app.query_one(Sidebar)
        place = sidebar.containers.region
        sidebar.say("first")
        sidebar.say("second")
        await pilot.pause()
        words = pilot.app.query_one("#empty", Static)
        assert str(words.content) == "second"
        assert words.region == place
        assert not sidebar.containers.display
        sidebar.show([WEB])
        await pilot.pause()
        assert sidebar.containers.region == place
        assert not words.display


async def test_an_offer_behind_the_end_of_the_program_is_no_error():
    async with Left().run_test(size=(36, 30)) as pilot:
        sidebar = pilot.app.query_one(Sidebar)
        await sidebar.remove()
        await sidebar.offer(probes_for(WEB))
