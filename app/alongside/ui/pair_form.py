"""Two execs to be compared: the fields of the exec form, once for each half."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Label, Select, Static

from alongside.engine.model import Container
from alongside.ui.screens.dialog import Dialog
from alongside.ui.screens.exec_form import ExecRequest

_FIELDS = (
    ("command", "Command", "empty: the best shell"),
    ("user", "User  -u", "name, uid or uid:gid"),
    ("working_dir", "Directory  -w", "the container's own"),
    ("env", "Environment  -e", "NAME=value"),
)


_EMPTY = ExecRequest()


@dataclass(frozen=True, slots=True)
class PairRequest:
    """What was filled in; `container_id` is the second half's container."""

    first: ExecRequest = _EMPTY
    second: ExecRequest = _EMPTY
    container_id: str = ""


class PairForm(Dialog[PairRequest]):
    """Fill in, Enter or the button opens both.

    Args:
        container: The first half's.
        others: Those that the second half can be in.
        last: What was filled in before; its container is offered first.
    """

    DEFAULT_CSS = """
    PairForm {
        & > .dialog { width: 96; }
        & .form--row { height: 1; margin-bottom: 1; }
        & .form--row Label { width: 17; }
        & .form--row Input, & .form--row Select { width: 1fr; margin-right: 2; }
        & #first-container { width: 1fr; margin-right: 2; }
        & #problem { color: $text-error; height: auto; }
    }
    """

    def __init__(
        self, container: Container, others: Sequence[Container], last: PairRequest
    ) -> None:
        super().__init__()
        self._container = container
        self._others = others
        self._last = last

    def compose(self) -> ComposeResult:
        """A row a field with one column a half; the buttons."""
        with VerticalScroll(classes="dialog") as box:
            box.can_focus = False
            box.border_title = "two execs side by side"
            with Horizontal(classes="form--row"):
                yield Label("Container")
                yield Static(Content(self._container.name), id="first-container")
                yield self._picker()
            for name, label, hint in _FIELDS:
                with Horizontal(classes="form--row"):
                    yield Label(label)
                    for half in ("first", "second"):
                        value = getattr(getattr(self._last, half), name)
                        yield Input(value, placeholder=hint, id=f"{half}-{name}", compact=True)
            yield Static("", id="problem")
            with Horizontal(classes="dialog--buttons"):
                yield Button("Cancel (Esc)", id="cancel")
                yield Button("Run both (Enter)", id="run", variant="primary")

    def _picker(self) -> Select[str]:
        options = [(Content(container.name), container.id) for container in self._others]
        ids = [container.id for container in self._others]
        chosen = self._last.container_id
        value = chosen if chosen in ids else self._container.id
        return Select(options, value=value, allow_blank=False, id="second-container", compact=True)

    def on_mount(self) -> None:
        """Begin at the first half's command."""
        self.query_one("#first-command").focus()

    def _half(self, half: str) -> ExecRequest:
        filled: dict[str, Any] = {
            name: self.query_one(f"#{half}-{name}", Input).value for name, *_ in _FIELDS
        }
        return ExecRequest(**filled)

    @on(Input.Submitted)
    @on(Button.Pressed, "#run")
    def _run(self) -> None:
        container_id = str(self.query_one("#second-container", Select).value)
        request = PairRequest(self._half("first"), self._half("second"), container_id)
        try:
            request.first.spec(), request.second.spec()
        except ValueError as error:
            self.query_one("#problem", Static).update(Content(str(error)))
            return
        self.dismiss(request)

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.dismiss(None)
