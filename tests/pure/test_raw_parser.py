"""The outer terminal's bytes become events without losing a key."""

from __future__ import annotations

from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events
from textual.message import Message

from alongside_widgets.keys import KeyPress, Mod, encode
from alongside_widgets.modes import Modes
from alongside_widgets.raw_input import KeyboardReported, RawParser
from alongside_widgets.raw_keys import RawKey


def parse(*pieces: str) -> list[Message]:
    """Return the events for what arrives, with a long pause after each piece."""
    parser = RawParser()
    found: list[Message] = []
    for piece in pieces:
        found += parser.feed(piece)
        if parser._timeout_time is not None:
            parser._timeout_time = 0.0
        found += parser.tick()
    return found


def names(*pieces: str) -> list[str]:
    return [event.key for event in parse(*pieces) if isinstance(event, events.Key)]


@pytest.mark.parametrize(
    ("sequence", "name"),
    [
        ("a", "a"),
        ("A", "A"),
        ("!", "exclamation_mark"),
        (" ", "space"),
        ("\r", "enter"),
        ("\t", "tab"),
        ("\x7f", "backspace"),
        ("\x08", "backspace"),
        ("\x03", "ctrl+c"),
        ("\x1c", "ctrl+backslash"),
        ("\x00", "ctrl+@"),
        ("\x1b", "escape"),
        ("\x1b[A", "up"),
        ("\x1bOA", "up"),
        ("\x1b[1;2A", "shift+up"),
        ("\x1b[Z", "shift+tab"),
        ("\x1bOP", "f1"),
        ("\x1b[24~", "f12"),
        ("\x1b[97u", "a"),
        ("\x1b[97;2;65u", "A"),
        ("\x1b[57399;1;48u", "0"),
    ],
)
def test_ordinary_keys_have_textuals_names(sequence: str, name: str) -> None:
    assert names(sequence) == [name]


@pytest.mark.parametrize(
    ("sequence", "name"),
    [
        ("\x1b1", "alt+1"),
        ("\x1ba", "alt+a"),
        ("\x1bA", "alt+shift+a"),
        ("\x1b\r", "alt+enter"),
        ("\x1b\x7f", "alt+backspace"),
        ("\x1b\x18", "alt+ctrl+x"),
        ("\x1b[1;3A", "alt+up"),
        ("\x1b\x1b[A", "alt+up"),
        ("\x1b[", "alt+left_square_bracket"),
        ("\x1bO", "alt+shift+o"),
        ("\x1b]", "alt+right_square_bracket"),
        ("\x1b[1;2R", "shift+f3"),
    ],
)
def test_keys_that_textual_loses(sequence: str, name: str) -> None:
    assert names(sequence) == [name]


@pytest.mark.parametrize(
    "sequence",
    ["\x1b1", "\x1b\r", "\x1b\x7f", "\x1b\x18", "\x1b\x1b", "\x08", "\x1b[1;3A", "\x1b[25~", "é"],
)
def test_what_arrives_is_what_is_sent_on(sequence: str) -> None:
    (event,) = parse(sequence)
    assert isinstance(event, RawKey)
    assert event.press is not None
    assert encode(event.press, Modes()) == sequence.encode()


def test_two_alt_keys_in_one_packet_are_two_keys() -> None:
    assert names("\x1bf\x1bb") == ["alt+f", "alt+b"]


def test_a_lone_escape_waits_for_little() -> None:
    parser = RawParser()
    assert list(parser.feed("\x1b")) == []
    assert parser._timeout_time is not None
    assert parser._timeout_time - monotonic() <= 0.025
    assert names("\x1b", "x") == ["escape", "x"]


def test_a_sequence_may_pause_on_a_slow_line() -> None:
    parser = RawParser()
    found = [*parser.feed("\x1b[1;"), *parser.tick(), *parser.feed("5A")]
    assert [event.key for event in found if isinstance(event, events.Key)] == ["ctrl+up"]


def test_an_escape_in_a_sequence_begins_another() -> None:
    assert names("\x1b[12\x1b[A") == ["up"]
    assert names("\x1b\x1b\x1b[A") == ["alt+escape", "up"]


def test_paste_is_one_event_whatever_it_holds() -> None:
    (event,) = parse("\x1b[200~ls\x1b[A\x1b\x00\r\n\x1b[201~")
    assert isinstance(event, events.Paste)
    assert event.text == "ls\x1b[A\x1b\r\n"
    assert names("\x1b[200~x\x1b[201~y") == ["y"]


def test_the_mouse() -> None:
    down, move, up, wheel = parse("\x1b[<0;3;4M", "\x1b[<32;5;4M", "\x1b[<0;5;4m", "\x1b[<65;5;4M")
    assert isinstance(down, events.MouseDown)
    assert (down.x, down.y, down.button) == (2, 3, 1)
    assert isinstance(move, events.MouseMove)
    assert isinstance(up, events.MouseUp)
    assert isinstance(wheel, events.MouseScrollDown)


def test_focus_and_reports() -> None:
    focus, blur, position, resize = parse(
        "\x1b[I", "\x1b[O", "\x1b[12;40R", "\x1b[48;24;80;480;800t"
    )
    assert isinstance(focus, events.AppFocus)
    assert isinstance(blur, events.AppBlur)
    assert isinstance(position, events.CursorPosition)
    assert (position.x, position.y) == (39, 11)
    assert isinstance(resize, events.Resize)
    assert resize.size == (80, 24)


@pytest.mark.parametrize(
    "answer",
    [
        "\x1b]11;rgb:1212/1212/1212\x1b\\",
        "\x1b]11;rgb:1/1/1\x07",
        "\x1bP1+r544e\x1b\\",
        "\x1b[?62c",
    ],
)
def test_answers_of_the_terminal_are_no_keys(answer: str) -> None:
    assert names(answer + "x") == ["x"]


def test_the_keyboard_protocol_is_noticed() -> None:
    assert isinstance(parse("\x1b[?31u")[0], KeyboardReported)
    assert [event.key for event in parse("\x1b[?31ux")[1:]] == ["x"]


def test_a_key_event_keeps_its_press_when_copied() -> None:
    key = RawKey("alt+1", None, KeyPress("1", Mod.ALT))
    assert key.copy().press == key.press
    assert key.handler_name == events.Key.handler_name


TOKENS = ("\x1b", "[", "O", "]", "1", ";", "5", "A", "~", "u", "<0;1;1M", "\x1b[200~", "\x1b[201~")
OTHERS = ("é", "\x9b", "\x07", "\x1b\\", "R", "t", "[[")
PIECES = st.lists(st.sampled_from(TOKENS + OTHERS), max_size=12)


@settings(max_examples=200, deadline=None)
@given(PIECES)
def test_nothing_makes_it_fail_and_it_goes_on(pieces: list[str]) -> None:
    parse(*pieces, "\x1b\\\x07\x1b[201~")
    found = parse("".join(pieces) + "\x1b[201~", "\x1b\\", "z")
    assert [event.key for event in found if isinstance(event, events.Key)][-1:] == ["z"]
