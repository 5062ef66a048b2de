"""Input and sizes on their way to a process, each sent by a task of its own; nobody is blocked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from alongside.engine.engine import Duplex
from alongside.errors import EngineError
from alongside.session.traffic import Traffic

OUTBOX_LIMIT = 8 * 1024 * 1024
"""How many bytes of input wait at most for a process that does not read; more is dropped."""


class Outbox:
    """Input on its way to a process: kept in order, sent by a task, blocking nobody.

    Args:
        traffic: Where what was sent is counted.
    """

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        self._waiting = bytearray()
        self._some = asyncio.Event()
        self._ended = False
        self._task: asyncio.Task[None] | None = None

    def push(self, data: bytes) -> None:
        """Send `data` when there is a stream, after all that came before."""
        if not self._ended and len(self._waiting) + len(data) <= OUTBOX_LIMIT:
            self._waiting += data
            self._some.set()

    def end(self) -> None:
        """Close the stream's input once all that waits is sent; nothing is taken after it."""
        self._ended = True
        self._some.set()

    def start(self, stream: Duplex) -> None:
        """Send to `stream` from now on, beginning with what waits."""
        self._task = asyncio.create_task(self._send(stream))

    async def stop(self) -> None:
        """Stop sending; what still waits is forgotten."""
        self._waiting.clear()
        self._ended = False
        task, self._task = self._task, None
        await cancelled(task)

    async def _send(self, stream: Duplex) -> None:
        while True:
            await self._some.wait()
            data = bytes(self._waiting)
            self._waiting.clear()
            self._some.clear()
            try:
                if data:
                    await stream.write(data)
                    self._traffic.went(len(data))
                if self._ended and not self._waiting:
                    await stream.close_write()
                    return
            except EngineError:
                return  # the stream is over: its reader finds out why, and says it


class Sizer:
    """Sizes on their way to a terminal: of many in flight only the last counts."""

    def __init__(self, apply: Callable[[int, int], Awaitable[None]]) -> None:
        self._apply = apply
        self._wanted: tuple[int, int] | None = None
        self._task: asyncio.Task[None] | None = None

    def want(self, columns: int, rows: int) -> None:
        """Bring the terminal to that size."""
        self._wanted = (columns, rows)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Forget what is not applied yet."""
        self._wanted = None
        await cancelled(self._task)

    async def _run(self) -> None:
        while self._wanted is not None:
            size, self._wanted = self._wanted, None
            try:
                await self._apply(*size)
            except EngineError:
                return  # a terminal that is just ending cannot be resized, and need not be


async def cancelled(task: asyncio.Task[Any] | None) -> None:
    """Cancel `task` and wait until it is over; never the task that we are in."""
    if task is None or task is asyncio.current_task():
        return
    task.cancel()
    await asyncio.wait([task])
