"""A log session: the container's log, its end first and then what is added. Nothing is connected.

`open` asks the engine for the followed log; a task reads it into the backlog until the container
stops or the session is closed. All of it is replay: a log's terminal queries ask nobody any more.
"""

from __future__ import annotations

import asyncio
from typing import Self

from alongside.engine.engine import Duplex, Engine, LogSpec
from alongside.engine.model import Details
from alongside.errors import EngineError
from alongside.session import attach_facts
from alongside.session.base import BaseSession
from alongside.session.detach import DetachKeys
from alongside.session.endings import attach_ending
from alongside.session.flow import cancelled
from alongside.session.printer import Printer
from alongside.session.session import Ending, Facts, Kind, Phase, Reason


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

    def _copy(self) -> Self:
        return type(self)(
            self._engine, self.container_id, self.container_name, keys=self._keys, spec=self.spec
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
        lost: EngineError | None = None
        try:
            while (chunk := await stream.read()) is not None:
                self.traffic.came(len(chunk.data))
                await self._backlog.put(self._printer.feed(chunk), replay=True)
        except EngineError as error:
            lost = error
        await self._backlog.put(self._printer.finish(), replay=True)
        if lost is None and not (self.spec.follow and details.state.live):
            sentence = "This is the end of the log."
            await self._finish(Ending(Reason.EXITED, sentence, duration=self._duration))
            return
        ending = await attach_ending(
            self._engine,
            self.container_id,
            self.container_name,
            details.started_at,
            duration=self._duration,
            lost=lost,
        )
        await self._finish(ending)

    async def _close(self) -> Ending:
        await cancelled(self._opening)
        ending = Ending(Reason.DETACHED, "Closed the log.", duration=self._duration)
        return await self._finish(ending)

    async def _drop_connection(self) -> None:
        await cancelled(self._reader)
        if self._stream is not None:
            await self._stream.close()
