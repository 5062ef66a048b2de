"""A small script in a container that lists and signals processes on command, and its other end.

It needs a shell and /proc, nothing else. Control flows from `Helper`'s methods into the script, a
line an order, and its answer back. Who may be signalled is decided by who orders it (`cleanup`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from alongside.clean import clean
from alongside.engine.engine import Duplex, ExecSpec
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

_MOST_BYTES = 64 * 1024 * 1024
_STEP = 0.03
_MOMENT = 0.1


def helper_spec(mark: str, interpreter: Sequence[str], user: str) -> ExecSpec:
    """Return the exec that starts the script.

    Args:
        mark: Whose processes it lists.
        interpreter: A shell that is in the container.
        user: Whom it runs as; empty for the container's own user.
    """
    argv = (*interpreter, "-c", _SCRIPT, "alongside", f"{MARK_VARIABLE}={mark}")
    return ExecSpec(argv, tty=False, stdin=True, user=user)


class Helper:
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
    detail = clean(said.decode("utf-8", "replace").strip(), 200)
    return f"The helper in the container ended early{f': {detail}' if detail else ''}"
