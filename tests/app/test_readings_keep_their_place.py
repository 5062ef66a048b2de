"""What is read of a container keeps its first row when the screen changes its size."""

from __future__ import annotations

from stage import main, select, shows, staged, text
from support import wait_for
from textual.pilot import Pilot

from alongside.ui.monitor_pane import MonitorPane


def top_row(pilot: Pilot[None]) -> str:
    pane = main(pilot).workspace.active
    assert isinstance(pane, MonitorPane)
    return pane.monitor.viewport.shown()[0].plain().strip()


async def resized(pilot: Pilot[None], columns: int, rows: int) -> None:
    await pilot.resize_terminal(columns, rows)
    await wait_for(lambda: pilot.app.size == (columns, rows), what="the size")
    await pilot.pause(0.2)


async def test_a_diagnostic_shows_its_top_and_breaks_at_blanks() -> None:
    async with staged(size=(160, 45)) as pilot:
        select(pilot, "database")
        await pilot.pause()
        await pilot.click("#probe-memory")
        await shows(pilot, "Who has most", "run again")
        await resized(pilot, 75, 20)
        await wait_for(lambda: top_row(pilot) == "This container", what="its top")
        assert "files are not visible in\n" in text(pilot)


async def test_inspect_and_anatomy_keep_the_line_that_is_on_top() -> None:
    async with staged(size=(160, 45)) as pilot:
        select(pilot, "database")
        await pilot.press("i")
        await shows(pilot, '"Config"')
        await pilot.press(*["down"] * 7)
        before = top_row(pilot)
        await resized(pilot, 90, 24)
        assert top_row(pilot)[:20] == before[:20]
        select(pilot, "database")
        await pilot.press("y")
        await shows(pilot, "exec: a NEW process")
        await pilot.press("right_square_bracket")
        before = top_row(pilot)
        await resized(pilot, 110, 30)
        await wait_for(lambda: top_row(pilot)[:12] == before[:12], what=before)
