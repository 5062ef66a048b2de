"""Watching an engine, with one that does as the test says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import cast

import pytest
from support import wait_for

from alongside.engine import table
from alongside.engine import watch as watching
from alongside.engine.engine import Engine
from alongside.engine.model import Container, Details, EngineInfo, Event, State
from alongside.engine.watch import Snapshot, Watch
from alongside.errors import NotFoundError, UnreachableError


def row(id: str, state: State = State.RUNNING, **changes: object) -> Container:
    return Container(id, f"name-{id}", "image", state)._replace(**changes)


class Scripted:
    """An engine with a table of rows and a queue of events."""

    def __init__(self, *rows: Container) -> None:
        self.rows = {row.id: row for row in rows}
        self.queue: asyncio.Queue[Event | Exception] = asyncio.Queue()
        self.up = True
        self.asked: list[tuple[str, ...] | None] = []
        self.inspected: list[str] = []
        self.restarts: dict[str, int] = {}
        self.subscriptions = 0
        self.slow: asyncio.Event | None = None  # lists answer when it is set
        self.belated: tuple[int, Container] | None = None  # a row that changes at the nth list

    async def connect(self) -> EngineInfo:
        if not self.up:
            raise UnreachableError("nobody there")
        return EngineInfo("docker", "1")

    async def list(self, ids: Sequence[str] | None = None) -> list[Container]:
        await asyncio.sleep(0)
        if self.slow is not None:
            await self.slow.wait()
        if not self.up:
            raise UnreachableError("the list failed")
        self.asked.append(None if ids is None else tuple(ids))
        if self.belated and len(self.asked) == self.belated[0]:
            self.rows[self.belated[1].id] = self.belated[1]
        return [row for row in self.rows.values() if ids is None or row.id in ids]

    async def events(self) -> AsyncIterator[Event]:
        if not self.up:
            raise UnreachableError("nobody there")
        self.subscriptions += 1
        yield Event("subscribed", "")
        while True:
            event = await self.queue.get()
            if isinstance(event, Exception):
                raise event
            yield event

    async def inspect(self, id: str) -> Details:
        self.inspected.append(id)
        await asyncio.sleep(0)
        if id not in self.rows:
            raise NotFoundError("gone")
        return Details(id, "n", "i", State.RUNNING, restarts=self.restarts.get(id, 0))

    def change(self, changed: Container, action: str, **attributes: str) -> None:
        self.rows[changed.id] = changed
        self.queue.put_nowait(Event(action, changed.id, attributes=attributes))


class Seen:
    """Collects what a watch says."""

    def __init__(self, engine: Scripted) -> None:
        self.watch = Watch(cast("Engine", engine))
        self.snapshots: list[Snapshot] = []
        self.events: list[Event] = []
        feed = self.watch.events()
        self._tasks = [
            asyncio.create_task(self._collect()),
            asyncio.create_task(self._listen(feed)),
        ]

    async def _collect(self) -> None:
        async for snapshot in self.watch.snapshots():
            self.snapshots.append(snapshot)

    async def _listen(self, feed: AsyncIterator[Event]) -> None:
        async for event in feed:
            self.events.append(event)

    @property
    def now(self) -> dict[str, Container]:
        return {row.id: row for row in self.snapshots[-1].containers} if self.snapshots else {}

    async def __aenter__(self) -> Seen:
        await wait_for(lambda: self.snapshots)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.watch.close()
        await self.watch.close()
        await asyncio.gather(*self._tasks)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_BURST_SECONDS", 0.005)
    monkeypatch.setattr(table, "_PAUSES", (0.005,) * 6)
    monkeypatch.setattr(table, "_END_SECONDS", 0.01)
    monkeypatch.setattr(watching, "_RETRY_SECONDS", (0.005, 0.01))


async def test_subscribes_first_then_lists() -> None:
    engine = Scripted(row("a"))
    async with Seen(engine) as seen:
        assert seen.snapshots == [Snapshot((row("a"),))]
        assert engine.asked == [None]
        await wait_for(lambda: [event.action for event in seen.events] == ["subscribed"])


async def test_only_touched_rows_are_listed_again() -> None:
    engine = Scripted(row("a"), row("b"))
    async with Seen(engine) as seen:
        engine.change(row("a", State.PAUSED), "pause")
        await wait_for(lambda: seen.now["a"].state is State.PAUSED)
        await wait_for(lambda: engine.asked == [None, ("a",)])
        engine.change(row("c", State.CREATED), "create")
        await wait_for(lambda: "c" in seen.now)
        del engine.rows["b"]
        engine.queue.put_nowait(Event("destroy", "b"))
        await wait_for(lambda: "b" not in seen.now)


async def test_a_burst_is_one_list() -> None:
    engine = Scripted(*(row(f"{number}") for number in range(20)))
    async with Seen(engine) as seen:
        for number in range(20):
            engine.change(row(f"{number}", State.EXITED), "die")
        await wait_for(lambda: {row.state for row in seen.now.values()} == {State.EXITED})
        assert engine.asked == [None, tuple(sorted(engine.rows))]
        assert len(seen.snapshots) == 2


async def test_a_storm_is_one_whole_list() -> None:
    engine = Scripted(*(row(f"{number}") for number in range(100)))
    async with Seen(engine) as seen:
        for number in range(100):
            engine.change(row(f"{number}", State.EXITED), "die")
        await wait_for(lambda: {row.state for row in seen.now.values()} == {State.EXITED})
        assert set(engine.asked) == {None}


async def test_a_row_that_looks_as_before_is_read_again() -> None:
    """The engine announces an end before its list knows of it."""
    engine = Scripted(row("a"))
    engine.belated = (4, row("a", State.EXITED, status="Exited"))
    async with Seen(engine) as seen:
        engine.queue.put_nowait(Event("die", "a"))
        await wait_for(lambda: seen.now["a"].state is State.EXITED)


async def test_doubts_end() -> None:
    engine = Scripted(row("a"))
    async with Seen(engine):
        engine.queue.put_nowait(Event("stop", "a"))
        await wait_for(lambda: len(engine.asked) == 1 + len(table._PAUSES))
        for _ in range(20):
            await asyncio.sleep(0.005)
        assert len(engine.asked) == 1 + len(table._PAUSES)


async def test_an_event_is_shown_while_the_engine_is_slow_to_list() -> None:
    """Under load a list took longer than the 200 ms in which a change has to show."""
    engine = Scripted(row("a"), row("b"))
    async with Seen(engine) as seen:
        engine.slow = asyncio.Event()
        engine.change(row("a", State.EXITED, exit_code=137), "die", exitCode="137")
        await wait_for(lambda: (seen.now["a"].state, seen.now["a"].exit_code) == ("exited", 137))
        del engine.rows["b"]
        engine.queue.put_nowait(Event("destroy", "b"))
        await wait_for(lambda: "b" not in seen.now)
        assert engine.asked == [None]
        engine.slow.set()
        await wait_for(lambda: len(engine.asked) > 1)
        assert seen.now["a"].exit_code == 137


async def test_noise_refreshes_nothing_but_is_handed_out() -> None:
    engine = Scripted(row("a"))
    noise = ["exec_create", "exec_start", "exec_die", "top", "attach", "resize", "archive-path"]
    async with Seen(engine) as seen:
        for action in noise:
            engine.queue.put_nowait(Event(action, "a"))
        await wait_for(lambda: [event.action for event in seen.events] == ["subscribed", *noise])
        for _ in range(10):
            await asyncio.sleep(0.005)
        assert engine.asked == [None]


async def test_a_lost_engine_comes_back_by_itself() -> None:
    engine = Scripted(row("a"), row("b"))
    async with Seen(engine) as seen:
        engine.up = False
        engine.queue.put_nowait(UnreachableError("it went away"))
        await wait_for(lambda: not seen.snapshots[-1].connected)
        lost = seen.snapshots[1]
        assert lost.sentence == "it went away; trying again in 0.005 s"
        assert set(seen.now) == {"a", "b"}  # what was known last
        await wait_for(lambda: "nobody there" in seen.snapshots[-1].sentence)
        del engine.rows["b"]
        engine.up = True
        await wait_for(lambda: seen.snapshots[-1].connected)
        assert set(seen.now) == {"a"}
        assert engine.subscriptions == 2
        await wait_for(lambda: [event.action for event in seen.events] == ["subscribed"] * 2)


async def test_a_list_that_fails_is_a_loss_too() -> None:
    engine = Scripted(row("a"))
    async with Seen(engine) as seen:
        engine.up = False
        engine.queue.put_nowait(Event("start", "a"))
        await wait_for(lambda: "the list failed" in seen.snapshots[-1].sentence)
        engine.up = True
        await wait_for(lambda: seen.snapshots[-1].connected)


async def test_an_engine_that_is_down_at_first() -> None:
    engine = Scripted(row("a"))
    engine.up = False
    async with Seen(engine) as seen:
        assert seen.snapshots[0].containers == ()
        assert not seen.snapshots[0].connected
        engine.up = True
        await wait_for(lambda: seen.now)


async def test_age_is_noticed_without_events(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_AGE_SECONDS", (0.01, 0.02))
    engine = Scripted(row("a", status="Up 1 second"))
    async with Seen(engine) as seen:
        engine.rows["a"] = row("a", status="Up 2 seconds")
        await wait_for(lambda: seen.now["a"].status == "Up 2 seconds")
        count = len(seen.snapshots)
        await wait_for(lambda: len(engine.asked) > 6)
        assert len(seen.snapshots) == count  # nothing new is not told


async def test_restart_counts_of_what_is_visible() -> None:
    engine = Scripted(row("a"), row("b"), row("c"))
    engine.restarts = {"a": 3, "b": 0}
    async with Seen(engine) as seen:
        seen.watch.show(["a", "b", "gone"])
        await wait_for(lambda: seen.now["b"].restarts == 0)
        assert {id: row.restarts for id, row in seen.now.items()} == {"a": 3, "b": 0, "c": None}
        seen.watch.show(["a", "b", "c"])
        await wait_for(lambda: seen.now["c"].restarts == 0)
        assert sorted(engine.inspected) == ["a", "b", "c", "gone"]
        engine.restarts["a"] = 4
        engine.queue.put_nowait(Event("start", "a"))
        await wait_for(lambda: seen.now["a"].restarts == 4)
        assert engine.inspected.count("a") == 2
        assert engine.inspected.count("b") == 1


async def test_a_mistake_of_ours_is_not_hidden() -> None:
    engine = Scripted(row("a"))
    watch = Watch(cast("Engine", engine))
    snapshots = watch.snapshots()
    await anext(snapshots)
    engine.queue.put_nowait(ZeroDivisionError())
    with pytest.raises(BaseExceptionGroup):
        await anext(snapshots)
    await watch.close()


async def test_a_slow_listener_gets_the_newest() -> None:
    engine = Scripted(row("a"))
    async with Seen(engine) as seen:
        slow = seen.watch.snapshots()
        assert (await anext(slow)).containers == (row("a"),)
        for number in range(5):
            engine.change(row("a", exit_code=number), "start")
            await wait_for(lambda number=number: seen.now["a"].exit_code == number)
        assert [found.exit_code for found in (await anext(slow)).containers] == [4]


async def test_closing_before_anything_began() -> None:
    watch = Watch(cast("Engine", Scripted()))
    await watch.close()
    assert [snapshot async for snapshot in watch.snapshots()] == []
