"""The gate for text that engines and containers say."""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.clean import clean, clean_block, clean_tree

INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}

# Joiners are parts of words in many scripts, and of emoji; the others are seen, or mere layout of
# hieroglyphs, shorthand and music. None of them can reorder or hide other text.
ALLOWED = set(
    "\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2"
    "\U000110bd\U000110cd"
).union(*(map(chr, span) for span in (range(0x13430, 0x13440), range(0x1BCA0, 0x1BCA4))))
ALLOWED |= set(map(chr, range(0x1D173, 0x1D17B)))


def unsafe(text: str, allowed: str = "") -> list[str]:
    fine = ALLOWED.union(allowed)
    return [char for char in text if unicodedata.category(char) in INVISIBLE and char not in fine]


def test_every_character_there_is() -> None:
    for start in range(0, 0x110000, 0x1000):
        text = "".join(map(chr, range(start, start + 0x1000)))
        assert unsafe(clean(text, 0x1000)) == []
        assert unsafe(clean_block(text), "\n\t") == []


@settings(max_examples=150, deadline=None)
@given(st.text())
def test_no_control_character_is_left(text: str) -> None:
    assert unsafe(clean(text)) == []
    assert unsafe(clean_block(text), "\n\t") == []


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S"])))
def test_plain_text_is_left_alone(text: str) -> None:
    assert clean(text) == text.replace("\ufffc", "\ufffd")


def test_escapes_are_shown_and_not_sent() -> None:
    assert clean("\x1b]52;c;aGk=\x07") == "␛]52;c;aGk=␇"
    assert clean("\x9b31m\x7f") == "\ufffd31m␡"


def test_direction_cannot_be_turned() -> None:
    for char in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c":
        assert clean(f"a{char}b") == "a\ufffdb"


def test_lines() -> None:
    assert clean("a\r\nb\tc") == "a␍␊b␉c"
    assert clean_block("a\r\nb\tc\rd") == "a\nb\tc␍d"


def test_lone_surrogates_can_be_written_out() -> None:
    clean("\ud800").encode()


def test_lengths_are_bounded() -> None:
    assert clean("x" * 5000, 10) == "x" * 9 + "…"
    assert len(clean_block("x" * 2_000_000)) == 1_000_000


def test_other_types() -> None:
    assert (clean(None), clean(3), clean([1])) == ("", "3", "[1]")
    tree = {"a\x1b": ["b\x1b", 1, None, {"c": "d\x1b"}]}
    assert clean_tree(tree) == {"a␛": ["b␛", 1, None, {"c": "d␛"}]}
