"""What an anatomy says, as frozen data. All text in here is clean, and secrets are masked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """How the two sides of a row relate."""

    SAME = "same"
    DIFFERS = "differs"
    ONLY_EXEC = "only exec"
    ONLY_MAIN = "only main"
    UNKNOWN = "unknown"
    """At least one side could not be read; `Row.why` says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One fact about both processes.

    Attributes:
        id: Stable, for scripts: ``process.pid``, ``environment.PATH``.
        exec, main: As shown; empty when not known or not there.
        why: What the difference means, or why a side is not known; may be empty.
        safe_exec, safe_main: The same with secrets masked, where that differs; else None.
    """

    id: str
    label: str
    exec: str
    main: str
    mark: Mark
    why: str = ""
    safe_exec: str | None = None
    safe_main: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Rows that belong together: ``process``, ``streams``, ``identity``, ``environment``..."""

    id: str
    title: str
    rows: tuple[Row, ...]


class Side(StrEnum):
    """Which of the two something is about."""

    EXEC = "exec"
    MAIN = "main"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TreeLine:
    """One process of the container's tree, in the order in which it is drawn.

    Attributes:
        depth: 0 for a root (the main process; the exec'd one, whose parent is outside).
        pid: Inside the container, where known; else on the host.
    """

    depth: int
    pid: int
    command: str
    side: Side


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something said in words: an ending, or advice.

    Attributes:
        id: Stable: ``interrupt.main``, ``close.exec``, ``advice.shell``.
        title: A few words: ``Ctrl+C``.
    """

    id: str
    side: Side
    title: str
    text: str


class HopKind(StrEnum):
    """What a hop of the relay is."""

    OURS = "ours"
    ENGINE = "engine"
    NETWORK = "network"
    PROCESS = "process"


@dataclass(frozen=True, slots=True)
class Hop:
    """One program (or wire) on the way that bytes take from the terminal to the process.

    Attributes:
        name: ``alongside``, ``dockerd``, ``shim``, ``bash``.
        pid: Where it is known (on the host for engine parts, inside for the process); else None.
        detail: What is known beside it: the socket's path, the tty, the host; may be empty.
        link: How it is joined to the hop before it: ``unix socket``, ``pipe``, ``pty``.
        beside: It starts or watches what is behind it; the bytes themselves pass it by.
    """

    name: str
    kind: HopKind
    pid: int | None = None
    detail: str = ""
    link: str = ""
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Anatomy:
    """Everything about the two processes at one moment.

    Attributes:
        taken: When, seconds since the epoch by the engine's clock.
        how: How it was read, for people: ``/proc by exec``, ``the engine's top and inspect``.
        sections: In the order in which they are shown.
        relay: Per side, from the terminal to the process.
        state: The container's, in the engine's word: ``running``, ``exited``.
        note: What must be said about the exec'd process: where it came from, or why there is none.
        two: Where it is of two exec'd processes: their containers' names. What is said of the
            second is then in the place of the main process.
    """

    container_id: str
    container: str
    taken: float
    how: str
    sections: tuple[Section, ...]
    tree: tuple[TreeLine, ...]
    endings: tuple[Sentence, ...]
    advice: tuple[Sentence, ...]
    exec_relay: tuple[Hop, ...] = ()
    main_relay: tuple[Hop, ...] = ()
    state: str = ""
    note: str = ""
    two: tuple[str, str] | None = None
