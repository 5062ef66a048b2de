"""Docker's restart policies: whether a container starts again by itself, and after what pause."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 60.0
_SETTLED = 10.0
"""Seconds that a run must last for the next pause to be the first again."""


class RestartPolicy:
    """What a container's policy decides, with a memory for how often it failed in a row.

    Args:
        name: ``no``, ``always``, ``unless-stopped`` or ``on-failure``.
        count: How often it was restarted already.
    """

    def __init__(self, name: str, count: int = 0) -> None:
        self.count = count
        """How often the container was restarted by policy."""
        self._name = name
        self._failures = count

    def wants(self, exit_code: int) -> bool:
        """Is it to start again after ending like that?"""
        if self._name == "on-failure":
            return exit_code != 0
        return self._name in ("always", "unless-stopped")

    def pause(self) -> float:
        """Return the seconds until it starts again; they double with every failure in a row."""
        return min(_FIRST_PAUSE * 2.0 ** min(self._failures, 20), _LONGEST_PAUSE)

    def ended(self, lasted: float) -> None:
        """A run ended after `lasted` seconds, and a restart is due."""
        if lasted > _SETTLED:
            self._failures = 0
        self.count += 1

    def restarted(self) -> None:
        """The pause is over."""
        self._failures += 1

    def forget(self) -> None:
        """Somebody started it by hand: no failures in a row any more."""
        self._failures = 0


class Comeback:
    """A restart that is due: it happens after a pause, unless it is forgotten."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None

    def after(self, pause: float, again: Callable[[], Awaitable[None]]) -> None:
        """Call `again` in `pause` seconds."""
        self._task = asyncio.create_task(self._wait(pause, again))

    async def _wait(self, pause: float, again: Callable[[], Awaitable[None]]) -> None:
        await asyncio.sleep(pause)
        await again()

    def forget(self) -> None:
        """Let it not happen, unless it is happening."""
        task, self._task = self._task, None
        if task is not None and task is not asyncio.current_task():
            task.cancel()

    async def close(self) -> None:
        """Forget it, and wait until it is over."""
        task = self._task
        self.forget()
        if task is not None:
            await asyncio.gather(task, return_exceptions=True)
