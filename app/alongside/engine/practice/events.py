"""Events of the scene, fanned out to whoever listens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from types import MappingProxyType

from alongside.clean import clean
from alongside.engine.model import Event
from alongside.errors import UnreachableError

SUBSCRIBED = "subscribed"
_MAX_WAITING = 4096


class EventBus:
    """Sends each event to every subscriber.

    Args:
        now: The engine's clock.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._subscribers: set[asyncio.Queue[Event | None]] = set()
        self._closed = False

    def emit(self, action: str, id: str, attributes: Mapping[str, str] | None = None) -> None:
        """Tell everyone."""
        texts = {clean(key): clean(value) for key, value in (attributes or {}).items()}
        event = Event(action, id, self._now(), MappingProxyType(texts))
        for queue in list(self._subscribers):
            if queue.qsize() < _MAX_WAITING:
                queue.put_nowait(event)
            else:  # it does not keep up, and must learn that it missed something
                self._subscribers.discard(queue)
                queue.put_nowait(None)

    def close(self) -> None:
        """End every subscription."""
        self._closed = True
        for queue in self._subscribers:
            queue.put_nowait(None)
        self._subscribers.clear()

    async def subscribe(self) -> AsyncIterator[Event]:
        """Yield a ``subscribed`` event, then all that come; see `Engine.events`."""
        if self._closed:
            raise UnreachableError("The practice scene is closed")
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._subscribers.add(queue)
        try:
            yield Event(SUBSCRIBED, "", self._now())
            while (event := await queue.get()) is not None:
                yield event
        finally:
            self._subscribers.discard(queue)
        raise UnreachableError("The practice scene has ended")
