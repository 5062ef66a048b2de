"""The Engine protocol: one interface for every runtime, and what each call promises.

Promises that hold for every call:

- It is a coroutine that can be cancelled at any await; what it opened is then closed.
- It has a deadline (streams: for being opened, not for living) and raises `DeadlineError` past it.
- It raises from `alongside.errors` only: `NotFoundError` for an absent container, `ConflictError`
  for one in the wrong state, `UnsupportedError` for what `Capabilities` calls missing,
  `UnreachableError` when the connection is lost.
- Text in what it returns is clean; bytes of streams are not.
- A container is named by its id, its name, or an unambiguous beginning of its id.
- An act (start, stop ... rename) that is cancelled may be done all the same.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol, runtime_checkable

from alongside.engine.model import (
    Container,
    Details,
    Endpoint,
    EngineInfo,
    Event,
    ProcessTable,
    Stats,
)
from alongside.engine.values import (
    Capabilities,
    Channel,
    Chunk,
    ExecSpec,
    ExecStatus,
    LogSpec,
)

__all__ = [
    "Capabilities",
    "Channel",
    "Chunk",
    "Duplex",
    "Engine",
    "ExecSpec",
    "ExecStatus",
    "ExecStream",
    "LogSpec",
]


class Duplex(Protocol):
    """A live connection to a process's streams: exec, attach or followed logs.

    `tty` says whether there is a terminal at the other end: then there is one channel and
    `resize` works; else output is framed, and `resize` raises `UnsupportedError`.
    """

    tty: bool

    async def read(self) -> Chunk | None:
        """Return the next output, at most 256 KiB of it, or None at the end of the stream.

        Raises:
            UnreachableError: The connection broke.
        """

    async def write(self, data: bytes) -> None:
        """Send `data` to the process's stdin; returns when it is accepted for sending.

        Raises:
            UnreachableError: The connection broke.
            ConflictError: The stream has no stdin, or it is closed.
        """

    async def resize(self, columns: int, rows: int) -> None:
        """Set the size of the terminal at the other end, in cells.

        Nothing happens when the process has ended: `read` tells of that.
        """

    async def close_write(self) -> None:
        """Close the process's stdin (a half-close; output goes on).

        On a tty this does nothing: Docker would close the *output* and leave the process. An
        attached main process's stdin closes only if the container was made with ``StdinOnce``.
        Afterwards `write` raises `ConflictError`.
        """

    async def close(self) -> None:
        """Let go of the connection. The process is not signalled. Twice is fine.

        What waits in `read`, and every later `read`, returns None. An exec's stdin (without a
        tty) is then closed, and a main process's if the container has ``StdinOnce``.
        """


class ExecStream(Duplex, Protocol):
    """A Duplex to a new process."""

    id: str

    async def status(self) -> ExecStatus:
        """Return whether the process runs, its exit code and its pid on the host."""


@runtime_checkable
class Engine(Protocol):
    """A container engine. Made without connecting; `connect` comes first."""

    endpoint: Endpoint
    capabilities: Capabilities
    info: EngineInfo | None
    """Who answered `connect` last; None before that."""

    async def connect(self) -> EngineInfo:
        """Say hello.

        Raises:
            UnreachableError: Nobody there, no permission, wrong TLS.
            DeadlineError: It accepted and never answered.
            RefusedError: It is too old, or no engine.
        """

    async def close(self) -> None:
        """Close every connection and helper process. Twice is fine."""

    async def list(self, ids: Sequence[str] | None = None) -> list[Container]:
        """Return all containers, stopped ones too, or those of `ids` that exist."""

    def events(self) -> AsyncIterator[Event]:
        """Yield container events from now on; subscribed before the first `__anext__` returns.

        The first item is always an `Event` with action ``subscribed`` and no id, so that a caller
        can list *after* it and miss nothing. Ends by raising `UnreachableError`; never silently.

        What to rely on, by action: ``create``, ``start``, ``die`` (``exitCode``), ``stop`` (after
        ``kill`` with ``signal``; before or after ``die``), ``restart`` (after ``start``),
        ``pause``, ``unpause``, ``rename`` (``name`` is the new one), ``destroy``, ``attach``,
        ``resize``, ``health_status`` (``detail``), and ``exec_create``, ``exec_start``,
        ``exec_die`` with ``execID``. Leaving an attach need not be an event.
        """

    async def inspect(self, id: str) -> Details:
        """Return what the engine knows of one container, whether it runs or not.

        What it cannot say is at its default (`Details`); `raw` is its whole answer.
        """

    async def exec(self, id: str, spec: ExecSpec) -> ExecStream:
        """Start a new process and return its streams.

        It ends with the container. `read` returns None when the process has ended and all of its
        output was read; killed by a signal its exit code is 128 more than the signal's number.

        A command that does not exist is no error here on most engines: its text comes through the
        stream and `status` has pid 0 and exit code 126 or 127.

        Raises:
            ConflictError: The container does not run, is paused or is restarting.
            UnsupportedError: `Capabilities` said that the user or the privileges cannot be had.
        """

    async def exec_detached(self, id: str, spec: ExecSpec) -> str:
        """Start a new process and let go of it at once; return the exec's id.

        Its output goes nowhere, and nothing ends it with us.

        Raises:
            CommandError: There is no such command (where the engine says so).
        """

    def is_ours(self, exec_id: str) -> bool:
        """Was that exec (by the id that events have) made by this program?"""

    async def attach(self, id: str, *, stdin: bool = False, output: bool = True) -> Duplex:
        """Connect to the main process's streams.

        Args:
            stdin: Connect its stdin too. Without it, nothing that we do can reach or close it.
            output: Connect its output. (Input alone is how a locked pane is unlocked.)

        Every client gets all output from now on, none of the past. The stream ends with the main
        process; a restart does not bring it back. A container that was never started can be
        attached to: the stream then has its output from the first byte.

        Raises:
            ConflictError: It has ended, or is paused or restarting.
        """

    async def logs(self, id: str, spec: LogSpec) -> Duplex:
        """Open the container's log; read-only.

        Whole lines, oldest first, of all runs that the engine remembers; of a stopped container
        too. `since` is included in what is returned. With a tty the lines are as they were
        written (CR LF, escape sequences); else stdout and stderr are apart.
        """

    async def resize(self, id: str, columns: int, rows: int) -> None:
        """Set the size of the main process's terminal, in cells, for every client.

        Raises:
            ConflictError: It does not run.
        """

    async def clock(self) -> float:
        """Return the engine's own time, seconds since the epoch."""

    async def start(self, id: str) -> None:
        """Start a stopped container; a running or restarting one is left alone.

        Raises:
            RefusedError: Its program cannot be started (some engines: `NotFoundError`).
        """

    async def stop(self, id: str, timeout: float = 10) -> None:
        """Ask the main process to end; kill it after `timeout` seconds.

        Returns when it has ended: `inspect` says so at once, `list` within a moment. One that waits
        to be restarted stops waiting; a stopped one is left alone. A main process that is pid 1 and
        has no handler does not hear TERM.
        """

    async def restart(self, id: str, timeout: float = 10) -> None:
        """Stop, unless it is stopped, and start. No restart by policy: the counter stays."""

    async def kill(self, id: str, signal: str = "KILL") -> None:
        """Send `signal` (a name without SIG) to the main process.

        What ends after it counts as stopped: its policy does not start it again. But where a
        container has a stop signal of its own, only that one and KILL count so.

        Raises:
            ConflictError: It does not run.
            RefusedError: There is no such signal.
        """

    async def pause(self, id: str) -> None:
        """Freeze all processes; `ConflictError` if it is frozen already or does not run."""

    async def unpause(self, id: str) -> None:
        """Undo `pause`.

        Raises:
            ConflictError: It is not frozen.
        """

    async def remove(self, id: str, *, force: bool = False) -> None:
        """Remove a stopped container (with `force`: a running one too, else `ConflictError`)."""

    async def rename(self, id: str, name: str) -> None:
        """Give it another name.

        Raises:
            ConflictError: The name is taken.
            RefusedError: It is no possible name.
        """

    async def top(self, id: str) -> ProcessTable:
        """Return the process table as the engine sees it, execs' processes and orphans too.

        Among the titles are PID, PPID and CMD. Raises `ConflictError` if it does not run.
        """

    async def stats(self, id: str) -> Stats:
        """Return one reading of resource use; a container's first may take two seconds.

        One that does not run uses nothing: a reading of zeros (some engines: `ConflictError`).
        """

    async def has_file(self, id: str, path: str) -> bool:
        """Is there anything at `path` inside? Works on stopped containers; starts nothing."""

    async def put_file(self, id: str, path: str, data: bytes, mode: int = 0o644) -> None:
        """Write one file into the container, replacing what is there.

        Raises:
            NotFoundError: Its directory does not exist.
            RefusedError: It cannot be written there.
        """
