"""Exec and attach of one container in two halves of one tab."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.widget import Widget

from alongside.engine.model import Container
from alongside.session.session import Facts
from alongside.ui.asking import asking
from alongside.ui.compare_foot import CompareFoot
from alongside.ui.diff_pane import DiffPane
from alongside.ui.diff_run import compare_views
from alongside.ui.pane import Pane
from alongside.ui.screens.relay import RelayScreen
from alongside.ui.session_pane import SessionPane
from alongside.ui.twin import Together
from alongside_widgets.monitor import Monitor
from alongside_widgets.split import Orientation, Split

SIDE_BY_SIDE = 96
"""From this many columns on, halves stand side by side; below, one above the other."""


class ComparePane(Pane):
    """Two session panes, a divider, and below them what is known of the two.

    Args:
        foot: The rows below.
    """

    kind = "compare"
    DEFAULT_CSS = """
    ComparePane {
        & > Split { height: 1fr; }
        &.-both SessionPane { border-top: heavy $warning; border-title-color: $text-warning; }
    }
    """

    def __init__(self, first: SessionPane, second: SessionPane, foot: CompareFoot) -> None:
        super().__init__()
        self._halves = (first, second)
        for half in self._halves:
            half.brief = True  # both terminals have the same height
        self._foot = foot
        self._turned = False
        self._together = Together(first.terminal, second.terminal)
        self._split = Split(*self._halves)

    def compose(self) -> ComposeResult:
        """The halves and the rows below; in the shape for the room that there is."""
        assert isinstance(self.parent, Widget)
        room = self.parent.size
        self._split.set_reactive(Split.orientation, self._orientation(room.width))
        self._foot.fit(room.height)
        yield self._split
        yield self._foot

    @property
    def title(self) -> str:
        """``api: compare``."""
        return f"{self._halves[0].session.container_name}: compare"

    @property
    def ended(self) -> bool:
        """Have both ended?"""
        return all(half.ended for half in self._halves)

    @property
    def keyboard(self) -> str:
        """The focused half's, or both's."""
        if not self._together.both:
            return self.half.keyboard
        return "BOTH: " + " + ".join(half.keyboard.partition(": ")[2] for half in self._halves)

    @property
    def new_process(self) -> Facts | None:
        """The exec half's."""
        return next((half.new_process for half in self._halves if half.new_process), None)

    @property
    def half(self) -> SessionPane:
        """The half with the focus, else the first."""
        return next((half for half in self._halves if half.has_focus_within), self._halves[0])

    def target(self) -> Widget:
        """The focused half's terminal."""
        return self.half.target()

    def on_mount(self) -> None:
        """Take the shape for the first size: its Resize may come before the halves are there."""
        self.call_after_refresh(self.on_resize)

    def on_resize(self) -> None:
        """Stack the halves where they would be too narrow side by side."""
        self._split.orientation = self._orientation(self.size.width)
        self._level()
        self._foot.fit(self.size.height)

    def _orientation(self, width: int) -> Orientation:
        return "vertical" if (width < SIDE_BY_SIDE) != self._turned else "horizontal"

    @on(Pane.Changed)
    def _half_changed(self, event: Pane.Changed) -> None:
        if event.control is self:
            return
        event.stop()
        if self._together.both and any(half.ended for half in self._halves):
            self._type_into_both(False)
            self.post_message(self.Told(self, "One half has ended: keys go to one half again."))
        self._mark_halves()
        self._level()
        self._foot.take([half.session for half in self._halves])
        self.post_message(self.Changed(self))

    def _level(self) -> None:
        """Give both halves' facts the same height where they stand side by side."""
        beside = self._split.orientation == "horizontal"
        rows = max(half.rows_of_facts for half in self._halves) if beside else 0
        for half in self._halves:
            half.make_room(rows)

    @on(Pane.CloseRequested)
    def _half_closes(self, event: Pane.CloseRequested) -> None:
        closing = event.control
        if closing is self:
            return
        event.stop()
        other = next(half for half in self._halves if half is not closing)
        if closing.ended and not other.ended:
            # The other half lives: it gets the room, and nothing of it ends.
            self._split.zoom(self._halves.index(other))
            self.screen.set_focus(other.target())
            if (screen := asking(self)) is not None:
                screen.give_keys()
        else:
            self.post_message(self.CloseRequested(self))

    def seen(self, container: Container | None) -> None:
        """Tell both halves."""
        for half in self._halves:
            half.seen(container)

    async def perform(self, action: str) -> None:
        """Do what concerns the two here; all else is the focused half's."""
        if hasattr(self, f"do_{action}"):
            await super().perform(action)
        else:
            await self.half.perform(action)

    async def do_close(self) -> None:
        """Close the tab; where one half has ended and the other lives, the ended half only."""
        if self.half.ended and not self.ended:
            await self.half.do_close()
        else:
            await super().do_close()

    async def do_other_half(self) -> None:
        """Give the keyboard to the other half."""
        first, second = self._halves
        other = second if self.half is first else first
        if self._split.zoomed is not None:
            self._split.zoom(self._halves.index(other))
        self.screen.set_focus(other.target())

    async def do_both(self) -> None:
        """Type into both halves at once; or into one again."""
        if any(half.ended for half in self._halves):
            why = "One half has ended: there is only one to type into."
            self.post_message(self.Refused(self, why))
            return
        self._type_into_both(not self._together.both)
        locked = [half for half in self._halves if half.terminal.locked]
        if self._together.both and locked:
            told = f"{locked[0].why_locked}: the {locked[0].kind} half gets nothing."
            self.post_message(self.Told(self, told))

    def _type_into_both(self, both: bool) -> None:
        self._together.type_into_both(both)
        self.set_class(both, "-both")
        if both and self._split.zoomed is not None:
            self._split.zoom(None)
        self._mark_halves()
        self.post_message(self.Changed(self))

    async def do_link(self) -> None:
        """Scroll both halves together; or each for itself again."""
        together = self._together
        together.link(not together.linked, self.half.terminal)
        self._mark_halves()
        self.post_message(self.Changed(self))

    @on(Monitor.Scrolled)
    def _half_scrolled(self, event: Monitor.Scrolled) -> None:
        event.stop()
        half = next(half for half in self._halves if half.terminal is event.control)
        self._together.scrolled(half.terminal)

    async def do_diff(self) -> None:
        """Show in a tab what differs between what the halves show."""
        first, second = self._halves
        titles = (first.title, second.title)
        views = (first.terminal, second.terminal)
        name = self.container_name
        what = f"what both halves of {self.title} show"
        pane = DiffPane(name, what, partial(compare_views, titles, views))
        pane.keymap = self.keymap
        self.post_message(self.Made(self, pane))

    def _mark_halves(self) -> None:
        """Write into the borders what the halves do together."""
        for half in self._halves:
            gets = "gets nothing: locked" if half.terminal.locked else "keys go to BOTH"
            marks = [gets] * self._together.both + ["⇅ linked"] * self._together.linked
            half.mark(" · ".join(marks))

    async def do_relay(self) -> None:
        """Show the way of the bytes, and all that happened, as a picture."""
        self.app.push_screen(RelayScreen(self.title.partition(": ")[0], self._foot.study))

    async def do_turn_split(self) -> None:
        """Side by side, or one above the other."""
        self._turned = not self._turned
        self.on_resize()

    async def do_zoom(self) -> None:
        """Show the focused half alone, or both again."""
        zoomed = self._split.zoomed is not None
        self._split.zoom(None if zoomed else self._halves.index(self.half))

    def consequences(self) -> Sequence[str]:
        """Return both halves'."""
        return [line for half in self._halves for line in half.consequences()]

    async def shut(self) -> Sequence[str]:
        """Close both."""
        return [line for half in self._halves for line in await half.shut()]
