"""F2 and the mouse change the sidebar's width; the keyboard stays where it is."""

from __future__ import annotations

import pytest
from stage import main, select, shows, staged
from support import wait_for
from textual.pilot import Pilot


def columns(pilot: Pilot[None]) -> int:
    sidebar = main(pilot).sidebar
    return sidebar.outer_size.width if sidebar.display else 0


async def test_f2_leaves_the_keyboard_where_it_is() -> None:
    async with staged(size=(80, 24)) as pilot:
        select(pilot, "database")
        await pilot.press("i")
        await shows(pilot, '"Id"')
        pane = main(pilot).workspace.active
        for _ in range(3):
            await pilot.press("f2")
            assert pilot.app.focused is pane.target()
            assert columns(pilot) <= 40
        select(pilot, "database")
        listed = main(pilot).sidebar.containers
        await pilot.press("f2")
        assert pilot.app.focused is listed
        await pilot.press("f2")
        await wait_for(lambda: pilot.app.focused is pane.target(), what="away from what is hidden")
        await pilot.press("f2")
        await wait_for(lambda: pilot.app.focused is listed, what="back to the list")


@pytest.mark.parametrize(("to", "width"), [(50, 51), (3, 20), (119, 90)])
async def test_its_line_can_be_dragged(to: int, width: int) -> None:
    async with staged(size=(120, 30)) as pilot:
        before = columns(pilot)
        await pilot.mouse_down(offset=(before - 1, 15))
        await pilot.hover(offset=(to, 15))
        await pilot.mouse_up(offset=(to, 15))
        await wait_for(lambda: columns(pilot) == width, what="its width")
        await pilot.press("f2")
        await wait_for(lambda: columns(pilot) == 60, what="wide")
        await pilot.press("f2")
        await wait_for(lambda: columns(pilot) == width, what="the width that it was dragged to")
        await pilot.resize_terminal(80, 30)
        await wait_for(lambda: columns(pilot) == min(width, 50), what="room beside it")


async def test_a_click_beside_the_line_drags_nothing() -> None:
    async with staged(size=(120, 30)) as pilot:
        before = columns(pilot)
        await pilot.mouse_down(offset=(before - 3, 10))
        await pilot.hover(offset=(60, 10))
        await pilot.mouse_up(offset=(60, 10))
        await pilot.pause()
        assert columns(pilot) == before
