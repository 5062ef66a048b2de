"""What an app does so that every key reaches the terminal in it: inherit from `TerminalApp` too.

::

    class MyApp(TerminalApp, App[None]):
        def compose(self) -> ComposeResult:
            yield Terminal(passthrough=frozenset({"f12"}))

While a `Terminal` has focus, a key goes straight to it, past the priority bindings of app and
screens (Ctrl+Q, Ctrl+P), past Tab and past Esc to minimise; but for the keys in its `passthrough`
(a leader key, say), which go the usual way: bind them in the app. While the terminal is `browsing`
its own bindings come first. The app reads its keyboard with `RawParser`, so that Alt, Ctrl+Alt and
a quick Esc arrive as they were pressed; where the outer terminal has kitty's keyboard protocol,
programs may use it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from textual import constants, events
from textual.app import App
from textual.driver import Driver

from alongside_widgets.taking import TakesKeys

if TYPE_CHECKING:
    _Base = App[Any]
else:
    _Base = object


class TerminalApp(_Base):
    """A mixin for `App`, to stand before it among the bases.

    Attributes:
        keyboard_protocol: The outer terminal has kitty's keyboard protocol: terminals offer it.
    """

    ESCAPE_TO_MINIMIZE = False

    keyboard_protocol = False

    def on_keyboard_reported(self) -> None:
        """Note that it has."""
        self.keyboard_protocol = True

    def get_driver_class(self) -> type[Driver]:
        """Return the driver that loses no keys, where there is a Unix terminal to read from."""
        if os.name != "posix" or constants.DRIVER is not None:
            return super().get_driver_class()
        from alongside_widgets.raw_driver import RawDriver

        return RawDriver

    async def on_event(self, event: events.Event) -> None:
        """Give a focused terminal its keys before anything else sees them."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            terminal = self.focused
            if isinstance(terminal, TakesKeys) and terminal.takes(event.key):
                self.app_focus = True
                terminal._forward_event(event)
                return
        await super().on_event(event)
