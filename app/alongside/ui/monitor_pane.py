"""What panes with a terminal's grid in them have in common: search, copy, save, links, bells."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from textual import on
from textual.content import Content
from textual.widget import Widget

from alongside.actions import BY_ID
from alongside.clean import clean
from alongside.ui import browser
from alongside.ui.asking import ask, asks
from alongside.ui.facts import link
from alongside.ui.pane import Pane
from alongside.ui.screens.confirm import ConfirmScreen
from alongside.ui.search_bar import SearchBar
from alongside.ui.seldom import Seldom
from alongside_widgets.monitor import Monitor

_SELDOM = 5.0
"""Seconds between two things that a program in a pane may have said outside of the pane."""


class MonitorPane(Pane):
    """A pane around one `Monitor` (or `Terminal`) and a `SearchBar`; `compose` yields both."""

    def __init__(self, *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._heard = Seldom(_SELDOM)
        self._asked_clipboard = Seldom(_SELDOM)

    @property
    def monitor(self) -> Monitor:
        """The grid."""
        return self.query_one(Monitor)

    def target(self) -> Widget:
        """The grid."""
        return self.monitor

    def way(self, action_id: str, label: str = "") -> Content:
        """Return a hint to something that it can do, by its key or a click."""
        action = BY_ID[action_id]
        return link(self.key(action_id), label or action.label, action.name)

    async def do_search(self) -> None:
        """Search what is shown and what has scrolled out of it."""
        self.query_one(SearchBar).open(self.monitor)

    async def do_copy(self) -> None:
        """Copy what is selected."""
        if not self.monitor.copy_selection():
            self.post_message(self.Refused(self, "Nothing is selected: drag over text."))

    async def do_clear(self) -> None:
        """Forget what has scrolled out of it."""
        self.monitor.clear_scrollback()
        self.post_message(self.Told(self, "What had scrolled out is forgotten."))

    async def do_save(self) -> None:
        """Write what it shows, and what has scrolled out of it, into a file."""
        self._save()

    @asks
    async def _save(self) -> None:
        from alongside.ui.save_form import SaveForm, form_of  # seldom wanted

        path = await ask(self, SaveForm(f"{_file_name(self.title)}.txt"))
        if path is None:
            return
        content = await self.monitor.saved(form_of(path), self.title)
        try:
            await asyncio.to_thread(_write_new, path, content)
        except OSError as error:
            self.post_message(self.Refused(self, f"{path}: {error.strerror}"))
        else:
            self.post_message(self.Told(self, f"Saved as {path}."))

    @on(Monitor.SearchRequested)
    async def _search_requested(self, event: Monitor.SearchRequested) -> None:
        event.stop()
        await self.do_search()

    @on(Monitor.SearchChanged)
    def _search_changed(self, event: Monitor.SearchChanged) -> None:
        event.stop()
        self.query_one(SearchBar).found(event)

    @on(Monitor.Copied)
    def _copied(self, event: Monitor.Copied) -> None:
        event.stop()
        size = len(event.text)
        self.post_message(self.Told(self, f"{size} character{'s' * (size != 1)} copied."))

    @on(Monitor.Bell)
    def _bell(self, event: Monitor.Bell) -> None:
        event.stop()
        self.post_message(self.Rang(self))

    @on(Monitor.Notified)
    def _notified(self, event: Monitor.Notified) -> None:
        event.stop()
        self.post_message(self.Rang(self))
        held = self._heard.ask()
        if held is not None:
            said = clean(f"{event.title} {event.body}".strip(), 200)
            self.post_message(self.Told(self, f"{self.title} says: {said}{_more(held)}"))

    @on(Monitor.ClipboardRequested)
    def _clipboard_requested(self, event: Monitor.ClipboardRequested) -> None:
        event.stop()
        if self._asked_clipboard.ask() is not None:
            self.post_message(self.ClipboardWanted(self, event.text))

    @on(Monitor.LinkActivated)
    def _link_activated(self, event: Monitor.LinkActivated) -> None:
        event.stop()
        self._open_link(clean(event.url, 2000))

    @asks
    async def _open_link(self, url: str) -> None:
        """Show where a link leads before anything opens it; what cannot be opened is copied."""
        why_not = browser.why_not(url)
        told = (url, "A program in the container put it there: look at it first.", why_not)
        question = ConfirmScreen(
            "Copy this address?" if why_not else "Open this link in your browser?",
            [line for line in told if line],
            yes="Copy it" if why_not else "Open it",
            danger=False,
        )
        if not await ask(self, question):
            return
        if why_not or not await browser.open_url(url):
            self.app.copy_to_clipboard(url)
            self.post_message(self.Told(self, "The address is copied."))


def _file_name(title: str) -> str:
    return "-".join(re.findall(r"\w+", title, re.ASCII)) or "pane"


def _write_new(path: Path, content: str) -> None:
    with path.open("x", encoding="utf-8") as file:
        file.write(content)


def _more(held: int) -> str:
    return f" (and {held} more since)" if held else ""
