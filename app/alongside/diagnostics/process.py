"""One process in a container that answers a probe: started, read to the end, or ended by us.

The runner calls `open`, iterates over `items` and calls `close`, whatever happened in between. A
script travels in an environment variable, so that the container's process list shows a short
command line; it runs without terminal and stdin, in a session of its own (the engine sees to that),
so that one signal to its process group reaches all that it started.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import lru_cache
from pathlib import Path

from alongside.diagnostics.decode import Block, Decoded, Decoder, Fact
from alongside.diagnostics.held import HeldExec
from alongside.diagnostics.probe import Argv, Line, Script
from alongside.engine.engine import Chunk, Engine, ExecSpec, ExecStatus
from alongside.errors import AlongsideError, CommandError, RefusedError, UnsupportedError

SHELLS = (
    ("/bin/sh",),
    ("/usr/bin/sh",),
    ("/bin/bash",),
    ("/busybox/sh",),
    ("/bin/busybox", "sh"),
    ("/usr/bin/busybox", "sh"),
    ("/busybox", "sh"),
)
"""Where shells are, in the order of preference; absolute, for an image's PATH may have none."""

SLICE = 4 * 1024
"""Bytes that are decoded at once: what fits well into one turn of the event loop."""
_SCRIPTS = Path(__file__).with_name("scripts")
SCRIPT_VARIABLE = "ALONGSIDE_PROBE"
"""The environment variable that a script travels in."""

_EVAL = f'eval "${SCRIPT_VARIABLE}"'
_NOT_STARTED = (126, 127)


@lru_cache
def script_text(name: str) -> str:
    """Return a script of this package with the common prelude before it."""
    return "".join((_SCRIPTS / f"{part}.sh").read_text("utf-8") for part in ("prelude", name))


async def find_shell(engine: Engine, container_id: str) -> tuple[str, ...]:
    """Return how to call the container's shell, empty when it has none; starts nothing."""
    for shell in SHELLS:
        try:
            if await engine.has_file(container_id, shell[0]):
                return shell
        except UnsupportedError:
            return SHELLS[0]  # it cannot look into the file system: try, and see
        except RefusedError:
            continue  # Docker calls it an error of its own when a parent is a file
    return ()


class Process:
    """A probe's process.

    Args:
        shell: How to call the container's shell; empty for a command that is to run without one.
        text: The script itself, instead of the one that `way` names.
        tty: Give it a terminal (and stdin), as ``docker exec -it`` does.
        user: As in `ExecSpec`; empty for the container's own.

    Attributes:
        ended: Is its output read to the end?
        late: Blocks that it finished while it was being ended.
    """

    def __init__(
        self,
        engine: Engine,
        container_id: str,
        way: Script | Argv,
        shell: tuple[str, ...],
        *,
        text: str = "",
        tty: bool = False,
        user: str = "",
    ) -> None:
        mark = secrets.token_hex(8) if shell else ""
        self.ended = False
        self.late: list[Block] = []
        self._shell = shell
        self._decoder = Decoder(mark)
        spec = self._make_spec(way, mark, text)
        spec = spec._replace(tty=tty, stdin=tty, user=user)
        self._exec = HeldExec(engine, container_id, spec, shell)

    @property
    def pid(self) -> int:
        """Inside the container; 0 until it has told."""
        return self._exec.pid

    def _make_spec(self, way: Script | Argv, mark: str, text: str) -> ExecSpec:
        if not self._shell:
            assert isinstance(way, Argv)
            return ExecSpec(argv=way.argv, tty=False, stdin=False)
        if isinstance(way, Script):
            name, arguments = way.name, tuple[str, ...]()
        else:
            name, arguments = "command", way.argv
        return ExecSpec(
            argv=(*self._shell, "-c", _EVAL, "sh", mark, *arguments),
            tty=False,
            stdin=False,
            env={SCRIPT_VARIABLE: text or script_text(name)},
        )

    async def open(self) -> None:
        """Start it. When cancelled meanwhile, what has started can still be ended by `close`.

        Raises:
            EngineError: The engine would not.
        """
        await self._exec.open()

    async def items(self) -> AsyncGenerator[list[Decoded], None]:
        """Yield what it says, until its end.

        Raises:
            CommandError: It was never started; the message is the engine's.
            UnreachableError: The connection broke.
        """
        held: list[Decoded] = []  # without a mark the engine's own error looks like output
        async with aclosing(self._decoded()) as batches:
            async for batch in batches:
                if self._decoder.started and self._shell:
                    yield batch
                else:
                    held += batch
        status = await self.status()
        if status.pid == 0 and status.exit_code in _NOT_STARTED and self.pid == 0:
            said = [item.text for item in held if isinstance(item, Line)]
            raise CommandError(" ".join([*said, *self._decoder.preamble]).strip()[:300])
        yield held
        if status.exit_code:
            yield [Fact("exit", str(status.exit_code))]

    async def _decoded(self) -> AsyncGenerator[list[Decoded], None]:
        while chunk := await self._exec.stream.read():
            for piece in _slices(chunk):
                batch = self._decoder.feed(*piece)
                self._note_pid(batch)
                yield batch
                await asyncio.sleep(0)
        self.ended = True
        yield self._decoder.finish()

    def _note_pid(self, batch: list[Decoded]) -> None:
        for item in batch:
            if isinstance(item, Fact) and item.name == "pid":
                self._exec.tell(item.value)

    async def status(self) -> ExecStatus:
        """Return what the engine knows of it."""
        return await self._exec.stream.status()

    async def interrupt(self) -> None:
        """Type Ctrl+C into its terminal."""
        await self._exec.stream.write(b"\x03")

    async def close(self) -> bool:
        """End it if it still runs, and all that it started; let go of the connection.

        Returns:
            Is it certain that nothing of it runs any more?
        """
        if not self._exec.opened:
            return True
        try:
            return self.ended or await self._end()
        finally:
            await self._exec.close()

    async def _end(self) -> bool:
        """Send TERM, then KILL, while its output is read to the end."""
        self._decoder.quiet = True
        await self._exec.end(asyncio.create_task(self._drain()))
        return self.ended

    async def _drain(self) -> None:
        try:
            async with aclosing(self._decoded()) as batches:
                async for batch in batches:
                    self.late += [item for item in batch if isinstance(item, Block)]
        except AlongsideError:
            return  # `ended` stays False, which is what the caller looks at


def _slices(chunk: Chunk) -> list[Chunk]:
    starts = range(0, len(chunk.data), SLICE)
    return [Chunk(chunk.channel, chunk.data[at : at + SLICE]) for at in starts]
