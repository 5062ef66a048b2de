"""The decoder of multiplexed output."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.engine.engine import Channel, Chunk
from alongside.engine.frames import FrameDecoder
from alongside.errors import RefusedError


def frame(channel: int, data: bytes) -> bytes:
    return bytes([channel, 0, 0, 0]) + len(data).to_bytes(4, "big") + data


def joined(chunks: list[Chunk]) -> list[tuple[Channel, bytes]]:
    """Return chunks with neighbours of one channel put together."""
    out: list[tuple[Channel, bytes]] = []
    for channel, data in chunks:
        if out and out[-1][0] is channel:
            out[-1] = (channel, out[-1][1] + data)
        else:
            out.append((channel, data))
    return out


frames = st.lists(st.tuples(st.sampled_from([1, 2]), st.binary(max_size=40)), max_size=12)


@settings(max_examples=150, deadline=None)
@given(frames, st.lists(st.integers(0, 400), max_size=12))
def test_any_split_gives_the_same_output(sent: list[tuple[int, bytes]], cuts: list[int]) -> None:
    stream = b"".join(frame(channel, data) for channel, data in sent)
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    decoder = FrameDecoder()
    got = [chunk for start, end in pairwise(edges) for chunk in decoder.feed(stream[start:end])]
    assert joined(got) == joined([Chunk(Channel(channel), data) for channel, data in sent if data])
    assert not decoder.inside


def test_a_frame_is_not_waited_for() -> None:
    decoder = FrameDecoder()
    assert decoder.feed(frame(2, b"abcdef")[:10]) == [Chunk(Channel.STDERR, b"ab")]
    assert decoder.inside
    assert decoder.feed(b"cdef") == [Chunk(Channel.STDERR, b"cdef")]
    assert not decoder.inside


def test_a_header_can_be_cut_anywhere() -> None:
    decoder = FrameDecoder()
    assert [decoder.feed(bytes([byte])) for byte in frame(1, b"x")][-1] == [
        Chunk(Channel.STDOUT, b"x")
    ]


def test_the_engines_own_errors_are_stderr_and_an_echoed_stdin_is_stdout() -> None:
    assert [chunk.channel for chunk in FrameDecoder().feed(frame(3, b"e") + frame(0, b"i"))] == [
        Channel.STDERR,
        Channel.STDOUT,
    ]


@pytest.mark.parametrize("data", [b"plain text of a tty", b"\x01\0\0\x07\0\0\0\x01x", b"\x09" * 8])
def test_what_is_not_framed_is_refused(data: bytes) -> None:
    with pytest.raises(RefusedError, match="frames are broken"):
        FrameDecoder().feed(data)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_garbage_never_does_anything_else(data: bytes) -> None:
    try:
        chunks = FrameDecoder().feed(data)
    except RefusedError:
        return
    assert sum(len(chunk.data) for chunk in chunks) <= len(data)
