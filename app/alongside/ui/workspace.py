"""The tabs and what is in them; panes are mounted here and closed here."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Static

from alongside.actions import first_key
from alongside.ui.line import alike_from
from alongside.ui.pane import Pane
from alongside.ui.tab_bar import Tab, TabBar, neighbour_after_close

_WELCOME = (
    ("list.shell", "a shell: exec, a NEW process"),
    ("list.attach", "its MAIN process: attach"),
    ("list.compare", "both, side by side"),
    ("list.logs", "its log"),
    ("list.diagnose", "what is wrong with it?"),
)
"""What one may begin with; short, for the narrowest of screens."""


def _welcome(keymap: Mapping[str, str]) -> str:
    """Return what is shown while there is no tab."""
    lines = [f"  {first_key(action_id, keymap):<6} {what}" for action_id, what in _WELCOME]
    keys = first_key("app.help", keymap)
    end = f"{keys} shows every key;\nthe mouse can do all of it, too."
    return "\n".join(("Choose a container on the left:", "", *lines, "", end))


class Workspace(Vertical):
    """A tab bar over the shown pane. Panes that are not shown go on living.

    Args:
        keymap: The user's own keys, by action id.
        make_room: Called with the pane that is shown from now on, before it has its size.
    """

    DEFAULT_CSS = """
    Workspace {
        & > #welcome { height: auto; padding: 1 3; color: $text-muted; }
    }
    """

    class Emptied(Message):
        """The last tab was closed."""

    def __init__(
        self,
        keymap: Mapping[str, str],
        make_room: Callable[[Pane | None], None] = lambda _: None,
        *,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._make_room = make_room
        self._welcome = _welcome(keymap)
        self._panes: dict[str, Pane] = {}
        self._numbers = itertools.count(1)

    def compose(self) -> ComposeResult:
        """The bar, and words until there is a pane."""
        yield TabBar()
        yield Static(Content(self._welcome), id="welcome")

    def render_lines(self, crop: Region) -> list[Strip]:
        """Paint what is below the welcome."""
        return alike_from(0, crop, super().render_lines)

    def say(self, text: str) -> None:
        """Show words above the welcome; they stay until others are said."""
        said = (text, "bold $text-error"), "\n\n" if text else ""
        self._write(Content.assemble(*said, self._welcome))

    def welcome(self, engine: bool) -> None:
        """Say what one may begin with; nothing, without an engine."""
        self._write(Content(self._welcome if engine else ""))

    def _write(self, content: Content) -> None:
        self.query_one("#welcome", Static).update(content)

    @property
    def _bar(self) -> TabBar:
        return self.query_one(TabBar)

    @property
    def active(self) -> Pane | None:
        """The pane that is shown."""
        return self._panes.get(self._bar.active)

    @property
    def panes(self) -> tuple[Pane, ...]:
        """All panes, in the order of their tabs."""
        return tuple(self._panes.values())

    def pane_of(self, widget_pane: Pane) -> Pane | None:
        """Return the tab's pane that is, or holds, `widget_pane`."""
        return next((p for p in self._panes.values() if p in widget_pane.ancestors_with_self), None)

    async def open(self, pane: Pane, *, focus: bool = True) -> None:
        """Give `pane` a tab and show it; the tab of one that it succeeds, if there is one."""
        tab_id = f"tab-{next(self._numbers)}"
        before = next((old for old in self._panes.values() if pane.succeeds(old)), None)
        self.query_one("#welcome").display = False
        self._give_tab(Tab(tab_id, pane.title, pane.kind), pane, before)
        self._reveal(tab_id)
        await self.mount(pane)
        if focus and self.is_attached:  # else the program ends: nothing was composed
            self.screen.set_focus(pane.target())
        if before is not None:
            self.run_worker(self.end(before), group="succeeded")

    def _give_tab(self, tab: Tab, pane: Pane, before: Pane | None) -> None:
        """Put a tab at the end, or where `before` has one, which loses it."""
        bar = self._bar
        if before is None:
            self._panes[tab.id] = pane
            bar.tabs = (*bar.tabs, tab)
            return
        before.display = False
        old_id = self._id_of(before)
        panes = self._panes.items()
        self._panes = dict((tab.id, pane) if key == old_id else (key, one) for key, one in panes)
        bar.tabs = tuple(tab if old.id == old_id else old for old in bar.tabs)

    def show(self, pane: Pane, *, focus: bool = True) -> None:
        """Show a pane that has a tab."""
        self._reveal(self._id_of(pane))
        if focus:
            self.screen.set_focus(pane.target())

    def show_number(self, number: int) -> bool:
        """Show the tab with that number (from 1); False if there is none."""
        panes = self.panes
        if not 1 <= number <= len(panes):
            return False
        self.show(panes[number - 1])
        return True

    def step(self, step: int) -> None:
        """Show the next (1) or the previous (-1) tab."""
        self._bar.go(step)

    async def close(self, pane: Pane) -> Sequence[str]:
        """Take the tab away at once, then end what is in it; return what was ended.

        Twice is fine: a second × in one breath finds nothing any more.
        """
        return await self.end(pane) if self.take_away(pane) else ()

    def take_away(self, pane: Pane) -> bool:
        """Take a pane's tab away; `end` is to follow. False if it is gone already."""
        there = pane in self._panes.values()
        if there:
            self._drop_tab(pane)
        return there

    async def end(self, pane: Pane) -> Sequence[str]:
        """End what is in a pane without a tab; return what was ended."""
        ended = await pane.shut()
        await pane.remove()
        return ended

    def _drop_tab(self, pane: Pane) -> None:
        tab_id = self._id_of(pane)
        bar = self._bar
        follower = neighbour_after_close(bar.tabs, tab_id)
        bar.tabs = tuple(tab for tab in bar.tabs if tab.id != tab_id)
        had_focus = pane.has_focus_within
        del self._panes[tab_id]
        pane.display = False
        if bar.active == tab_id:
            self._reveal(follower)
            if had_focus and self.active is not None:
                self.screen.set_focus(self.active.target())
        if not self._panes:
            self.query_one("#welcome").display = True
            self.post_message(self.Emptied())

    def _id_of(self, pane: Pane) -> str:
        return next(tab_id for tab_id, found in self._panes.items() if found is pane)

    def _reveal(self, tab_id: str) -> None:
        self._bar.active = tab_id
        self._bar.mark(tab_id, marked=False)
        self._make_room(self._panes.get(tab_id))
        for other_id, pane in self._panes.items():
            pane.display = other_id == tab_id

    def _tab_of(self, pane: Pane) -> Iterator[Tab]:
        for tab in self._bar.tabs:
            if self._panes.get(tab.id) is pane:
                yield tab

    @on(TabBar.Selected)
    def _selected(self, event: TabBar.Selected) -> None:
        event.stop()
        if event.tab_id in self._panes:
            self.show(self._panes[event.tab_id])

    @on(TabBar.CloseRequested)
    def _close_requested(self, event: TabBar.CloseRequested) -> None:
        event.stop()
        if pane := self._panes.get(event.tab_id):
            self.post_message(Pane.CloseRequested(pane))

    @on(Pane.Changed)
    def _changed(self, event: Pane.Changed) -> None:
        for tab in self._tab_of(event.control):
            self._bar.update(
                Tab(
                    tab.id, event.control.title, event.control.kind, event.control.ended, tab.marked
                )
            )

    @on(Pane.Rang)
    def _rang(self, event: Pane.Rang) -> None:
        event.stop()
        pane = self.pane_of(event.control)
        if pane is not None:
            self._bar.mark(self._id_of(pane))
