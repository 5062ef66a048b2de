"""Reading the end of a container's log once, with the times of its lines."""

from __future__ import annotations

import asyncio
from collections import deque

from alongside.engine.engine import Chunk, Engine, LogSpec
from alongside.errors import DeadlineError
from alongside.session.history import Entry, parse_log

LOG_BYTES = 4 * 1024 * 1024
"""The most that is kept of a log, in bytes: its end."""

LOG_SECONDS = 5.0


async def read_log(engine: Engine, container_id: str, lines: int) -> list[Entry]:
    """Return the last `lines` lines of a log, as far as they fit into `LOG_BYTES`.

    Raises:
        EngineError: The log cannot be read (some log drivers keep none), or not in time.
    """
    stream = await engine.logs(container_id, LogSpec(tail=lines, timestamps=True))
    chunks: deque[Chunk] = deque()
    size = 0
    try:
        async with asyncio.timeout(LOG_SECONDS):
            while (chunk := await stream.read()) is not None:
                chunks.append(chunk)
                size += len(chunk.data)
                while size > LOG_BYTES:
                    size -= len(chunks.popleft().data)
    except TimeoutError:
        raise DeadlineError("The engine does not finish reading the log") from None
    finally:
        await stream.close()
    return await asyncio.to_thread(parse_log, chunks)  # megabytes: not on the loop
