"""The scrollback: rows that left the top of the main screen, oldest first."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import overload

from alongside_widgets.rows import Row


class History:
    """A bounded sequence of rows; the oldest fall out.

    Attributes:
        limit: How many rows are kept at most.
        total: How many rows were ever pushed, so that the absolute number of a row,
            `total - len(history) + index`, stays the same while older ones fall out.
    """

    def __init__(self, limit: int) -> None:
        self.limit = max(0, limit)
        self.total = 0
        self._rows: deque[Row] = deque(maxlen=self.limit)

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...

    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, int):
            return self._rows[index]
        start, stop, step = index.indices(len(self._rows))
        if step == 1 and start > len(self._rows) // 2:
            back = islice(reversed(self._rows), len(self._rows) - stop, len(self._rows) - start)
            return list(back)[::-1]
        return list(islice(self._rows, start, stop, step))

    def append(self, row: Row) -> None:
        """Add the newest row."""
        self.total += 1
        self._rows.append(row)

    def extend(self, rows: Iterable[Row]) -> None:
        """Add rows, the oldest of them first."""
        for row in rows:
            self.append(row)

    def pop(self) -> Row:
        """Take the newest row back.

        Raises:
            IndexError: There is none.
        """
        row = self._rows.pop()
        self.total -= 1
        return row

    def replace(self, rows: list[Row]) -> None:
        """Put other rows in the place of all, the oldest of which keeps its absolute number."""
        self.total += len(rows) - len(self._rows)
        self._rows = deque(rows, self.limit)

    def clear(self) -> None:
        """Forget all rows; `total` stays."""
        self._rows.clear()
