"""An exec that somebody listens to: read to its end, or ended by us with all that it started.

Who makes one calls `open`, reads `stream` always (an unread exec blocks its container), tells `pid`
as soon as it is known, ends it by `end` if it still runs, and calls `close`, whatever happened in
between. An exec's first process leads a process group (the engine sees to that), so that one signal
to the group reaches all that it started.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

from alongside.engine.engine import Engine, ExecSpec, ExecStream
from alongside.errors import AlongsideError

PATIENCE = 2.0
"""Seconds to wait for one step of ending a process."""

_PID = re.compile(r"(?!1$)[1-9][0-9]{0,9}")
"""What an exec's pid can be: never 1, and to signal the group of 1 is to signal everything."""


class HeldExec:
    """See the module.

    Args:
        shell: How to call the container's shell; without one nothing can be signalled.

    Attributes:
        pid: Inside the container; 0 until it is told.
    """

    def __init__(
        self, engine: Engine, container_id: str, spec: ExecSpec, shell: Sequence[str]
    ) -> None:
        self.pid = 0
        self._engine = engine
        self._id = container_id
        self._spec = spec
        self._shell = tuple(shell)
        self._stream: ExecStream | None = None
        self._told = asyncio.Event()

    async def open(self) -> None:
        """Start it. When cancelled meanwhile, what has started can still be ended.

        Raises:
            EngineError: The engine would not.
        """
        opening = asyncio.ensure_future(self._engine.exec(self._id, self._spec))
        try:
            self._stream = await asyncio.shield(opening)
        except asyncio.CancelledError:
            # The engine may have started it already: only who has the stream can end it.
            done, _ = await asyncio.wait({opening}, timeout=PATIENCE)
            if not done:
                opening.cancel()
            elif opening.exception() is None:
                self._stream = opening.result()
            raise

    @property
    def opened(self) -> bool:
        """Is there anything to read, and to end?"""
        return self._stream is not None

    @property
    def stream(self) -> ExecStream:
        """What it says."""
        assert self._stream is not None
        return self._stream

    def tell(self, pid: str) -> None:
        """Take the pid that it told; what is none is left aside."""
        if _PID.fullmatch(pid):
            self.pid = int(pid)
            self._told.set()

    async def end(
        self, reading: asyncio.Task[None], signals: Sequence[str] = ("TERM", "KILL")
    ) -> str | None:
        """Signal its process group until its end, while its output is read by `reading`.

        Both at once: while an exec's output is not read, Docker starts no other in that container.
        `reading` is over afterwards.

        Returns:
            Why it could not be signalled, which may be empty; None where it was, or has ended.
        """
        telling = asyncio.create_task(self._told.wait())
        try:
            first = asyncio.FIRST_COMPLETED
            await asyncio.wait({reading, telling}, timeout=PATIENCE, return_when=first)
            for signal in signals:
                if reading.done():
                    break
                if not self.pid or not self._shell:
                    return ""
                try:
                    await self._signal(signal)
                except (AlongsideError, TimeoutError) as error:
                    return str(error)
                await asyncio.wait({reading}, timeout=PATIENCE)
        finally:
            reading.cancel()
            telling.cancel()
            await asyncio.wait({reading, telling})
            if not reading.cancelled():
                reading.exception()  # it is known, and what is said is why it had to be ended
        return None

    async def _signal(self, name: str) -> None:
        argv = (*self._shell, "-c", f"kill -{name} -{self.pid}")
        spec = ExecSpec(argv, tty=False, stdin=False, user=self._spec.user)
        async with asyncio.timeout(PATIENCE):
            helper = await self._engine.exec(self._id, spec)
            try:
                while await helper.read():
                    pass
            finally:
                await helper.close()

    async def close(self) -> None:
        """Let go of the connection."""
        if self._stream is not None:
            await self._stream.close()
