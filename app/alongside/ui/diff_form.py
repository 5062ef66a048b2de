"""Which command to run twice: one field."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, Static

from alongside.ui.screens.dialog import Dialog

_WHAT = (
    "It is run twice: once by exec, as a new process comes into the world, and once with the "
    "main process's environment, directory and user. What differs is shown."
)


class DiffForm(Dialog[str]):
    """Answers with a command line.

    Args:
        last: What was asked last.
    """

    def __init__(self, container_name: str, last: str) -> None:
        super().__init__()
        self._name = container_name
        self._last = last

    def compose(self) -> ComposeResult:
        """The field and the buttons."""
        with Vertical(classes="dialog") as box:
            box.border_title = Content(f"run in {self._name} twice, and compare")
            yield Static(Content(_WHAT), classes="dialog--hint")
            yield Input(self._last, placeholder="a command, for the shell", id="command")
            with Horizontal(classes="dialog--buttons"):
                yield Button("Cancel (Esc)", id="cancel")
                yield Button("Run (Enter)", id="run", variant="primary")

    def on_mount(self) -> None:
        """What was asked last can be typed over."""
        field = self.query_one(Input)
        field.focus()
        field.action_select_all()

    @on(Input.Submitted)
    @on(Button.Pressed, "#run")
    def _run(self) -> None:
        command = self.query_one(Input).value.strip()
        if command:
            self.dismiss(command)

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.dismiss(None)
