"""One command in a container, run once and listened to: stdout, stderr, exit code, apart.

`capture` starts it, reads always (an unread exec blocks its container), keeps a bounded part of
what comes, and ends what has not ended in time, so that nothing is left behind.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from alongside.diagnostics.held import HeldExec
from alongside.engine.engine import Channel, Engine, ExecSpec

DEADLINE = 30.0
"""Seconds that a command may take."""
MOST_BYTES = 256 * 1024
"""Of each stream; the rest is read and dropped."""

_FIRST_LINES = 16 * 1024
"""Bytes of stderr among which the pid is told: it is the first thing that is said there."""

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

    run = _Run(HeldExec(engine, container_id, spec, shell), mark.encode())
    try:
        await run.exec.open()
    except asyncio.CancelledError:
        if run.exec.opened:
            await run.finish(0)
        raise
    return await run.finish(deadline)


class _Run:
    """A command that runs."""

    def __init__(self, exec: HeldExec, mark: bytes) -> None:
        self.exec = exec
        self._mark = mark
        self._got = Captured()

    async def finish(self, deadline: float) -> Captured:
        """Read to the end, or end it; let go."""
        reading = asyncio.create_task(self._read())
        try:
            done, _ = await asyncio.wait({reading}, timeout=deadline)
            if done:
                reading.result()  # raises what broke it
                self._got.exit_code = (await self.exec.stream.status()).exit_code
            else:
                self._got.problem = f"It was ended: it took over {deadline:g} s."
        finally:
            if not reading.done():
                why = await self.exec.end(reading, ("KILL",))
                if why is not None:
                    self._got.problem += f" What it started may still run{why and f' ({why})'}."
            await self.exec.close()
        return self._got

    async def _read(self) -> None:
        while (chunk := await self.exec.stream.read()) is not None:
            kept = self._got.streams[chunk.channel]
            room = MOST_BYTES - len(kept)
            kept += chunk.data[:room]
            if chunk.channel is Channel.STDERR and not self.exec.pid:
                self._take_pid(kept)
            if len(chunk.data) > room:
                self._got.problem = f"Only the first {MOST_BYTES // 1024} KB are compared."

    def _take_pid(self, errors: bytearray) -> None:
        """Take the line that tells the shell's pid out of stderr."""
        found = re.search(re.escape(self._mark) + rb" (\d+)\n", errors[:_FIRST_LINES])
        if found is not None:
            self.exec.tell(found[1].decode())
            del errors[found.start() : found.end()]
