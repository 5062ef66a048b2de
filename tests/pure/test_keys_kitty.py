"""The kitty keyboard protocol, to the program and from the outer terminal.

Expected values: https://sw.kovidgoyal.net/kitty/keyboard-protocol/.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside_widgets.key_decoding import decode, event_name, from_event
from alongside_widgets.keys import KeyPress, Mod, encode
from alongside_widgets.modes import Modes

DISAMBIGUATE = Modes(keyboard_flags=1)
EVERYTHING = Modes(keyboard_flags=1 | 8 | 16)


@pytest.mark.parametrize(
    ("press", "expected"),
    [
        (KeyPress("a", text="a"), b"a"),
        (KeyPress("A", text="A"), b"A"),
        (KeyPress("escape"), b"\x1b[27u"),
        (KeyPress("enter"), b"\r"),
        (KeyPress("tab"), b"\t"),
        (KeyPress("backspace"), b"\x7f"),
        (KeyPress("enter", Mod.CTRL), b"\x1b[13;5u"),
        (KeyPress("tab", Mod.SHIFT), b"\x1b[9;2u"),
        (KeyPress("c", Mod.CTRL), b"\x1b[99;5u"),
        (KeyPress("a", Mod.ALT), b"\x1b[97;3u"),
        (KeyPress("A", Mod.CTRL), b"\x1b[97;6u"),
        (KeyPress("space", Mod.CTRL), b"\x1b[32;5u"),
        (KeyPress("up"), b"\x1b[A"),
        (KeyPress("up", Mod.CTRL), b"\x1b[1;5A"),
        (KeyPress("f1"), b"\x1b[P"),
        (KeyPress("f3"), b"\x1b[13~"),
        (KeyPress("f3", Mod.SHIFT), b"\x1b[13;2~"),
        (KeyPress("f5", Mod.SUPER), b"\x1b[15;9~"),
        (KeyPress("f13"), b"\x1b[57376u"),
        (KeyPress("kp_5", text="5"), b"5"),
        (KeyPress("kp_5"), b"\x1b[57404u"),
        (KeyPress("delete"), b"\x1b[3~"),
        (KeyPress("menu"), b"\x1b[57363u"),
    ],
)
def test_disambiguated(press: KeyPress, expected: bytes) -> None:
    assert encode(press, DISAMBIGUATE) == expected


@pytest.mark.parametrize(
    ("press", "expected"),
    [
        (KeyPress("a", text="a"), b"\x1b[97;;97u"),
        (KeyPress("A", text="A"), b"\x1b[97;2;65u"),
        (KeyPress("enter"), b"\x1b[13u"),
        (KeyPress("space", text=" "), b"\x1b[32;;32u"),
        (KeyPress("c", Mod.CTRL), b"\x1b[99;5u"),
    ],
)
def test_all_keys_with_their_text(press: KeyPress, expected: bytes) -> None:
    assert encode(press, EVERYTHING) == expected


@pytest.mark.parametrize(
    ("sequence", "press"),
    [
        ("\x1b[97u", KeyPress("a", text="a")),
        ("\x1b[97;2;65u", KeyPress("a", Mod.SHIFT, "A")),
        ("\x1b[97:65;2;65u", KeyPress("a", Mod.SHIFT, "A")),
        ("\x1b[97;3u", KeyPress("a", Mod.ALT)),
        ("\x1b[120;7u", KeyPress("x", Mod.CTRL | Mod.ALT)),
        ("\x1b[13;3u", KeyPress("enter", Mod.ALT)),
        ("\x1b[27u", KeyPress("escape")),
        ("\x1b[127;3u", KeyPress("backspace", Mod.ALT)),
        ("\x1b[97;65u", KeyPress("a", text="a")),  # Caps Lock is no modifier
        ("\x1b[97;1:2u", KeyPress("a", text="a")),  # held down
        ("\x1b[97;1:3u", None),  # let go
        ("\x1b[57441u", None),  # Shift itself
        ("\x1b[57376u", KeyPress("f13")),
        ("\x1b[57399;1;48u", KeyPress("kp_0", text="0")),
        ("\x1b[57419;5u", KeyPress("up", Mod.CTRL)),
        ("\x1b[228;;228u", KeyPress("ä", text="ä")),
        ("\x1b[99999999999u", None),
        ("\x1b[55296u", None),  # a surrogate
        ("\x1b[1;5A", KeyPress("up", Mod.CTRL)),
        ("\x1b[13~", KeyPress("f3")),
    ],
)
def test_what_an_outer_kitty_sends(sequence: str, press: KeyPress | None) -> None:
    assert decode(sequence) == press


@pytest.mark.parametrize(
    ("sequence", "press"),
    [
        ("\x1b1", KeyPress("1", Mod.ALT)),
        ("\x1b\r", KeyPress("enter", Mod.ALT)),
        ("\x1b\x7f", KeyPress("backspace", Mod.ALT)),
        ("\x1b\x18", KeyPress("x", Mod.CTRL | Mod.ALT)),
        ("\x1b\x1b", KeyPress("escape", Mod.ALT)),
        ("\x1b[", KeyPress("[", Mod.ALT)),
        ("\x1bO", KeyPress("O", Mod.ALT)),
        ("\x08", KeyPress("h", Mod.CTRL)),
        ("\x00", KeyPress(" ", Mod.CTRL)),
        ("\x1f", KeyPress("_", Mod.CTRL)),
        ("\x1b\x1b[A", KeyPress("up", Mod.ALT)),  # rxvt
        ("\x1b[a", KeyPress("up", Mod.SHIFT)),
        ("\x1bOa", KeyPress("up", Mod.CTRL)),
        ("\x1b[5$", KeyPress("pageup", Mod.SHIFT)),
        ("\x1b[3^", KeyPress("delete", Mod.CTRL)),
        ("\x1b[23@", KeyPress("f11", Mod.CTRL | Mod.SHIFT)),
        ("\x1b[[A", KeyPress("f1")),  # the Linux console
        ("\x1b[11~", KeyPress("f1")),
        ("\x1b[1~", KeyPress("home")),
        ("\x1bO2P", KeyPress("f1", Mod.SHIFT)),
        ("\x1b[27;5;59~", KeyPress(";", Mod.CTRL)),  # modifyOtherKeys
        ("\x1b[?1;2c", None),
        ("\x1b[99Z1", None),
    ],
)
def test_what_other_terminals_send(sequence: str, press: KeyPress | None) -> None:
    assert decode(sequence) == press


@pytest.mark.parametrize(
    ("key", "character", "press"),
    [
        ("a", "a", KeyPress("a", text="a")),
        ("A", "A", KeyPress("A", text="A")),
        ("exclamation_mark", "!", KeyPress("!", text="!")),
        ("exclamation_mark", None, KeyPress("!", text="!")),
        ("space", " ", KeyPress("space", text=" ")),
        ("ctrl+@", "\x00", KeyPress(" ", Mod.CTRL)),
        ("ctrl+c", "\x03", KeyPress("c", Mod.CTRL)),
        ("ctrl+backslash", "\x1c", KeyPress("\\", Mod.CTRL)),
        ("alt+1", "1", KeyPress("1", Mod.ALT)),
        ("alt+enter", None, KeyPress("enter", Mod.ALT)),
        ("ctrl+shift+up", None, KeyPress("up", Mod.CTRL | Mod.SHIFT)),
        ("shift+tab", None, KeyPress("tab", Mod.SHIFT)),
        ("f13", None, KeyPress("f1", Mod.SHIFT)),
        ("ctrl+f24", None, KeyPress("f12", Mod.CTRL | Mod.SHIFT)),
        ("decimal", ".", KeyPress("kp_decimal")),
        ("backspace", "\x7f", KeyPress("backspace")),
    ],
)
def test_what_textual_calls_keys(key: str, character: str | None, press: KeyPress) -> None:
    assert from_event(key, character) == press


@pytest.mark.parametrize(
    ("press", "name"),
    [
        (KeyPress("up", Mod.ALT), "alt+up"),
        (KeyPress("x", Mod.CTRL | Mod.ALT), "alt+ctrl+x"),
        (KeyPress("A", Mod.ALT), "alt+shift+a"),
        (KeyPress("f13"), "f13"),
        (KeyPress("kp_decimal"), "decimal"),
        (KeyPress("tab", Mod.SHIFT), "shift+tab"),
    ],
)
def test_names_for_the_app(press: KeyPress, name: str) -> None:
    assert event_name(press) == name


@settings(max_examples=300)
@given(st.text(st.sampled_from("\x1b[O0123456789;:?<>=u~AZ^$@ ax\r\x7f"), min_size=1, max_size=12))
def test_no_sequence_is_too_odd(sequence: str) -> None:
    press = decode(sequence)
    if press is not None:
        for modes in (Modes(), DISAMBIGUATE, EVERYTHING, Modes(modify_other_keys=2)):
            assert isinstance(encode(press, modes), bytes)
