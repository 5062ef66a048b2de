"""An attach session: the container's own main process, looked at without being able to hurt it.

Two connections: one with output only, read always by a task of its own (an unread one freezes the
container), and, only while input is unlocked, one with input only. So locked means that nothing of
ours is connected to the process's stdin, and unlocking never disturbs the output.

Opening: inspect, attach and keep what comes, read the log, join the two (`history`), then live; a
terminal is redrawn last, by making it one row higher and back, as the docker CLI does, and its size
kept against other clients (`attach_size`).
"""

from __future__ import annotations

import asyncio
from typing import Self

from alongside.engine.engine import Duplex, Engine
from alongside.engine.model import Details, State
from alongside.errors import ConflictError, EngineError
from alongside.session import attach_facts
from alongside.session.attach_history import EarlyOutput, History, read_history
from alongside.session.attach_input import MainInput
from alongside.session.attach_known import Known
from alongside.session.attach_process import is_near
from alongside.session.attach_size import TerminalSize
from alongside.session.base import BaseSession
from alongside.session.detach import DetachKeys
from alongside.session.endings import attach_ending, leave_ending
from alongside.session.flow import cancelled
from alongside.session.printer import Printer
from alongside.session.session import Ending, Kind, Phase, Reason
from alongside.session.sizes import Sizes

HISTORY_LINES = 1000
SEAM = "\x1b[0;2m── history above; some lines may be missing or doubled ──\x1b[0m\r\n".encode()

_CLOCK_SLACK = {True: 0.05, False: 2.5}
"""How far the engine's clock may be off, in seconds, for an engine on this machine or elsewhere."""


class AttachSession(BaseSession):
    """The main process's streams; see `Session`.

    Args:
        history: How many lines of the log come before the live stream.
        no_stdin: Never connect its input, whatever the container was made for.
        sizes: Shared by all sessions of this program; see `Sizes`.
    """

    kind = Kind.ATTACH

    def __init__(
        self,
        engine: Engine,
        container_id: str,
        container_name: str,
        *,
        keys: DetachKeys,
        history: int = HISTORY_LINES,
        no_stdin: bool = False,
        sizes: Sizes | None = None,
    ) -> None:
        super().__init__(engine, container_id, container_name, keys, lossy=True)
        self.locked = True
        self._history = history
        self._no_stdin = no_stdin
        self._sizes = sizes or Sizes(engine)
        self._terminal: TerminalSize | None = None
        self._known = Known(engine, self._tell)
        self._details: Details | None = None
        self._stream: Duplex | None = None
        self._input = MainInput(engine, self._outbox)
        self._ended_input = self._over = False
        self._reader: asyncio.Task[None] | None = None
        self._unlocking = asyncio.Lock()
        self._printer = Printer(tty=False)
        self._early: EarlyOutput | None = EarlyOutput()

    def _copy(self) -> Self:
        return type(self)(
            self._engine,
            self.container_id,
            self.container_name,
            keys=self._keys,
            history=self._history,
            no_stdin=self._no_stdin,
            sizes=self._sizes,
        )

    # Input

    async def unlock(self) -> None:
        """See `Session.unlock`."""
        async with self._unlocking:
            details = self._details
            if details is None or self.phase not in (Phase.OPENING, Phase.LIVE):
                raise ConflictError("This session is not attached", "Attach again.")
            attach_facts.require_stdin(details, ended=self._ended_input, off=self._no_stdin)
            if self._ended_input:
                await self._disconnect_input()
            await self._input.connect(self.container_id)
            if self.ending is not None:  # left meanwhile: nobody else lets go of it
                await self._disconnect_input()
                raise ConflictError("This session is not attached", "Attach again.")
            self.locked = False
            self._tell()

    async def lock(self) -> None:
        """See `Session.lock`."""
        async with self._unlocking:
            self.locked = True
            if self._details is not None:
                if not self._is_fragile:
                    await self._disconnect_input()
                self._tell()

    def _input_ended(self) -> None:
        """Take no more keys; a main process made for many clients' input keeps its stdin."""
        self._ended_input = True
        self.locked = True
        self._tell()

    def _tell(self) -> None:
        """Say what is known of the main process, and of our input to it."""
        if self._details is not None:
            facts = attach_facts.facts_of(
                self._details,
                self._keys,
                self._known.note,
                self._input.connected,
                locked=self.locked,
                ended=self._ended_input,
                off=self._no_stdin,
                known=self._known.receivers,
            )
            self._set_facts(facts)

    async def examine(self) -> None:
        """See `Session.examine`."""
        if self._details is not None and self.phase in (Phase.OPENING, Phase.LIVE):
            await self._known.examine(self._details)

    async def interrupt(self) -> None:
        """See `Session.interrupt`."""
        if self.phase not in (Phase.OPENING, Phase.LIVE):
            return
        if self.facts.has_tty and not self.locked:
            self._outbox.push(b"\x03")
        else:
            await self._engine.kill(self.container_id, "INT")

    async def _disconnect_input(self) -> None:
        self._ended_input = self._ended_input and self._is_fragile
        await self._input.disconnect()

    # Opening

    async def _open(self) -> None:
        details = self._details = await self._engine.inspect(self.container_id)
        self.container_id, self.container_name = details.id, details.name
        if details.state not in (State.RUNNING, State.PAUSED, State.CREATED):
            raise ConflictError(
                f"{details.name} is not running ({details.state})",
                "Wait until it runs; its log says why."
                if details.state is State.RESTARTING
                else "Start it, then attach.",
            )
        self._printer = Printer(tty=details.tty)
        self._tell()
        since = await self._engine.clock() - _CLOCK_SLACK[is_near(self._engine)]
        self._stream = await self._engine.attach(details.id, stdin=False)
        self._reader = asyncio.create_task(self._read(self._stream))
        if details.open_stdin and not details.stdin_once and not self._no_stdin:
            await self.unlock()
        await self._show_history(since)
        if self.phase is Phase.OPENING:
            self._set_phase(Phase.LIVE)
            self._spawn(self._known.look_again(details))
            if details.tty:
                self._take_terminal(details.id)

    def _take_terminal(self, id: str) -> None:
        """Have the terminal at our size, freshly painted, and keep it so."""
        self._terminal = TerminalSize(
            self._engine,
            id,
            wanted=lambda: self._size,
            sizes=self._sizes,
            say=lambda note: self._known.say("size", note),
        )
        self._spawn(self._terminal.redraw())
        self._spawn(self._terminal.keep())

    @property
    def _is_fragile(self) -> bool:
        return self._details is not None and attach_facts.fragile(self._details)

    async def _show_history(self, since: float) -> None:
        """Put the log and then what came meanwhile into the backlog, and go live."""
        assert self._early is not None
        history = await read_history(
            self._engine, self.container_id, self._history, self._early, since
        )
        await self._go_live(history, self._early)
        self._known.say("history", history.note)

    async def _go_live(self, history: History, early: EarlyOutput) -> None:
        printed = b"".join(self._printer.feed(chunk) for chunk in history.chunks)
        await self._backlog.put(printed, replay=True)
        if not history.sure:
            start = b"" if printed.endswith(b"\n") or not printed else b"\r\n"
            await self._backlog.put(start + SEAM, replay=True)
        while early:  # the reader still adds to it
            await self._backlog.put(self._printer.feed(early.take()))
            await asyncio.sleep(0)
        self._early = None

    # Living and ending

    async def _apply_size(self, columns: int, rows: int) -> None:
        if self._terminal is not None:
            await self._terminal.set(columns, rows)

    async def _read(self, stream: Duplex) -> None:
        """Take all that comes, as fast as it comes, until the stream ends; then say why."""
        lost: EngineError | None = None
        try:
            while (chunk := await stream.read()) is not None:
                self.traffic.came(len(chunk.data))
                if self._early is None:
                    await self._backlog.put(self._printer.feed(chunk))
                else:
                    self._early.keep(chunk)
        except EngineError as error:
            lost = error
        self._over = True
        opening = self._opening
        if opening is not None and not opening.done():
            await asyncio.wait([opening])  # it shows first what came
        await self._backlog.put(self._printer.finish())
        started_at = self._details.started_at if self._details else ""
        ending = await attach_ending(
            self._engine,
            self.container_id,
            self.container_name,
            started_at,
            duration=self._duration,
            lost=lost,
        )
        await self._finish(ending)

    async def detach(self) -> None:
        """See `Session.detach`."""
        await self.close()

    async def _close(self) -> Ending:
        await cancelled(self._opening)
        if self.ending is not None:
            return self.ending
        if self._details is None:
            return await self._finish(Ending(Reason.DETACHED, "Left before it was open."))
        lasted, over = self._duration, lambda: self._over
        ending = await leave_ending(self._engine, self._details, self.facts, lasted, over)
        return await self._finish(ending)

    async def _drop_connection(self) -> None:
        await self._disconnect_input()
        await cancelled(self._reader)
        if self._stream is not None:
            await self._stream.close()
