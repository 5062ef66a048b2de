"""Marking text with keys: a cursor of the user's own that moves over screen and scrollback.

As in tmux's copy mode: it is shown first, moves, and from where marking begins it takes the text
along, by character, line or block. The window stands still meanwhile, whatever is written.
"""

from __future__ import annotations

import re

from textual import events

from alongside_widgets.lines import Kind, Span
from alongside_widgets.rows import NUL, Row
from alongside_widgets.saving import Saving
from alongside_widgets.selection import Point, Selection, Unit
from alongside_widgets.viewport import Viewport

_WORD = re.compile(r"[\w\0]+|[^\w\s\0]+")


class Marking(Saving):
    """A canvas whose text can be marked without a mouse."""

    _place: Point | None = None
    _wish = 0  # the column that it goes back to where a row has it

    @property
    def marking(self) -> bool:
        """Whether there is a cursor to mark with."""
        return self._place is not None

    def mark(self, unit: Unit) -> None:
        """Show the cursor; mark from it on by `unit`, or by `unit` from now on; again: move only.

        With `Unit.CHARACTER` the first time only shows it.
        """
        if self._place is None:
            self.clear_selection()
            self.viewport.top = self.viewport.start
            self._place = self._first_place()
            self._wish = self._place.column
            if unit is Unit.CHARACTER:
                self._take_frame()
                return
        if self._selection is None:
            self._show_selection(Selection(self._place, self._place, unit))
        elif self._selection.unit is unit:
            self.clear_selection()
        else:
            self._selection.unit = unit
            self._take_frame()

    def end_marking(self) -> None:
        """Show no cursor any more, and nothing marked."""
        if self._place is not None:
            self._place = None
            self.clear_selection()
            self._take_frame()

    def move_mark(self, rows: int = 0, columns: int = 0) -> None:
        """Move the cursor, and what is marked with it."""
        if self._place is None:
            return
        row, column = self._place
        if rows:
            wish = self._wish
            self.put_mark(Point(row + rows, wish))
            self._wish = wish
            return
        if columns > 0 and self._text(row)[column + 1 : column + 2] == NUL:
            columns += 1
        self.put_mark(Point(row, column + columns))

    def move_mark_by_word(self, by: int) -> None:
        """Move the cursor to the beginning of the word behind (1) or before (-1) it."""
        if self._place is not None:
            find = word_behind if by > 0 else word_before
            self.put_mark(find(self.viewport, self._nearest(self._place)))

    def move_mark_in_row(self, to: int) -> None:
        """Move the cursor to the first column (-1), or to the last that holds something (1)."""
        if self._place is not None:
            row = self._place.row
            end = len(self._text(row).rstrip(" ")) - 1
            self.put_mark(Point(row, end if to > 0 else 0))

    def put_mark(self, point: Point) -> None:
        """Put the cursor somewhere, scroll so that it shows, and mark up to there."""
        self._place = place = self._nearest(point)
        self._wish = place.column
        view = self.viewport
        if place.row < view.start:
            view.top = place.row
        elif place.row >= view.start + view.height:
            view.top = place.row - view.height + 1
        if self._selection is not None:
            self._selection.head = place
        self._take_frame()

    # Actions

    def action_browse_mark(self, unit: str) -> None:
        """Show a cursor, or mark from it on."""
        self.mark(Unit(unit))

    def action_browse_copy(self) -> None:
        """Copy what is marked; what was marked by keys is done with then."""
        if self.copy_selection() and self.marking:
            self._marked()

    def action_mark_by(self, columns: int) -> None:
        """Move the cursor to a side."""
        self.move_mark(columns=columns)

    def action_mark_word(self, by: int) -> None:
        """Move the cursor by a word."""
        self.move_mark_by_word(by)

    def action_mark_in_row(self, to: int) -> None:
        """Move the cursor to the row's beginning or end."""
        self.move_mark_in_row(to)

    def action_mark_take(self) -> None:
        """Copy what is marked."""
        self.action_browse_copy()

    def _marked(self) -> None:
        """What was marked by keys is copied."""
        self.end_marking()

    # Where it can be

    def _first_place(self) -> Point:
        """Return where the program writes if that shows, else the beginning of the last row."""
        view = self.viewport
        row, column = self.emulator.cursor
        if view.start <= view.screen + row < view.start + view.height:
            return self._nearest(Point(view.screen + row, column))
        return Point(view.start + view.height - 1, 0)

    def _nearest(self, point: Point) -> Point:
        """Return the nearest cell that there is; a wide character's first one."""
        row = max(self.viewport.first, min(point.row, self.viewport.end - 1))
        text = self._text(row)
        column = max(0, min(point.column, len(text) - 1))
        return Point(row, column - (text[column] == NUL))

    def _text(self, row: int) -> str:
        view = self.viewport
        return view.row(max(view.first, min(row, view.end - 1))).text

    def _select_from(self, event: events.MouseDown) -> None:
        self._place = None
        super()._select_from(event)

    def _before_resize(self) -> None:
        super()._before_resize()
        self._place = None

    def _spans(self, start: int, rows: list[Row]) -> dict[int, tuple[Span, ...]]:
        spans = super()._spans(start, rows)
        if self._place is not None:
            number, column = self._place
            cursor = Span(column, column + 1, Kind.CURSOR_BLOCK)
            spans[number] = (*spans.get(number, ()), cursor)
        return spans


def word_behind(view: Viewport, point: Point) -> Point:
    """Return where the next word begins, or the last cell."""
    start = point.column + 1
    # What `point` stands in is no next word.
    inside = next(
        (m for m in _WORD.finditer(view.row(point.row).text) if m.end() > point.column), None
    )
    if inside is not None and inside.start() <= point.column:
        start = inside.end()
    for number, row in view.below(point.row):
        if found := _WORD.search(row.text, start):
            return Point(number, found.start())
        start = 0
    return Point(view.end - 1, len(view.row(view.end - 1).text) - 1)


def word_before(view: Viewport, point: Point) -> Point:
    """Return where the word at `point`, or else the one before, begins; or the first cell."""
    starts = [
        m.start() for m in _WORD.finditer(view.row(point.row).text) if m.start() < point.column
    ]
    if starts:
        return Point(point.row, starts[-1])
    for number, row in view.above(point.row):
        if found := [*_WORD.finditer(row.text)]:
            return Point(number, found[-1].start())
    return Point(view.first, 0)
