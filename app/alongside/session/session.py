"""The public face of every session; see the package's docstring for who calls what."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import NamedTuple, Protocol, Self

from alongside.session.traffic import Traffic


class Kind(StrEnum):
    """What a session is bound to."""

    EXEC = "exec"
    ATTACH = "attach"
    LOGS = "logs"


class Phase(Enum):
    """Where in its life a session is."""

    NEW = "new"
    OPENING = "opening"
    LIVE = "live"
    ENDED = "ended"
    FAILED = "failed"


class Reason(StrEnum):
    """Who ended a session, or what did."""

    EXITED = "exited"
    """The process ended by itself (or was killed from elsewhere)."""
    DETACHED = "detached"
    """We left; the process lives on."""
    CLOSED = "closed"
    """We closed it and ended what it had started."""
    CONTAINER = "container"
    """The container stopped, restarted or was removed under it."""
    LOST = "lost"
    """The connection to the engine broke."""
    FAILED = "failed"
    """It never came to life."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a session ended.

    Attributes:
        sentence: For people, complete: what happened.
        advice: What can be done now; may be empty.
        exit_code: Of the process, where there is one.
        duration: Seconds from live to the end.
    """

    reason: Reason
    sentence: str
    advice: str = ""
    exit_code: int | None = None
    duration: float = 0.0


@dataclass(frozen=True, slots=True)
class Facts:
    """Which process a session talks to: the line under a pane. None for what is not known (yet).

    Attributes:
        main: Is it the container's main process (attach), or a new one (exec)?
        pid: Inside the container.
        host_pid: On the engine's host.
        tty: ``pts/1``, or empty when it has no terminal.
        interrupt: What Ctrl+C does here, a short clause: ``stays here``, ``would stop the
            container``.
        consequence: The same in full, of the process that Ctrl+C reaches; empty where that is said.
        reaches: Whom Ctrl+C reaches, where that is another process than this one: the one in the
            terminal's foreground, "`sleep` (PID 7)"; else empty.
        leave: How to leave without harm, a short clause.
        note: Anything to be said beforehand (`StdinOnce`, history not available); may be empty.
        can_type: Is the process's stdin open at all, so that an unlock could work?
        leaving: What our leaving does to the process, as it is now, a clause after its name: "would
            see the end of its input"; empty where leaving harms nothing.
        plain: Which of Ctrl+Z, Ctrl+\\ and Ctrl+S were characters like others to its terminal when
            that was last asked (`Session.examine`); empty where it is not known.
        end_reaches: Does the end of input (Ctrl+D) reach the process? Not where the engine keeps
            its stdin open for the next client.
    """

    main: bool
    command: str = ""
    pid: int | None = None
    host_pid: int | None = None
    has_tty: bool = False
    tty: str = ""
    user: str = ""
    interrupt: str = ""
    leave: str = ""
    note: str = ""
    can_type: bool = True
    reaches: str = ""
    consequence: str = ""
    leaving: str = ""
    plain: bytes = b""
    end_reaches: bool = True


class Output(NamedTuple):
    """Some output, ready for a terminal.

    Attributes:
        data: Terminal bytes, at most 256 KiB.
        replay: It is history: show it, but answer none of the terminal queries in it.
        skipped: How many bytes were dropped just before `data`, because nobody took them in time.
    """

    data: bytes
    replay: bool = False
    skipped: int = 0


class Session(Protocol):
    """One terminal's worth of a container: `ExecSession`, `AttachSession`, `LogSession`.

    Life: NEW, `open` (OPENING), LIVE, then ENDED; or FAILED when it never came to life. Output is
    read from the engine always, by a task of the session's own, whether or not anybody iterates
    (an unread attach freezes its container); what is not taken waits in a bounded backlog.
    """

    kind: Kind
    container_id: str
    container_name: str
    phase: Phase
    facts: Facts
    ending: Ending | None
    locked: bool
    """Are keys kept from the process? Always False for exec, always True for logs."""
    traffic: Traffic
    """How many bytes came and went over this stream so far."""
    on_change: Callable[[], None] | None
    """Called, on the loop, whenever `phase`, `facts`, `ending` or `locked` has changed."""

    on_detach: Callable[[], object] | None
    """Called, where it is set, when the detach keys were typed and leaving does harm
    (`Facts.leaving`): who shows the session asks first, and calls `detach`."""

    @property
    def exec_id(self) -> str:
        """The engine's id of the exec, as its events have it; empty while there is none."""

    async def open(self, columns: int, rows: int) -> None:
        """Connect, with a terminal of that many cells.

        Raises:
            AlongsideError: It could not be opened; `phase` is FAILED and `ending` says why too.
        """

    def output(self) -> AsyncIterator[Output]:
        """Yield terminal bytes (at most 256 KiB each) until the session ends and is drained.

        What is yielded is ready for a terminal: frames decoded, bare LF of a non-tty stream turned
        into CR LF, stderr marked. One iteration at a time. When it is over, `ending` is set, and
        everything that the process said has been yielded.
        """

    async def write(self, data: bytes) -> None:
        """Send keys to the process; to one without a tty by lines, as a terminal does.

        Without a tty keys are echoed into `output` and edited until Enter; Ctrl+D on an empty line
        closes the process's stdin, and Ctrl+C is `interrupt` (see `line_input`).
        Detach keys are recognised in `data` and never sent: the session then ends as DETACHED
        (attach) or, on an exec, is let go (but see `on_detach`). Kept while OPENING and sent
        afterwards; dropped while `locked`, and once it is over. Returns at once: a process that
        does not read blocks nobody.
        """

    async def resize(self, columns: int, rows: int) -> None:
        """Tell the process's terminal its size; only the last of many in flight counts."""

    async def interrupt(self) -> None:
        """Do what Ctrl+C does: byte 3 to a tty, SIGINT by the engine to a main process without."""

    async def examine(self) -> None:
        """Bring `facts.interrupt` and `facts.plain` up to date, before a key is asked about.

        May start a short process in the container (attach, on an engine elsewhere). Takes at most
        a few seconds; where nothing can be learnt, nothing changes.
        """

    async def unlock(self) -> None:
        """Connect the input of a locked attach.

        Raises:
            ConflictError: The main process's stdin is not open; the message says so.
        """

    async def lock(self) -> None:
        """Let go of the input again, where that harms nothing."""

    async def detach(self) -> None:
        """Leave; the process lives on."""

    async def busy_with(self) -> Sequence[str]:
        """Return what closing would end, if that is more than a shell at its prompt: ``vi (20)``.

        The session's own process first. Nothing where that cannot be known: the container is
        paused, the engine away, no answer within a second. Never raises.
        """

    async def close(self) -> Ending:
        """End the session. Exec: end what it started, children too, and say what was ended.

        Attach and logs: detach. Never raises; takes at most a few seconds. Twice is fine.
        """

    def again(self) -> Self:
        """Return a new session with the same settings: run it again, attach again."""

    async def wait_until_back(self) -> None:
        """Return when there is a running container to open `again` in (by id, else by name).

        Raises:
            EngineError: The engine cannot be reached.
        """
