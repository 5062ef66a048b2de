"""The containers of a scene, found as Docker finds them; and what is being done to them."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any

from alongside.clean import clean
from alongside.engine.practice.checks import check_name
from alongside.engine.practice.container import PracticeContainer
from alongside.errors import ConflictError, NotFoundError


class Register:
    """Containers by id, in the order in which they were made."""

    def __init__(self) -> None:
        self._containers: dict[str, PracticeContainer] = {}

    def __len__(self) -> int:
        return len(self._containers)

    def add(self, container: PracticeContainer) -> None:
        """Put in a new container."""
        self._containers[container.id] = container

    def drop(self, container: PracticeContainer) -> None:
        """Take one out, if it is in."""
        self._containers.pop(container.id, None)

    def empty(self) -> list[PracticeContainer]:
        """Take all out; return them."""
        containers = list(self._containers.values())
        self._containers.clear()
        return containers

    def chosen(self, ids: Sequence[str] | None = None) -> list[PracticeContainer]:
        """Return all containers, or those of `ids` that exist."""
        return [c for id, c in self._containers.items() if ids is None or id in ids]

    def find(self, id: str) -> PracticeContainer:
        """Return the container with an id, a name or an unambiguous beginning of an id.

        Raises:
            NotFoundError: There is none, or there are several.
        """
        exact = self._containers.get(id)
        found = [exact] if exact else [c for c in self._containers.values() if c.name == id]
        if not found and id:
            found = [c for key, c in self._containers.items() if key.startswith(id)]
        if len(found) != 1:
            raise NotFoundError(f"No such container: {clean(id, 80)}")
        return found[0]

    def check_free(self, name: str) -> None:
        """See that a container may be called `name`.

        Raises:
            RefusedError: It is no possible name.
            ConflictError: It is taken.
        """
        check_name(name)
        if any(container.name == name for container in self._containers.values()):
            raise ConflictError(f"The name {name} is in use", "Choose another one.")


class Acts:
    """What is being done to containers: as with a daemon, who stops waiting does not stop it."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    async def do(self, work: Coroutine[Any, Any, None]) -> None:
        """Do it whole, whether or not the caller waits to the end."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        await asyncio.shield(task)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # seen, even if the caller has left

    async def close(self) -> None:
        """Cancel what is not done yet."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
