"""All that can be done with one container, for the mouse and for those who forgot the key."""

from __future__ import annotations

from collections.abc import Mapping

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from alongside.actions import Scope, of
from alongside.engine.model import Container
from alongside.key_names import key_names
from alongside.ui.screens.dialog import Dialog


class MenuScreen(Dialog[str]):
    """Answers with the action's name.

    Args:
        why_not: By action name, why it cannot be done now; those are greyed, with the reason.
    """

    DEFAULT_CSS = """
    MenuScreen > .dialog { width: 96; padding: 0 1; }
    MenuScreen OptionList {
        border: none; height: auto; background: transparent;
        text-wrap: nowrap; text-overflow: ellipsis;
        &:focus { border: none; }
    }
    """

    def __init__(
        self, container: Container, keymap: Mapping[str, str], why_not: Mapping[str, str]
    ) -> None:
        super().__init__()
        self._container = container
        self._keymap = keymap
        self._why_not = why_not

    def compose(self) -> ComposeResult:
        """A line an action."""
        with Vertical(classes="dialog") as box:
            box.border_title = Content(self._container.name)
            yield OptionList(*(self._options()))

    def _options(self) -> list[Option]:
        options = []
        for action in of(Scope.LIST):
            if action.name in ("menu", "filter", "diagnose"):
                continue
            keys = key_names(self._keymap.get(action.id, action.keys))
            reason = self._why_not.get(action.name, "")
            text = Content.assemble(
                (f"{keys:<8}", "$text-success"),
                f"{action.label:<12}",
                (reason or action.help, "$foreground-muted"),
            )
            options.append(Option(text, id=action.name, disabled=bool(reason)))
        return options

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)
