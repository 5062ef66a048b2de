from __future__ import annotations

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.ui import diff_lines
from alongside.ui.diff_lines import Row, Tag, compare, parts

texts = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=25)


@given(texts, texts)
def test_every_line_of_both_is_there_once_and_in_order(left, right):
    rows = compare(left, right)
    assert [row.left for row in rows if row.left is not None] == list(range(len(left)))
    assert [row.right for row in rows if row.right is not None] == list(range(len(right)))
    for tag, one, other in rows:
        assert (tag is Tag.LEFT) == (other is None)
        assert (tag is Tag.RIGHT) == (one is None)
        if tag is Tag.SAME:
            assert left[one] == right[other]


@given(texts, texts)
def test_no_shorter_way_is_known(left, right):
    same = sum(row.tag is Tag.SAME for row in compare(left, right))
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    assert same >= sum(block.size for block in matcher.get_matching_blocks())


@given(texts)
def test_a_text_is_like_itself(text):
    assert {row.tag for row in compare(text, text)} <= {Tag.SAME}


@pytest.mark.parametrize(
    ("left", "right", "tags"),
    [
        ("", "", ""),
        ("a", "", "<"),
        ("", "a", ">"),
        ("abc", "abc", "   "),
        ("abc", "axc", " | "),
        ("abc", "ac", " < "),
        ("ac", "abc", " > "),
        ("abcd", "xy", "||<<"),
    ],
)
def test_rows(left, right, tags):
    assert "".join(row.tag.value for row in compare(left, right)) == tags


def test_texts_that_differ_too_much_are_not_searched(monkeypatch):
    monkeypatch.setattr(diff_lines, "MOST_EDITS", 4)
    assert compare("xabcdefy", "x123abcy45y")[0] == Row(Tag.SAME, 0, 0)
    assert Tag.SAME not in {row.tag for row in compare("abcdef", "fedcba")}


@given(st.text(alphabet="ab", max_size=8), st.text(alphabet="ab", max_size=8))
def test_what_changed_lines_have_in_common(left, right):
    head, tail = parts(left, right)
    assert left[:head] == right[:head]
    assert left[len(left) - tail :] == right[len(right) - tail :]
    assert head + tail <= min(len(left), len(right))
