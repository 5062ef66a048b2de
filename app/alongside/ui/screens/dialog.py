"""What every modal dialog shares: a box in the middle, Esc to leave, one look."""

from __future__ import annotations

from typing import TypeVar

from textual.binding import Binding
from textual.screen import ModalScreen

Result = TypeVar("Result")


class Dialog(ModalScreen[Result]):
    """A box over the screen; `dismiss` carries the answer, Esc answers None."""

    BINDINGS = [Binding("escape", "leave", "cancel")]
    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        background: $background 60%;
        & > .dialog {
            width: 76;
            max-width: 96%;
            height: auto;
            max-height: 96%;
            padding: 1 2;
            border: round $border;
            background: $surface;
            border-title-color: $text-accent;
            border-title-style: bold;
        }
        & .dialog--buttons { height: auto; align-horizontal: right; margin-top: 1; }
        & .dialog--buttons Button { margin-left: 2; }
        & .dialog--hint { color: $text-muted; }
    }
    """

    def action_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)
