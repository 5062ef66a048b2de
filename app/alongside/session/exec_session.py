"""An exec session: a new process in the container, from its first byte to its exit code.

`open` starts it (`exec_start`: the wrapper's handshake, the size before the first byte); a task
then reads until the end and asks how it ended (`endings`). `close` ends what was started, children
too (`exec_end`). What lives is noted on disk meanwhile (`registry`), in case we are killed.
"""

from __future__ import annotations

import asyncio
import secrets
import shlex
from collections.abc import Sequence
from dataclasses import replace
from typing import Self

from alongside.clean import clean
from alongside.engine.engine import Chunk, Engine, ExecSpec, ExecStream
from alongside.errors import (
    AlongsideError,
    CommandError,
    EngineError,
    NoShellError,
    NotFoundError,
)
from alongside.session.base import BaseSession
from alongside.session.cleanup import signal_process
from alongside.session.detach import DetachKeys
from alongside.session.endings import LEAVE_SECONDS, exec_ending, left_behind
from alongside.session.exec_end import LiveExec
from alongside.session.exec_start import ExecStarter
from alongside.session.flow import cancelled
from alongside.session.printer import Printer
from alongside.session.registry import Owner, Record, Registry
from alongside.session.session import Ending, Facts, Kind, Phase, Reason

DRAIN_SECONDS = 1.0


class ExecSession(BaseSession):
    """A new process in the container; see `Session`.

    Args:
        spec: What to start; with an empty `argv` the best shell of the container.
        registry: Where live execs are noted; None notes nothing.
        prefer: Shells to try first, names or paths.
    """

    kind = Kind.EXEC
    hold = 0.15

    def __init__(
        self,
        engine: Engine,
        container_id: str,
        container_name: str,
        spec: ExecSpec,
        *,
        keys: DetachKeys,
        registry: Registry | None = None,
        prefer: Sequence[str] = (),
    ) -> None:
        super().__init__(engine, container_id, container_name, keys, lossy=False)
        self.spec = spec
        self.mark = secrets.token_hex(12)
        self._registry = registry
        self._prefer = tuple(prefer)
        self._printer = Printer(tty=spec.tty)
        self._reader: asyncio.Task[None] | None = None
        self._starter = ExecStarter(
            engine,
            container_id,
            container_name,
            spec,
            self.mark,
            prefer,
            size=lambda: self._size,
            show=self._show,
            before=self._note,
        )
        self.facts = Facts(
            main=False,
            command=clean(shlex.join(spec.argv), 256) or "shell",
            has_tty=spec.tty,
            interrupt="stays here" if spec.tty else "would interrupt this process only",
            leave="ends alone",
            can_type=spec.stdin,
        )

    def _copy(self) -> Self:
        return type(self)(
            self._engine,
            self.container_id,
            self.container_name,
            self.spec,
            keys=self._keys,
            registry=self._registry,
            prefer=self._prefer,
        )

    @property
    def exec_id(self) -> str:
        """See `Session.exec_id`."""
        return self._stream.id if self._stream is not None else ""

    async def interrupt(self) -> None:
        """See `Session.interrupt`; without a tty the process alone gets SIGINT."""
        if self.phase is not Phase.LIVE:
            return
        if self.spec.tty and self.spec.stdin:
            self._pass_on(b"\x03")
        elif self.facts.pid is not None:
            await signal_process(
                self._engine,
                self.container_id,
                self.facts.pid,
                "INT",
                interpreter=self._starter.interpreter,
                user=self.spec.user,
            )

    async def detach(self) -> None:
        """Let the process go: it lives on, and nothing of ours will end it."""
        if self.phase is Phase.LIVE:
            what, way = left_behind(self.facts)
            sentence = f"Left; {what} goes on in {self.container_name}."
            await self._forget()
            await self._finish(Ending(Reason.DETACHED, sentence, way, duration=self._duration))

    async def busy_with(self) -> Sequence[str]:
        """See `Session.busy_with`."""
        if self.phase is not Phase.LIVE or self._stream is None:
            return ()
        return [str(process) for process in await self._live(self._stream).busy_with()]

    async def left_running(self) -> str:
        """Return what was left running by detaching, and still runs; empty if nothing."""
        if self.ending is None or self.ending.reason is not Reason.DETACHED or not self._stream:
            return ""
        try:
            async with asyncio.timeout(LEAVE_SECONDS):
                if not (await self._stream.status()).running:
                    return ""
        except NotFoundError:  # its container is gone
            return ""
        except (EngineError, TimeoutError):
            pass  # nobody knows better: it was running when last seen
        what, way = left_behind(self.facts)
        return f"Left running, as you asked: {what} in {self.container_name}. {way}"

    @property
    def _stream(self) -> ExecStream | None:
        return self._starter.stream

    async def _open(self) -> None:
        try:
            hello = await self._starter.start()
        except (CommandError, NoShellError):  # nothing has been started
            await self._forget()
            raise
        except AlongsideError:
            await self._end_what_was_started()
            raise
        facts = self.facts
        if hello is not None:
            command = facts.command if self.spec.argv else hello.command.rpartition("/")[2]
            facts = replace(facts, command=command, pid=hello.pid, tty=hello.tty, user=hello.user)
        if not self._starter.sized:
            facts = replace(facts, note="this engine cannot size the terminal")
        self._set_facts(facts)
        assert self._stream is not None
        if self.spec.stdin:
            self._outbox.start(self._stream)
        self._set_phase(Phase.LIVE)
        self._reader = asyncio.create_task(self._read(self._stream))
        self._spawn(self._learn_host_pid(self._stream))

    async def _learn_host_pid(self, stream: ExecStream) -> None:
        try:
            status = await stream.status()
        except EngineError:
            return  # only a fact less; if the engine is away, the reader says so
        if status.pid:
            self._set_facts(replace(self.facts, host_pid=status.pid))

    async def _apply_size(self, columns: int, rows: int) -> None:
        if self._stream is not None:
            await self._stream.resize(columns, rows)

    async def _show(self, chunk: Chunk) -> None:
        self.traffic.came(len(chunk.data))
        await self._backlog.put(self._printer.feed(chunk))

    async def _read(self, stream: ExecStream) -> None:
        """Bring output to the backlog until the stream ends, then end the session."""
        lost: EngineError | None = None
        try:
            while (chunk := await stream.read()) is not None:
                await self._show(chunk)
        except EngineError as error:
            lost = error
        await self._backlog.put(self._printer.finish())
        if self._closing is not None:
            return
        ending = await exec_ending(
            self._engine,
            stream,
            self.container_id,
            self.container_name,
            self.facts.command,
            duration=self._duration,
            lost=lost,
        )
        if self._closing is None:
            if ending.reason is not Reason.LOST:
                await self._forget()
            await self._finish(ending)

    async def _close(self) -> Ending:
        if self.ending is not None:
            if self.ending.reason is Reason.LOST:  # the process may live
                await self._end_what_was_started()
            return self.ending
        self._backlog.open_wide()
        await cancelled(self._opening)
        said = await self._end_what_was_started()
        code = await self._drained()
        ending = Ending(Reason.CLOSED, f"Closed: {said}.", exit_code=code, duration=self._duration)
        return await self._finish(ending)

    async def _end_what_was_started(self) -> str:
        if self._stream is None:
            await self._forget()
            return "nothing had been started"
        outcome = await self._live(self._stream).end()
        if outcome.settled:
            await self._forget()
        return outcome.sentence

    def _live(self, stream: ExecStream) -> LiveExec:
        return LiveExec(
            self._engine,
            self.container_id,
            self.spec,
            stream,
            self.mark,
            self._starter.interpreter,
            self.facts.command,
        )

    async def _drained(self) -> int | None:
        """Give the reader a moment to reach the end; return the exit code, if there is one."""
        if self._reader is None or self._stream is None:
            return None
        await asyncio.wait([self._reader], timeout=DRAIN_SECONDS)
        try:
            return (await self._stream.status()).exit_code
        except EngineError:
            return None  # the container, or the engine, is gone: there is no code to be had

    async def _drop_connection(self) -> None:
        await cancelled(self._reader)
        if self._stream is not None:
            await self._stream.close()

    async def _note(self) -> None:
        """Note on disk that it is about to live."""
        if self._registry is None:
            return
        record = Record(
            self._engine.endpoint.url,
            self.container_id,
            self.container_name,
            self.mark,
            self.spec.user,
            self._starter.interpreter,
            self.facts.command,
            Owner.me(),
        )
        try:
            await asyncio.to_thread(self._registry.write, record)
        except OSError as error:
            note = f"not noted on disk ({clean(error.strerror)}): if alongside is killed, it stays"
            self._set_facts(replace(self.facts, note=note))

    async def _forget(self) -> None:
        if self._registry is not None:
            await asyncio.to_thread(self._registry.remove, self.mark)
