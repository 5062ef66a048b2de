"""Rows that wait to be wrapped anew are there for all who ask for everything; frames stay true."""

from __future__ import annotations

import pytest
from pane_support import PaneApp, colors, shown
from support import wait_for

from alongside_widgets import Monitor

LINES = b"".join(b"line %04d, and more of it\r\n" % n for n in range(2_000))
NARROW = 12


async def narrow(monitor: Monitor, app: PaneApp, before: bytes = b"", height: int = 5) -> None:
    """Fill a terminal and make it narrow; its older rows wait."""
    monitor.feed(before + LINES)
    await monitor.drain()
    monitor.emulator.resize(NARROW, height)
    assert not monitor.emulator.history.settled


async def test_what_is_saved_is_everything() -> None:
    monitor = Monitor(size=(40, 5))
    app = PaneApp(monitor)
    async with app.run_test(size=(40, 5)):
        await narrow(monitor, app)
        assert monitor.save_text().count("and more of it") == 2_000


async def test_what_is_marked_is_everything() -> None:
    monitor = Monitor(size=(40, 5))
    app = PaneApp(monitor)
    async with app.run_test(size=(40, 5)):
        await narrow(monitor, app)
        monitor.select_all()
        assert monitor.selected_text.count("and more of it") == 2_000


async def test_the_prompt_above_is_found_where_it_is() -> None:
    monitor = Monitor(size=(40, 5))
    app = PaneApp(monitor)
    async with app.run_test(size=(40, 5)):
        await narrow(monitor, app, before=b"first\r\n\x1b]133;A\x07$ make\r\n")
        assert monitor.scroll_to_prompt(-1)
        assert shown(monitor)[0] == "$ make"
        assert not monitor.scroll_to_prompt(-1)
        monitor.scroll_rows(-1)
        assert monitor.scroll_to_prompt(1)
        assert shown(monitor)[0] == "$ make"


async def test_the_oldest_row_is_gone_to_in_steps() -> None:
    monitor = Monitor(size=(40, 5))
    app = PaneApp(monitor)
    async with app.run_test(size=(40, 5)):
        await narrow(monitor, app)
        history = monitor.emulator.history
        whole = history.settle
        history.settle = lambda newest=None, seconds=None: whole(newest, 0)  # type: ignore[method-assign]
        monitor.action_browse_top()
        assert not history.settled
        await wait_for(lambda: shown(monitor)[:2] == ["line 0000, a", "nd more of i"])
        assert monitor.viewport.start == monitor.viewport.first


@pytest.mark.parametrize("width", [15, 60])
async def test_a_search_goes_on_at_another_width(width: int) -> None:
    monitor = Monitor()
    app = PaneApp(monitor)
    async with app.run_test(size=(30, 5)) as pilot:
        monitor.feed(LINES.replace(b"\r\n", b"", 9) + b"the last")
        await monitor.drain()
        monitor.search("and more")
        await wait_for(lambda: app.last(Monitor.SearchChanged, "complete"))
        app.posted.clear()
        await pilot.resize_terminal(width, 5)
        await wait_for(lambda: monitor.emulator.columns == width)
        await wait_for(lambda: app.last(Monitor.SearchChanged, "complete"))
        assert monitor._search is not None
        matches = monitor._search.matches
        assert len(set(matches)) == 2_000
        view = monitor.viewport
        for row, column, *_ in (matches[0], matches[-1]):
            assert view.row(row).text[column : column + 3] == "and"


@pytest.mark.parametrize("regex", [False, True])
async def test_a_search_keeps_up_with_a_flood(regex: bool) -> None:
    monitor = Monitor()
    app = PaneApp(monitor)
    async with app.run_test(size=(40, 5)):
        monitor.search("and [mM]ore" if regex else "and more", regex=regex)
        monitor.feed(LINES * 3)
        await monitor.drain()
        await wait_for(
            lambda: (
                app.last(Monitor.SearchChanged, "count") == 6_000
                and app.last(Monitor.SearchChanged, "complete")
            )
        )


async def test_output_that_waits_inside_does_not_show_through_a_hold() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(40, 5)):
        monitor.feed(b"old")
        await monitor.drain()
        half = b"\x1b[?2026h\x1b[2J" + b"\x1b[1;1H" * 40_000 + b"half"
        assert not monitor._parse(half, False, 1e-6)
        assert monitor._parse(b"", False, 60)
        assert shown(monitor)[0] == "old"
        assert monitor._parse(b"\x1b[?2026l", False, 60)
        monitor._parsed()
        assert shown(monitor)[0].endswith("half")


async def test_a_number_that_means_another_style_is_painted() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(40, 5)):
        monitor.feed(b"\x1b[38;2;255;0;0mword")
        await monitor.drain()
        before = colors(monitor, 0)[0]
        emulator = monitor.emulator
        emulator.feed(b"\x1b[m\x1b[H\x1b[2J")
        for _ in emulator.sweep_styles(set()):
            pass
        monitor.feed(b"\x1b[38;2;0;0;255mword")
        await monitor.drain()
        assert emulator.visible[0].style[0] == "\x01"  # the same number
        after = colors(monitor, 0)[0]
        assert before[0] == after[0] == "word"
        assert before[1] != after[1]
