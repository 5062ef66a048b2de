"""A container's processes as the engine's machine sees them, where that is this machine.

Control flows from `read` into `look`, in a thread: files of /proc are read, nothing is started.
Whether a pid that the engine names is a process of *this* machine is found out first: a socket may
lead elsewhere, and a practice scene may show made-up pids. Where we may not read, nothing is known.
"""

from __future__ import annotations

import fcntl
import os
import struct
import termios
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from alongside.anatomy.host import minder_of
from alongside.anatomy.parse import (
    NAMESPACES,
    TICKS,
    Raw,
    System,
    listed,
    number,
    parse_names,
    parse_stat,
    parse_status,
    parse_words,
    process_facts,
)
from alongside.anatomy.process import Listed, ProcessFacts
from alongside.engine.docker_model import seconds_of
from alongside.engine.model import Details

PROC = Path("/proc")

_FILES = ("stat", "status", "cmdline", "environ", "cgroup")
_MOST_BYTES = 1024 * 1024
_MINDERS = ("containerd-shim", "conmon")
_STARTED_WITHIN = 5.0
"""Seconds by which the engine and the kernel may differ on when a process began."""
_CLOSED = "closed"


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
    seen = Seen(main=machine.facts(details.pid, system))
    members = list(machine.members(details.pid))
    seen.table = [found for pid in members if (found := machine.listed(pid)) is not None]
    for pid in members:
        wanted = pid == new_host_pid if new_host_pid else machine.inner(pid) == new_pid
        if wanted and (new_host_pid or new_pid):
            seen.new = machine.facts(pid, system)
    return seen


def parent(proc: Path, pid: int) -> tuple[int, str] | None:
    """Return a process's parent with its name; None if it is gone or may not be seen."""
    machine = _Machine(proc)
    stat = parse_stat(machine.read(pid, "stat"))
    if stat is None:
        return None
    above = parse_stat(machine.read(stat.ppid, "stat"))
    return stat.ppid, above.comm if above else ""


class _Machine:
    """Reads one /proc; whatever cannot be read is empty."""

    def __init__(self, proc: Path) -> None:
        self._proc = proc

    def read(self, pid: int, name: str) -> bytes:
        try:
            with (self._proc / str(pid) / name).open("rb") as file:
                return file.read(_MOST_BYTES)
        except OSError:
            return b""

    def _link(self, pid: int, name: str) -> str:
        try:
            return str((self._proc / str(pid) / name).readlink())
        except OSError:
            return ""

    def status(self, pid: int) -> dict[str, str]:
        return parse_status(self.read(pid, "status"))

    def inner(self, pid: int, what: str = "NSpid") -> int | None:
        """Return a pid, group or session as the process's own namespace numbers it."""
        words = self.status(pid).get(what, "").split()
        return number(words[-1]) if words else None

    def is_main(self, details: Details) -> bool:
        stat = parse_stat(self.read(details.pid, "stat"))
        if stat is None:
            return False
        if details.id.encode() in self.read(details.pid, "cgroup"):
            return True
        if minder_of(details.pid, details.id, _MINDERS, self._proc) is not None:
            return True
        boot = self._boot()
        if boot is None:
            return False
        began = boot + stat.started / TICKS
        told = seconds_of(details.started_at)
        if told is None or abs(began - told) > _STARTED_WITHIN:
            return False
        return parse_words(self.read(details.pid, "cmdline")) == details.argv

    def _boot(self) -> int | None:
        try:
            text = (self._proc / "stat").read_text("ascii", "replace")
        except OSError:
            return None
        rows = (row.partition(" ") for row in text.splitlines())
        return next((number(value) for name, _, value in rows if name == "btime"), None)

    def system(self, pid: int) -> System:
        """Return what is needed to read processes; user names as the container has them."""
        users, groups = (parse_names(self._etc(pid, name)) for name in ("passwd", "group"))
        return System(self._boot(), users, groups)

    def _etc(self, pid: int, name: str) -> bytes:
        """Read a file of the container's /etc; no link is followed, for it could lead to ours."""
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        try:
            root = os.open(self._proc / str(pid) / "root", os.O_RDONLY | os.O_DIRECTORY)
        except OSError:
            return b""
        try:
            etc = os.open("etc", flags | os.O_DIRECTORY, dir_fd=root)
            try:
                with open(os.open(name, flags, dir_fd=etc), "rb") as file:  # noqa: PTH123
                    return file.read(_MOST_BYTES)
            finally:
                os.close(etc)
        except OSError:
            return b""
        finally:
            os.close(root)

    def members(self, main: int) -> Iterator[int]:
        """Yield every process in the main process's pid namespace."""
        space = self._link(main, "ns/pid")
        for entry in self._proc.iterdir():
            if space and entry.name.isdecimal() and self._link(int(entry.name), "ns/pid") == space:
                yield int(entry.name)

    def listed(self, pid: int) -> Listed | None:
        """Return one line of the table, in the container's numbers."""
        stat = parse_stat(self.read(pid, "stat"))
        inner = self.inner(pid)
        if stat is None or inner is None:
            return None
        found = listed(stat, self.read(pid, "cmdline"))
        return replace(
            found,
            pid=inner,
            ppid=self._inner_parent(pid, found.ppid),
            pgid=self.inner(pid, "NSpgid"),
            sid=self.inner(pid, "NSsid"),
            tpgid=self.inner(found.tpgid) if found.tpgid else None,
        )

    def _inner_parent(self, pid: int, ppid: int) -> int:
        """Return the parent's pid inside; 0 when it is outside."""
        own, above = self._link(pid, "ns/pid"), self._link(ppid, "ns/pid")
        return (self.inner(ppid) or 0) if own and own == above else 0

    def facts(self, pid: int, system: System) -> ProcessFacts | None:
        """Return all that this machine says of one process, in the container's numbers."""
        found = process_facts(self._raw(pid), system)
        if found.pid is None or found.ppid is None:
            return None
        above = parse_stat(self.read(found.ppid, "stat"))
        uid = self._inside(pid, "uid_map", found.uid)
        groups = (self._inside(pid, "gid_map", gid) for gid in found.groups or ())
        return replace(
            found,
            pid=self.inner(pid),
            host_pid=pid,
            ppid=self._inner_parent(pid, found.ppid),
            host_ppid=found.ppid,
            host_parent=above.comm if above else "",
            pgid=self.inner(pid, "NSpgid"),
            sid=self.inner(pid, "NSsid"),
            tpgid=self.inner(found.tpgid) if found.tpgid else None,
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
        for row in self.read(pid, table).decode("ascii", "replace").splitlines():
            numbers = [number(word) for word in row.split()]
            if len(numbers) != 3 or None in numbers:
                continue
            first, start, count = (value or 0 for value in numbers)
            if start <= outside < start + count:
                return first + outside - start
        return outside

    def _raw(self, pid: int) -> Raw:
        why = "this user may not read it on the engine's machine"
        raw = Raw()
        for name in _FILES:
            data = self.read(pid, name)
            if data or self._may_read(pid, name):
                raw.parts[name] = data
            else:
                raw.lost[name] = why
        raw.parts["label"] = self.read(pid, "attr/current")
        for name in ("cwd", *(f"ns/{space}" for space in NAMESPACES)):
            self._add_link(raw, pid, name, why)
        for fd in (0, 1, 2):
            closed = not self._link(pid, f"fd/{fd}") and self._may_read(pid, "environ")
            self._add_link(raw, pid, f"fd/{fd}", _CLOSED if closed else why)
        if size := self._size(pid, raw):
            raw.parts["size"] = size
        return raw

    def _may_read(self, pid: int, name: str) -> bool:
        try:
            os.close(os.open(self._proc / str(pid) / name, os.O_RDONLY))
        except OSError:
            return False
        return True

    def _add_link(self, raw: Raw, pid: int, name: str, why: str) -> None:
        if target := self._link(pid, name):
            raw.parts[name] = os.fsencode(target)
        else:
            raw.lost[name] = why

    def _size(self, pid: int, raw: Raw) -> bytes:
        """Return ``rows columns`` of the terminal on one of its descriptors; empty without one."""
        for fd in (0, 1, 2):
            if not raw.parts.get(f"fd/{fd}", b"").startswith((b"/dev/pts/", b"/dev/console")):
                continue
            try:
                # O_NOCTTY: it must not become ours.
                terminal = os.open(
                    self._proc / str(pid) / "fd" / str(fd),
                    os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC,
                )
            except OSError:
                continue
            try:
                packed = fcntl.ioctl(terminal, termios.TIOCGWINSZ, b"\0" * 8)
            except OSError:
                continue
            finally:
                os.close(terminal)
            return "{} {}".format(*struct.unpack("4H", packed)[:2]).encode()
        return b""
