"""Detach keys: docker's grammar, and finding the sequence in keys however they are cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.errors import ConfigError
from alongside.session.detach import DEFAULT_KEYS, DetachKeys, DetachMatcher


@pytest.mark.parametrize(
    ("text", "codes", "label"),
    [
        (DEFAULT_KEYS, b"\x10\x11", "^P ^Q"),
        ("a", b"a", "a"),
        ("ctrl-@,ctrl-[,ctrl-\\", b"\0\x1b\x1c", "^@ ^[ ^\\"),
        ("ctrl-],ctrl-^,ctrl-_", b"\x1d\x1e\x1f", "^] ^^ ^_"),
        ("ctrl-a,Z,9,~,DEL", b"\x01Z9~\x7f", "^A Z 9 ~ DEL"),
    ],
)
def test_grammar(text: str, codes: bytes, label: str) -> None:
    keys = DetachKeys.parse(text)
    assert (keys.codes, keys.label) == (codes, label)


@pytest.mark.parametrize(
    "text", ["", "ctrl-", "ctrl-P", "ctrl-1", "ctrl-p,,ctrl-q", "ctrl-p, ctrl-q", "ab", "é", "\x10"]
)
def test_what_is_no_key_is_refused_with_the_rule(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        DetachKeys.parse(text)
    assert "ctrl-<value>" in caught.value.advice


def test_escape_sequences_in_a_refused_key_are_not_repeated() -> None:
    with pytest.raises(ConfigError) as caught:
        DetachKeys.parse("\x1b]52;c;x\x07")
    assert "\x1b" not in str(caught.value)


def matcher(text: str = DEFAULT_KEYS) -> DetachMatcher:
    return DetachMatcher(DetachKeys.parse(text))


def test_the_sequence_never_comes_out() -> None:
    assert matcher().feed(b"ls\x10\x11rm") == (b"ls", True)


def test_a_beginning_is_held_until_the_next_key() -> None:
    keys = matcher()
    assert keys.feed(b"\x10") == (b"", False)
    assert keys.holding
    assert keys.feed(b"x") == (b"\x10x", False)
    assert not keys.holding


def test_a_beginning_twice_holds_the_second() -> None:
    keys = matcher()
    assert keys.feed(b"\x10\x10") == (b"\x10", False)
    assert keys.feed(b"\x11") == (b"", True)


def test_flush_releases_what_is_held_once_and_the_end_still_detaches() -> None:
    keys = matcher()
    keys.feed(b"\x10")
    assert keys.flush() == b"\x10"
    assert keys.flush() == b""
    assert not keys.holding
    assert keys.feed(b"\x11") == (b"", True)


def test_after_a_flush_another_key_is_sent_alone() -> None:
    keys = matcher()
    keys.feed(b"\x10")
    keys.flush()
    assert keys.feed(b"x") == (b"x", False)


def test_a_sequence_that_overlaps_itself() -> None:
    assert matcher("a,a,b").feed(b"aaab") == (b"a", True)
    assert matcher("a,b,a,c").feed(b"ababac") == (b"ab", True)


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[start:end] for start, end in pairwise(edges)]


@settings(max_examples=150, deadline=None)
@given(
    st.text("ab", min_size=1, max_size=4),
    st.binary(max_size=24).map(lambda raw: bytes(b"abc"[code % 3] for code in raw)),
    st.lists(st.integers(0, 30), max_size=6),
    st.booleans(),
)
def test_any_cut_gives_what_a_search_gives(
    sequence: str, data: bytes, places: list[int], flushing: bool
) -> None:
    keys = DetachMatcher(DetachKeys.parse(",".join(sequence)))
    sent, detached = b"", False
    for part in cut(data, places):
        fed = keys.feed(part)
        sent += fed.to_send
        detached = fed.detached
        if detached:
            break
        if flushing:
            sent += keys.flush()
    found = data.find(sequence.encode())
    assert detached == (found >= 0)
    if not detached:
        assert sent + keys.flush() == data
    elif not flushing:
        assert sent == data[:found]
    else:
        assert data.startswith(sent)
        assert len(sent) < found + len(sequence)
