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

from alongside_widgets import keys, messages
from alongside_widgets.host import TerminalApp
from alongside_widgets.key_decoding import from_event
from alongside_widgets.modes import Modes
from alongside_widgets.pointing import Pointing
from alongside_widgets.raw_keys import RawKey
from alongside_widgets.taking import TakesKeys

_NOT_PASTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

COPY_KEYS = frozenset({"ctrl+shift+c", "super+c", "ctrl+insert"})
"""What copies while something is marked; else they are keys for the program."""


_PLAIN = Modes()


class Terminal(Pointing, TakesKeys):
    """Shows a program and lets the user work with it.

    Attributes:
        passthrough: Names of keys that are left to the app, the leader for one.
        locked: Keys and pastes are not sent, but told as `LockedKey`; the mouse is the monitor's.
        plain: What some keys have always sent (``b"\x10"`` for Ctrl+P), and send even where the
            program asked for another encoding (modifyOtherKeys, kitty's protocol): keys that
            somebody between here and the program waits for.
    """

    Input: TypeAlias = messages.Input
    LockedKey: TypeAlias = messages.LockedKey

    passthrough: frozenset[str] = frozenset()
    plain: frozenset[bytes] = frozenset()

    _browsing = False

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

    def press(self, key: keys.KeyPress) -> None:
        """Send a key as the program wants it encoded."""
        self.send(self.encoded(key))

    def encoded(self, key: keys.KeyPress) -> bytes:
        """Return what `press` sends for a key."""
        plain = keys.encode(key, _PLAIN)
        return plain if plain in self.plain else keys.encode(key, self.modes)

    def paste(self, text: str) -> None:
        """Send text as if it was pasted: without control characters, bracketed if so asked."""
        text = text.replace("\r\n", "\r").replace("\n", "\r")
        data = _NOT_PASTED.sub("", text).encode()
        if self.modes.bracketed_paste and data:
            data = b"\x1b[200~" + data + b"\x1b[201~"
        self.send(data)

    def _press(self, event: events.MouseDown) -> None:
        if event.button == 2 and not self.browsing and not self._tracks(event):
            self.take_paste(self.app.clipboard)
        else:
            super()._press(event)

    def _parse(self, data: bytes, replay: bool, seconds: float) -> bool:
        # Whether the outer terminal has the protocol is not known from the beginning.
        if self.is_mounted and isinstance(self.app, TerminalApp):
            self.emulator.keyboard_protocol = self.app.keyboard_protocol
        return super()._parse(data, replay, seconds)

    def _parsed(self) -> None:
        replies = self.emulator.take_replies()
        if replies:
            self.post_message(messages.Input(self, replies, reply=True))
        super()._parsed()

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
        self.take_key(event)

    def take_key(self, event: events.Key) -> None:
        """Take a key that is not the app's: scroll or copy, send it, or tell it is locked out."""
        if self._scroll_key(event.key):
            return
        if self.locked:
            self.post_message(messages.LockedKey(self, event.key))
        elif isinstance(event, RawKey) and event.press is not None:
            self.press(event.press)
        else:
            self.press(from_event(event.key, event.character))

    def take_paste(self, text: str) -> None:
        """Take text that is pasted for the program: send it, or tell that it is locked out."""
        if self.locked:
            self.post_message(messages.LockedKey(self, "paste"))
        else:
            self.paste(text)

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

    def _marked(self) -> None:
        self.action_browse_leave()

    def _scroll_key(self, key: str) -> bool:
        """Scroll, or copy, if that is what the key is for; return whether it was."""
        if key in COPY_KEYS:
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
            if key == "shift+home":
                self.action_browse_top()
                return True
            by = back if key == "shift+end" else None
        if by is None:
            return False
        self.scroll_rows(by)
        return True

    def on_paste(self, event: events.Paste) -> None:
        """Send what the user pasted."""
        event.stop()
        self.take_paste(event.text)

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
        self._cursor_focus_changed()
