"""From `alongside.actions` to Textual bindings, so that there is one list of keys."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from alongside.actions import Action, Scope, of
from alongside.key_names import key_names


def binding(action: Action, call: str) -> Binding:
    """Return the binding of one action; `call` has ``{}`` where its name belongs."""
    return Binding(
        action.keys,
        call.format(action.name),
        action.label,
        show=action.shown,
        key_display=key_names(action.keys.split(",")[0]),
        tooltip=action.help,
        id=action.id,
    )


def bindings(scope: Scope) -> list[BindingType]:
    """Return the bindings of one scope.

    What the list's and a result's keys do is the screen's business, so their actions lead there.
    """
    calls = {
        Scope.ANYWHERE: "{}",
        Scope.LIST: "screen.{}",
        Scope.RESULT: "screen.result('{}')",
        Scope.LEADER: "screen.pane('{}')",
        Scope.TOUR: "screen.{}",
    }
    return [binding(action, calls[scope]) for action in of(scope)]
