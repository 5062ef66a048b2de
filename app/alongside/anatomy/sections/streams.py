"""Streams: where the two read from and write to, and who else is at the other end."""

from __future__ import annotations

from alongside.anatomy.model import Mark, Row, Section
from alongside.anatomy.process import ContainerFacts, ProcessFacts
from alongside.anatomy.rows import Rows, Value, row

_NAMES = ("stdin", "stdout", "stderr")


def streams_section(facts: ContainerFacts) -> Section:
    """Return where input comes from and output goes to."""
    rows = Rows(facts, "streams")
    return Section(
        "streams",
        "Streams",
        (
            *(_descriptor(rows, number) for number in (0, 1, 2)),
            rows.both(
                "tty",
                "terminal",
                lambda p: None if p.tty is None else p.tty or "none",
                same="one terminal: they share every key and line" if _terminals(facts) else "",
                differs=(
                    "each has its own" if _terminals(facts) == 2 else "only one of them has one"
                ),
            ),
            rows.both("size", "terminal's size", _size, field="tty_size"),
            rows.both("input", "can it read input", _input, field="fds"),
            _setting("open_stdin", "stdin kept open (-i)", facts.details.open_stdin),
            _setting("stdin_once", "stdin closes with first client", facts.details.stdin_once),
            _clients(facts, rows),
            _also_to(facts, rows),
        ),
    )


def _terminals(facts: ContainerFacts) -> int:
    return sum(process is not None and bool(process.tty) for process in (facts.new, facts.main))


def _descriptor(rows: Rows, number: int) -> Row:
    def show(process: ProcessFacts) -> str | None:
        if number in process.fds:
            return process.fds[number]
        return None if "fds" in process.missing else "closed"

    return rows.both(_NAMES[number], f"{_NAMES[number]} leads to", show, field="fds")


def _size(process: ProcessFacts) -> str | None:
    if process.tty == "":
        return "no terminal"
    if process.tty_size is None:
        return None
    return "{} x {}".format(*process.tty_size)


def _input(process: ProcessFacts) -> str | None:
    target = process.fds.get(0)
    if target is None:
        return None if "fds" in process.missing else "no: closed"
    if target == "/dev/null":
        return "no: at its end at once"
    return f"yes, by {_kind(target)}"


def _kind(target: str) -> str:
    if target.startswith(("/dev/pts/", "/dev/tty", "/dev/console")):
        return "terminal"
    for kind in ("pipe", "socket"):
        if target.startswith(kind):
            return kind
    return "file"


def _setting(name: str, label: str, on: bool) -> Row:
    return row(
        f"streams.{name}",
        label,
        Value(),
        Value("yes" if on else "no"),
        mark=Mark.ONLY_MAIN,
        why="a setting of the container; an exec has a stdin of its own, or none",
    )


def _clients(facts: ContainerFacts, rows: Rows) -> Row:
    exec = Value("1: who started it") if facts.new else Value(why=rows.no_exec)
    main = Value(why=facts.clients_why)
    if facts.clients is not None:
        main = Value(str(facts.clients))
    elif facts.clients_of_ours:
        main = Value(f"at least {facts.clients_of_ours}: alongside's own", facts.clients_why)
    return row("streams.clients", "clients attached", exec, main)


def _also_to(facts: ContainerFacts, rows: Rows) -> Row:
    """Say where output goes besides the clients."""
    exec = Value("nowhere") if facts.new else Value(why=rows.no_exec)
    driver = facts.details.log_driver
    main = (
        Value("nowhere" if driver == "none" else f"log driver {driver}")
        if driver
        else Value(why="the engine does not tell its log driver")
    )
    return row(
        "streams.also",
        "output also goes to",
        exec,
        main,
        differs="what an exec prints is in no log",
    )
