"""A pilot that waits until what it posted is worked off.

Textual's own waits until the process uses no CPU, which costs some 85 ms a key, says "idle" of a
process that the kernel just does not let run, and "busy" of one that draws. Here a wait is over
when every message pump waits for its next message, animations have ended and the screen is drawn.
What comes from elsewhere (a container, a thread, a timer) is not waited for: that is what
`support.wait_for` is for.
"""

from __future__ import annotations

import asyncio
import time
import unicodedata
from collections.abc import Iterator

from textual import events
from textual.app import App
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.message_pump import MessagePump
from textual.pilot import Pilot

_PATIENCE = 1.0
"""Seconds for all to come to rest; what a flood keeps busy never does."""
_TURNS = 200
"""Turns of the loop that are taken at once; a handler that takes longer waits for something."""


class Player(Pilot[None]):
    """Keys and mouse for an app that runs in a test."""

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other; each is worked off before the next."""
        for key in keys:
            self.app.post_message(_key_event(self.app, key))
            await self.settle()

    async def write(self, text: str) -> None:
        """Type characters as fast as a terminal brings them; returns when all are worked off."""
        for character in text:
            self.app.post_message(_key_event(self.app, character))
        await self.settle()

    async def pause(self, delay: float | None = None) -> None:
        """Wait `delay` seconds, or not at all, and until all is worked off."""
        if delay is not None:
            await asyncio.sleep(delay)
        await self.settle()

    async def settle(self) -> None:
        """Return when everything that was posted is handled and drawn."""
        deadline = time.monotonic() + _PATIENCE
        while self._lives() and time.monotonic() < deadline:
            for node in list(self._nodes()):
                await self._rest(node, deadline)
            await self.app.animator.wait_until_complete()
            if self._lives():
                self.app.screen._on_timer_update()
                if not any(_busy(node) for node in self._nodes()):
                    return

    def _lives(self) -> bool:
        app = self.app
        return app.is_running and not app._closing and app._exception is None

    def _nodes(self) -> Iterator[MessagePump]:
        yield self.app
        for screen in self.app.screen_stack:
            yield from screen.walk_children(with_self=True)

    async def _rest(self, node: MessagePump, deadline: float) -> None:
        turns = 0
        while _busy(node) and self._lives() and time.monotonic() < deadline:
            turns += 1
            await asyncio.sleep(0 if turns < _TURNS else 0.002)


def _busy(node: MessagePump) -> bool:
    """Has it messages, or is it at work on one? Else it waits for its queue to have some."""
    if node._task is None or node._closing or node._closed:
        return False
    ready = node._message_queue.ready_event
    return ready.is_set() or not ready._waiters


def _key_event(app: App[None], key: str) -> events.Key:
    """Return what a driver makes of a key, named as for `Pilot.press`."""
    name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
    unicode_name = _get_unicode_name_from_key(REPLACED_KEYS.get(name, name))
    try:
        character = unicodedata.lookup(unicode_name)
    except KeyError:
        character = name if len(name) == 1 else None
    event = events.Key(name, character)
    event.set_sender(app)
    return event
