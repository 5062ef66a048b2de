"""One question, with what will happen; used for everything that ends or stops something."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from alongside.ui.screens.dialog import Dialog


class ConfirmScreen(Dialog[bool]):
    """Ask; True for yes, False or None for no.

    The safe answer has the focus: Enter alone never does harm.

    Args:
        question: One sentence, shown as it is (no markup).
        consequences: What will happen, a line each.
        yes: The word on the button that does it: ``Stop it``.
        danger: Is it something that cannot be undone?
        unasked: Does it come up without the user having done anything? Letters do not answer it
            then: they may have been meant for a terminal.
    """

    BINDINGS = [
        Binding("y", "answer(True)", "yes"),
        Binding("n", "answer(False)", "no"),
        Binding("left,right", "app.focus_next", show=False),
    ]
    DEFAULT_CSS = """
    ConfirmScreen #consequences { height: auto; max-height: 12; margin-top: 1; }
    ConfirmScreen .consequence { color: $text-muted; }
    """

    def __init__(
        self,
        question: str,
        consequences: Sequence[str] = (),
        *,
        yes: str = "Yes",
        no: str = "Cancel",
        danger: bool = True,
        unasked: bool = False,
    ) -> None:
        super().__init__()
        self._unasked = unasked
        self._question = question
        self._consequences = consequences
        self._yes = yes
        self._no = no
        self._danger = danger

    def compose(self) -> ComposeResult:
        """Question, consequences, two buttons."""
        no, yes = ("", "") if self._unasked else (" (n)", " (y)")
        with VerticalScroll(classes="dialog") as box:
            box.can_focus = False
            yield Static(Content(self._question), id="question")
            with VerticalScroll(id="consequences"):
                for line in self._consequences:
                    yield Static(Content(f"• {line}"), classes="consequence")
            with Horizontal(classes="dialog--buttons"):
                yield Button(Content(self._no + no), id="no")
                yield Button(
                    Content(self._yes + yes),
                    id="yes",
                    variant="error" if self._danger else "primary",
                )

    def on_mount(self) -> None:
        """Give the safe answer the focus; hide an empty list."""
        self.query_one("#no").focus()
        self.query_one("#consequences").display = bool(self._consequences)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Let letters answer only what was asked for."""
        return not (self._unasked and action == "answer")

    def action_answer(self, yes: bool) -> None:
        """Answer by key."""
        self.dismiss(yes)
