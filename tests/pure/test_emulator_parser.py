"""The parser takes anything: what it does not know it ignores whole, and it never fails."""

from __future__ import annotations

import pytest
from emulator_support import FRAGMENTS, check_shape, shown, state, text
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside_widgets.emulator import Emulator

IGNORED = [
    "\x1b[?4m",
    "\x1b[?r",
    "\x1b[1;2~",
    "\x1b[5K",
    "\x1b[4J",
    "\x1b[<u",
    "\x1b[=1;1u",
    '\x1b["z',
    "\x1b[1;2;3'z",
    "\x1b[?6;1z",
    "\x1b[ z",
    "\x1b[1:2H",
    "\x1b[1?2h",
    "\x1b[!1p",
    "\x1b[\u0663A",
    "\x1b[" + "9" * 5000 + "z",
    "\x1b[" + "1;" * 3000 + "z",
    "\x1b[" + "1;" * 3000 + "m",
    "\x1bPbody\x1b\\",
    "\x1bP0;1|17/ab\x9c",
    "\x1b_apc\x1b\\",
    "\x1b^pm\x1b\\",
    "\x1bXsos\x1b\\",
    "\x1bktitle\x1b\\",
    "\x1b]9999;x\x07",
    "\x1b]nonsense\x1b\\",
    "\x1b]4;x;y;z\x07",
    "\x1b]52;c;%%%\x07",
    "\x1b F",
    "\x1b G",
    "\x1b*B",
    "\x1b%G",
    "\x1b(\x1b)B",
    "\x1b[1;2\x18",
    "\x1b[1;2\x1a",
    "\x1b]0;x\x18",
    "\x1b[\x7f0m",
    "\x00\x05\x7f",
    "\x80\x81\x99",
]


@pytest.mark.parametrize("sequence", IGNORED, ids=[ascii(s)[:24] for s in IGNORED])
@pytest.mark.parametrize("fast", [True, False])
def test_ignored_whole(sequence: str, fast: bool) -> None:
    emulator = Emulator(10, 4, fast=fast)
    emulator.feed(f"ab{sequence}c".encode())
    assert (text(emulator), emulator.cursor) == (["abc", "", "", ""], (0, 3))


def test_controls_inside_a_sequence_act_at_once() -> None:
    assert text(shown("a\x1b[\r\n1;5Hb"))[0] == "a   b"
    assert text(shown("ab\x1b[2\bDx"))[0] == "xb"


def test_escape_begins_anew() -> None:
    assert text(shown("\x1b[12\x1b[2;2Hx"))[1] == " x"
    assert text(shown("\x1b]0;title\x1b[2;2Hx"))[1] == " x"
    assert text(shown("\x1bPq\x1b[2;2Hx"))[1] == " x"


def test_an_endless_string_takes_no_memory() -> None:
    emulator = Emulator(10, 4)
    for _ in range(100):
        emulator.feed(b"\x1b]0;" if not _ else b"x" * 65_536)
    assert sum(map(len, emulator.parser._collected)) <= 1_048_576
    emulator.feed(b"\x07ok")
    assert (emulator.title, text(emulator)[0]) == ("", "ok")


def test_a_huge_count_is_quick() -> None:
    for final in "@ABCDEFGHILMPSTXZ^`abdefg":
        shown(f"x\x1b[999999999{final}y", rows=3)


REPEATED = st.sampled_from([b"ab\r\n", b"x", b"\x1b[1mz\r\n"])
PIECES = st.lists(
    st.one_of(
        st.sampled_from(FRAGMENTS).map(lambda p: p if isinstance(p, bytes) else p.encode()),
        st.binary(max_size=4),
        st.text(max_size=6).map(lambda t: t.encode("utf-8", "surrogatepass")),
        st.builds(lambda piece, times: piece * times, REPEATED, st.integers(1, 30)),
    ),
    max_size=25,
)
SIZES = st.sampled_from([(1, 1, 3), (2, 3, 2), (5, 4, 5), (10, 4, 5), (20, 6, 0), (30, 5, 30)])


@settings(max_examples=250, deadline=None)
@given(pieces=PIECES, size=SIZES, cuts=st.lists(st.integers(1, 40), max_size=12))
def test_fast_and_slow_agree_however_the_input_is_split(
    pieces: list[bytes], size: tuple[int, int, int], cuts: list[int]
) -> None:
    data = b"".join(pieces)
    fast, slow = Emulator(*size), Emulator(*size, fast=False)
    slow.feed(data)
    rest = data
    for cut in cuts:
        fast.feed(rest[:cut])
        rest = rest[cut:]
    fast.feed(rest)
    check_shape(fast)
    check_shape(slow)
    assert state(fast) == state(slow)


@settings(max_examples=100, deadline=None)
@given(pieces=PIECES, size=SIZES)
def test_no_reply_holds_what_the_program_sent(
    pieces: list[bytes], size: tuple[int, int, int]
) -> None:
    emulator = Emulator(*size)
    emulator.feed(b"".join(pieces).replace(b"x", b"\x01echo \x02"))
    replies = emulator.take_replies()
    assert b"echo" not in replies
    assert b"title" not in replies
    assert not set(replies) & set(b"\r\n\x01\x02")


SAID = b"`rm`"
TOLD = [
    b"\x1b]0;%b\x07",
    b"\x1b]2;%b\x1b\\\x1b[22;2t",
    b"\x1b]1;%b\x07\x1b[22t\x1b[23t",
    b"\x1b]7;file://%b\x07",
    b"\x1b]8;id=%b;http://%b/\x1b\\x",
    b"\x1b]52;c;YHJtYA==\x07",
    b"\x1b]4;7;%b\x07\x1b]10;%b\x07",
    b"\x1b]133;A;%b\x07%b",
    b"\x1bP1$r%b\x1b\\",
    b"\x1bP!z%b\x1b\\",
]
"""What a program may leave in a terminal."""
ASKED = [
    *(
        b"\x1b[20t",
        b"\x1b[21t",
        b"\x1b[11t",
        b"\x1b[18t",
        b"\x05",
        b"\x1b[c",
        b"\x1b[>c",
        b"\x1b[=c",
    ),
    *(b"\x1b[>q", b"\x1b[x", b"\x1b[6n", b"\x1b[?6n", b"\x1b[?15n", b"\x1b[?62n", b"\x1b[?63;1n"),
    *(b"\x1bP$q%b\x1b\\", b"\x1bP$qm\x1b\\", b"\x1bP+q60726D60\x1b\\", b"\x1bP+q%b\x1b\\"),
    *(b"\x1b]4;7;?\x07", b"\x1b]10;?;%b\x07", b"\x1b]11;?\x1b\\", b"\x1b]12;?\x07"),
    *(b"\x1b]52;c;?\x07", b"\x1b]0;?\x07", b"\x1b]8;;?\x07", b"\x1b]7;?\x07", b"\x1b]2;%b?\x07"),
    *(
        b"\x1b[?7$p",
        b"\x1b[4$p",
        b"\x1b[1;1;1;1;2;9*y",
        b"\x1b[?u",
        b"\x1b[?4m",
        b"\x1bZ",
        b"\x1b[?%bn",
    ),
]
"""All that a terminal answers, and what others have answered."""


@settings(max_examples=200, deadline=None)
@given(
    told=st.lists(st.sampled_from(TOLD), min_size=1, max_size=4),
    asked=st.lists(st.sampled_from(ASKED), min_size=1, max_size=6),
    eight=st.booleans(),
)
def test_what_a_program_left_is_in_no_answer(
    told: list[bytes], asked: list[bytes], eight: bool
) -> None:
    emulator = Emulator(10, 4)
    emulator.keyboard_protocol = True
    data = b"".join(told + asked).replace(b"%b", SAID)
    emulator.feed((b"\x1b G" if eight else b"") + data)
    replies = emulator.take_replies()
    for form in (SAID, SAID[1:3], SAID.hex().encode(), SAID.hex().upper().encode()):
        assert form not in replies
    assert not set(replies) & set(b"\r\n`")
