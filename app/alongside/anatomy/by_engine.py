"""What the engine itself knows of a container's processes: its process table, and inspect. Pure.

It stands in where nobody can look inside: what a process was *made* with is not what it has now,
and everything that comes from here says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace

from alongside.anatomy.parse import number
from alongside.anatomy.process import Listed, ProcessFacts
from alongside.engine.model import Details, ProcessTable

CONFIGURED = "shown as the container was made; the process may have changed it"

_NEVER_MISSING = frozenset(
    {"host_pid", "host_ppid", "host_parent", "missing", "group_names", "user", "comm"}
)


def table(top: ProcessTable) -> list[Listed]:
    """Return the engine's table; pids are those of its machine."""
    return list(_rows(top))


def _rows(top: ProcessTable) -> Iterator[Listed]:
    titles = [title.upper() for title in top.titles]
    for cells in top.rows:
        by_title = dict(zip(titles, cells, strict=False))
        pid, ppid = (number(by_title.get(title, "")) for title in ("PID", "PPID"))
        if pid is None:
            continue
        command = next((by_title[t] for t in ("CMD", "COMMAND", "ARGS") if t in by_title), "")
        tty = by_title.get("TTY", "")
        yield Listed(pid, ppid or 0, argv=_words(command), tty="" if tty == "?" else tty)


def _words(command: str) -> tuple[str, ...]:
    """Return a command line's words; `top` joins them with blanks, so quotes mean nothing."""
    return tuple(command.split())


def configured(details: Details, inner_pid: int | None, reason: str) -> ProcessFacts:
    """Return what inspect says of the main process.

    Args:
        inner_pid: Its pid inside, where that is certain.
        reason: Why nothing better is known; empty where that is known field by field.
    """
    uid = number(details.user.partition(":")[0]) if details.user else None
    missing = unknown(reason)
    for name in ("argv", "cwd", "env", "uid"):
        missing[name] = f"{reason}; {CONFIGURED}" if reason else CONFIGURED
    if inner_pid is not None:
        missing.pop("pid", None)
    return ProcessFacts(
        pid=inner_pid,
        host_pid=details.pid or None,
        tty=None if details.tty else "",
        argv=details.argv,
        uid=uid,
        user="" if uid is not None else details.user.partition(":")[0] or "root",
        cwd=details.working_dir or "/",
        env=details.env,
        missing=missing,
    )


def unknown(reason: str) -> dict[str, str]:
    """Return one reason for every field that can be missing."""
    names = (field.name for field in fields(ProcessFacts))
    return {name: reason for name in names if name not in _NEVER_MISSING}


def with_parent(process: ProcessFacts | None, rows: list[Listed]) -> ProcessFacts | None:
    """Return the process with its parent on the engine's machine, from the engine's table."""
    row = next((row for row in rows if process and row.pid == process.host_pid), None)
    if process is None or row is None or process.host_ppid is not None:
        return process
    return replace(process, host_ppid=row.ppid or None)  # 0: it is not told


def command_of(host_pid: int | None, rows: list[Listed]) -> tuple[str, ...]:
    """Return the words of a process's command line from the engine's table."""
    return next((row.argv for row in rows if row.pid == host_pid), ())
