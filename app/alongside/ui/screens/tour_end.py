"""The end of the tour: when to use exec and when attach, as a table."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.events import Key
from textual.widgets import Button, Static

from alongside.tour.steps import ADVICE
from alongside.ui.screens.dialog import Dialog

_LEFT = 35
LEADER = "leader"
"""The answer to the leader key."""


class TourEnd(Dialog[str]):
    """Shows the table; any way of leaving it leads back to the scene.

    Args:
        leader: Its key: it works here, too, for the strip names it. Then the answer is `LEADER`.
    """

    DEFAULT_CSS = """
    TourEnd > .dialog { width: 76; }
    """

    def __init__(self, leader: str) -> None:
        super().__init__()
        self._leader = leader

    def compose(self) -> ComposeResult:
        """A line a wish."""
        lines = [
            Content.assemble(f"{want:<{_LEFT}} ", (which, "$text-success"))
            for want, which in ADVICE
        ]
        with VerticalScroll(classes="dialog") as box:
            box.can_focus = False
            box.border_title = "exec or attach?"
            yield Static(Content("\n").join(lines))
            with Horizontal(classes="dialog--buttons"):
                yield Button("Back to the scene (Enter)", id="back", variant="primary")

    def on_key(self, event: Key) -> None:
        """Leave by the leader."""
        if event.key == self._leader:
            event.stop()
            self.dismiss(LEADER)

    def on_mount(self) -> None:
        """Enter leaves."""
        self.query_one(Button).focus()

    @on(Button.Pressed)
    def _pressed(self) -> None:
        self.dismiss(None)
