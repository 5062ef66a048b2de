"""What programs send in one line: cursor forward inside text, one sequence after the other."""

from __future__ import annotations

import pytest
from emulator_support import shown, state
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside_widgets import metrics

INPUTS = {
    "over text": "abcdefghij\r\x1b[31mA\x1b[3CB\x1b[mC",
    "over colours": "\x1b[42mabcdefghij\r\x1b[mA\x1b[2CB",
    "on an empty row": "\x1b[31m1 \x1b[m\x1b[4Cx",
    "past the margin": "ab\x1b[31m\x1b[99Cx\x1b[my",
    "to the last column": "ab\x1b[31m\x1b[7Cx\x1b[my",
    "zero counts as one": "abcdef\r\x1b[1m\x1b[0Cx\x1b[Cy",
    "over wide characters": "日本日本\r\x1b[31mA\x1b[2CB",
    "over a cluster": "ae\u0301b\r\x1b[31mX\x1b[1CY",
    "before a mark": "abc\r\x1b[31mX\x1b[2C\u0301Y",
    "with line drawing": "\x1b(0abcdef\r\x1b[31mq\x1b[2Cq\x1b(Bq",
    "behind a full row": "0123456789\x1b[31m\x1b[2Cx",
    "more SGR than one span holds": "x\x1b[31m\x1b[32m" * 90 + "\x1b[1Cy",
    "an SGR that is too long": "a\x1b[" + "1;" * 800 + "mb\x1b[31mc",
    "a switch among others": "a\x1b[K\x1b[?1049hb\x1b[H\x1b[?1049lc",
    "VT52 behind others": "ab\x1b[K\x1b[?2l\x1bH\x1bYx\x1b<c",
    "CUP behind others": "ab\x1b[K\x1b[2;3H\x1b[?25l\x1b[3;1Hc\x1b[?25h\r\x1b[2dd",
    "origin mode": "\x1b[2;3r\x1b[?6h\x1b[9;2Hx\x1b[1;1Hy\r\n\r\n\r\nz",
}


@pytest.mark.parametrize("data", INPUTS.values(), ids=INPUTS)
def test_the_shortcuts_show_the_same(data: str) -> None:
    assert state(shown(data)) == state(shown(data, fast=False))


def test_cursor_forward_leaves_what_is_there() -> None:
    emulator = shown("\x1b[42mabcdef\r\x1b[31mX\x1b[3CY\x1b[m", columns=8)
    assert emulator.lines()[0] == "XbcdYf  "
    assert [emulator.cell(0, column).style.background for column in range(7)] == [2] * 6 + [None]
    assert [emulator.cell(0, column).style.foreground for column in (0, 1, 3, 4)] == [
        1,
        None,
        None,
        1,
    ]


JOINING = "ab é日\u0301\u200d👨👩\ufe0f🇩🇪가\u1100\u1161क\u094dष🏽\xad\u0600\u200b\U000110bd"


@given(st.text(st.sampled_from(JOINING)))
@settings(max_examples=200, deadline=None)
def test_clusters_by_runs_are_those_by_characters(text: str) -> None:
    assert metrics.clusters_of(text) == metrics._clusters_of(text)
