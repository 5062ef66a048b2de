"""An attach session: the container's own main process, looked at without being able to hurt it.

Two connections: one with output only, read always by a task of its own (an unread one freezes the
container), and, only while input is unlocked, one with input only. So locked means that nothing of
ours is connected to the process's stdin, and unlocking never disturbs the output.

Opening: inspect, attach and keep what comes, read the log, join the two (`history`), then live; a
terminal is redrawn last, by making it one row higher and back, as the docker CLI does.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import Self

from alongside.clean import clean
from alongside.engine.engine import Chunk, Duplex, Engine
from alongside.engine.model import Details, State
from alongside.errors import ConflictError, EngineError
from alongside.session import attach_facts
from alongside.session.base import BaseSession
from alongside.session.detach import DetachKeys
from alongside.session.endings import attach_ending, brief
from alongside.session.flow import cancelled
from alongside.session.history import Entry, join
from alongside.session.log_reader import read_log
from alongside.session.printer import Printer
from alongside.session.session import Ending, Kind, Phase, Reason

HISTORY_LINES = 1000
EARLY_BYTES = 8 * 1024 * 1024
"""The most that is kept of the stream while the log is read."""

SEAM = "\x1b[0;2m── history above; some lines may be missing or doubled ──\x1b[0m\r\n".encode()

_SETTLE = 0.03
_PATIENCE = 1.0
_REDRAW = 0.06
_CLOCK_SLACK = {True: 0.05, False: 2.5}
"""How far the engine's clock may be off, in seconds, for an engine on this machine or elsewhere."""


class AttachSession(BaseSession):
    """The main process's streams; see `Session`.

    Args:
        history: How many lines of the log come before the live stream.
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
    ) -> None:
        super().__init__(engine, container_id, container_name, keys, lossy=True)
        self.locked = True
        self._history = history
        self._details: Details | None = None
        self._stream: Duplex | None = None
        self._input: Duplex | None = None
        self._input_task: asyncio.Task[None] | None = None
        self._ended_input = False
        self._note = ""
        self._reader: asyncio.Task[None] | None = None
        self._unlocking = asyncio.Lock()
        self._printer = Printer(tty=False)
        self._early: deque[Chunk] | None = deque()
        self._early_size = 0
        self._over = asyncio.Event()

    def _copy(self) -> Self:
        return type(self)(
            self._engine,
            self.container_id,
            self.container_name,
            keys=self._keys,
            history=self._history,
        )

    # Input

    async def unlock(self) -> None:
        """See `Session.unlock`."""
        async with self._unlocking:
            details = self._details
            if details is None or self.phase not in (Phase.OPENING, Phase.LIVE):
                raise ConflictError("This session is not attached", "Attach again.")
            attach_facts.require_stdin(details, ended=self._ended_input)
            if self._ended_input:
                await self._disconnect_input()
            if self._input is None:
                await self._connect_input()
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
                self._note,
                self._input is not None,
                ended=self._ended_input,
            )
            self._set_facts(facts)

    async def interrupt(self) -> None:
        """See `Session.interrupt`."""
        if self.phase is not Phase.LIVE:
            return
        if self.facts.has_tty and not self.locked:
            self._outbox.push(b"\x03")
        else:
            await self._engine.kill(self.container_id, "INT")

    async def _connect_input(self) -> None:
        self._input = await self._engine.attach(self.container_id, stdin=True, output=False)
        self._outbox.start(self._input)
        self._input_task = asyncio.create_task(_drain(self._input))

    async def _disconnect_input(self) -> None:
        await self._outbox.stop()
        task, self._input_task = self._input_task, None
        await cancelled(task)
        stream, self._input = self._input, None
        self._ended_input = self._ended_input and self._is_fragile
        if stream is not None:
            await stream.close()

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
        since = await self._engine.clock() - _CLOCK_SLACK[self._is_local]
        self._stream = await self._engine.attach(details.id, stdin=False)
        self._reader = asyncio.create_task(self._read(self._stream))
        if details.open_stdin and not details.stdin_once:
            await self.unlock()
        else:
            await self._outbox.stop()  # what was typed before it was known to be locked
        await self._show_history(since)
        if self.phase is Phase.OPENING:
            self._set_phase(Phase.LIVE)
            if details.tty:
                self._spawn(self._redraw())

    @property
    def _is_fragile(self) -> bool:
        return self._details is not None and attach_facts.fragile(self._details)

    @property
    def _is_local(self) -> bool:
        return self._engine.endpoint.url.startswith(("unix:", "npipe:")) or (
            not self._engine.endpoint.url
        )

    async def _show_history(self, since: float) -> None:
        """Put the log and then what came meanwhile into the backlog, and go live."""
        entries: list[Entry] = []
        sure = True
        history: list[Chunk] = []
        deadline = time.monotonic() + _PATIENCE
        while self._history and self._early is not None:
            await self._pause()
            received, before = len(self._early), entries
            try:
                entries = await read_log(self._engine, self.container_id, self._history)
            except EngineError as error:
                self._note = f"no history: {clean(error.message, 200)}"
                break
            await self._pause()
            early = tuple(self._early)
            history, sure = await asyncio.to_thread(join, entries, early, since, received)
            if sure or time.monotonic() > deadline or self._early_size > EARLY_BYTES // 2:
                break
            if entries == before:  # the log does not lag, so what was found is right
                sure = True
                break
        await self._go_live(history, sure)
        if self._note:
            self._tell()

    async def _pause(self) -> None:
        """Let what is on its way arrive."""
        await asyncio.sleep(_SETTLE)

    async def _go_live(self, history: list[Chunk], sure: bool) -> None:
        printed = b"".join(self._printer.feed(chunk) for chunk in history)
        await self._backlog.put(printed, replay=True)
        if not sure:
            start = b"" if printed.endswith(b"\n") or not printed else b"\r\n"
            await self._backlog.put(start + SEAM, replay=True)
        while self._early:  # the reader still adds to it
            await self._backlog.put(self._printer.feed(self._early.popleft()))
            await asyncio.sleep(0)
        self._early = None

    async def _redraw(self) -> None:
        """Make a quiet full-screen program paint itself: the same size again would do nothing."""
        columns, rows = self._size
        try:
            await self._engine.resize(self.container_id, columns, rows + 1)
            await asyncio.sleep(_REDRAW)
            await self._engine.resize(self.container_id, *self._size)
        except EngineError:
            return  # it is ending, or this engine cannot: there is only nothing to be seen yet

    # Living and ending

    async def _apply_size(self, columns: int, rows: int) -> None:
        await self._engine.resize(self.container_id, columns, rows)

    async def _read(self, stream: Duplex) -> None:
        """Take all that comes, as fast as it comes, until the stream ends; then say why."""
        lost: EngineError | None = None
        try:
            while (chunk := await stream.read()) is not None:
                self.traffic.came(len(chunk.data))
                if self._early is None:
                    await self._backlog.put(self._printer.feed(chunk))
                else:
                    self._keep(chunk)
        except EngineError as error:
            lost = error
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

    def _keep(self, chunk: Chunk) -> None:
        """Keep what comes while history is read; of a flood only the newest."""
        assert self._early is not None
        self._early.append(chunk)
        self._early_size += len(chunk.data)
        dropped = 0
        while self._early_size - dropped > EARLY_BYTES:
            dropped += len(self._early.popleft().data)
        self._early_size -= dropped

    async def detach(self) -> None:
        """See `Session.detach`."""
        await self.close()

    async def _close(self) -> Ending:
        await cancelled(self._opening)
        consequence = "goes on"
        if self._input is not None and self._is_fragile and not self._ended_input:
            consequence = "sees the end of its input (StdinOnce), because input was unlocked"
        main = brief(self.facts.command) or "the main process"
        sentence = f"Left; {main} {consequence}."
        ending = Ending(Reason.DETACHED, sentence, "Attach again.", duration=self._duration)
        return await self._finish(ending)

    async def _drop_connection(self) -> None:
        await self._disconnect_input()
        await cancelled(self._reader)
        if self._stream is not None:
            await self._stream.close()


async def _drain(stream: Duplex) -> None:
    """Read an input-only connection: nothing comes but its end."""
    try:
        while await stream.read() is not None:
            pass
    except EngineError:
        return  # the output's reader finds out why, and says it
