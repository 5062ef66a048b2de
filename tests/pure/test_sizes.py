"""Resizes are heard over one stream of the engine's events, for as long as anybody listens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import cast

import pytest
from support import wait_for

from alongside.engine.engine import Engine
from alongside.engine.model import Event
from alongside.errors import UnreachableError
from alongside.session.sizes import Sizes


class Source:
    """An engine of which there are only events; `lose` breaks the streams."""

    def __init__(self) -> None:
        self.opened = 0
        self.open: list[asyncio.Queue[Event | None]] = []

    async def events(self) -> AsyncIterator[Event]:
        self.opened += 1
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self.open.append(queue)
        try:
            while (event := await queue.get()) is not None:
                yield event
        finally:
            self.open.remove(queue)
        raise UnreachableError("gone")

    def resize(self, id: str) -> None:
        for queue in self.open:
            queue.put_nowait(Event("resize", id, 1.0))


def sizes_of(source: Source) -> Sizes:
    return Sizes(cast(Engine, source))


async def test_many_listen_over_one_stream_and_the_last_closes_it() -> None:
    source, heard = Source(), list[str]()
    sizes = sizes_of(source)
    async with AsyncExitStack() as stack:
        for name in ("api", "api", "web"):
            await stack.enter_async_context(
                sizes.heard(name, lambda event, name=name: heard.append(f"{name} {event.id}"))
            )
        await wait_for(lambda: source.open)
        source.resize("api")
        source.resize("other")
        source.resize("web")
        await wait_for(lambda: len(heard) == 3)
        assert heard == ["api api", "api api", "web web"]
        assert source.opened == 1
    assert not source.open
    async with sizes.heard("api", lambda event: heard.append("again")):
        await wait_for(lambda: source.open)
        source.resize("api")
        await wait_for(lambda: heard[3:] == ["again"])
    assert not source.open


async def test_a_lost_engine_is_listened_to_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alongside.session.sizes._AGAIN", 0)
    source, heard = Source(), list[Event]()
    async with sizes_of(source).heard("api", heard.append):
        await wait_for(lambda: source.open)
        source.open[0].put_nowait(None)
        await wait_for(lambda: source.opened == 2)
        source.resize("api")
        await wait_for(lambda: heard)
    assert not source.open


async def test_whoever_leaves_while_the_engine_is_away_is_not_kept() -> None:
    source = Source()
    async with asyncio.timeout(1.5):  # far less than until it is tried again
        async with sizes_of(source).heard("api", lambda event: None):
            await wait_for(lambda: source.open)
            source.open[0].put_nowait(None)
            await wait_for(lambda: not source.open)


def test_our_own_sizes_are_known_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = sizes_of(Source())
    sizes.note("api", (80, 24))
    assert sizes.has("api", (80, 24))
    assert sizes.has("api", None)
    assert not sizes.has("api", (81, 24))
    assert not sizes.has("web", None)
    monkeypatch.setattr("alongside.session.sizes._RECENT", -1)
    assert not sizes.has("api", (80, 24))
