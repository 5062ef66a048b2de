"""A pilot that waits until what it posted is worked off.

Textual's own waits until the process uses no CPU, which costs some 85 ms a key, says "idle" of a
process that the kernel just does not let run, and "busy" of one that draws. Here a wait is over
when every message pump has handled what was in its queue, whatever that posted in turn is handled
too, animations have ended and the screen is drawn. What comes from elsewhere (a container, a
thread, a timer) is not waited for: that is what `support.wait_for` is for.
"""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Callable, Iterator

from textual import events
from textual.app import App
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.message_pump import MessagePump
from textual.pilot import Pilot

_ROUNDS = 50
"""How often what was handled may post something new: a pane with a flood in it never rests."""
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
        for _ in range(_ROUNDS):
            await self._handled()
            if not self._lives():
                return
            await self.app.animator.wait_until_complete()
            self.app.screen._on_timer_update()
            if not any(_has_work(node) for node in self._nodes()):
                return

    def _lives(self) -> bool:
        app = self.app
        return app.is_running and not app._closing and app._exception is None

    def _nodes(self) -> Iterator[MessagePump]:
        yield self.app
        for screen in self.app.screen_stack:
            yield from screen.walk_children(with_self=True)

    async def _handled(self) -> None:
        """Wait until what is in any queue now is handled: who reaches our mark, has."""
        waiting: set[MessagePump] = set()
        for node in list(self._nodes()):
            if node.call_later(_take(waiting, node)):
                waiting.add(node)
        turns = 0
        while self._lives() and any(not (node._closing or node._closed) for node in waiting):
            turns += 1
            await asyncio.sleep(0 if turns < _TURNS else 0.002)


def _take(waiting: set[MessagePump], node: MessagePump) -> Callable[[], None]:
    return lambda: waiting.discard(node)  # a function: Textual asks for its parameters


def _has_work(node: MessagePump) -> bool:
    return bool(node.message_queue_size or node._next_callbacks)


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
