"""A log session: the container's log, its end first and then what is added. Nothing is connected.

`open` asks the engine for the followed log; a task reads it into the backlog until the container
stops or the session is closed. The engine's stream ends with each run of the main process; while
the container is being restarted, the task waits and goes on with the next run. `again` goes on
there, too. All of it is replay: a log's terminal queries ask nobody any more.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Self

from alongside.engine.engine import Duplex, Engine, LogSpec
from alongside.engine.model import Details, State
from alongside.errors import EngineError, NotFoundError
from alongside.session import attach_facts
from alongside.session.base import BaseSession
from alongside.session.detach import DetachKeys
from alongside.session.endings import ATTACH_AGAIN, attach_ending
from alongside.session.flow import cancelled
from alongside.session.log_runs import after_run
from alongside.session.log_stamps import Stamps
from alongside.session.printer import Printer
from alongside.session.session import Ending, Facts, Kind, Phase, Reason

STARTED_AGAIN = "\x1b[0;2m── started again ──\x1b[0m\r\n".encode()
"""What stands in a followed log between two runs of the main process."""

_GOES_ON = "It goes on here when the container starts again."


class LogSession(BaseSession):
    """The log of a container; see `Session`.

    Args:
        spec: Which lines; followed or not.
    """

    kind = Kind.LOGS

    def __init__(
        self,
        engine: Engine,
        container_id: str,
        container_name: str,
        *,
        keys: DetachKeys,
        spec: LogSpec,
    ) -> None:
        super().__init__(engine, container_id, container_name, keys, lossy=True)
        self.locked = True
        self.spec = spec
        self._details: Details | None = None
        self._stream: Duplex | None = None
        self._reader: asyncio.Task[None] | None = None
        self._printer = Printer(tty=False)
        self._more = spec
        self._line_open = False
        self._run = ""
        self._stamps: Stamps | None = None
        """From the second run on: runs can be short, and one stream have several of them."""

    def _copy(self) -> Self:
        return type(self)(
            self._engine, self.container_id, self.container_name, keys=self._keys, spec=self._more
        )

    async def interrupt(self) -> None:
        """Ctrl+C on a log stops following it, as in `docker logs -f`."""
        await self.close()

    async def detach(self) -> None:
        """See `Session.detach`."""
        await self.close()

    async def _open(self) -> None:
        details = self._details = await self._engine.inspect(self.container_id)
        self._stream = await self._engine.logs(details.id, self.spec)
        self._printer = Printer(tty=details.tty)
        command = attach_facts.facts_of(details, self._keys, "", False).command
        self._set_facts(
            Facts(
                main=True,
                command=command,
                interrupt="stops following",
                leave="closing changes nothing",
                note=f"log driver {details.log_driver}" if details.log_driver else "",
                can_type=False,
            )
        )
        self._set_phase(Phase.LIVE)
        self._reader = asyncio.create_task(self._read(self._stream, details))

    async def _apply_size(self, columns: int, rows: int) -> None:
        """A log has no size."""

    async def _read(self, stream: Duplex, details: Details) -> None:
        """Read one run after the other, until there is none to wait for."""
        try:
            while True:
                await self._pour(stream)
                if not self.spec.follow:
                    await self._finish(self._end_of_log())
                    return
                latest = self._stamps.latest if self._stamps is not None else None
                ended = await after_run(self._engine, details, latest)
                self._more = self.spec._replace(tail=None, since=ended.until)
                if ended.next is None:
                    await self._stopped(details)
                    return
                details = ended.next
                stream = await self._go_on(stream, details)
        except EngineError as error:
            await self._finish(await self._ending(details, error))

    async def _pour(self, stream: Duplex) -> None:
        """Bring a stream to the backlog until it ends."""
        try:
            while (chunk := await stream.read()) is not None:
                self.traffic.came(len(chunk.data))
                if self._stamps is not None:
                    chunk = self._stamps.feed(chunk)
                await self._put(self._printer.feed(chunk))
        finally:
            await self._put(self._printer.finish())

    async def _put(self, data: bytes) -> None:
        if data:
            text = data.removesuffix(b"\x1b[m")
            self._line_open = not text.endswith(b"\n") if text else self._line_open
            await self._backlog.put(data, replay=True)

    async def _go_on(self, old: Duplex, details: Details) -> Duplex:
        """Open the log of the next run, below a line that says so."""
        await old.close()
        self._stream = await self._engine.logs(details.id, self._more._replace(timestamps=True))
        self._stamps = Stamps()
        self._printer = Printer(tty=details.tty)
        await self._put((b"\r\n" if self._line_open else b"") + STARTED_AGAIN)
        return self._stream

    async def _stopped(self, before: Details) -> None:
        """End with the container; what was stopped before we came has nothing to say of itself."""
        self._run = before.started_at
        if before.state.live or before.state is State.RESTARTING:
            ending = await self._ending(before, None)
        else:
            ending = replace(self._end_of_log(), reason=Reason.CONTAINER, advice=_GOES_ON)
        await self._finish(ending)

    def _end_of_log(self) -> Ending:
        return Ending(Reason.EXITED, "This is the end of the log.", duration=self._duration)

    async def _ending(self, details: Details, lost: EngineError | None) -> Ending:
        ending = await attach_ending(
            self._engine,
            self.container_id,
            self.container_name,
            details.started_at,
            duration=self._duration,
            lost=lost,
        )
        return replace(ending, advice=_GOES_ON) if ending.advice == ATTACH_AGAIN else ending

    async def _is_back(self) -> bool:
        """Has it been started since? It may have ended again: that is in its log, too."""
        if await super()._is_back():
            return True
        try:
            now = await self._engine.inspect(self.container_id)
        except NotFoundError:
            return False
        return bool(self._run) and now.started_at != self._run

    async def _close(self) -> Ending:
        await cancelled(self._opening)
        ending = Ending(Reason.DETACHED, "Closed the log.", duration=self._duration)
        return await self._finish(ending)

    async def _drop_connection(self) -> None:
        await cancelled(self._reader)
        if self._stream is not None:
            await self._stream.close()
