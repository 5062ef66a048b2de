"""What the screen does with open panes: moving between them, the leader, closing, leaving."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Literal

from textual import events, on, work
from textual.widgets import Button, Input

from alongside.actions import Scope, of
from alongside.clean import clean
from alongside.ui.asking import Asking, ask, asks
from alongside.ui.context import Context
from alongside.ui.key_hints import KeyHints, Place
from alongside.ui.pane import Pane
from alongside.ui.sidebar import Sidebar
from alongside.ui.status_bar import StatusBar
from alongside.ui.workspace import Workspace

_SCREEN_ACTIONS = frozenset(
    (
        *("focus_list", "next_tab", "previous_tab", "sidebar", "command_palette", "help", "quit"),
        *("anatomy_here", "tour", "tour_next", "tour_back", "tour_quit"),
    )
)
"""The leader's actions that are the screen's own; the others are the shown pane's."""

_PLAIN = 3.0
"""Seconds for which a word is shown that only confirms."""
_REFUSED = 5.0
"""Seconds for which a refusal is shown."""


class Tabs(Asking):
    """The part of the main screen that concerns panes."""

    context: Context
    _leaving = False
    _refused: tuple[str, float] = ("", 0.0)

    def __init__(self) -> None:
        super().__init__()
        self._asked_about: set[Pane] = set()

    @property
    def workspace(self) -> Workspace:
        """The right side."""
        return self.query_one(Workspace)

    @property
    def sidebar(self) -> Sidebar:
        """The left side."""
        return self.query_one(Sidebar)

    def say(
        self,
        text: str,
        *,
        title: str = "",
        severity: Literal["information", "warning", "error"] = "information",
    ) -> None:
        """Show a word for some seconds, a plain one for a few; never as markup.

        In the bottom line, if it fits in there: a box lies over what a terminal shows.
        """
        plain = severity == "information" and not title
        seconds = _PLAIN if plain else _REFUSED if severity == "error" else None
        if self.app.screen is self and seconds is not None and not title:
            tone = "bold $text" if plain else "bold $text-error"
            # None while the program ends: what was closed is said then, too.
            if any(hints.tell(text, tone, seconds) for hints in self.query(KeyHints)):
                return
        self.notify(text, title=title, severity=severity, timeout=seconds, markup=False)

    def refuse(self, why: str) -> None:
        """Say why something was not done; once, while that stands there: not for every key."""
        now = time.monotonic()
        said, until = self._refused
        if why == said and now < until:
            return
        self._refused = why, now + _REFUSED
        self.say(why, severity="error")

    # Where keys go

    def say_where_keys_go(self) -> None:
        """Write into the top and bottom lines who has the keyboard, and what keys do there."""
        if not (self.is_mounted and self.is_attached):
            return  # not begun, or ended
        place = self._place()
        pane = self.workspace.active
        words = {
            Place.LIST: "list",
            Place.NO_ENGINE: "list",
            Place.FIELD: "filter",
            Place.SEARCH: "search",
            Place.BUTTONS: "diagnostics",
        }
        told = words.get(place) or (pane.keyboard if pane is not None else "")
        self.query_one(StatusBar).keyboard = told
        self.query_one(KeyHints).show(place, lent=self.sidebar.lent)

    def make_room(self, pane: Pane | None) -> None:
        """Give a comparison the sidebar's room, where there is too little for both."""
        self.sidebar.lend(pane is not None and pane.kind == "compare")

    def on_resize(self) -> None:
        """Say what there is no room for any more, or again."""
        self.say_where_keys_go()

    def _place(self) -> Place:
        focused = self.focused
        if isinstance(focused, Input):
            return Place.FIELD if focused.id == "filter" else Place.SEARCH
        if isinstance(focused, Button):
            return Place.BUTTONS
        for node in focused.ancestors if focused is not None else ():
            if isinstance(node, Pane):
                return node.place
        return Place.LIST

    @on(Pane.Changed)
    def _pane_changed(self) -> None:
        self.say_where_keys_go()

    @on(Pane.Refused)
    def _pane_refused(self, event: Pane.Refused) -> None:
        self.refuse(event.why)

    @on(Pane.Made)
    async def _pane_made(self, event: Pane.Made) -> None:
        event.stop()
        await self.workspace.open(event.pane)

    @on(Pane.Told)
    def _pane_told(self, event: Pane.Told) -> None:
        self.say(event.text)

    @on(Pane.ClipboardWanted)
    def _pane_wants_clipboard(self, event: Pane.ClipboardWanted) -> None:
        if self.context.settings.clipboard == "ask":
            self._ask_for_clipboard(event.sender.title, event.text)
        else:
            self.refuse(
                f"A program in {event.sender.title} wanted to write your clipboard; it was not let "
                '(clipboard = "ask" in the configuration lets it ask).'
            )

    @work(group="clipboard")
    async def _ask_for_clipboard(self, title: str, text: str) -> None:
        """Ask; while one question is open, other programs' wishes are dropped."""
        from alongside.ui.screens.confirm import ConfirmScreen

        if isinstance(self.app.screen, ConfirmScreen):
            return
        lines = clean(text, 400).splitlines() or ["nothing: it would be emptied"]
        question = ConfirmScreen(
            f"May a program in {title} write this into your clipboard?",
            (*lines, f"{len(text)} characters in all; they are pasted wherever you paste next."),
            yes="Write it",
            danger=False,
            unasked=True,
        )
        if await self.app.push_screen_wait(question):
            self.app.copy_to_clipboard(text)

    @on(Pane.KeyPressed)
    async def _pane_key(self, event: Pane.KeyPressed) -> None:
        """Do what a key means where no process takes it."""
        if self.keeps(events.Key(event.key, event.key if len(event.key) == 1 else None)):
            return
        for action in (*of(Scope.RESULT), *of(Scope.ANYWHERE)):
            keys = self.context.settings.keys.get(action.id, action.keys)
            if event.key in (key.strip() for key in keys.split(",")):
                await self.action_result(action.name)
                return

    async def action_result(self, name: str) -> None:
        """Do what a key outside of a terminal means: the screen's own, or the shown pane's."""
        if name in _SCREEN_ACTIONS or name.startswith("show_tab"):
            await self.run_action(f"screen.{name}")
        else:
            await self.action_pane(name)

    async def action_pane(self, action: str) -> None:
        """Let the shown pane do something (a click in its line)."""
        if self.workspace.active is not None:
            await self.workspace.active.perform(action)

    # The leader

    @property
    def leader_scopes(self) -> Sequence[Scope]:
        """Whose keys work after the leader."""
        return (Scope.LEADER,)

    @work(group="leader")
    async def action_leader(self) -> None:
        """Show what the next key can mean, and do it."""
        from alongside.ui.screens.leader import SEND_IT, LeaderScreen

        settings = self.context.settings
        screen = LeaderScreen(settings.leader, settings.keys, self.leader_scopes)
        name = await ask(self, screen)
        if name == SEND_IT:
            await self.action_pane("send_leader")
        elif name:
            await self.action_result(name)
        for event in screen.behind:
            self.app.post_message(event)

    # Tabs

    def action_next_tab(self) -> None:
        """Show the next tab."""
        self.workspace.step(1)

    def action_previous_tab(self) -> None:
        """Show the tab before."""
        self.workspace.step(-1)

    def action_show_tab(self, number: int) -> None:
        """Show a tab by its number."""
        if not self.workspace.show_number(number):
            self.refuse(f"There is no tab {number}.")

    @on(Pane.CloseRequested)
    def _close_requested(self, event: Pane.CloseRequested) -> None:
        event.stop()
        pane = self.workspace.pane_of(event.control)
        if pane is None:
            self.give_keys()
        elif pane not in self._asked_about:  # else it is being asked about: keys wait for that
            self._close(pane)

    @asks
    async def _close(self, pane: Pane) -> None:
        self._asked_about.add(pane)
        try:
            wanted = await self._may_close(pane)
        finally:
            self._asked_about.discard(pane)
        if not wanted or not self.workspace.take_away(pane):
            return
        if not self.workspace.panes:
            self._emptied()
        self.give_keys()  # nothing is asked any more: it may take its time
        for sentence in await self.workspace.end(pane):
            self.say(sentence)

    async def _may_close(self, pane: Pane) -> bool:
        """Ask, where something would end that nobody may have thought of."""
        from alongside.ui.screens.confirm import ConfirmScreen

        ends = (*pane.perils(), *await pane.busy())
        question = ConfirmScreen(f"Close the tab {pane.title}?", ends, yes="Close it")
        return not ends or await ask(self, question) is True

    @on(Workspace.Emptied)
    def _emptied(self) -> None:
        self.sidebar.bring_back()
        self.set_focus(self.sidebar.containers)

    # Leaving

    def consequences(self) -> Sequence[str]:
        """Return what leaving does to each live session."""
        return [line for pane in self.workspace.panes for line in pane.consequences()]

    async def shut(self) -> list[str]:
        """Close every session, all at once; return what was ended."""
        told = await asyncio.gather(*(pane.shut() for pane in self.workspace.panes))
        return [sentence for sentences in told for sentence in sentences]

    @asks
    async def action_quit(self) -> None:
        """Leave; asks once if something lives."""
        from alongside.ui.screens.confirm import ConfirmScreen

        if told := self.consequences():
            question = "Leave alongside?"
            told = (*told, *await self.context.left_running())
            if not await ask(self, ConfirmScreen(question, told, yes="Leave")):
                return
        if self._leaving:
            return  # asked for twice: the first one closes the sessions
        self._leaving = True
        self.keep_keys()  # what is typed now is for nobody here
        self.query_one(StatusBar).trouble = "closing sessions…"
        self.context.farewell += await self.shut()
        self.app.exit()

    def give_keys(self) -> None:
        """Give the keys that waited to whoever has the keyboard now; to nobody who leaves."""
        if not self._leaving:
            super().give_keys()
