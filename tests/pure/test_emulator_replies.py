"""What the terminal answers, and what it tells its owner."""

from __future__ import annotations

import base64

import pytest
from emulator_support import shown

from alongside_widgets.emulator import Emulator
from alongside_widgets.events import (
    Bell,
    ClipboardRequested,
    ColorsChanged,
    ModeChanged,
    Notification,
    PromptMark,
    TitleChanged,
)
from alongside_widgets.modes import CursorShape, MouseEncoding, MouseTracking

REPLIES = [
    ("DA1", "\x1b[c", "\x1b[?62;22c"),
    ("DA1 with a parameter", "\x1b[0;1c", "\x1b[?62;22c"),
    ("DECID", "\x1bZ", "\x1b[?62;22c"),
    ("DA2", "\x1b[>c", "\x1b[>1;10;0c"),
    ("DA3", "\x1b[=c", "\x1bP!|00000000\x1b\\"),
    ("XTVERSION", "\x1b[>q", "\x1bP>|alongside 0.1\x1b\\"),
    ("DSR", "\x1b[5n", "\x1b[0n"),
    ("CPR", "\x1b[2;3H\x1b[6n", "\x1b[2;3R"),
    ("CPR in origin mode", "\x1b[2;3r\x1b[?6h\x1b[2;2H\x1b[6n", "\x1b[2;2R"),
    ("CPR in origin mode without margins", "\x1b[?6h\x1b[6n", "\x1b[1;1R"),
    ("DECXCPR", "\x1b[?6n", "\x1b[?1;1R"),
    ("DSR dark", "\x1b[?996n", "\x1b[?997;1n"),
    ("DSR keyboard", "\x1b[?26n", "\x1b[?27;1n"),
    ("DECCKSR", "\x1b[?63;5n", "\x1bP5!~0000\x1b\\"),
    ("DECRQM KAM", "\x1b[2h\x1b[2$p", "\x1b[2;1$y"),
    ("DECRQM GATM", "\x1b[1$p", "\x1b[1;4$y"),
    ("DSR printer", "\x1b[?15n", "\x1b[?13n"),
    ("DECRQM set", "\x1b[?7$p", "\x1b[?7;1$y"),
    ("DECRQM reset", "\x1b[?2004$p", "\x1b[?2004;2$y"),
    ("DECRQM synchronized", "\x1b[?2026h\x1b[?2026$p", "\x1b[?2026;1$y"),
    ("DECRQM unknown", "\x1b[?9999$p", "\x1b[?9999;0$y"),
    ("DECRQM mouse in pixels", "\x1b[?1016h\x1b[?1016$p", "\x1b[?1016;1$y"),
    ("DECRQM mouse in cells", "\x1b[?1016h\x1b[?1006h\x1b[?1016$p", "\x1b[?1016;2$y"),
    ("DECRQM of a keyboard's", "\x1b[?68h\x1b[?68$p\x1b[?81$p", "\x1b[?68;1$y\x1b[?81;2$y"),
    ("DECRQM right to left", "\x1b[?34h\x1b[?34$p", "\x1b[?34;0$y"),
    ("DECRQM DECHCCM", "\x1b[?60$p", "\x1b[?60;4$y"),
    ("DECRQM permanent", "\x1b[?2027$p", "\x1b[?2027;3$y"),
    ("DECRQM ANSI", "\x1b[4h\x1b[4$p", "\x1b[4;1$y"),
    ("DECRQSS SGR", "\x1b[1;31;48:2::1:2:3m\x1bP$qm\x1b\\", "\x1bP1$r0;1;31;48:2::1:2:3m\x1b\\"),
    (
        "DECRQSS SGR in order",
        "\x1b[9;8;7;5;53;4:3;3;2;1m\x1bP$qm\x1b\\",
        "\x1bP1$r0;1;2;3;4:3;53;5;7;8;9m\x1b\\",
    ),
    ("DECRQSS DECSTBM", "\x1b[2;3r\x1bP$qr\x1b\\", "\x1bP1$r2;3r\x1b\\"),
    ("DECRQSS DECSCUSR", "\x1b[5 q\x1bP$q q\x1b\\", "\x1bP1$r5 q\x1b\\"),
    ("DECRQSS DECSCA", '\x1b[1"q\x1bP$q"q\x1b\\', '\x1bP1$r1"q\x1b\\'),
    ("DECRQSS unknown", "\x1bP$qzzz\x1b\\", "\x1bP0$r\x1b\\"),
    ("XTGETTCAP", "\x1bP+q544e\x1b\\", "\x1bP1+r544E=787465726D2D323536636F6C6F72\x1b\\"),
    ("XTGETTCAP flag", "\x1bP+q5463\x1b\\", "\x1bP1+r5463\x1b\\"),
    ("XTGETTCAP unknown", "\x1bP+q6162;zz\x1b\\", "\x1bP0+r\x1b\\\x1bP0+r\x1b\\"),
    ("size in pixels", "\x1b[14t", "\x1b[4;64;80t"),
    ("size of a cell", "\x1b[16t", "\x1b[6;16;8t"),
    ("size in cells", "\x1b[18t", "\x1b[8;4;10t"),
    ("size of the screen", "\x1b[19t", "\x1b[9;4;10t"),
    ("title is not told", "\x1b]2;rm -rf\x07\x1b[21t", "\x1b]l\x1b\\"),
    ("palette", "\x1b]4;1;?\x1b\\", "\x1b]4;1;rgb:cdcd/0000/0000\x1b\\"),
    ("palette set and asked", "\x1b]4;1;#102030;1;?\x07", "\x1b]4;1;rgb:1010/2020/3030\x07"),
    (
        "palette reset",
        "\x1b]4;1;#102030\x07\x1b]104;1\x07\x1b]4;1;?\x07",
        "\x1b]4;1;rgb:cdcd/0000/0000\x07",
    ),
    ("foreground", "\x1b]10;?\x07", "\x1b]10;rgb:e5e5/e5e5/e5e5\x07"),
    ("both", "\x1b]10;?;?\x07", "\x1b]10;rgb:e5e5/e5e5/e5e5\x07\x1b]11;rgb:0000/0000/0000\x07"),
    ("background set", "\x1b]11;rgb:f/8/0\x07\x1b]11;?\x07", "\x1b]11;rgb:ffff/8888/0000\x07"),
    (
        "background of sixteen bits",
        "\x1b]11;rgb:0100/beef/7fff\x07\x1b]11;?\x07",
        "\x1b]11;rgb:0101/bebe/7f7f\x07",
    ),
    (
        "background reset",
        "\x1b]11;red\x07\x1b]111\x07\x1b]11;?\x07",
        "\x1b]11;rgb:0000/0000/0000\x07",
    ),
    ("special colour", "\x1b]5;0;#f0f0f0;0;?\x07", "\x1b]5;0;rgb:f0f0/f0f0/f0f0\x07"),
    ("special by palette", "\x1b]4;256;#f0f0f0;256;?\x07", "\x1b]4;256;rgb:f0f0/f0f0/f0f0\x07"),
    (
        "special reset",
        "\x1b]5;0;#000\x07\x1b]105\x07\x1b]5;0;?\x07",
        "\x1b]5;0;rgb:e5e5/e5e5/e5e5\x07",
    ),
    ("highlight", "\x1b]17;#f0f0f0\x07\x1b]17;?\x07", "\x1b]17;rgb:f0f0/f0f0/f0f0\x07"),
    (
        "highlight reset",
        "\x1b]17;red\x07\x1b]117\x07\x1b]17;?\x07",
        "\x1b]17;rgb:e5e5/e5e5/e5e5\x07",
    ),
    ("DECREQTPARM", "\x1b[x", "\x1b[2;1;1;128;128;1;0x"),
    ("clipboard is never told", "\x1b]52;c;?\x07", ""),
    ("kitty keyboard where it is not", "\x1b[?u\x1b[>1u\x1b[?u", ""),
    ("modifyOtherKeys", "\x1b[>4;2m\x1b[?4m", "\x1b[>4;2m"),
    ("ENQ", "\x05", ""),
]


@pytest.mark.parametrize(("name", "data", "reply"), REPLIES, ids=[r[0] for r in REPLIES])
def test_reply(name: str, data: str, reply: str) -> None:
    assert shown(data).take_replies() == reply.encode(), name


def test_replies_are_taken_once_and_can_be_muted() -> None:
    emulator = shown("\x1b[6n")
    assert emulator.take_replies()
    assert emulator.take_replies() == b""
    emulator.answering = False
    emulator.feed(b"\x1b[6n")
    assert emulator.take_replies() == b""


def test_replies_that_nobody_takes_are_bounded() -> None:
    assert len(shown("\x1b[c" * 50_000).take_replies()) <= 65_536


def test_the_kitty_keyboard_protocol() -> None:
    emulator = Emulator(10, 2)
    emulator.keyboard_protocol = True
    emulator.feed(b"\x1b[>5u\x1b[?u\x1b[=2;2u\x1b[?u\x1b[<u\x1b[?u")
    assert emulator.take_replies() == b"\x1b[?5u\x1b[?7u\x1b[?0u"
    emulator.feed(b"\x1b[>1u\x1b[?1049h\x1b[?u")
    assert emulator.take_replies() == b"\x1b[?0u"
    assert emulator.modes.keyboard_flags == 0


MODES = [
    ("\x1b[?1h", "application_cursor", True),
    ("\x1b=", "application_keypad", True),
    ("\x1b[?66h", "application_keypad", True),
    ("\x1b[?2004h", "bracketed_paste", True),
    ("\x1b[?1004h", "focus_events", True),
    ("\x1b[?1007l", "alternate_scroll", False),
    ("\x1b[?2026h", "synchronized", True),
    ("\x1b[?25l", "cursor_visible", False),
    ("\x1b[?5h", "reverse_screen", True),
    ("\x1b[?9h", "mouse_tracking", MouseTracking.PRESS),
    ("\x1b[?1000h", "mouse_tracking", MouseTracking.BUTTONS),
    ("\x1b[?1002h", "mouse_tracking", MouseTracking.DRAG),
    ("\x1b[?1003h", "mouse_tracking", MouseTracking.MOTION),
    ("\x1b[?1003h\x1b[?1003l", "mouse_tracking", MouseTracking.OFF),
    ("\x1b[?1005h", "mouse_encoding", MouseEncoding.UTF8),
    ("\x1b[?1000;1006h", "mouse_encoding", MouseEncoding.SGR),
    ("\x1b[?1015h", "mouse_encoding", MouseEncoding.URXVT),
    ("\x1bP=1s\x1b\\", "synchronized", True),
    ("\x1b[?2026h\x1bP=2s\x1b\\", "synchronized", False),
    ("\x1b[?1016h", "mouse_encoding", MouseEncoding.SGR_PIXELS),
    ("\x1b[?1006h\x1b[?1015l", "mouse_encoding", MouseEncoding.SGR),
    ("\x1b[?2004h\x1b[?2004s\x1b[?2004l\x1b[?2004r", "bracketed_paste", True),
    ("\x1b[?2004h\x1bc", "bracketed_paste", False),
]


@pytest.mark.parametrize(("data", "name", "value"), MODES)
def test_mode(data: str, name: str, value: object) -> None:
    assert getattr(shown(data).modes, name) == value


def test_cursor_shape() -> None:
    assert shown("\x1b[4 q").cursor_shape is CursorShape.UNDERLINE
    assert shown("\x1b[99 q").cursor_shape is CursorShape.DEFAULT


class TestEvents:
    """`take_events`."""

    def test_bells_in_a_row_are_one(self) -> None:
        emulator = shown("\a\a\a")
        assert emulator.take_events() == [Bell()]
        assert emulator.take_events() == []

    def test_titles(self) -> None:
        emulator = shown("\x1b]0;both\x07\x1b]2;title\x1b\\\x1b]1;icon\x07")
        assert (emulator.title, emulator.icon_name) == ("title", "icon")
        assert emulator.take_events()[-1] == TitleChanged("title", "icon")

    def test_title_stack(self) -> None:
        emulator = shown("\x1b]2;one\x07\x1b[22;0t\x1b]2;two\x07\x1b[23;0t")
        assert emulator.title == "one"

    def test_titles_are_clean_and_bounded(self) -> None:
        assert shown("\x1b]2;a\nb\u202ec\x07").title == "abc"
        assert len(shown("\x1b]2;" + "x" * 99_999 + "\x07").title) == 1_024

    def test_an_aborted_title_is_none(self) -> None:
        assert shown("\x1b]2;no\x18\x1b]2;no\x1b[1m").title == ""

    def test_mode_changes(self) -> None:
        emulator = shown("\x1b[?2004h\x1b[?2004h\x1b[?25l")
        assert emulator.take_events() == [ModeChanged("bracketed_paste", True)]

    def test_clipboard(self) -> None:
        data = base64.b64encode("héllo".encode()).decode()
        assert shown(f"\x1b]52;c;{data}\x07" * 2).take_events() == [
            ClipboardRequested("c", "héllo")
        ]
        assert shown("\x1b]52;c;?\x07").take_events() == []
        assert shown("\x1b]52;\x1b\\").take_events() == []

    def test_prompts(self) -> None:
        prompt, output = "\x1b]133;A\x07$ \x1b]133;B\x07ls\r\n", "\x1b]133;C\x07out\r\n"
        emulator = shown(prompt + output + "\x1b]133;D;2\x07")
        marks = [event for event in emulator.take_events() if isinstance(event, PromptMark)]
        assert marks == [
            PromptMark("A", 0),
            PromptMark("B", 0),
            PromptMark("C", 1),
            PromptMark("D", 2, 2),
        ]
        assert [row.mark for row in emulator.visible] == ["A", "C", "D", ""]

    def test_notifications(self) -> None:
        emulator = shown("\x1b]9;done\x07\x1b]777;notify;title;body\x07\x1b]9;4;1;50\x07")
        assert emulator.take_events() == [Notification("", "done"), Notification("title", "body")]

    def test_colours(self) -> None:
        emulator = shown("\x1b]4;1;#fff\x07")
        assert emulator.take_events() == [ColorsChanged()]
        assert emulator.colors.palette == {1: (240, 240, 240)}

    def test_working_directory(self) -> None:
        assert shown("\x1b]7;file://host/tmp\x07").working_directory == "file://host/tmp"

    def test_events_that_nobody_takes_are_bounded(self) -> None:
        assert len(shown("\x1b]9;x\x07" * 5_000).take_events()) == 512
