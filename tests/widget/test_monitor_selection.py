"""Marking text with the mouse, and copying it."""

from __future__ import annotations

import pytest
from pane_support import PaneApp, colors
from support import wait_for
from textual.events import MouseMove, MouseUp
from textual.pilot import Pilot

from alongside_widgets import Monitor

TEXT = (
    b"first line of text\r\n"
    b"see https://example.org/a?b=1, then\r\n"
    b"\xe6\x97\xa5\xe6\x9c\xac wide e\xcc\x81nd\r\n"
    b"0123456789012345678901234567890123456789wrapped here\r\n"
    b"last\r\n"
)


async def drag(
    pilot: Pilot[None], start: tuple[int, int], end: tuple[int, int], **held: bool
) -> None:
    await pilot.mouse_down(Monitor, offset=start, **held)
    await pilot.hover(Monitor, offset=end)
    await pilot.mouse_up(Monitor, offset=end, **held)


def ready(monitor: Monitor) -> None:
    monitor.feed(TEXT)


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ((0, 0), (4, 0), "first"),
        ((4, 0), (0, 0), "first"),
        ((6, 0), (2, 1), "line of text\nsee"),
        ((0, 2), (0, 2), ""),
        ((0, 2), (1, 2), "日"),
        ((0, 2), (12, 2), "日本 wide e\u0301nd"),
        ((38, 3), (6, 4), "89wrapped"),
        ((0, 4), (30, 5), "wrapped here\nlast"),
        ((0, 5), (30, 8), "last\n\n\n"),
    ],
)
async def test_drag_copies(start: tuple[int, int], end: tuple[int, int], text: str) -> None:
    monitor = Monitor()
    app = PaneApp(monitor)
    async with app.run_test(size=(40, 9)) as pilot:
        ready(monitor)
        await pilot.pause()
        await drag(pilot, start, end)
        assert monitor.selected_text == text
        if text:
            await wait_for(lambda: app.of(Monitor.Copied))
            assert app.of(Monitor.Copied)[0].text == text
            assert app.clipboard == text
        else:
            assert not app.of(Monitor.Copied)


@pytest.mark.parametrize(
    ("place", "times", "text"),
    [
        ((8, 0), 2, "line"),
        ((10, 1), 2, "https://example.org/a?b=1,"),
        ((5, 0), 2, ""),
        ((1, 2), 2, "日本"),
        ((39, 3), 2, "0123456789012345678901234567890123456789wrapped"),
        ((2, 4), 2, "0123456789012345678901234567890123456789wrapped"),
        ((8, 0), 3, "first line of text"),
        ((2, 4), 3, "0123456789012345678901234567890123456789wrapped here"),
    ],
)
async def test_double_click_word_triple_click_line(
    place: tuple[int, int], times: int, text: str
) -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(40, 9)) as pilot:
        ready(monitor)
        await pilot.pause()
        await pilot.click(Monitor, offset=place, times=times)
        assert monitor.selected_text == text


async def test_alt_marks_a_block() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(40, 9)) as pilot:
        ready(monitor)
        await pilot.pause()
        await pilot.mouse_down(Monitor, offset=(0, 0))
        await pilot._post_mouse_events(
            [MouseMove],
            Monitor,
            offset=(2, 2),
            button=1,
            meta=True,
        )
        await pilot.mouse_up(Monitor, offset=(2, 2))
        assert monitor.selected_text == "fir\nsee\n日本"


async def test_shift_extends() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(40, 9)) as pilot:
        ready(monitor)
        await pilot.pause()
        await drag(pilot, (0, 0), (4, 0))
        await drag(pilot, (9, 0), (9, 0), shift=True)
        assert monitor.selected_text == "first line"


async def test_marked_text_is_painted_and_stays_while_output_scrolls() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(40, 9)) as pilot:
        ready(monitor)
        await pilot.pause()
        await drag(pilot, (0, 0), (4, 0))
        marked = colors(monitor, 0)[0]
        assert marked[0] == "first"
        assert marked[2] != colors(monitor, 0)[1][2]
        monitor.feed(b"more\r\n" * 50)
        await monitor.drain()
        assert monitor.selected_text == "first"


async def test_marked_text_that_is_overwritten_is_no_longer_marked() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(40, 9)) as pilot:
        ready(monitor)
        await pilot.pause()
        await drag(pilot, (0, 0), (4, 0))
        monitor.feed(b"\x1b[5;1Helsewhere")
        await monitor.drain()
        assert monitor.has_selection
        monitor.feed(b"\x1b[Hother")
        await monitor.drain()
        assert not monitor.has_selection


async def test_marking_goes_on_beyond_the_edge() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(40, 9)) as pilot:
        monitor.feed(b"".join(b"row %d\r\n" % n for n in range(100)))
        await monitor.drain()
        await pilot.mouse_down(Monitor, offset=(3, 4))
        await pilot.hover(Monitor, offset=(0, 0))
        monitor._pull = -3
        monitor._scroll_on()
        monitor._scroll_on()
        await pilot.mouse_up(Monitor, offset=(0, 0))
        assert len(monitor.selected_text.splitlines()) > 9
        assert monitor.viewport.back == 6


async def test_everything_and_nothing() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(40, 5)) as pilot:
        ready(monitor)
        await pilot.pause()
        monitor.select_all()
        assert monitor.selected_text.startswith("first line of text\nsee")
        monitor.clear_selection()
        assert monitor.selected_text == ""
        assert not monitor.copy_selection()


async def test_a_resize_drops_the_marks() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(40, 9)) as pilot:
        ready(monitor)
        await pilot.pause()
        await drag(pilot, (0, 0), (4, 0))
        await pilot.resize_terminal(20, 9)
        await wait_for(lambda: not monitor.has_selection)


async def test_a_link_says_where_it_leads_and_is_only_told() -> None:
    monitor = Monitor()
    app = PaneApp(monitor)
    async with app.run_test(size=(40, 9)) as pilot:
        monitor.feed(b"go \x1b]8;;https://evil.example/\x1b\\here\x1b]8;;\x1b\\ now")
        await pilot.pause()
        await pilot.hover(Monitor, offset=(4, 0))
        assert str(monitor.tooltip) == "https://evil.example/"
        await pilot.hover(Monitor, offset=(9, 0))
        assert monitor.tooltip is None
        await pilot.click(Monitor, offset=(9, 0))
        await pilot.click(Monitor, offset=(4, 0))
        await wait_for(lambda: app.of(Monitor.LinkActivated))
        assert [m.url for m in app.of(Monitor.LinkActivated)] == ["https://evil.example/"]


async def test_text_that_looks_like_a_link_needs_ctrl() -> None:
    monitor = Monitor()
    app = PaneApp(monitor)
    async with app.run_test(size=(40, 9)) as pilot:
        ready(monitor)
        await pilot.pause()
        await pilot.click(Monitor, offset=(8, 1))
        await pilot.click(Monitor, offset=(9, 1), control=True)
        await wait_for(lambda: app.of(Monitor.LinkActivated))
        assert [m.url for m in app.of(Monitor.LinkActivated)] == ["https://example.org/a?b=1"]


@pytest.mark.parametrize(
    ("text", "at", "url"),
    [
        ("see https://example.org/" + "a" * 30 + "/z end", (2, 1), "/" + "a" * 30 + "/z"),
        ("see https://example.org/" + "a" * 30 + "/z end", (39, 0), "/" + "a" * 30 + "/z"),
        ("(https://example.org/A_(b)).", (9, 0), "/A_(b)"),
        ("\u65e5\u672ce\u0301 https://example.org/\u65e5?x.", (26, 0), "/\u65e5?x"),
        ("https://example.org/\u65e5?x.", (21, 0), "/\u65e5?x"),
        ("[https://example.org/]:", (20, 0), "/"),
        ("[https://example.org/]:", (21, 0), None),
    ],
)
async def test_an_address_is_found_whole(text: str, at: tuple[int, int], url: str | None) -> None:
    monitor = Monitor()
    app = PaneApp(monitor)
    async with app.run_test(size=(40, 9)) as pilot:
        monitor.feed(text.encode())
        await pilot.pause()
        await pilot.hover(Monitor, offset=at)
        assert monitor.tooltip is None
        await pilot.click(Monitor, offset=at, control=True)
        await pilot.pause()
        found = [m.url for m in app.of(Monitor.LinkActivated)]
        assert found == ([] if url is None else [f"https://example.org{url}"])


async def test_with_ctrl_an_address_is_underlined_over_all_its_rows() -> None:
    monitor = Monitor()
    app = PaneApp(monitor)
    async with app.run_test(size=(40, 9)) as pilot:
        monitor.feed(b"see https://example.org/" + b"a" * 30 + b" end")
        await pilot.pause()
        assert await pilot._post_mouse_events([MouseMove], Monitor, offset=(9, 0), control=True)
        assert str(monitor.tooltip) == "https://example.org/" + "a" * 30
        spans = [[(span.start, span.end) for span in line.spans] for line in monitor._frame]
        assert spans[:3] == [[(4, 40)], [(0, 14)], []]


@pytest.mark.parametrize("after", [b"line\r\n" * 500, b"\x1b[3J\x1b[?1049h", b"\x1bc"])
async def test_what_was_clicked_may_be_gone_when_the_button_is_let_go(after: bytes) -> None:
    monitor = Monitor(scrollback=50)
    app = PaneApp(monitor)
    async with app.run_test(size=(40, 9)) as pilot:
        monitor.feed(b"line\r\n" * 30)
        await monitor.drain()
        monitor.scroll_rows(-20)
        await pilot.mouse_down(Monitor, offset=(2, 0))
        monitor.feed(after)
        await monitor.drain()
        await pilot._post_mouse_events([MouseUp], Monitor, offset=(2, 0))
        assert not app.of(Monitor.LinkActivated)
        assert not monitor.has_selection
