"""Output for a terminal: line ends, two channels, pens that do not paint each other."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.engine.engine import Channel, Chunk
from alongside.session.printer import Printer

OUT, ERR = Channel.STDOUT, Channel.STDERR


def printed(*chunks: tuple[Channel, bytes], tty: bool = False) -> bytes:
    printer = Printer(tty=tty)
    data = b"".join(printer.feed(Chunk(*chunk)) for chunk in chunks)
    return data + printer.finish()


def test_a_terminal_s_bytes_pass_unchanged() -> None:
    data = b"a\nb\r\n\x1b[31m\xff\x1b["
    assert printed((OUT, data), tty=True) == data


def test_line_ends() -> None:
    assert printed((OUT, b"a\nb\r\n\nc\r")) == b"a\r\nb\r\n\r\nc\r"
    assert printed((OUT, b"a\r"), (OUT, b"\nb")) == b"a\r\nb"


def test_stderr_is_red_and_stdout_is_not() -> None:
    assert printed((OUT, b"a"), (ERR, b"b"), (OUT, b"c")) == b"a\x1b[0;31mb\x1b[mc"


def test_stderr_keeps_its_ink_over_the_program_s_resets() -> None:
    assert printed((ERR, b"\x1b[1mb\x1b[0mc\x1b[md\x1b[39me")) == (
        b"\x1b[0;31m\x1b[1mb\x1b[0;31mc\x1b[0;31md\x1b[31me\x1b[m"
    )


def test_a_colour_of_stderr_s_own_stays() -> None:
    assert printed((ERR, b"\x1b[0;33mw")) == b"\x1b[0;31m\x1b[0;31;33mw\x1b[m"


def test_zero_inside_a_colour_is_no_reset() -> None:
    assert printed((ERR, b"\x1b[38;5;0mx\x1b[48;2;0;0;0my")) == (
        b"\x1b[0;31m\x1b[38;5;0mx\x1b[48;2;0;0;0my\x1b[m"
    )


def test_a_pen_goes_on_after_the_other_channel() -> None:
    chunks = (OUT, b"\x1b[32mgreen"), (ERR, b"!"), (OUT, b"still"), (OUT, b"\x1b[0mplain")
    assert printed(*chunks) == b"\x1b[32mgreen\x1b[0;31m!\x1b[0;32mstill\x1b[0mplain"


def test_a_sequence_is_not_cut_by_the_other_channel() -> None:
    chunks = (OUT, b"a\x1b[3"), (ERR, b"e"), (OUT, b"2mb"), (OUT, b"caf\xc3"), (ERR, b"f")
    assert printed(*chunks, (OUT, b"\xa9")) == (
        b"a\x1b[0;31me\x1b[m\x1b[32mbcaf\x1b[0;31mf\x1b[0;32m\xc3\xa9\x1b[m"
    )


def test_a_pen_is_bounded() -> None:
    printer = Printer(tty=False)
    printer.feed(Chunk(OUT, b"\x1b[38;5;200m" * 1000))
    assert len(printer.feed(Chunk(ERR, b"e")) + printer.feed(Chunk(OUT, b"o"))) < 300


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from([b"a", b"\n", b"\r\n", b"\x1b[1m", b"\x1b[0m", b"\xc3\xa9", b"\xff"])),
    st.lists(st.integers(0, 40), max_size=5),
)
def test_any_cut_of_one_channel_prints_the_same(parts: list[bytes], places: list[int]) -> None:
    data = b"".join(parts)
    edges = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    cut = [(OUT, data[start:end]) for start, end in pairwise(edges)]
    whole = printed((OUT, data))
    assert printed(*cut) == whole
    assert re.sub(rb"\r*\n", b"\n", whole.removesuffix(b"\x1b[m")) == re.sub(
        rb"\r*\n", b"\n", data.removesuffix(b"\x1b[m")
    )
