from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from alongside.ui.diff_render import Comparison, Text, compared, render
from alongside.ui.diff_run import text_of

SGR = re.compile(r"\x1b\[[0-9;]*m")
texts = st.lists(st.text(max_size=30), max_size=12)


def shown(left, right, width=40, **options) -> list[str]:
    part = compared("", text_of(left), text_of(right))
    options = {"beside": False, "reveal": False, **options}
    data = render(Comparison("one", "other", [part]), width, **options)
    return SGR.sub("", data.decode()).split("\r\n")[:-1]


@given(texts, texts, st.booleans())
def test_nothing_of_a_container_reaches_the_terminal_but_text(left, right, beside):
    for line in shown(left, right, beside=beside):
        assert not re.search("[\x00-\x1f\x7f-\x9f]", line)


@given(texts, texts, st.integers(24, 100))
def test_beside_each_other_no_line_is_too_wide(left, right, width):
    assert all(cell_len(line) <= width for line in shown(left, right, width, beside=True))


def test_below_each_other():
    lines = shown(["a", "b", "c"], ["a", "x", "c", "d"])
    assert lines == ["- one", "+ other", "  a", "- b", "+ x", "  c", "+ d"]


def test_beside_each_other():
    lines = shown(["a", "b"], ["a", "x", "d"], 13, beside=True)
    assert lines == ["one   │ other", "a     │ a", "b     | x", "      > d"]


def test_what_is_the_same_for_long_is_folded():
    same = [str(number) for number in range(50)]
    lines = shown(["a", *same], ["b", *same])
    assert "⋯ 47 lines that are the same ⋯" in lines
    assert len(lines) == 2 + 2 + 3 + 1


@pytest.mark.parametrize("reveal", [False, True])
def test_secrets_are_compared_and_masked(reveal):
    left, right = ["DB_PASSWORD=correct", "A=1"], ["DB_PASSWORD=horse", "A=1"]
    part = compared("", text_of(left), text_of(right))
    assert Comparison("", "", [part]).differences == 1
    text = "\n".join(shown(left, right, reveal=reveal))
    assert ("correct" in text) is reveal
    assert ("horse" in text) is reveal


def test_a_text_that_is_too_long_is_cut(monkeypatch):
    monkeypatch.setattr("alongside.ui.diff_render.MOST_LINES", 3)
    part = compared("", Text(list("abcd"), list("abcd")), Text(list("abc"), list("abc")))
    assert part.cut
    assert len(part.rows) == 3
