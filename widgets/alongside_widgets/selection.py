"""Text that the user marks: by character, word, line or block; over the scrollback too.

Pure: positions are row numbers of a `Viewport` and columns. `monitor.py` turns the mouse into
these; a selection knows its columns in a row, and its text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from alongside_widgets.rows import NUL, Row
from alongside_widgets.viewport import Viewport

_WORD = re.compile(r"[\w./~:@%+#?&=,\-$]", re.UNICODE)
_LONGEST = 1_000
"""Rows that one wrapped line may have, for selecting it."""


class Unit(Enum):
    """What a selection grows by."""

    CHARACTER = "character"
    WORD = "word"
    LINE = "line"
    BLOCK = "block"


class Point(NamedTuple):
    """A cell: the number of its row, and its column."""

    row: int
    column: int


@dataclass
class Selection:
    """From the cell where the mouse went down to the one where it is.

    Attributes:
        anchor: Where it began.
        head: Where it is; both ends belong to it.
        unit: What it grows by.
    """

    anchor: Point
    head: Point
    unit: Unit = Unit.CHARACTER
    _seen: dict[int, str] = field(default_factory=dict, repr=False)

    def bounds(self, view: Viewport) -> tuple[Point, Point]:
        """Return the first cell and the cell behind the last, in reading order."""
        first, last = sorted((self.anchor, self.head))
        first = max(first, Point(view.first, 0))
        last = max(first, min(last, Point(view.end - 1, last.column)))
        if self.unit is Unit.WORD:
            first, last = _word_start(view, first), _word_end(view, last)
        elif self.unit is Unit.LINE:
            first, last = line_start(view, first), line_end(view, last)
        return first, Point(last.row, last.column + 1)

    def columns(self, number: int, bounds: tuple[Point, Point], width: int) -> tuple[int, int]:
        """Return the columns selected in row `number`: first, and behind the last; 0, 0: none."""
        first, last = bounds
        if not first.row <= number <= last.row:
            return 0, 0
        if self.unit is Unit.BLOCK:
            left, right = sorted((self.anchor.column, self.head.column))
            return left, right + 1
        start = first.column if number == first.row else 0
        return start, last.column if number == last.row else width

    def text(self, view: Viewport) -> str:
        """Return what is selected: wrapped lines whole, without the padding of the others."""
        bounds = self.bounds(view)
        first, last = bounds
        parts: list[str] = []
        start = max(first.row, view.first)
        for number, row in enumerate(view.rows(start, last.row + 1), start):
            begin, end = self.columns(number, bounds, len(row.text))
            goes_on = row.wrapped and number < last.row and self.unit is not Unit.BLOCK
            text = cells_text(row, begin, min(end, row.length) if goes_on else end)
            parts.append(text if goes_on else text.rstrip(" "))
            if number < last.row and not goes_on:
                parts.append("\n")
        return "".join(parts)

    def remember(self, view: Viewport) -> None:
        """Note what the selected rows hold now, for `holds`."""
        first, last = self.bounds(view)
        start = max(first.row, view.screen)
        rows = view.rows(start, last.row + 1)
        self._seen = {number: row.text for number, row in enumerate(rows, start)}

    def holds(self, view: Viewport) -> bool:
        """Return whether nothing that is selected was overwritten since `remember`."""
        if self.bounds_outside(view):
            return False
        rows = self._seen.items()
        return all(view.row(number).text == text for number, text in rows if number >= view.first)

    def bounds_outside(self, view: Viewport) -> bool:
        """Whether the selection lies outside of what there is (any more)."""
        rows = sorted((self.anchor.row, self.head.row))
        return rows[1] < view.first or rows[1] >= view.end


def cells_text(row: Row, start: int, end: int) -> str:
    """Return the text of the cells from `start` up to `end`, wide ones at the edges whole."""
    if row.clusters:
        return "".join(row.cluster(column) for column in range(start, min(end, len(row.text))))
    return row.text[start:end].replace(NUL, "")


def _is_word(row: Row, column: int) -> bool:
    cell = row.text[column]
    return cell == NUL or bool(_WORD.match(cell))


def _word_start(view: Viewport, point: Point) -> Point:
    number, column = point
    row = view.row(number)
    if column >= len(row.text) or not _is_word(row, column):
        return point
    while True:
        if column > 0:
            before, place = row, Point(number, column - 1)
        elif number > max(view.first, point.row - _LONGEST) and view.row(number - 1).wrapped:
            before = view.row(number - 1)
            place = Point(number - 1, len(before.text) - 1)
        else:
            break
        if not _is_word(before, place.column):
            break
        row, (number, column) = before, place
    return Point(number, column)


def _word_end(view: Viewport, point: Point) -> Point:
    number, column = point
    row = view.row(number)
    if column >= len(row.text) or not _is_word(row, column):
        return point
    while True:
        if column + 1 < len(row.text):
            after, place = row, Point(number, column + 1)
        elif row.wrapped and number + 1 < min(view.end, point.row + _LONGEST):
            after, place = view.row(number + 1), Point(number + 1, 0)
        else:
            break
        if not _is_word(after, place.column):
            break
        row, (number, column) = after, place
    return Point(number, column)


def line_start(view: Viewport, point: Point) -> Point:
    """Return the first cell of the line that `point` is in, wrapped rows joined."""
    number = point.row
    while number > max(view.first, point.row - _LONGEST) and view.row(number - 1).wrapped:
        number -= 1
    return Point(number, 0)


def line_end(view: Viewport, point: Point) -> Point:
    """Return the last cell of the line that `point` is in, wrapped rows joined."""
    number = point.row
    row = view.row(number)
    while row.wrapped and number + 1 < min(view.end, point.row + _LONGEST):
        number += 1
        row = view.row(number)
    return Point(number, len(row.text) - 1)
