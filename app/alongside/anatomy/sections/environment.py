"""Environment: the variables that the two were started with, secrets masked."""

from __future__ import annotations

from alongside.anatomy.model import Mark, Row, Section
from alongside.anatomy.process import ContainerFacts, ProcessFacts
from alongside.anatomy.rows import Rows, Value, row
from alongside.clean import clean
from alongside.secrets import mask_value
from alongside.session.wrapper import MARK_VARIABLE

_ORDER = (Mark.DIFFERS, Mark.ONLY_EXEC, Mark.ONLY_MAIN, Mark.UNKNOWN, Mark.SAME)
_SHOWN = 4000
_OURS = {
    MARK_VARIABLE: "alongside finds by it what this exec has started",
    "TERM": "alongside says which terminal its panes are",
    "LANG": "alongside names one where the container names none",
}
"""What an exec of ours is given, and why; docker's own gets a TERM only."""


def environment_section(facts: ContainerFacts) -> Section:
    """Return one row a variable: those that differ, those of one side only, those that agree."""
    exec, main = _variables(facts.new), _variables(facts.main)
    names = sorted({*(exec or {}), *(main or {})})
    if not names:
        none = Rows(facts, "environment").both(
            "all", "variables", lambda p: None if p.env is None else "none", field="env"
        )
        return Section("environment", "Environment", (none,))
    made = [_row(facts, name, exec, main) for name in names]
    return Section(
        "environment",
        "Environment",
        tuple(sorted(made, key=lambda item: (_ORDER.index(item.mark), item.label))),
    )


def _variables(process: ProcessFacts | None) -> dict[str, str] | None:
    """Return a process's variables; of a name that is there twice programs see the first."""
    if process is None or process.env is None:
        return None
    return dict(reversed(process.env))


def _row(
    facts: ContainerFacts,
    name: str,
    exec: dict[str, str] | None,
    main: dict[str, str] | None,
) -> Row:
    rows = Rows(facts, "environment")
    sides = (
        _value(facts.new, rows.no_exec, exec, name),
        _value(facts.main, rows.no_main, main, name),
    )
    mark = _mark(facts, name, exec, main)
    ours = MARK_VARIABLE in (exec or {}) and mark in (Mark.ONLY_EXEC, Mark.DIFFERS)
    return row(
        f"environment.{name}",
        name,
        *sides,
        mark=mark,
        why=_OURS.get(name, "") if ours else "",
        differs="set for the exec, or changed since the container was made",
    )


def _value(
    process: ProcessFacts | None, gone: str, variables: dict[str, str] | None, name: str
) -> Value:
    if process is None or variables is None:
        why = gone if process is None else process.missing.get("env") or gone
        return Value(why=why)
    why = process.missing.get("env", "")
    if name not in variables:
        return Value(why=why)
    value = variables[name]
    return Value(clean(value, _SHOWN), why, safe=clean(mask_value(name, value), _SHOWN))


def _mark(
    facts: ContainerFacts,
    name: str,
    exec: dict[str, str] | None,
    main: dict[str, str] | None,
) -> Mark:
    second_hand = any(p is not None and "env" in p.missing for p in (facts.new, facts.main))
    if exec is None or main is None or second_hand:
        return Mark.UNKNOWN
    if name in exec and name in main:
        return Mark.SAME if exec[name] == main[name] else Mark.DIFFERS
    return Mark.ONLY_EXEC if name in exec else Mark.ONLY_MAIN
