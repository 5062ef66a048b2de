"""What panes have in common that show what was read of a container: one text, nothing that runs."""

from __future__ import annotations

from textual.app import ComposeResult

from alongside.actions import Scope
from alongside.engine.engine import Engine
from alongside.ui.bindings import bindings
from alongside.ui.key_hints import Place
from alongside.ui.monitor_pane import MonitorPane
from alongside.ui.search_bar import SearchBar
from alongside_widgets.monitor import Monitor


class ReadingPane(MonitorPane):
    """One text about a container, or two, to scroll, search and copy from."""

    kind = "probe"
    BINDINGS = bindings(Scope.RESULT)
    DEFAULT_CSS = """
    ReadingPane {
        border-top: solid $foreground 25%;
        border-title-style: bold;
        border-title-color: $text-secondary;
        &:focus-within { border-top: heavy $border; }
        & > Monitor { height: 1fr; }
    }
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self._asked = False

    def compose(self) -> ComposeResult:
        """The text."""
        monitor = Monitor()
        monitor.reading = True
        yield monitor
        yield SearchBar()

    @property
    def place(self) -> Place:
        """Nothing runs here."""
        return Place.ENDED
