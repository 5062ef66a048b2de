"""The cursor of a terminal: its shape, its blink, and how it looks without focus."""

from __future__ import annotations

from textual.timer import Timer

from alongside_widgets.lines import Kind, Span
from alongside_widgets.modes import CursorShape
from alongside_widgets.monitor import Monitor
from alongside_widgets.rows import Row

_BLINK = 0.53
"""Seconds between two states of a blinking cursor."""
_BLINKS = 20
"""Times that it blinks while nothing happens; then it stays, and nothing runs."""
_UNDERLINES = (CursorShape.UNDERLINE, CursorShape.BLINKING_UNDERLINE)
_BARS = (CursorShape.BAR, CursorShape.BLINKING_BAR)
_BLINKING = (
    CursorShape.BLINKING_BLOCK,
    CursorShape.BLINKING_UNDERLINE,
    CursorShape.BLINKING_BAR,
)


class Cursor(Monitor):
    """A monitor that shows where the program writes."""

    _blink: Timer | None = None
    _dark = False
    _blinks = 0

    def _parsed(self) -> None:
        self._dark = False
        self._blinks = 0
        super()._parsed()
        self._blink_if_wanted()

    def _cursor_focus_changed(self) -> None:
        self._blinks = 0
        self._take_frame()
        self._blink_if_wanted()

    def _spans(self, start: int, rows: list[Row]) -> dict[int, tuple[Span, ...]]:
        spans = super()._spans(start, rows)
        emulator = self.emulator
        if not emulator.cursor_visible or self._dark:
            return spans
        row, column = emulator.cursor
        number = self.viewport.screen + row
        cursor = Span(column, column + 1, self._cursor_kind())
        spans[number] = (*spans.get(number, ()), cursor)
        return spans

    def _cursor_kind(self) -> Kind:
        if not self.has_focus or self.browsing:
            return Kind.CURSOR_AWAY
        shape = self.emulator.cursor_shape
        if shape in _UNDERLINES:
            return Kind.CURSOR_UNDERLINE
        return Kind.CURSOR_BAR if shape in _BARS else Kind.CURSOR_BLOCK

    def _blink_if_wanted(self) -> None:
        blinks = self.emulator.cursor_shape in _BLINKING or self.emulator.modes.cursor_blink
        wanted = blinks and self.has_focus and self.emulator.cursor_visible
        if wanted and self._blink is None:
            self._blink = self.set_interval(_BLINK, self._blink_on)
        elif not wanted and self._blink is not None:
            self._stay()

    def _blink_on(self) -> None:
        self._blinks += 1
        self._dark = not self._dark
        if self._blinks > _BLINKS:
            self._stay()
        self._take_frame()

    def _stay(self) -> None:
        self._dark = False
        if self._blink is not None:
            self._blink.stop()
            self._blink = None
