"""What is known of a main process while we are attached to it; it grows with every look.

A look at this machine's /proc costs nothing and is taken a few times after the opening (the process
may just be starting); one from inside the container starts a process there, and is taken only when
somebody is about to press a key that the answer is about.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from alongside.engine.engine import Engine
from alongside.engine.model import Details
from alongside.session.attach_process import are_ours, from_inside, from_this_machine, is_near
from alongside.session.attach_receivers import Receivers

_LOOKS = (0.0, 2.0, 20.0)
"""Seconds after which what the main process does with signals is read."""


class Known:
    """What was learnt of one main process.

    Args:
        changed: Called when there is something new.

    Attributes:
        receivers: Whom signals and keys reach; None until that could be read.
    """

    def __init__(self, engine: Engine, changed: Callable[[], None]) -> None:
        self.receivers: Receivers | None = None
        self._engine = engine
        self._changed = changed
        self._notes: dict[str, str] = {}

    @property
    def note(self) -> str:
        """All that is to be said beforehand."""
        return "; ".join(note for note in self._notes.values() if note)

    def say(self, about: str, note: str) -> None:
        """Have one more thing in the note, or not any more."""
        if self._notes.get(about, "") != note:
            self._notes[about] = note
            self._changed()

    async def examine(self, details: Details) -> None:
        """Look by whichever way there is."""
        here = await self._look(details)
        if here is None or (details.tty and here.plain is None):
            self._learn(await from_inside(self._engine, details))

    async def look_again(self, details: Details) -> None:
        """Look a few times at this machine's /proc."""
        for pause in _LOOKS:
            await asyncio.sleep(pause)
            await self._look(details)

    async def _look(self, details: Details) -> Receivers | None:
        """Read from this machine, where that can be, what the main process does with signals."""
        if not is_near(self._engine):
            return None
        found = await from_this_machine(details, ours=are_ours(self._engine))
        self._learn(found)
        return found

    def _learn(self, found: Receivers | None) -> None:
        if found is not None and found != self.receivers:
            self.receivers = found
            self._changed()
