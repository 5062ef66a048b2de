"""One-line rows with a cursor, painted one by one: a thousand cost what the visible ones do."""

from __future__ import annotations

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from alongside.ui.line import alike_from

MOVES: list[BindingType] = [
    Binding("up,k", "cursor_up", show=False),
    Binding("down,j", "cursor_down", show=False),
    Binding("pageup", "page(-1)", show=False),
    Binding("pagedown", "page(1)", show=False),
    Binding("home,g", "first", show=False),
    Binding("end,G", "last", show=False),
]


class RowList(ScrollView, can_focus=True):
    """Moves a cursor and a hover mark over rows; a subclass has the rows and paints them."""

    BINDINGS = MOVES

    cursor: reactive[int] = reactive(-1)
    hover: reactive[int] = reactive(-1)
    _under: Style | None = None

    def count(self) -> int:
        """Return how many rows there are."""
        raise NotImplementedError

    def paint(self, index: int) -> Strip:
        """Return the strip of one row, as wide as the widget."""
        raise NotImplementedError

    def scrolled(self) -> None:
        """Other rows may be in view now."""

    def in_view(self) -> range:
        """Return the indexes of the visible rows."""
        top = round(self.scroll_y)
        return range(top, min(self.count(), top + self.size.height))

    def rows_changed(self) -> None:
        """Paint anew, whatever the rows are now."""
        self.virtual_size = Size(self.size.width, self.count())
        self.refresh()
        self.scrolled()

    def watch_cursor(self, index: int) -> None:
        """Keep the cursor in view."""
        if 0 <= index < self.count():
            self.scroll_to_region(Region(0, index, 1, 1), animate=False, force=True)
        self.refresh()

    def watch_hover(self) -> None:
        """Repaint the row under the mouse."""
        self.refresh()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Tell the subclass."""
        super().watch_scroll_y(old_value, new_value)
        self.scrolled()

    def on_resize(self) -> None:
        """Give the rows the new width."""
        self.rows_changed()

    @property
    def under(self) -> Style:
        """The style below all rows."""
        return self._under or self.rich_style

    def render_lines(self, crop: Region) -> list[Strip]:
        """Paint some lines; Textual puts their style together once for all: 2 ms a screen."""
        self._under = self.rich_style
        try:
            return alike_from(self.count() - round(self.scroll_y), crop, super().render_lines)
        finally:
            self._under = None

    def render_line(self, y: int) -> Strip:
        """Paint one line of the widget."""
        index = round(self.scroll_y) + y
        if index < self.count():
            return self.paint(index)
        return Strip.blank(self.size.width, self.under)

    def _move(self, to: int) -> None:
        if self.count():
            self.cursor = max(0, min(self.count() - 1, to))

    def action_cursor_up(self) -> None:
        """Go one row up."""
        self._move(self.cursor - 1)

    def action_cursor_down(self) -> None:
        """Go one row down."""
        self._move(self.cursor + 1)

    def action_page(self, direction: int) -> None:
        """Go one page up (-1) or down (1)."""
        self._move(self.cursor + direction * max(1, self.size.height - 1))

    def action_first(self) -> None:
        """Go to the first row."""
        self._move(0)

    def action_last(self) -> None:
        """Go to the last row."""
        self._move(self.count() - 1)

    def row_at(self, event: events.MouseEvent) -> int:
        """Return the index of the row under the mouse, or -1."""
        index = round(self.scroll_y) + event.y
        return index if 0 <= index < self.count() else -1

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Mark the row under the mouse."""
        self.hover = self.row_at(event)

    def on_leave(self) -> None:
        """Unmark it."""
        self.hover = -1
