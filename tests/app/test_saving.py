"""What a pane shows can be kept, and what has scrolled out of it forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest
from play import leader, live, type_in
from stage import main, select, shows, staged
from support import wait_for
from textual.pilot import Pilot
from textual.widgets import Input


async def counted(pilot: Pilot[None]) -> None:
    select(pilot, "shell")
    await pilot.press("enter")
    await live(pilot)
    await type_in(pilot, r"seq 1 200; printf '\033[31mre''d\033[m\n'")
    await shows(pilot, "200", "red")


@pytest.mark.parametrize(
    ("ending", "there"),
    [
        ("txt", ["\n1\n2\n3\n", "\nred\n"]),
        ("ansi", ["\n1\n2\n", "\x1b[31mred\x1b[m"]),
        ("svg", ["<svg"]),
    ],
)
async def test_a_pane_is_saved(tmp_path: Path, ending: str, there: list[str]) -> None:
    async with staged() as pilot:
        await counted(pilot)
        await leader(pilot, "S")
        await shows(pilot, "save what this pane")
        (tmp_path / "there").touch()
        for name in ("there", f"no/x.{ending}", f"kept.{ending}"):
            pilot.app.screen.query_one(Input).value = str(tmp_path / name)
            await pilot.press("enter")
            if name == "there":
                await shows(pilot, "is there already")
            elif name.startswith("no/"):
                await shows(pilot, "There is no directory")
        kept = tmp_path / f"kept.{ending}"
        await shows(pilot, "Saved as")
        assert all(words in kept.read_text() for words in there)
        assert (tmp_path / "there").read_text() == ""


async def test_a_directory_that_takes_no_file_is_told() -> None:
    async with staged() as pilot:
        await counted(pilot)
        await leader(pilot, "S")
        await shows(pilot, "save what this pane")
        pilot.app.screen.query_one(Input).value = "/proc/nothing.txt"
        await pilot.press("enter")
        await shows(pilot, "/proc/nothing.txt: ")


async def test_what_has_scrolled_out_is_forgotten() -> None:
    async with staged() as pilot:
        await counted(pilot)
        await leader(pilot, "C")
        await shows(pilot, "is forgotten", "200", "red")
        terminal = main(pilot).workspace.active.monitor
        await wait_for(lambda: terminal.viewport.limit == 0)
