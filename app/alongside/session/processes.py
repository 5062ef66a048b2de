"""The processes of /proc's tables, and which of a container's came from one exec: pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from alongside.clean import clean


@dataclass(frozen=True, slots=True)
class Process:
    """One line of /proc/PID/stat.

    Attributes:
        front: The process group in the foreground of its terminal; not positive without one.
        started: Clock ticks since boot: tells it from a later process with the same pid.
    """

    pid: int
    name: str
    parent: int
    session: int
    started: int
    group: int = 0
    front: int = -1

    @property
    def key(self) -> tuple[int, int]:
        """What no other process ever has."""
        return self.pid, self.started

    def __str__(self) -> str:
        return f"{self.name} ({self.pid})"


def parse_stat(line: str) -> Process | None:
    """Return the process of one stat line; None for a zombie and for what is no stat line."""
    head, _, tail = line.rpartition(")")
    number, _, name = head.partition(" (")
    fields = tail.split()
    try:
        if fields[0] in "ZX":
            return None
        return Process(
            int(number),
            clean(name, 32),
            parent=int(fields[1]),
            session=int(fields[3]),
            started=int(fields[19]),
            group=int(fields[2]),
            front=int(fields[5]),
        )
    except (IndexError, ValueError):
        return None


def ours(
    processes: Iterable[Process],
    marked: Iterable[int],
    known: Iterable[tuple[int, int]] = (),
    sparing: Iterable[int] = (),
) -> list[Process]:
    """Return the processes that an exec started, parents before children.

    A process is the exec's if it carries the mark, if it was known to be before, or if its parent
    or the leader of its session is (a `sudo` or `su -` drops the mark, but not those). PID 1 and
    those of `sparing` never are.
    """
    table = {process.pid: process for process in processes}
    spared = {0, 1, *sparing}
    keys = set(known)
    found = {pid for pid in marked if pid in table} - spared
    found |= {pid for pid, process in table.items() if process.key in keys} - spared
    grown = True
    while grown:
        more = {
            pid
            for pid, process in table.items()
            if pid not in found and (process.parent in found or process.session in found)
        } - spared
        found |= more
        grown = bool(more)
    return sorted((table[pid] for pid in found), key=lambda process: (process.started, process.pid))


def listed(names: Sequence[str], most: int = 6) -> str:
    """Return names for a sentence, the first few of very many."""
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"
