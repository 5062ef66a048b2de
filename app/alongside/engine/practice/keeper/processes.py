"""The process table of this machine, and which of it belongs to which container.

On Linux from /proc (mounted outside, so pids are the host's); elsewhere from ``ps`` (`listing`).
"""

# os.path, because importing pathlib takes longer than all the rest.
# ruff: noqa: PTH115, PTH116, PTH123, PTH208

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import NamedTuple

if sys.platform != "linux":  # where it is not needed it would cost a third of the start
    from alongside.engine.practice.keeper.listing import from_ps

MARK = "PRACTICE_CONTAINER"
"""The environment variable by which a process without namespaces is known to be a container's."""

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Process(NamedTuple):
    """One process.

    Attributes:
        pid: On the host.
        own_pid: In the keeper's pid namespace: what the keeper may signal.
        inner_pid: In the process's own pid namespace.
        cpu: Seconds used so far.
        memory: Resident bytes.
        tty: ``pts/0``, or ``?``.
    """

    pid: int
    ppid: int
    own_pid: int
    inner_pid: int
    uid: int
    cpu: float
    memory: int
    tty: str
    command: str


def own_pid() -> int:
    """Return this process's pid as `snapshot` has it: the host's."""
    return int(os.readlink("/proc/self")) if sys.platform == "linux" else os.getpid()


def snapshot() -> dict[int, Process]:
    """Return every process that can be seen, by pid."""
    if sys.platform != "linux":
        return {row[0]: Process(*row) for row in from_ps()}
    return _from_proc()


def _from_proc() -> dict[int, Process]:
    depth = len(_namespace_pids("self"))
    table: dict[int, Process] = {}
    for name in os.listdir("/proc"):
        if not name.isdecimal():
            continue
        try:
            table[int(name)] = _read(name, depth)
        except (OSError, IndexError, ValueError):
            continue  # it ended while we looked
    return table


def _read(name: str, depth: int) -> Process:
    with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
        text = file.read()
    comm = text[text.index("(") + 1 : text.rindex(")")]
    fields = text[text.rindex(")") + 2 :].split()
    with open(f"/proc/{name}/cmdline", "rb") as file:
        command = file.read().rstrip(b"\0").replace(b"\0", b" ").decode(errors="replace")
    pids = _namespace_pids(name)
    return Process(
        pid=int(name),
        ppid=int(fields[1]),
        own_pid=pids[depth - 1] if len(pids) >= depth else 0,
        inner_pid=pids[-1],
        uid=os.stat(f"/proc/{name}").st_uid,
        cpu=(int(fields[11]) + int(fields[12])) / _TICKS,
        memory=int(fields[21]) * _PAGE,
        tty=_tty_name(int(fields[4])),
        command=command or f"[{comm}]",
    )


def _namespace_pids(name: str) -> list[int]:
    with open(f"/proc/{name}/status", encoding="utf-8", errors="replace") as file:
        for line in file:
            if line.startswith("NSpid:"):
                return [int(pid) for pid in line.split()[1:]]
    return [int(name)] if name.isdecimal() else [os.getpid()]


def _tty_name(device: int) -> str:
    major = device >> 8 & 0xFFF
    return f"pts/{device & 0xFF | device >> 12 & 0xFFF00}" if 136 <= major <= 143 else "?"


def descendants(table: Mapping[int, Process], ancestor: int) -> list[Process]:
    """Return all below `ancestor`, parents before their children."""
    children: dict[int, list[Process]] = {}
    for process in table.values():
        children.setdefault(process.ppid, []).append(process)
    found, queue = [], [ancestor]
    for pid in queue:
        below = sorted(children.get(pid, ()), key=lambda process: process.pid)
        found += below
        queue += [process.pid for process in below]
    return found


def namespace(pid: int | str) -> str:
    """Return the pid namespace of a process; empty when it cannot be seen."""
    try:
        return os.readlink(f"/proc/{pid}/ns/pid")
    except OSError:
        return ""


def has_mark(pid: int, value: str) -> bool:
    """Was the process started with ``PRACTICE_CONTAINER=value``? False where nobody can say."""
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            return f"{MARK}={value}".encode() in file.read().split(b"\0")
    except OSError:
        return False
