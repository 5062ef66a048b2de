"""Asking with a dialog: one at a time, and none that outlives who asked.

Workers call `ask`; they are not exclusive, because an exclusive one would be cancelled in the
middle of what it does after the answer. What asks, of the screen or of a widget on it, is marked by
`asks`: keys typed behind its own wait until the dialog has the keyboard, and are given to that.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from copy import copy
from typing import Concatenate, ParamSpec, TypeVar

from textual import events, work
from textual.screen import Screen
from textual.widget import Widget

Answer = TypeVar("Answer")


class Asking(Screen[None]):
    """A screen on which somebody may ask."""

    leader_key = ""
    _behind: list[events.Key] | None = None

    def keeps(self, event: events.Key) -> bool:
        """Keep a key that was typed behind one that asks: it must not act on what is here."""
        if self._behind is not None:
            self._behind.append(event)
        return self._behind is not None

    def keep_keys(self) -> None:
        """Let keys wait until `give_keys`."""
        if self._behind is None:
            self._behind = []

    def keep_before(self, behind: Iterable[events.Key]) -> None:
        """Keep keys that were typed before those that wait already."""
        self._behind = [*behind, *(self._behind or ())]

    def give_keys(self) -> None:
        """Give the keys that waited to whoever has the keyboard now.

        From the leader or Ctrl+Q on they are the app's, as if they were typed only now.
        """
        behind, self._behind = self._behind or [], None
        apps = (self.leader_key, "ctrl+q")
        own = next((n for n, event in enumerate(behind) if event.key in apps), len(behind))
        for place, event in enumerate(behind):
            again = copy(event)
            again._stop_propagation = again._no_default_action = False
            if place < own:
                again._set_forwarded()  # it bubbles up to the app, which must not send it out again
                (self.app.focused or self.app.screen).post_message(again)
            else:
                self.app.post_message(again)


def asking(widget: Widget) -> Asking | None:
    """Return the screen that `widget` is on, if keys can wait there."""
    screen = widget.screen if widget.is_attached else None
    return screen if isinstance(screen, Asking) else None


Asker = TypeVar("Asker", bound=Widget)
Arguments = ParamSpec("Arguments")


def asks(
    action: Callable[Concatenate[Asker, Arguments], Awaitable[None]],
) -> Callable[Concatenate[Asker, Arguments], None]:
    """Make an action a worker that may `ask`; what is typed behind it is for its dialog."""

    async def run(asker: Asker, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        screen = asking(asker)
        try:
            await action(asker, *args, **kwargs)
        finally:
            if screen is not None:
                screen.give_keys()

    working = work(group="ask")(run)

    def begin(asker: Asker, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        if (screen := asking(asker)) is not None:
            screen.keep_keys()
        working(asker, *args, **kwargs)

    begin.__doc__ = action.__doc__
    return begin


async def ask(asker: Widget, dialog: Screen[Answer]) -> Answer | None:
    """Show `dialog` over the asker's screen and return its answer.

    None is returned at once where another dialog is open: two keys in one breath ask once. If the
    asker goes away meanwhile, so does the dialog: nobody would take its answer.
    """
    app = asker.app
    if app.screen is not asker.screen:
        return None
    try:
        answer = app.push_screen(dialog, wait_for_dismiss=True)
        if (screen := asking(asker)) is not None:
            dialog.call_after_refresh(screen.give_keys)
        return await answer
    except asyncio.CancelledError:
        if app.is_running and app.screen is dialog:
            app.pop_screen()
        raise
