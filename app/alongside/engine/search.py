"""The search for an engine, up to the first list of its containers.

It begins when it is made and needs no screen: the command line starts one before it imports the
screen, so that the answers are there when the first frame is drawn. Control flows from the task
into `Found`; whoever takes that closes the watch.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from alongside.engine.engine import Engine
from alongside.engine.model import EngineInfo
from alongside.engine.watch import Watch

Finder = Callable[[], Awaitable[tuple[Engine, EngineInfo]]]
"""Finds an engine and connects to it; raises AlongsideError."""


class Found(NamedTuple):
    """An engine that answered, and the watch that has begun on it."""

    engine: Engine
    info: EngineInfo
    watch: Watch


class Search:
    """Looks for an engine from now on; must be made in a running loop.

    Args:
        find: How.
    """

    def __init__(self, find: Finder) -> None:
        self._task = asyncio.create_task(self._run(find), name="search")

    @staticmethod
    async def _run(find: Finder) -> Found:
        engine, info = await find()
        watch = Watch(engine)
        watch.begin()
        return Found(engine, info, watch)

    @property
    def ready(self) -> Found | None:
        """What was found, if that is known already."""
        task = self._task
        done = task.done() and not task.cancelled() and task.exception() is None
        return task.result() if done else None

    async def found(self) -> Found:
        """Return what was found; cancelling this ends the search.

        Raises:
            AlongsideError: There is no engine.
        """
        return await self._task

    async def drop(self) -> None:
        """End the search, and close what it has found: nobody wants it any more."""
        self._task.cancel()
        await asyncio.wait({self._task})
        if found := self.ready:
            await found.watch.close()
            await found.engine.close()
