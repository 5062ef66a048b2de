"""Two execs to be compared: the fields of the exec form, once for each half."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Label, Select, Static

from alongside.engine.engine import ExecSpec
from alongside.engine.model import Container
from alongside.ui.screens.exec_request import ExecRequest, RequestForm

_BEST, _AS_FIRST = "empty: the best shell", "empty: as the first"
_HALVES = ("first", "second")
_FIELDS = (
    ("command", "Command", _BEST),
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

    def specs(self, container_id: str) -> tuple[ExecSpec, ExecSpec]:
        """Return what to run in the first half's container, and what in the second's.

        An empty second command is the first one where the two are in different containers: what
        differs is then the container alone.

        Raises:
            ValueError: See `ExecRequest.spec`.
        """
        second = self.second
        if not second.command.strip() and self.container_id not in ("", container_id):
            second = replace(second, command=self.first.command)
        return self.first.spec(), second.spec()


class PairForm(RequestForm[PairRequest]):
    """Fill in, Enter or the button opens both.

    Args:
        container: The first half's.
        others: Those that the second half can be in.
        last: What was filled in before; its container is offered first.
    """

    DEFAULT_CSS = """
    PairForm {
        & > .dialog { width: 96; }
        & .form--row Label { width: 17; }
        & .form--row Input, & .form--row Select { width: 1fr; margin-right: 2; }
        & #first-container { width: 1fr; margin-right: 2; }
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
                    for half in _HALVES:
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

    @on(Select.Changed, "#second-container")
    def _say_what_an_empty_command_is(self) -> None:
        """Say it where it is typed: with two containers it is the first one's."""
        hint = _BEST if self._second == self._container.id else _AS_FIRST
        self.query_one("#second-command", Input).placeholder = hint

    @property
    def _second(self) -> str:
        return str(self.query_one("#second-container", Select).value)

    def request(self) -> PairRequest:
        """See `RequestForm.request`."""
        names = [name for name, *_ in _FIELDS]
        filled: list[dict[str, Any]] = [{**self.typed(names, half)} for half in _HALVES]
        first, second = (ExecRequest(**half) for half in filled)
        request = PairRequest(first, second, self._second)
        request.specs(self._container.id)
        return request
