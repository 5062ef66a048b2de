"""One line under a terminal to search what it shows and what has scrolled out of it."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.style import Style
from textual.widgets import Input, Static

from alongside_widgets.monitor import Monitor

_HINT = "Enter older · Shift+Enter newer · Alt+c case · Alt+r regex · Esc done"


class SearchInput(Input):
    """Takes the pattern; keys that mean something to the search go to the bar."""

    async def on_key(self, event: events.Key) -> None:
        """Let the bar have its keys."""
        if event.key in SearchBar.KEYS:
            event.stop()
            event.prevent_default()
            bar = self.parent
            assert isinstance(bar, SearchBar)
            bar.press(event.key)


class SearchSwitches(Static):
    """What the search is like, to be clicked: whether case counts, whether it is a pattern."""

    DEFAULT_CSS = """
    SearchSwitches { width: auto; padding: 0 1; color: $text-muted; }
    """

    def show(self, *, case: bool, regex: bool) -> None:
        """Show which are on."""
        words = [_switch("case", "alt+c", case), _switch("regex", "alt+r", regex)]
        self.update(Content(" ").join(words))

    def action_turn(self, key: str) -> None:
        """Do what the key does."""
        bar = self.parent
        assert isinstance(bar, SearchBar)
        bar.press(key)


def _switch(word: str, key: str, is_on: bool) -> Content:
    style = "reverse" if is_on else "underline"
    return Content.styled(word, style).stylize(Style.from_meta({"@click": f"turn({key!r})"}))


class SearchBar(Horizontal):
    """Searches one `Monitor` as one types; hidden until `open`."""

    KEYS = ("enter", "shift+enter", "down", "up", "escape", "alt+c", "alt+r")
    DEFAULT_CSS = """
    SearchBar {
        height: 1;
        display: none;
        background: $panel;
        & > Input { width: 24; }
        & > .search--told { width: 1fr; color: $text-muted; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._monitor: Monitor | None = None
        self._regex = False
        self._case = False

    def compose(self) -> ComposeResult:
        """Pattern, what it is taken for, and what was found."""
        yield SearchInput(placeholder="search", compact=True)
        yield SearchSwitches()
        yield Static(classes="search--told")

    def open(self, monitor: Monitor) -> None:
        """Begin to search `monitor`."""
        self._monitor = monitor
        self.display = True
        self._tell("")
        field = self.query_one(SearchInput)
        self.screen.set_focus(field)
        field.action_select_all()

    def press(self, key: str) -> None:
        """Do what a key means."""
        if key == "escape":
            self._leave()
        elif key in ("enter", "up"):
            self._next(forward=False)
        elif key in ("shift+enter", "down"):
            self._next(forward=True)
        else:
            self._case ^= key == "alt+c"
            self._regex ^= key == "alt+r"
            self._search(self.query_one(SearchInput).value)

    def found(self, event: Monitor.SearchChanged) -> None:
        """Show how many there are."""
        if event.reason:
            self._tell(event.reason)
        elif event.count:
            self._tell(f"{event.index} of {event.count}" + ("" if event.complete else "…"))
        else:
            self._tell("nothing found" if self.query_one(SearchInput).value else "")

    def _leave(self) -> None:
        self.display = False
        if self._monitor is not None:
            self._monitor.end_search()
            self.screen.set_focus(self._monitor)

    def _next(self, *, forward: bool) -> None:
        if self._monitor is not None:
            self._monitor.search_next(forward=forward)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._search(event.value)

    def _search(self, text: str) -> None:
        if self._monitor is None:
            return
        try:
            self._monitor.search(text, regex=self._regex, case=self._case)
        except ValueError as error:
            self._tell(str(error))

    def _tell(self, text: str) -> None:
        self.query_one(SearchSwitches).show(case=self._case, regex=self._regex)
        shown = " · ".join(part for part in (text, _HINT) if part)
        self.query_one(".search--told", Static).update(Content(shown))
