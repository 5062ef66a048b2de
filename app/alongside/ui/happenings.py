"""Hands the engine's events to whoever shows what happens to a container.

The events come from the one subscription that the list lives by (`Watch.events`). A task reads
them only while somebody follows: control flows from it into the followers' callbacks.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from alongside.engine.model import Event

Follower = Callable[[Event], None]
"""Called, on the loop, with each event of its container, and with every ``subscribed``."""


class Happenings:
    """The followers, by container."""

    def __init__(self) -> None:
        self._source: Callable[[], AsyncIterator[Event]] | None = None
        self._followers: dict[str, list[Follower]] = {}
        self._task: asyncio.Task[None] | None = None

    def feed_from(self, source: Callable[[], AsyncIterator[Event]] | None) -> None:
        """Take events from `source` from now on; None: there is no engine any more."""
        self._stop()
        self._source = source
        self._begin()

    def follow(self, container_id: str, follower: Follower) -> Callable[[], None]:
        """Give a container's events to `follower`; return what ends that. Twice is fine."""
        self._followers.setdefault(container_id, []).append(follower)
        self._begin()

        def leave() -> None:
            following = self._followers.get(container_id, [])
            if follower in following:
                following.remove(follower)
            if not following:
                self._followers.pop(container_id, None)
            if not self._followers:
                self._stop()

        return leave

    def _begin(self) -> None:
        if self._task is None and self._source is not None and self._followers:
            self._task = asyncio.create_task(self._run(self._source()), name="happenings")

    def _stop(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()

    async def _run(self, events: AsyncIterator[Event]) -> None:
        async for event in events:
            if event.id:
                followers = self._followers.get(event.id, ())
            else:
                followers = [one for many in self._followers.values() for one in many]
            for follower in tuple(followers):
                follower(event)
