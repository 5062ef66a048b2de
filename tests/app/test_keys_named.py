"""What the screen says of keys names them as they are configured."""

from __future__ import annotations

from play import leader, live
from stage import main, select, shows, staged, text

from alongside.config import Settings

OWN = {
    "list.compare": "C",
    "list.toggle": "S",
    "list.pause": "P",
    "list.pair": "g",
    "result.again": "A",
    "result.close": "ctrl+x",
    "result.reveal": "R",
    "result.turn": "T",
    "leader.anatomy": "Y",
    "leader.unlock": "U",
}
SETTINGS = Settings(keys=OWN)


async def test_the_welcome_fits_the_smallest_screen_and_names_the_users_keys():
    async with staged(settings=SETTINGS, size=(80, 24)) as pilot:
        await shows(pilot, "  C      both, side by side", "  d      what is wrong with it?")
        assert "F1 shows every key;" in text(pilot)


async def test_refusals_name_the_users_keys():
    async with staged(settings=SETTINGS) as pilot:
        select(pilot, "stopped")
        await pilot.press("enter")
        await shows(pilot, "stopped is not running: S starts it")
        select(pilot, "shell")
        await pilot.press("m")
        await shows(pilot, "shell is marked: g on another one")


async def test_panes_name_the_users_keys():
    async with staged(settings=SETTINGS) as pilot:
        select(pilot, "shell")
        await pilot.press("i")
        await shows(pilot, "secrets masked (R)")
        select(pilot, "shell")
        await pilot.press("enter")
        await live(pilot)
        await pilot.press(*"exit", "enter")
        await shows(pilot, " A  run again", " Ctrl+x  close", "A again")
        await pilot.press("ctrl+x")
        select(pilot, "shell")
        await pilot.press("v")
        await shows(pilot, "run in shell twice")
        await pilot.press("enter")
        await shows(pilot, " A  again", " T  beside, or below")


async def test_below_a_comparison_the_users_keys_are_named():
    async with staged(settings=SETTINGS) as pilot:
        select(pilot, "frontend")
        await pilot.press("C")
        await shows(pilot, "all of it: F12 Y")
        await leader(pilot, "o")
        await leader(pilot, "u")  # not the key any more
        await leader(pilot, "Y")
        await shows(pilot, "anatomy", "secrets masked (R)")
        assert len(main(pilot).workspace.panes) == 2


async def test_help_on_the_smallest_screen_keeps_its_columns():
    async with staged(size=(80, 24)) as pilot:
        await pilot.press("f1")
        await shows(pilot, "On the list of containers")
        await pilot.press("slash", *"tour")
        await shows(pilot, " " * 14 + "attach in five minutes.")


async def test_signals_on_the_smallest_screen_are_not_cut():
    async with staged(size=(80, 24)) as pilot:
        select(pilot, "frontend")
        await pilot.press("K")
        await shows(pilot, "signal to frontend")
        assert "…" not in "".join(
            line.strip("│ ") for line in text(pilot).split("\n") if "HUP" in line or "QUIT" in line
        )
