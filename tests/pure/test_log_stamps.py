"""Times are taken off a log's lines, however the stream is cut."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.engine.engine import Channel, Chunk
from alongside.session.log_stamps import Stamps

LOG = (
    b"2026-01-02T03:04:05.000000007Z one\n"
    b"2026-01-02T03:04:07.123456789Z 2026-01-02T03:04:05Z two\n"
    b"2026-01-02T03:04:06.5+00:00 \n"
    b"2026-01-02T03:04:06.6Z 12"
)
BARE = b"one\n2026-01-02T03:04:05Z two\n\n12"


def bare(*parts: bytes) -> tuple[bytes, float | None]:
    stamps = Stamps()
    data = b"".join(stamps.feed(Chunk(Channel.STDOUT, part)).data for part in parts)
    return data, stamps.latest


def test_whole() -> None:
    assert bare(LOG) == (BARE, 1767323047.123456)


@settings(max_examples=60)
@given(st.integers(0, 33))
def test_the_first_time_may_be_cut_anywhere(at: int) -> None:
    assert bare(LOG[:at], LOG[at:]) == (BARE, 1767323047.123456)


def test_a_chunk_of_a_cut_line_has_a_time_of_its_own() -> None:
    assert bare(b"2026-01-02T03:04:05Z ab", b"2026-01-02T03:04:05Z cd\n")[0] == b"abcd\n"


def test_what_has_no_times_passes() -> None:
    assert bare(b"plain\n12 x\nend")[0] == b"plain\n12 x\nend"
