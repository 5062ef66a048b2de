"""The line mode of processes without a terminal: as a tty does it, for any keys."""

from __future__ import annotations

import os
import termios

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from alongside.session.line_input import LINE_BYTES, Fed, LineInput
from alongside_widgets.emulator import Emulator

PRINTABLE = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=12
)
KEYS = (
    [b"ab", b" ", b"-", b"\t", b"\xff", b"\xc2\x9b", b"\x7f", b"\b", b"\x15", b"\x17", b"\x10"],
    [b"\x04", b"\r", b"\n", b"\x03", b"\x1b[A", b"\x1bOP", b"\x1b]0;t\x07", b"\x1b"],
    [text.encode() for text in ("é", "漢字", "e\u0301", "👩\u200d👩\u200d👧")],
)
CHUNKS = st.lists(st.sampled_from([key for keys in KEYS for key in keys]), max_size=12)


def typed(*keys: bytes) -> Fed:
    """Feed keys one after another; return all that came of it."""
    line = LineInput()
    fed = [line.feed(key) for key in keys]
    return Fed(
        b"".join(one.echo for one in fed),
        b"".join(one.to_send for one in fed),
        any(one.end for one in fed),
        any(one.interrupt for one in fed),
    )


@pytest.mark.parametrize(
    ("keys", "echo", "to_send"),
    [
        (b"hello\r", b"hello\r\n", b"hello\n"),
        (b"hello", b"hello", b""),
        (b"helo\x7flo\r", b"helo\b \blo\r\n", b"hello\n"),
        (b"\x7f\b\x15\x17\r", b"\r\n", b"\n"),
        ("漢é\x7f\x7fx\r".encode(), "漢é\b \b\b \b\b \bx\r\n".encode(), b"x\n"),
        ("e\u0301\x7f\r".encode(), "e\u0301\b \b\r\n".encode(), b"\n"),
        (b"ab\x15cd\r", b"ab\b \b\b \bcd\r\n", b"cd\n"),
        (b"rm -f a_b. \x17x\r", b"rm -f a_b. " + b"\b \b" * 5 + b"x\r\n", b"rm -f x\n"),
        (b"a\tb\x7f\x7f\r", b"a" + b" " * 8 + b"b" + b"\b \b" * 9 + b"\r\n", b"a\n"),
        (b"a\tb\r", b"a" + b" " * 8 + b"b\r\n", b"a\tb\n"),
        (b"\x10\x7f\x10\r", b"^P\b \b\b \b^P\r\n", b"\x10\n"),
        (b"one\rtwo\r\nthree\nfour", b"one\r\ntwo\r\nthree\r\nfour", b"one\ntwo\nthree\n"),
        (b"l\x1b[A\x1b[1;5C\x1bOPs\x1b[15~\r", b"ls\r\n", b"ls\n"),
        (b"\x1b]11;rgb:00/00\x1b\\\x1bP1$r0m\x1b\\\x1b[3;1Rx\r", b"x\r\n", b"x\n"),
        (b"\x11\x13\x1a\x1cx\r", b"x\r\n", b"x\n"),
        (b"\xff\xe6\r", "\ufffd\ufffd\r\n".encode(), b"\xff\xe6\n"),
        (b"a\xc2\x9bb\r", b"ab\r\n", b"a\xc2\x9bb\n"),
    ],
)
def test_what_keys_do(keys: bytes, echo: bytes, to_send: bytes) -> None:
    assert typed(keys) == Fed(echo, to_send)


def test_the_escape_key_takes_nothing_with_it() -> None:
    assert typed(b"\x1b", b"l", b"s", b"\x1b[", b"\r") == Fed(b"ls\r\n", b"ls\n")


def test_ctrl_d_sends_what_is_there_and_then_ends() -> None:
    line = LineInput()
    assert line.feed(b"ab\x04") == Fed(b"ab", b"ab")
    assert line.feed(b"\x7f") == Fed(b"", b"")
    assert line.feed(b"\x04more\r") == Fed(b"", b"", end=True)


def test_ctrl_c_forgets_the_line_and_is_told() -> None:
    assert typed(b"rm -r\x03ls\r") == Fed(b"rm -r^C\r\nls\r\n", b"ls\n", interrupt=True)


def test_a_character_cut_into_bytes_is_one() -> None:
    assert typed(*(bytes([code]) for code in "漢\x7f漢\r".encode())) == Fed(
        "漢\b \b\b \b漢\r\n".encode(), "漢\n".encode()
    )


@pytest.mark.parametrize("character", ["a", "é", "漢", "\x10"])
def test_a_line_is_bounded_and_says_so(character: str) -> None:
    line = LineInput()
    fed = line.feed(character.encode() * LINE_BYTES)
    assert fed.echo.endswith(b"\a")
    assert fed.echo.count(b"\a") == 1
    sent = line.feed(b"\r").to_send
    assert LINE_BYTES - 3 < len(sent) <= LINE_BYTES
    assert sent.decode() == character * ((len(sent) - 1) // len(character.encode())) + "\n"
    assert line.feed(b"next\r").to_send == b"next\n"


def test_a_pasted_line_that_is_too_long_is_cut_and_the_others_are_not() -> None:
    sent = typed(b"a\r" + b"b" * 5000 + b"\r" + b"c\r").to_send
    assert sent == b"a\n" + b"b" * (LINE_BYTES - 1) + b"\nc\n"


@given(st.lists(PRINTABLE, max_size=5))
def test_pasted_lines_arrive_as_they_are(lines: list[str]) -> None:
    pasted = "".join(f"{line}\r" for line in lines).encode()
    fed = typed(pasted)
    assert fed.to_send == pasted.replace(b"\r", b"\n")
    assert fed.echo == pasted.replace(b"\r", b"\r\n")
    assert typed(*(bytes([code]) for code in pasted)) == fed


@given(PRINTABLE, st.sampled_from([b"\x15", b"\x7f" * 13]))
@example("👩\u200d👩\u200d👧", b"\x7f" * 2)
@example("\u0301b", b"\x15")
def test_what_is_erased_leaves_nothing_on_the_screen(text: str, keys: bytes) -> None:
    screen = Emulator(80, 3)
    screen.feed(b"> ")
    line = LineInput()
    screen.feed(line.feed(f"a{text}".encode()).echo)  # a mark would join what is there
    screen.feed(line.feed(keys).echo)
    assert screen.display[0].rstrip() == ">"
    assert screen.cursor == (0, 2)
    assert line.feed(b"\r").to_send == b"\n"


@given(CHUNKS)
def test_any_keys_make_a_safe_echo_however_they_are_grouped(chunks: list[bytes]) -> None:
    one_by_one = typed(*chunks)
    assert b"\x1b" not in one_by_one.echo + one_by_one.to_send
    assert not set(one_by_one.echo) & (set(range(32)) - set(b"\a\b\r\n"))
    grouped = b"".join(chunks)
    if b"\x1b" not in grouped and b"\r\n" not in grouped and not one_by_one.end:
        assert typed(grouped) == one_by_one


@given(st.binary(max_size=40))
def test_any_bytes_are_taken(data: bytes) -> None:
    fed = typed(data)
    assert b"\x1b" not in fed.echo + fed.to_send
    assert b"\r" not in fed.to_send


@settings(max_examples=60)
@given(st.text(st.sampled_from("ab_ -.é\x7f\x15\x17\x04\r\x10"), max_size=20))
@example("a.b- \x17c\r")
def test_the_kernel_sends_the_same(keys: str) -> None:
    if "é" in keys:  # its idea of a word knows no UTF-8
        keys = keys.replace("\x17", "")
    line, sent = LineInput(), b""
    for key in keys + "\x04\x04":
        fed = line.feed(key.encode())
        sent += fed.to_send
        if fed.end:
            break
    assert sent == kernels(keys.encode() + b"\x04\x04")


def kernels(keys: bytes) -> bytes:
    """Return what a tty in line mode gives its reader for `keys`, up to the end of input."""
    master, slave = os.openpty()
    try:
        mode = termios.tcgetattr(slave)
        mode[0] |= 0o40000  # IUTF8
        termios.tcsetattr(slave, termios.TCSANOW, mode)
        os.write(master, keys)
        read = bytearray()
        while some := os.read(slave, 8192):
            read += some
        return bytes(read)
    finally:
        os.close(master)
        os.close(slave)
