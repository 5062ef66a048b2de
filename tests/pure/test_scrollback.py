"""Older rows are wrapped anew late, with the same result as at once."""

from __future__ import annotations

import random

import pytest
from emulator_support import check_shape, noise, shown, state
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside_widgets import scrollback
from alongside_widgets.emulator import Emulator
from alongside_widgets.history import Entry

# In one column a wide character has no room: what is wrapped at once loses it, late keeps it.
SIZES = st.lists(st.tuples(st.integers(2, 30), st.integers(1, 8)), min_size=1, max_size=4)


def eager(*size: int) -> Emulator:
    """Return a terminal that wraps everything anew at once."""
    emulator = Emulator(*size)
    history = emulator.history
    take, put = history.take, history.put

    def put_all(entries: list[Entry], columns: int, uncut: int) -> None:
        put(entries, columns, uncut)
        history.settle()

    history.take = lambda rows, columns: take(1_000_000, columns)  # type: ignore[method-assign]
    history.put = put_all  # type: ignore[method-assign]
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


LONG = [
    "x" * 3_000,
    "日本x" * 700,
    "\x1b[31mred \x1b[44mblue\x1b[m plain " * 150,
    "e\u0301a👨\u200d👩" * 400,
    "a" * 1_000 + " " * 1_000 + "\x1b[41mb" * 500 + "\x1b[m",
]


@pytest.mark.parametrize("text", LONG, ids=["plain", "wide", "coloured", "clusters", "blanks"])
@pytest.mark.parametrize("batch", [1, 7])
def test_a_long_line_is_done_in_parts(
    text: str, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scrollback, "_LONG", 10)
    monkeypatch.setattr(scrollback, "_BATCH", batch)
    late, once = Emulator(20, 4), Emulator(20, 4)
    for emulator in (late, once):
        emulator.feed(f"before\r\n{text}\r\nbehind\r\n{text}".encode())
    for columns, rows in [(13, 4), (40, 6), (7, 2), (30, 3), (31, 9)]:
        for emulator in (late, once):
            emulator.resize(columns, rows)
        assert not late.history.settled
        late.history.settle(newest=20)
        once.history.settle()
    check_shape(late)
    one, other = state(late), state(once)
    del one["total"], other["total"]  # from the length at the old width
    assert one == other


def test_a_change_of_size_leaves_most_of_a_long_line_for_later() -> None:
    emulator = shown("x" * 100_000, 100, 10, 1_000)
    emulator.resize(80, 10)
    assert len(emulator.history.entries) < 50
    assert not emulator.history.settled
    assert emulator.lines()[-1].strip() == "x" * 80
