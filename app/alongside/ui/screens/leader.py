"""What the leader key opens: the keys that work now; the next key does what one of them says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.style import Style
from textual.widgets import Static

from alongside.actions import Scope, of
from alongside.key_names import key_name, key_names

SEND_IT = "send-leader"
"""The answer for the leader pressed twice."""


class LeaderScreen(ModalScreen[str]):
    """Answers with an action's name, `SEND_IT`, ``show_tab(N)``, or the empty string for none."""

    DEFAULT_CSS = """
    LeaderScreen {
        align: center bottom;
        background: transparent;
        & > Static {
            width: 100%;
            height: auto;
            padding: 0 1;
            background: $panel;
            border-top: heavy $warning;
            border-title-color: $text-warning;
        }
    }
    """

    def __init__(
        self,
        leader: str,
        keymap: Mapping[str, str],
        scopes: Sequence[Scope] = (Scope.LEADER,),
    ) -> None:
        super().__init__()
        self.behind: list[events.Key] = []
        """Keys that came in the same breath as the answer; they are for whoever comes next."""
        self._answered = False
        self._leader = leader
        self._names: dict[str, str] = {leader: SEND_IT}
        self._hints: list[tuple[str, str, str]] = []
        for action in (action for scope in scopes for action in of(scope)):
            keys = keymap.get(action.id, action.keys)
            for key in keys.split(","):
                self._names.setdefault(key.strip(), action.name)
            self._hints.append((key_names(keys.split(",")[0]), action.label, action.name))
        for digit in range(1, 10):
            self._names.setdefault(str(digit), f"show_tab({digit})")

    class Ready(Message):
        """It takes keys from now on."""

    def on_mount(self) -> None:
        """Say so: keys may wait for it."""
        self.post_message(self.Ready())

    def compose(self) -> ComposeResult:
        """The hints; each can be clicked."""
        hints = []
        for key, label, name in self._hints:
            click = Style.from_meta({"@click": f"screen.choose({name!r})"})
            hints.append(_hint(key, label).stylize(click))
        leader = key_name(self._leader)
        hints += [_hint("1-9", "tab"), _hint(leader, f"sends {leader} itself")]
        box = Static(packed(hints, self.app.size.width - 2))
        box.border_title = f"{leader}: what next? any other key cancels"
        yield box

    def on_key(self, event: events.Key) -> None:
        """Answer with what the key means; keys typed behind it wait until that is done."""
        event.stop()
        event.prevent_default()
        if self._answered:
            again = copy(event)
            again._forwarded = again._stop_propagation = again._no_default_action = False
            self.behind.append(again)
            return
        self.action_choose(self._names.get(event.key, ""))

    def on_click(self, event: events.Click) -> None:
        """A click beside the hints cancels."""
        if event.widget is self:
            self.action_choose("")

    def action_choose(self, name: str) -> None:
        """Answer, once."""
        if not self._answered:
            self._answered = True
            self.dismiss(name)


def _hint(key: str, label: str) -> Content:
    return Content.assemble((key, "bold $text-warning"), f" {label}")


def packed(hints: Sequence[Content], width: int, gap: str = "   ") -> Content:
    """Return the hints in lines of at most `width` cells, none of them broken in two."""
    lines: list[Content] = []
    for hint in hints:
        if lines and lines[-1].cell_length + len(gap) + hint.cell_length <= width:
            lines[-1] = lines[-1] + gap + hint
        else:
            lines.append(hint)
    return Content("\n").join(lines)
