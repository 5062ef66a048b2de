"""Searching: the pattern, its matches in place, and moving between them."""

from __future__ import annotations

from alongside_widgets import messages
from alongside_widgets.lines import Kind, Span
from alongside_widgets.rows import Row
from alongside_widgets.search import Match, Search
from alongside_widgets.selecting import Selecting
from alongside_widgets.time_limit import TooSlowError


class Finding(Selecting):
    """A canvas that can be searched."""

    _search: Search | None = None
    _current: Match | None = None
    _complete = True
    _scanning = False

    @property
    def searching(self) -> bool:
        """Whether a search is shown."""
        return self._search is not None

    def search(self, text: str, *, regex: bool = False, case: bool = False) -> None:
        """Look for `text` in everything; the nearest match above is shown first.

        The scrollback is searched in small steps; `SearchChanged` tells of each. An empty text
        ends the search.

        Args:
            text: What to look for.
            regex: It is a regular expression.
            case: Upper and lower case differ.

        Raises:
            ValueError: It is no regular expression, or one that takes too long.
        """
        if not text:
            self.end_search()
            return
        self._search = Search(text, regex=regex, case=case)
        self._current = None
        try:
            self._restart_search()
        except TooSlowError:
            self.end_search()
            raise

    def end_search(self, reason: str = "") -> None:
        """Show no matches any more; `reason` is told, if it was not the user's wish."""
        if self._search is not None:
            self._search, self._current, self._complete = None, None, True
            self.post_message(messages.SearchChanged(self, 0, 0, True, reason))
            self._take_frame()

    def search_next(self, *, forward: bool = True) -> bool:
        """Go to the match below (or above); return whether there is any."""
        if self._search is None:
            return False
        view = self.viewport
        if self._current is not None:
            row, column = self._current.row, self._current.column
        else:
            row, column = view.start + view.height, 0
        index = self._search.beside(row, column, forward)
        if index is None:
            return False
        self._current = self._search.matches[index]
        view.reveal(self._current.row)
        self._tell_search()
        self._take_frame()
        return True

    def _restart_search(self) -> None:
        assert self._search is not None
        self._search.begin(self.viewport)
        self._complete = False
        self._scan()

    def _scan(self) -> None:
        """Search on for a few milliseconds, and come back if that was not all."""
        self._scanning = False
        if self._search is None:
            return
        try:
            self._complete = self._search.scan(self.viewport)
        except TooSlowError as error:
            self.end_search(str(error))
            return
        if self._current is None:
            self.search_next(forward=False)
        self._tell_search()
        if not self._complete:
            self._scan_later()
        self._take_frame()

    def _scan_later(self) -> None:
        if not self._scanning:
            self._scanning = True
            self.set_timer(0.005, self._scan)

    def _tell_search(self) -> None:
        if self._search is None:
            return
        matches = self._search.matches
        index = matches.index(self._current) + 1 if self._current in matches else 0
        self.post_message(messages.SearchChanged(self, len(matches), index, self._complete))

    def _after_resize(self) -> None:
        super()._after_resize()
        self._current = None
        if self._search is not None:
            self._complete = False
            try:
                self._search.begin(self.viewport)
            except TooSlowError as error:
                self.end_search(str(error))
            self._scan_later()

    def _parsed(self) -> None:
        if self._search is not None:
            before = len(self._search.matches)
            try:
                if not self._search.advance(self.viewport):
                    self._complete = False
                    self._scan_later()
            except TooSlowError as error:
                self.end_search(str(error))
            else:
                if len(self._search.matches) != before:
                    self._tell_search()
        super()._parsed()

    def _spans(self, start: int, rows: list[Row]) -> dict[int, tuple[Span, ...]]:
        spans = super()._spans(start, rows)
        if self._search is None:
            return spans
        over: dict[int, list[Span]] = {}
        width = len(self.emulator.visible[0].text)
        for match in self._search.within(start, start + len(rows)):
            kind = Kind.CURRENT if match == self._current else Kind.MATCH
            for number in range(match.row, match.end_row + 1):
                begin = match.column if number == match.row else 0
                end = match.end_column if number == match.end_row else width
                over.setdefault(number, []).append(Span(begin, end, kind))
        for number, found in over.items():
            # A selection lies over matches.
            spans[number] = (*found, *spans.get(number, ()))
        return spans
