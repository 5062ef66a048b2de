"""The list of containers, kept true by the engine's events.

One task a `Watch`: subscribe, list, then bring into the rows what each event says, and for each
burst of events one filtered list of just the containers that were touched (`Table` knows when).
When the engine is lost: say so, try again, list anew. Control flows from that task into the newest
`Snapshot`; whoever iterates gets the newest, not each on the way.
"""

from __future__ import annotations

import asyncio
import time
import weakref
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from typing import NamedTuple

from alongside.engine.engine import Engine
from alongside.engine.listening import listening
from alongside.engine.model import Container, Event
from alongside.engine.restarts import RestartCounts
from alongside.engine.table import Table
from alongside.errors import EngineError

# What changes a row. All else (top, archive, exec_*, attach, resize ...) is of no interest to the
# list or caused by ourselves: refreshing upon those would feed itself. The last four are Podman's.
_RELEVANT = frozenset(
    (
        *("create", "start", "die", "stop", "restart", "pause", "unpause", "rename", "destroy"),
        *("health_status", "init", "died", "remove", "cleanup"),
    )
)
_BURST_SECONDS = 0.02  # what is heard together is told together
_MANY = 40  # more touched containers than this are cheaper as one whole list
_RETRY_SECONDS = (0.25, 0.5, 1.0, 2.0, 5.0)
_EVENTS_KEPT = 10_000

# "Up 5 seconds" grows old without an event, and a silent engine may be a hanging one: so the whole
# list is read again, ever more rarely while nothing happens.
_AGE_SECONDS = (2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
_LIST_SHARE = 50  # and never for more than a fiftieth of the time


class Snapshot(NamedTuple):
    """The containers at one moment.

    Attributes:
        containers: In no particular order; after a loss, those that were known last.
        connected: Is this what the engine says now?
        sentence: What to say when it is not: why, and when it is tried again.
    """

    containers: tuple[Container, ...]
    connected: bool = True
    sentence: str = ""


class _Feed:
    """The events that one listener has not taken yet; the oldest go when there are too many."""

    def __init__(self) -> None:
        self.waiting: deque[Event] = deque(maxlen=_EVENTS_KEPT)
        self.news = asyncio.Event()


class Watch:
    """Watches one engine, from the first `snapshots` or `events` until `close`.

    Args:
        engine: A connected engine; it is not closed here.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._table = Table()
        self._snapshot: Snapshot | None = None
        self._readers: weakref.WeakSet[asyncio.Event] = weakref.WeakSet()
        self._feeds: weakref.WeakSet[_Feed] = weakref.WeakSet()
        self._wakes = (asyncio.Event(), asyncio.Event())  # for who shows news, and for who lists
        self._restarts = RestartCounts(engine, self._publish)
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        self._failures = 0

    @property
    def newest(self) -> Snapshot | None:
        """What is known now; None before the first list."""
        return self._snapshot

    async def snapshots(self) -> AsyncIterator[Snapshot]:
        """Yield what there is after the first list, then whatever differs; ends upon `close`."""
        self.begin()
        news = asyncio.Event()
        self._readers.add(news)
        given: Snapshot | None = None
        while not self._over():
            if self._snapshot is not None and self._snapshot is not given:
                given = self._snapshot
                yield given
            else:
                await news.wait()
                news.clear()

    def events(self) -> AsyncIterator[Event]:
        """Return the engine's events from now on, whether or not they change the list.

        After each loss of the engine there is another ``subscribed``: what happened in between is
        not known. Ends upon `close`.
        """
        self.begin()
        feed = _Feed()
        self._feeds.add(feed)
        return self._given(feed)

    async def _given(self, feed: _Feed) -> AsyncIterator[Event]:
        while not self._over():
            if feed.waiting:
                yield feed.waiting.popleft()
            else:
                feed.news.clear()
                await feed.news.wait()

    def show(self, ids: Iterable[str]) -> None:
        """Take which rows are visible: later snapshots have their restart counts."""
        self._restarts.show(ids)

    async def close(self) -> None:
        """Stop watching; iterations end. Twice is fine."""
        self._closed = True
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
        self._tell()

    def begin(self) -> None:
        """List and listen from now on, before anybody iterates. Twice is fine."""
        if self._task is None and not self._closed:
            self._task = asyncio.create_task(self._run(), name="watch")
            self._task.add_done_callback(lambda _: self._tell())

    def _over(self) -> bool:
        """Has it ended? Raises what it ended with, if that was a mistake of ours."""
        if self._task is not None and self._task.done() and not self._task.cancelled():
            self._task.result()
        return self._closed

    def _tell(self) -> None:
        for news in self._readers:
            news.set()
        for feed in self._feeds:
            feed.news.set()

    async def _run(self) -> None:
        while True:
            try:
                if self._failures:
                    await self._engine.connect()
                await self._follow()
            except* EngineError as group:
                await self._lost(_first(group))

    async def _lost(self, error: EngineError) -> None:
        """Say that the engine is gone, and wait before it is tried again."""
        seconds = _RETRY_SECONDS[min(self._failures, len(_RETRY_SECONDS) - 1)]
        self._failures += 1
        self._publish(f"{error.message}; trying again in {seconds:g} s")
        await asyncio.sleep(seconds)

    async def _follow(self) -> None:
        """Keep the list true until the engine is lost; always ends by raising."""
        async with listening(self._engine) as events, asyncio.TaskGroup() as tasks:
            self._hand_out(await anext(events))
            self._table.forget_events()
            await self._list_all()
            self._failures = 0
            self._publish()
            tasks.create_task(self._restarts.run())
            tasks.create_task(self._show())
            tasks.create_task(self._refresh())
            async for event in events:
                if event.action in _RELEVANT:
                    comes_back = self._restarts.comes_back(event.id)
                    self._table.hear(event, time.monotonic(), comes_back)
                    for wake in self._wakes:
                        wake.set()
                self._hand_out(event)

    def _hand_out(self, event: Event) -> None:
        if event.action in ("start", "die", "died"):
            self._restarts.outdated(event.id)
        for feed in self._feeds:
            feed.waiting.append(event)
            feed.news.set()

    async def _show(self) -> None:
        """Show what events say, without waiting for a list; what comes together at once."""
        while True:
            await _until(self._table.next_shown, self._wakes[0])
            self._table.show(time.monotonic())
            self._publish()
            await asyncio.sleep(_BURST_SECONDS)

    async def _refresh(self) -> None:
        """List what was touched; and everything, when nothing was for some time."""
        quiet, cost = 0, 0.0
        while True:
            age = max(_AGE_SECONDS[min(quiet, len(_AGE_SECONDS) - 1)], cost * _LIST_SHARE)
            try:
                async with asyncio.timeout(age):
                    await _until(self._table.next_due, self._wakes[1])
            except TimeoutError:
                cost = await self._list_all()
                quiet += 1
                self._publish()
            else:
                quiet = 0
                seconds = await self._list_touched()
                self._publish()
                await asyncio.sleep(seconds)  # a slow engine has other things to do, too

    async def _list_touched(self) -> float:
        """List what events named; return how long that took, in seconds."""
        began = time.monotonic()
        ids = self._table.due(began)
        if len(ids) > _MANY:
            return await self._list_all()
        found = {row.id: row for row in await self._engine.list(ids)}
        now = time.monotonic()
        self._table.listed(found, ids, now)
        return now - began

    async def _list_all(self) -> float:
        """List everything; return how long that took, in seconds."""
        began = time.monotonic()
        found = {row.id: row for row in await self._engine.list()}
        now = time.monotonic()
        self._table.listed(found, None, now)
        self._restarts.keep(self._table.rows)
        return now - began

    def _publish(self, sentence: str = "") -> None:
        rows = tuple(map(self._restarts.applied, self._table.rows.values()))
        snapshot = Snapshot(rows, not sentence, sentence)
        if snapshot != self._snapshot:
            self._snapshot = snapshot
            self._tell()


async def _until(due: Callable[[], float | None], wake: asyncio.Event) -> None:
    """Wait until the time that `due` says, which may be another one at each `wake`."""
    while True:
        wake.clear()
        at = due()
        seconds = None if at is None else at - time.monotonic()
        if seconds is not None and seconds <= 0:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await wake.wait()


def _first(group: BaseExceptionGroup[EngineError]) -> EngineError:
    """Return one of the errors in a group of them."""
    found: BaseException = group
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    assert isinstance(found, EngineError)
    return found
