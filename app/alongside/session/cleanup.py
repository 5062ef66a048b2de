"""Ending what an exec started: closing its connection ends nothing, on any engine.

A helper exec runs a small script in the container (it needs a shell and /proc, nothing else) that
lists and signals processes on command; which ones, and in which order, is decided here::

    HUP to the first process   a shell hangs up its jobs and leaves, an editor saves
    TERM (and CONT) to the rest
    KILL to what is still there

It runs as the exec's own user, who can see and signal what it started, and once more as root only
if something stayed that this user could not end. Only processes that carry the session's mark,
descend from one or sit in its session are ever signalled; never PID 1.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

from alongside.engine.engine import Duplex, Engine, ExecSpec
from alongside.errors import SessionError
from alongside.session.processes import Process, ours, parse_stat
from alongside.session.wrapper import MARK_VARIABLE

# `grep` reads every environment at once; where it is missing, `read` does it byte by byte.
_SCRIPT = r"""
cd /proc || exit 1
printf 'I%s\n' "$$"
marked() {
  if command -v grep >/dev/null; then
    grep -ls "$1" [0-9]*/environ
  else
    for al_dir in [0-9]*; do
      while IFS= read -r al_line || [ -n "$al_line" ]; do
        case $al_line in *"$1"*) printf '%s/environ\n' "$al_dir"; break ;; esac
      done <"$al_dir/environ"
    done
  fi
}
while read -r al_order al_signal al_pids; do
  case $al_order in
  scan)
    for al_dir in [0-9]*; do
      IFS= read -r al_line <"$al_dir/stat" && printf 'P%s\n' "$al_line"
    done
    marked "$1" | while read -r al_line; do printf 'M%s\n' "${al_line%%/*}"; done
    ;;
  kill) kill -s "$al_signal" $al_pids ;;
  end) exit 0 ;;
  esac
  printf '.\n'
done 2>/dev/null
"""

_PATIENCE = (0.5, 1.0, 0.5)
"""Seconds that processes get after HUP, after TERM and after KILL."""

_ROUNDS = 3
"""How often KILL is sent: what forks faster than it is seen needs more than one."""

_MOST_BYTES = 64 * 1024 * 1024
_STEP = 0.03
_MOMENT = 0.1
_ANSWER = 5.0


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of the processes of one exec.

    Attributes:
        ended: Names with pids, in the order in which they had started: ``bash (41)``.
        remaining: Those that could not be ended.
    """

    ended: tuple[str, ...] = ()
    remaining: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What happened, for people; without a full stop."""
        said = f"ended {_listed(self.ended)}" if self.ended else "nothing was left to end"
        if self.remaining:
            said += f"; could not end {_listed(self.remaining)}"
        return said


def _listed(names: Sequence[str], most: int = 6) -> str:
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"


async def end_processes(
    engine: Engine,
    container_id: str,
    mark: str,
    *,
    interpreter: Sequence[str] = ("/bin/sh",),
    user: str = "",
) -> Ended:
    """End every process that carries `mark`, and say which they were. Takes at most 5 seconds.

    Args:
        interpreter: A shell that is in the container.
        user: Whom the exec ran as; empty for the container's own user.

    Raises:
        EngineError: The container is not there, stopped or paused, or the engine is away.
        SessionError: The helper could not run.
    """
    found: dict[tuple[int, int], Process] = {}
    left = await _end_as(engine, container_id, mark, interpreter, user, found)
    if left and user not in ("0", "root"):
        left = await _end_as(engine, container_id, mark, interpreter, "0", found)
    remaining = {process.key for process in left}
    return Ended(
        tuple(str(process) for key, process in found.items() if key not in remaining),
        tuple(str(process) for process in left),
    )


async def signal_process(
    engine: Engine,
    container_id: str,
    pid: int,
    signal: str,
    *,
    interpreter: Sequence[str] = ("/bin/sh",),
    user: str = "",
) -> None:
    """Send one signal to one process, by its pid inside.

    Raises:
        EngineError: The container is not there, stopped or paused, or the engine is away.
    """
    argv = (*interpreter, "-c", 'kill -s "$1" "$2"', "alongside", signal, str(pid))
    stream = await engine.exec(container_id, ExecSpec(argv, tty=False, stdin=False, user=user))
    try:
        async with asyncio.timeout(_ANSWER):
            while await stream.read() is not None:
                pass
    except TimeoutError:
        raise SessionError("The helper in the container did not answer in time") from None
    finally:
        await stream.close()


async def _end_as(
    engine: Engine,
    container_id: str,
    mark: str,
    interpreter: Sequence[str],
    user: str,
    found: dict[tuple[int, int], Process],
) -> list[Process]:
    """Go through the signals as `user`; add to `found`, return what is left."""
    argv = (*interpreter, "-c", _SCRIPT, "alongside", f"{MARK_VARIABLE}={mark}")
    spec = ExecSpec(argv, tty=False, stdin=True, user=user)
    stream = await engine.exec(container_id, spec)
    try:
        helper = _Helper(stream, found)
        async with asyncio.timeout(_ANSWER):
            await helper.greet()
            left = await _escalate(helper)
            await helper.end()
            return left
    except TimeoutError:
        raise SessionError("The helper in the container did not answer in time") from None
    finally:
        await stream.close()


async def _escalate(helper: _Helper) -> list[Process]:
    left = await helper.scan()
    if left:
        first = left[:1]
        await helper.kill("HUP", first)
        left = await helper.wait(_PATIENCE[0], first[0])
    if left:
        await helper.kill("TERM", left)
        await helper.kill("CONT", left)
        left = await helper.wait(_PATIENCE[1])
    for _ in range(_ROUNDS):
        before = left
        if left:
            await helper.kill("KILL", left)
            left = await helper.wait(_PATIENCE[2])
        if left == before:  # not ours to end
            break
    return left


class _Helper:
    """The script's other end."""

    def __init__(self, stream: Duplex, found: dict[tuple[int, int], Process]) -> None:
        self._stream = stream
        self._found = found
        self._buffer = b""
        self._received = 0
        self._pid = 0

    async def greet(self) -> None:
        """Learn the helper's own pid, which is to be spared."""
        line = await self._line()
        if not line.startswith("I") or not line[1:].isdigit():
            raise SessionError("The helper in the container could not read /proc")
        self._pid = int(line[1:])

    async def scan(self) -> list[Process]:
        """Return what lives of the exec now, oldest first."""
        processes, marked = [], []
        for line in await self._order("scan"):
            if line.startswith("P") and (process := parse_stat(line[1:])):
                processes.append(process)
            elif line.startswith("M") and line[1:].isdigit():
                marked.append(int(line[1:]))
        found = ours(processes, marked, self._found, sparing=[self._pid])
        self._found.update((process.key, process) for process in found)
        return found

    async def kill(self, signal: str, processes: Sequence[Process]) -> None:
        """Signal these."""
        await self._order(f"kill {signal} {' '.join(str(process.pid) for process in processes)}")

    async def end(self) -> None:
        """Let the helper go, and wait until it has."""
        await self._stream.write(b"end\n")
        while await self._stream.read() is not None:
            pass

    async def wait(self, seconds: float, first: Process | None = None) -> list[Process]:
        """Return what is left when nothing is, or after so many seconds.

        Args:
            first: When this one has gone the others get only a moment more: whom it hung up, it
                has hung up.
        """
        deadline = time.monotonic() + seconds
        while left := await self.scan():
            if first is not None and first not in left:
                deadline = min(deadline, time.monotonic() + _MOMENT)
                first = None
            if time.monotonic() > deadline:
                break
            await asyncio.sleep(_STEP)
        return left

    async def _order(self, order: str) -> list[str]:
        await self._stream.write(order.encode() + b"\n")
        lines: list[str] = []
        while (line := await self._line()) != ".":
            lines.append(line)
        return lines

    async def _line(self) -> str:
        while b"\n" not in self._buffer:
            chunk = await self._stream.read()
            if chunk is None:
                raise SessionError(_why(self._buffer))
            self._buffer += chunk.data
            self._received += len(chunk.data)
            if self._received > _MOST_BYTES:
                raise SessionError("The helper in the container says too much")
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.decode("utf-8", "replace")


def _why(said: bytes) -> str:
    from alongside.clean import clean

    detail = clean(said.decode("utf-8", "replace").strip(), 200)
    return f"The helper in the container ended early{f': {detail}' if detail else ''}"
