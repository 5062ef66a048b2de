"""Starting an exec: the best interpreter, the handshake, the size before the first byte.

`ExecSession` calls `ExecStarter.start`, which talks to the engine and returns when the process that
was asked for is about to write its first byte, or raises what is wrong in one clear sentence.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from alongside.clean import clean
from alongside.engine.engine import Channel, Chunk, Engine, ExecSpec, ExecStream
from alongside.errors import (
    AlongsideError,
    CommandError,
    DeadlineError,
    EngineError,
    NoShellError,
    RefusedError,
    SessionError,
    UnsupportedError,
)
from alongside.session import failures
from alongside.session.wrapper import GO, INTERPRETERS, MARK_VARIABLE, Handshake, Hello, wrap

HELLO_SECONDS = 10.0

_SAID_BYTES = 16 * 1024


class ExecStarter:
    """Starts one process in a container.

    Args:
        spec: What to start; with an empty `argv` the best shell of the container.
        mark: What the processes are to carry in their environment.
        prefer: Shells to try first, names or paths.
        size: Returns (columns, rows) as they are when the process is there to be sized.
        show: Takes output that is the process's own.
        before: Called before each attempt, when `interpreter` is known.
    """

    def __init__(
        self,
        engine: Engine,
        container_id: str,
        container_name: str,
        spec: ExecSpec,
        mark: str,
        prefer: Sequence[str],
        *,
        size: Callable[[], tuple[int, int]],
        show: Callable[[Chunk], Awaitable[None]],
        before: Callable[[], Awaitable[None]],
    ) -> None:
        self._engine = engine
        self._container_id = container_id
        self._container_name = container_name
        self._spec = spec
        self._mark = mark
        self._prefer = tuple(prefer)
        self._size = size
        self._show = show
        self._before = before
        self.interpreter: tuple[str, ...] = INTERPRETERS[0]
        """What runs our scripts in this container; empty where nothing can."""
        self.stream: ExecStream | None = None
        """The newest attempt's; whoever started closes it."""
        self.sized = True
        """Could the terminal be given its size?"""

    async def start(self) -> Hello | None:
        """Start the process by the best interpreter, or directly where there is none.

        Returns what it said of itself; None for one that was started directly.

        Raises:
            NoShellError: A shell was wanted, and there is none.
            CommandError: The command, the user or the working directory is not there.
            EngineError: The container is stopped, paused, gone, or the engine is away.
            SessionError: It ended before it began.
        """
        await self._before()
        try:
            return await self._start_with(self.interpreter)
        except _NothingThereError:
            await self.drop()
        found = await self._interpreters()
        usable = [words for words in found if self._spec.argv or len(words) == 1]
        if usable:
            self.interpreter = usable[0]
            await self._before()
            return await self._start_with(self.interpreter)
        if not self._spec.argv:
            raise no_shell(self._container_name, found)
        self.interpreter = ()
        await self._before()
        return await self._start_with(())

    async def _interpreters(self) -> list[tuple[str, ...]]:
        others = INTERPRETERS[1:]
        there = await asyncio.gather(*(self._has(words[0]) for words in others))
        return [words for words, has in zip(others, there, strict=True) if has]

    async def _has(self, path: str) -> bool:
        try:
            return await self._engine.has_file(self._container_id, path)
        except RefusedError:  # Docker answers 500 for a path that leads through a file
            return False

    async def _start_with(self, interpreter: tuple[str, ...]) -> Hello | None:
        """Start by that interpreter, and return what it said; None when it is started directly.

        Raises:
            _NothingThereError: The interpreter is not in the container.
        """
        wait = self._spec.tty and self._spec.stdin
        argv: Sequence[str] = self._spec.argv
        if interpreter:
            own = () if interpreter == INTERPRETERS[0] else interpreter[:1]
            prefer = (*self._prefer, *own)
            argv = wrap(interpreter, self._mark, argv, wait=wait, prefer=prefer)
        env = {"TERM": "xterm-256color"} if self._spec.tty else {}
        env |= {**self._spec.env, MARK_VARIABLE: self._mark}
        # A script that waits is given its size by us: an engine's own way may be to wait for it.
        size = None if (interpreter and wait) or not self._spec.tty else self._size()
        spec = self._spec._replace(argv=argv, env=env, size=size)
        try:
            self.stream = await self._engine.exec(self._container_id, spec)
        except EngineError as error:
            if interpreter and failures.lacks_command(error.message):
                raise _NothingThereError from error
            raise failures.translated(error, self._spec) from error
        try:
            async with asyncio.timeout(HELLO_SECONDS):
                return await self._greet(self.stream, wait) if interpreter else None
        except TimeoutError:
            raise DeadlineError(
                f"The shell in {self._container_name} did not answer in {HELLO_SECONDS:g} seconds",
                "The container may be frozen or out of CPU or memory; try again.",
            ) from None

    async def _greet(self, stream: ExecStream, wait: bool) -> Hello:
        hands = Handshake(self._mark, wait=wait)
        sized = False
        said = b""
        early: list[Chunk] = []  # engines bring stderr by a way of its own: it may overtake
        while not hands.done:
            chunk = await stream.read()
            if chunk is None:
                raise await self._never_was(stream, said + hands.rest(), greeted=hands.greeted)
            if chunk.channel is Channel.STDOUT:
                chunk = chunk._replace(data=hands.feed(chunk.data))
            said = (said + chunk.data)[-_SAID_BYTES:]
            if hands.hello is not None and hands.hello.code:
                raise self._refused(hands.hello)
            if hands.greeted and wait and not sized:
                await self._resize_now(stream)
                await stream.write(GO)
                sized = True
            if chunk.data and (hands.greeted or chunk.channel is Channel.STDERR):
                early.append(chunk)
            while hands.greeted and early:
                await self._show(early.pop(0))
        assert hands.hello is not None
        return hands.hello

    def _refused(self, hello: Hello) -> SessionError:
        """Return the error for a command that the wrapper could not find."""
        if not self._spec.argv:
            return no_shell(self._container_name, [])
        command = clean(self._spec.argv[0], 120)
        make = failures.missing if hello.code == 127 else failures.not_executable
        return make(command)

    async def _never_was(self, stream: ExecStream, said: bytes, *, greeted: bool) -> AlongsideError:
        """Return why the stream ended before the process began."""
        text = said.decode("utf-8", "replace")
        status = await stream.status()
        if greeted or not failures.never_started(status, text):
            return SessionError(
                f"The shell in {self._container_name} ended before it began "
                f"(exit code {status.exit_code}): {clean(text.strip(), 300)}",
                "The container may be stopping or out of memory.",
            )
        if failures.lacks_command(text):
            return _NothingThereError()
        return failures.explain(self._spec, text)

    async def _resize_now(self, stream: ExecStream) -> None:
        try:
            await stream.resize(*self._size())
        except UnsupportedError:
            self.sized = False

    async def drop(self) -> None:
        """Let go of the connection, if there is one."""
        stream, self.stream = self.stream, None
        if stream is not None:
            await stream.close()


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
