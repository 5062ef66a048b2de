"""A container's processes as the engine's machine sees them, where that is this machine.

Control flows from `read` into `look`, in a thread: files of /proc are read, nothing is started.
Whether a pid that the engine names is a process of *this* machine is found out first: a socket may
lead elsewhere, and a practice scene may show made-up pids. Where we may not read, nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from alongside.anatomy.facts import System, process_facts
from alongside.anatomy.host import minder_of
from alongside.anatomy.parse import (
    TICKS,
    listed,
    number,
    parse_cgroup,
    parse_names,
    parse_stat,
    parse_words,
)
from alongside.anatomy.proc_files import ProcFiles
from alongside.anatomy.process import Listed, ProcessFacts
from alongside.engine.docker_model import seconds_of
from alongside.engine.model import Details

PROC = Path("/proc")

_MINDERS = ("containerd-shim", "conmon")
_STARTED_WITHIN = 5.0
"""Seconds by which the engine and the kernel may differ on when a process began."""


@dataclass(slots=True)
class Seen:
    """What this machine knows.

    Attributes:
        main: None if it has just ended.
        new: None if there is no such process.
        table: All processes of the container's pid namespace, by their pids inside.
    """

    main: ProcessFacts | None = None
    new: ProcessFacts | None = None
    table: list[Listed] = field(default_factory=list)


class Origin(NamedTuple):
    """Where a process comes from: its parent on this machine, and its control group."""

    ppid: int
    parent: str = ""
    cgroup: Mapping[str, str] = MappingProxyType({})


def is_here(proc: Path, details: Details) -> bool:
    """Is the pid that the engine names the container's main process, on this machine? Blocks."""
    return bool(details.pid) and _Machine(proc).is_main(details)


def look(
    proc: Path,
    details: Details,
    *,
    new_pid: int | None = None,
    new_host_pid: int | None = None,
) -> Seen:
    """Read what this machine's /proc knows of a container that `is_here`. Blocks for milliseconds.

    Args:
        new_pid, new_host_pid: The exec'd process; one of the two is enough.
    """
    machine = _Machine(proc)
    system = machine.system(details.pid)
    members = list(machine.members(details.pid))
    if new_host_pid is not None and members and new_host_pid not in members:
        new_host_pid = None  # it has ended, and that pid is another process's now
    elif new_pid is not None:
        candidates = members if new_host_pid is None else [new_host_pid]
        named = (pid for pid in candidates if machine.files.inner(pid) == new_pid)
        new_host_pid = next(named, None)
    return Seen(
        main=machine.facts(details.pid, system),
        new=None if new_host_pid is None else machine.facts(new_host_pid, system),
        table=[found for pid in members if (found := machine.listed(pid)) is not None],
    )


def origin(proc: Path, pid: int) -> Origin | None:
    """Return where a process comes from; None if it is gone or may not be seen. Blocks."""
    files = ProcFiles(proc)
    stat = parse_stat(files.read(pid, "stat"))
    if stat is None:
        return None
    above = parse_stat(files.read(stat.ppid, "stat"))
    cgroup = parse_cgroup(files.read(pid, "cgroup"))
    return Origin(stat.ppid, above.comm if above else "", cgroup)


class _Machine:
    """Reads processes of one /proc, in the numbers of their containers."""

    def __init__(self, proc: Path) -> None:
        self.files = ProcFiles(proc)

    def is_main(self, details: Details) -> bool:
        """Is the pid that the engine names the container's main process?"""
        stat = parse_stat(self.files.read(details.pid, "stat"))
        if stat is None:
            return False
        if details.id.encode() in self.files.read(details.pid, "cgroup"):
            return True
        if minder_of(details.pid, details.id, _MINDERS, self.files.proc) is not None:
            return True
        boot = self.files.boot()
        if boot is None:
            return False
        began = boot + stat.started / TICKS
        told = seconds_of(details.started_at)
        if told is None or abs(began - told) > _STARTED_WITHIN:
            return False
        return parse_words(self.files.read(details.pid, "cmdline")) == details.argv

    def system(self, pid: int) -> System:
        """Return what is needed to read processes; user names as the container has them."""
        users, groups = (parse_names(self.files.etc(pid, name)) for name in ("passwd", "group"))
        return System(self.files.boot(), users, groups)

    def members(self, main: int) -> Iterator[int]:
        """Yield every process in the main process's pid namespace."""
        space = self.files.link(main, "ns/pid")
        for entry in self.files.proc.iterdir():
            if (
                space
                and entry.name.isdecimal()
                and self.files.link(int(entry.name), "ns/pid") == space
            ):
                yield int(entry.name)

    def listed(self, pid: int) -> Listed | None:
        """Return one line of the table, in the container's numbers."""
        stat = parse_stat(self.files.read(pid, "stat"))
        inner = self.files.inner(pid)
        if stat is None or inner is None:
            return None
        found = listed(stat, self.files.read(pid, "cmdline"))
        return replace(
            found,
            pid=inner,
            ppid=self._inner_parent(pid, found.ppid) or 0,
            pgid=self.files.inner(pid, "NSpgid"),
            sid=self.files.inner(pid, "NSsid"),
            tpgid=self.files.inner(found.tpgid) if found.tpgid else None,
        )

    def _inner_parent(self, pid: int, ppid: int) -> int | None:
        """Return the parent's pid inside; 0 when it is outside, None when that cannot be told.

        A namespace has as many pids for a process as it is deep; a parent that has as many is in
        the same one, for the only other way in is to come from above.
        """
        own, above = (self.files.status(each).get("NSpid", "").split() for each in (pid, ppid))
        if not own or not above:
            return 0 if ppid == 0 else None
        return number(above[-1]) if len(own) == len(above) else 0

    def facts(self, pid: int, system: System) -> ProcessFacts | None:
        """Return all that this machine says of one process, in the container's numbers."""
        found = process_facts(self.files.raw(pid), system)
        if found.pid is None or found.ppid is None:
            return None
        above = parse_stat(self.files.read(found.ppid, "stat"))
        uid = self._inside(pid, "uid_map", found.uid)
        groups = (self._inside(pid, "gid_map", gid) for gid in found.groups or ())
        return replace(
            found,
            pid=self.files.inner(pid),
            host_pid=pid,
            ppid=self._inner_parent(pid, found.ppid),
            host_ppid=found.ppid,
            host_parent=above.comm if above else "",
            pgid=self.files.inner(pid, "NSpgid"),
            sid=self.files.inner(pid, "NSsid"),
            tpgid=self.files.inner(found.tpgid) if found.tpgid else None,
            uid=uid,
            user=system.users.get(uid, "") if uid is not None else "",
            groups=None
            if found.groups is None
            else tuple(gid for gid in groups if gid is not None),
            gid=self._inside(pid, "gid_map", found.gid),
        )

    def _inside(self, pid: int, table: str, outside: int | None) -> int | None:
        """Return the id that a user namespace gives to one of this machine's."""
        if outside is None:
            return None
        for row in self.files.read(pid, table).decode("ascii", "replace").splitlines():
            numbers = [number(word) for word in row.split()]
            if len(numbers) != 3 or None in numbers:
                continue
            first, start, count = (value or 0 for value in numbers)
            if start <= outside < start + count:
                return first + outside - start
        return outside
