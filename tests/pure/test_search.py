"""The search for an engine, which begins before there is a screen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import cast

import pytest
from support import wait_for

from alongside.config import Settings
from alongside.engine.engine import Engine
from alongside.engine.model import Container, EngineInfo, Event, State
from alongside.engine.search import Search
from alongside.errors import NoEngineError
from alongside.ui.context import Context

ROW = Container("1", "web", "nginx", State.RUNNING)
INFO = EngineInfo("docker", "1")


class One:
    """An engine with one container, on which nothing happens."""

    def __init__(self) -> None:
        self.closed = 0
        self.reads_events = False

    async def list(self, ids: Sequence[str] | None = None) -> list[Container]:
        return [ROW]

    async def events(self) -> AsyncIterator[Event]:
        self.reads_events = True
        try:
            yield Event("subscribed", "")
            await asyncio.Event().wait()
        finally:
            self.reads_events = False

    async def close(self) -> None:
        self.closed += 1

    async def find(self) -> tuple[Engine, EngineInfo]:
        await asyncio.sleep(0)
        return cast("Engine", self), INFO


async def never() -> tuple[Engine, EngineInfo]:
    await asyncio.Event().wait()
    raise AssertionError


async def none() -> tuple[Engine, EngineInfo]:
    raise NoEngineError([])


async def test_the_list_is_there_before_anybody_asks():
    search = Search(One().find)
    assert search.ready is None
    await wait_for(lambda: search.ready and search.ready.watch.newest)
    found = await search.found()
    assert found is search.ready
    assert found.info is INFO
    assert found.watch.newest is not None
    assert found.watch.newest.containers == (ROW,)
    await search.drop()


async def test_no_engine_is_told_to_who_asks_and_to_nobody_else():
    search = Search(none)
    with pytest.raises(NoEngineError):
        await search.found()
    assert search.ready is None
    await search.drop()


async def test_who_stops_waiting_ends_the_search():
    search = Search(never)
    waiting = asyncio.create_task(search.found())
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait({waiting})
    assert search.ready is None
    with pytest.raises(asyncio.CancelledError):
        await search.found()


async def test_what_nobody_took_is_closed():
    engine = One()
    search = Search(engine.find)
    await wait_for(lambda: engine.reads_events)
    await search.drop()
    assert engine.closed == 1
    assert not engine.reads_events


async def test_a_search_under_way_can_be_dropped():
    search = Search(never)
    await search.drop()
    assert search.ready is None


async def test_a_context_closes_a_search_that_no_screen_took():
    engine = One()
    search = Search(engine.find)
    await wait_for(lambda: search.ready)
    context = Context(
        settings=Settings(), find=never, find_practice=never, state=Path("nowhere"), search=search
    )
    await context.close()
    assert engine.closed == 1


async def test_a_context_gives_the_first_search_once():
    search = Search(never)
    context = Context(
        settings=Settings(), find=none, find_practice=never, state=Path("nowhere"), search=search
    )
    assert context.look() is search
    await search.drop()
    again = context.look()
    assert again is not search
    with pytest.raises(NoEngineError):
        await again.found()
