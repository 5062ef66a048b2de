"""Scrolling, searching, clearing and saving."""

from __future__ import annotations

import pytest
from pane_support import PaneApp, colors, shown
from support import wait_for
from textual.events import MouseScrollUp

from alongside_widgets import Monitor
from alongside_widgets.saving import Form

ROWS = b"\r\n".join(b"row %d" % n for n in range(100))


async def test_the_wheel_scrolls_and_the_view_stays_while_output_goes_on() -> None:
    monitor = Monitor()
    app = PaneApp(monitor)
    async with app.run_test(size=(20, 5)) as pilot:
        monitor.feed(ROWS)
        await monitor.drain()
        await pilot._post_mouse_events([MouseScrollUp], Monitor, offset=(2, 2))
        assert [row.split("  ")[0] for row in shown(monitor)] == [f"row {n}" for n in range(92, 97)]
        monitor.feed(b"\r\nmore" * 50)
        await monitor.drain()
        assert shown(monitor)[0].startswith("row 92")
        await wait_for(lambda: app.last(Monitor.Scrolled, "back") == 53)
        monitor.follow()
        assert shown(monitor) == ["more"] * 5


@pytest.mark.parametrize(
    ("keys", "first"),
    [
        (["up"], "row 94"),
        (["k", "k"], "row 93"),
        (["pageup"], "row 91"),
        (["pageup", "pageup", "pagedown"], "row 91"),
        (["ctrl+u"], "row 93"),
        (["home"], "row 0"),
        (["g", "down"], "row 1"),
        (["g", "end"], "row 95"),
        (["g", "G"], "row 95"),
        (["g", "escape"], "row 0"),
    ],
)
async def test_keys_scroll(keys: list[str], first: str) -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(20, 5)) as pilot:
        monitor.feed(ROWS)
        await monitor.drain()
        await pilot.press(*keys)
        assert shown(monitor)[0].split("  ")[0] == first


async def test_the_scrollbar_is_there_while_scrolled_back_and_can_be_dragged() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(20, 5)) as pilot:
        monitor.feed(ROWS)
        await monitor.drain()
        assert len(colors(monitor, 0)) == 1
        monitor.scroll_rows(-10)
        assert len(colors(monitor, 0)) == 2
        await pilot.mouse_down(Monitor, offset=(19, 4))
        await pilot.hover(Monitor, offset=(19, 0))
        await pilot.mouse_up(Monitor, offset=(19, 0))
        assert shown(monitor)[0].startswith("row 0")
        assert not monitor.has_selection


async def test_the_scrollbar_takes_no_character_away() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(10, 4)):
        monitor.feed("0123456789abcde\r\n12345678日本\r\n".encode() + b"\r\n".join([b"row"] * 4))
        await monitor.drain()
        monitor.scroll_rows(-100)
        assert shown(monitor) == ["0123456789", "abcde", "12345678日", "本"]
        text, bar = colors(monitor, 0)
        assert (text[0], bar[0]) == ("012345678", "9")
        assert text[2] != bar[2] != bar[1]
        wide = colors(monitor, 2)[-1]
        assert wide[0] == "日", "it lies behind all of a wide character"


async def test_rows_that_fall_out_of_the_scrollback_move_the_view() -> None:
    monitor = Monitor(scrollback=50)
    async with PaneApp(monitor).run_test(size=(20, 5)):
        monitor.feed(ROWS)
        await monitor.drain()
        monitor.scroll_rows(-1000)
        assert shown(monitor)[0].startswith("row 45")
        monitor.feed(b"\r\nmore" * 20)
        await monitor.drain()
        assert shown(monitor)[0].startswith("row 65")


async def test_an_alternate_screen_has_no_scrollback() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(20, 5)):
        monitor.feed(ROWS)
        await monitor.drain()
        monitor.scroll_rows(-10)
        monitor.feed(b"\x1b[?1049h\x1b[Hfull screen")
        await monitor.drain()
        assert shown(monitor)[0] == "full screen"
        monitor.scroll_rows(-10)
        assert shown(monitor)[0] == "full screen"
        monitor.feed(b"\x1b[?1049l")
        await monitor.drain()
        assert shown(monitor)[0] == "row 95"


async def test_prompts_can_be_jumped_between() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(20, 5)):
        for command in range(4):
            monitor.feed(b"\x1b]133;A\x07$ %d\r\n" % command + b"output\r\n" * 6)
        await monitor.drain()
        assert monitor.scroll_to_prompt(-1)
        assert shown(monitor)[0].startswith("$ 3")
        assert monitor.scroll_to_prompt(-1)
        assert shown(monitor)[0].startswith("$ 2")
        assert monitor.scroll_to_prompt(1)
        assert shown(monitor)[0].startswith("$ 3")
        monitor.action_browse_top()
        assert not monitor.scroll_to_prompt(-1)


async def test_search_finds_counts_and_shows() -> None:
    monitor = Monitor()
    app = PaneApp(monitor)
    async with app.run_test(size=(20, 5)):
        monitor.feed(ROWS)
        await monitor.drain()
        monitor.search("ROW 1")
        await wait_for(lambda: [m for m in app.of(Monitor.SearchChanged) if m.complete])
        last = app.of(Monitor.SearchChanged)[-1]
        assert (last.count, last.index) == (11, 11)
        current = [run for run in colors(monitor, 2) if run[0] == "row 1"]
        assert current, shown(monitor)
        assert monitor.search_next(forward=False)
        await wait_for(lambda: app.last(Monitor.SearchChanged, "index") == 10)
        assert monitor.search_next(forward=True)
        assert monitor.search_next(forward=True)
        await wait_for(lambda: app.last(Monitor.SearchChanged, "index") == 1)
        monitor.end_search()
        assert not monitor.searching
        assert not monitor.search_next()


async def test_search_by_pattern_and_case() -> None:
    monitor = Monitor()
    app = PaneApp(monitor)
    async with app.run_test(size=(20, 5)):
        monitor.feed(ROWS + b"\r\nRow x")
        await monitor.drain()

        async def count(text: str, **how: bool) -> int:
            app.posted.clear()
            monitor.search(text, **how)
            await wait_for(lambda: [m for m in app.of(Monitor.SearchChanged) if m.complete])
            return app.of(Monitor.SearchChanged)[-1].count

        assert await count("Row") == 101
        assert await count("Row", case=True) == 1
        assert await count("row [12]$", regex=True) == 2
        assert await count("row [12]$") == 0
        with pytest.raises(ValueError, match="not a regular expression"):
            monitor.search("(", regex=True)


async def test_matches_follow_the_output() -> None:
    monitor = Monitor(scrollback=200)
    app = PaneApp(monitor)
    async with app.run_test(size=(20, 5)):
        monitor.feed(b"needle\r\n" + b"hay\r\n" * 20)
        await monitor.drain()
        monitor.search("needle")
        await wait_for(lambda: app.last(Monitor.SearchChanged, "complete"))
        monitor.feed(b"needle needle\r\n" + b"hay\r\n" * 20)
        await wait_for(lambda: app.last(Monitor.SearchChanged, "count") == 3)
        monitor.feed(b"hay\r\n" * 170)
        await wait_for(lambda: app.last(Monitor.SearchChanged, "count") == 2)
        monitor.feed(b"hay\r\n" * 400)
        await wait_for(lambda: app.last(Monitor.SearchChanged, "count") == 0)


async def test_a_match_over_a_wrapped_line_and_wide_text() -> None:
    monitor = Monitor()
    app = PaneApp(monitor)
    async with app.run_test(size=(10, 5)):
        monitor.feed(b"01234567needle\r\n" + "日本語 x".encode())
        await monitor.drain()
        monitor.search("needle")
        await wait_for(lambda: app.of(Monitor.SearchChanged))
        assert colors(monitor, 0)[1][0] == "ne"
        assert colors(monitor, 1)[0][0] == "edle"
        monitor.search("本語")
        await wait_for(lambda: [run[0] for run in colors(monitor, 2)][:2] == ["日", "本語"])


async def test_n_and_slash() -> None:
    monitor = Monitor()
    app = PaneApp(monitor)
    async with app.run_test(size=(20, 5)) as pilot:
        monitor.feed(ROWS)
        await monitor.drain()
        await pilot.press("slash")
        await wait_for(lambda: app.of(Monitor.SearchRequested))
        monitor.search("row 5")
        await wait_for(lambda: app.last(Monitor.SearchChanged, "complete"))
        await pilot.press("n", "n", "N")
        await wait_for(lambda: app.last(Monitor.SearchChanged, "index") == 10)


async def test_clear_forgets_everything() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(20, 5)):
        monitor.feed(ROWS)
        await monitor.drain()
        monitor.scroll_rows(-10)
        monitor.clear()
        assert shown(monitor) == [""] * 5
        assert monitor.save_text() == "\n"


async def test_clearing_the_scrollback_leaves_the_screen() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(20, 5)):
        monitor.feed(ROWS)
        await monitor.drain()
        before = shown(monitor)
        monitor.select_all()
        monitor.scroll_rows(-10)
        monitor.clear_scrollback()
        assert shown(monitor) == before
        assert monitor.viewport.limit == 0


async def test_saving_in_turns_is_the_same() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(20, 5)) as pilot:
        monitor.feed(
            b"".join(b"\x1b[3%dmline %d and \x1b[mmore\r\n" % (i % 8, i) for i in range(999))
        )
        await monitor.drain()
        await pilot.resize_terminal(9, 5)  # what is above is wrapped anew only when it is wanted
        await wait_for(lambda: monitor.emulator.columns == 9)
        assert await monitor.saved(Form.ANSI) == monitor.save_ansi()
        assert await monitor.saved(Form.TEXT) == monitor.save_text()
        assert await monitor.saved(Form.SVG, "a") == monitor.save_svg("a")
        assert monitor.save_text().count("\n") == 999


async def test_saving() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(10, 3)):
        monitor.feed(
            b"a long line that wraps\r\n\x1b[1;31mred\x1b[m \x1b[38;2;1;2;3mx\x1b[m\r\n<&>"
        )
        await monitor.drain()
        assert monitor.save_text() == "a long line that wraps\nred x\n<&>\n"
        ansi = monitor.save_ansi()
        assert "\x1b[1;31mred\x1b[m \x1b[38;2;1;2;3mx\x1b[m" in ansi
        again = Monitor(size=(10, 3))
        again.emulator.feed(ansi.replace("\n", "\r\n").encode())
        assert [row.plain() for row in again.emulator.history][:2] == ["a long lin", "e that wra"]
        svg = monitor.save_svg("a <title>")
        assert svg.startswith("<svg")
        assert "red" in svg
        assert "&lt;" in svg


async def test_a_narrower_pane_keeps_its_place() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(20, 5)) as pilot:
        monitor.feed(ROWS)
        await monitor.drain()
        monitor.scroll_rows(-20)
        monitor.search("row 7")
        await pilot.resize_terminal(15, 5)
        await wait_for(lambda: monitor.emulator.columns == 15)
        assert monitor.viewport.back == 20
        assert shown(monitor)[0].startswith("row 75")
