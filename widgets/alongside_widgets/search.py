"""Finding text in the scrollback and on the screen, a few milliseconds at a time.

Pure: `Search.scan` works its way from the newest row of the scrollback to the oldest while the
caller calls it; rows that come later are added by `advance`. The screen changes under the search,
so that its matches are found anew whenever `advance` is called.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from itertools import islice
from time import perf_counter
from typing import NamedTuple

from alongside_widgets.rows import NUL, Row
from alongside_widgets.time_limit import limited
from alongside_widgets.viewport import Viewport

_BATCH = 200
"""Rows looked at between two looks at the clock."""
_LIMIT = 0.03
"""Seconds that a regular expression may take for a batch; longer, and it is given up."""
_LONGEST = 50
"""Rows of one wrapped line that are searched as one text."""
_MOST = 100_000
"""Matches that are kept."""


class Match(NamedTuple):
    """Where something was found: row number and column of its first cell, and behind its last."""

    row: int
    column: int
    end_row: int
    end_column: int


class Search:
    """One pattern, and where it was found.

    All that looks for a regular expression raises TooSlowError if that takes too long.

    Args:
        text: What to look for.
        regex: `text` is a regular expression, not plain text.
        case: Upper and lower case differ.

    Raises:
        ValueError: `text` is no regular expression; the message says why.
    """

    def __init__(self, text: str, *, regex: bool = False, case: bool = False) -> None:
        self.text = text
        self._regex = regex
        try:
            source = text if regex else re.escape(text)
            self._pattern = re.compile(source, 0 if case else re.IGNORECASE)
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from error
        self._history: list[Match] = []
        self._older: list[Match] = []
        self._screen: list[Match] = []
        self._low: int | None = None
        self._high = 0

    @property
    def matches(self) -> list[Match]:
        """Everything found so far, from the top."""
        if self._older:
            self._history = sorted([*self._older, *self._history])
            self._older = []
        return self._history + self._screen

    def begin(self, view: Viewport) -> None:
        """Start from nothing: look at the screen now; `scan` does the rest."""
        self._history, self._older, self._screen = [], [], []
        self._low = self._high = self._line_start(view, view.screen)
        self._look_at_screen(view)

    def scan(self, view: Viewport, seconds: float = 0.004) -> bool:
        """Search upwards for about `seconds`; return whether the oldest row is reached."""
        deadline = perf_counter() + seconds
        if not self._catch_up(view, deadline):
            return False
        while self._low is not None and self._low > view.first:
            start = self._line_start(view, max(view.first, self._low - _BATCH))
            self._older += self._find(view, start, self._low)
            self._low = start
            if len(self._older) + len(self._history) >= _MOST:
                self._low = view.first
            if perf_counter() >= deadline:
                break
        return self._low is None or self._low <= view.first

    def advance(self, view: Viewport, seconds: float = 0.004) -> bool:
        """Take note of what came since, and of what fell out of the scrollback.

        Returns:
            Whether that was all; `scan` goes on with what took more than about `seconds`.
        """
        if self._low is None or self._high > view.screen or self._high < view.first:
            self.begin(view)
            return False
        done = self._catch_up(view, perf_counter() + seconds)
        self._look_at_screen(view)
        return done

    def _catch_up(self, view: Viewport, deadline: float) -> bool:
        """Search downwards what came since, up to the screen; return whether it is reached."""
        end = self._line_start(view, view.screen)
        new: list[Match] = []
        while self._high < end:
            stop = self._high + _BATCH
            stop = end if stop >= end else self._line_start(view, stop)
            new += self._find(view, self._high, stop)
            self._high = stop
            if perf_counter() >= deadline:
                break
        gone = bisect_left(self._history, (view.first,))
        if new or gone:
            self._history = [*self._history[gone:], *new][-_MOST:]
        return self._high >= end

    def within(self, start: int, end: int) -> list[Match]:
        """Return the matches that touch the rows from `start` up to `end`."""
        matches = self.matches
        first = bisect_left(matches, (start - _LONGEST,))
        last = bisect_right(matches, (end,))
        return [match for match in matches[first:last] if match.end_row >= start]

    def beside(self, row: int, column: int, forward: bool) -> int | None:
        """Return the index of the match after (or before) a cell, going round at the ends."""
        matches = self.matches
        if not matches:
            return None
        if forward:
            return bisect_right(matches, (row, column, 1 << 62)) % len(matches)
        return (bisect_left(matches, (row, column)) - 1) % len(matches)

    def _look_at_screen(self, view: Viewport) -> None:
        start = self._line_start(view, view.screen)
        self._screen = self._find(view, start, view.end)

    def _find(self, view: Viewport, start: int, end: int) -> list[Match]:
        groups = _lines(view.rows(start, end), max(start, view.first))
        found: list[Match] = []
        while batch := list(islice(groups, _BATCH)):
            with limited(_LIMIT) if self._regex else nullcontext():
                found += [
                    match for number, group in batch for match in self._find_in(number, group)
                ]
        return found

    def _find_in(self, number: int, rows: list[Row]) -> Iterator[Match]:
        width = len(rows[0].text)
        simple = len(rows) == 1 and not rows[0].clusters and NUL not in rows[0].text
        if simple:
            text, places = rows[0].text.rstrip(" "), None
        else:
            text, places = joined(rows)
        for found in self._pattern.finditer(text):
            start, end = found.span()
            if start == end:
                continue
            if places is None:
                yield Match(number, start, number, end)
                continue
            row, column = places[start]
            end_row, end_column = places[end - 1]
            last = rows[end_row]
            while end_column + 1 < width and last.text[end_column + 1 : end_column + 2] == NUL:
                end_column += 1
            yield Match(number + row, column, number + end_row, end_column + 1)

    @staticmethod
    def _line_start(view: Viewport, number: int) -> int:
        """Return the first row of the wrapped line that goes on in row `number`."""
        lowest = max(view.first, number - _LONGEST)
        start = number
        while start > lowest and view.row(start - 1).wrapped:
            start -= 1
        return start


def _lines(rows: Iterable[Row], number: int) -> Iterator[tuple[int, list[Row]]]:
    """Group rows into wrapped lines, each with the number of its first row."""
    group: list[Row] = []
    for row in rows:
        group.append(row)
        if not row.wrapped or len(group) >= _LONGEST:
            yield number, group
            number += len(group)
            group = []
    if group:
        yield number, group


def joined(rows: list[Row]) -> tuple[str, list[tuple[int, int]]]:
    """Return the text of a wrapped line, and for each character its row and column."""
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    for index, row in enumerate(rows):
        for column in range(row.length):
            cluster = row.cluster(column)
            parts.append(cluster)
            places += [(index, column)] * len(cluster)
    text = "".join(parts).rstrip(" ")
    return text, places
