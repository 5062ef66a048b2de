"""Two terminals that can be one: typed into together, scrolled together.

A `TwinTerminal` gives each key and each paste that is for its program to its twin as well, before
it is encoded: so each program gets exactly what it would get alone, by its own terminal's modes.
`Together` switches that on and off for the two halves of a comparison, and keeps their scrolling.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual import events

from alongside_widgets.messages import MonitorMessage
from alongside_widgets.terminal import COPY_KEYS, Terminal


class TwinTerminal(Terminal):
    """A terminal whose user can type into another one at the same time.

    Attributes:
        twin: The other one, while keys go to both.
    """

    twin: TwinTerminal | None = None

    @dataclass
    class LockedOut(MonitorMessage):
        """A key came by way of the twin while this terminal is locked; it was not sent.

        Attributes:
            key: Textual's name of it; ``paste`` for pasted text.
        """

        key: str

    def take_key(self, event: events.Key) -> None:
        """Take a key, and let the twin have it."""
        copies = event.key in COPY_KEYS and bool(self.selected_text)
        super().take_key(event)
        if self.twin is not None and not copies:
            self.twin._also_key(event)

    def take_paste(self, text: str) -> None:
        """Take a paste, and let the twin have it."""
        super().take_paste(text)
        if self.twin is not None:
            self.twin._also_paste(text)

    def _also_key(self, event: events.Key) -> None:
        if self.browsing:
            self.action_browse_leave()  # "keys go to both" is never half true
        if not self.locked:
            super().take_key(event)
        elif not self._scroll_key(event.key):
            self.post_message(self.LockedOut(self, event.key))

    def _also_paste(self, text: str) -> None:
        if self.locked:
            self.post_message(self.LockedOut(self, "paste"))
        else:
            super().take_paste(text)


class Together:
    """What two terminals do as one.

    Attributes:
        both: Are keys going to both?
        linked: Does one scroll where the other does?
    """

    def __init__(self, first: TwinTerminal, second: TwinTerminal) -> None:
        self._pair = (first, second)
        self.both = False
        self.linked = False
        self._tops: dict[Terminal, int | None] = {}

    def type_into_both(self, both: bool) -> None:
        """Let keys go to both from now on, or to the one with the focus."""
        self.both = both
        first, second = self._pair
        first.twin, second.twin = (second, first) if both else (None, None)
        if both:
            for terminal in self._pair:
                if terminal.browsing:
                    terminal.action_browse_leave()

    def link(self, linked: bool, leading: TwinTerminal) -> None:
        """Scroll both from now on, beginning where `leading` is; or each for itself."""
        self.linked = linked
        if linked:
            self._tops = {terminal: terminal.viewport.top for terminal in self._pair}
            self._follow(leading)

    def scrolled(self, terminal: Terminal) -> None:
        """Bring the other one as far from its newest row as `terminal` is, if a user moved it.

        Output moves a view, too: away from the newest row, while its text stands still. That is
        nothing to follow.
        """
        if not self.linked or terminal.viewport.top == self._tops.get(terminal):
            return
        self._tops[terminal] = terminal.viewport.top
        self._follow(terminal)

    def _follow(self, leading: Terminal) -> None:
        first, second = self._pair
        other = second if leading is first else first
        view = other.viewport
        by = view.back - min(leading.viewport.back, view.limit)
        if by:
            other.scroll_rows(by)
        self._tops[other] = view.top
