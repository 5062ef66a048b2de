"""The list, alone in an app: keys, mouse, a thousand rows, hostile names."""

from __future__ import annotations

import re

import pytest
from textual.app import App, ComposeResult

from alongside.clean import clean
from alongside.engine.model import Container, State
from alongside.ui.container_list import ContainerList
from alongside.ui.rows import Heading
from alongside.ui.selected import Selected
from alongside.ui.tab_bar import Tab, TabBar

HOSTILE = (
    "[bold red]markup[/]",
    "\x1b]52;c;aGVsbG8=\x07clipboard",
    "\x1b]0;title\x07",
    "right\u202eto\u202cleft",
    "n" * 300,
    "容器" * 30,
    "c1\x9b31mred",
    "new\nline\ttab",
    "emoji 👩‍👩‍👧 zwj",
)


def box(name: str, **more: object) -> Container:
    running = Container(id=f"{name}-id", name=name, image="img:1", state=State.RUNNING)
    return running._replace(**more)


class Listing(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[object] = []

    def compose(self) -> ComposeResult:
        yield ContainerList()
        yield Selected()
        yield TabBar()

    @property
    def listed(self) -> ContainerList:
        return self.query_one(ContainerList)

    def on_container_list_highlighted(self, event: ContainerList.Highlighted) -> None:
        self.seen.append(event.container.name if event.container else None)

    def on_container_list_chosen(self, event: ContainerList.Chosen) -> None:
        self.seen.append(("chosen", event.container.name))

    def on_container_list_menu_requested(self, event: ContainerList.MenuRequested) -> None:
        self.seen.append(("menu", event.container.name))

    def on_container_list_shown(self, event: ContainerList.Shown) -> None:
        self.shown = event.ids


def text_of(widget) -> list[str]:
    return [widget.render_line(y).text for y in range(widget.size.height)]


async def test_the_cursor_stays_on_its_container():
    async with Listing().run_test(size=(40, 12)) as pilot:
        listed = pilot.app.listed
        listed.show([box("b"), box("d")])
        listed.focus()
        await pilot.press("down")
        assert listed.selected.name == "d"
        listed.show([box("a"), box("b"), box("c"), box("d")])
        assert listed.selected.name == "d"
        listed.show([box("a")])
        assert listed.selected.name == "a"
        listed.show([])
        assert listed.selected is None


async def test_a_change_of_the_selected_container_is_told():
    async with Listing().run_test(size=(40, 12)) as pilot:
        listed = pilot.app.listed
        listed.show([box("a")])
        await pilot.pause()
        pilot.app.seen.clear()
        listed.show([box("a", state=State.EXITED)])
        await pilot.pause()
        assert "a" in pilot.app.seen


async def test_headings_fold_by_click():
    async with Listing().run_test(size=(40, 12)) as pilot:
        listed = pilot.app.listed
        listed.show([box("a", project="shop"), box("b", project="shop"), box("c")])
        await pilot.click(ContainerList, offset=(3, 0))
        assert isinstance(listed.rows[0], Heading)
        assert listed.rows[0].folded
        assert len(listed.rows) == 3
        await pilot.click(ContainerList, offset=(3, 0))
        assert len(listed.rows) == 5


async def test_mouse_selects_opens_and_asks_for_the_menu():
    async with Listing().run_test(size=(40, 12)) as pilot:
        listed = pilot.app.listed
        listed.show([box("a"), box("b")])
        await pilot.click(ContainerList, offset=(5, 1))
        assert listed.selected.name == "b"
        await pilot.click(ContainerList, offset=(5, 0), times=2)
        await pilot.click(ContainerList, offset=(5, 1), button=3)
        await pilot.pause()
        assert ("chosen", "a") in pilot.app.seen
        assert ("menu", "b") in pilot.app.seen


async def test_a_thousand_rows_cost_what_the_visible_ones_do():
    async with Listing().run_test(size=(40, 12)) as pilot:
        listed = pilot.app.listed
        listed.show([box(f"c{n:04}") for n in range(1000)])
        listed.focus()
        await pilot.pause()
        painted = 0
        paint = ContainerList.render_line

        def counting(self, y):
            nonlocal painted
            painted += 1
            return paint(self, y)

        ContainerList.render_line = counting
        try:
            await pilot.press("end")
            await pilot.pause()
        finally:
            ContainerList.render_line = paint
        assert listed.selected.name == "c0999"
        assert painted <= 4 * listed.size.height
        shown = pilot.app.shown
        assert len(shown) == listed.size.height
        assert shown[-1] == "c0999-id"


@pytest.mark.parametrize("raw", HOSTILE)
async def test_hostile_names_stay_plain_text(raw):
    """What an engine says is cleaned where it becomes model; no widget undoes that."""
    name = clean(raw)
    async with Listing().run_test(size=(40, 12)) as pilot:
        app = pilot.app
        app.listed.show([box(name, image=name, command=name, project=name, status=name)])
        app.query_one(TabBar).tabs = (Tab("t", name, "exec"),)
        await pilot.pause()
        for widget in (app.listed, app.query_one(Selected), app.query_one(TabBar)):
            for line in text_of(widget):
                assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", line)
        assert all(
            widget.render_line(y).cell_length == widget.size.width
            for widget in (app.listed, app.query_one(TabBar))
            for y in range(widget.size.height)
        )
        if raw.startswith("[bold"):
            assert "[bold red]" in text_of(app.listed)[1]
        app.notify(name, markup=False)
        await pilot.pause()
        shown = app.export_screenshot()
        assert "\x1b" not in shown


async def test_tabs_select_close_and_keep_the_active_one_in_view():
    async with Listing().run_test(size=(40, 12)) as pilot:
        bar = pilot.app.query_one(TabBar)
        bar.tabs = tuple(Tab(f"t{n}", f"container-{n}: exec", "exec") for n in range(9))
        bar.active = "t8"
        await pilot.pause()
        assert "container-8" in text_of(bar)[0]
        bar.active = "t0"
        bar.mark("t1")
        bar.mark("t0")
        await pilot.pause()
        assert "2 ! contain" in text_of(bar)[0]
        assert "1 ● container-0" in text_of(bar)[0]
