"""The mouse in a terminal: to the program as it asked, else to the monitor.

With Shift held, while scrolled back, and while the terminal is locked, the monitor has it: marking,
links, scrolling.
"""

from __future__ import annotations

from textual import events

from alongside_widgets import keys, messages, mouse
from alongside_widgets.cursor import Cursor
from alongside_widgets.events import ModeChanged
from alongside_widgets.modes import Modes, MouseTracking
from alongside_widgets.mouse import Action, Button, MouseReport

_ARROWS = {Button.WHEEL_UP: "up", Button.WHEEL_DOWN: "down"}
_WHEEL = 3


class Pointing(Cursor):
    """A monitor whose program may have the mouse.

    Attributes:
        locked: The program gets nothing of the user's.
    """

    locked: bool = False

    _held: Button = Button.NONE
    _last_motion: tuple[int, int] = (-1, -1)

    @property
    def modes(self) -> Modes:
        """What the program asked for."""
        return self.emulator.modes

    def send(self, data: bytes) -> None:
        """Post `data` as input of the user's, unless locked; scroll to where it will show."""
        if data and not self.locked:
            self.clear_selection()
            self.follow()
            self.post_message(messages.Input(self, data))

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
        released = mouse.TEXTUAL_BUTTONS[event.button & 3]
        if released in (Button.NONE, self._held):
            released, self._held = self._held, Button.NONE
            self.capture_mouse(False)
        self._report(Action.RELEASE, released, event)  # of two buttons, perhaps not the last one

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

    def _mode_changed(self, event: ModeChanged) -> None:
        super()._mode_changed(event)
        if event.name == "mouse_tracking":
            self._last_motion = (-1, -1)
