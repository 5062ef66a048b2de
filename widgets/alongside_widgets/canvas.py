"""The part of a terminal widget that shows: bytes in, frames out.

Control flows one way. `feed` parses (in slices, `feeding.py`) and then takes a frame: every row in
the window becomes a `Line`, and the rows that differ from the last frame are given to Textual as
regions to repaint. Textual asks for their strips when it paints, at most sixty times a second, and
gets them from the frame, never from the emulator, so that synchronised output (mode 2026) holds
still. Nothing runs while nothing changes. What the program says beside its output becomes messages.
"""

from __future__ import annotations

import os
from collections import deque
from time import perf_counter

from textual import events
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.timer import Timer

from alongside_widgets import messages, underlines
from alongside_widgets.emulator import Emulator
from alongside_widgets.events import (
    Bell,
    ClipboardRequested,
    ColorsChanged,
    Event,
    ModeChanged,
    Notification,
    PromptMark,
    TitleChanged,
)
from alongside_widgets.feeding import Feeder
from alongside_widgets.framed import Framed
from alongside_widgets.lines import Span, freeze
from alongside_widgets.pacing import Pacer
from alongside_widgets.painting import Painter
from alongside_widgets.rows import Row
from alongside_widgets.theming import NEUTRAL, palette_of
from alongside_widgets.viewport import Viewport

_SYNC_END = b"\x1b[?2026l"
_SETTLE = 0.004
_SETTLE_PAUSE = 0.005
"""Seconds of wrapping the older rows anew after a change of size, and between."""


_COALESCED = (Bell, TitleChanged, ColorsChanged, ClipboardRequested)


class Canvas(Framed, can_focus=True):
    """Shows the grid of an `Emulator`; the base of `Monitor`.

    Attributes:
        emulator: The grid. Look, but feed it through the widget.
        viewport: Which rows are shown.
    """

    def __init__(
        self,
        *,
        scrollback: int = 10_000,
        size: tuple[int, int] | None = None,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        emulator = Emulator(*(size or (80, 24)), scrollback=scrollback)
        emulator.answering = False
        painter = Painter(emulator.styles, NEUTRAL)
        super().__init__(painter, name=name, id=id, classes=classes, disabled=disabled)
        self._fixed = size
        self.emulator = emulator
        self.viewport = Viewport(emulator)
        self._feeder = Feeder(self._parse, self._parsed)
        self._area = Size(0, 0)
        self._sized = False
        self._pacer = Pacer(self._take_frame, lambda: self.emulator.modes.synchronized)
        self._pieces: deque[bytes] = deque()
        self._told: tuple[int, int] = (0, 0)
        self._settling: Timer | None = None
        self._generation = 0

    # Output

    @property
    def pending(self) -> int:
        """Bytes that were fed and not yet parsed."""
        return self._feeder.pending

    def feed(self, data: bytes, *, replay: bool = False) -> None:
        """Show what a program wrote. Returns at once; see `room` for a producer that can wait.

        Args:
            data: Terminal output, split anywhere.
            replay: It is history: questions in it are not answered, bells not rung.
        """
        self._feeder.add(data, replay)

    async def room(self) -> None:
        """Return when so little waits to be parsed that a producer should go on."""
        await self._feeder.room()

    async def drain(self) -> None:
        """Return when all that was fed is parsed, and in the frame."""
        await self._feeder.drain()
        self._pacer.catch_up()

    def _parse(self, data: bytes, replay: bool, seconds: float) -> bool:
        """Parse a slice for so long; return whether it is done. With no data, go on."""
        emulator = self.emulator
        self._pacer.saw(len(data))
        start = 0
        while (end := data.find(_SYNC_END, start)) >= 0:
            end += len(_SYNC_END)
            self._pieces.append(data[start:end])
            start = end
        if data:
            self._pieces.append(data[start:])
        answering = emulator.answering
        emulator.answering = answering and not replay
        deadline = perf_counter() + seconds
        while self._pieces and (left := deadline - perf_counter()) > 0:
            piece = self._pieces.popleft()
            if not emulator.feed(piece, left):
                self._pieces.appendleft(b"")
                break
            if self._pieces:
                self._take_frame()  # as synchronised output ended
        emulator.answering = answering
        self._tell_events(replay)
        return not self._pieces

    def _tell_events(self, replay: bool) -> None:
        # Of a thousand bells or titles in one slice only the last is told.
        latest: dict[object, Event] = {}
        for event in self.emulator.take_events():
            key = type(event) if isinstance(event, _COALESCED) else len(latest)
            latest.pop(key, None)
            latest[key] = event
        for event in latest.values():
            self._handle_event(event, replay)

    def _parsed(self) -> None:
        """Deal with what the last slices changed."""
        self._pacer.want()

    def _handle_event(self, event: Event, replay: bool) -> None:
        match event:
            case ColorsChanged():
                self._colors_changed()
            case ModeChanged():
                self._mode_changed(event)
            case TitleChanged():
                self.post_message(messages.TitleChanged(self, event.title))
            case PromptMark() if not replay:
                self.post_message(messages.PromptMarked(self, event.kind, event.status))
            case Bell() if not replay:
                self.post_message(messages.Bell(self))
            case ClipboardRequested() if not replay:
                self.post_message(messages.ClipboardRequested(self, event.text))
            case Notification() if not replay:
                self.post_message(messages.Notified(self, event.title, event.body))

    def _mode_changed(self, event: ModeChanged) -> None:
        if event.name == "alternate_screen":
            self.viewport.top = None
        elif event.name == "reverse_screen":
            self._colors_changed()

    def _colors_changed(self) -> None:
        self.painter.set_colors(self.emulator.colors, self.emulator.modes.reverse_screen)
        self._repaint()

    # Frames

    def _take_frame(self) -> None:
        """Freeze what is in the window now, and have the rows repainted that differ."""
        view = self.viewport
        if not view.reach(_SETTLE):
            self._tell_place()
            if self._settling is None:
                self._settle()
            return
        start = view.start
        old, rows = self._frame, view.shown()
        self._tell_place()
        over = self._spans(start, rows)
        generation = self.emulator.styles.generation
        if len(old) != len(rows) or generation != self._generation:
            # In the old lines the numbers of styles may mean others by now.
            self._generation = generation
            self._frame = [freeze(row, over.get(start + y, ())) for y, row in enumerate(rows)]
            self._repaint()
            return
        changed = []
        for y, row in enumerate(rows):
            line, spans = old[y], over.get(start + y, ())
            same = row.text is line.text and row.style is line.style and spans == line.spans
            if same and row.clusters is None and not line.clusters:
                continue
            line = freeze(row, spans)
            if line != old[y]:
                old[y] = line
                changed.append(y)
        if changed:
            self._repaint_rows(changed)

    def _spans(self, start: int, rows: list[Row]) -> dict[int, tuple[Span, ...]]:
        """Return by row number what lies over the cells of `rows`, the first of them `start`."""
        return {}

    def _tell_place(self) -> None:
        place = (self.viewport.back, self.viewport.limit)
        if place != self._told and (place[0] or self._told[0]):
            self.post_message(messages.Scrolled(self, *place))
        self._told = place

    # Size and colours

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return strips for Textual to paint."""
        if self.size != self._area:  # a border came or went: Textual has no event for that
            self.call_later(self._fit)
        return super().render_lines(crop)

    def on_resize(self, event: events.Resize) -> None:
        """Follow the widget's size, and tell the app."""
        self._fit()

    def _fit(self) -> None:
        self._area = size = self.size
        if not size.width or not size.height:
            return
        self.viewport.height = size.height
        columns, rows = self._fixed or (size.width, size.height)
        emulator = self.emulator
        if not self._sized or (columns, rows) != (emulator.columns, emulator.rows):
            back = self.viewport.back
            self._before_resize()
            emulator.resize(columns, rows)
            self._after_resize()
            self._scroll_after_resize(back)
            self._settle()
            self._sized = True
            self.post_message(messages.Resized(self, columns, rows))
        self._take_frame()

    def _scroll_after_resize(self, back: int) -> None:
        """Show what was shown before, which was `back` rows above the end."""
        if back:
            self.viewport.scroll_to(self.viewport.live - back)

    def _settle(self) -> None:
        """Wrap the older rows anew in the time that is left, a few milliseconds at a time."""
        history = self.emulator.history
        if self._settling is not None:
            self._settling.stop()
            self._settling = None
        if not history.settled:
            self._settling = self.set_timer(_SETTLE_PAUSE, self._settle_on)

    def _settle_on(self) -> None:
        settled = self.emulator.history.settle(seconds=_SETTLE)
        self._settle()
        if settled or self.viewport.top is not None:
            self._take_frame()

    def _before_resize(self) -> None:
        """Drop what refers to row numbers: they change when lines are wrapped anew."""

    def _after_resize(self) -> None:
        """Find again what is known by its text."""

    def notify_style_update(self) -> None:
        """Follow the theme."""
        super().notify_style_update()
        if self.is_mounted:
            # The component classes are styled after the widget itself.
            self.call_later(self._take_colors)

    def on_mount(self) -> None:
        """Take the theme's colours, and find out what the outer terminal can show."""
        truecolor = self.app.console.color_system == "truecolor"
        self.painter.fancy = truecolor and underlines.known(os.environ)
        self._take_colors()

    def _take_colors(self) -> None:
        if not self.painter.set_palette(palette_of(self)):
            return
        palette = self.painter.palette
        self.emulator.default_foreground = palette.foreground
        self.emulator.default_background = palette.background
        self.emulator.default_cursor = palette.cursor
        self._repaint()

    def on_unmount(self) -> None:
        """Let go of what still waits."""
        self._feeder.close()
        self._pacer.stop()
