"""Marking text with the mouse, and copying it.

Drag marks characters, a double click words, a triple click lines, Alt (or Ctrl) a block, Shift
extends. Letting go copies. A click that marks nothing may follow a link.
"""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.geometry import Offset
from textual.timer import Timer

from alongside_widgets import links, messages
from alongside_widgets.canvas import Canvas
from alongside_widgets.lines import Kind, Span
from alongside_widgets.links import Link
from alongside_widgets.rows import Row
from alongside_widgets.selection import Point, Selection, Unit

_AGAIN = 0.4
"""Seconds between the clicks of a double click."""
_SCROLL = 0.05
"""Seconds between two rows while the mouse is dragged beyond the edge."""


class Selecting(Canvas):
    """A canvas whose text can be marked and copied.

    Attributes:
        copy_on_select: Copy as soon as the mouse button is let go.
    """

    copy_on_select = True

    _selection: Selection | None = None
    _down_at: Point | None = None
    _clicks = 0
    _clicked: tuple[float, Point] = (0.0, Point(-1, -1))
    _edge: Timer | None = None
    _pull = 0
    _hovered: Link | None = None

    # The mouse

    def _point(self, offset: Offset) -> Point:
        """Return the cell at an offset in the content, the nearest if it is outside."""
        width = len(self.emulator.visible[0].text)
        row = self.viewport.start + max(0, min(offset.y, self.viewport.height - 1))
        row = max(self.viewport.first, min(row, self.viewport.end - 1))
        return Point(row, max(0, min(offset.x, width - 1)))

    def _select_from(self, event: events.MouseDown) -> None:
        """A button went down: begin to mark, or count clicks."""
        point = self._point(event.get_content_offset_capture(self))
        time, place = self._clicked
        again = event.time - time < _AGAIN and place == point
        self._clicks = self._clicks % 3 + 1 if again else 1
        self._clicked = (event.time, point)
        self.capture_mouse()
        if event.shift and self._selection is not None and self._clicks == 1:
            self._down_at = self._selection.anchor
            self._select_to(point)
            return
        self._down_at = point
        if self._clicks == 1:
            self.clear_selection()
            return
        unit = Unit.WORD if self._clicks == 2 else Unit.LINE
        self._show_selection(Selection(point, point, unit))

    def _select_drag(self, event: events.MouseMove) -> None:
        if self._down_at is None:
            return
        offset = event.get_content_offset_capture(self)
        height = self.viewport.height
        self._pull = offset.y if offset.y < 0 else max(0, offset.y - height + 1)
        if self._pull and self._edge is None:
            self._edge = self.set_interval(_SCROLL, self._scroll_on)
        elif not self._pull:
            self._stop_edge()
        point = self._point(offset)
        if self._selection is None and point == self._down_at:
            return
        if self._selection is None:
            unit = Unit.BLOCK if event.meta or event.ctrl else Unit.CHARACTER
            self._show_selection(Selection(self._down_at, point, unit))
        else:
            self._select_to(point)

    def _select_to(self, point: Point) -> None:
        if self._selection is not None:
            self._selection.head = point
            self._show_selection(self._selection)

    def _select_end(self, event: events.MouseUp) -> None:
        """The button was let go: copy what is marked, or follow the link that was clicked."""
        self._stop_edge()
        down, self._down_at = self._down_at, None
        self.capture_mouse(False)
        if down is None:
            return
        if self._selection is not None:
            self._selection.remember(self.viewport)
            if self.copy_on_select:
                self.copy_selection()
        elif self._clicks == 1 and (url := self.link_at(down, guess=event.ctrl)):
            self.post_message(messages.LinkActivated(self, url))

    def _scroll_on(self) -> None:
        """Scroll by what the mouse is beyond the edge, and mark on."""
        self.viewport.scroll(max(-10, min(10, self._pull)))
        if self._selection is not None:
            y = 0 if self._pull < 0 else self.viewport.height - 1
            self._select_to(self._point(Offset(self._selection.head.column, y)))
        else:
            self._take_frame()

    def _stop_edge(self) -> None:
        if self._edge is not None:
            self._edge.stop()
            self._edge = None

    # Links

    def link_at(self, point: Point, *, guess: bool = False) -> str:
        """Return where the link at a cell leads; empty: there is none.

        Args:
            point: The cell.
            guess: Take text that looks like an address for a link too.
        """
        link = self._link(point, guess)
        return link.url if link is not None else ""

    def _link(self, point: Point, guess: bool) -> Link | None:
        return links.link_at(self.viewport, self.emulator.styles, point, guess=guess)

    def _hover(self, event: events.MouseMove) -> None:
        """Underline the link under the mouse (with Ctrl an address too), say where it leads."""
        point = self._point(event.get_content_offset_capture(self))
        hovered = self._link(point, event.ctrl)
        if hovered != self._hovered:
            self._hovered = hovered
            # Content, not markup: the address is the program's.
            self.tooltip = None if hovered is None else _as_content(hovered.url)
            self._take_frame()

    # The selection

    @property
    def has_selection(self) -> bool:
        """Whether anything is marked."""
        return self._selection is not None

    @property
    def selected_text(self) -> str:
        """The marked text; empty: none is marked."""
        return self._selection.text(self.viewport) if self._selection is not None else ""

    def select_all(self) -> None:
        """Mark everything, scrollback included."""
        view = self.viewport
        view.settle()
        last = len(self.emulator.visible[0].text) - 1
        selection = Selection(Point(view.first, 0), Point(view.end - 1, last), Unit.LINE)
        selection.remember(view)
        self._show_selection(selection)

    def clear_selection(self) -> None:
        """Mark nothing."""
        if self._selection is not None:
            self._selection = None
            self._take_frame()

    def copy_selection(self) -> bool:
        """Put the marked text into the clipboard; return whether there was any."""
        text = self.selected_text
        if not text.strip("\n"):
            return False
        self.app.copy_to_clipboard(text)
        self.post_message(messages.Copied(self, text))
        return True

    def _show_selection(self, selection: Selection) -> None:
        self._selection = selection
        self._take_frame()

    def _before_resize(self) -> None:
        super()._before_resize()
        self._selection = self._hovered = self._down_at = None

    def _take_frame(self) -> None:
        selection = self._selection
        if selection is not None and self._down_at is None and not selection.holds(self.viewport):
            self._selection = None
        super()._take_frame()

    def _spans(self, start: int, rows: list[Row]) -> dict[int, tuple[Span, ...]]:
        spans = super()._spans(start, rows)
        if self._hovered is not None:
            for number, begin, end in self._hovered.spans:
                spans[number] = (*spans.get(number, ()), Span(begin, end, Kind.LINK))
        if self._selection is None:
            return spans
        bounds = self._selection.bounds(self.viewport)
        for number, row in enumerate(rows, start):
            begin, end = self._selection.columns(number, bounds, len(row.text))
            if begin < end:
                spans[number] = (*spans.get(number, ()), Span(begin, end, Kind.SELECTION))
        return spans


def _as_content(text: str) -> Content:
    return Content("".join(character for character in text if character.isprintable()))
