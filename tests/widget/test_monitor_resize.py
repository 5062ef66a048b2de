"""After a change of size the scrollback is wrapped anew in the time that is left."""

from __future__ import annotations

from pane_support import PaneApp, shown
from support import wait_for

from alongside_widgets import Monitor

LINES = b"\r\n".join(b"\x1b[3%dmline\x1b[m %04d, and more of it" % (n % 8, n) for n in range(2_000))


async def test_older_rows_are_wrapped_when_there_is_time() -> None:
    monitor = Monitor()
    app = PaneApp(monitor)
    async with app.run_test(size=(40, 5)) as pilot:
        monitor.feed(LINES)
        await monitor.drain()
        await pilot.resize_terminal(15, 5)
        history = monitor.emulator.history
        await wait_for(lambda: monitor.emulator.columns == 15 and history.settled)
        assert len(history) == 2 * 2_000 - 5
        assert shown(monitor)[-2:] == ["line 1999, and", "more of it"]


async def test_scrolling_there_does_not_wait() -> None:
    monitor = Monitor()
    app = PaneApp(monitor)
    async with app.run_test(size=(40, 4)) as pilot:
        monitor.feed(LINES)
        await monitor.drain()
        await pilot.resize_terminal(15, 4)
        await wait_for(lambda: monitor.emulator.columns == 15)
        monitor.scroll_rows(-400)
        await wait_for(lambda: shown(monitor)[:2] == ["line 1798, and", "more of it"])
        await wait_for(lambda: monitor.emulator.history.settled)
        assert shown(monitor)[:2] == ["line 1798, and", "more of it"]
        monitor.action_browse_top()
        assert shown(monitor)[:2] == ["line 0000, and", "more of it"]


async def first_rows(columns: int, rows: int, scroll: int = 0, count: int = 12) -> list[str]:
    """Return what is on top of a text of 12 rows at 40 columns after a change from 40x20."""
    monitor = Monitor()
    monitor.reading = True
    async with PaneApp(monitor).run_test(size=(40, 20 if not scroll else 5)) as pilot:
        monitor.feed(b"".join(LINES.splitlines(keepends=True)[:count]))
        await monitor.drain()
        monitor.action_browse_top()
        monitor.scroll_rows(scroll)
        await pilot.resize_terminal(columns, rows)
        emulator = monitor.emulator
        await wait_for(lambda: (emulator.columns, emulator.rows) == (columns, rows))
        return shown(monitor)[:2]


async def test_a_reading_keeps_its_first_row() -> None:
    top = ["line 0000, and more of it", "line 0001, and more of it"]
    assert await first_rows(40, 5) == top
    assert await first_rows(15, 5) == ["line 0000, and", "more of it"]
    assert await first_rows(15, 4, scroll=3) == ["line 0003, and", "more of it"]
    assert await first_rows(60, 4, scroll=3, count=200) == [
        "line 0003, and more of it",
        "line 0004, and more of it",
    ]


async def test_a_very_long_reading_is_not_counted() -> None:
    monitor = Monitor()
    monitor.reading = True
    async with PaneApp(monitor).run_test(size=(40, 5)) as pilot:
        monitor.feed(LINES * 3)
        await monitor.drain()
        monitor.scroll_rows(-10)
        await pilot.resize_terminal(60, 5)
        await wait_for(lambda: monitor.emulator.columns == 60)
        assert monitor.viewport.back == 10
