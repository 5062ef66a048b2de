"""The VT420's rectangles: filled, erased, copied, restyled and summed up."""

from __future__ import annotations

import pytest
from emulator_support import shown, text

C = "\x1b["
FILL = "abcdefghij\r\nklmnopqrst\r\nuvwxyzABCD\r\nEFGHIJKLMN"
ROWS = FILL.split("\r\n")

CASES = [
    ("DECFRA", f"{C}88;2;2;3;4$x", ["abcdefghij", "kXXXopqrst", "uXXXyzABCD", "EFGHIJKLMN"]),
    ("DECFRA without corners", f"{C}88$x", ["X" * 10] * 4),
    ("DECFRA cut off", f"{C}88;3;8;99;99$x", [*ROWS[:2], "uvwxyzAXXX", "EFGHIJKXXX"]),
    ("DECFRA upside down", f"{C}88;3;3;2;2$x", ROWS),
    ("DECFRA with a control", f"{C}7;1;1;4;10$x", ROWS),
    (
        "DECFRA in the margins",
        f"{C}2;3r{C}?6h{C}88;1;1;9;2$x",
        [ROWS[0], "XXmnopqrst", "XXwxyzABCD", ROWS[3]],
    ),
    ("DECERA", f"{C}1;3;2;10$z", ["ab", "kl", *ROWS[2:]]),
    ("DECSERA", f"{C}1;1;2;10${{", ["", "", *ROWS[2:]]),
    ("DECCRA", f"{C}1;1;2;3;1;3;8;1$v", [*ROWS[:2], "uvwxyzAabc", "EFGHIJKklm"]),
    (
        "DECCRA onto itself",
        f"{C}1;1;3;9;1;2;2;1$v",
        [ROWS[0], "kabcdefghi", "uklmnopqrs", "EuvwxyzABC"],
    ),
    ("DECCRA cut off", f"{C}1;1;4;10;1;4;9;1$v", [*ROWS[:3], "EFGHIJKLab"]),
]


@pytest.mark.parametrize(("name", "sequence", "rows"), CASES, ids=[case[0] for case in CASES])
@pytest.mark.parametrize("fast", [True, False])
def test_cells(name: str, sequence: str, rows: list[str], fast: bool) -> None:
    emulator = shown(FILL + sequence, fast=fast)
    assert text(emulator) == rows


def test_decsera_leaves_what_is_protected() -> None:
    emulator = shown(f'ab{C}1"qcd{C}0"qef{C}1;1;1;10${{')
    assert text(emulator)[0] == "  cd"
    emulator.feed(f"{C}1;1;1;10$z".encode())
    assert text(emulator)[0] == ""


def test_deccra_takes_looks_and_clusters_along() -> None:
    emulator = shown(f"{C}31me\u0301日{C}m{C}1;1;1;3;1;2;5;1$v")
    assert emulator.cell(1, 4)[:2] == ("e\u0301", 1)
    assert emulator.cell(1, 5)[:2] == ("日", 2)
    assert emulator.cell(1, 5).style.foreground == 1


def test_deccra_cuts_wide_characters() -> None:
    assert text(shown(f"a日b{C}1;1;1;2;1;2;1;1$v")) == ["a日b", "a", "", ""]


def bold(sequence: str) -> list[str]:
    emulator = shown(FILL + sequence)
    return [
        "".join("#" if emulator.cell(y, x).style.bold else "." for x in range(10)) for y in range(4)
    ]


def test_deccara_runs_as_text_does() -> None:
    assert bold(f"{C}2;8;3;3;1$r") == [".........."] * 4
    assert bold(f"{C}2;3;3;8;1$r") == [
        "..........",
        "..########",
        "########..",
        "..........",
    ]


def test_deccara_in_a_rectangle() -> None:
    assert bold(f"{C}2*x{C}2;3;3;8;1$r") == [
        "..........",
        "..######..",
        "..######..",
        "..........",
    ]
    assert bold(f"{C}2*x{C}1;1;4;10;1$r{C}1;1;4;9;0$r") == [".........#"] * 4


def test_decrara_turns_attributes_around() -> None:
    sequence = f"{C}2*x{C}1;1;4;10;1$r{C}1;1;4;5;1$t"
    assert bold(sequence) == [".....#####"] * 4
    emulator = shown(f"a{C}2*x{C}1;1;1;1;0$t")
    style = emulator.cell(0, 0).style
    assert (style.bold, style.underline, style.blink, style.reverse) == (True, 1, True, True)
    assert not style.conceal


def test_decrqcra_sums_characters_and_attributes() -> None:
    emulator = shown(f"A{C}1mB{C}7;1;1;1;1;1*y{C}8;1;1;2;1;2*y")
    first, second = -ord("A") & 0xFFFF, -(ord("B") + 128) & 0xFFFF
    assert (
        emulator.take_replies() == f"\x1bP7!~{first:04X}\x1b\\\x1bP8!~{second:04X}\x1b\\".encode()
    )


def test_decrqcra_of_nothing() -> None:
    assert shown(f"{C}1;1;3;3;2;2*y").take_replies() == b"\x1bP1!~0000\x1b\\"
