"""In one line: what is the same and what differs between a new process and the main one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content

from alongside.anatomy.model import Anatomy, Mark, Row
from alongside.clean import clean
from alongside.session.session import Facts
from alongside.session.wrapper import MARK_VARIABLE

_TELLING = (
    *("process.parent", "streams.tty", "process.pid", "identity.user", "identity.cwd"),
    *("identity.capabilities.effective", "environment.HOME", "environment.TERM"),
    *("process.command", "streams.input", "streams.also"),
)
"""Of what differs, this comes first; the rest follows in the order of the sections."""
_SHORT = {
    "identity.capabilities.effective": "capabilities",
    "streams.input": "stdin",
    "streams.also": "log",
}
"""Names shorter than what follows the section's in an id."""
_LEAST = 16
"""Cells for the names of what differs."""
_BESIDE = frozenset({"identity.user", "process.command", "process.pid", "streams.tty"})
_NAMESPACES = ("mnt", "net", "pid", "ipc", "uts", "user", "cgroup")
_SKIPPED = (
    *("process.host_pid", "process.session", "process.group", "process.foreground"),
    *("process.started", "process.state", "process.host_parent", "process.threads"),
    *("streams.stdin", "streams.stdout", "streams.stderr", "streams.size", "streams.clients"),
    *("streams.open_stdin", "streams.stdin_once", f"environment.{MARK_VARIABLE}"),
)
"""They differ between any two processes, or say nothing more than another row does."""


def compared(new: Facts, main: Facts) -> Content:
    """Return what is known from two sessions alone."""
    same, differs = beside(new, main)
    return told(["container", "image", *same], differs)


def beside(one: Facts, other: Facts) -> tuple[list[str], list[str]]:
    """Return what two processes have in common and in what they differ, a few words each."""
    pairs = {
        "user": (one.user, other.user),
        "command": (one.command, other.command),
        "PID": (one.pid, other.pid),
        "tty": (_tty(one), _tty(other)),
    }
    same, differs = [], []
    for name, (left, right) in pairs.items():
        if left in (None, "") or right in (None, ""):
            continue
        if left == right:
            same.append(f"{name} {clean(left, 24)}")
        else:
            differs.append(f"{name} {clean(left, 24)} ≠ {clean(right, 24)}")
    return same, differs


def told(same: Sequence[str], differs: Sequence[str]) -> Content:
    """Return both lists as one line."""
    parts = (", ".join(same) or "nothing", _DIFFERS, ", ".join(differs) or "nothing")
    return Content.assemble(_SAME, *parts)


_SAME = ("same ", "bold $text-success")
_DIFFERS = ("  differs ", "bold $text-warning")


def _tty(facts: Facts) -> str:
    return (facts.tty or "yes") if facts.has_tty else "none"


def compared_in_full(anatomy: Anatomy, key: str, width: int) -> Content:
    """Return what an anatomy says, in `width` cells: namespaces by name, then what differs.

    What has no room is counted, and the line says where all of it is (by `key`).
    """
    found = [row for section in anatomy.sections for row in section.rows]
    spaces = [row for row in found if _is_namespace(row)]
    same = [_name(row) for row in spaces if row.mark is Mark.SAME] or ["container"]
    differing = _most_telling(row for row in found if _tells(row))
    more = Content.styled(f"  all of it: {key}", "$foreground-disabled")
    lead = Content.assemble(_SAME, " ".join(same), _DIFFERS)
    if width - lead.cell_length - more.cell_length < _LEAST:
        lead = Content.assemble(_SAME, f"{len(same)} namespaces", _DIFFERS)
    if width - lead.cell_length - more.cell_length < _LEAST:
        more = Content("")
    room = width - lead.cell_length - more.cell_length
    return lead + Content(_as_many([_name(row) for row in differing], room)) + more


def beyond(rows: Sequence[Row]) -> tuple[list[str], list[str]]:
    """Return the names of what else two processes share or differ in, beside `beside`."""
    found = [row for row in rows if row.id not in _BESIDE]
    spaces = [row for row in found if row.mark is Mark.SAME and _is_namespace(row)]
    all_of_them = len(spaces) == len(_NAMESPACES)
    same = [f"{len(spaces)} namespaces"] if all_of_them else [_name(row) for row in spaces]
    return same, [_name(row) for row in _most_telling(row for row in found if _tells(row))]


def _most_telling(rows: Iterable[Row]) -> list[Row]:
    """Return the rows, those of `_TELLING` first."""
    return sorted(
        rows, key=lambda row: _TELLING.index(row.id) if row.id in _TELLING else len(_TELLING)
    )


def _is_namespace(row: Row) -> bool:
    return row.id.removeprefix("isolation.") in _NAMESPACES


def _tells(row: Row) -> bool:
    return row.mark not in (Mark.SAME, Mark.UNKNOWN) and row.id not in _SKIPPED


def _as_many(names: Sequence[str], room: int) -> str:
    """Return as many of the names as fit, and how many do not."""
    for count in range(len(names), 0, -1):
        left = len(names) - count
        text = ", ".join(names[:count]) + (f" +{left}" if left else "")
        if len(text) <= room:
            return text
    return f"{len(names)} things" if names else "nothing"


def _name(row: Row) -> str:
    return _SHORT.get(row.id, clean(row.id.partition(".")[2], 24))
