"""What an attach shows first: the log, joined to what has come from the stream meanwhile.

The session's reader puts what comes into an `EarlyOutput` while `read_history` asks for the log;
what both have is shown once (`history.join`).
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import NamedTuple

from alongside.clean import clean
from alongside.engine.engine import Chunk, Engine
from alongside.errors import EngineError
from alongside.session.history import Entry, join
from alongside.session.log_reader import read_log

EARLY_BYTES = 8 * 1024 * 1024
"""The most that is kept of the stream while the log is read."""

_SETTLE = 0.03
_PATIENCE = 1.0


class EarlyOutput:
    """What came from the stream before history was shown; of a flood only the newest."""

    def __init__(self) -> None:
        self._chunks: deque[Chunk] = deque()
        self.size = 0

    def __len__(self) -> int:
        return len(self._chunks)

    def keep(self, chunk: Chunk) -> None:
        """Add what came; drop the oldest of too much."""
        self._chunks.append(chunk)
        self.size += len(chunk.data)
        while self.size > EARLY_BYTES:
            self.size -= len(self._chunks.popleft().data)

    def all(self) -> tuple[Chunk, ...]:
        """Return what is kept."""
        return tuple(self._chunks)

    def take(self) -> Chunk:
        """Take the oldest."""
        chunk = self._chunks.popleft()
        self.size -= len(chunk.data)
        return chunk


class History(NamedTuple):
    """What came before the live stream.

    Attributes:
        chunks: To be shown before what is kept of the stream.
        sure: Is nothing missing or doubled where the two meet?
        note: Why there is none; mostly empty.
    """

    chunks: list[Chunk]
    sure: bool = True
    note: str = ""


async def read_history(
    engine: Engine, container_id: str, lines: int, early: EarlyOutput, since: float
) -> History:
    """Read the log until it meets what the stream has brought.

    Args:
        lines: How many of the last ones; 0 for no history.
        since: When the stream was opened, by the engine's clock.
    """
    entries: list[Entry] = []
    found = History([])
    deadline = time.monotonic() + _PATIENCE
    while lines:
        await _pause()
        received, before = len(early), entries
        try:
            entries = await read_log(engine, container_id, lines)
        except EngineError as error:
            return found._replace(note=f"no history: {clean(error.message, 200)}")
        await _pause()
        chunks, sure = await asyncio.to_thread(join, entries, early.all(), since, received)
        found = History(chunks, sure)
        if sure or time.monotonic() > deadline or early.size > EARLY_BYTES // 2:
            break
        if entries == before:  # the log does not lag, so what was found is right
            return found._replace(sure=True)
    return found


async def _pause() -> None:
    """Let what is on its way arrive."""
    await asyncio.sleep(_SETTLE)
