"""The grid of a terminal: rows, cursor, margins, scrolling, tab stops.

This is pyte's `Screen` with another store under it: rows of two strings (`rows.py`) in place of a
dictionary of cells, a cursor that can wait at the right margin for the next character ("pending
wrap"), margins on all four sides, and a scrollback. The methods keep pyte's names. pyte's own
attributes `buffer`, `dirty` and `margins` do not exist; `lines` and `cursor` mean other things.
"""

from __future__ import annotations

import pyte

from alongside_widgets.modes import Modes
from alongside_widgets.rows import NUL, Row
from alongside_widgets.scrollback import Scrollback
from alongside_widgets.style_table import StyleTable
from alongside_widgets.styles import DEFAULT_STYLE, Style

Look = tuple[Style, str, str]
"""A style, its pen, and the pen of what is erased under it."""

MAX_SIZE = 4_096
"""Columns or rows at most."""


class Grid(pyte.Screen):
    """Rows, cursor and margins.

    Attributes:
        columns: Width in cells.
        rows: Height in cells.
        empty: The text of an empty row.
        visible: The rows of the screen that shows now, from the top.
        history: The scrollback of the main screen.
        styles: What the characters of `Row.style` stand for.
        modes: The switches.
        x: Column of the cursor; with `pending` the character in it was just written.
        y: Row of the cursor.
        pending: The next character goes to the next line.
        doubled: Some row may be of double width.
        open_at: Where the cursor stands behind a character that the next one may join; else None.
        top: First row that scrolls.
        bottom: Last row that scrolls.
        left: First column that scrolls.
        right: Last column that scrolls.
        style: What new text looks like.
        pen: `style` as a character of `Row.style`.
        blank: The style of erased cells: only the background of `style`, as a character.
    """

    def __init__(self, columns: int, rows: int, scrollback: int) -> None:
        # pyte's own __init__ would build the store that this class replaces.
        self.columns = max(1, min(MAX_SIZE, columns))
        self.rows = max(1, min(MAX_SIZE, rows))
        self.empty = " " * self.columns
        self.history = Scrollback(scrollback, self.columns, self.decode)
        self.styles = StyleTable()
        self.modes = Modes()
        self.visible: list[Row] = []
        self._resident: list[Row] = []
        self._home_grid()
        self.visible = self._blank_rows()
        self._resident = self._blank_rows()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.columns}, {self.rows})"

    def _home_grid(self) -> None:
        self.x = self.y = 0
        self.pending = False
        self.open_at: tuple[int, int, bool] | None = None
        self.set_style(DEFAULT_STYLE)
        self.doubled = False
        self._no_margins()
        self.tabstops = set(range(8, MAX_SIZE, 8))

    def _no_margins(self) -> None:
        self.top, self.bottom = 0, self.rows - 1
        self.left, self.right = 0, self.columns - 1

    def set_style(self, style: Style) -> None:
        """Make `style` the look of what is written and erased from now on."""
        self.style, self.pen, self.blank = self.look_of(style)

    def look_of(self, style: Style) -> Look:
        """Return a style with its pen and the pen of what is erased under it."""
        pen = self.styles.pen(style)
        if style.background is None:
            return style, pen, NUL
        return style, pen, self.styles.blank_pen(style.background)

    def decode(self, line: str) -> tuple[str, str]:
        """Return cells and style of a line of text and SGR that begins in the default style."""
        raise NotImplementedError

    def blank_row(self) -> Row:
        """Return an empty row in the current background."""
        blank = self.blank
        return Row(self.empty, "" if blank == NUL else blank * self.columns)

    def _blank_rows(self) -> list[Row]:
        return [self.blank_row() for _ in range(self.rows)]

    @property
    def full_width(self) -> bool:
        """Whether no left or right margin is set."""
        return self.left == 0 and self.right == self.columns - 1

    # Rows of double width

    def last_column(self) -> int:
        """Return the last column of the cursor's row, margins aside."""
        if self.doubled and self.visible[self.y].size:
            return max(1, self.columns // 2) - 1
        return self.columns - 1

    def limit(self) -> int:
        """Return the last column that the cursor reaches by itself."""
        limit = self.right if self.x <= self.right else self.columns - 1
        return min(limit, self.last_column()) if self.doubled else limit

    def _size_row(self, size: str) -> None:
        self.doubled = True
        self.visible[self.y].size = size
        self.x = min(self.x, self.last_column())

    def double_top(self) -> None:
        """DECDHL: the row is the upper half of large characters."""
        self._size_row("top")

    def double_bottom(self) -> None:
        """DECDHL: the row is the lower half of large characters."""
        self._size_row("bottom")

    def double_width(self) -> None:
        """DECDWL."""
        self._size_row("wide")

    def single_width(self) -> None:
        """DECSWL."""
        self.visible[self.y].size = ""

    # Scrolling

    def break_before(self, y: int) -> None:
        """Let a line begin in row `y`: what stood there may have continued the row before."""
        if y:
            self.visible[y - 1].wrapped = False
        elif not self.modes.alternate_screen:
            self.history.end_line()

    def scroll_rows_up(self, top: int, count: int) -> None:
        """Move the rows from `top` to the bottom margin up; the top ones go.

        They go into the scrollback when they leave the top of the main screen.
        """
        count = min(count, self.bottom - top + 1)
        if not self.full_width:
            self._scroll_part(top, count)
            return
        rows, end = self.visible, self.bottom + 1
        if end < self.rows:
            rows[self.bottom].wrapped = False
        if top == 0 and not self.modes.alternate_screen:
            self.history.keep(rows[:count])
        elif top:
            rows[top - 1].wrapped = False
        del rows[top : top + count]
        rows[end - count : end - count] = [self.blank_row() for _ in range(count)]

    def scroll_rows_down(self, top: int, count: int) -> None:
        """Move the rows from `top` to the bottom margin down; the bottom ones are lost."""
        count = min(count, self.bottom - top + 1)
        if not self.full_width:
            self._scroll_part(top, -count)
            return
        rows, end = self.visible, self.bottom + 1
        self.break_before(top)
        del rows[end - count : end]
        rows[top:top] = [self.blank_row() for _ in range(count)]
        rows[self.bottom].wrapped = False

    def _scroll_part(self, top: int, by: int) -> None:
        """Scroll what lies between the left and right margins, up by `by` (down if negative)."""
        left, right, bottom = self.left, self.right + 1, self.bottom
        order = range(top, bottom + 1) if by > 0 else range(bottom, top - 1, -1)
        for y in order:
            source = y + by
            row = self.visible[y]
            if top <= source <= bottom:
                row.replace(self.visible[source], left, right)
            else:
                row.fill(left, right, self.blank)
            row.wrapped = False

    def scroll_up(self, count: int | None = None) -> None:
        """SU: scroll what is within the margins up."""
        self.scroll_rows_up(self.top, count or 1)

    def scroll_down(self, count: int | None = None, *track: int) -> None:
        """SD: scroll what is within the margins down; with more parameters it is another thing."""
        if not track:
            self.scroll_rows_down(self.top, count or 1)

    # Margins

    def set_margins(self, top: int | None = None, bottom: int | None = None) -> None:
        """DECSTBM: set the rows that scroll and home the cursor."""
        first, last = top or 1, min(bottom or self.rows, self.rows)
        if first < last:
            self.top, self.bottom = first - 1, last - 1
            self.home()

    def set_side_margins(self, left: int | None = None, right: int | None = None) -> None:
        """DECSLRM: set the columns that scroll and home the cursor."""
        first, last = left or 1, min(right or self.columns, self.columns)
        if first < last:
            self.left, self.right = first - 1, last - 1
            self.home()

    def home(self) -> None:
        """Put the cursor where CUP without parameters does."""
        self.pending = False
        self.y, self.x = (self.top, self.left) if self.modes.origin else (0, 0)
