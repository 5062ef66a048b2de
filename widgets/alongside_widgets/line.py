"""One line of text that rows of some width were made of, and rows of another width are to be.

A line can be as long as the scrollback: it is looked through once, and the new rows are made one by
one, wherever they are wanted.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from alongside_widgets.history import Decoder, Entry, colored, continues
from alongside_widgets.rows import GAP, NUL, Row

_LOST = "\N{REPLACEMENT CHARACTER}"
"""In place of a wide character on a screen of one column."""


class Line:
    """Rows that continue each other.

    Args:
        rows: They, the first one first. When the last continues too, the rest of the line is
            elsewhere, and begins with a row of the new width.
        columns: The width of the rows to be.
        decode: Makes cells and style of a colored line.
        places: Rows (by index) and columns that belong to the line even if it is blank there.

    Attributes:
        rows: What it is made of.
        offsets: Where in the line those places are, in cells.
        cuts: Where in it each of the new rows begins.
    """

    def __init__(
        self,
        rows: list[Entry],
        columns: int,
        decode: Decoder,
        places: Sequence[tuple[int, int]] = (),
    ) -> None:
        self._columns = columns
        self._open = continues(rows[-1])
        self.rows = rows
        parts = [_parts(row, decode) for row in rows]
        if columns == 1 and any(NUL in text for text, _ in parts):
            parts = [_narrowed(*part) for part in parts]
            self.rows = [(*part, True) for part in parts]
        self._styles = [style for _, style in parts]
        self._styled = any(self._styles)
        self._starts = [0, *accumulate(len(text) for text, _ in parts)]
        self.offsets = [self._starts[row] + column for row, column in places]
        self._text = "".join([text for text, _ in parts])
        if not self._open:
            self._cut_blanks()
        self.cuts = self._cuts()

    def __len__(self) -> int:
        return len(self.cuts)

    def _cut_blanks(self) -> None:
        """Shorten the line to what is in it."""
        text, starts = self._text.rstrip(" "), self._starts
        least = max(self.offsets, default=0)
        index = len(self.rows) - 1
        while index >= 0 and starts[index + 1] > len(text):
            if clusters := _clusters(self.rows[index]):  # on a blank
                least = max(least, starts[index] + max(clusters) + 1)
            index -= 1
        self._text = self._text[: max(least, len(text))].ljust(least)

    def _cuts(self) -> Sequence[int]:
        text, columns = self._text, self._columns
        if NUL not in text:
            return range(0, len(text) or 1, columns)
        cuts, start = [0], columns
        while start < len(text):
            start -= text[start] == NUL
            cuts.append(start)
            start += columns
        return cuts

    def piece_at(self, offset: int) -> int:
        """Return which new row holds the cell at `offset`."""
        return bisect_right(self.cuts, offset) - 1

    def piece(self, number: int) -> Entry:
        """Return a new row."""
        start, behind = self.cuts[number], number + 1
        last = behind == len(self.cuts)
        end = len(self._text) if last else self.cuts[behind]
        wrapped = 0 if last and not self._open else GAP if end - start < self._columns else 1
        text, style = self._text[start:end], self._style(start, end)
        clusters = self._clusters(start, end)
        mark = _mark(self.rows[0]) if number == 0 else ""
        if clusters or mark or wrapped == GAP:
            text, style = text.ljust(self._columns), style and style.ljust(self._columns, NUL)
        if clusters or mark:
            row = Row(text, style)
            row.clusters, row.mark, row.wrapped = clusters or None, mark, wrapped
            return row
        if wrapped:
            return text, style, wrapped
        return (text, style) if style else text

    def _style(self, start: int, end: int) -> str:
        if not self._styled:
            return ""
        starts, parts = self._starts, []
        index = bisect_right(starts, start) - 1
        while index < len(self._styles) and starts[index] < end:
            low, high = max(start, starts[index]), min(end, starts[index + 1])
            style = self._styles[index][low - starts[index] : high - starts[index]]
            parts.append(style or NUL * (high - low))
            index += 1
        return "".join(parts).ljust(end - start, NUL)

    def _clusters(self, start: int, end: int) -> dict[int, str]:
        starts, found = self._starts, {}
        index = bisect_right(starts, start) - 1
        while index < len(self.rows) and starts[index] < end:
            shift = starts[index] - start
            for column, cluster in (_clusters(self.rows[index]) or {}).items():
                if 0 <= column + shift < end - start:
                    found[column + shift] = cluster
            index += 1
        return found

    def rows_before(self, number: int) -> list[Entry]:
        """Return the rows that hold what is before the new row `number`, as they were.

        The last of them may be shorter than the others.
        """
        offset = self.cuts[number]
        index = bisect_right(self._starts, offset) - 1
        rows = self.rows[:index]
        size = offset - self._starts[index]
        if size:
            text = self._text[offset - size : offset]
            style = self._style(offset - size, offset)
            whole = self.rows[index]
            if isinstance(whole, Row) and (whole.clusters or whole.mark):
                part = Row(text, style)
                part.clusters = self._clusters(offset - size, offset) or None
                part.mark, part.wrapped = whole.mark, True
                rows.append(part)
            else:
                rows.append((text, style, True))
        return rows


def _parts(entry: Entry, decode: Decoder) -> tuple[str, str]:
    """Return the cells that belong to the line, and their style (or nothing)."""
    if isinstance(entry, str):
        return decode(entry) if colored(entry) else (entry, "")
    if isinstance(entry, Row):
        return entry.text[: entry.length], entry.style[: entry.length]
    if len(entry) == 3 and entry[2] == GAP:
        return entry[0][:-1], entry[1][:-1]
    return entry[0], entry[1]


def _narrowed(text: str, style: str) -> tuple[str, str]:
    """Return cells that are all one column wide."""
    kept = [index for index, cell in enumerate(text) if cell != NUL]
    wide = [text[index + 1 : index + 2] == NUL for index in kept]
    cells = (_LOST if lost else text[index] for index, lost in zip(kept, wide, strict=True))
    return "".join(cells), "".join(style[index] for index in kept) if style else ""


def _clusters(entry: Entry) -> dict[int, str] | None:
    return entry.clusters if isinstance(entry, Row) else None


def _mark(entry: Entry) -> str:
    return entry.mark if isinstance(entry, Row) else ""
