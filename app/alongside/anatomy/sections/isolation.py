"""Isolation: which namespaces and control groups the two live in, and the limits there."""

from __future__ import annotations

from alongside.anatomy.facts import NAMESPACES
from alongside.anatomy.limits import NAMES
from alongside.anatomy.model import Row, Section
from alongside.anatomy.process import ContainerFacts, ProcessFacts
from alongside.anatomy.rows import Rows, Value, row

_LABELS = {
    "mnt": ("files (mnt)", "both see the same files"),
    "net": ("network (net)", "one network: localhost is the same for both"),
    "pid": ("processes (pid)", "both see the same processes, by the same pids"),
    "ipc": ("shared memory (ipc)", "shared memory and semaphores are common to both"),
    "uts": ("host name (uts)", "one host name"),
    "user": ("users (user)", "the same users: root in one is root in the other"),
    "cgroup": ("control groups (cgroup)", "both see the same control groups"),
}
"""What each namespace is called, and what it means to share it."""


def isolation_section(facts: ContainerFacts) -> Section:
    """Return namespaces by inode, the control group and its limits."""
    rows = Rows(facts, "isolation")
    return Section(
        "isolation",
        "Isolation",
        (
            *(_namespace(rows, name) for name in NAMESPACES),
            rows.both(
                "path",
                "control group",
                _cgroup,
                field="cgroup",
                same="limits and accounting are common to both",
                differs="each is limited and accounted for by itself",
            ),
            *(_limit(facts, rows, name, shown) for name, shown in facts.limits.items()),
        ),
    )


def _namespace(rows: Rows, name: str) -> Row:
    def show(process: ProcessFacts) -> str | None:
        inode = (process.namespaces or {}).get(name)
        return None if inode is None else str(inode)

    return rows.both(
        name,
        _LABELS[name][0],
        show,
        field="namespaces",
        same=_LABELS[name][1],
        differs="not shared: they see different things here",
    )


def _cgroup(process: ProcessFacts) -> str | None:
    """Return the path; where controllers (version 1) have different ones, each with its path."""
    if not process.cgroup:
        return None
    paths: dict[str, list[str]] = {}
    for controllers, path in process.cgroup.items():
        paths.setdefault(path, []).append(controllers.removeprefix("name=") or "unified")
    if len(paths) == 1:
        return next(iter(paths))
    return "; ".join(f"{','.join(names)}: {path}" for path, names in paths.items())


def _limit(facts: ContainerFacts, rows: Rows, name: str, shown: str) -> Row:
    """Return a limit: it is one for both where they are in one control group."""
    exec = Value(shown)
    if facts.new is None:
        exec = Value(why=rows.no_exec)
    elif facts.main is None or facts.new.cgroup != facts.main.cgroup:
        exec = Value(why="its control group's limits were not read")
    return row(f"isolation.limit.{name}", f"limit: {NAMES[name]}", exec, Value(shown))
