"""Ending one exec with all that it started, by whatever its container allows, and saying so."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import NamedTuple

from alongside.engine.engine import Engine, ExecSpec, ExecStream
from alongside.errors import AlongsideError, EngineError
from alongside.session.attach_interrupt import SHELLS, opens_prompt
from alongside.session.cleanup import end_processes, find_processes
from alongside.session.endings import brief
from alongside.session.processes import Process

CLEANUP_SECONDS = 6.0
LOOK_SECONDS = 0.8
"""How long closing waits at most to hear what runs there: it is asked about before."""
_KEY_SECONDS = 0.5
_STEP = 0.05
_NAME_LENGTH = 15
"""So many characters of a name the kernel keeps."""

_NEXT_TIME = "the next start of alongside tries again"


class Outcome(NamedTuple):
    """What became of an exec.

    `settled` is False where something may be left that a later attempt could end.
    """

    sentence: str
    settled: bool


@dataclass(frozen=True, slots=True)
class LiveExec:
    """An exec that has been started.

    Attributes:
        interpreter: A shell that is in the container; empty if there is none.
        command: What was started, for people.
    """

    engine: Engine
    container_id: str
    spec: ExecSpec
    stream: ExecStream
    mark: str
    interpreter: tuple[str, ...]
    command: str

    async def busy_with(self) -> list[Process]:
        """Return what lives of it, if that is more than a shell at its prompt; else nothing.

        Nothing, too, where that cannot be known in time. Raises nothing.
        """
        if not self.interpreter:
            return []
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                living = await find_processes(
                    self.engine,
                    self.container_id,
                    self.mark,
                    interpreter=self.interpreter,
                    user=self.spec.user,
                )
        except (AlongsideError, TimeoutError):
            return []
        return [] if self._is_prompt(living) else living

    def _is_prompt(self, living: list[Process]) -> bool:
        if self.spec.argv and not opens_prompt(self.spec.argv):
            return False
        shells = {*SHELLS, "busybox", self.command.rpartition("/")[2][:_NAME_LENGTH]}
        return len(living) == 1 and living[0].name in shells

    @property
    def _what(self) -> str:
        return brief(self.command)

    async def end(self) -> Outcome:
        """End it, children too, in a few seconds. Raises nothing: it says what went wrong."""
        try:
            async with asyncio.timeout(CLEANUP_SECONDS):
                if not self.interpreter:
                    return await self._end_by_its_streams()
                ended = await end_processes(
                    self.engine,
                    self.container_id,
                    self.mark,
                    interpreter=self.interpreter,
                    user=self.spec.user,
                )
                return Outcome(ended.sentence, not ended.remaining)
        except TimeoutError:
            return Outcome(f"{self._what} could not be ended in time; {_NEXT_TIME}", False)
        except AlongsideError as error:
            return await self._not_ended(error)

    async def _not_ended(self, error: AlongsideError) -> Outcome:
        """Say so, unless it is over anyway: a container that stops ends everything in it."""
        try:
            async with asyncio.timeout(_KEY_SECONDS):
                status = await self.stream.status()
        except (EngineError, TimeoutError):
            status = None  # then nobody knows
        if status is not None and not status.running:
            return Outcome(f"{self._what} had already ended", True)
        return Outcome(f"{self._what} could not be ended ({error.message}); {_NEXT_TIME}", False)

    async def _end_by_its_streams(self) -> Outcome:
        """End it where no helper can run: by its terminal's keys, or the end of its input."""
        if not self.spec.stdin:
            return await self._left_behind()
        for key in (b"\x03", b"\x1c"):
            if self.spec.tty:
                await self.stream.write(key)
            else:
                await self.stream.close_write()
            for _ in range(int(_KEY_SECONDS / _STEP)):
                if not (await self.stream.status()).running:
                    return Outcome(f"ended {self._what}", True)
                await asyncio.sleep(_STEP)
        return await self._left_behind()

    async def _left_behind(self) -> Outcome:
        status = await self.stream.status()
        if not status.running:
            return Outcome(f"{self._what} had already ended", True)
        where = f" (pid {status.pid} on the engine's host)" if status.pid else ""
        why = "there is no shell in the container to end it with"
        return Outcome(f"{self._what}{where} runs on: {why}", True)
