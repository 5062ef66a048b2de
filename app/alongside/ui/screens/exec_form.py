"""Exec with options: the switches of ``docker exec``, as a small form."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Checkbox, Input, Label, Static

from alongside.ui.screens.exec_request import ExecRequest, RequestForm

_FIELDS = (
    ("command", "Command", "empty: the best shell there is"),
    ("user", "User  -u", "name, uid or uid:gid; empty: the container's own"),
    ("working_dir", "Directory  -w", "empty: the container's own"),
    ("env", "Environment  -e", 'NAME=value OTHER="two words"'),
)
_SWITCHES = (
    ("tty", "tty  -t"),
    ("stdin", "stdin  -i"),
    ("privileged", "--privileged"),
    ("detach", "--detach: start it and leave it running"),
)


class Tick(Checkbox, inherit_bindings=False):
    """A checkbox that shows its state by a mark, not by a colour alone; Enter is the form's."""

    BINDINGS = [Binding("space", "toggle_button", "mark", show=False)]

    @property
    def BUTTON_INNER(self) -> str:  # type: ignore[override]  # noqa: N802  (Textual's name)
        """The mark."""
        return "✓" if self.value else " "


class ExecForm(RequestForm[ExecRequest]):
    """Fill in, Enter or the button runs it."""

    BINDINGS = [Binding("enter", "run", "run", show=False)]
    DEFAULT_CSS = """
    ExecForm {
        & .form--row Label { width: 18; }
        & .form--row Input { width: 1fr; }
        & Checkbox { padding: 0; height: 1; width: auto; margin-right: 2; }
        & .form--switches { height: 1; }
    }
    """

    def __init__(self, container_name: str, last: ExecRequest) -> None:
        super().__init__()
        self._name = container_name
        self._last = last

    def compose(self) -> ComposeResult:
        """A row a field, the switches, the buttons."""
        with VerticalScroll(classes="dialog") as box:
            box.can_focus = False
            box.border_title = Content(f"exec in {self._name}: a new process")
            for name, label, hint in _FIELDS:
                with Horizontal(classes="form--row"):
                    yield Label(label)
                    yield Input(getattr(self._last, name), placeholder=hint, id=name, compact=True)
            for pair in (_SWITCHES[:3], _SWITCHES[3:]):
                with Horizontal(classes="form--switches"):
                    for name, label in pair:
                        yield Tick(label, getattr(self._last, name), id=name, compact=True)
            yield Static("", id="problem")
            with Horizontal(classes="dialog--buttons"):
                yield Button("Cancel (Esc)", id="cancel")
                yield Button("Run (Enter)", id="run", variant="primary")

    def on_mount(self) -> None:
        """Begin at the command."""
        self.query_one("#command").focus()

    def request(self) -> ExecRequest:
        """See `RequestForm.request`."""
        filled: dict[str, Any] = dict(self.typed(name for name, *_ in _FIELDS))
        for name, _ in _SWITCHES:
            filled[name] = self.query_one(f"#{name}", Checkbox).value
        request = ExecRequest(**filled)
        request.spec()
        return request
