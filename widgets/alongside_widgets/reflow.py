"""Changing the size: lines that were wrapped are wrapped anew.

Rows that continue each other (`Row.wrapped`) are one line; a line is cut into rows of the new
width. What is blank at the end of a line does not count. The cursor is a place in a line, and is
found again after the cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from alongside_widgets.history import SPLIT, Decoder, Entry, Wrapped, colored, continues
from alongside_widgets.rows import GAP, NUL, Row


@dataclass(eq=False)
class Place:
    """Where the cursor is, in rows from the first row of the scrollback.

    With `pending` it waits behind the last column.
    """

    row: int
    column: int
    pending: bool = False


def rewrap(entries: Iterable[Entry], columns: int, decode: Decoder, *places: Place) -> list[Entry]:
    """Return the rows cut to `columns`; `places` are moved to where their text went."""
    result: list[Entry] = []
    waiting = list(places)
    for start, line in _lines(entries):
        first = line[0]
        inside = [p for p in waiting if p.row < start + len(line)] if waiting else []
        if len(line) == 1 and not inside and _fits(first, columns):
            if isinstance(first, Row):
                first.fit(columns)
            result.append(first)
            continue
        rows = [_loose(entry, decode) for entry in line]
        offsets = [_offset(rows, start, place) for place in inside]
        whole = _join(rows)
        _cut_blanks(whole, max(offsets, default=0))
        above = len(result)
        cuts = _cut(whole, columns, result)
        for place, offset in zip(inside, offsets, strict=True):
            _settle(place, offset, cuts, columns, above)
            waiting.remove(place)
    return result


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


def _loose(entry: Entry, decode: Decoder) -> Row:
    """Return a row as long as the text of the entry."""
    if isinstance(entry, str):
        return Row(*decode(entry)) if colored(entry) else Row(entry)
    return Row(*entry) if isinstance(entry, tuple) else entry


def _fits(entry: Entry, columns: int) -> bool:
    if isinstance(entry, str):
        if len(entry) > columns and colored(entry):
            entry = SPLIT.sub("", entry)
        return len(entry) <= columns and not isinstance(entry, Wrapped)
    if isinstance(entry, tuple):
        return len(entry[0]) <= columns
    return len(entry.text) <= columns or not entry.text[columns:].strip(" ")


def _offset(line: list[Row], start: int, place: Place) -> int:
    index = place.row - start
    before = sum(row.length for row in line[:index])
    return before + place.column + place.pending


def _join(line: list[Row]) -> Row:
    if len(line) == 1:
        return line[0]
    texts, styles = [], []
    clusters: dict[int, str] = {}
    size = 0
    for row in line:
        length = row.length
        texts.append(row.text[:length])
        styles.append(row.style[:length] or NUL * length)
        if row.clusters:
            clusters.update({size + column: text for column, text in row.clusters.items()})
        size += length
    style = "".join(styles)
    whole = Row("".join(texts), style if any(row.style for row in line) else "")
    whole.clusters = clusters or None
    whole.mark = line[0].mark
    return whole


def _cut_blanks(whole: Row, least: int) -> None:
    """Shorten the line to its text, but not below `least` cells, which may be beyond its end."""
    length = max(len(whole.text.rstrip(" ")), least, max(whole.clusters or (-1,)) + 1)
    missing = length - len(whole.text)
    if missing > 0:
        whole.text += " " * missing
        whole.style += NUL * missing if whole.style else ""
    whole.text = whole.text[:length]
    whole.style = whole.style[:length]


def _cut(whole: Row, columns: int, result: list[Entry]) -> list[int]:
    """Append the pieces of `whole` to `result`; return where each begins."""
    text, style = whole.text, whole.style
    cuts: list[int] = []
    start = 0
    while start < len(text) or not cuts:
        end = min(start + columns, len(text))
        if end < len(text) and text[end] == NUL:
            end -= 1
        if end == start < len(text):
            # A wide character on a screen of one column.
            end = start + 1
            text = text[:start] + "\N{REPLACEMENT CHARACTER}" + text[start + 2 :]
            style = style[:start] + style[start + 1 :]
            whole.clusters = None
        piece = Row(text[start:end].ljust(columns))
        if style:
            piece.style = style[start:end].ljust(columns, NUL)
        if whole.clusters:
            inside = {c - start: t for c, t in whole.clusters.items() if start <= c < end}
            piece.clusters = inside or None
        piece.wrapped = end < len(text) and (GAP if end < start + columns else True)
        if not cuts:
            piece.mark = whole.mark
        cuts.append(start)
        result.append(piece)
        start = end
    return cuts


def _settle(place: Place, offset: int, cuts: list[int], columns: int, first: int) -> None:
    index = max(i for i, cut in enumerate(cuts) if cut <= offset)
    place.row = first + index
    place.column = offset - cuts[index]
    place.pending = place.column >= columns
    place.column = min(place.column, columns - 1)


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
