"""Every key and mouse action, from the one list in `alongside.actions`."""

from __future__ import annotations

from collections.abc import Mapping

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from alongside.actions import Scope, of
from alongside.key_names import key_names
from alongside.ui.ansi import wrapped
from alongside.ui.screens.dialog import Dialog
from alongside_widgets.browsing_keys import BROWSING_KEYS

_INTRODUCTION = (
    "exec starts a NEW process in the container: a shell of your own, gone when you close it.\n"
    "attach connects to the MAIN process, the one the container lives by: what you type reaches "
    "it, Ctrl+C may stop the container. Alongside asks before it lets that happen.\n\n"
    "While a terminal has the keyboard, every key goes to it, Tab, Esc and Ctrl+C too, but for the "
    "leader and the detach keys (^P ^Q, or yours: leave it running). Press the leader, then one of "
    "the keys below; the leader twice sends it."
)

BROWSING = "While scrolling back; in a log, a diagnostic and an ended pane always"
"""Where the terminal's own keys work."""

_WIDTH = 100
_AROUND = 8
"""Cells for border, padding and scrollbar."""
_INDENT = 14
"""Cells for the keys."""


class HelpScreen(Dialog[None]):
    """Keys by where they work, with the ids that ``[keys]`` in the configuration may name."""

    AUTO_FOCUS = "VerticalScroll"  # it scrolls, until the filter is wanted
    BINDINGS = [
        Binding("f1,question_mark,q", "leave", "close", show=False),
        Binding("slash", "filter", "filter", show=False),
    ]
    DEFAULT_CSS = f"""
    HelpScreen > .dialog {{ width: {_WIDTH}; }}
    HelpScreen .help--scope {{ text-style: bold; color: $text-accent; margin-top: 1; }}
    """

    def __init__(self, leader: str, keymap: Mapping[str, str], here: Scope = Scope.LIST) -> None:
        super().__init__()
        self._scopes = sorted(Scope, key=lambda scope: scope is not here)
        self._tables: dict[Scope, tuple[Static, Static]] = {}
        self._leader = leader
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        """The introduction, then a block for each scope."""
        with VerticalScroll(classes="dialog") as box:
            box.border_title = "Keys"
            box.border_subtitle = "/ filters · Esc closes"
            yield Input(placeholder="/ filter", compact=True)
            yield Static(Content(_INTRODUCTION), classes="help--about")
            for scope in self._scopes:
                title = scope.value[0].upper() + scope.value[1:]
                if scope is Scope.LEADER:
                    title += f" ({key_names(self._leader)})"
                heading = Static(Content(title), classes="help--scope")
                self._tables[scope] = heading, Static(self._table(scope))
                yield from self._tables[scope]
            yield Static(Content(BROWSING), classes="help--scope help--about")
            browsing = Content("\n").join(map(_browsing_key, BROWSING_KEYS))
            yield Static(browsing, classes="help--about")

    def action_filter(self) -> None:
        """Type to filter."""
        self.query_one(Input).focus()

    @on(Input.Changed)
    def _filter(self, event: Input.Changed) -> None:
        """Show only the actions that have the word."""
        for scope, (heading, table) in self._tables.items():
            found = self._table(scope, event.value.lower())
            heading.display = table.display = bool(found.plain)
            table.update(found)
        for about in self.query(".help--about"):
            about.display = not event.value

    def _table(self, scope: Scope, word: str = "") -> Content:
        lines = []
        indent = " " * _INDENT
        room = min(_WIDTH, self.app.size.width * 96 // 100) - _AROUND - _INDENT
        for action in of(scope):
            keys = key_names(self._keymap.get(action.id, action.keys))
            if word not in f"{keys} {action.label} {action.help} {action.id}".lower():
                continue
            mouse = f"mouse: {action.mouse} · " if action.mouse else ""
            first, *more = wrapped(action.help, room)
            lines.append(Content.assemble((f"{keys:<{_INDENT - 1}} ", "$text-success"), first))
            lines += [Content(indent + line) for line in more]
            about = wrapped(f"{mouse}id: {action.id}", room)
            lines += [Content.styled(indent + line, "$foreground-muted") for line in about]
        more_keys = {
            Scope.LEADER: ("1 to 9", "Go to that tab."),
            Scope.LIST: ("j k g G", "Move: down, up, first, last; arrows, Home and End, too."),
        }
        if scope in more_keys and not word:
            keys, what = more_keys[scope]
            lines.append(Content.assemble((f"{keys:<{_INDENT - 1}} ", "$text-success"), what))
        return Content("\n").join(lines)


def _browsing_key(binding: Binding) -> Content:
    keys = f"{key_names(binding.key):<{_INDENT - 1}} "
    return Content.assemble((keys, "$text-success"), f"{binding.tooltip}.")
