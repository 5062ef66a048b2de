"""What takes long is cut off and gone on with; the result is the same."""

from __future__ import annotations

import random

import pytest
from emulator_support import noise, state
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside_widgets.emulator import Emulator


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 1 << 32))
def test_cut_off_anywhere_it_is_the_same(seed: int) -> None:
    dice = random.Random(seed)
    cut, whole = Emulator(12, 4, 20), Emulator(12, 4, 20)
    for _ in range(3):
        data = noise(dice, 60)
        whole.feed(data)
        done = cut.feed(data, 1e-9)
        if dice.random() < 0.5:
            # More may come before all is done.
            more = noise(dice, 5)
            whole.feed(more)
            done = cut.feed(more, 1e-9)
        if not done:
            cut.feed(b"")
    assert state(cut) == state(whole)


@pytest.mark.parametrize(
    "data",
    [
        b"x" + b"\x1b[9999b" * 9_000,
        "e\u0301".encode() + b"\x1b[9999b" * 9_000,
        b"\x1b[?45h" + b"\x1b[99999D" * 8_000,
        b"\x1b[1;1;50;200;1$r" * 4_000,
        ("e" + "\u0301" * 30_000).encode(),
        "e\u0301\u0300".encode() * 12_000,
        b"\x1b%G" * 12_000,
        b"a long line " * 12_000,
    ],
    ids=[
        "REP",
        "REP of a cluster",
        "reverse wrap",
        "DECCARA",
        "marks on one",
        "marks",
        "encodings",
        "a line",
    ],
)
def test_hostile_input_waits(data: bytes) -> None:
    emulator = Emulator(200, 50)
    calls = 0
    data *= 20
    done = emulator.feed(data, 0.001)
    assert not done
    while calls < 5:
        done = emulator.feed(b"", 0.001)
        calls += 1
    assert not done


def colorful(dice: random.Random, lines: int) -> bytes:
    """Return lines of text in colours that never come again."""
    return b"".join(
        b"".join(b"\x1b[38;2;%d;%d;%dmx" % tuple(dice.randbytes(3)) for _ in range(30))
        + b"\x1b[m\r\n"
        for _ in range(lines)
    )


def test_styles_are_freed_in_steps() -> None:
    data = colorful(random.Random(1), 1_000) + b"\x1b[1;34mend"
    cut, whole = Emulator(40, 5, 100), Emulator(40, 5, 100)
    whole.feed(data)
    for start in range(0, len(data), 50_000):
        done = cut.feed(data[start : start + 50_000], 0.0005)
        while not done:
            done = cut.feed(b"", 0.0005)
    assert cut.styles.generation
    assert len(cut.styles) < 30_000
    assert state(cut) == state(whole)


def test_a_change_of_size_meanwhile_begins_anew() -> None:
    dice = random.Random(2)
    emulator = Emulator(40, 5, 1_000)
    plain = Emulator(40, 5, 1_000)
    for turn in range(60):
        data = colorful(dice, 20)
        plain.feed(data)
        emulator.feed(data, 0.001)
        if turn % 7 == 0:
            for terminal in (emulator, plain):
                terminal.resize(30 + turn % 3, 5)
        emulator.feed(b"")
    assert emulator.styles.generation
    assert state(emulator) == state(plain)
