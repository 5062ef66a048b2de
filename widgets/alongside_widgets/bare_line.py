"""The bare pane's line over its last row, while keys move in the scrollback: hints, and a search.

What is typed goes to `Monitor.search` as it is typed; what is found comes back as `SearchChanged`,
which the pane gives to `found`.
"""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from alongside_widgets.monitor import Monitor

_HINT = "arrows, PgUp, PgDn, g, G · / search · n N next · v mark, y copy · Esc back"


class Pattern(Input):
    """Takes what to search for; Enter keeps it, Esc does not."""

    async def on_key(self, event: events.Key) -> None:
        """Take the keys that end it."""
        if event.key in ("enter", "escape"):
            event.stop()
            event.prevent_default()
            line = self.parent
            assert isinstance(line, BareLine)
            line.leave(keep=event.key == "enter")


class BareLine(Horizontal):
    """One row for one `Monitor`.

    Args:
        monitor: What is searched, and has the keyboard else.
    """

    DEFAULT_CSS = """
    BareLine {
        height: 1;
        background: $panel;
        & > Pattern { width: 24; display: none; }
        & > Static { width: 1fr; padding: 0 1; color: $text-muted; text-wrap: nowrap; }
    }
    """

    def __init__(self, monitor: Monitor) -> None:
        super().__init__()
        self._monitor = monitor
        self._pattern = Pattern(placeholder="search", compact=True)
        self._told = Static(Content(_HINT))

    def compose(self) -> ComposeResult:
        """What is searched for, and what is to be said."""
        yield self._pattern
        yield self._told

    def ask(self) -> None:
        """Take a pattern."""
        self._pattern.display = True
        self.screen.set_focus(self._pattern)
        self._pattern.action_select_all()

    def leave(self, *, keep: bool) -> None:
        """Give the keyboard back; the matches stay, or not."""
        self._pattern.display = False
        if not keep:
            self._monitor.end_search()
        self.screen.set_focus(self._monitor)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._monitor.search(event.value)

    def found(self, event: Monitor.SearchChanged) -> None:
        """Say how many there are."""
        if event.count:
            said = f"{event.index} of {event.count}{'' if event.complete else '…'}"
        else:
            said = event.reason or ("nothing found" if self._pattern.value else "")
        self._told.update(Content(" · ".join(part for part in (said, _HINT) if part)))
