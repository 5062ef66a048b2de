"""What is written between the sessions of one pane leaves nothing of the one before but text."""

from __future__ import annotations

import pytest

from alongside.ui.session_words import rule
from alongside_widgets.emulator import Emulator
from alongside_widgets.modes import Modes

LEFT = [
    b"\x1b[?1003h\x1b[?1006h\x1b[?1004h\x1b[?2004h",
    b"\x1b[?1049h\x1b[2;3r\x1b[?25l\x1b[?1h\x1b=",
    b"\x1b[?2026h\x1b[4h\x1b[20h\x1b[?7l\x1b[?5h\x1b[?12h\x1b[5 q",
    b"\x1b[>4;2m\x1b[>1u\x1b[>9u",
    b"\x1b[?1049h\x1b[>1u",
    b"\x1b]4;1;#123456\x07\x1b]11;#abcdef\x07\x1b[41m\x1b(0",
    b"\x1b]0;unfinished",
]


@pytest.mark.parametrize("left", LEFT)
def test_the_next_session_begins_as_on_a_new_terminal(left: bytes) -> None:
    emulator = Emulator(20, 6)
    emulator.keyboard_protocol = True
    emulator.feed(b"text\r\n" + left)
    emulator.feed(rule(emulator))
    new = Emulator(20, 6)
    assert emulator.modes == Modes()
    assert (emulator.cursor_shape, emulator.colors) == (new.cursor_shape, new.colors)
    assert (emulator.style, emulator.charsets) == (new.style, new.charsets)
    lines = [line.rstrip() for line in emulator.lines()]
    assert lines[:2] == ["text", "── again ──"]
    assert emulator.cursor == (2, 0)
