"""What a monitor is fed is what it shows."""

from __future__ import annotations

import asyncio

import pytest
from pane_support import PaneApp, colors, shown
from support import wait_for

from alongside_widgets import Monitor
from alongside_widgets.pacing import HOLD


async def test_text_appears() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(20, 4)) as pilot:
        monitor.feed(b"one\r\ntwo")
        await pilot.pause()
        assert shown(monitor) == ["one", "two", "", ""]


async def test_it_says_its_size_first_and_when_it_changes() -> None:
    monitor = Monitor()
    app = PaneApp(monitor)
    async with app.run_test(size=(30, 5)) as pilot:
        await wait_for(lambda: app.of(Monitor.Resized))
        await pilot.resize_terminal(40, 6)
        await wait_for(lambda: len(app.of(Monitor.Resized)) == 2)
        assert [(m.columns, m.rows) for m in app.of(Monitor.Resized)] == [(30, 5), (40, 6)]
        assert (monitor.emulator.columns, monitor.emulator.rows) == (40, 6)


async def test_a_grid_of_a_given_size_stays() -> None:
    monitor = Monitor(size=(10, 8))
    async with PaneApp(monitor).run_test(size=(30, 5)) as pilot:
        monitor.feed(b"\r\n".join(b"line %d" % n for n in range(8)))
        await pilot.pause()
        assert (monitor.emulator.columns, monitor.emulator.rows) == (10, 8)
        assert shown(monitor) == [f"line {n}" for n in range(3, 8)]


async def test_a_megabyte_is_parsed_in_turns_and_a_producer_can_wait() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(40, 5)):
        data = b"\x1b[31mred\x1b[m and plain\r\n" * 60_000
        monitor.feed(data)
        assert monitor.pending > 1_000_000
        await monitor.room()
        assert monitor.pending < len(data)
        monitor.feed(b"the end")
        await monitor.drain()
        assert monitor.pending == 0
        assert shown(monitor)[-1] == "the end"


async def test_a_waiting_producer_is_let_go_when_the_widget_goes() -> None:
    monitor = Monitor()
    app = PaneApp(monitor)
    async with app.run_test(size=(40, 5)):
        monitor.feed(b"x" * 3_000_000)
        waiting = asyncio.create_task(monitor.drain())
        await monitor.remove()
        await asyncio.wait_for(waiting, 5)
        monitor.feed(b"nobody looks")
        assert monitor.pending == 0


async def test_only_changed_rows_are_painted() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(20, 10)) as pilot:
        monitor.feed(b"\r\n".join(b"row %d" % n for n in range(10)))
        await monitor.drain()
        await pilot.pause()
        before = monitor.render_lines(monitor.size.region)
        monitor.feed(b"\x1b[4Hother")
        await monitor.drain()
        await pilot.pause()
        after = monitor.render_lines(monitor.size.region)
        assert [y for y in range(10) if before[y] is not after[y]] == [3]


async def test_synchronised_output_shows_no_half_frames() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(20, 3)) as pilot:
        monitor.feed(b"old")
        monitor.feed(b"\x1b[?2026h\x1b[Hnew")
        await pilot.pause(HOLD / 5)
        assert shown(monitor)[0] == "old"
        monitor.feed(b"er\x1b[?2026l")
        await wait_for(lambda: shown(monitor)[0] == "newer")
        monitor.feed(b"\x1b[?2026h\x1b[Hone\x1b[K\x1b[?2026l\x1b[?2026h\x1b[Htwo\x1b[K")
        await monitor.drain()
        assert shown(monitor)[0] == "one"
        await wait_for(lambda: shown(monitor)[0] == "two", what="the deadline of the hold")


async def test_nothing_runs_while_nothing_changes() -> None:
    monitor = Monitor()
    app = PaneApp(monitor)
    async with app.run_test(size=(20, 3)) as pilot:
        monitor.feed(b"still")
        await pilot.pause(0.2)
        painted: list[int] = []
        app.post_display_hook = lambda: painted.append(1)  # type: ignore[method-assign]
        await pilot.pause(0.3)
        assert not painted
        assert not monitor._timers


async def test_bells_titles_and_clipboard_are_told_once() -> None:
    monitor = Monitor()
    app = PaneApp(monitor)
    async with app.run_test(size=(20, 3)):
        monitor.feed(b"\x07" * 50 + b"\x1b]2;one\x07\x1b]2;two\x07\x1b]52;c;aGk=\x07")
        await wait_for(lambda: app.of(Monitor.ClipboardRequested))
        assert [m.text for m in app.of(Monitor.ClipboardRequested)] == ["hi"]
        assert [m.title for m in app.of(Monitor.TitleChanged)] == ["two"]
        assert len(app.of(Monitor.Bell)) == 1
        assert monitor.title == "two"
        assert app.clipboard == ""


async def test_a_replay_rings_no_bells() -> None:
    monitor = Monitor()
    app = PaneApp(monitor)
    async with app.run_test(size=(20, 3)) as pilot:
        monitor.feed(b"\x07\x1b]52;c;aGk=\x07past", replay=True)
        monitor.feed(b"\x1b]2;now\x07")
        await wait_for(lambda: app.of(Monitor.TitleChanged))
        await pilot.pause()
        assert not app.of(Monitor.Bell)
        assert not app.of(Monitor.ClipboardRequested)


async def test_a_monitor_answers_nothing() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(20, 3)):
        monitor.feed(b"\x1b[6n\x1b[c")
        assert monitor.emulator.take_replies() == b""


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "nord", "gruvbox"])
async def test_colours_are_the_themes(theme: str) -> None:
    monitor = Monitor()
    app = PaneApp(monitor)
    async with app.run_test(size=(20, 3)) as pilot:
        app.theme = theme
        await pilot.pause()
        monitor.feed(b"plain \x1b[38;2;1;2;3;48;2;4;5;6mtrue\x1b[m")
        await wait_for(lambda: len(colors(monitor, 0)) == 3)
        plain, true, _rest = colors(monitor, 0)
        _, _, background, foreground = monitor.colors
        assert plain == ("plain ", (background + foreground).hex.lower(), background.hex.lower())
        assert true == ("true", "#010203", "#040506")
        assert monitor.emulator.default_background == background.rgb


async def test_the_program_can_change_its_colours() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(10, 2)):
        monitor.feed(b"\x1b]11;#102030\x07\x1b]4;1;#aabbcc\x07\x1b[31mx")
        await wait_for(lambda: colors(monitor, 0)[0] == ("x", "#aabbcc", "#102030"))
        monitor.feed(b"\x1b[?5h\x1b[H\x1b[m ")
        await wait_for(lambda: colors(monitor, 0)[-1][1] == "#102030")


async def test_a_bordered_pane_shows_the_same() -> None:
    monitor = Monitor()
    async with PaneApp(monitor).run_test(size=(20, 5)) as pilot:
        monitor.styles.border = ("solid", "red")
        await pilot.pause()
        monitor.feed(b"inside")
        await pilot.pause()
        lines = [s.text for s in monitor.render_lines(monitor.outer_size.region)]
        assert lines[1].startswith("│inside ")
        await wait_for(lambda: (monitor.emulator.columns, monitor.emulator.rows) == (18, 3))
