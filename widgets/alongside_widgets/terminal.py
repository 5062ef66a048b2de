"""A terminal: a `Monitor` with a cursor, whose keys, mouse and paste go to a program.

Control flows one way: Textual's events become bytes (`keys.py`, `mouse.py`, as the program asked by
its modes) and are posted as `Input`; the app writes them to whatever the terminal is bound to, and
gives what comes back to `feed`. The widget never touches a process. Answers of the emulator to the
program's questions are `Input`, too, with `reply` set.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from textual import events
from textual.timer import Timer

from alongside_widgets import keys, messages, mouse
from alongside_widgets.events import ModeChanged
from alongside_widgets.key_decoding import from_event
from alongside_widgets.modes import CursorShape, Modes, MouseTracking
from alongside_widgets.monitor import Monitor
from alongside_widgets.mouse import Action, Button, MouseReport
from alongside_widgets.painting import Kind, Span
from alongside_widgets.raw_input import RawKey
from alongside_widgets.rows import Row
from alongside_widgets.taking import TakesKeys

_NOT_PASTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
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
_ARROWS = {Button.WHEEL_UP: "up", Button.WHEEL_DOWN: "down"}
_WHEEL = 3


class Terminal(Monitor, TakesKeys):
    """Shows a program and lets the user work with it.

    Attributes:
        passthrough: Names of keys that are left to the app, the leader for one.
        locked: Keys are not sent, but told as `LockedKey`; the mouse and paste do nothing.
    """

    Input: TypeAlias = messages.Input
    LockedKey: TypeAlias = messages.LockedKey

    passthrough: frozenset[str] = frozenset()
    locked: bool = False

    _browsing = False
    _held: Button = Button.NONE
    _last_motion: tuple[int, int] = (-1, -1)
    _blink: Timer | None = None
    _dark = False
    _blinks = 0

    def __init__(
        self,
        *,
        passthrough: frozenset[str] = frozenset(),
        locked: bool = False,
        scrollback: int = 10_000,
        size: tuple[int, int] | None = None,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(
            scrollback=scrollback, size=size, name=name, id=id, classes=classes, disabled=disabled
        )
        self.passthrough = passthrough
        self.locked = locked
        self.emulator.answering = True

    @property
    def modes(self) -> Modes:
        """What the program asked for."""
        return self.emulator.modes

    @property
    def browsing(self) -> bool:
        """Whether keys move in the scrollback instead of being sent."""
        return self._browsing

    @browsing.setter
    def browsing(self, browsing: bool) -> None:
        if browsing is not self._browsing:
            self._browsing = browsing
            self.post_message(messages.BrowsingChanged(self, browsing))
            self._take_frame()

    def takes(self, key: str) -> bool:
        """Return whether a key belongs to the terminal and not to the app."""
        return key not in self.passthrough and not self.browsing

    # To the program

    def send(self, data: bytes) -> None:
        """Post `data` as input of the user's, unless locked; scroll to where it will show."""
        if data and not self.locked:
            self.clear_selection()
            self.follow()
            self.post_message(messages.Input(self, data))

    def press(self, key: keys.KeyPress) -> None:
        """Send a key as the program wants it encoded."""
        self.send(keys.encode(key, self.modes))

    def paste(self, text: str) -> None:
        """Send text as if it was pasted: without control characters, bracketed if so asked."""
        text = text.replace("\r\n", "\r").replace("\n", "\r")
        data = _NOT_PASTED.sub("", text).encode()
        if self.modes.bracketed_paste and data:
            data = b"\x1b[200~" + data + b"\x1b[201~"
        self.send(data)

    def _parsed(self) -> None:
        replies = self.emulator.take_replies()
        if replies:
            self.post_message(messages.Input(self, replies, reply=True))
        self._dark = False
        self._blinks = 0
        super()._parsed()
        self._blink_if_wanted()

    # Keys

    def on_key(self, event: events.Key) -> None:
        """Send the key; leave it to bindings while browsing, to the app if it is passed through."""
        if event.key in self.passthrough:
            return
        if self.browsing:
            self._browse(event)
            return
        event.stop()
        event.prevent_default()
        if self._scroll_key(event.key):
            return
        if self.locked:
            self.post_message(messages.LockedKey(self, event.key))
            return
        if isinstance(event, RawKey) and event.press is not None:
            self.press(event.press)
        else:
            self.press(from_event(event.key, event.character))

    def _browse(self, event: events.Key) -> None:
        """Let the widget's own bindings have the key, and nobody else's."""
        active = self.screen.active_bindings.get(event.key)
        if active is None or active.node is not self:
            event.stop()
            event.prevent_default()

    def action_browse_leave(self) -> None:
        """Give the keys back to the program."""
        self._leave()
        self.browsing = False

    def _scroll_key(self, key: str) -> bool:
        """Scroll, or copy, if that is what the key is for; return whether it was."""
        if key in ("ctrl+shift+c", "super+c", "ctrl+insert"):
            return self.copy_selection()
        if self.modes.alternate_screen:
            return False
        page = max(1, self.viewport.height - 1)
        back = self.viewport.back
        by = {
            "shift+pageup": -page,
            "shift+pagedown": page,
            "ctrl+shift+up": -1,
            "ctrl+shift+down": 1,
        }.get(key)
        if by is None and back:
            by = {"shift+home": -self.viewport.limit, "shift+end": back}.get(key)
        if by is None:
            return False
        self.scroll_rows(by)
        return True

    def on_paste(self, event: events.Paste) -> None:
        """Send what the user pasted."""
        event.stop()
        if self.locked:
            self.post_message(messages.LockedKey(self, "paste"))
        else:
            self.paste(event.text)

    # Focus

    def on_focus(self) -> None:
        """Draw the cursor full, and tell the program if it asked."""
        self._focus_changed(b"\x1b[I")

    def on_blur(self) -> None:
        """Draw the cursor dim, and tell the program if it asked."""
        self._focus_changed(b"\x1b[O")

    def _focus_changed(self, report: bytes) -> None:
        if self.modes.focus_events and not self.locked:
            self.post_message(messages.Input(self, report, reply=True))
        self._blinks = 0
        self._take_frame()
        self._blink_if_wanted()

    # The mouse

    def _tracks(self, event: events.MouseEvent) -> bool:
        """Whether the program gets this event: it asked, and Shift is not held."""
        tracking = self.modes.mouse_tracking is not MouseTracking.OFF
        return tracking and not self.locked and not self.viewport.back and not event.shift

    def _report(self, action: Action, button: Button, event: events.MouseEvent) -> None:
        offset = event.get_content_offset_capture(self)
        column = max(0, min(offset.x, self.emulator.columns - 1))
        row = max(0, min(offset.y, self.emulator.rows - 1))
        if action is Action.MOVE and (column, row) == self._last_motion:
            return
        self._last_motion = (column, row)
        report = MouseReport(action, button, column, row, event.shift, event.meta, event.ctrl)
        data = mouse.encode(report, self.modes)
        if data:
            self.post_message(messages.Input(self, data))

    def _press(self, event: events.MouseDown) -> None:
        if not self._tracks(event):
            super()._press(event)
            return
        self._held = mouse.TEXTUAL_BUTTONS[event.button & 3]
        self.capture_mouse()
        self._report(Action.PRESS, self._held, event)

    def _move(self, event: events.MouseMove) -> None:
        if self._held is not Button.NONE or (self._tracks(event) and self._down_at is None):
            self._report(Action.MOVE, self._held, event)
        else:
            super()._move(event)

    def _release(self, event: events.MouseUp) -> None:
        if self._held is Button.NONE:
            super()._release(event)
            return
        held, self._held = self._held, Button.NONE
        self.capture_mouse(False)
        self._report(Action.RELEASE, held, event)

    def _wheel(self, event: events.MouseEvent, by: int) -> None:
        self._wheel_button(event, Button.WHEEL_UP if by < 0 else Button.WHEEL_DOWN, by)

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        """Tell the program if it asked."""
        if self._tracks(event):
            event.stop()
            self._report(Action.PRESS, Button.WHEEL_LEFT, event)

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        """Tell the program if it asked."""
        if self._tracks(event):
            event.stop()
            self._report(Action.PRESS, Button.WHEEL_RIGHT, event)

    def _wheel_button(self, event: events.MouseEvent, button: Button, by: int) -> None:
        """Tell the program, send arrows, or scroll."""
        if self._tracks(event):
            event.stop()
            self._report(Action.PRESS, button, event)
        elif self.modes.alternate_screen and self.modes.alternate_scroll and not event.shift:
            event.stop()
            arrow = keys.encode(keys.KeyPress(_ARROWS[button]), self.modes)
            self.send(arrow * _WHEEL)
        else:
            super()._wheel(event, by)

    # The cursor

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
        blinks = self.emulator.cursor_shape in _BLINKING or self.modes.cursor_blink
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

    def _mode_changed(self, event: ModeChanged) -> None:
        super()._mode_changed(event)
        if event.name == "mouse_tracking":
            self._last_motion = (-1, -1)
