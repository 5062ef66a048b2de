"""Erasing, inserting and deleting: the functions that change cells without writing text."""

from __future__ import annotations

from alongside_widgets.motion import Motion
from alongside_widgets.rows import Row


class Editing(Motion):
    """A grid whose cells can be erased and moved.

    Attributes:
        guarded: Protection was set the ISO way (SPA): plain erasing respects it too.
    """

    guarded = False

    # Erasing

    def _erase(self, row: Row, start: int, end: int, selective: bool) -> None:
        if not selective:
            row.fill(start, end, self.blank)
            return
        for column in range(start, end):
            if not self.styles[ord(row.style_at(column))].protected:
                row.fill(column, column + 1, self.blank)

    def _erase_rows(self, start: int, end: int, selective: bool) -> None:
        for y in range(start, end):
            if selective:
                self._erase(self.visible[y], 0, self.columns, True)
            else:
                self.visible[y] = self.blank_row()

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        """EL, DECSEL: 0 from the cursor, 1 up to the cursor, 2 the whole line."""
        if how > 2:
            return
        self.pending = False
        y = self.y
        if how == 0 and not (private or self.guarded):
            if not self.x:
                self.break_before(y)
            self.visible[y].cut(self.x, self.blank)
            return
        if how == 2 or not (how or self.x):
            self.break_before(y)
        start = self.x if how == 0 else 0
        end = self.x + 1 if how == 1 else self.columns
        self._erase(self.visible[self.y], start, end, private or self.guarded)

    def erase_in_display(self, how: int = 0, private: bool = False) -> None:
        """ED, DECSED: 0 from the cursor, 1 up to the cursor, 2 the screen, 3 the scrollback."""
        selective = private or self.guarded
        if how == 3:
            self.history.clear()
            return
        if how > 2:
            return
        self.pending = False
        row = self.visible[self.y]
        if how == 2 or (how == 1 and self.y):
            self.break_before(0)
        if how == 0:
            if self.x == 0:
                self.break_before(self.y)
                self._erase_rows(self.y, self.rows, selective)
                return
            self._erase(row, self.x, self.columns, selective)
            self._erase_rows(self.y + 1, self.rows, selective)
        elif how == 1:
            self._erase_rows(0, self.y, selective)
            self._erase(row, 0, self.x + 1, selective)
        else:
            self._erase_rows(0, self.rows, selective)
            if self.doubled:
                self.doubled = any(row.size for row in (*self.visible, *self._resident))

    def erase_characters(self, count: int | None = None) -> None:
        """ECH: from the cursor."""
        self.pending = False
        end = min(self.columns, self.x + (count or 1))
        self._erase(self.visible[self.y], self.x, end, self.guarded)

    def alignment_display(self) -> None:
        """DECALN: fill the screen with E, reset margins and origin mode, home the cursor."""
        self.visible[:] = [Row("E" * self.columns) for _ in range(self.rows)]
        self._no_margins()
        self.modes.origin = False
        self.x = self.y = 0
        self.pending = False

    # Inserting and deleting

    def _inside(self) -> bool:
        return self.top <= self.y <= self.bottom and self.left <= self.x <= self.right

    def insert_characters(self, count: int | None = None) -> None:
        """ICH: up to the right margin."""
        self.pending = False
        if self.left <= self.x <= self.right:
            self.visible[self.y].insert(self.x, count or 1, self.right + 1, self.blank)

    def delete_characters(self, count: int | None = None) -> None:
        """DCH: up to the right margin."""
        self.pending = False
        if self.left <= self.x <= self.right:
            self.visible[self.y].delete(self.x, count or 1, self.right + 1, self.blank)

    def insert_lines(self, count: int | None = None) -> None:
        """IL: at the cursor, within the margins; the cursor goes to the left margin."""
        self.pending = False
        if self._inside():
            self.scroll_rows_down(self.y, count or 1)
            self.x = self.left

    def delete_lines(self, count: int | None = None) -> None:
        """DL: at the cursor, within the margins; the cursor goes to the left margin."""
        self.pending = False
        if self._inside():
            self.scroll_rows_up(self.y, count or 1)
            self.x = self.left

    def insert_columns(self, count: int | None = None) -> None:
        """DECIC: at the cursor, in every row within the margins."""
        if self._inside():
            self._shift_columns(self.x, count or 1)

    def delete_columns(self, count: int | None = None) -> None:
        """DECDC: at the cursor, in every row within the margins."""
        if self._inside():
            self._shift_columns(self.x, -(count or 1))

    def scroll_left(self, count: int | None = None) -> None:
        """SL: everything within the margins moves to the left."""
        if self._inside():
            self._shift_columns(self.left, -(count or 1))

    def scroll_right(self, count: int | None = None) -> None:
        """SR: everything within the margins moves to the right."""
        if self._inside():
            self._shift_columns(self.left, count or 1)

    def back_index(self) -> None:
        """DECBI: one column to the left; at the left margin the text moves to the right."""
        self.pending = False
        if self.x == self.left:
            if self.top <= self.y <= self.bottom:
                self._shift_columns(self.left, 1)
        elif self.x > 0:
            self.x -= 1

    def forward_index(self) -> None:
        """DECFI: one column to the right; at the right margin the text moves to the left."""
        self.pending = False
        if self.x == self.right:
            if self.top <= self.y <= self.bottom:
                self._shift_columns(self.left, -1)
        elif self.x < self.columns - 1:
            self.x += 1

    def _shift_columns(self, column: int, by: int) -> None:
        for row in self.visible[self.top : self.bottom + 1]:
            if by > 0:
                row.insert(column, by, self.right + 1, self.blank)
            else:
                row.delete(column, -by, self.right + 1, self.blank)

    # Protection

    def protect(self, how: int = 0) -> None:
        """DECSCA: 1 keeps what is written from selective erasure, 0 and 2 do not."""
        if how <= 2:
            self.guarded = False
            self.set_style(self.style._replace(protected=how == 1))

    def start_protected(self) -> None:
        """SPA: what is written now is not erased, not by ED, EL and ECH either."""
        self.guarded = True
        self.set_style(self.style._replace(protected=True))

    def end_protected(self) -> None:
        """EPA."""
        self.set_style(self.style._replace(protected=False))
