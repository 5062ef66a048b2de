"""A read-only terminal: logs, replays, results. `Terminal` adds keys, mouse and paste.

The classes build on each other, one job each: `Canvas` paints what it is fed, `Selecting` marks
and copies, `Finding` searches, `Saving` writes it out, `Marking` marks by keys, `Rewriting`
exchanges the text, `Monitor` scrolls. What happens is told by messages; the app decides what
follows.
"""

from __future__ import annotations

from typing import ClassVar, TypeAlias

from textual import events
from textual.actions import SkipAction
from textual.binding import BindingType
from textual.strip import Strip

from alongside_widgets import messages
from alongside_widgets.browsing_keys import BROWSING_KEYS
from alongside_widgets.lines import Kind, Line, Span
from alongside_widgets.rewriting import Rewriting
from alongside_widgets.selection import Point

_WHEEL = 3
"""Rows that one notch of the wheel scrolls."""


class Monitor(Rewriting):
    """Shows terminal output; scrolls, searches, copies, saves. Takes no input for the program.

    Give it bytes with `feed`. While it has focus (a `Terminal`: while `browsing`) its keys move
    in the scrollback.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "monitor--cursor",
        "monitor--match",
        "monitor--match-current",
        "monitor--selection",
    }
    """Whose backgrounds are the cursor, matches of a search, and marked text."""

    DEFAULT_CSS = """
    Monitor {
        width: 1fr;
        height: 1fr;
        background: $background;
        color: $foreground;

        & > .monitor--cursor { background: $foreground; }
        & > .monitor--match { background: $warning 70%; }
        & > .monitor--match-current { background: $accent; }
        & > .monitor--selection { background: $primary 55%; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [*BROWSING_KEYS]

    Resized: TypeAlias = messages.Resized
    TitleChanged: TypeAlias = messages.TitleChanged
    Bell: TypeAlias = messages.Bell
    LinkActivated: TypeAlias = messages.LinkActivated
    ClipboardRequested: TypeAlias = messages.ClipboardRequested
    Notified: TypeAlias = messages.Notified
    PromptMarked: TypeAlias = messages.PromptMarked
    Copied: TypeAlias = messages.Copied
    Scrolled: TypeAlias = messages.Scrolled
    SearchChanged: TypeAlias = messages.SearchChanged
    SearchRequested: TypeAlias = messages.SearchRequested
    BrowsingChanged: TypeAlias = messages.BrowsingChanged

    _bar: tuple[int, int] | None = None
    _bar_held: int | None = None

    @property
    def browsing(self) -> bool:
        """Whether keys move in the scrollback; always, where none are for a program."""
        return True

    @property
    def title(self) -> str:
        """What the program called itself, to be shown as plain text."""
        return self.emulator.title

    def clear_scrollback(self) -> None:
        """Forget what has scrolled out of the screen."""
        self.emulator.erase_in_display(3)
        self.viewport.top = None
        self.end_search()
        self._take_frame()

    # Scrolling

    def scroll_rows(self, by: int) -> None:
        """Scroll down by `by` rows, up if negative; at the end, follow the output again."""
        self.viewport.scroll(by)
        self._take_frame()

    def follow(self) -> None:
        """Show the newest rows, and go on doing so."""
        if self.viewport.top is not None:
            self.viewport.top = None
            self._take_frame()

    def scroll_to_prompt(self, by: int) -> bool:
        """Go to the shell's prompt above (-1) or below (1); return whether there is one."""
        view = self.viewport
        numbered = view.above(view.start) if by < 0 else view.below(view.start + 1)
        found = next((number for number, row in numbered if row.mark == "A"), None)
        if found is None:
            return False
        view.scroll_to(found)
        self._take_frame()
        return True

    def _wheel(self, event: events.MouseEvent, by: int) -> None:
        before = self.viewport.start
        self.scroll_rows(by * (1 if event.ctrl else _WHEEL))
        if self.viewport.start != before or self.viewport.top is not None:
            event.stop()

    # Actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Browse only while browsing, and move the user's cursor only where there is one."""
        if action.startswith("mark_"):
            return self.browsing and self.marking
        if action.startswith("browse_"):
            return self.browsing
        return super().check_action(action, parameters)

    def action_browse_by(self, rows: int) -> None:
        """Scroll by rows; move while marking."""
        if self.marking:
            self.move_mark(rows)
        else:
            self.scroll_rows(rows)

    def action_browse_page(self, pages: float) -> None:
        """Scroll by pages; move while marking."""
        self.action_browse_by(int(pages * max(1, self.viewport.height - 1)))

    def action_browse_top(self) -> None:
        """Go to the oldest row."""
        if self.marking:
            self.viewport.settle()
            self.put_mark(Point(self.viewport.first, 0))
            return
        self.viewport.scroll_to_oldest()
        self._take_frame()

    def action_browse_end(self) -> None:
        """Go to the newest row."""
        if self.marking:
            self.put_mark(Point(self.viewport.end - 1, 0))
        else:
            self.follow()

    def action_browse_prompt(self, by: int) -> None:
        """Go to another prompt."""
        self.scroll_to_prompt(by)

    def action_browse_search(self) -> None:
        """Ask the app for a pattern."""
        self.post_message(messages.SearchRequested(self))

    def action_browse_match(self, forward: bool) -> None:
        """Go to another match."""
        found = self.search_next(forward=forward)
        if self.marking and found and self._current is not None:
            self.put_mark(Point(self._current.row, self._current.column))

    def action_browse_leave(self) -> None:
        """Drop marks and search, follow the output; with neither, the key is the app's."""
        if not (self.selected_text or self.searching or self.marking):
            raise SkipAction
        self._leave()

    def _leave(self) -> None:
        self.end_marking()
        self.clear_selection()
        self.end_search()
        self.follow()

    # The mouse

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll back."""
        self._wheel(event, -1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll forth."""
        self._wheel(event, 1)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin to mark, or take the scrollbar."""
        event.stop()
        self._press(event)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Mark on, drag the scrollbar, look for links."""
        self._move(event)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Be done with it."""
        event.stop()
        self._release(event)

    def _press(self, event: events.MouseDown) -> None:
        offset = event.get_content_offset_capture(self)
        if self._bar is not None and offset.x >= self.size.width - 1:
            self.capture_mouse()
            top, size = self._bar
            self._bar_held = offset.y - top if top <= offset.y < top + size else size // 2
            self._drag_bar(offset.y)
        elif event.button == 1:
            self._select_from(event)

    def _move(self, event: events.MouseMove) -> None:
        if self._bar_held is not None:
            self._drag_bar(event.get_content_offset_capture(self).y)
        elif self._down_at is not None:
            self._select_drag(event)
        else:
            self._hover(event)

    def _release(self, event: events.MouseUp) -> None:
        if self._bar_held is not None:
            self._bar_held = None
            self.capture_mouse(False)
        else:
            self._select_end(event)

    # The scrollbar: behind the text of the last column, while scrolled back

    def _drag_bar(self, y: int) -> None:
        view = self.viewport
        _top, size = self._bar or (0, 1)
        room = max(1, view.height - size)
        place = max(0, min(y - (self._bar_held or 0), room))
        view.scroll_to(view.first + round(view.limit * place / room))
        self._take_frame()

    def _take_frame(self) -> None:
        super()._take_frame()
        view = self.viewport
        bar = None
        if view.back:
            size = max(1, view.height * view.height // (view.limit + view.height))
            room = view.height - size
            bar = (round(room * (view.limit - view.back) / view.limit), size)
        if bar != self._bar:
            self._bar = bar
            self._repaint()

    def _strip(self, y: int, width: int) -> Strip:
        if self._bar is None or not width:
            return super()._strip(y, width)
        top, size = self._bar
        kind = Kind.BAR_THUMB if top <= y < top + size else Kind.BAR_TRACK
        line = self._frame[y] if y < len(self._frame) else Line("")
        over = Span(width - 1, width, kind)
        return self.painter.paint(line._replace(spans=(*line.spans, over)), width)
