"""The row of tabs: what is open, which one is shown, what moved in the others."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from alongside.ui.line import crop
from alongside.ui.tones import Tone, style_of

_TONES = {
    "active": Tone(background="surface-lighten-2", bold=True),
    "hover": Tone(background="surface-lighten-1"),
    "quiet": Tone("foreground-muted"),
    "marked": Tone("text-warning", bold=True),
    "exec": Tone("text-success"),
    "attach": Tone("text-warning"),
    "compare": Tone("text-accent"),
    "logs": Tone("text-primary"),
    "probe": Tone("text-secondary"),
}


class Tab(NamedTuple):
    """One tab.

    Attributes:
        kind: ``exec``, ``attach``, ``compare``, ``logs`` or ``probe``: its colour class.
        ended: Has what it shows ended?
        marked: Did something happen in it (a bell, an end) while it was hidden?
    """

    id: str
    title: str
    kind: str
    ended: bool = False
    marked: bool = False


class TabMessage(Message):
    """What all messages of a `TabBar` have in common."""

    def __init__(self, sender: TabBar) -> None:
        super().__init__()
        self.sender = sender

    @property
    def control(self) -> TabBar:
        """Who sent it."""
        return self.sender


class TabBar(Widget):
    """One row; a click selects, on the × (or with the middle button) closes; the wheel moves."""

    DEFAULT_CSS = """
    TabBar {
        height: 1;
        background: $panel;
    }
    """
    LONGEST = 28
    """A tab's title is cut to this many cells."""

    tabs: reactive[tuple[Tab, ...]] = reactive(())
    active: reactive[str] = reactive("")
    hover: reactive[int] = reactive(-1)

    class Selected(TabMessage):
        """A tab was clicked."""

        def __init__(self, sender: TabBar, tab_id: str) -> None:
            super().__init__(sender)
            self.tab_id = tab_id

    class CloseRequested(TabMessage):
        """A tab's × was clicked."""

        def __init__(self, sender: TabBar, tab_id: str) -> None:
            super().__init__(sender)
            self.tab_id = tab_id

    def update(self, tab: Tab) -> None:
        """Show `tab` instead of the one with its id."""
        self.tabs = tuple(tab if old.id == tab.id else old for old in self.tabs)

    def mark(self, tab_id: str, marked: bool = True) -> None:
        """Mark a tab (unless it is the active one), or unmark it."""
        for tab in self.tabs:
            if tab.id == tab_id:
                self.update(tab._replace(marked=marked and tab_id != self.active))

    def _label(self, number: int, tab: Tab) -> str:
        name, colon, kind = tab.title.partition(": ")
        title = crop(name, max(6, self.LONGEST - cell_len(kind))) + colon + kind
        mark = "!" if tab.marked else "◌" if tab.ended else "●"
        return f" {number} {mark} {title} × "

    def _layout(self) -> list[tuple[Tab, str, int]]:
        """Return the tabs that fit with label and first column; the active one always fits."""
        labels = [(tab, self._label(n, tab)) for n, tab in enumerate(self.tabs, 1)]
        widths = [cell_len(label) for _, label in labels]
        index = next((i for i, tab in enumerate(self.tabs) if tab.id == self.active), 0)
        first = 0
        while first < index and sum(widths[first : index + 1]) > self.size.width - 2:
            first += 1
        column = 1 if first else 0
        placed = []
        for (tab, label), width in zip(labels[first:], widths[first:], strict=True):
            if column >= self.size.width:
                break
            placed.append((tab, label, column))
            column += width
        return placed

    def _at(self, x: int) -> tuple[Tab, bool] | None:
        """Return the tab at column `x`, and whether its × is there."""
        for tab, label, start in self._layout():
            end = start + cell_len(label)
            if start <= x < end:
                return tab, x >= end - 3
        return None

    def _style(self, name: str) -> Style:
        return style_of(self.app, _TONES[name])

    def render_line(self, y: int) -> Strip:
        """Paint the tabs."""
        width = self.size.width
        base = self.rich_style
        if not self.tabs:
            return Strip([Segment(" no tabs", base)]).adjust_cell_length(width, base)
        layout = self._layout()
        quiet = base + self._style("quiet")
        segments = [Segment("‹", quiet)] if layout[0][2] else []
        for tab, label, start in layout:
            style = base + self._style(tab.kind)
            if tab.ended:
                style += self._style("quiet")
            if tab.marked:
                style += self._style("marked")
            if tab.id == self.active:
                style += self._style("active")
            elif start <= self.hover < start + cell_len(label):
                style += self._style("hover")
            segments.append(Segment(label, style))
        strip = Strip(segments).adjust_cell_length(width, base)
        tab, label, start = layout[-1]
        if tab is not self.tabs[-1] or start + cell_len(label) > width:
            strip = Strip.join([strip.crop(0, width - 1), Strip([Segment("›", quiet)])])
        return strip

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Mark the tab under the mouse."""
        self.hover = event.x

    def on_leave(self) -> None:
        """Unmark it."""
        self.hover = -1

    def on_click(self, event: events.Click) -> None:
        """Select, or close."""
        found = self._at(event.x)
        if found is None:
            return
        tab, on_close = found
        if on_close or event.button == 2:
            self.post_message(self.CloseRequested(self, tab.id))
        else:
            self.post_message(self.Selected(self, tab.id))

    def _neighbour(self, step: int) -> str:
        ids = [tab.id for tab in self.tabs]
        if not ids:
            return ""
        index = ids.index(self.active) if self.active in ids else 0
        return ids[(index + step) % len(ids)]

    def go(self, step: int) -> None:
        """Select the next (1) or previous (-1) tab."""
        if tab_id := self._neighbour(step):
            self.post_message(self.Selected(self, tab_id))

    def on_mouse_scroll_down(self) -> None:
        """Go to the next tab."""
        self.go(1)

    def on_mouse_scroll_up(self) -> None:
        """Go to the tab before."""
        self.go(-1)


def neighbour_after_close(tabs: tuple[Tab, ...], closing: str) -> str:
    """Return the tab to show once `closing` is gone: the one to its right, else to its left."""
    ids = [tab.id for tab in tabs]
    for left, right in pairwise(ids):
        if left == closing:
            return right
    return ids[-2] if len(ids) > 1 and ids[-1] == closing else ""
