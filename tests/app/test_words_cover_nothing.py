"""A word to the user is said in the bottom line: what a terminal shows stays to be seen."""

from __future__ import annotations

import pytest
from play import gone, leader, type_in
from stage import main, select, shows, staged, text
from support import wait_for

from alongside.ui import tabs


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_closing_and_leaving_lie_over_no_terminal(size: tuple[int, int]) -> None:
    async with staged(size=size) as pilot:
        for name in ("shell", "database"):
            select(pilot, name)
            await pilot.press("enter")
            await shows(pilot, f"{name}: exec", f"root@{name}")
        await leader(pilot, "w")
        await shows(pilot, "database: Closed: ended bash")
        assert "database: Closed: ended bash" in text(pilot).splitlines()[-1]
        assert not pilot.app._notifications


async def test_it_goes_again_and_the_keys_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabs, "_PLAIN", 0.05)
    async with staged() as pilot:
        main(pilot).say("for a moment")
        await gone(pilot, "for a moment")
        assert "F1 help" in text(pilot).splitlines()[-1]


async def test_two_words_stand_side_by_side_and_a_third_has_a_box() -> None:
    async with staged(size=(80, 24)) as pilot:
        for _ in range(2):
            main(pilot).say("one thing")
            main(pilot).refuse("another thing")
        await shows(pilot, " one thing   another thing ")
        main(pilot).say("a third thing " * 4)
        await wait_for(lambda: len(pilot.app._notifications) == 1, what="a box")
        assert "one thing   another thing" in text(pilot)


async def test_what_is_said_over_a_dialog_is_seen() -> None:
    async with staged() as pilot:
        select(pilot, "shell")
        await pilot.press("e")
        await wait_for(lambda: pilot.app.screen.is_modal, what="the form")
        main(pilot).say("a word for now")
        await shows(pilot, "a word for now")


async def test_it_is_no_markup() -> None:
    async with staged() as pilot:
        main(pilot).say("[bold]as it is[/bold]")
        await shows(pilot, "[bold]as it is[/bold]")


async def test_a_refusal_leaves_the_locked_terminals_text() -> None:
    async with staged(size=(80, 24)) as pilot:
        select(pilot, "database")
        await pilot.press("a")
        await shows(pilot, "database has 3 keys")
        await type_in(pilot, "x")
        await shows(pilot, "This process has no stdin: ", "database has 3 keys")
