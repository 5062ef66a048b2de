"""Older rows are wrapped anew late, with the same result as at once."""

from __future__ import annotations

import random

from emulator_support import check_shape, noise, shown, state
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside_widgets.emulator import Emulator

# In one column a wide character has no room: what is wrapped at once loses it, late keeps it.
SIZES = st.lists(st.tuples(st.integers(2, 30), st.integers(1, 8)), min_size=1, max_size=4)


def eager(*size: int) -> Emulator:
    """Return a terminal that wraps everything anew at once."""
    emulator = Emulator(*size)
    take = emulator.history.take
    emulator.history.take = lambda lines: take(1_000_000)  # type: ignore[method-assign]
    return emulator


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 1 << 32), sizes=SIZES, scrollback=st.sampled_from([0, 3, 20, 200]))
def test_late_is_as_at_once(seed: int, sizes: list[tuple[int, int]], scrollback: int) -> None:
    dice = random.Random(seed)
    late, once = Emulator(12, 4, scrollback), eager(12, 4, scrollback)
    for columns, rows in sizes:
        # At the same width there is nothing to wrap anew; at once it trims blank rows all the same.
        columns += columns == late.columns
        data = noise(dice, 40)
        for emulator in (late, once):
            emulator.feed(data)
            emulator.resize(columns, rows)
        late.history.settle(seconds=0)
        late.feed(b"more\r\n")
        once.feed(b"more\r\n")
        one, other = state(late), state(once)
        for numbered in ("total", "events"):  # from the length at the old width
            del one[numbered], other[numbered]
        assert one == other


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 1 << 32), sizes=SIZES)
def test_sizes_that_follow_each_other(seed: int, sizes: list[tuple[int, int]]) -> None:
    dice = random.Random(seed)
    emulator = Emulator(12, 4, 50)
    for columns, rows in sizes:
        emulator.feed(noise(dice, 40))
        emulator.resize(columns, rows)
    check_shape(emulator)
    assert len(emulator.history) == len(list(emulator.history)) <= 50


def filled(lines: int = 1_000) -> Emulator:
    return shown(b"".join(b"\x1b[3%dm%d\x1b[m abcdefgh\r\n" % (i % 8, i) for i in range(lines)), 20)


def test_what_is_not_looked_at_waits() -> None:
    emulator = filled()
    emulator.resize(6, 4)
    history = emulator.history
    assert not history.settled
    last = history[-1]
    assert last.text.strip()
    assert not history.settled
    history.settle()
    assert history.settled
    assert [row.text for row in history][-1] == last.text


def test_the_same_width_leaves_them_alone() -> None:
    emulator = filled()
    emulator.resize(20, 9)
    assert emulator.history.settled


def test_a_row_keeps_its_distance_from_the_end() -> None:
    emulator = filled(90)
    emulator.resize(6, 4)
    far = [emulator.history[-distance].text for distance in range(1, 60)]
    emulator.history.settle()
    assert far == [emulator.history[-distance].text for distance in range(1, 60)]


def test_output_goes_on_while_older_rows_wait() -> None:
    emulator = filled(90)
    emulator.resize(6, 4)
    emulator.feed(b"".join(b"n%d\r\n" % i for i in range(300)))
    assert len(emulator.history) == 100
    assert emulator.history.settled
    assert emulator.scrollback_lines()[-1].rstrip() == "n296"
