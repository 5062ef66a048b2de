"""What all sessions share: phases, keys on their way in, sizes, output on its way out.

Control flows from whoever shows the session (`open`, `write`, `resize`, `close`) into tasks of the
session's own (`flow`, the kinds' readers), and back through `output` and `on_change`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Any, Self

from alongside.engine.engine import Engine
from alongside.engine.listening import listening
from alongside.engine.model import State
from alongside.errors import AlongsideError, NotFoundError, SessionError
from alongside.session.backlog import Backlog
from alongside.session.detach import DetachKeys, DetachMatcher
from alongside.session.flow import OUTBOX_LIMIT, Outbox, Sizer, cancelled
from alongside.session.line_input import INPUT_ENDED, Fed, LineInput
from alongside.session.printer import Printer
from alongside.session.session import Ending, Facts, Kind, Output, Phase, Reason
from alongside.session.traffic import Traffic


class BaseSession:
    """The common part of every `Session`; the kinds say how to open, leave and end."""

    kind: Kind
    hold = 1.0
    """Seconds for which the beginning of the detach sequence is held back."""
    _printer: Printer

    def __init__(
        self,
        engine: Engine,
        container_id: str,
        container_name: str,
        keys: DetachKeys,
        *,
        lossy: bool,
    ) -> None:
        self.container_id = container_id
        self.container_name = container_name
        self.phase = Phase.NEW
        self.facts = Facts(main=self.kind is not Kind.EXEC, can_type=self.kind is not Kind.LOGS)
        self.ending: Ending | None = None
        self.locked = False
        self.traffic = Traffic()
        self.on_change: Callable[[], None] | None = None
        self.on_detach: Callable[[], object] | None = None
        self.on_again: Callable[[BaseSession], object] | None = None
        """Called with each session that `again` makes: whoever keeps this one keeps that too."""
        self._engine = engine
        self._keys = keys
        self._matcher = DetachMatcher(keys)
        self._holding: asyncio.TimerHandle | None = None
        self._lines = LineInput()
        self._typed_early = bytearray()
        self._backlog = Backlog(lossy=lossy)
        self._outbox = Outbox(self.traffic)
        self._sizer = Sizer(self._apply_size)
        self._size = (80, 24)
        self._began = time.monotonic()
        self._opening: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[Ending] | None = None
        self._finishing = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def exec_id(self) -> str:
        """See `Session.exec_id`."""
        return ""

    async def open(self, columns: int, rows: int) -> None:
        """See `Session.open`."""
        if self.phase is not Phase.NEW:
            raise SessionError("This session has been opened before", "Take a new one (again).")
        self._size = (columns, rows)
        self._set_phase(Phase.OPENING)
        self._opening = asyncio.create_task(self._open())
        try:
            await self._opening
        except asyncio.CancelledError:
            if self._closing is not None and self._opening.cancelled():
                raise SessionError("Closed before it was open") from None
            await self.close()  # whoever was opening it has gone
            raise
        except NotFoundError as error:
            named = self._named(error)
            await self._failed(named)
            raise named from error
        except AlongsideError as error:
            await self._failed(error)
            raise
        if self._size != (columns, rows) and self.facts.has_tty:
            self._sizer.want(*self._size)

    def _named(self, error: NotFoundError) -> NotFoundError:
        """Say of a container that is gone which one it was: an engine names it as it was asked."""
        if self.container_id not in error.message and self.container_name not in error.message:
            return error
        return NotFoundError(f"The container {self.container_name} was removed")

    async def output(self) -> AsyncIterator[Output]:
        """See `Session.output`."""
        while (output := await self._backlog.take()) is not None:
            yield output

    async def write(self, data: bytes) -> None:
        """See `Session.write`."""
        if self.phase not in (Phase.OPENING, Phase.LIVE) or self._closing is not None:
            return
        fed = self._matcher.feed(data)
        self._hold_no_more()
        self._pass_on(fed.to_send)
        if fed.detached:
            await self._leave()
        elif self._matcher.holding:
            loop = asyncio.get_running_loop()
            self._holding = loop.call_later(self.hold, self._release)

    async def _leave(self) -> None:
        """Do what the detach keys ask for; where that does harm, have somebody asked first."""
        if self.on_detach is not None and self.facts.leaving:
            self.on_detach()
        else:
            await self.detach()

    async def resize(self, columns: int, rows: int) -> None:
        """See `Session.resize`."""
        if (columns, rows) == self._size:
            return
        self._size = (columns, rows)
        if self.phase is Phase.LIVE and self.facts.has_tty:
            self._sizer.want(columns, rows)

    def again(self) -> Self:
        """See `Session.again`."""
        copy = self._copy()
        copy.on_again = self.on_again
        if self.on_again is not None:
            self.on_again(copy)
        return copy

    def _copy(self) -> Self:
        """Return a new session with the same settings."""
        raise NotImplementedError

    async def interrupt(self) -> None:
        """See `Session.interrupt`."""
        raise NotImplementedError

    async def examine(self) -> None:
        """See `Session.examine`; there is nothing more to learn here."""

    async def unlock(self) -> None:
        """See `Session.unlock`; there is nothing to unlock here."""

    async def lock(self) -> None:
        """See `Session.lock`; there is nothing to lock here."""

    async def busy_with(self) -> Sequence[str]:
        """See `Session.busy_with`; nothing ends by our closing here."""
        return ()

    async def detach(self) -> None:
        """See `Session.detach`."""
        raise NotImplementedError

    async def close(self) -> Ending:
        """See `Session.close`."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._close())
        return await asyncio.shield(self._closing)

    async def wait_until_back(self) -> None:
        """See `Session.wait_until_back`."""
        async with listening(self._engine) as events:
            async for event in events:
                if event.action in ("subscribed", "start", "unpause") and await self._is_back():
                    return

    async def _is_back(self) -> bool:
        """Does it run, by its id or, when that is gone, by its name (as compose makes it anew)?"""
        for which in (self.container_id, self.container_name):
            try:
                details = await self._engine.inspect(which)
            except NotFoundError:
                continue
            self.container_id = details.id
            return details.state is State.RUNNING
        return False

    async def _open(self) -> None:
        """Connect and become LIVE."""
        raise NotImplementedError

    async def _close(self) -> Ending:
        """End it; the whole of `close`."""
        raise NotImplementedError

    async def _apply_size(self, columns: int, rows: int) -> None:
        """Bring the terminal at the other end to that size."""
        raise NotImplementedError

    async def _drop_connection(self) -> None:
        """Let go of every stream; all tasks are over by then."""
        raise NotImplementedError

    def _pass_on(self, data: bytes) -> None:
        """Bring keys to a terminal as they are, to a process without one by lines.

        Before it is live nobody knows whether they may reach it: they wait.
        """
        if self.phase is Phase.OPENING:
            self._typed_early += data[: OUTBOX_LIMIT - len(self._typed_early)]
            return
        if not data or self.locked:
            return
        if self.facts.has_tty and self.facts.can_type:
            self._outbox.push(data)
            return
        if self.facts.can_type:
            fed = self._lines.feed(data)
        else:
            fed = Fed(b"", b"", interrupt=b"\x03" in data)
        self._backlog.add(self._printer.echo(fed.echo))
        self._outbox.push(fed.to_send)
        if fed.interrupt:
            self._spawn(self._interrupted())
        if fed.end:
            self._outbox.end()
            self._input_ended()

    async def _interrupted(self) -> None:
        """Do what a Ctrl+C among the keys asks for; nobody waits for it, so it is noted."""
        try:
            await self.interrupt()
        except AlongsideError as error:
            self._set_facts(replace(self.facts, note=f"Ctrl+C: {error.message}"))

    def _input_ended(self) -> None:
        """Say that nothing can be typed any more: the user has ended the input."""
        self._set_facts(replace(self.facts, can_type=False, note=INPUT_ENDED))

    def _release(self) -> None:
        self._pass_on(self._matcher.flush())

    def _hold_no_more(self) -> None:
        if self._holding is not None:
            self._holding.cancel()
            self._holding = None

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a task that ends with the session."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _set_phase(self, phase: Phase) -> None:
        self.phase = phase
        if phase is Phase.LIVE:
            self._began = time.monotonic()
            early, self._typed_early = bytes(self._typed_early), bytearray()
            self._pass_on(early)
        self._changed()

    def _set_facts(self, facts: Facts) -> None:
        self.facts = facts
        self._changed()

    def _changed(self) -> None:
        if self.on_change is not None:
            self.on_change()

    @property
    def _duration(self) -> float:
        return time.monotonic() - self._began

    async def _finish(self, ending: Ending) -> Ending:
        """Let go of everything and be ENDED; the first ending stays."""
        async with self._finishing:
            if self.ending is None:
                self.ending = ending
                await self._let_go()
                self._set_phase(Phase.FAILED if ending.reason is Reason.FAILED else Phase.ENDED)
            return self.ending

    async def _failed(self, error: AlongsideError) -> None:
        await self._finish(Ending(Reason.FAILED, error.message + ".", error.advice))

    async def _let_go(self) -> None:
        self._hold_no_more()
        await self._outbox.stop()
        await self._sizer.stop()
        for task in tuple(self._tasks):
            await cancelled(task)
        await self._drop_connection()
        self._backlog.finish()
