"""The bottom line: the keys that work where the keyboard is now; each can be clicked.

A word to the user is said there, too, before the keys: it covers nothing of what a terminal shows.
"""

from __future__ import annotations

from enum import Enum

from rich.cells import cell_len
from textual.content import Content
from textual.style import Style
from textual.timer import Timer
from textual.widgets import Static

from alongside.actions import Action, Scope, first_key, of
from alongside.config import Settings
from alongside.key_names import key_name


class Place(Enum):
    """Where the keyboard is."""

    LIST = "list"
    FIELD = "field"
    BUTTONS = "buttons"
    TERMINAL = "terminal"
    SEARCH = "search"
    RUNNING = "running"
    ENDED = "ended"
    BROWSING = "browsing"
    LOCKED = "locked"
    WATCHED = "watched"
    BOTH = "both"
    NO_ENGINE = "no engine"


IN_TERMINALS = (Place.TERMINAL, Place.BOTH, Place.WATCHED, Place.LOCKED)
_FIRST = 5
"""So many of the list's hints stand before help and quit, which a narrow screen must show too."""


class KeyHints(Static):
    """One row; never names a key that would not do what it says."""

    DEFAULT_CSS = """
    KeyHints {
        height: 1;
        background: $panel;
        color: $text-muted;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        link-style: none;
        link-color: $text-muted;
    }
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._place: Place | None = None
        self._lent = False
        self._told: dict[str, str] = {}  # by what is said: its style
        self._telling: Timer | None = None

    def tell(self, text: str, tone: str, seconds: float) -> bool:
        """Say `text` for some seconds, beside what is being said; False if it does not fit in."""
        told = {**self._told, text: tone}
        if "\n" in text or sum(cell_len(said) + 2 for said in told) > self.size.width:
            return False
        self._told = told
        if self._telling is not None:
            self._telling.stop()
        self._telling = self.set_timer(seconds, self._forget)
        self._write()
        return True

    def _forget(self) -> None:
        self._told = {}
        self._write()

    def _write(self) -> None:
        told = [Content.styled(f" {text}", tone) for text, tone in self._told.items()]
        hints = self._hints(self._place) if self._place is not None else []
        self.update(Content("  ").join([*told, *hints]))

    def show(self, place: Place, *, lent: bool = False) -> None:
        """Show the keys of that place; and which brings the list back that is `lent` away."""
        if (place, lent) != (self._place, self._lent):
            self._place, self._lent = place, lent
            self._write()

    def _hints(self, place: Place) -> list[Content]:
        leader = self._hint(key_name(self._settings.leader), "alongside's keys", "screen.leader")
        if place in IN_TERMINALS:
            return [leader, *self._the_list(), *self._in_terminal(place)]
        if place is Place.SEARCH:
            return [Content("Enter goes to the match above"), Content("Esc ends the search")]
        if place is Place.BROWSING:
            told = (
                "arrows, PgUp, PgDn, g, G",
                "/ search",
                "n N next",
                "v v mark, y copy",
                "Esc back",
            )
            return [Content(text) for text in told]
        if place is Place.FIELD:
            return [Content("Enter keeps the filter"), Content("Esc shows all again")]
        anywhere = [self._of(action, f"screen.{action.name}") for action in _shown(Scope.ANYWHERE)]
        if place is Place.NO_ENGINE:
            return anywhere
        if place is Place.BUTTONS:
            return [
                Content("arrows move"),
                Content("Enter runs it"),
                Content("Esc list"),
                *anywhere,
            ]
        if place in (Place.RUNNING, Place.ENDED):
            # What runs can be stopped, what has ended can be run again.
            other = "again" if place is Place.RUNNING else "stop"
            own = [
                self._of(action, f"screen.result({action.name!r})")
                for action in _shown(Scope.RESULT)
                if action.name != other
            ]
            return [*self._the_list(), *own, leader, *anywhere]
        own = [self._of(action, f"screen.{action.name}") for action in _shown(Scope.LIST)]
        first, rest = own[:_FIRST], own[_FIRST:]
        return [*first, *anywhere[:1], *anywhere[-1:], *rest, *anywhere[1:-1]]

    def _the_list(self) -> list[Content]:
        """Say where the list is, if a comparison has its room."""
        if not self._lent:
            return []
        keys = f"{key_name(self._settings.leader)} {first_key('leader.list', self._settings.keys)}"
        return [self._hint(keys, "list (put away for room)", "screen.focus_list")]

    def _in_terminal(self, place: Place) -> list[Content]:
        """Say where keys go that are not alongside's."""
        leader, keymap = key_name(self._settings.leader), self._settings.keys
        if place is Place.TERMINAL:
            from alongside.session.detach import DetachKeys

            leave = DetachKeys.parse(self._settings.detach_keys).label
            others = "" if self._lent else "  every other key goes to the process"
            return [_dim(f"{leave} leaves it{others}")]
        if place is Place.BOTH:
            keys = f"{leader} {first_key('leader.both', keymap)}"
            stop = self._hint(keys, "ends it", "screen.pane('both')")
            return [Content.styled("keys go to BOTH halves", "bold $text-warning"), stop]
        if place is Place.WATCHED:
            return [_dim("this process has no stdin: it can only be watched")]
        key = first_key("leader.unlock", keymap)
        unlock = self._hint(key, "unlock input", "screen.pane('unlock')")
        return [_dim(f"input is locked: no key reaches the process; {leader} then") + unlock]

    def _of(self, action: Action, call: str) -> Content:
        return self._hint(first_key(action.id, self._settings.keys), action.label, call)

    @staticmethod
    def _hint(key: str, label: str, call: str) -> Content:
        hint = Content.assemble(" ", (key, "bold $text-accent"), f" {label}")
        return hint.stylize(Style.from_meta({"@click": call}))


def _shown(scope: Scope) -> list[Action]:
    return [action for action in of(scope) if action.shown]


def _dim(words: str) -> Content:
    return Content.styled(words, "$foreground-disabled")
