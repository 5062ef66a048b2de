"""The scrollback: rows that left the top of the main screen, oldest first.

Most rows of a flood are never looked at. So a row is kept in the cheapest form there is, text alone
or text and style without trailing blanks, and made into a `Row` whenever somebody asks for it.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import overload

from alongside_widgets.rows import NUL, Row

SPLIT = re.compile(r"\x1b\[([0-9;:]*)m")
"""Cuts text at every SGR; the odd pieces are the parameters."""


_STEP = 200
"""Rows that are looked at in one step."""


Entry = str | tuple[str, str] | tuple[str, str, int] | Row
"""A row as it is kept: cells in the default style; cells, their style (or nothing) and how the row
continues, if it does; or everything.

Of strings there is another kind: `colored` ones.
"""
Decoder = Callable[[str], tuple[str, str]]
"""Makes cells and style of a colored line."""


def colored(entry: str) -> bool:
    """Return whether this is a line as it was sent, text and SGR, from default style to default.

    Cells never hold ESC.
    """
    return "\x1b" in entry


def continues(entry: Entry) -> bool:
    """Return whether the line goes on in the next row."""
    if isinstance(entry, tuple):
        return len(entry) == 3
    return isinstance(entry, Row) and bool(entry.wrapped)


class LateRow(Row):
    """A row of the screen that is made of a colored line when somebody looks at it.

    In a flood most rows leave the screen before anybody does.

    Attributes:
        line: The line; None once the row is made.
    """

    __slots__ = ("_columns", "_decode", "line")

    def __init__(self, line: str, columns: int, decode: Decoder) -> None:
        self.line: str | None = line
        self._columns = columns
        self._decode = decode
        self.clusters = None
        self.wrapped = False
        self.mark = self.size = ""

    def __getattr__(self, name: str) -> str:
        # `text` and `style` are not there yet; everything else is.
        if name not in ("text", "style") or self.line is None:
            raise AttributeError(name)
        text, style = self._decode(self.line)
        self.line = None
        self.text, self.style = text.ljust(self._columns), style.ljust(self._columns, NUL)
        return self.text if name == "text" else self.style


def entry_of(row: Row) -> Entry:
    """Return the least that has to be kept of a row which leaves the screen.

    Strings, and tuples of them, are nothing that Python's garbage collector has to look through.
    """
    if row.clusters or row.mark or row.size:
        return row
    if row.wrapped:
        return row.text, row.style, row.wrapped
    if isinstance(row, LateRow) and row.line is not None:
        return row.line
    return (row.text, row.style) if row.style else row.text


def row_of(entry: Entry, columns: int, decode: Decoder) -> Row:
    """Return the row that an entry stands for."""
    if isinstance(entry, str) and colored(entry):
        return LateRow(entry, columns, decode)
    if isinstance(entry, str):
        return Row(entry.ljust(columns))
    if isinstance(entry, tuple):
        text, style, *wrapped = entry
        row = Row(text.ljust(columns), style and style.ljust(columns, NUL))
        row.wrapped = wrapped[0] if wrapped else False
        return row
    return entry


class History:
    """A bounded sequence of rows; the oldest fall out.

    The rows are for looking at: a change to one may be lost.

    Attributes:
        limit: How many rows are kept at most.
        columns: How wide they are.
        total: How many rows were ever pushed, so that the absolute number of a row,
            `total - len(history) + index`, stays the same while older ones fall out.
    """

    def __init__(self, limit: int, columns: int, decode: Decoder) -> None:
        self._decode = decode
        self.limit = max(0, limit)
        self.columns = columns
        self.total = 0
        self.entries: deque[Entry] = deque(maxlen=self.limit)

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Row]:
        return (row_of(entry, self.columns, self._decode) for entry in self.entries)

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...

    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, int):
            return row_of(self.entries[index], self.columns, self._decode)
        size = len(self.entries)
        start, stop, step = index.indices(size)
        if step == 1 and start > size // 2:
            back = islice(reversed(self.entries), size - max(start, stop), size - start)
            return [row_of(entry, self.columns, self._decode) for entry in back][::-1]
        chosen = islice(self.entries, start, stop, step)
        return [row_of(entry, self.columns, self._decode) for entry in chosen]

    def keep(self, rows: list[Row]) -> None:
        """Add rows that leave the screen, the oldest of them first."""
        kept = [entry_of(row) for row in rows]
        self.extend(kept, len(kept))

    def extend(self, entries: Iterable[Entry], count: int) -> None:
        """Add `count` rows, the oldest of them first."""
        self.total += count
        self.entries.extend(entries)

    def end_line(self) -> None:
        """Let the newest row end its line, as nothing on the screen continues it any more."""
        newest = self.entries[-1] if self.entries else ""
        if isinstance(newest, tuple):
            self.entries[-1] = newest[:2]
        elif isinstance(newest, Row):
            newest.wrapped = False

    def note_pens(self, used: set[str]) -> Iterator[None]:
        """Add every character in use in the rows' styles to `used`, some rows in each step."""
        return note_pens(self.entries, used)

    def thin_clusters(self, most: int) -> None:
        """Reduce clusters to their first character in all but the newest rows, `most` cells."""
        thin_clusters(reversed(self.entries), most)

    def clear(self) -> None:
        """Forget all rows; `total` stays."""
        self.entries.clear()


def note_pens(entries: Iterable[Entry], used: set[str]) -> Iterator[None]:
    """Add every character in use in the rows' styles to `used`, some rows in each step."""
    for index, entry in enumerate(list(entries)):
        if not isinstance(entry, str):
            used.update(entry[1] if isinstance(entry, tuple) else entry.style)
        if index % _STEP == _STEP - 1:
            yield


def thin_clusters(entries: Iterable[Entry], most: int) -> None:
    """Reduce clusters to their first character behind the first `most` cells that have some."""
    for entry in entries:
        if isinstance(entry, Row) and entry.clusters:
            most -= len(entry.clusters)
            if most < 0:
                entry.clusters = None
