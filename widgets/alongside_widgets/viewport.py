"""Which rows a widget shows: scrollback and screen as one sequence with lasting numbers.

A row's number is how many rows were above it since the terminal began, so that it stays the same
while output goes on; the first row of the screen is `history.total`.
"""

from __future__ import annotations

from collections.abc import Iterator

from alongside_widgets.emulator import Emulator
from alongside_widgets.rows import Row

_OLDEST = -(1 << 62)
"""A number above every row's."""
_BATCH = 100
"""Rows that are looked at at a time."""


class Viewport:
    """A window of `height` rows on everything an emulator holds.

    Attributes:
        height: Rows shown.
        top: Number of the first row shown; None while it follows the output.
    """

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self.height = emulator.rows
        self.top: int | None = None

    @property
    def screen(self) -> int:
        """Number of the screen's first row."""
        return self._emulator.history.total

    @property
    def first(self) -> int:
        """Number of the oldest row there is; an alternate screen has none above it."""
        if self._emulator.modes.alternate_screen:
            return self.screen
        return self.screen - len(self._emulator.history)

    @property
    def end(self) -> int:
        """Number behind the last row."""
        return self.screen + self._emulator.rows

    @property
    def live(self) -> int:
        """`start` while following: the bottom of the screen is at the bottom of the window."""
        return self.screen + max(0, self._emulator.rows - self.height)

    @property
    def start(self) -> int:
        """Number of the first row shown."""
        if self.top is None:
            return self.live
        return max(self.first, min(self.top, self.live))

    @property
    def back(self) -> int:
        """How many rows the window is scrolled back; 0 while it follows."""
        return self.live - self.start

    @property
    def limit(self) -> int:
        """How many rows it can be scrolled back."""
        return self.live - self.first

    def scroll_to(self, number: int) -> None:
        """Make `number` the first row shown, as far as there are rows; at the end, follow."""
        number = max(self.first, number)
        self.top = number if number < self.live else None

    def scroll_to_oldest(self) -> None:
        """Show the oldest rows, even if it is not known yet how many there are."""
        self.top = _OLDEST if self.limit else None

    def scroll(self, by: int) -> None:
        """Move the window down by `by` rows, up if negative."""
        self.scroll_to(self.start + by)

    def reveal(self, number: int) -> None:
        """Scroll, if `number` is not in the window, so that it stands in its middle."""
        if not self.start <= number < self.start + self.height:
            self.scroll_to(number - self.height // 2)

    def row(self, number: int) -> Row:
        """Return one row.

        Raises:
            IndexError: There is none with that number (any more).
        """
        if number >= self.screen:
            return self._emulator.visible[number - self.screen]
        index = number - self.screen + len(self._emulator.history)
        if index < 0:
            raise IndexError(number)
        return self._emulator.history[index]

    def rows(self, start: int, end: int) -> list[Row]:
        """Return the rows from `start` up to `end` (not included), as far as they exist."""
        start, end = max(start, self.first), min(end, self.end)
        screen, history = self.screen, self._emulator.history
        rows: list[Row] = []
        if start < screen:
            offset = len(history) - screen
            rows = history[start + offset : min(end, screen) + offset]
        if end > screen:
            rows += self._emulator.visible[max(0, start - screen) : end - screen]
        return rows

    def above(self, number: int) -> Iterator[tuple[int, Row]]:
        """Yield the rows above row `number` with their numbers, the nearest first."""
        while rows := self.rows(number - _BATCH, number):
            for row in reversed(rows):
                number -= 1
                yield number, row

    def below(self, number: int) -> Iterator[tuple[int, Row]]:
        """Yield the rows from `number` on with their numbers."""
        while rows := self.rows(number, number + _BATCH):
            yield from enumerate(rows, number)
            number += len(rows)

    def settle(self) -> None:
        """Make sure that `first` is exact: after a change of size it is not known at once."""
        self._emulator.history.settle()

    def reach(self, seconds: float) -> bool:
        """Return whether the rows in the window are at hand; after a change of size they may wait.

        Works for so long on it.
        """
        if self.top is None or self._emulator.modes.alternate_screen:
            return True
        # Only then is it known how many rows there are above the screen.
        return self._emulator.history.settle(self.screen - self.top, seconds)

    def shown(self) -> list[Row]:
        """Return the rows in the window, from its top; fewer than `height` if there are fewer."""
        start = self.start
        return self.rows(start, start + self.height)
