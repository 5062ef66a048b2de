"""Our connection to a main process's stdin: there only while input is unlocked."""

from __future__ import annotations

import asyncio

from alongside.engine.engine import Duplex, Engine
from alongside.errors import EngineError
from alongside.session.flow import Outbox, cancelled


class MainInput:
    """An attach with input only; what it sends comes from an `Outbox`."""

    def __init__(self, engine: Engine, outbox: Outbox) -> None:
        self._engine = engine
        self._outbox = outbox
        self._stream: Duplex | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def connected(self) -> bool:
        """Is anything of ours connected to the process's stdin?"""
        return self._stream is not None

    async def connect(self, container_id: str) -> None:
        """Connect, unless it is, and send what waits in the outbox.

        Raises:
            EngineError: The engine would not.
        """
        if self._stream is None:
            self._stream = await self._engine.attach(container_id, stdin=True, output=False)
            self._outbox.start(self._stream)
            self._task = asyncio.create_task(_drain(self._stream))

    async def disconnect(self) -> None:
        """Let go of it; what still waits is forgotten."""
        await self._outbox.stop()
        task, self._task = self._task, None
        await cancelled(task)
        stream, self._stream = self._stream, None
        if stream is not None:
            await stream.close()


async def _drain(stream: Duplex) -> None:
    """Read an input-only connection: nothing comes but its end."""
    try:
        while await stream.read() is not None:
            pass
    except EngineError:
        return  # the output's reader finds out why, and says it
