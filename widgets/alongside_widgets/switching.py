"""Modes, the alternate screen, saved cursors and resets."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from alongside_widgets import modes as tables
from alongside_widgets.charsets import Charset
from alongside_widgets.events import Bell, Event, ModeChanged
from alongside_widgets.modes import CursorShape, Modes, MouseEncoding, MouseTracking
from alongside_widgets.styles import DEFAULT_STYLE, Style
from alongside_widgets.writing import Writing

MAX_EVENTS = 512
MAX_STACK = 16
_ALTERNATE = (47, 1047, 1049)


class Saved(NamedTuple):
    """What DECSC keeps."""

    x: int = 0
    y: int = 0
    pending: bool = False
    style: Style = DEFAULT_STYLE
    charsets: tuple[Charset | None, ...] = (None, None, None, None)
    shift: int = 0
    shift_right: int = 0
    origin: bool = False


class Switching(Writing):
    """A writable grid with modes and two screens.

    Attributes:
        cursor_shape: What DECSCUSR asked for.
        keyboard_protocol: Whether the kitty keyboard protocol may be switched on; set it where the
            keys are really encoded that way.
    """

    def __init__(self, columns: int, rows: int, scrollback: int) -> None:
        super().__init__(columns, rows, scrollback)
        self.keyboard_protocol = False
        self._events: deque[Event] = deque(maxlen=MAX_EVENTS)
        self._home_switches()

    def _home_switches(self) -> None:
        self.cursor_shape = CursorShape.DEFAULT
        self._saved: dict[bool, Saved] = {}
        self._kept: set[int] = set()
        self._saved_modes: dict[int, bool] = {}
        self._keyboards: dict[bool, list[int]] = {False: [0], True: [0]}
        self.guarded = False

    def bell(self) -> None:
        """BEL; many in a row are one event."""
        if not self._events or not isinstance(self._events[-1], Bell):
            self._events.append(Bell())

    # Modes

    def _switch(self, name: str, value: int) -> None:
        if getattr(self.modes, name) != value:
            setattr(self.modes, name, value)
            if name in tables.REPORTED:
                self._events.append(ModeChanged(name, value))

    def set_mode(self, *modes: int, **kwargs: bool) -> None:
        """SM, or DECSET with `private`."""
        for number in modes:
            self._change_mode(number, True, kwargs.get("private", False))

    def reset_mode(self, *modes: int, **kwargs: bool) -> None:
        """RM, or DECRST with `private`."""
        for number in modes:
            self._change_mode(number, False, kwargs.get("private", False))

    def _change_mode(self, number: int, on: bool, private: bool) -> None:
        if not private:
            if number in tables.ANSI:
                self._switch(tables.ANSI[number], on)
        elif number in _ALTERNATE:
            self._change_screen(number, on)
        elif number == 1048:
            if on:
                self.save_cursor()
            else:
                self.restore_cursor()
        elif number == 3:
            self._change_columns(on)
        elif number in tables.TRACKING:
            tracking = tables.TRACKING[number] if on else MouseTracking.OFF
            self._switch("mouse_tracking", tracking)
        elif number in tables.ENCODINGS:
            if on:
                self._switch("mouse_encoding", tables.ENCODINGS[number])
            elif self.modes.mouse_encoding == number:
                self._switch("mouse_encoding", MouseEncoding.DEFAULT)
        elif number in tables.KEPT:
            (self._kept.add if on else self._kept.discard)(number)
        elif number in tables.PRIVATE:
            self._switch(tables.PRIVATE[number], on)
            self._mode_changed(number, on)

    def _mode_changed(self, number: int, on: bool) -> None:
        """Do what the change of some modes brings with it."""
        if number == 6:
            self.cursor_position()
        elif number == 69 and not on:
            self.left, self.right = 0, self.columns - 1

    def _change_columns(self, on: bool) -> None:
        """DECCOLM: the width is the widget's to choose, but the rest of it is done."""
        if not self.modes.allow_columns:
            return
        self.modes.wide_columns = on
        if not self.modes.keep_screen:
            self._erase_rows(0, self.rows, False)
        self._no_margins()
        self.modes.margins = False
        self.cursor_position()

    def mode_value(self, number: int, private: bool) -> int:
        """Return what DECRQM reports: 0 unknown, 1 set, 2 reset, 3 and 4 always so."""
        if not private:
            if number in tables.ANSI:
                return 1 if getattr(self.modes, tables.ANSI[number]) else 2
            return tables.PERMANENT.get(number, 0)
        if number in tables.TRACKING:
            return 1 if self.modes.mouse_tracking == number else 2
        if number in tables.ENCODINGS:
            return 1 if self.modes.mouse_encoding == number else 2
        if number == 1048:
            return 1 if self.modes.alternate_screen in self._saved else 2
        if number in tables.PRIVATE:
            return 1 if getattr(self.modes, tables.PRIVATE[number]) else 2
        if number in tables.KEPT:
            return 1 if number in self._kept else 2
        return tables.PERMANENT_PRIVATE.get(number, 0)

    def save_modes(self, *modes: int) -> None:
        """XTSAVE: remember the given DEC modes."""
        for number in modes:
            value = self.mode_value(number, True)
            if value in (1, 2):
                self._saved_modes[number] = value == 1

    def restore_modes(self, *modes: int) -> None:
        """XTRESTORE: set the given DEC modes to what was remembered."""
        for number in modes:
            if number in self._saved_modes:
                self._change_mode(number, self._saved_modes[number], True)

    def keypad_application(self) -> None:
        """DECKPAM."""
        self._switch("application_keypad", True)

    def keypad_numeric(self) -> None:
        """DECKPNM."""
        self._switch("application_keypad", False)

    def select_cursor_shape(self, shape: int = 0) -> None:
        """DECSCUSR."""
        if shape <= max(CursorShape):
            self.cursor_shape = CursorShape(shape)

    def set_key_modifiers(self, resource: int = 0, value: int = 0) -> None:
        """XTMODKEYS: `CSI > resource ; value m`; only modifyOtherKeys (4) is known."""
        if resource in (0, 4):
            self._switch("modify_other_keys", min(value, 2) if resource else 0)

    def reset_key_modifiers(self, resource: int = 0) -> None:
        """`CSI > resource n`: switch modifyOtherKeys off."""
        if resource == 4:
            self._switch("modify_other_keys", 0)

    # The kitty keyboard protocol

    def _keyboard(self) -> list[int]:
        return self._keyboards[self.modes.alternate_screen]

    def push_keyboard(self, flags: int = 0) -> None:
        """`CSI > flags u`."""
        if self.keyboard_protocol:
            stack = self._keyboard()
            stack.append(flags & 31)
            del stack[:-MAX_STACK]
            self._switch("keyboard_flags", stack[-1])

    def pop_keyboard(self, count: int = 1) -> None:
        """`CSI < count u`."""
        stack = self._keyboard()
        del stack[max(0, len(stack) - max(1, count)) :]
        if not stack:
            stack.append(0)
        self._switch("keyboard_flags", stack[-1])

    def set_keyboard(self, flags: int = 0, how: int = 1) -> None:
        """`CSI = flags ; how u`: 1 set, 2 add, 3 take away."""
        if self.keyboard_protocol:
            stack = self._keyboard()
            old, flags = stack[-1], flags & 31
            stack[-1] = {2: old | flags, 3: old & ~flags}.get(how, flags)
            self._switch("keyboard_flags", stack[-1])

    # The two screens

    def _change_screen(self, number: int, on: bool) -> None:
        alternate = self.modes.alternate_screen
        if on:
            if number == 1049:
                self.save_cursor()
            if not alternate:
                self._swap_screens(True)
            if number == 1049:
                self._erase_rows(0, self.rows, False)
                self.pending = False
        else:
            if alternate:
                if number == 1047:
                    self._erase_rows(0, self.rows, False)
                    self.pending = False
                self._swap_screens(False)
            if number == 1049:
                self.restore_cursor()

    def _swap_screens(self, alternate: bool) -> None:
        self.visible, self._resident = self._resident, self.visible
        self._switch("alternate_screen", alternate)
        self._switch("keyboard_flags", self._keyboard()[-1])

    # The saved cursor

    def save_cursor(self) -> None:
        """DECSC, SCOSC: one slot for each screen."""
        self._saved[self.modes.alternate_screen] = Saved(
            self.x,
            self.y,
            self.pending,
            self.style,
            tuple(self.charsets),
            self.shift,
            self.shift_right,
            self.modes.origin,
        )

    def restore_cursor(self) -> None:
        """DECRC, SCORC: without a saved one home, with everything as after a reset."""
        saved = self._saved.get(self.modes.alternate_screen, Saved())
        self.x, self.y = min(saved.x, self.columns - 1), min(saved.y, self.rows - 1)
        self.pending = saved.pending and self.x == saved.x
        self.set_style(saved.style._replace(link=self.style.link))
        self.charsets = list(saved.charsets)
        self.shift, self.shift_right = saved.shift, saved.shift_right
        self.modes.origin = saved.origin
        if saved.origin:
            self.y = max(self.top, min(self.bottom, self.y))
            self.x = max(self.left, min(self.right, self.x))

    # Resets

    def soft_reset(self) -> None:
        """DECSTR: modes, margins, style and character sets; the screen and the cursor stay."""
        fresh = Modes()
        for name in (
            "insert",
            "origin",
            "autowrap",
            "cursor_visible",
            "application_cursor",
            "application_keypad",
            "national",
            "reverse_wrap",
            "extended_reverse_wrap",
            "margins",
            "backarrow",
        ):
            self._switch(name, getattr(fresh, name))
        self._no_margins()
        self.set_style(DEFAULT_STYLE)
        self._home_charsets()
        self._saved.pop(self.modes.alternate_screen, None)
        self.guarded = False

    def reset(self) -> None:
        """RIS: everything as it was at the start; the scrollback goes too."""
        if self.modes.alternate_screen:
            self._swap_screens(False)
        fresh = Modes()
        for name in Modes.__slots__:
            self._switch(name, getattr(fresh, name))
        self._home_grid()
        self._home_charsets()
        self._home_switches()
        self.last_written = ""
        self.open_at = None
        self.visible = self._blank_rows()
        self._resident = self._blank_rows()
        self.history.clear()
