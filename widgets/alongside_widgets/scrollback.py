"""The scrollback of a screen that changes its size.

Lines that were wrapped are wrapped anew for a new width, and that takes a while for ten thousand of
them. So only the newest, which the screen may need, are done at once (`take`, `put`); the older
wait, and are done from the newest to the oldest when somebody looks at them, or when the owner has
time (`settle`). Until then the length is that of the old width: rows are counted from the end.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from time import perf_counter
from typing import overload

from alongside_widgets.history import (
    Decoder,
    Entry,
    History,
    continues,
    note_pens,
    row_of,
    thin_clusters,
)
from alongside_widgets.reflow import rewrap
from alongside_widgets.rows import Row

_BATCH = 50
"""Lines that are wrapped anew between two looks at the clock."""


class Scrollback(History):
    """A history whose older rows may still be wrapped for another width."""

    def __init__(self, limit: int, columns: int, decode: Decoder) -> None:
        super().__init__(limit, columns, decode)
        self._older: deque[Entry] = deque()
        self._mixed = False

    def __len__(self) -> int:
        return min(self.limit, len(self._older) + len(self.entries))

    def __iter__(self) -> Iterator[Row]:
        self.settle()
        return super().__iter__()

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...

    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if not self._older:
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
        if self._older and len(self.entries) == self.limit:
            self._older.clear()

    def take(self, lines: int) -> list[Entry]:
        """Remove the newest `lines` lines, and what continues on the screen; return their rows."""
        self._mixed = bool(self._older)
        if self._mixed:
            self._older.extend(self.entries)
            self.entries, self._older = deque(self._older, self.limit), deque()
        taken: list[Entry] = []
        while self.entries:
            if not continues(self.entries[-1]):
                if lines == 0:
                    break
                lines -= 1
            taken.append(self.entries.pop())
        self.total -= len(taken)
        return taken[::-1]

    def put(self, entries: list[Entry], columns: int) -> None:
        """Add rows that are `columns` wide behind all others, which are to be so, too."""
        self.total += len(entries)
        if columns == self.columns and not self._mixed:
            self.entries.extend(entries)
            return
        self.columns = columns
        self._older = self.entries
        self.entries = deque(entries, self.limit)

    @property
    def settled(self) -> bool:
        """Whether all rows have the width that they should have."""
        return not self._older

    def settle(self, newest: int | None = None, seconds: float | None = None) -> bool:
        """Wrap older lines anew; return whether all is done that has to be.

        Args:
            newest: How many rows, counted from the end, have to be done; None: all.
            seconds: Stop after about so long.
        """
        deadline = None if seconds is None else perf_counter() + seconds
        while self._older and (newest is None or len(self.entries) < newest):
            self._settle_batch()
            if deadline is not None and perf_counter() >= deadline:
                return not self._older or (newest is not None and len(self.entries) >= newest)
        return True

    def _settle_batch(self) -> None:
        older, lines = self._older, _BATCH
        batch: list[Entry] = []
        while older and (continues(older[-1]) or lines):
            lines -= not continues(older[-1])
            batch.append(older.pop())
        rows = rewrap(batch[::-1], self.columns, self._decode)
        room = self.limit - len(self.entries)
        self.entries.extendleft(islice(reversed(rows), room))
        if len(self.entries) == self.limit:
            older.clear()

    def note_pens(self, used: set[str]) -> Iterator[None]:
        """Add every character in use in the rows' styles to `used`, some rows in each step."""
        return note_pens(chain(self._older, self.entries), used)

    def thin_clusters(self, most: int) -> None:
        """Reduce clusters to their first character in all but the newest rows, `most` cells."""
        thin_clusters(chain(reversed(self.entries), reversed(self._older)), most)

    def clear(self) -> None:
        """Forget all rows; `total` stays."""
        super().clear()
        self._older.clear()
