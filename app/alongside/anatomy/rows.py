"""Making rows: two values side by side, the mark between them, and why. Pure."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from alongside.anatomy.model import Mark, Row
from alongside.anatomy.process import ContainerFacts, ProcessFacts
from alongside.clean import clean
from alongside.secrets import MASK, mask_argv, mask_text


@dataclass(frozen=True, slots=True)
class Value:
    """One side of a row.

    Attributes:
        shown: Empty when nothing is known.
        why: Why nothing is known; beside something shown: why that is not certain.
        safe: With secrets masked; None: `shown` is looked through for them.
    """

    shown: str = ""
    why: str = ""
    safe: str | None = None


NO_EXEC = "no process was started in it"
NOT_TOLD = "the kernel does not tell"
NO_MAIN = "nothing could be read of the main process"


def value_of(
    process: ProcessFacts | None, field: str, show: Callable[[ProcessFacts], str | None], gone: str
) -> Value:
    """Return one side.

    Args:
        field: Of `ProcessFacts`, for the reason in its `missing`.
        show: Returns None for what is not known.
        gone: Why, when there is no process at all, or nothing of it was read.
    """
    if process is None:
        return Value(why=gone)
    shown = show(process)
    if not shown:
        return Value(why=process.missing.get(field) or (NOT_TOLD if process.comm else gone))
    return Value(clean(shown), process.missing.get(field, ""))


def row(
    id: str,
    label: str,
    exec: Value,
    main: Value,
    *,
    same: str = "",
    differs: str = "",
    mark: Mark | None = None,
    why: str = "",
) -> Row:
    """Return a row.

    Args:
        why: Instead of what follows from the mark and the sides.
        same, differs: What it means when both sides are known, and equal or not.
        mark: Instead of the one that follows from the values.
    """
    if mark is None:
        known = bool(exec.shown and main.shown) and not (exec.why or main.why)
        mark = (Mark.SAME if exec.shown == main.shown else Mark.DIFFERS) if known else Mark.UNKNOWN
    why = why or {Mark.SAME: same, Mark.DIFFERS: differs}.get(mark, "")
    return Row(
        id=id,
        label=label,
        exec=exec.shown,
        main=main.shown,
        mark=mark,
        why=why or _reasons(exec, main),
        safe_exec=_safe(exec),
        safe_main=_safe(main),
    )


def _reasons(exec: Value, main: Value) -> str:
    if exec.why == main.why:
        return exec.why
    named = [f"{name}: {side.why}" for name, side in (("exec", exec), ("main", main)) if side.why]
    return "; ".join(named)


def _safe(value: Value) -> str | None:
    safe = mask_text(value.shown) if value.safe is None else value.safe
    return None if safe == value.shown else safe


def masked_command(words: Sequence[str], limit: int = 4096) -> str:
    """Return a command line as a shell would take it, on one line, with secrets masked."""
    joined = shlex.join(mask_argv(words))
    return clean(joined.replace(f"'{MASK}'", MASK), limit)


class Rows:
    """Makes rows about both processes of one container."""

    def __init__(self, facts: ContainerFacts, section: str) -> None:
        self._facts = facts
        self._section = section
        self.no_exec = facts.why_no_exec or NO_EXEC
        self.no_main = facts.why_no_exec or NO_MAIN

    def both(
        self,
        name: str,
        label: str,
        show: Callable[[ProcessFacts], str | None],
        *,
        field: str = "",
        same: str = "",
        differs: str = "",
    ) -> Row:
        """Return a row with the same fact of both processes.

        Args:
            name: Its id within the section, and the field of `ProcessFacts` unless `field` is.
        """
        sides = self.values(field or name, show)
        return row(f"{self._section}.{name}", label, *sides, same=same, differs=differs)

    def values(self, field: str, show: Callable[[ProcessFacts], str | None]) -> tuple[Value, Value]:
        """Return exec's side and main's."""
        return (
            value_of(self._facts.new, field, show, self.no_exec),
            value_of(self._facts.main, field, show, self.no_main),
        )
