"""Changing the size: lines that were wrapped are wrapped anew.

Rows that continue each other (`Row.wrapped`) are one line; a line is cut into rows of the new
width (`line.py`). What is blank at the end of a line does not count. The cursor is a place in a
line, and is found again after the cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from alongside_widgets.history import SPLIT, Decoder, Entry, colored, continues
from alongside_widgets.line import Line
from alongside_widgets.rows import Row


@dataclass(eq=False)
class Place:
    """Where the cursor is, in rows from the first row of the scrollback.

    With `pending` it waits behind the last column.
    """

    row: int
    column: int
    pending: bool = False


def rewrap(
    entries: Iterable[Entry],
    columns: int,
    decode: Decoder,
    *places: Place,
    above: int | None = None,
) -> tuple[list[Entry], int]:
    """Return rows cut to `columns`, and how many of them, the first, were left as they are.

    `places` are moved to where their text went.

    Args:
        entries: The rows.
        columns: The width they are to have.
        decode: Makes cells and style of a colored line.
        above: So many rows are needed above the first place; others need not be cut now. None: all
            are.
    """
    result: list[Entry] = []
    uncut = 0
    waiting = list(places)
    for start, rows in _lines(entries):
        first = rows[0]
        inside = [p for p in waiting if p.row < start + len(rows)] if waiting else []
        whole = len(rows) == 1 and not continues(first)
        if whole and not inside and _fits(first, columns):
            if isinstance(first, Row):
                first.fit(columns)
            result.append(first)
            continue
        places_in = [(p.row - start, p.column + p.pending) for p in inside]
        line = Line(rows, columns, decode, places_in)
        pieces = [line.piece_at(offset) for offset in line.offsets]
        cut = 0
        if above is not None and len(waiting) == len(places):  # none was in a line before
            cut = max(0, min(pieces, default=len(line)) - above)
        if cut:
            result += line.rows_before(cut)
            uncut = len(result)
        for place, offset, piece in zip(inside, line.offsets, pieces, strict=True):
            place.row = len(result) + piece - cut
            place.column = offset - line.cuts[piece]
            place.pending = place.column >= columns
            place.column = min(place.column, columns - 1)
            waiting.remove(place)
        result += map(line.piece, range(cut, len(line)))
    return result, uncut


def _lines(entries: Iterable[Entry]) -> Iterator[tuple[int, list[Entry]]]:
    """Yield the entries of each line, and the number of the first."""
    line: list[Entry] = []
    start = 0
    for entry in entries:
        line.append(entry)
        if not continues(entry):
            yield start, line
            start += len(line)
            line = []
    if line:
        yield start, line


def _fits(entry: Entry, columns: int) -> bool:
    if isinstance(entry, str):
        if len(entry) > columns and colored(entry):
            entry = SPLIT.sub("", entry)
        return len(entry) <= columns
    if isinstance(entry, tuple):
        return len(entry[0]) <= columns
    return len(entry.text) <= columns or not entry.text[columns:].strip(" ")


def content_end(rows: list[Row], cursor: int) -> int:
    """Return how many rows of a screen hold text or the cursor, counted from the top."""
    end = len(rows)
    while end > cursor + 1 and not rows[end - 1].style and not rows[end - 1].text.strip(" "):
        end -= 1
    return end


def fit_rows(rows: list[Row], columns: int, height: int) -> list[Row]:
    """Return rows cut or filled to a size, without wrapping anew."""
    for row in rows[:height]:
        row.fit(columns)
        row.wrapped = False
    return rows[:height] + [Row(" " * columns) for _ in range(height - len(rows))]


def fit_screen(rows: list[Row], columns: int, height: int) -> list[Row]:
    """Return rows of the right width, filled with blank ones to `height`."""
    return rows + [Row(" " * columns) for _ in range(height - len(rows))]
