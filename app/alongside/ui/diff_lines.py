"""What differs between two texts, line by line. Pure, and bounded: it never takes long.

`compare` trims what both begin and end with, finds the shortest way from one to the other (Myers,
"An O(ND) Difference Algorithm and Its Variations", 1986) and gives up looking for a short one where
the texts differ too much: then everything in between counts as changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import zip_longest
from typing import NamedTuple

MOST_LINES = 5000
"""More lines of a text than this are not compared."""
MOST_EDITS = 600
"""So many lines may be new or gone before it is called another text."""


class Tag(Enum):
    """How the two sides of a row relate."""

    SAME = " "
    CHANGED = "|"
    LEFT = "<"
    RIGHT = ">"


class Row(NamedTuple):
    """Two lines that stand beside each other; indexes into the texts, None where there is none."""

    tag: Tag
    left: int | None
    right: int | None


def compare(left: Sequence[str], right: Sequence[str]) -> list[Row]:
    """Return every line of both texts, in order, those that are the same in one row."""
    head = _common(left, right)
    tail = _common(left[head:][::-1], right[head:][::-1])
    ends = len(left) - tail, len(right) - tail
    rows = [Row(Tag.SAME, index, index) for index in range(head)]
    at = head, head
    for match in (
        *_matches(left[head : ends[0]], right[head : ends[1]]),
        (ends[0] - head, ends[1] - head),
    ):
        here = match[0] + head, match[1] + head
        rows += _between(range(at[0], here[0]), range(at[1], here[1]))
        if here != ends:
            rows.append(Row(Tag.SAME, *here))
        at = here[0] + 1, here[1] + 1
    rows += [Row(Tag.SAME, ends[0] + index, ends[1] + index) for index in range(tail)]
    return rows


def _between(gone: Sequence[int], new: Sequence[int]) -> Iterator[Row]:
    """Yield the rows of a place where lines are gone and others new: in pairs, then the rest."""
    for left, right in zip_longest(gone, new):
        if left is None:
            yield Row(Tag.RIGHT, None, right)
        elif right is None:
            yield Row(Tag.LEFT, left, None)
        else:
            yield Row(Tag.CHANGED, left, right)


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    """Return how many lines both begin with."""
    for index, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return index
    return min(len(left), len(right))


def _matches(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """Return which lines are the same on the shortest way; none if that is too long."""
    furthest = {1: 0}
    before: list[dict[int, int]] = []
    for edits in range(min(MOST_EDITS, len(left) + len(right)) + 1):
        before.append(dict(furthest))
        for k in range(-edits, edits + 1, 2):
            x = _step(furthest, k, edits)
            while x < len(left) and 0 <= x - k < len(right) and left[x] == right[x - k]:
                x += 1
            furthest[k] = x
            if x >= len(left) and x - k >= len(right):
                return _way_back(before, len(left), len(right))
    return []


def _step(furthest: dict[int, int], k: int, edits: int) -> int:
    """Return how far diagonal `k` is reached by one more line that is new (down) or gone."""
    down = k == -edits or (k != edits and furthest[k - 1] < furthest[k + 1])
    return furthest[k + 1] if down else furthest[k - 1] + 1


def _way_back(before: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int]]:
    found = []
    for edits in range(len(before) - 1, -1, -1):
        k = x - y
        start = _step(before[edits], k, edits)
        while x > start and y > start - k:
            x, y = x - 1, y - 1
            found.append((x, y))
        down = k == -edits or (k != edits and before[edits][k - 1] < before[edits][k + 1])
        x, y = (x, y - 1) if down else (x - 1, y)
    return found[::-1]


def parts(left: str, right: str) -> tuple[int, int]:
    """Return how many characters two changed lines begin and end with in common."""
    head = 0
    most = min(len(left), len(right))
    while head < most and left[head] == right[head]:
        head += 1
    tail = 0
    while tail < most - head and left[-1 - tail] == right[-1 - tail]:
        tail += 1
    return head, tail
