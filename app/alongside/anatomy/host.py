"""This machine's own processes behind a container, read from /proc and from sockets' peers.

Control flows from `relay` into here, always in a thread: files are read, and a unix socket may be
connected to for a moment. A process is only named when it says itself that it belongs to the
container (its command line has the container's id) or when the kernel says that it holds the
socket. Nothing is guessed: on another machine, or in another pid namespace, nothing is found.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from alongside.clean import clean

PROC = Path("/proc")
_CONNECT_SECONDS = 1.0
_CRED = struct.Struct("3i")
_GENERATIONS = 8


class HostProcess(NamedTuple):
    """A process of this machine."""

    pid: int
    name: str
    argv: tuple[str, ...]


def process(pid: int, proc: Path = PROC) -> HostProcess | None:
    """Return the process with that pid; None if there is none, or it may not be seen."""
    try:
        name = (proc / str(pid) / "comm").read_text("utf-8", "replace").strip()
        raw = (proc / str(pid) / "cmdline").read_bytes()
    except OSError:
        return None
    words = raw.decode("utf-8", "replace").rstrip("\0").split("\0")
    return HostProcess(pid, clean(name, 64), tuple(clean(word) for word in words))


def parent_of(pid: int, proc: Path = PROC) -> int:
    """Return the pid of its parent; 0 if it has none, or may not be seen."""
    try:
        stat = (proc / str(pid) / "stat").read_text("utf-8", "replace")
    except OSError:
        return 0
    fields = stat.rpartition(")")[2].split()  # a program's name may hold blanks and brackets
    return int(fields[1]) if len(fields) > 1 and fields[1].isdigit() else 0


def ancestors(pid: int, proc: Path = PROC) -> Iterator[HostProcess]:
    """Yield its parent, that one's parent, and so on; a few generations at most."""
    for _ in range(_GENERATIONS):
        pid = parent_of(pid, proc)
        found = process(pid, proc) if pid > 0 else None
        if found is None:
            return
        yield found


def minder_of(
    pid: int, container_id: str, names: tuple[str, ...], proc: Path = PROC
) -> HostProcess | None:
    """Return the ancestor that minds this process for its engine: a shim, a conmon.

    Args:
        pid: On this machine, as the engine says: it may be another machine's.
        names: How its program's name may begin.
    """
    for found in ancestors(pid, proc) if pid > 0 else ():
        if found.name.startswith(names) and container_id in found.argv:
            return found
    return None


def keeper_of(pid: int, ours: int, proc: Path = PROC) -> HostProcess | None:
    """Return the practice engine's keeper above a process, if the two are this program's own.

    Args:
        ours: This program's pid.
    """
    keeper = None
    for found in ancestors(pid, proc) if pid > 0 else ():
        if found.pid == ours:
            return keeper
        if keeper is None and any("practice.keeper" in word for word in found.argv):
            keeper = found
    return None


def holder_of(path: str, proc: Path = PROC) -> HostProcess | None:
    """Return who listens on a unix socket, by the kernel's word (``SO_PEERCRED``).

    It is who called ``listen``: under systemd's socket activation that is systemd.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(_CONNECT_SECONDS)
        try:
            probe.connect(path)
            raw = probe.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CRED.size)
        except (OSError, AttributeError, ValueError):  # gone, forbidden, or no Linux
            return None
    pid = _CRED.unpack(raw)[0]
    return process(pid, proc) if pid > 0 else None


def named_in(pidfile: Path, name: str, proc: Path = PROC) -> HostProcess | None:
    """Return the process that a pidfile names, if it is one of that name."""
    try:
        pid = int(pidfile.read_text("ascii", "replace").strip() or "0")
    except (OSError, ValueError):
        return None
    found = process(pid, proc) if pid > 0 else None
    return found if found is not None and found.name == name else None


def child_called(name: str, ours: int, word: str, proc: Path = PROC) -> HostProcess | None:
    """Return the one descendant of ours with that name and `word` in its command line.

    None if there are none or several: which is meant would be a guess.
    """
    found = []
    for entry in proc.iterdir():
        if not entry.name.isdigit():
            continue
        seen = process(int(entry.name), proc)
        if (
            seen is not None
            and seen.name == name
            and any(word in part for part in seen.argv)
            and any(above.pid == ours for above in ancestors(seen.pid, proc))
        ):
            found.append(seen)
    return found[0] if len(found) == 1 else None
