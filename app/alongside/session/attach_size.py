"""The size of an attached terminal: set in order, used to redraw, and kept against other clients.

A main process has one terminal for all its clients, and the last one to resize wins for all. The
session asks for sizes with `set`; `keep` hears of resizes (`sizes`) and, when a client that is not
ours has changed the size, sets it back, says so, and gives in where the other one insists. An
engine that tells of no resize (Podman) lets another client's size stand, unnoticed.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable

from alongside.engine.engine import Engine
from alongside.engine.model import Event
from alongside.errors import EngineError
from alongside.session.flow import cancelled
from alongside.session.sizes import Size, Sizes

PATIENCE = 3
"""How often another client's size is undone within `MEMORY` before we give in."""
MEMORY = 10.0
_SETTLE = 0.25
"""Seconds for a client to have done: many set a wrong size and the right one, to be redrawn."""
_REDRAW = 0.06
_LEAVING = 1.0


class TerminalSize:
    """One session's hold on the size of its container's terminal.

    Args:
        wanted: Returns the size that the session should have now.
        sizes: Shared by all sessions of this program.
        say: Called with what is to be said of other clients, empty when nothing any more.
    """

    def __init__(
        self,
        engine: Engine,
        container_id: str,
        *,
        wanted: Callable[[], Size],
        sizes: Sizes,
        say: Callable[[str], None],
    ) -> None:
        self._engine = engine
        self._id = container_id
        self._wanted = wanted
        self._sizes = sizes
        self._say = say
        self._turn = asyncio.Lock()
        self._undone: deque[float] = deque(maxlen=PATIENCE)
        self._foreign: Size | None = None
        self._undoing: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

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
        """Undo what other clients do to the size, until cancelled."""
        if self._engine.capabilities.why_not("events"):
            return
        try:
            async with self._sizes.heard(self._id, self._resized):
                await asyncio.get_running_loop().create_future()
        finally:
            self._forget()
            for task in tuple(self._tasks):
                await cancelled(task)

    async def _send(self, size: Size) -> None:
        self._sizes.note(self._id, size)
        await self._engine.resize(self._id, *size)

    def _resized(self, event: Event) -> None:
        size = _size_of(event)
        if size == self._wanted():
            self._forget()
        elif not self._sizes.has(self._id, size):
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
        task = asyncio.create_task(self._set_back())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

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
