"""The scrollback of a screen that changes its size.

Lines that were wrapped are wrapped anew for a new width, and that takes a while for ten thousand of
them. So only the newest, which the screen may need, are done at once (`take`, `put`); the older
wait, and are done from the newest to the oldest when somebody looks at them, or when the owner has
time (`settle`). Until then the length is that of the old width: rows are counted from the end.
Of a line that is very long itself only the end is done at once, too.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from time import perf_counter
from typing import overload

from alongside_widgets.history import (
    SPLIT,
    Decoder,
    Entry,
    History,
    colored,
    continues,
    note_pens,
    row_of,
    thin_clusters,
)
from alongside_widgets.line import Line
from alongside_widgets.reflow import rewrap
from alongside_widgets.rows import Row

_BATCH = 50
"""Rows that are wrapped anew between two looks at the clock."""
_LONG = 500
"""Rows of a line that is done in parts."""


class Scrollback(History):
    """A history whose older rows may still be wrapped for another width."""

    def __init__(self, limit: int, columns: int, decode: Decoder) -> None:
        super().__init__(limit, columns, decode)
        self._older: deque[Entry] = deque()
        self._mixed = False
        # A line between those two, of which so many rows are not done yet.
        self._long: Line | None = None
        self._left = 0

    def __len__(self) -> int:
        return min(self.limit, len(self._older) + self._left + len(self.entries))

    def __iter__(self) -> Iterator[Row]:
        self.settle()
        return super().__iter__()

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...

    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if self.settled:
            return super().__getitem__(index)
        size = len(self)
        if isinstance(index, int):
            distance = size - index if index >= 0 else -index
            self.settle(distance)
            if not 0 < distance <= len(self.entries):
                raise IndexError(index)
            return row_of(self.entries[-distance], self.columns, self._decode)
        start, stop, step = index.indices(size)
        self.settle(size - start)
        behind = len(self.entries) - size
        return super().__getitem__(slice(max(0, start + behind), max(0, stop + behind), step))

    def extend(self, entries: Iterable[Entry], count: int) -> None:
        """Add `count` rows, the oldest of them first."""
        super().extend(entries, count)
        if len(self.entries) == self.limit and not self.settled:
            self._forget_older()

    def take(self, rows: int, columns: int) -> list[Entry]:
        """Remove the newest lines that make `rows` rows of the width `columns`; return their rows.

        And whatever continues on the screen.
        """
        if self._long is not None:
            self._older.extend(self._long.rows_before(self._left))
            self._long, self._left = None, 0
        self._mixed = bool(self._older)
        if self._mixed:
            self._older.extend(self.entries)
            self.entries, self._older = deque(self._older, self.limit), deque()
        taken: list[Entry] = []
        cells, blank = 0, True  # of a line, before its last row that is not blank: those make rows
        while self.entries:
            entry = self.entries[-1]
            if not blank and type(entry) is tuple and len(entry) == 3:
                cells += len(entry[0]) - 1  # as below, but fast: there may be thousands
                taken.append(self.entries.pop())
                continue
            text = _text(entry)
            if not continues(entry):
                rows -= 1 + cells // columns
                if rows < 0:
                    break
                cells = 0
                blank = not text.strip(" ")
            elif blank:
                blank = not text.strip(" ")
            else:
                cells += len(text) - 1
            taken.append(self.entries.pop())
        self.total -= len(taken)
        return taken[::-1]

    def put(self, entries: list[Entry], columns: int, uncut: int) -> None:
        """Add rows that are `columns` wide behind all others, which are to be so, too.

        The first `uncut` of them have another width yet.
        """
        self.total += len(entries)
        if columns == self.columns and not self._mixed and not uncut:
            self.entries.extend(entries)
            return
        self.columns = columns
        self._older = self.entries
        self._older.extend(entries[:uncut])
        self.entries = deque(entries[uncut:], self.limit)

    @property
    def settled(self) -> bool:
        """Whether all rows have the width that they should have."""
        return not self._older and self._long is None

    def settle(self, newest: int | None = None, seconds: float | None = None) -> bool:
        """Wrap older lines anew; return whether all is done that has to be.

        Args:
            newest: How many rows, counted from the end, have to be done; None: all.
            seconds: Stop after about so long.
        """
        deadline = None if seconds is None else perf_counter() + seconds
        while not self.settled and (newest is None or len(self.entries) < newest):
            self._settle_batch()
            if deadline is not None and perf_counter() >= deadline:
                return self.settled or (newest is not None and len(self.entries) >= newest)
        return True

    def _settle_batch(self) -> None:
        rows = self._rows_of_long() if self._long is not None else self._rows_of_short()
        self.entries.extendleft(islice(reversed(rows), self.limit - len(self.entries)))
        if len(self.entries) == self.limit:
            self._forget_older()

    def _rows_of_long(self) -> list[Entry]:
        """Return the newest rows of the long line that are not done."""
        assert self._long is not None
        start = max(0, self._left - _BATCH)
        rows = [self._long.piece(number) for number in range(start, self._left)]
        self._left = start
        if not start:
            self._long = None
        return rows

    def _rows_of_short(self) -> list[Entry]:
        """Return rows of the newest lines that are not done, up to a long one."""
        batch: list[Entry] = []
        while self._older and len(batch) < _BATCH:
            line = [self._older.pop()]
            while self._older and continues(self._older[-1]):
                line.append(self._older.pop())
            if len(line) > _LONG:
                self._long = Line(line[::-1], self.columns, self._decode)
                self._left = len(self._long)
                break
            batch += line
        return rewrap(batch[::-1], self.columns, self._decode)[0]

    def note_pens(self, used: set[str]) -> Iterator[None]:
        """Add every character in use in the rows' styles to `used`, some rows in each step."""
        return note_pens(chain(self._older, self._rest(), self.entries), used)

    def thin_clusters(self, most: int) -> None:
        """Reduce clusters to their first character in all but the newest rows, `most` cells."""
        rest = reversed(self._rest())
        thin_clusters(chain(reversed(self.entries), rest, reversed(self._older)), most)

    def clear(self) -> None:
        """Forget all rows; `total` stays."""
        super().clear()
        self._forget_older()

    def _rest(self) -> list[Entry]:
        return [] if self._long is None else self._long.rows

    def _forget_older(self) -> None:
        self._older.clear()
        self._long, self._left = None, 0


def _text(entry: Entry) -> str:
    if isinstance(entry, str):
        return SPLIT.sub("", entry) if colored(entry) else entry
    return entry[0] if isinstance(entry, tuple) else entry.text
