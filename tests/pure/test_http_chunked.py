"""The decoder of chunked bodies."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.engine.chunked import ChunkedDecoder


def chunked(parts: list[bytes], trailer: bytes = b"") -> bytes:
    return (
        b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n%s\r\n" % trailer
    )


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.binary(min_size=1, max_size=30), max_size=8),
    st.lists(st.integers(0, 300), max_size=10),
    st.sampled_from([b"", b"X-Sum: 1\r\n"]),
)
def test_any_split_gives_the_same_body(parts: list[bytes], cuts: list[int], trailer: bytes) -> None:
    stream = chunked(parts, trailer) + b"next"
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    decoder = ChunkedDecoder()
    got, rest = b"", b""
    for start, end in pairwise(edges):
        if decoder.done:
            rest += stream[start:end]
        else:
            got += decoder.feed(stream[start:end])
            rest += decoder.rest
    assert (got, decoder.done, rest) == (b"".join(parts), True, b"next")


def test_extensions_and_upper_case_sizes() -> None:
    decoder = ChunkedDecoder()
    assert decoder.feed(b"A;name=value\r\n0123456789\r\n0\r\n\r\n") == b"0123456789"
    assert decoder.done


def test_a_chunk_is_given_before_it_is_whole() -> None:
    decoder = ChunkedDecoder()
    assert decoder.feed(b"5\r\nab") == b"ab"
    assert decoder.feed(b"cde\r") == b"cde"
    assert not decoder.done


@pytest.mark.parametrize("bad", [b"zz\r\n", b"-5\r\n", b"1" * 17 + b"\r\n", b"x" * 20_000])
def test_nonsense_is_refused(bad: bytes) -> None:
    with pytest.raises(ValueError, match="chunk's size"):
        ChunkedDecoder().feed(bad)
