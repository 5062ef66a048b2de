"""All signals by name, each with what it will do to this container's main process."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from alongside.anatomy.signals import SignalLine
from alongside.engine.signals import Effect
from alongside.ui.screens.dialog import Dialog

_TONES = {
    Effect.ENDS: "$text-error",
    Effect.STOPS: "$text-error",
    Effect.ITS_OWN: "$text-success",
    Effect.NOTHING: "$foreground-muted",
    Effect.UNKNOWN: "$text-warning",
    Effect.WAITS: "$text-warning",
    Effect.CONTINUES: "",
}

_USE = 71
"""Where the column of what a signal is for begins."""
_WIDE = 100
"""From this many columns of the screen on there is room for it."""


class SignalsScreen(Dialog[SignalLine]):
    """Answers with the chosen line.

    Args:
        name: The container's.
        target: Whom a signal reaches, and what follows an end, in sentences.
        lines: A line each; those that cannot be sent are greyed, with the reason.
    """

    DEFAULT_CSS = """
    SignalsScreen > .dialog { width: 116; max-width: 100%; padding: 0 1; }
    SignalsScreen .signals--target { color: $text-muted; padding: 0 1; }
    SignalsScreen OptionList {
        border: none; height: auto; max-height: 100%; background: transparent;
        scrollbar-size-vertical: 1;
        text-wrap: nowrap; text-overflow: ellipsis;
        &:focus { border: none; }
    }
    """

    def __init__(self, name: str, target: str, lines: Sequence[SignalLine]) -> None:
        super().__init__()
        self._container = name
        self._target = target
        self._lines = {line.signal.name: line for line in lines}

    def compose(self) -> ComposeResult:
        """Whom it reaches, then a line a signal."""
        with Vertical(classes="dialog") as box:
            box.border_title = Content(f"signal to {self._container}")
            yield Static(Content(self._target), classes="signals--target")
            wide = self.app.size.width >= _WIDE
            yield OptionList(*(_option(line, wide) for line in self._lines.values()))

    def on_mount(self) -> None:
        """Give the list the keyboard."""
        self.query_one(OptionList).focus()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        if event.option.id is not None:
            self.dismiss(self._lines[event.option.id])


def _option(line: SignalLine, wide: bool) -> Option:
    signal = line.signal
    text = Content.assemble(
        (f"{signal.name:<7}", "bold"),
        (f"{signal.number:>2}  ", "$foreground-muted"),
        (line.why_not or line.text, "" if line.why_not else _TONES[line.effect]),
    )
    if wide:
        use = Content.styled(signal.use, "$foreground-disabled")
        text = text.pad_right(_USE - text.cell_length) + Content("  ") + use
    return Option(text, id=signal.name, disabled=bool(line.why_not))
