"""Events reach the followers of their container, and nothing runs while nobody follows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from support import wait_for

from alongside.engine.model import Event
from alongside.ui.happenings import Happenings


class Source:
    """A watch's events, as the test says."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[Event] = asyncio.Queue()
        self.reading = 0

    async def events(self) -> AsyncIterator[Event]:
        self.reading += 1
        try:
            while True:
                yield await self.queue.get()
        finally:
            self.reading -= 1

    def happens(self, action: str, id: str) -> None:
        self.queue.put_nowait(Event(action, id))


async def test_each_follower_gets_its_containers_events() -> None:
    source, happenings = Source(), Happenings()
    web: list[str] = []
    db: list[str] = []
    leave_web = happenings.follow("web", lambda event: web.append(event.action))
    leave_db = happenings.follow("db", lambda event: db.append(event.action))
    happenings.feed_from(source.events)
    for action, id in (("attach", "web"), ("die", "db"), ("start", "other"), ("subscribed", "")):
        source.happens(action, id)
    await wait_for(lambda: web == ["attach", "subscribed"] and db == ["die", "subscribed"])
    leave_web()
    source.happens("detach", "web")
    source.happens("start", "db")
    await wait_for(lambda: db[-1] == "start")
    assert web == ["attach", "subscribed"]
    leave_db()
    leave_db()


async def test_it_reads_only_while_somebody_follows() -> None:
    source, happenings = Source(), Happenings()
    happenings.feed_from(source.events)
    await asyncio.sleep(0)
    assert source.reading == 0
    leave = happenings.follow("web", lambda event: None)
    await wait_for(lambda: source.reading == 1)
    again = happenings.follow("web", lambda event: None)
    leave()
    assert source.reading == 1
    again()
    await wait_for(lambda: source.reading == 0)
    happenings.follow("web", lambda event: None)
    await wait_for(lambda: source.reading == 1)
    happenings.feed_from(None)
    await wait_for(lambda: source.reading == 0)
