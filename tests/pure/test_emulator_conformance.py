"""Terminals that a program may take this one for: levels, 8-bit controls, VT52; right-hand sets."""

from __future__ import annotations

import pytest
from emulator_support import shown, text

C = "\x1b["
V = f"{C}?2l"


@pytest.mark.parametrize(
    ("name", "sent", "answer"),
    [
        ("DECSCL told", f'{C}64;1"p\x1bP$q"p\x1b\\', b'\x1bP1$r64;1"p\x1b\\'),
        ("DECSCL after a reset", f'{C}62;1"p\x1bc\x1bP$q"p\x1b\\', b'\x1bP1$r65;1"p\x1b\\'),
        ("DECSCL unknown", f'{C}70"p\x1bP$q"p\x1b\\', b'\x1bP1$r65;1"p\x1b\\'),
        ("DECRQM at level 2", f'{C}62;1"p{C}4$p', b""),
        ("DECRQM at level 3", f'{C}63;1"p{C}4$p', b"\x1b[4;2$y"),
        ("DECLRMM at level 3", f'{C}63;1"p{C}?69h{C}?69$p', b"\x1b[?69;2$y"),
        ("DECLRMM at level 4", f'{C}64;1"p{C}?69h{C}?69$p', b"\x1b[?69;1$y"),
        ("DECNCSM at level 4", f'{C}64;1"p{C}?95h{C}?95$p', b"\x1b[?95;2$y"),
        ("S8C1T", f"\x1b G{C}5n", b"\x9b0n"),
        ("S8C1T DCS", "\x1b G\x1bP$qr\x1b\\", b"\x901$r1;4r\x9c"),
        ("S8C1T OSC", "\x1b G\x1b]4;1;?\x1b\\", b"\x9d4;1;rgb:cdcd/0000/0000\x9c"),
        ("S7C1T", f"\x1b G\x1b F{C}5n", b"\x1b[0n"),
        ("DECSCL in 8 bits", f'{C}64"p{C}5n', b"\x9b0n"),
        ("DECSCL level 1 has 7", f'{C}61"p\x1b G{C}5n', b"\x1b[0n"),
        ("DECRQSS DECSACE", f"{C}2*x\x1bP$q*x\x1b\\", b"\x1bP1$r2*x\x1b\\"),
        ("DECRQSS DECSASD", "\x1bP$q$}\x1b\\", b"\x1bP1$r0$}\x1b\\"),
        ("DECRQSS DECSSDT", "\x1bP$q$~\x1b\\", b"\x1bP1$r0$~\x1b\\"),
        ("DECRQM DECANM", f"{C}?2$p", b"\x1b[?2;1$y"),
        ("VT52 identify", f"{V}\x1bZ", b"\x1b/Z"),
        ("VT52 left", f"{V}\x1b<{C}5n", b"\x1b[0n"),
    ],
)
@pytest.mark.parametrize("fast", [True, False])
def test_answers(name: str, sent: str, answer: bytes, fast: bool) -> None:
    assert shown(sent, fast=fast).take_replies() == answer


def test_decscl_is_a_soft_reset() -> None:
    emulator = shown(f'ab{C}4h{C}2;3r{C}64;1"p{C}Hx')
    assert text(emulator)[0] == "xb"
    assert not emulator.modes.insert


@pytest.mark.parametrize(
    ("name", "sent", "rows"),
    [
        ("position", f'{V}\x1bY"#x', ["", "", "   x", ""]),
        ("movement", f"{V}ab\x1bDc\x1bB\x1bCd\x1bAe", ["ac  e", "   d", "", ""]),
        ("home, reverse line feed", f"{V}ab\x1bH\x1bIx", ["x", "ab", "", ""]),
        ("erase to the end", f"abc\r\ndef{V}\x1bY !\x1bJ", ["a", "", "", ""]),
        ("erase the line", f"abc\r\ndef{V}\x1bY !\x1bK", ["a", "def", "", ""]),
        ("graphics", f"{V}\x1bFq\x1bGq", ["─q", "", "", ""]),
        ("no CSI", f"{V}a\x1b[2Cb", ["a2Cb", "", "", ""]),
        ("reset leads out", f"{V}a\x1bc{C}2;2Hx", ["", " x", "", ""]),
    ],
)
@pytest.mark.parametrize("fast", [True, False])
def test_vt52(name: str, sent: str, rows: list[str], fast: bool) -> None:
    assert text(shown(sent, fast=fast)) == rows


@pytest.mark.parametrize(
    ("name", "sent", "row"),
    [
        ("Latin-1 as it is", b"\x1b%@\xe4", "ä"),
        ("LS1R", b"\x1b%@\x1b)0\x1b~\xf1x", "─x"),
        ("LS2R", b"\x1b%@\x1b*0\x1b}\xf1", "─"),
        ("LS3R", b"\x1b%@\x1b+0\x1b|\xf1", "─"),
        ("LS1R of ASCII", b"\x1b%@\x1b~\xe1", "a"),
        ("96 characters", b"\x1b%@\x1b-A\x1b~\xe4\x0ed", "ää"),
        ("DEC Supplemental", b"\x1b*<\x1bNw\x1b*%5\x1bNd", "œä"),
        ("none in UTF-8", "\x1b)0\x1b~ä".encode(), "ä"),
        ("kept by DECSC", b"\x1b%@\x1b)0\x1b~\x1b7\x1b~\x1b)B\x1b8\xf1", "─"),
    ],
)
@pytest.mark.parametrize("fast", [True, False])
def test_right_hand_sets(name: str, sent: bytes, row: str, fast: bool) -> None:
    assert text(shown(sent, fast=fast))[0] == row
