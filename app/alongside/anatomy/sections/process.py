"""Process: who the two are, and where they come from."""

from __future__ import annotations

import shlex
from datetime import datetime

from alongside.anatomy.model import Row, Section
from alongside.anatomy.process import ContainerFacts, ProcessFacts
from alongside.anatomy.rows import Rows, Value, masked_command, row
from alongside.clean import clean
from alongside.engine.model import State

STATES = {
    "R": "running",
    "S": "sleeping",
    "D": "waiting for a disk",
    "T": "stopped by a signal",
    "t": "stopped by a debugger",
    "Z": "dead, not collected",
    "X": "dead",
    "I": "idle",
    "P": "parked",
}
"""What the kernel's letters mean; see proc(5)."""


def process_section(facts: ContainerFacts) -> Section:
    """Return what is known about the processes as such."""
    rows = Rows(facts, "process")
    return Section(
        "process",
        "Process",
        (
            rows.both(
                "pid",
                "pid inside",
                lambda p: _number(p.pid),
                same="one and the same process",
                differs="exec made a new process; attach shows the one that was there",
            ),
            rows.both("host_pid", "pid on the host", lambda p: _number(p.host_pid)),
            _parent(rows),
            rows.both("host_parent", "parent on the host", _host_parent, field="host_ppid"),
            rows.both("session", "session", lambda p: _number(p.sid), field="sid"),
            rows.both("group", "process group", lambda p: _number(p.pgid), field="pgid"),
            _foreground(rows),
            rows.both("started", "started", _started),
            _command(facts, rows),
            rows.both("state", "state", lambda p: _state(facts, p)),
            rows.both("threads", "threads", lambda p: _number(p.threads)),
        ),
    )


def _state(facts: ContainerFacts, process: ProcessFacts) -> str:
    """Return what the kernel's letter means; what is frozen sleeps as one that waits for a disk."""
    if facts.details.state is State.PAUSED:
        return "frozen: the container is paused"
    return STATES.get(process.state, process.state)


def _number(value: int | None) -> str | None:
    return None if value is None else str(value)


def _parent(rows: Rows) -> Row:
    return rows.both(
        "parent",
        "parent inside",
        lambda p: (
            None if p.ppid is None else f"{p.ppid}: from outside" if not p.ppid else str(p.ppid)
        ),
        field="ppid",
        same="neither was started by the other: the engine put both in from outside",
        differs="",
    )


def _host_parent(process: ProcessFacts) -> str | None:
    if process.host_ppid is None:
        return None
    name = f" {process.host_parent}" if process.host_parent else ""
    return f"{process.host_ppid}{name}"


def _foreground(rows: Rows) -> Row:
    def show(process: ProcessFacts) -> str | None:
        if process.tty == "":
            return "no terminal"
        return _number(process.tpgid)

    return rows.both(
        "foreground",
        "terminal's foreground group",
        show,
        field="tpgid",
        differs="Ctrl+C typed into a terminal goes to this group only",
    )


def _started(process: ProcessFacts) -> str | None:
    if process.started is None:
        return None
    try:
        moment = datetime.fromtimestamp(int(process.started)).astimezone()
    except (ValueError, OverflowError, OSError):
        return None  # no such year: whoever said so lies
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def _command(facts: ContainerFacts, rows: Rows) -> Row:
    def side(process: ProcessFacts | None, gone: str) -> Value:
        if process is None:
            return Value(why=gone)
        words = process.argv or ((f"[{process.comm}]",) if process.comm else ())
        why = process.missing.get("argv") or ("" if words else gone)
        return Value(clean(shlex.join(words)), why, masked_command(words))

    exec = side(facts.new, rows.no_exec)
    return row("process.command", "command line", exec, side(facts.main, rows.no_main))
