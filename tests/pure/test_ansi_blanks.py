"""Lines for a terminal are broken at their blanks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from alongside.ui.ansi import at_blanks


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 8, ["one two", "three"]),
        ("one two three", 13, ["one two three"]),
        ("\x1b[1mone two\x1b[0m three", 5, ["\x1b[1mone", "two", "\x1b[0mthree"]),
        ("unbreakable", 5, ["unbreakable"]),
        ("an unbreakable one", 5, ["an", "unbreakable", "one"]),
        ("    indented text", 12, ["    indented", "text"]),
        ("日本 日本", 6, ["日本", "日本"]),
        ("one\r\n\r\ntwo three", 6, ["one", "", "two", "three"]),
        ("", 5, [""]),
    ],
)
def test_where_they_break(text: str, width: int, lines: list[str]) -> None:
    assert at_blanks(text, width).split("\r\n") == lines


@settings(max_examples=50)
@given(st.text("ab 日"), st.integers(1, 12))
def test_no_word_is_lost_or_cut(text: str, width: int) -> None:
    found = at_blanks(text, width)
    assert found.split() == text.split()
    for line in found.split("\r\n"):
        words = line.split()
        assert cell_len(line.rstrip()) <= width or len(words) <= 1
