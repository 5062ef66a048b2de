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
    ],
    ids=["REP", "REP of a cluster", "reverse wrap", "DECCARA", "marks on one", "marks"],
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
