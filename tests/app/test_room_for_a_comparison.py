"""On a narrow screen a comparison has the sidebar's room, and the sidebar is a key away."""

from __future__ import annotations

import pytest
from play import click_on, gone, leader
from stage import main, select, shows, staged, text
from support import wait_for
from textual.pilot import Pilot

PUT_AWAY = "list (put away for room)"


async def compared(pilot: Pilot[None]) -> None:
    select(pilot, "database")
    await pilot.press("c")
    await shows(pilot, "NEW process", "MAIN process")


def sidebar_columns(pilot: Pilot[None]) -> int:
    sidebar = main(pilot).sidebar
    return sidebar.size.width if sidebar.display else 0


async def test_it_has_the_whole_width_and_says_where_the_list_is() -> None:
    async with staged(size=(80, 24)) as pilot:
        await compared(pilot)
        await shows(pilot, PUT_AWAY)
        assert sidebar_columns(pilot) == 0
        pane = main(pilot).workspace.active
        assert pane.size.width == 80
        assert text(pilot).count("leave: ^P ^Q") == 2
        await leader(pilot, "s")
        await gone(pilot, PUT_AWAY)
        assert sidebar_columns(pilot) > 20
        assert pilot.app.focused is main(pilot).sidebar.containers


async def test_the_first_size_is_the_last_one() -> None:
    """No program is started at one width and then told another."""
    async with staged(size=(80, 24)) as pilot:
        await compared(pilot)
        await shows(pilot, "root@database")
        half = main(pilot).workspace.active.half
        assert half.session._size == half._cells
        assert half.terminal.emulator.columns == 80


async def test_it_comes_back_with_another_tab_and_by_its_key() -> None:
    async with staged(size=(80, 24)) as pilot:
        select(pilot, "database")
        await pilot.press("l")
        await shows(pilot, "database: logs")
        await compared(pilot)
        assert sidebar_columns(pilot) == 0
        await leader(pilot, "1")
        await wait_for(lambda: sidebar_columns(pilot) > 20, what="the list beside another tab")
        await leader(pilot, "2")
        await wait_for(lambda: sidebar_columns(pilot) == 0, what="its room")
        await leader(pilot, "f2")
        await wait_for(lambda: sidebar_columns(pilot) > 20, what="the list")
        assert pilot.app.focused is main(pilot).workspace.active.target()


async def test_the_hint_can_be_clicked() -> None:
    async with staged(size=(80, 24)) as pilot:
        await compared(pilot)
        await click_on(pilot, PUT_AWAY)
        await wait_for(lambda: pilot.app.focused is main(pilot).sidebar.containers)
        assert sidebar_columns(pilot) > 20


async def test_closing_it_brings_the_list_back() -> None:
    async with staged(size=(80, 24)) as pilot:
        await compared(pilot)
        await leader(pilot, "w")
        await wait_for(lambda: sidebar_columns(pilot) > 20, what="the list")


@pytest.mark.parametrize("columns", [100, 160])
async def test_where_there_is_room_it_stays(columns: int) -> None:
    async with staged(size=(columns, 30)) as pilot:
        await compared(pilot)
        assert sidebar_columns(pilot) > 20
        await pilot.resize_terminal(90, 30)
        await shows(pilot, PUT_AWAY)
        await wait_for(lambda: sidebar_columns(pilot) == 0, what="its room")
        await pilot.resize_terminal(columns, 30)
        await gone(pilot, PUT_AWAY)
        await wait_for(lambda: sidebar_columns(pilot) > 20, what="the list")


async def test_help_and_quit_are_named_on_the_narrowest_screen() -> None:
    async with staged(size=(80, 24)) as pilot:
        select(pilot, "database")
        await shows(pilot, "F1 help", "q quit")


@pytest.mark.parametrize(
    ("name", "key", "first", "second"),
    [
        (
            "database",
            "enter",
            "NEW process 2 · root",
            "^C stays here · leave: ^P ^Q · closing ends it",
        ),
        ("interactive-app", "a", "MAIN process 1 · root · input OPEN lock", " · leave: ^P ^Q"),
        ("database", "a", "MAIN process 1 · root · no stdin", " · leave: ^P ^Q"),
    ],
)
async def test_beside_the_list_what_must_be_known_is_whole(
    name: str, key: str, first: str, second: str
) -> None:
    async with staged(size=(80, 24)) as pilot:
        select(pilot, name)
        await pilot.press(key)
        await shows(pilot, first, f"{second}\n")
