"""An engine's events, to be let go of at once."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

from alongside.engine.engine import Engine
from alongside.engine.model import Event


@asynccontextmanager
async def listening(engine: Engine) -> AsyncIterator[AsyncIterator[Event]]:
    """Give `Engine.events`, and close them afterwards: not when they happen to be collected."""
    events = engine.events()
    try:
        yield events
    finally:
        if isinstance(events, AsyncGenerator):
            await events.aclose()
