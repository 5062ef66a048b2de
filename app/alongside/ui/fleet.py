"""From finding an engine to every change in its containers, as messages to the screen.

One worker's life: find an engine, say so, then watch it until the program ends. What it learns
leaves as messages; it touches no widget.
"""

from __future__ import annotations

from collections.abc import Callable

from textual.message import Message

from alongside.engine.engine import Engine
from alongside.engine.model import EngineInfo
from alongside.engine.search import Finder as Finder
from alongside.engine.search import Search
from alongside.engine.watch import Snapshot, Watch
from alongside.errors import AlongsideError
from alongside.ui.happenings import Happenings


class Connected(Message):
    """An engine answered."""

    def __init__(self, engine: Engine, info: EngineInfo) -> None:
        super().__init__()
        self.engine = engine
        self.info = info


class NotConnected(Message):
    """None did."""

    def __init__(self, error: AlongsideError) -> None:
        super().__init__()
        self.error = error


class Seen(Message):
    """The containers as they are now."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        self.snapshot = snapshot

    def can_replace(self, message: Message) -> bool:
        """Only the newest matters."""
        return isinstance(message, Seen)


class Fleet:
    """Holds the engine and its watch for as long as the screen shows them.

    Args:
        post: Where messages go.
        happenings: Given the engine's events for as long as it is watched.
    """

    def __init__(self, post: Callable[[Message], object], happenings: Happenings) -> None:
        self._post = post
        self._happenings = happenings
        self._watch: Watch | None = None
        self.engine: Engine | None = None

    async def run(self, search: Search) -> None:
        """Report what was found and its containers until cancelled; or that there is no engine."""
        try:
            engine, info, watch = await search.found()
        except AlongsideError as error:
            self._post(NotConnected(error))
            return
        self.engine = engine
        self._post(Connected(engine, info))
        self._watch = watch
        self._happenings.feed_from(watch.events)
        try:
            async for snapshot in watch.snapshots():
                self._post(Seen(snapshot))
        finally:
            self._happenings.feed_from(None)
            await watch.close()

    def show(self, ids: tuple[str, ...]) -> None:
        """These rows are visible: learn what costs a call each."""
        if self._watch is not None:
            self._watch.show(ids)
