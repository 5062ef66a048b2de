"""An exec session: a new process in the container, from its first byte to its exit code.

`open` starts the wrapper (see `wrapper`), reads until it has said hello, gives the terminal its
size and lets it go on; a task then reads until the end. `close` ends what was started (`cleanup`).
What lives is noted on disk meanwhile (`registry`).
"""

from __future__ import annotations

import asyncio
import secrets
import shlex
from collections.abc import Sequence
from dataclasses import replace
from typing import Self

from alongside.clean import clean
from alongside.engine.engine import Channel, Engine, ExecSpec, ExecStream
from alongside.errors import (
    AlongsideError,
    CommandError,
    DeadlineError,
    EngineError,
    NoShellError,
    RefusedError,
    SessionError,
    UnreachableError,
    UnsupportedError,
)
from alongside.session import failures
from alongside.session.base import BaseSession
from alongside.session.cleanup import end_processes, signal_process
from alongside.session.detach import DetachKeys
from alongside.session.endings import exec_ending
from alongside.session.printer import Printer
from alongside.session.registry import Owner, Record, Registry
from alongside.session.session import Ending, Facts, Kind, Phase, Reason
from alongside.session.wrapper import GO, INTERPRETERS, MARK_VARIABLE, Handshake, Hello, wrap

HELLO_SECONDS = 10.0
CLEANUP_SECONDS = 6.0
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
        self._interpreter: tuple[str, ...] = INTERPRETERS[0]
        self._stream: ExecStream | None = None
        self._printer = Printer(tty=spec.tty)
        self._reader: asyncio.Task[None] | None = None
        command = shlex.join(spec.argv) if spec.argv else "shell"
        leave = "ends alone"
        interrupt = "stays here" if spec.tty else "would interrupt this process only"
        self.facts = Facts(
            False, clean(command, 256), has_tty=spec.tty, interrupt=interrupt, leave=leave
        )

    def again(self) -> Self:
        """See `Session.again`."""
        return type(self)(
            self._engine,
            self.container_id,
            self.container_name,
            self.spec,
            keys=self._keys,
            registry=self._registry,
            prefer=self._prefer,
        )

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
                interpreter=self._interpreter,
                user=self.spec.user,
            )

    async def detach(self) -> None:
        """Let the process go: it lives on, and nothing of ours will end it."""
        if self.phase is Phase.LIVE:
            sentence = f"Left; {self.facts.command} goes on in {self.container_name}."
            await self._forget()
            await self._finish(Ending(Reason.DETACHED, sentence, duration=self._duration))

    # Opening

    async def _open(self) -> None:
        await self._note()
        try:
            hello = await self._start()
        except (CommandError, NoShellError):  # nothing has been started
            await self._forget()
            raise
        except AlongsideError:
            await self._give_up()
            raise
        if hello is not None:
            chosen = hello.command.rpartition("/")[2]
            shown = self.facts.command if self.spec.argv else chosen
            self._set_facts(
                replace(self.facts, command=shown, pid=hello.pid, tty=hello.tty, user=hello.user)
            )
        assert self._stream is not None
        if self.spec.stdin:
            self._outbox.start(self._stream)
        self._set_phase(Phase.LIVE)
        self._reader = asyncio.create_task(self._read(self._stream))
        self._spawn(self._learn_host_pid(self._stream))

    async def _start(self) -> Hello | None:
        """Start the process by the best interpreter, or directly where there is none."""
        try:
            return await self._start_with(self._interpreter)
        except _NothingThereError:
            await self._drop_connection()
            self._stream = None
        found = await self._interpreters()
        usable = [words for words in found if self.spec.argv or len(words) == 1]
        if usable:
            self._interpreter = usable[0]
            await self._note()
            return await self._start_with(self._interpreter)
        if not self.spec.argv:
            raise no_shell(self.container_name, found)
        self._interpreter = ()
        await self._note()
        return await self._start_with(())

    async def _interpreters(self) -> list[tuple[str, ...]]:
        others = INTERPRETERS[1:]
        there = await asyncio.gather(*(self._has(words[0]) for words in others))
        return [words for words, has in zip(others, there, strict=True) if has]

    async def _has(self, path: str) -> bool:
        try:
            return await self._engine.has_file(self.container_id, path)
        except RefusedError:  # Docker answers 500 for a path that leads through a file
            return False

    async def _start_with(self, interpreter: tuple[str, ...]) -> Hello | None:
        """Start by that interpreter, and return what it said; None when it is started directly.

        Raises:
            _NothingThereError: The interpreter is not in the container.
        """
        wait = self.spec.tty and self.spec.stdin
        argv: Sequence[str] = self.spec.argv
        if interpreter:
            own = () if interpreter == INTERPRETERS[0] else interpreter[:1]
            prefer = (*self._prefer, *own)
            argv = wrap(interpreter, self.mark, argv, wait=wait, prefer=prefer)
        env = {"TERM": "xterm-256color"} if self.spec.tty else {}
        env |= {**self.spec.env, MARK_VARIABLE: self.mark}
        # A script that waits is given its size by us: an engine's own way may be to wait for it.
        size = None if (interpreter and wait) or not self.spec.tty else self._size
        spec = replace(self.spec, argv=argv, env=env, size=size)
        try:
            self._stream = await self._engine.exec(self.container_id, spec)
        except EngineError as error:
            if interpreter and failures.lacks_command(error.message):
                raise _NothingThereError from error
            raise failures.translated(error, self.spec) from error
        try:
            async with asyncio.timeout(HELLO_SECONDS):
                return await self._greet(self._stream, wait) if interpreter else None
        except TimeoutError:
            raise DeadlineError(
                f"The shell in {self.container_name} did not answer in {HELLO_SECONDS:g} seconds",
                "The container may be frozen or out of CPU or memory; try again.",
            ) from None

    async def _greet(self, stream: ExecStream, wait: bool) -> Hello:
        hands = Handshake(self.mark, wait=wait)
        sized = False
        said = b""
        while not hands.done:
            chunk = await stream.read()
            if chunk is None:
                raise await self._never_was(stream, said + hands.rest(), greeted=hands.greeted)
            if chunk.channel is Channel.STDOUT:
                chunk = chunk._replace(data=hands.feed(chunk.data))
            said += chunk.data
            if hands.hello is not None and hands.hello.code:
                raise self._refused(hands.hello)
            if hands.greeted and wait and not sized:
                await self._resize_now(stream)
                await stream.write(GO)
                sized = True
            if chunk.data and hands.greeted:
                await self._backlog.put(self._printer.feed(chunk))
        assert hands.hello is not None
        return hands.hello

    def _refused(self, hello: Hello) -> SessionError:
        """Return the error for a command that the wrapper could not find."""
        if not self.spec.argv:
            return no_shell(self.container_name, [])
        command = clean(self.spec.argv[0], 120)
        make = failures.missing if hello.code == 127 else failures.not_executable
        return make(command)

    async def _never_was(self, stream: ExecStream, said: bytes, *, greeted: bool) -> AlongsideError:
        """Return why the stream ended before the process began."""
        text = said.decode("utf-8", "replace")
        status = await stream.status()
        if greeted or not failures.never_started(status, text):
            return SessionError(
                f"The shell in {self.container_name} ended before it began "
                f"(exit code {status.exit_code}): {clean(text.strip(), 300)}",
                "The container may be stopping or out of memory.",
            )
        if failures.lacks_command(text):
            return _NothingThereError()
        return failures.explain(self.spec, text)

    async def _resize_now(self, stream: ExecStream) -> None:
        try:
            await stream.resize(*self._size)
        except UnsupportedError:
            note = "this engine cannot size the terminal"
            self._set_facts(replace(self.facts, note=note))

    async def _learn_host_pid(self, stream: ExecStream) -> None:
        try:
            status = await stream.status()
        except EngineError:
            return  # only a fact less; if the engine is away, the reader says so
        if status.pid:
            self._set_facts(replace(self.facts, host_pid=status.pid))

    # Living and ending

    async def _apply_size(self, columns: int, rows: int) -> None:
        if self._stream is not None:
            await self._stream.resize(columns, rows)

    async def _read(self, stream: ExecStream) -> None:
        """Bring output to the backlog until the stream ends, then end the session."""
        lost: EngineError | None = None
        try:
            while (chunk := await stream.read()) is not None:
                await self._backlog.put(self._printer.feed(chunk))
        except UnreachableError as error:
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
            return self.ending
        opened = self._stream is not None
        self._backlog.open_wide()
        if self._opening is not None and not self._opening.done():
            self._opening.cancel()
            await asyncio.wait([self._opening])
        said = await self._end_what_was_started() if opened else "nothing had been started"
        code = await self._drained()
        sentence = f"Closed: {said}."
        return await self._finish(
            Ending(Reason.CLOSED, sentence, exit_code=code, duration=self._duration)
        )

    async def _end_what_was_started(self) -> str:
        try:
            async with asyncio.timeout(CLEANUP_SECONDS):
                if not self._interpreter:
                    return await self._end_directly()
                ended = await end_processes(
                    self._engine,
                    self.container_id,
                    self.mark,
                    interpreter=self._interpreter,
                    user=self.spec.user,
                )
        except TimeoutError:
            return f"{self.facts.command} could not be ended in time; the next start tries again"
        except AlongsideError as error:
            return await self._could_not_end(error)
        if not ended.remaining:
            await self._forget()
        return ended.sentence

    async def _could_not_end(self, error: AlongsideError) -> str:
        """Say so; a container that has stopped has ended everything itself."""
        assert self._stream is not None
        try:
            status = await self._stream.status()
        except EngineError:
            status = None
        if status is not None and not status.running:
            await self._forget()
            return f"{self.facts.command} had already ended"
        return (
            f"{self.facts.command} could not be ended ({error.message}); the next start tries again"
        )

    async def _end_directly(self) -> str:
        """End a process in a container without any shell by what its terminal can do."""
        stream = self._stream
        assert stream is not None
        for key in (b"\x03", b"\x1c"):
            if self.spec.tty and self.spec.stdin:
                await stream.write(key)
            elif self.spec.stdin:
                await stream.close_write()
            for _ in range(10):
                if not (await stream.status()).running:
                    await self._forget()
                    return f"ended {self.facts.command}"
                await asyncio.sleep(0.05)
        await self._forget()
        pid = self.facts.host_pid
        where = f" (pid {pid} on the engine's host)" if pid else ""
        return f"{self.facts.command}{where} runs on: without a shell in it, nothing can end it"

    async def _drained(self) -> int | None:
        """Give the reader a moment to reach the end; return the exit code, if there is one."""
        if self._reader is None or self._stream is None:
            return None
        await asyncio.wait([self._reader], timeout=DRAIN_SECONDS)
        try:
            return (await self._stream.status()).exit_code
        except EngineError:
            return None  # the container, or the engine, is gone: there is no code to be had

    async def _give_up(self) -> None:
        """After a failed opening: leave nothing running and no note."""
        if self._stream is None:
            await self._forget()
        else:
            await self._end_what_was_started()

    async def _drop_connection(self) -> None:
        if self._reader is not None and self._reader is not asyncio.current_task():
            self._reader.cancel()
            await asyncio.wait([self._reader])
        if self._stream is not None:
            await self._stream.close()

    # Notes on disk

    async def _note(self) -> None:
        if self._registry is None:
            return
        record = Record(
            self._engine.endpoint.url,
            self.container_id,
            self.container_name,
            self.mark,
            self.spec.user,
            self._interpreter,
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


class _NothingThereError(CommandError):
    """The interpreter is not in the container; never leaves this module."""

    def __init__(self) -> None:
        super().__init__("The container has no /bin/sh")


def no_shell(container_name: str, found: Sequence[tuple[str, ...]]) -> NoShellError:
    """Return the error for a container without a shell, with what is possible instead."""
    offers = [" ".join(words) for words in found]
    advice = "Attach, logs and what the engine itself knows (processes, statistics) work."
    if offers:
        advice = f"Its {offers[0]} would do: run that as the command. {advice}"
    return NoShellError(f"{container_name} has no shell to open", advice, found)
