"""The tree of the container's processes, with the two in it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from alongside.anatomy.model import Side, TreeLine
from alongside.anatomy.process import ContainerFacts, Listed, ProcessFacts
from alongside.anatomy.rows import masked_command
from alongside.clean import clean

LONGEST = 200
MOST = 500
"""Lines that are kept."""


def tree(facts: ContainerFacts) -> tuple[TreeLine, ...]:
    """Return the processes as they descend from each other: the main process first.

    Where the container shares the processes of the machine (or has no namespace of its own), only
    the two and what descends from them belong to it. A process that is not in the table (the
    engine's own could not be had) is shown all the same.
    """
    table = {process.pid: process for process in facts.processes}
    sides: dict[int, Side] = {}
    for process, side in ((facts.main, Side.MAIN), (facts.new, Side.EXEC)):
        pid = _pid(process, facts.pids_are_host)
        if process is not None and pid is not None:
            sides.setdefault(pid, side)
            row = table.get(pid) or Listed(pid, process.ppid or 0, process.comm)
            table[pid] = replace(row, argv=row.argv or process.argv)
    return tuple(_lines(table, sides))[:MOST]


def _pid(process: ProcessFacts | None, host: bool) -> int | None:
    return None if process is None else process.host_pid if host else process.pid


def _lines(table: dict[int, Listed], sides: dict[int, Side]) -> Iterator[TreeLine]:
    children: dict[int, list[int]] = {}
    for process in table.values():
        children.setdefault(process.ppid, []).append(process.pid)
    mains = [pid for pid, side in sides.items() if side is Side.MAIN]
    shared = bool(mains) and mains[0] != 1
    roots = [] if shared else [pid for pid, row in table.items() if row.ppid not in table]
    seen: set[int] = set()
    for root in _in_order([*sides, *roots], sides):
        if _ancestor_in(root, table, {*sides, *roots} - {root}):
            continue
        stack = [(root, 0)]
        while stack:
            pid, depth = stack.pop()
            if pid in seen:
                continue  # a table that was read while it changed can have circles
            seen.add(pid)
            yield TreeLine(depth, pid, command_of(table[pid]), sides.get(pid, Side.OTHER))
            stack += [(child, depth + 1) for child in sorted(children.get(pid, ()), reverse=True)]


def _in_order(pids: Iterable[int], sides: dict[int, Side]) -> list[int]:
    return sorted(set(pids), key=lambda pid: (sides.get(pid) is not Side.MAIN, pid))


def _ancestor_in(pid: int, table: dict[int, Listed], roots: set[int]) -> bool:
    """Does the process descend from another root?"""
    passed = {pid}
    while (row := table.get(pid)) is not None and row.ppid not in passed:
        pid = row.ppid
        passed.add(pid)
        if pid in roots:
            return True
    return False


def command_of(process: Listed) -> str:
    """Return the command line with secrets masked, or the name in brackets."""
    return masked_command(process.argv, LONGEST) or clean(f"[{process.comm}]")
