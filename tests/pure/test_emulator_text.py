"""Wide characters, clusters, and what becomes of halves of them."""

from __future__ import annotations

import pytest
from emulator_support import check_shape, shown, text

from alongside_widgets.emulator import Emulator
from alongside_widgets.rows import NUL

C = "\x1b["


def test_a_wide_character_takes_two_cells() -> None:
    emulator = shown("a日b")
    assert emulator.visible[0].text.startswith(f"a日{NUL}b")
    assert (emulator.cell(0, 1).text, emulator.cell(0, 1).width) == ("日", 2)
    assert (emulator.cell(0, 2).text, emulator.cell(0, 2).width) == ("", 0)
    assert emulator.lines()[0] == "a日b      "


def test_a_wide_character_does_not_begin_in_the_last_column() -> None:
    emulator = shown("abcdefghi日x")
    assert text(emulator)[:2] == ["abcdefghi", "日x"]
    assert emulator.visible[0].wrapped


def test_a_wide_character_that_does_not_fit_is_dropped_without_autowrap() -> None:
    assert text(shown(f"{C}?7labcdefghi日"))[:2] == ["abcdefghi", ""]


def test_a_screen_of_one_column_shows_a_replacement() -> None:
    emulator = shown("日", columns=1, rows=2)
    check_shape(emulator)
    assert text(emulator)[0] == "\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize(
    ("data", "row"),
    [
        (f"日本{C}2Gx", " x本"),
        (f"日本{C}3Gx", "日x"),
        (f"日本{C}2G{C}X", "  本"),
        (f"日本{C}2G{C}P", " 本"),
        (f"日本{C}2G{C}@", "   本"),
        (f"日本語日本{C}1G{C}@", " 日本語日"),
        (f"日本{C}2G{C}K", ""),
        (f"日本{C}3G{C}1K", ""),
    ],
    ids=["first", "second", "ECH", "DCH", "ICH", "ICH at the edge", "EL", "EL 1"],
)
def test_half_of_a_wide_character_leaves_blanks(data: str, row: str) -> None:
    emulator = shown(data)
    check_shape(emulator)
    assert text(emulator)[0] == row


CLUSTERS = [
    ("combining", "e\u0301", 1),
    ("two marks", "a\u0301\u0323", 1),
    ("ZWJ family", "👨\u200d👩\u200d👧", 2),
    ("skin tone", "👍🏽", 2),
    ("flag", "🇩🇪", 2),
    ("VS16", "☁\ufe0f", 2),
    ("VS15", "⌚\ufe0e", 1),
    ("keycap", "1\ufe0f\u20e3", 2),
    ("Jamo", "\u1100\u1161", 2),
    ("conjunct", "क्ष", 2),
]


@pytest.mark.parametrize(("name", "cluster", "width"), CLUSTERS, ids=[c[0] for c in CLUSTERS])
@pytest.mark.parametrize("fast", [True, False])
def test_a_cluster_is_one_cell(name: str, cluster: str, width: int, fast: bool) -> None:
    emulator = Emulator(10, 2, fast=fast)
    emulator.feed(f"{cluster}x".encode())
    cell = emulator.cell(0, 0)
    assert (cell.text, cell.width) == (cluster, width), name
    assert emulator.cell(0, width).text == "x"
    assert emulator.lines()[0].startswith(cluster + "x")


def test_a_cluster_split_between_reads() -> None:
    emulator = Emulator(10, 2)
    for byte in "👨\u200d👩x".encode():
        emulator.feed(bytes([byte]))
    assert emulator.cell(0, 0).text == "👨\u200d👩"
    assert emulator.cursor == (0, 3)


def test_the_text_after_a_joiner_is_not_lost() -> None:
    assert text(shown("a\u200bb\u200dc\u2060d", columns=20))[0] == "ab\u200dcd"


def test_widening_in_the_last_column_wraps() -> None:
    emulator = shown("abcdefghi☁\ufe0fx")
    assert text(emulator)[:2] == ["abcdefghi", "☁\ufe0fx"]


def test_a_moved_cursor_does_not_join() -> None:
    emulator = shown(f"👨\u200d{C}1;6H👩")
    assert (emulator.cell(0, 0).text, emulator.cell(0, 5).text) == ("👨\u200d", "👩")


def test_clusters_move_with_their_cells() -> None:
    emulator = shown(f"e\u0301x{C}1G{C}2@")
    assert emulator.cell(0, 2).text == "e\u0301"
    emulator.feed(f"{C}P".encode())
    assert emulator.cell(0, 1).text == "e\u0301"


def test_a_cluster_is_bounded() -> None:
    emulator = shown("a" + "\u0301" * 500)
    assert len(emulator.cell(0, 0).text) <= 24


def test_rep_repeats_a_cluster() -> None:
    assert text(shown(f"e\u0301{C}2b"))[0] == "e\u0301" * 3


def test_invalid_utf8_and_latin_1() -> None:
    assert text(shown(b"a\xffb"))[0] == "a\N{REPLACEMENT CHARACTER}b"
    assert text(shown(b"\x1b%@\xe9\x1b%G\xc3\xa9"))[0] == "éé"


def test_clusters_in_the_scrollback_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alongside_widgets.emulator._MAX_CLUSTERS", 100)
    emulator = Emulator(10, 2, 1_000)
    for _ in range(200):
        emulator.feed(("e\u0301" * 9 + "\r\n").encode())
    held = sum(len(row.clusters or {}) for row in emulator.history)
    assert 90 <= held <= 160
    assert emulator.history[-1].plain().startswith("e\u0301")


def test_a_gap_before_a_wide_character_is_no_space_of_the_line() -> None:
    emulator = shown("ab 日本", columns=6)
    assert text(emulator) == ["ab 日", "本", "", ""]
    emulator = shown("abc日", columns=4)
    assert text(emulator) == ["abc", "日", "", ""]
    emulator.resize(6, 4)
    assert text(emulator)[0] == "abc日"


def test_a_space_before_a_wide_character_stays_one() -> None:
    emulator = shown("abc 日", columns=4)
    assert text(emulator) == ["abc", "日", "", ""]
    emulator.resize(8, 4)
    assert text(emulator)[0] == "abc 日"
    for columns in (5, 4, 3, 2, 9):
        emulator.resize(columns, 6)
    assert text(emulator)[0] == "abc 日"


def test_without_autowrap_the_last_column_is_remembered() -> None:
    emulator = shown(f"{C}?7labcdefghijkl")
    assert (text(emulator)[0], emulator.cursor) == ("abcdefghil", (0, 9))
    emulator.feed("\u0301".encode())
    assert emulator.cell(0, 9).text == "l\u0301"
    emulator.feed(f"{C}?7hm".encode())
    assert text(emulator)[1] == "m"


def test_switching_autowrap_keeps_the_last_column() -> None:
    for between in (f"{C}?7l{C}?7h", f"{C}!p"):
        assert text(shown(f"abcdefghij{between}k"))[1] == "k"


@pytest.mark.parametrize("fast", [True, False])
def test_text_without_autowrap_stays_in_its_row(fast: bool) -> None:
    emulator = shown(f"{C}?7l\x1b[31mabcdefghijklm\r\nab日本語xyz\r\n日{C}mx\u0301{C}3b", fast=fast)
    assert text(emulator) == ["abcdefghim", "ab日本語xz", "日x\u0301x\u0301x\u0301x\u0301", ""]
    emulator.feed(b"\r\n" + b"one\r\n" * 3 + b"a longer line than that")
    assert text(emulator)[-1] == "a longer t"


@pytest.mark.parametrize(("row", "column"), [(-1, 0), (0, -1), (4, 0), (0, 10)])
def test_there_is_no_cell_beside_the_screen(row: int, column: int) -> None:
    with pytest.raises(IndexError):
        shown("ab").cell(row, column)
