"""Where to save what a pane shows: one field, whose ending says as what."""

from __future__ import annotations

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, Static

from alongside.ui.screens.dialog import Dialog
from alongside_widgets.saving import Form

_WHAT = (
    "The name's ending says as what: .txt is all lines as text, .ansi all lines with their "
    "colours (look at them with cat), .svg a picture of what is in view."
)


class SaveForm(Dialog[Path]):
    """Answers with a file that is not there yet.

    Args:
        name: What the file may be called.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def compose(self) -> ComposeResult:
        """The field and the buttons."""
        with Vertical(classes="dialog") as box:
            box.border_title = Content("save what this pane has shown")
            yield Static(Content(_WHAT), classes="dialog--hint")
            yield Input(self._name, placeholder="a file", id="file")
            yield Static(id="why")
            with Horizontal(classes="dialog--buttons"):
                yield Button("Cancel (Esc)", id="cancel")
                yield Button("Save (Enter)", id="save", variant="primary")

    def on_mount(self) -> None:
        """The name can be typed over."""
        self.query_one(Input).focus()

    @on(Input.Submitted)
    @on(Button.Pressed, "#save")
    def _save(self) -> None:
        path = Path(self.query_one(Input).value.strip()).expanduser()
        why = _why_not(path)
        if why:
            self.query_one("#why", Static).update(Content(why))
        else:
            self.dismiss(path)

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.dismiss(None)


def form_of(path: Path) -> Form:
    """Return what a file's name asks for; text, if nothing else."""
    ending = path.suffix[1:].lower()
    return Form(ending) if ending in tuple(Form) else Form.TEXT


def _why_not(path: Path) -> str:
    """Say why nothing can be saved there; empty if it can."""
    if not path.name or path.is_dir():
        return "Give the name of a file."
    if path.exists():
        return "That file is there already: give another name."
    return "" if path.parent.is_dir() else f"There is no directory {path.parent}."
