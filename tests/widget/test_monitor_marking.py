"""Marking text with keys, as in tmux's copy mode."""

from __future__ import annotations

import pytest
from pane_support import PaneApp, colors
from support import wait_for

from alongside_widgets import Monitor, Terminal

TEXT = (
    b"\r\n".join(b"row %d" % n for n in range(20))
    + b"\r\nfirst line of text\r\n\xe6\x97\xa5\xe6\x9c\xac e\xcc\x81nd, x\r\nlast one"
)


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("v 0 v $", "last one"),
        ("v 0 v w", "last o"),
        ("v b v $", "one"),
        ("v k k 0 w v $", "line of text"),
        ("v k k 0 v w w h", "first line"),
        ("v k 0 v l", "日本"),
        ("v k 0 w v w", "e\u0301nd,"),
        ("v k $ v b", ", x"),
        ("v k k 0 w v b", "first l"),
        ("v k k k v k $", "8\nrow 19"),
        ("V k", "日本 e\u0301nd, x\nlast one"),
        ("v k k 0 l ctrl+v j j l", "ir\n本\nas"),
        (
            "v 0 v g",
            "".join(f"row {n}\n" for n in range(20)) + "first line of text\n日本 e\u0301nd, x\nl",
        ),
        (
            "v g v G $",
            "".join(f"row {n}\n" for n in range(20))
            + "first line of text\n日本 e\u0301nd, x\nlast one",
        ),
        ("v g w v w b", "0"),
        ("v 0 v $ v k v $", "d, x"),
    ],
)
async def test_keys_mark(keys: str, text: str) -> None:
    monitor = Monitor()
    app = PaneApp(monitor)
    async with app.run_test(size=(30, 6)) as pilot:
        monitor.feed(TEXT)
        await monitor.drain()
        named = {"$": "dollar_sign"}
        await pilot.press(*(named.get(key, key) for key in keys.split()))
        assert monitor.selected_text == text
        await pilot.press("enter")
        await wait_for(lambda: app.of(Monitor.Copied))
        assert app.of(Monitor.Copied)[0].text == text
        assert not monitor.marking
        assert not monitor.has_selection


async def test_the_window_stands_still_and_the_cursor_shows() -> None:
    monitor = Monitor()
    app = PaneApp(monitor)
    async with app.run_test(size=(30, 6)) as pilot:
        monitor.feed(TEXT)
        await monitor.drain()
        before = colors(monitor, 5)
        await pilot.press("v", "0")
        marked = colors(monitor, 5)
        assert marked != before
        assert marked[0][0] == "l"
        top = monitor.viewport.start
        monitor.feed(b"\r\nmore" * 9)
        await monitor.drain()
        assert monitor.viewport.start == top
        assert colors(monitor, 5)[0] == marked[0]  # the scrollbar is new


async def test_a_search_takes_the_cursor_along() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(30, 6)) as pilot:
        monitor.feed(TEXT)
        await monitor.drain()
        await pilot.press("v", "0", "v")
        monitor.search("row 1")
        await wait_for(lambda: monitor._complete)
        await pilot.press("n")
        assert monitor.selected_text.startswith("row 18\nrow 19\nfirst")


async def test_in_a_terminal_it_ends_where_it_began() -> None:
    terminal = Terminal()
    app = PaneApp(terminal)
    async with app.run_test(size=(30, 6)) as pilot:
        terminal.feed(TEXT)
        await terminal.drain()
        terminal.browsing = True
        await pilot.press("v", "0", "v", "dollar_sign", "y", "x")
        await wait_for(lambda: app.sent == b"x")
        assert app.clipboard == "last one"
        assert not terminal.browsing
        assert not terminal.marking
        terminal.browsing = True
        await pilot.press("V", "escape", "l", "enter")
        await wait_for(lambda: app.sent == b"xl\r")
        assert not terminal.has_selection


async def test_rows_may_go_while_they_are_marked() -> None:
    monitor = Monitor(scrollback=5)
    async with PaneApp(monitor).run_test(size=(30, 6)) as pilot:
        monitor.feed(TEXT)
        await monitor.drain()
        await pilot.press("v", "g", "v", "j")
        monitor.feed(b"\r\nmore" * 50)
        await monitor.drain()
        await pilot.press("k", "w", "b", "l", "dollar_sign", "V", "j")
        assert monitor.marking
        await pilot.resize_terminal(20, 5)
        await wait_for(lambda: not monitor.marking)
