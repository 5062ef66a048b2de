"""What the user does in a terminal is what the program gets."""

from __future__ import annotations

import pytest
from pane_support import PaneApp, colors, shown
from support import wait_for
from textual import events
from textual.binding import Binding

from alongside_widgets import Monitor, Terminal
from alongside_widgets.keys import KeyPress, Mod
from alongside_widgets.raw_keys import RawKey


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("a", b"a"),
        ("A", b"A"),
        ("space", b" "),
        ("exclamation_mark", b"!"),
        ("enter", b"\r"),
        ("tab", b"\t"),
        ("shift+tab", b"\x1b[Z"),
        ("escape", b"\x1b"),
        ("backspace", b"\x7f"),
        ("ctrl+c", b"\x03"),
        ("ctrl+p", b"\x10"),
        ("ctrl+q", b"\x11"),
        ("ctrl+z", b"\x1a"),
        ("ctrl+backslash", b"\x1c"),
        ("up", b"\x1b[A"),
        ("ctrl+left", b"\x1b[1;5D"),
        ("alt+x", b"\x1bx"),
        ("f1", b"\x1bOP"),
        ("f12", b"\x1b[24~"),
        ("home", b"\x1b[H"),
        ("delete", b"\x1b[3~"),
        ("pageup", b"\x1b[5~"),
    ],
)
async def test_keys(key: str, expected: bytes) -> None:
    app = PaneApp(Terminal())
    async with app.run_test(size=(20, 5)) as pilot:
        await pilot.press(key)
        await wait_for(lambda: app.sent)
        assert app.sent == expected
        assert app.is_running


async def test_keys_follow_the_programs_modes() -> None:
    terminal = Terminal()
    app = PaneApp(terminal)
    async with app.run_test(size=(20, 5)) as pilot:
        terminal.feed(b"\x1b[?1h")
        await pilot.press("up")
        await wait_for(lambda: app.sent == b"\x1bOA")


async def test_a_plain_key_is_sent_as_ever_whatever_the_program_asked_for() -> None:
    terminal = Terminal()
    terminal.plain = frozenset({b"\x10"})
    app = PaneApp(terminal)
    async with app.run_test(size=(20, 5)) as pilot:
        terminal.feed(b"\x1b[>4;2m")
        await wait_for(lambda: terminal.modes.modify_other_keys == 2)
        await pilot.press("ctrl+p", "ctrl+q", "p")
        await wait_for(lambda: app.sent == b"\x10\x1b[27;5;113~p")


async def test_a_raw_key_is_sent_as_it_was_pressed() -> None:
    terminal = Terminal()
    app = PaneApp(terminal)
    async with app.run_test(size=(20, 5)):
        for press in (KeyPress("1", Mod.ALT), KeyPress("x", Mod.CTRL | Mod.ALT)):
            app.post_message(RawKey("whatever", None, press))
        await wait_for(lambda: app.sent == b"\x1b1\x1b\x18")


class LeaderApp(PaneApp):
    """Has keys of its own."""

    BINDINGS = [
        Binding("f12", "lead", priority=True),
        Binding("ctrl+q", "lead", priority=True),
        Binding("x", "lead"),
    ]
    led = 0

    def action_lead(self) -> None:
        self.led += 1


async def test_only_keys_that_are_let_through_reach_the_app() -> None:
    terminal = Terminal(passthrough=frozenset({"f12"}))
    app = LeaderApp(terminal)
    async with app.run_test(size=(20, 5)) as pilot:
        await pilot.press("ctrl+q", "x", "f12", "y")
        await wait_for(lambda: app.sent == b"\x11xy")
        assert app.led == 1


async def test_the_app_has_its_keys_back_when_something_else_is_focused() -> None:
    app = LeaderApp(Monitor(), Terminal())
    async with app.run_test(size=(20, 5)) as pilot:
        await pilot.press("ctrl+q", "x", "f12")
        await wait_for(lambda: app.led == 3)


async def test_a_locked_terminal_sends_nothing_of_the_users() -> None:
    terminal = Terminal(locked=True)
    app = PaneApp(terminal)
    async with app.run_test(size=(20, 5)) as pilot:
        terminal.feed(b"\x1b[?1000h\x1b[?1006h\x1b[?1004h")
        await pilot.press("a", "ctrl+c")
        await pilot.click(Terminal)
        app.post_message(events.Paste("text"))
        await wait_for(lambda: len(app.of(Terminal.LockedKey)) == 3)
        assert [m.key for m in app.of(Terminal.LockedKey)] == ["a", "ctrl+c", "paste"]
        assert app.sent == b""
        terminal.feed(b"\x1b[c")
        await wait_for(lambda: app.of(Terminal.Input))
        assert [m.reply for m in app.of(Terminal.Input)] == [True]


async def test_questions_are_answered_but_not_those_of_a_replay() -> None:
    terminal = Terminal()
    app = PaneApp(terminal)
    async with app.run_test(size=(20, 5)):
        terminal.feed(b"\x1b[6n", replay=True)
        terminal.feed(b"abc\x1b[6n")
        await wait_for(lambda: app.of(Terminal.Input))
        assert [(m.data, m.reply) for m in app.of(Terminal.Input)] == [(b"\x1b[1;4R", True)]


@pytest.mark.parametrize(
    ("modes", "text", "expected"),
    [
        (b"", "one\ntwo\r\nthree", b"one\rtwo\rthree"),
        (b"", "a\x1b[201~b\x03c\x9bd\te", b"a[201~bcd\te"),
        (b"\x1b[?2004h", "x\ny", b"\x1b[200~x\ry\x1b[201~"),
        (b"\x1b[?2004h", "\x1b[201~rm -rf\r", b"\x1b[200~[201~rm -rf\r\x1b[201~"),
        (b"\x1b[?2004h", "\x1b\x00", b""),
        (b"", "日é", "日é".encode()),
    ],
)
async def test_paste(modes: bytes, text: str, expected: bytes) -> None:
    terminal = Terminal()
    app = PaneApp(terminal)
    async with app.run_test(size=(20, 5)) as pilot:
        terminal.feed(modes)
        app.post_message(events.Paste(text))
        await pilot.pause()
        await pilot.pause()
        assert app.sent == expected


async def test_of_two_buttons_each_is_let_go() -> None:
    terminal = Terminal()
    app = PaneApp(terminal)
    async with app.run_test(size=(20, 5)) as pilot:
        terminal.feed(b"\x1b[?1002h\x1b[?1006h")
        await terminal.drain()
        await pilot.mouse_down(Terminal, offset=(2, 0), button=1)
        await pilot.mouse_down(Terminal, offset=(2, 0), button=3)
        await pilot._post_mouse_events([events.MouseUp], Terminal, offset=(2, 0), button=1)
        await pilot._post_mouse_events([events.MouseUp], Terminal, offset=(2, 0), button=3)
        clicks = b"\x1b[<0;3;1M\x1b[<2;3;1M\x1b[<0;3;1m\x1b[<2;3;1m"
        await wait_for(lambda: app.sent == clicks)


async def test_the_middle_button_pastes_what_was_copied() -> None:
    terminal = Terminal()
    app = PaneApp(terminal)
    async with app.run_test(size=(20, 5)) as pilot:
        await pilot.click(Terminal, offset=(2, 0), button=2)
        terminal.feed(b"word\x1b[?2004h")
        await terminal.drain()
        await pilot.double_click(Terminal, offset=(2, 0))
        await pilot.click(Terminal, offset=(2, 0), button=2)
        await wait_for(lambda: app.sent == b"\x1b[200~word\x1b[201~")
        terminal.feed(b"\x1b[?1000h\x1b[?1006h")
        await terminal.drain()
        await pilot.click(Terminal, offset=(2, 0), button=2)
        await wait_for(lambda: app.sent.endswith(b"\x1b[201~\x1b[<1;3;1M\x1b[<1;3;1m"))


async def test_focus_is_reported_if_asked_for() -> None:
    terminal, other = Terminal(), Monitor()
    app = PaneApp(terminal, other)
    async with app.run_test(size=(20, 6)) as pilot:
        other.focus()
        await pilot.pause()
        terminal.feed(b"\x1b[?1004h")
        terminal.focus()
        await wait_for(lambda: app.of(Terminal.Input))
        other.focus()
        await wait_for(lambda: len(app.of(Terminal.Input)) == 2)
        assert [m.data for m in app.of(Terminal.Input)] == [b"\x1b[I", b"\x1b[O"]


async def test_shift_page_up_scrolls_and_a_key_follows_again() -> None:
    terminal = Terminal()
    app = PaneApp(terminal)
    async with app.run_test(size=(20, 5)) as pilot:
        terminal.feed(b"\r\n".join(b"row %d" % n for n in range(50)))
        await pilot.press("shift+pageup")
        await wait_for(lambda: terminal.viewport.back == 4)
        assert app.sent == b""
        await pilot.press("shift+home")
        await wait_for(lambda: shown(terminal)[0].startswith("row 0"))
        await pilot.press("a")
        await wait_for(lambda: terminal.viewport.back == 0)
        assert app.sent == b"a"
        terminal.feed(b"\x1b[?1049h")
        await terminal.drain()
        await pilot.press("shift+pageup", "shift+home")
        await wait_for(lambda: app.sent == b"a\x1b[5;2~\x1b[1;2H")


async def test_browsing_keeps_the_keys_from_the_program_and_from_the_app() -> None:
    terminal = Terminal()
    app = LeaderApp(terminal)
    async with app.run_test(size=(20, 5)) as pilot:
        terminal.feed(b"\r\n".join(b"row %d" % n for n in range(50)))
        await terminal.drain()
        terminal.browsing = True
        await pilot.press("k", "k", "x", "z")
        assert terminal.viewport.back == 2
        assert app.led == 0
        await pilot.press("q")
        await wait_for(lambda: not terminal.browsing)
        assert terminal.viewport.back == 0
        await pilot.press("k")
        await wait_for(lambda: app.sent == b"k")
        assert [m.browsing for m in app.of(Terminal.BrowsingChanged)] == [True, False]


# The mouse

SGR = b"\x1b[?1006h"


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (b"\x1b[?9h", b"\x1b[M $#"),
        (b"\x1b[?1000h" + SGR, b"\x1b[<0;4;3M\x1b[<0;6;3m"),
        (b"\x1b[?1002h" + SGR, b"\x1b[<0;4;3M\x1b[<32;6;3M\x1b[<0;6;3m"),
        (b"\x1b[?1003h" + SGR, b"\x1b[<0;4;3M\x1b[<32;6;3M\x1b[<0;6;3m"),
    ],
)
async def test_the_mouse_is_reported_as_asked(mode: bytes, expected: bytes) -> None:
    terminal = Terminal()
    app = PaneApp(terminal)
    async with app.run_test(size=(20, 5)) as pilot:
        terminal.feed(mode)
        await terminal.drain()
        await pilot.mouse_down(Terminal, offset=(3, 2))
        await pilot.hover(Terminal, offset=(5, 2))
        await pilot.mouse_up(Terminal, offset=(5, 2))
        sent = app.sent
        if mode.startswith(b"\x1b[?1003"):
            sent = sent[sent.index(b"\x1b[<0;4") :]  # the way to the first cell was told, too
        assert sent == expected
        assert not terminal.has_selection


async def test_shift_marks_text_although_the_program_has_the_mouse() -> None:
    terminal = Terminal()
    app = PaneApp(terminal)
    async with app.run_test(size=(20, 5)) as pilot:
        terminal.feed(b"\x1b[?1002h" + SGR + b"hello")
        await terminal.drain()
        await pilot.mouse_down(Terminal, offset=(0, 0), shift=True)
        await pilot.hover(Terminal, offset=(2, 0))
        await pilot.mouse_up(Terminal, offset=(2, 0))
        assert app.sent == b""
        assert terminal.selected_text == "hel"


async def test_the_wheel() -> None:
    terminal = Terminal()
    app = PaneApp(terminal)
    async with app.run_test(size=(20, 5)) as pilot:

        async def turn(kind: type[events.MouseEvent]) -> bytes:
            app.posted.clear()
            await terminal.drain()
            await pilot._post_mouse_events([kind], Terminal, offset=(1, 1))
            await pilot.pause()
            return app.sent

        terminal.feed(b"\r\n" * 50)
        assert await turn(events.MouseScrollUp) == b""
        assert terminal.viewport.back == 3
        assert await turn(events.MouseScrollDown) == b""
        terminal.feed(b"\x1b[?1049h")
        assert await turn(events.MouseScrollUp) == b"\x1b[A" * 3
        terminal.feed(b"\x1b[?1h")
        assert await turn(events.MouseScrollDown) == b"\x1bOB" * 3
        terminal.feed(b"\x1b[?1007l")
        assert await turn(events.MouseScrollDown) == b""
        terminal.feed(b"\x1b[?1000h\x1b[?1006h")
        assert await turn(events.MouseScrollDown) == b"\x1b[<65;2;2M"
        assert await turn(events.MouseScrollLeft) == b"\x1b[<66;2;2M"
        assert await turn(events.MouseScrollRight) == b"\x1b[<67;2;2M"


# The cursor


async def cursor_run(terminal: Terminal, row: int, column: int) -> tuple[str, str, str]:
    await terminal.drain()
    runs = colors(terminal, row)
    at = 0
    for run in runs:
        if at == column:
            return run
        at += len(run[0])
    raise AssertionError(runs)


async def test_the_cursor_has_the_shape_the_program_asked_for() -> None:
    terminal, other = Terminal(), Monitor()
    app = PaneApp(terminal, other)
    async with app.run_test(size=(20, 6)) as pilot:
        await pilot.pause()
        palette = terminal.painter.palette
        cursor = "#{:02x}{:02x}{:02x}".format(*palette.cursor)
        terminal.feed(b"ab\x1b[D")
        assert (await cursor_run(terminal, 0, 1))[2] == cursor
        terminal.feed(b"\x1b[4 q")
        assert (await cursor_run(terminal, 0, 1))[1] == cursor
        terminal.feed(b"\x1b[6 q\x1b[C")
        assert (await cursor_run(terminal, 0, 2))[0] == "▏"
        terminal.feed(b"\x1b[0 q\x1b[D")
        other.focus()
        await wait_for(lambda: not terminal.has_focus)
        away = (await cursor_run(terminal, 0, 1))[2]
        assert away not in (cursor, "#{:02x}{:02x}{:02x}".format(*palette.background))
        terminal.feed(b"\x1b[?25l")
        await terminal.drain()
        assert len(colors(terminal, 0)) == 1


async def test_the_cursor_covers_a_wide_character() -> None:
    terminal = Terminal()
    async with PaneApp(terminal).run_test(size=(20, 4)) as pilot:
        await pilot.pause()
        terminal.feed("日x\x1b[H".encode())
        assert (await cursor_run(terminal, 0, 0))[0] == "日"


async def test_a_blinking_cursor_rests_after_a_while() -> None:
    terminal = Terminal()
    async with PaneApp(terminal).run_test(size=(20, 4)) as pilot:
        await pilot.pause()
        terminal.feed(b"\x1b[1 q")
        await terminal.drain()
        assert terminal._blink is not None
        terminal._blink_on()
        assert len(colors(terminal, 0)) == 1
        for _ in range(30):
            terminal._blink_on()
        assert terminal._blink is None
        assert len(colors(terminal, 0)) == 2


async def test_tab_stays_in_the_terminal() -> None:
    terminal = Terminal()
    app = PaneApp(terminal, Monitor())
    async with app.run_test(size=(20, 6)) as pilot:
        await pilot.press("tab", "shift+tab")
        await wait_for(lambda: app.sent == b"\t\x1b[Z")
        assert terminal.has_focus
