"""The help begins with the keys of where one is, and can be filtered."""

from __future__ import annotations

from stage import select, shows, staged, text


async def test_it_begins_with_where_one_is_and_filters() -> None:
    async with staged(size=(120, 60)) as pilot:
        select(pilot, "database")
        await pilot.press("f1")
        await shows(pilot, "On the list of containers", "/ filters")
        shown = text(pilot)
        if "Anywhere but" in shown:
            assert shown.index("On the list of containers") < shown.index("Anywhere but")
        await pilot.press("slash", *"kill")
        await shows(pilot, "list.kill")
        assert "list.shell" not in text(pilot)
        await pilot.press("escape")
        await pilot.press("i")
        await shows(pilot, '"Id"')
        await pilot.press("f1")
        await shows(pilot, "In a diagnostic, a log or an ended pane")
