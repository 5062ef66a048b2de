"""The search bar's switches, by key and by click."""

from __future__ import annotations

import pytest
from play import click_on, leader
from stage import main, select, shows, staged, text
from textual.pilot import Pilot

from alongside.ui.search_bar import SearchBar, SearchInput


async def searched(pilot: Pilot[None]) -> SearchBar:
    """Open the search of a shell that has said three words."""
    select(pilot, "shell")
    await pilot.press("enter")
    await shows(pilot, "root@shell")
    pane = main(pilot).workspace.active
    pane.terminal.feed(b"\r\nApple apple a.ple\r\n")
    await shows(pilot, "Apple apple a.ple")
    await leader(pilot, "slash")
    await shows(pilot, "case", "regex")
    return pane.query_one(SearchBar)


@pytest.mark.parametrize("way", ["click", "key"])
@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_case_and_pattern(way: str, size: tuple[int, int]) -> None:
    async with staged(size=size) as pilot:
        bar = await searched(pilot)

        async def turn(word: str) -> None:
            if way == "click":
                await click_on(pilot, word)
            else:
                await pilot.press("alt+c" if word == "case" else "alt+r")

        await pilot.press(*"Apple")
        await shows(pilot, " of 2")
        await turn("case")
        await shows(pilot, " of 1")
        await turn("case")
        await shows(pilot, " of 2")
        await pilot.press(*["backspace"] * 5, *"a.ple")
        await shows(pilot, " of 1")
        await turn("regex")
        await shows(pilot, " of 3")
        assert isinstance(pilot.app.focused, SearchInput)
        await pilot.press("escape")
        assert not bar.display
        assert "regex" not in text(pilot)
