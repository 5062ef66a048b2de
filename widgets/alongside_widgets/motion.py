"""Moving the cursor: line feeds, positions, tab stops."""

from __future__ import annotations

from alongside_widgets.grid import MAX_SIZE, Grid


class Motion(Grid):
    """A grid whose cursor moves as xterm's does."""

    def index(self) -> None:
        """IND: one row down; scrolls at the bottom margin."""
        self.pending = False
        if self.y == self.bottom:
            if self.left <= self.x <= self.right:
                self.scroll_rows_up(self.top, 1)
        elif self.y < self.rows - 1:
            self.y += 1

    def reverse_index(self) -> None:
        """RI: one row up; scrolls at the top margin."""
        self.pending = False
        if self.y == self.top:
            if self.left <= self.x <= self.right:
                self.scroll_rows_down(self.top, 1)
        elif self.y > 0:
            self.y -= 1

    def linefeed(self) -> None:
        """LF, VT, FF: one row down; under LNM also to the first column."""
        self.index()
        if self.modes.newline:
            self.carriage_return()

    def next_line(self) -> None:
        """NEL: to the first column of the next row."""
        self.index()
        self.carriage_return()

    def carriage_return(self) -> None:
        """CR: to the left margin, or from left of it to the first column."""
        self.pending = False
        self.open_at = None
        inside = self.x >= self.left or self.modes.origin
        self.x = self.left if inside else 0

    def cursor_up(self, count: int | None = None) -> None:
        """CUU: stops at the top margin, if the cursor is not above it."""
        self.pending = False
        limit = self.top if self.y >= self.top else 0
        self.y = max(limit, self.y - (count or 1))

    def cursor_down(self, count: int | None = None) -> None:
        """CUD, VPR: stops at the bottom margin, if the cursor is not below it."""
        self.pending = False
        limit = self.bottom if self.y <= self.bottom else self.rows - 1
        self.y = min(limit, self.y + (count or 1))

    def cursor_forward(self, count: int | None = None) -> None:
        """CUF, HPR: stops at the right margin, if the cursor is not right of it."""
        self.pending = False
        self.x = min(self.limit(), self.x + (count or 1))

    def cursor_up1(self, count: int | None = None) -> None:
        """CPL: up, and to the first column."""
        self.cursor_up(count)
        self.carriage_return()

    def cursor_down1(self, count: int | None = None) -> None:
        """CNL: down, and to the first column."""
        self.cursor_down(count)
        self.carriage_return()

    def cursor_back(self, count: int | None = None) -> None:
        """CUB: stops at the left margin; under reverse wrap goes on in the row above."""
        count = count or 1
        modes = self.modes
        if modes.autowrap and (modes.reverse_wrap or modes.extended_reverse_wrap):
            self._wrap_back(min(count, self.columns * self.rows))
            return
        self.pending = False
        limit = self.left if self.x >= self.left else 0
        self.x = max(limit, self.x - count)

    def _wrap_back(self, count: int) -> None:
        if self.pending:
            # The cursor is thought of as being behind the last column.
            self.pending = False
            count -= 1
        for _ in range(count):
            if self.x == self.left or self.x == 0:
                self.x = self.right
                self.y = self.bottom if self.y == self.top else max(0, self.y - 1)
            else:
                self.x -= 1

    def backspace(self) -> None:
        """BS."""
        self.cursor_back(1)

    def cursor_position(self, line: int | None = None, column: int | None = None) -> None:
        """CUP, HVP: counted from 1, under DECOM from the margins."""
        self.pending = False
        y, x = (line or 1) - 1, (column or 1) - 1
        if self.modes.origin:
            self.y = min(self.bottom, self.top + y)
            self.x = min(self.right, self.left + x)
        else:
            self.y = min(self.rows - 1, y)
            self.x = min(self.columns - 1, x)
        if self.doubled:
            self.x = min(self.x, self.last_column())

    def cursor_to_column(self, column: int | None = None) -> None:
        """CHA: under DECOM counted from the left margin."""
        self.pending = False
        x = (column or 1) - 1
        if self.modes.origin:
            self.x = min(self.right, self.left + x)
        else:
            self.x = min(self.last_column(), x)

    def horizontal_position(self, column: int | None = None) -> None:
        """HPA: as CHA."""
        self.cursor_to_column(column)

    def cursor_to_line(self, line: int | None = None) -> None:
        """VPA: under DECOM counted from the top margin."""
        self.pending = False
        y = (line or 1) - 1
        if self.modes.origin:
            self.y = min(self.bottom, self.top + y)
        else:
            self.y = min(self.rows - 1, y)

    def cursor_forward_absolute(self, count: int | None = None) -> None:
        """HPR: right, past a margin if there is one; not under DECOM."""
        self.pending = False
        limit = self.right if self.modes.origin else self.last_column()
        self.x = min(limit, self.x + (count or 1))

    def cursor_down_absolute(self, count: int | None = None) -> None:
        """VPR: down, past a margin if there is one; not under DECOM."""
        self.pending = False
        limit = self.bottom if self.modes.origin else self.rows - 1
        self.y = min(limit, self.y + (count or 1))

    # Tab stops

    def tab(self, count: int | None = None) -> None:
        """HT, CHT: to the next tab stop, at most to the right margin or the last column."""
        if self.pending and self.modes.more_fix:
            self.next_line()
        limit = self.limit()
        for _ in range(min(count or 1, self.columns)):
            if self.x >= limit:
                return
            self.x += 1
            while self.x < limit and self.x not in self.tabstops:
                self.x += 1

    def back_tab(self, count: int | None = None) -> None:
        """CBT: to the tab stop before, under DECOM at most to the left margin; as HT keeps wrap."""
        limit = self.left if self.modes.origin else 0
        for _ in range(min(count or 1, self.columns)):
            if self.x <= limit:
                return
            self.x -= 1
            while self.x > limit and self.x not in self.tabstops:
                self.x -= 1

    def set_tab_stop(self) -> None:
        """HTS."""
        self.tabstops.add(self.x)

    def reset_tab_stops(self, how: int | None = None) -> None:
        """DECST8C: a stop every eight columns."""
        if how == 5:
            self.tabstops = set(range(8, MAX_SIZE, 8))

    def clear_tab_stop(self, how: int | None = None) -> None:
        """TBC: 0 the one at the cursor, 3 all."""
        if not how:
            self.tabstops.discard(self.x)
        elif how == 3:
            self.tabstops.clear()
