"""The size of an attached terminal: set in order, used to redraw, and kept against other clients.

A main process has one terminal for all its clients, and the last one to resize wins for all. The
session asks for sizes with `set`; `keep` watches the engine's events and, when a client that is not
ours has changed the size, sets it back, says so, and gives in where the other one insists.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import AsyncGenerator, Callable

from alongside.engine.engine import Engine
from alongside.engine.model import Event
from alongside.errors import EngineError
from alongside.session.flow import cancelled

Size = tuple[int, int]
"""Columns and rows."""

PATIENCE = 3
"""How often another client's size is undone within `MEMORY` before we give in."""
MEMORY = 10.0
_SETTLE = 0.25
"""Seconds for a client to have done: many set a wrong size and the right one, to be redrawn."""
_REDRAW = 0.06
_RECENT = 5.0
_LEAVING = 1.0


class SizesSent:
    """The sizes that sessions of this program have lately set, so that none undoes another's."""

    def __init__(self) -> None:
        self._sent: dict[str, deque[tuple[float, Size]]] = defaultdict(lambda: deque(maxlen=64))

    def note(self, container_id: str, size: Size) -> None:
        """We are about to set `size`."""
        self._sent[container_id].append((time.monotonic(), size))

    def has(self, container_id: str, size: Size | None) -> bool:
        """Have we lately set `size` (None: any at all)?"""
        oldest = time.monotonic() - _RECENT
        sent = self._sent.get(container_id, ())
        return any(when >= oldest and size in (None, which) for when, which in sent)


class TerminalSize:
    """One session's hold on the size of its container's terminal.

    Args:
        wanted: Returns the size that the session should have now.
        sent: Shared by all sessions of this program.
        say: Called with what is to be said of other clients, empty when nothing any more.
    """

    def __init__(
        self,
        engine: Engine,
        container_id: str,
        *,
        wanted: Callable[[], Size],
        sent: SizesSent,
        say: Callable[[str], None],
    ) -> None:
        self._engine = engine
        self._id = container_id
        self._wanted = wanted
        self._sent = sent
        self._say = say
        self._turn = asyncio.Lock()
        self._undone: deque[float] = deque(maxlen=PATIENCE)
        self._foreign: Size | None = None
        self._undoing: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None

    async def set(self, columns: int, rows: int) -> None:
        """Set the size, after all that were asked for before; whoever gave in tries again.

        Raises:
            EngineError: The engine would not.
        """
        self._undone.clear()
        self._say("")
        async with self._turn:
            await self._send((columns, rows))

    async def redraw(self) -> None:
        """Make a quiet full-screen program paint itself: the same size again would do nothing.

        Whoever leaves meanwhile waits for its end: a call that is given up may be done all the
        same, after the one that follows it, and the terminal would keep the wrong size.
        """
        work = asyncio.create_task(self._redraw())
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            await asyncio.wait([work], timeout=_LEAVING)
            raise

    async def _redraw(self) -> None:
        columns, rows = self._wanted()
        try:
            async with self._turn:
                await self._send((columns, rows + 1))
                await asyncio.sleep(_REDRAW)
                await self._send(self._wanted())
        except EngineError:
            return  # it is ending, or this engine cannot: there is only nothing to be seen yet

    async def keep(self) -> None:
        """Undo what other clients do to the size, until cancelled or the engine is away."""
        if self._engine.capabilities.why_not("events"):
            return
        events = self._engine.events()
        try:
            async for event in events:
                if event.action == "resize" and event.id == self._id:
                    self._resized(event)
        except EngineError:
            return  # the session's own stream tells of that
        finally:
            self._forget()
            await cancelled(self._task)
            if isinstance(events, AsyncGenerator):
                await events.aclose()

    async def _send(self, size: Size) -> None:
        self._sent.note(self._id, size)
        await self._engine.resize(self._id, *size)

    def _resized(self, event: Event) -> None:
        size = _size_of(event)
        if size == self._wanted():
            self._forget()
        elif not self._sent.has(self._id, size):
            self._forget()
            self._foreign = size
            loop = asyncio.get_running_loop()
            self._undoing = loop.call_later(_SETTLE, self._undo)

    def _forget(self) -> None:
        if self._undoing is not None:
            self._undoing.cancel()
            self._undoing = None

    def _undo(self) -> None:
        """Set it back, or give in."""
        self._undoing = None
        now = time.monotonic()
        while self._undone and now - self._undone[0] > MEMORY:
            self._undone.popleft()
        theirs = "another size" if self._foreign is None else "{}x{}".format(*self._foreign)
        if len(self._undone) == PATIENCE:
            self._say(f"another client holds the terminal at {theirs}; resize this pane to take it")
            return
        self._undone.append(now)
        ours = "{}x{}".format(*self._wanted())
        self._say(f"another client had made the terminal {theirs}; it is {ours} again")
        self._task = asyncio.create_task(self._set_back())

    async def _set_back(self) -> None:
        try:
            async with self._turn:
                await self._send(self._wanted())
        except EngineError:
            return  # it is ending: the session's own stream tells of that


def _size_of(event: Event) -> Size | None:
    """Return the size in a resize event; None where the engine does not say."""
    try:
        return int(event.attributes["width"]), int(event.attributes["height"])
    except (KeyError, ValueError):
        return None
