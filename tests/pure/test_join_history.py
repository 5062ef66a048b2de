"""History then live: without a gap, without a double, and honest where it cannot know."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.engine.engine import Channel, Chunk
from alongside.session.history import CUT, Entry, Joined, join, parse_log

OUT, ERR = Channel.STDOUT, Channel.STDERR


def stamp(seconds: float) -> bytes:
    text = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    return f"{text}000Z".encode()


def entries(*lines: bytes, channel: Channel = OUT, start: float = 1000) -> list[Entry]:
    return [Entry(channel, stamp(start + index), line) for index, line in enumerate(lines)]


def text(joined: Joined) -> bytes:
    return b"".join(chunk.data for chunk in joined.history)


def out(data: bytes) -> list[Chunk]:
    return [Chunk(OUT, data)]


def test_lines_and_their_times() -> None:
    raw = stamp(1000) + b" one\n" + stamp(1001.5) + b" two\r\n" + stamp(1002) + b" open"
    parsed = parse_log([Chunk(OUT, raw[:40]), Chunk(OUT, raw[40:])])
    assert [entry.data for entry in parsed] == [b"one\n", b"two\r\n", b"open"]
    assert [entry.time for entry in parsed] == [1000, 1001.5, 1002]


def test_channels_do_not_mix_and_keep_their_order() -> None:
    chunks = [
        Chunk(OUT, stamp(1) + b" ou"),
        Chunk(ERR, stamp(1) + b" err\n"),
        Chunk(OUT, b"t\n"),
    ]
    assert [(entry.channel, entry.data) for entry in parse_log(chunks)] == [
        (ERR, b"err\n"),
        (OUT, b"out\n"),
    ]


def test_a_line_that_the_engine_cut_is_one_line() -> None:
    long = b"x" * (2 * CUT + 10)
    raw = b"".join(
        stamp(5) + b" " + long[start : start + CUT] for start in range(0, len(long), CUT)
    )
    assert [entry.data for entry in parse_log(out(raw + b"\n"))] == [long + b"\n"]


def test_a_long_line_of_an_engine_that_does_not_cut() -> None:
    long = b"y" * (3 * CUT) + b"\n"
    assert [entry.data for entry in parse_log(out(stamp(5) + b" " + long))] == [long]


def test_a_line_without_a_time_is_kept() -> None:
    assert parse_log(out(b"plain\n")) == [Entry(OUT, b"", b"plain\n")]


def test_a_quiet_stream_takes_the_whole_log() -> None:
    log = entries(b"a\n", b"b\n")
    assert join(log, [], 1000) == ([Chunk(OUT, b"a\n"), Chunk(OUT, b"b\n")], True)


def test_what_is_in_both_is_shown_once() -> None:
    log = entries(b"a\n", b"b\n", b"c\n", b"d\n")
    joined = join(log, [Chunk(OUT, b"c\nd\n"), Chunk(OUT, b"e\n")], 1001, received=1)
    assert (text(joined), joined.sure) == (b"a\nb\n", True)


def test_a_live_stream_that_began_within_a_line() -> None:
    log = entries(b"a\r\n", b"$ echo hello\r\n", b"hello\r\n")
    joined = join(log, out(b"llo\r\nhello\r\n$ "), 1001)
    assert (text(joined), joined.sure) == (b"a\r\n$ echo he", True)


def test_a_stream_without_a_whole_line_is_not_in_the_log_yet() -> None:
    joined = join(entries(b"a\n"), out(b"50%\r60%"), 0)
    assert (text(joined), joined.sure) == (b"a\n", True)


def test_a_log_that_lags_is_not_sure() -> None:
    joined = join(entries(b"a\n"), out(b"c\nd\n"), 1000)
    assert (text(joined), joined.sure) == (b"a\n", False)


def test_lines_older_than_the_attach_are_never_taken_for_live_ones() -> None:
    log = entries(b"tick\n", b"tick\n", b"tick\n")
    joined = join(log, out(b"tick\n"), 1002)
    assert (text(joined), joined.sure) == (b"tick\ntick\n", True)


def test_repeated_lines_are_told_apart_by_their_number() -> None:
    log = entries(b"y\n", b"y\n", b"y\n", b"y\n")
    joined = join(log, out(b"y\n"), 0)
    assert (text(joined), joined.sure) == (b"y\ny\ny\n", True)


def test_an_endless_repetition_is_not_sure() -> None:
    assert not join(entries(b"y\n", b"y\n"), out(b"y\n" * 9), 0).sure


def test_a_flood_whose_tail_is_all_in_the_stream_has_no_history() -> None:
    joined = join(entries(b"7\n", b"8\n"), out(b"5\n6\n7\n8\n9\n"), 0)
    assert (text(joined), joined.sure) == (b"", True)


def test_a_stream_that_began_at_the_very_end_of_a_line() -> None:
    joined = join(entries(b"bar\n"), out(b"\nfoo"), 0)
    assert (text(joined), joined.sure) == (b"bar", False)
    joined = join(entries(b"$ ls\n", b"file\n"), out(b"\nfile\n$ "), 0)
    assert (text(joined), joined.sure) == (b"$ ls", True)


def test_a_line_that_came_while_the_log_was_read_may_be_in_it_or_not() -> None:
    assert join(entries(b"a\n"), out(b"b\n"), 0, received=0) == ([Chunk(OUT, b"a\n")], True)
    joined = join(entries(b"a\n", b"b\n"), out(b"b\n"), 0, received=0)
    assert (text(joined), joined.sure) == (b"a\n", False)


def test_channels_are_joined_apart() -> None:
    log = sorted(
        entries(b"o1\n", b"o2\n") + entries(b"e1\n", b"e2\n", channel=ERR, start=1000.5),
        key=lambda entry: entry.stamp,
    )
    live = [Chunk(ERR, b"e2\n"), Chunk(OUT, b"o2\n")]
    joined = join(log, live, 1000)
    assert joined == ([Chunk(OUT, b"o1\n"), Chunk(ERR, b"e1\n")], True)


def test_bytes_that_a_log_cannot_hold_match_what_it_made_of_them() -> None:
    log = entries(b"a\n", "caf\ufffd\ufffd!\n".encode())
    joined = join(log, out(b"caf\xff\xfe!\n"), 1001)
    assert (text(joined), joined.sure) == (b"a\n", True)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.text("ab", max_size=6), min_size=1, max_size=12),
    st.integers(0, 60),
    st.integers(0, 4),
)
def test_sure_joins_of_different_lines_are_exact(words: list[str], start: int, lag: int) -> None:
    lines = [f"{index} {word}\n".encode() for index, word in enumerate(words)]
    everything = b"".join(lines)
    start = min(start, len(everything))
    logged = lines[: len(lines) - lag] if lag < len(lines) else []
    joined = join(entries(*logged), out(everything[start:]), 0)
    if joined.sure and (not lag or b"\n" in everything[start:]):
        shown = text(joined) + everything[start:]
        assert everything.endswith(shown) or not lag
        if not lag:
            assert shown == everything or everything[start:].find(b"".join(logged)) >= 0
