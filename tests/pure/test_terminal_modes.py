"""Which keys are plain characters to a terminal, asked of a real one and read from stty's words."""

from __future__ import annotations

import os
import termios
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.session.terminal_modes import plain_here, plain_said

ALL = b"\x1a\x1c\x13"


@pytest.fixture
def slave(tmp_path: Path) -> Iterator[int]:
    master, slave = os.openpty()
    (tmp_path / "fd").mkdir()
    (tmp_path / "fd" / "0").symlink_to(os.ttyname(slave))
    yield slave
    os.close(slave)
    os.close(master)


def test_a_terminal_as_it_is_made(slave: int, tmp_path: Path) -> None:
    assert plain_here(tmp_path) == b""


def test_a_raw_terminal(slave: int, tmp_path: Path) -> None:
    tty.setraw(slave)
    assert plain_here(tmp_path) == ALL


def test_one_without_flow_control(slave: int, tmp_path: Path) -> None:
    modes = termios.tcgetattr(slave)
    modes[0] &= ~termios.IXON
    termios.tcsetattr(slave, termios.TCSANOW, modes)
    assert plain_here(tmp_path) == b"\x13"


def test_what_is_no_terminal(tmp_path: Path) -> None:
    assert plain_here(tmp_path) is None
    (tmp_path / "fd").mkdir()
    os.mkfifo(tmp_path / "fd" / "0")
    assert plain_here(tmp_path) is None
    (tmp_path / "fd" / "0").unlink()
    (tmp_path / "fd" / "0").symlink_to("/dev/null")
    assert plain_here(tmp_path) is None


def test_what_stty_says() -> None:
    raw = "speed 38400 baud; rows 24; columns 80; line = 0;\n-isig -icanon iexten\n-ixon -ixoff\n"
    assert plain_said(raw) == ALL
    assert plain_said(raw.replace("-isig", "isig")) == b"\x13"
    assert plain_said("isig ixon") == b""
    assert plain_said("sh: stty: not found") is None


@given(st.text(max_size=100))
@settings(max_examples=40)
def test_any_words(said: str) -> None:
    assert plain_said(said) in (None, b"", b"\x1a\x1c", b"\x13", ALL)
