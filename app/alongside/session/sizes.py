"""What all attached terminals share: the sizes that this program has set, and who hears of resizes.

Control flows from the engine's events, read by one task for as long as anybody listens, into the
listeners: twenty panes cost the engine one stream. An engine that is lost for a moment is listened
to again.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from alongside.engine.engine import Engine
from alongside.engine.listening import listening
from alongside.engine.model import Event
from alongside.errors import EngineError
from alongside.session.flow import cancelled

Size = tuple[int, int]
"""Columns and rows."""

Listener = Callable[[Event], None]
"""Called, on the loop, with each resize of its container; must be quick."""

_RECENT = 5.0
_AGAIN = 2.0


class Sizes:
    """The sizes that sessions have lately set, so that none undoes another's, and all resizes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sent: dict[str, deque[tuple[float, Size]]] = defaultdict(lambda: deque(maxlen=64))
        self._listeners: dict[str, list[Listener]] = {}
        self._task: asyncio.Task[None] | None = None

    def note(self, container_id: str, size: Size) -> None:
        """We are about to set `size`."""
        self._sent[container_id].append((time.monotonic(), size))

    def has(self, container_id: str, size: Size | None) -> bool:
        """Have we lately set `size` (None: any at all)?"""
        oldest = time.monotonic() - _RECENT
        sent = self._sent.get(container_id, ())
        return any(when >= oldest and size in (None, which) for when, which in sent)

    @asynccontextmanager
    async def heard(self, container_id: str, listener: Listener) -> AsyncIterator[None]:
        """Have `listener` called with each resize of that container, whoever does it."""
        self._listeners.setdefault(container_id, []).append(listener)
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="resizes")
        try:
            yield
        finally:
            await self._leave(container_id, listener)

    async def _leave(self, container_id: str, listener: Listener) -> None:
        left = self._listeners[container_id]
        left.remove(listener)
        if not left:
            del self._listeners[container_id]
        if not self._listeners:
            task, self._task = self._task, None
            await cancelled(task)

    async def _run(self) -> None:
        while True:
            try:
                await self._follow()
            except EngineError:  # whoever is attached learns of that by the stream
                await asyncio.sleep(_AGAIN)

    async def _follow(self) -> None:
        async with listening(self._engine) as events:
            async for event in events:
                if event.action == "resize":
                    for listener in tuple(self._listeners.get(event.id, ())):
                        listener(event)
