"""One command in a container, run once and listened to: stdout, stderr, exit code, apart.

`capture` starts it, reads always (an unread exec blocks its container), keeps a bounded part of
what comes, and ends what has not ended in time, so that nothing is left behind.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from alongside.diagnostics.process import run_to_end
from alongside.engine.engine import Channel, Engine, ExecSpec, ExecStream
from alongside.errors import AlongsideError

DEADLINE = 30.0
"""Seconds that a command may take."""
MOST_BYTES = 256 * 1024
"""Of each stream; the rest is read and dropped."""

_PATIENCE = 2.0
_FIRST = asyncio.FIRST_COMPLETED
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TELL = 'echo "$1 $$" >&2; shift; '


@dataclass(frozen=True, slots=True)
class Place:
    """Where and as whom a command runs.

    Attributes:
        env: Variables that are set; `unset` are taken away first.
        user, working_dir: As in `ExecSpec`.
    """

    env: Mapping[str, str] = field(default_factory=dict)
    unset: Sequence[str] = ()
    user: str = ""
    working_dir: str = ""


@dataclass(slots=True)
class Captured:
    """What a command did.

    Attributes:
        streams: What it wrote, at most `MOST_BYTES` each.
        exit_code: None where it did not end by itself.
        problem: Why this is not all there was; empty when it is.
    """

    streams: dict[Channel, bytearray] = field(
        default_factory=lambda: {Channel.STDOUT: bytearray(), Channel.STDERR: bytearray()}
    )
    exit_code: int | None = None
    problem: str = ""


async def capture(
    engine: Engine,
    container_id: str,
    command: str,
    shell: Sequence[str],
    place: Place,
    *arguments: str,
    deadline: float = DEADLINE,
) -> Captured:
    """Run `command` and return what it did.

    Args:
        shell: How to call the container's shell, which reads `command`; without one `command` is
            split into words, and what it leaves running cannot be ended.
        arguments: The shell's ``$1``, ``$2``...

    Raises:
        EngineError: It could not be started, or the connection broke.
        ValueError: Without a shell: its quotes do not match.
    """
    mark = secrets.token_hex(8)
    if shell:
        names = [name for name in place.unset if _NAME.fullmatch(name)]
        text = (f"unset {' '.join(names)}; " if names else "") + _TELL + command
        argv = (*shell, "-c", text, "sh", mark, *arguments)
    else:
        argv = tuple(shlex.split(command))
    user, cwd = place.user, place.working_dir
    spec = ExecSpec(argv, tty=False, stdin=False, user=user, working_dir=cwd, env=place.env)

    def run_of(stream: ExecStream) -> _Run:
        return _Run(engine, container_id, tuple(shell), place.user, stream, mark.encode())

    opening = asyncio.ensure_future(engine.exec(container_id, spec))
    try:
        stream = await asyncio.shield(opening)
    except asyncio.CancelledError:
        await _end_if_begun(opening, run_of)
        raise
    return await run_of(stream).finish(deadline)


async def _end_if_begun(
    opening: asyncio.Future[ExecStream], run_of: Callable[[ExecStream], _Run]
) -> None:
    """The engine may have started it already: only who has the stream can end it."""
    done, _ = await asyncio.wait({opening}, timeout=_PATIENCE)
    if not done:
        opening.cancel()
    elif opening.exception() is None:
        await run_of(opening.result()).finish(0)


class _Run:
    """A command that runs."""

    def __init__(
        self,
        engine: Engine,
        container_id: str,
        shell: tuple[str, ...],
        user: str,
        stream: ExecStream,
        mark: bytes,
    ) -> None:
        self._engine = engine
        self._id = container_id
        self._shell = shell
        self._user = user
        self._stream = stream
        self._mark = mark
        self._got = Captured()
        self._told = asyncio.Event()

    async def finish(self, deadline: float) -> Captured:
        """Read to the end, or end it; let go."""
        reading = asyncio.create_task(self._read())
        telling = asyncio.create_task(self._told.wait())
        try:
            done, _ = await asyncio.wait({reading}, timeout=deadline)
            if done:
                reading.result()  # raises what broke it
                self._got.exit_code = (await self._stream.status()).exit_code
            else:
                self._got.problem = f"It was ended: it took over {deadline:g} s."
        finally:
            if not reading.done():
                await asyncio.wait({reading, telling}, timeout=_PATIENCE, return_when=_FIRST)
            telling.cancel()
            pid = self._take_pid()
            if not reading.done():
                await self._kill(pid)
                await asyncio.wait({reading}, timeout=_PATIENCE)
                reading.cancel()
            await self._stream.close()
        return self._got

    async def _read(self) -> None:
        while (chunk := await self._stream.read()) is not None:
            kept = self._got.streams[chunk.channel]
            room = MOST_BYTES - len(kept)
            kept += chunk.data[:room]
            if chunk.channel is Channel.STDERR and self._mark in kept:
                self._told.set()
            if len(chunk.data) > room:
                self._got.problem = f"Only the first {MOST_BYTES // 1024} KB are compared."

    def _take_pid(self) -> str:
        """Return the shell's pid, and take the line that told it out of stderr."""
        errors = self._got.streams[Channel.STDERR]
        found = re.search(re.escape(self._mark) + rb" (\d+)\n", errors)
        if found is None:
            return ""
        pid = found[1].decode()
        del errors[found.start() : found.end()]
        return pid

    async def _kill(self, pid: str) -> None:
        """End its process group: an exec's first process leads one."""
        if not pid or not self._shell:
            self._got.problem += " What it started may still run."
            return
        argv = (*self._shell, "-c", f"kill -KILL -{pid}")
        spec = ExecSpec(argv, tty=False, stdin=False, user=self._user)
        try:
            await run_to_end(self._engine, self._id, spec)
        except (AlongsideError, TimeoutError) as error:
            self._got.problem += f" What it started may still run ({error})."
