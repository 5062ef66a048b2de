"""DECRQPSR and DECRSPS: the cursor and the tab stops in reports, and put back from them."""

from __future__ import annotations

import pytest
from emulator_support import shown, text

C = "\x1b["
ASK = f"{C}1$w"
STOPS = f"{C}2$w"


@pytest.mark.parametrize(
    ("name", "sent", "report"),
    [
        ("fresh", "", "1;1;1;@;@;@;0;2;@;BBBB"),
        ("place", f"{C}3;4H", "3;4;1;@;@;@;0;2;@;BBBB"),
        ("looks", f'{C}1;4;5;7m{C}1"q', "1;1;1;O;A;@;0;2;@;BBBB"),
        ("pending wrap", "abcdefghij", "1;10;1;@;@;H;0;2;@;BBBB"),
        ("origin", f"{C}2;4r{C}?6h{C}2;2H", "3;2;1;@;@;A;0;2;@;BBBB"),
        ("single shifts", "\x1bN", "1;1;1;@;@;B;0;2;@;BBBB"),
        ("character sets", "\x1b)0\x1b*>\x1b+<\x0e\x1b|", "1;1;1;@;@;@;1;3;@;B0><"),
        ("96 characters", "\x1b-A\x1bn", "1;1;1;@;@;@;2;2;B;BABB"),
    ],
)
def test_deccir(name: str, sent: str, report: str) -> None:
    assert shown(sent + ASK).take_replies() == f"\x1bP1$u{report}\x1b\\".encode(), name
    back = shown(f"\x1bP1$t{report}\x1b\\{ASK}")
    assert back.take_replies() == f"\x1bP1$u{report}\x1b\\".encode(), name


def test_decrsps_restores_what_is_written_next() -> None:
    emulator = shown("\x1bP1$t2;3;1;C;@;@;1;2;@;B0BB\x1b\\q")
    assert text(emulator)[1] == "  ─"
    style = emulator.cell(1, 2).style
    assert (style.bold, style.underline, style.reverse) == (True, 1, False)


@pytest.mark.parametrize(
    "data",
    ["", "1;1", "1;1;1;@;@;@;9;2;@;BBBB", "1;1;1;@;@;@;0;2;@;B", "x;1;1;@;@;@;0;2;@;BBBB"],
)
def test_what_is_no_report_changes_nothing(data: str) -> None:
    emulator = shown(f"ab\x1bP1$t{data}\x1b\\c\x1bP2$t{data or 'x'}\x1b\\{STOPS}")
    assert text(emulator)[0] == "abc"
    assert emulator.take_replies() == b"\x1bP2$u9\x1b\\"


def test_a_place_beyond_the_screen_is_brought_into_it() -> None:
    assert shown("\x1bP1$t99999;0;1;@;@;H;0;2;@;BBBB\x1b\\").cursor == (3, 0)


@pytest.mark.parametrize(
    ("sent", "report"),
    [
        ("", "9"),
        (f"{C}3g", ""),
        (f"{C}3g{C}4G\x1bH{C}6G\x1bH", "4/6"),
        ("\x1bP2$t2/5/70000\x1b\\", "2/5"),
        ("\x1bP2$t\x1b\\", ""),
    ],
)
def test_dectabsr(sent: str, report: str) -> None:
    assert shown(sent + STOPS).take_replies() == f"\x1bP2$u{report}\x1b\\".encode()


def test_other_kinds_are_not_answered() -> None:
    assert shown(f"{C}$w{C}0$w{C}3$w").take_replies() == b""
