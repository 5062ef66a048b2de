"""The way of the bytes as a picture, and under it all that happened to the container.

The picture is painted from `Study` when it opens and, while bytes flow, a few times a second.
"""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from alongside.anatomy.timeline_rows import listing
from alongside.ui.relay_picture import picture
from alongside.ui.screens.dialog import Dialog
from alongside.ui.study import Study
from alongside.ui.timeline_line import content

_PAUSE = 0.3


class RelayScreen(Dialog[None]):
    """Both ways side by side, and the timeline.

    Args:
        name: The container's.
        study: What knows it all; it goes on for the view below, too.
    """

    BINDINGS = [Binding("q,t", "leave", "close", show=False)]
    DEFAULT_CSS = """
    RelayScreen > .dialog {
        width: 110; padding: 0 1; scrollbar-gutter: stable;
        & > .relay--heading { text-style: bold; color: $text-accent; margin-top: 1; }
        & > Static { height: auto; }
    }
    """

    def __init__(self, name: str, study: Study) -> None:
        super().__init__()
        self._name = name
        self._study = study
        self._timer: Timer | None = None
        self._picture = Static(Content(""))
        self._events = Static(Content(""))

    def compose(self) -> ComposeResult:
        """The picture, then the list."""
        with VerticalScroll(classes="dialog") as box:
            box.border_title = Content(f"The way of the bytes · {self._name}")
            box.border_subtitle = "Esc closes"
            yield self._picture
            yield Static(Content("What happened, by the engine's events"), classes="relay--heading")
            yield self._events

    def on_mount(self) -> None:
        """Paint, and again whenever something has changed."""
        self._study.listeners.append(self._soon)
        self.call_after_refresh(self._paint)

    def on_unmount(self) -> None:
        """Listen no more."""
        if self._soon in self._study.listeners:  # else the comparison was closed first
            self._study.listeners.remove(self._soon)

    def on_resize(self) -> None:
        """The boxes are as wide as there is room."""
        self.call_after_refresh(self._paint)

    def _soon(self) -> None:
        if self._timer is None:
            self._timer = self.set_timer(_PAUSE, self._paint)

    def _paint(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        width = self._picture.content_size.width
        if width < 1:
            return
        self._picture.update(picture(self._study.ways(), width))
        timeline = self._study.timeline
        rows = listing(timeline.entries, self._study.name_of) if timeline is not None else []
        told = Content.styled("Nothing since the view was opened.", "$foreground-muted")
        newest_first = [content(row) for row in reversed(rows)]
        self._events.update(Content("\n").join(newest_first) if rows else told)
