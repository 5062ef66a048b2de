"""Keys are encoded as xterm's terminfo entry and its control sequences document say."""

from __future__ import annotations

import pytest

from alongside_widgets.key_decoding import decode
from alongside_widgets.keys import KeyPress, Mod, encode
from alongside_widgets.modes import Modes

# `infocmp -x xterm-256color` (ncurses 6.4): what programs in the pane expect of the keys.
TERMINFO = r"""
kDC=\E[3;2~ kEND=\E[1;2F kHOM=\E[1;2H kIC=\E[2;2~ kLFT=\E[1;2D kNXT=\E[6;2~ kPRV=\E[5;2~
kRIT=\E[1;2C kUP=\E[1;2A kDN=\E[1;2B
kDC3=\E[3;3~ kDC4=\E[3;4~ kDC5=\E[3;5~ kDC6=\E[3;6~ kDC7=\E[3;7~
kDN3=\E[1;3B kDN4=\E[1;4B kDN5=\E[1;5B kDN6=\E[1;6B kDN7=\E[1;7B
kEND3=\E[1;3F kEND4=\E[1;4F kEND5=\E[1;5F kEND6=\E[1;6F kEND7=\E[1;7F
kHOM3=\E[1;3H kHOM4=\E[1;4H kHOM5=\E[1;5H kHOM6=\E[1;6H kHOM7=\E[1;7H
kIC3=\E[2;3~ kIC4=\E[2;4~ kIC5=\E[2;5~ kIC6=\E[2;6~ kIC7=\E[2;7~
kLFT3=\E[1;3D kLFT4=\E[1;4D kLFT5=\E[1;5D kLFT6=\E[1;6D kLFT7=\E[1;7D
kNXT3=\E[6;3~ kNXT4=\E[6;4~ kNXT5=\E[6;5~ kNXT6=\E[6;6~ kNXT7=\E[6;7~
kPRV3=\E[5;3~ kPRV4=\E[5;4~ kPRV5=\E[5;5~ kPRV6=\E[5;6~ kPRV7=\E[5;7~
kRIT3=\E[1;3C kRIT4=\E[1;4C kRIT5=\E[1;5C kRIT6=\E[1;6C kRIT7=\E[1;7C
kUP3=\E[1;3A kUP4=\E[1;4A kUP5=\E[1;5A kUP6=\E[1;6A kUP7=\E[1;7A
kcbt=\E[Z kcub1=\EOD kcud1=\EOB kcuf1=\EOC kcuu1=\EOA kdch1=\E[3~ kend=\EOF khome=\EOH
kich1=\E[2~ knp=\E[6~ kpp=\E[5~ kbs=\x7f kbeg=\EOE kent=\EOM
ka1=\EOw kb2=\EOu ka3=\EOy kc1=\EOq kc3=\EOs ka2=\EOx kb1=\EOt kb3=\EOv kc2=\EOr
kpADD=\EOk kpCMA=\EOl kpDIV=\EOo kpDOT=\EOn kpMUL=\EOj kpSUB=\EOm kpZRO=\EOp
"""
FUNCTION_KEYS = [
    r"\EOP",
    r"\EOQ",
    r"\EOR",
    r"\EOS",
    r"\E[15~",
    r"\E[17~",
    r"\E[18~",
    r"\E[19~",
    r"\E[20~",
    r"\E[21~",
    r"\E[23~",
    r"\E[24~",
]
NAMES = {
    "DC": "delete",
    "END": "end",
    "HOM": "home",
    "IC": "insert",
    "LFT": "left",
    "NXT": "pagedown",
    "PRV": "pageup",
    "RIT": "right",
    "UP": "up",
    "DN": "down",
    "cub1": "left",
    "cud1": "down",
    "cuf1": "right",
    "cuu1": "up",
    "dch1": "delete",
    "end": "end",
    "home": "home",
    "ich1": "insert",
    "np": "pagedown",
    "pp": "pageup",
    "bs": "backspace",
    "beg": "begin",
    "ent": "kp_enter",
    "a1": "kp_7",
    "a2": "kp_8",
    "a3": "kp_9",
    "b1": "kp_4",
    "b2": "kp_5",
    "b3": "kp_6",
    "c1": "kp_1",
    "c2": "kp_2",
    "c3": "kp_3",
    "pADD": "kp_add",
    "pCMA": "kp_separator",
    "pDIV": "kp_divide",
    "pDOT": "kp_decimal",
    "pMUL": "kp_multiply",
    "pSUB": "kp_subtract",
    "pZRO": "kp_0",
}
APPLICATION = Modes(application_cursor=True, application_keypad=True)
"""terminfo describes the terminal after `smkx`."""


def capabilities() -> list[tuple[str, KeyPress, bytes]]:
    found = []
    for entry in TERMINFO.split():
        capability, _, value = entry.partition("=")
        name = capability[1:]
        modifiers = Mod(0)
        if name == "cbt":
            press = KeyPress("tab", Mod.SHIFT)
        else:
            if name[0].isupper():
                suffix = name[2:].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
                modifiers = Mod(int(suffix or 2) - 1)
                name = name.removesuffix(suffix) if suffix else name
            press = KeyPress(NAMES[name], modifiers)
        found.append((capability, press, unescape(value)))
    for block, mods in enumerate(
        [Mod.NONE, Mod.SHIFT, Mod.CTRL, Mod.CTRL | Mod.SHIFT, Mod.ALT, Mod.ALT | Mod.SHIFT]
    ):
        for number, plain in enumerate(FUNCTION_KEYS, 1):
            value = plain
            if mods:
                parameter = f";{int(mods) + 1}"
                value = plain.replace(r"\EO", r"\E[1" + parameter).replace("~", parameter + "~")
            found.append(
                (f"kf{block * 12 + number}", KeyPress(f"f{number}", mods), unescape(value))
            )
    return found


def unescape(value: str) -> bytes:
    return value.replace(r"\E", "\x1b").replace(r"\x7f", "\x7f").encode()


@pytest.mark.parametrize(
    ("capability", "press", "expected"), [pytest.param(*c, id=c[0]) for c in capabilities()]
)
def test_terminfo(capability: str, press: KeyPress, expected: bytes) -> None:
    assert encode(press, APPLICATION) == expected


@pytest.mark.parametrize(
    ("press", "expected"), [pytest.param(press, data, id=c) for c, press, data in capabilities()]
)
def test_what_is_sent_can_be_read(press: KeyPress, expected: bytes) -> None:
    assert decode(expected.decode()) == press


@pytest.mark.parametrize(
    ("name", "normal", "application"),
    [
        ("up", b"\x1b[A", b"\x1bOA"),
        ("down", b"\x1b[B", b"\x1bOB"),
        ("right", b"\x1b[C", b"\x1bOC"),
        ("left", b"\x1b[D", b"\x1bOD"),
        ("home", b"\x1b[H", b"\x1bOH"),
        ("end", b"\x1b[F", b"\x1bOF"),
        ("begin", b"\x1b[E", b"\x1bOE"),
    ],
)
def test_cursor_keys_follow_decckm(name: str, normal: bytes, application: bytes) -> None:
    assert encode(KeyPress(name), Modes()) == normal
    assert encode(KeyPress(name), Modes(application_cursor=True)) == application
    shifted = KeyPress(name, Mod.SHIFT)
    assert encode(shifted, Modes(application_cursor=True)) == encode(shifted, Modes())


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (13, 25),
        (14, 26),
        (15, 28),
        (16, 29),
        (17, 31),
        (18, 32),
        (19, 33),
        (20, 34),
        (21, 42),
        (22, 43),
        (23, 44),
        (24, 45),
    ],
)
def test_f13_and_above_as_on_a_vt220(number: int, code: int) -> None:
    assert encode(KeyPress(f"f{number}"), Modes()) == f"\x1b[{code}~".encode()
    assert encode(KeyPress(f"f{number}", Mod.CTRL), Modes()) == f"\x1b[{code};5~".encode()


def test_the_keypad_is_text_until_a_program_wants_it() -> None:
    numeric = {"kp_0": b"0", "kp_9": b"9", "kp_add": b"+", "kp_enter": b"\r", "kp_divide": b"/"}
    for name, text in numeric.items():
        assert encode(KeyPress(name), Modes()) == text
    assert encode(KeyPress("kp_9"), Modes(application_keypad=True)) == b"\x1bOy"
    assert encode(KeyPress("kp_9", Mod.ALT), Modes(application_keypad=True)) == b"\x1b[1;3y"


# xterm's ctlseqs, "Controls beginning with ESC", and what Ctrl does by ASCII.
CONTROLS = {
    **{chr(0x60 + code): bytes([code]) for code in range(1, 27)},
    " ": b"\x00",
    "@": b"\x00",
    "2": b"\x00",
    "[": b"\x1b",
    "3": b"\x1b",
    "\\": b"\x1c",
    "4": b"\x1c",
    "]": b"\x1d",
    "5": b"\x1d",
    "^": b"\x1e",
    "6": b"\x1e",
    "_": b"\x1f",
    "/": b"\x1f",
    "7": b"\x1f",
    "8": b"\x7f",
    "?": b"\x7f",
    "9": b"9",
    "0": b"0",
    ";": b";",
}


@pytest.mark.parametrize(("character", "expected"), CONTROLS.items())
def test_ctrl(character: str, expected: bytes) -> None:
    assert encode(KeyPress(character, Mod.CTRL), Modes()) == expected
    assert encode(KeyPress(character, Mod.CTRL | Mod.ALT), Modes()) == b"\x1b" + expected


@pytest.mark.parametrize("text", ["a", "A", "1", "!", "é", "日", "\N{OK HAND SIGN}", " "])
def test_text_is_utf8_and_alt_prefixes_esc(text: str) -> None:
    name = "space" if text == " " else text
    assert encode(KeyPress(name, text=text), Modes()) == text.encode()
    assert encode(KeyPress(name, Mod.ALT), Modes()) == b"\x1b" + text.encode()


@pytest.mark.parametrize(
    ("name", "mods", "expected"),
    [
        ("enter", Mod.NONE, b"\r"),
        ("enter", Mod.ALT, b"\x1b\r"),
        ("tab", Mod.NONE, b"\t"),
        ("tab", Mod.SHIFT, b"\x1b[Z"),
        ("tab", Mod.ALT | Mod.SHIFT, b"\x1b\x1b[Z"),
        ("escape", Mod.NONE, b"\x1b"),
        ("escape", Mod.ALT, b"\x1b\x1b"),
        ("backspace", Mod.NONE, b"\x7f"),
        ("backspace", Mod.CTRL, b"\x08"),
        ("backspace", Mod.ALT, b"\x1b\x7f"),
        ("backspace", Mod.CTRL | Mod.ALT, b"\x1b\x08"),
        ("space", Mod.CTRL, b"\x00"),
    ],
)
def test_keys_that_are_controls(name: str, mods: Mod, expected: bytes) -> None:
    assert encode(KeyPress(name, mods), Modes()) == expected


def test_decbkm_exchanges_backspace_and_delete() -> None:
    modes = Modes(backarrow=True)
    assert encode(KeyPress("backspace"), modes) == b"\x08"
    assert encode(KeyPress("backspace", Mod.CTRL), modes) == b"\x7f"


def test_lnm_makes_enter_two_characters() -> None:
    assert encode(KeyPress("enter"), Modes(newline=True)) == b"\r\n"


def test_a_key_without_a_code_sends_nothing() -> None:
    for name in ("caps_lock", "left_shift", "media_play"):
        assert encode(KeyPress(name), Modes()) == b""


@pytest.mark.parametrize(
    ("press", "level_1", "level_2"),
    [
        (KeyPress("a", text="a"), b"a", b"a"),
        (KeyPress("A", text="A"), b"A", b"A"),
        (KeyPress("c", Mod.CTRL), b"\x03", b"\x1b[27;5;99~"),
        (KeyPress(";", Mod.CTRL), b"\x1b[27;5;59~", b"\x1b[27;5;59~"),
        (KeyPress("enter", Mod.CTRL), b"\r", b"\x1b[27;5;13~"),
        (KeyPress("enter", Mod.SHIFT), b"\r", b"\x1b[27;2;13~"),
        (KeyPress("i", Mod.CTRL | Mod.SHIFT), b"\x1b[27;6;73~", b"\x1b[27;6;73~"),
        (KeyPress("tab", Mod.SHIFT), b"\x1b[Z", b"\x1b[Z"),
        (KeyPress(":", Mod.ALT), b"\x1b:", b"\x1b:"),
    ],
)
def test_modify_other_keys(press: KeyPress, level_1: bytes, level_2: bytes) -> None:
    assert encode(press, Modes(modify_other_keys=1)) == level_1
    assert encode(press, Modes(modify_other_keys=2)) == level_2


def test_a_vt52_has_arrows_and_four_more_keys() -> None:
    sent = [encode(KeyPress(name), Modes(ansi=False)) for name in ("up", "left", "f1", "f4")]
    assert sent == [b"\x1bA", b"\x1bD", b"\x1bP", b"\x1bS"]
    assert encode(KeyPress("home"), Modes(ansi=False)) == b"\x1b[H"
