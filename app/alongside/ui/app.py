"""The application: one main screen, themes, signals, and leaving the terminal sane.

Everything a user sees is in `screens` and the widgets; this module only starts and ends it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from copy import copy
from weakref import WeakKeyDictionary

from rich.text import Text
from textual import events
from textual.app import App
from textual.command import Provider
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget

from alongside.actions import first_key
from alongside.clean import clean
from alongside.errors import ConfigError
from alongside.ui.asking import Asking
from alongside.ui.context import Context
from alongside.ui.screens.main import MainScreen
from alongside_widgets.host import TerminalApp


def _commands() -> type[Provider]:
    """Return the palette's source; imported when the palette is first opened."""
    from alongside.ui.palette import Commands

    return Commands


_LEADER = 1.0
"""Seconds that keys wait for the leader's line at most."""


class AlongsideApp(TerminalApp, App[None]):
    """Looks inside containers."""

    TITLE = "alongside"
    COMMANDS = {_commands}

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._held: list[events.Key] | None = None
        self._holding: Timer | None = None
        self._aims: WeakKeyDictionary[events.Key, Widget | None] = WeakKeyDictionary()
        self.set_keymap(dict(context.settings.keys))

    async def on_event(self, event: events.Event) -> None:
        """Note where each key was meant to go; keep those behind the leader for its line."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            if self._held is not None:
                self._held.append(event)
                return
            if self._kept(event):
                return
            self._aims[event] = self.focused
            if event.key == self.context.settings.leader and len(self.screen_stack) == 1:
                self._held = []
                self._holding = self.set_timer(_LEADER, self._release)
        await super().on_event(event)

    async def on_leader_screen_ready(self) -> None:
        """The leader's line is there: give it the keys that were typed meanwhile."""
        await self._release()

    async def _release(self) -> None:
        if self._holding is not None:
            self._holding.stop()
            self._holding = None
        held, self._held = self._held or (), None
        for event in held:
            await self.on_event(event)

    def on_key(self, event: events.Key) -> None:
        """Send a key on that was under way when the focus moved.

        Keys are typed faster than a shell opens or a field gets the focus; those behind the key
        that did it must not act on what had the focus before.
        """
        if self._kept(event):
            event.prevent_default()
            return
        focused = self.focused
        if focused is not None and self._aims.get(event, focused) is not focused:
            again = copy(event)
            again._stop_propagation = False  # at the app it had come to its end
            event.prevent_default()
            self._aims[again] = focused
            focused.post_message(again)

    def _kept(self, event: events.Key) -> bool:
        """Let a key wait, if a question comes whose it is."""
        screen = self.screen_stack[0]
        return isinstance(screen, Asking) and screen.keeps(event)

    def get_default_screen(self) -> Screen[None]:
        """The main screen."""
        return MainScreen(self.context)

    def on_mount(self) -> None:
        """Take the theme, and listen for being told to end."""
        self.theme = self.context.settings.theme
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._told_to_end, number)

    async def action_quit(self) -> None:
        """Make Textual's own Ctrl+Q what `q` is: it asks. In a dialog it only leaves that."""
        if len(self.screen_stack) > 1:
            self.screen.dismiss(None)
        else:
            await self.run_action("screen.quit")

    def _told_to_end(self, number: signal.Signals) -> None:
        """Leave at once; `run` closes the sessions, with the terminal already given back."""
        self.exit(return_code=128 + number)

    def action_help_quit(self) -> None:
        """Say what leaves, where Ctrl+C reaches no process."""
        key = first_key("app.quit", self.context.settings.keys)
        screen = self.screen_stack[0]
        assert isinstance(screen, MainScreen)
        screen.say(f"{key} leaves alongside.")

    def _fatal_error(self) -> None:
        """Say in one line that there is a bug and where its report is, instead of a traceback."""
        report = self.context.state / f"crash-{time.strftime('%Y%m%d-%H%M%S')}.log"
        text = traceback.format_exc()
        try:
            report.parent.mkdir(parents=True, exist_ok=True)
            report.write_text(text, "utf-8")
            where = f"The report is in {report}."
        except OSError as error:
            where = f"No report could be written ({error}): {text.splitlines()[-1]}"
        self._exit_renderables.append(
            Text(f"alongside met a bug of its own and ended. {where} Your containers go on.")
        )
        self._close_messages_no_wait()


async def run(context: Context) -> int:
    """Run the program until it ends, then close every session; return the exit code.

    The sessions are closed here rather than in the app, so that no crash and no signal leaves
    anything running in a container.

    Raises:
        ConfigError: There is no such theme.
    """
    app = AlongsideApp(context)
    if (theme := context.settings.theme) not in app.available_themes:
        names = ", ".join(sorted(app.available_themes))
        raise ConfigError(f"There is no theme {clean(theme)!r}", f"The themes are {names}.")
    try:
        await app.run_async()
    finally:
        _say_farewell(await context.close())
    return app.return_code or 0


def _say_farewell(sentences: Sequence[str]) -> None:
    """Print what was ended, if there is still a terminal to print it on."""
    try:
        print(*sentences, sep="\n", end="\n" if sentences else "", flush=True)
    except OSError:  # the window was closed: nobody is left to read it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
