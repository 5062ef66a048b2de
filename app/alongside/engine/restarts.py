"""How often the engine restarted each container on the screen, and whether it would.

The list does not say; an inspect does, and costs a call. So only what is visible is asked for, once
for each of its starts, two at a time. `Watch` runs this as one of its tasks and is told of changes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from alongside.engine.engine import Engine
from alongside.engine.model import Container
from alongside.errors import EngineError, NotFoundError

_AT_ONCE = 2
_AT_ONCE_ALONE = 8


async def with_restarts(engine: Engine, rows: Iterable[Container]) -> list[Container]:
    """Return `rows` with their restart counts, for a caller who has time for a call each.

    A container that is removed meanwhile has none.
    """
    room = asyncio.Semaphore(_AT_ONCE_ALONE)

    async def counted(row: Container) -> Container:
        async with room:
            try:
                return row._replace(restarts=(await engine.inspect(row.id)).restarts)
            except NotFoundError:
                return row

    return await asyncio.gather(*map(counted, rows))


class RestartCounts:
    """What is known of restarts, by container id.

    Args:
        changed: Called when `applied` would give something else than before.
    """

    def __init__(self, engine: Engine, changed: Callable[[], None]) -> None:
        self._engine = engine
        self._changed = changed
        self._counts: dict[str, int] = {}
        self._fresh: set[str] = set()
        self._ending: set[str] = set()  # what stays ended by its policy
        self._visible: tuple[str, ...] = ()
        self._wake = asyncio.Event()

    def show(self, ids: Iterable[str]) -> None:
        """Take which containers are visible now, most wanted first."""
        self._visible = tuple(ids)
        self._wake.set()

    def outdated(self, id: str) -> None:
        """Note that a container started or died: its count is kept until a new one is there."""
        self._fresh.discard(id)
        self._wake.set()

    def keep(self, ids: Iterable[str]) -> None:
        """Forget all containers but these."""
        known = set(ids)
        self._fresh &= known
        self._ending &= known
        self._counts = {id: count for id, count in self._counts.items() if id in known}

    def applied(self, row: Container) -> Container:
        """Return `row` with its count, if that is known."""
        count = self._counts.get(row.id)
        return row if count is None else row._replace(restarts=count)

    def comes_back(self, id: str) -> bool | None:
        """Does the engine start this container when it ends? None: that is not known.

        True only if it did before: a policy may be for failures, and nobody restarts what people
        stop.
        """
        if self._counts.get(id):
            return True
        return False if id in self._ending else None

    async def run(self) -> None:
        """Ask for what is wanted, for ever."""
        news = False
        while True:
            self._wake.clear()
            wanted = [id for id in self._visible if id not in self._fresh][:_AT_ONCE]
            if wanted:
                news |= any(await asyncio.gather(*map(self._ask, wanted)))
                continue
            if news:
                news = False
                self._changed()
            await self._wake.wait()

    async def _ask(self, id: str) -> bool:
        """Ask for one count; return whether it is news."""
        self._fresh.add(id)  # first: what happens while this is asked makes it outdated again
        try:
            details = await self._engine.inspect(id)
        except EngineError:
            # Removed meanwhile, or stuck: a row can do without. A lost engine shows in the list.
            return False
        stays = details.restart_policy in ("", "no")
        (self._ending.add if stays else self._ending.discard)(id)
        before = self._counts.get(id)
        self._counts[id] = details.restarts
        return details.restarts != before
