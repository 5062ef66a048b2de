"""Bytes of a probe's process to lines, facts and blocks, however they are cut."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.diagnostics.decode import MAX_BLOCK, MAX_LINE, Block, Decoded, Decoder, Fact, plain
from alongside.diagnostics.probe import Line, LineKind, heading, note
from alongside.engine.engine import Channel

OUT, ERR = Channel.STDOUT, Channel.STDERR


def decode(data: bytes, mark: str = "M") -> list[Decoded]:
    decoder = Decoder(mark)
    return decoder.feed(OUT, data) + decoder.finish()


def test_marks_and_text() -> None:
    items = decode(b"M fact pid 7\nhello\nM title Big\nM note by us\nMfact x\nM fact a b c\nend")
    assert items == [
        Fact("pid", "7"),
        Line(LineKind.TEXT, "hello"),
        heading("Big"),
        note("by us"),
        Line(LineKind.TEXT, "Mfact x"),
        Fact("a", "b c"),
        Line(LineKind.TEXT, "end"),
    ]


def test_blocks_have_parts_and_keep_raw_bytes() -> None:
    items = decode(b"M fact pid 1\nM begin b\nM part /a\n\0\xff\n\nM part c d\nx\nM end\nafter\n")
    block = items[1]
    assert isinstance(block, Block)
    assert block.parts == [("/a", b"\0\xff\n\n"), ("c d", b"x\n")]
    assert block.text("c d") == "x\n"
    assert block.text("none") == ""
    assert items[2:] == [Line(LineKind.TEXT, "after")]


def test_a_block_without_parts() -> None:
    (block,) = decode(b"M begin b\nx\ny\nM end\n")
    assert isinstance(block, Block)
    assert (block.text(), block.cut) == ("x\ny\n", False)


def test_an_unfinished_block_is_given_out_as_cut() -> None:
    (block,) = decode(b"M begin b\nhalf")
    assert isinstance(block, Block)
    assert (block.text(), block.cut) == ("half", True)


def test_a_block_is_bounded() -> None:
    (block,) = decode(b"M begin b\n" + b"x" * 99 + (b"y" * 999 + b"\n") * 1100 + b"M end\n")
    assert isinstance(block, Block)
    assert block.cut
    assert len(block.text()) == MAX_BLOCK


def test_what_comes_before_the_first_mark_is_no_output() -> None:
    decoder = Decoder("M")
    assert decoder.feed(OUT, b"OCI runtime exec failed: x\n") == []
    assert not decoder.started
    assert decoder.preamble == ["OCI runtime exec failed: x"]


def test_marks_count_on_stdout_only_and_stderr_is_an_error() -> None:
    decoder = Decoder("M")
    decoder.feed(OUT, b"M fact pid 1\nhal")
    assert decoder.feed(ERR, b"M fact pid 2\n") == [Line(LineKind.ERROR, "M fact pid 2")]
    assert decoder.feed(OUT, b"f\n") == [Line(LineKind.TEXT, "half")]


def test_without_a_mark_all_is_text() -> None:
    assert decode(b" fact a b\n", mark="") == [Line(LineKind.TEXT, " fact a b")]


def test_quiet_follows_marks_only() -> None:
    decoder = Decoder("M")
    decoder.feed(OUT, b"M fact pid 1\n")
    decoder.quiet = True
    items = decoder.feed(OUT, b"text\nM begin b\nkept\nM end\n")
    assert [type(item) for item in items] == [Block]


def test_endless_lines_are_cut() -> None:
    items = decode(b"M fact pid 1\n" + b"x" * (3 * MAX_LINE + 5))
    lines = [item.text for item in items if isinstance(item, Line)]
    assert "".join(lines) == "x" * (3 * MAX_LINE + 5)
    assert max(map(len, lines)) <= MAX_LINE


def test_hostile_output_becomes_plain_text() -> None:
    assert plain(b"\x1b[31mred\x1b[0m \x1b]52;c;aGk=\x07x\x1b]0;t\x1b\\y\r") == "red xy"
    assert plain(b"a\tb") == "a       b"
    assert plain(b"10%\r20%") == "20%"
    assert plain(b"\x1b\xc2\x9b\x00") == "␛�␀"
    assert plain("é ‮ evil".encode()) == "é � evil"
    assert plain(b"\xff") == "�"


PIECE = st.sampled_from(
    [b"M ", b"fact a b", b"begin x", b"part p", b"end", b"title t", b"\n", b"\n", b"text", b"\x1b["]
)


@settings(max_examples=150)
@given(
    st.lists(PIECE | st.binary(max_size=4), max_size=30).map(b"".join),
    st.lists(st.integers(0, 80), max_size=6),
)
def test_any_cut_gives_the_same(data: bytes, cuts: list[int]) -> None:
    whole = decode(data)
    decoder = Decoder("M")
    items: list[Decoded] = []
    bounds = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    for start, end in pairwise(bounds):
        items += decoder.feed(OUT, data[start:end])
    assert items + decoder.finish() == whole


@settings(max_examples=150)
@given(st.binary(max_size=60))
def test_plain_text_has_no_controls(data: bytes) -> None:
    text = plain(data)
    assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in text)
