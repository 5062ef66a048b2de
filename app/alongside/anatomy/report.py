"""An anatomy as text for people and as JSON for scripts. Pure; secrets are masked in both.

The JSON is described by ``schema.json`` beside this module. Its ``schema`` says which version it
is: fields and rows may be added to one, what is there keeps its name and meaning.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from rich.cells import cell_len, chop_cells

from alongside.anatomy.model import Anatomy, Hop, Mark, Row, Section, Sentence, Side

SCHEMA = "alongside.compare/1"
"""Which version of the JSON this is."""

_MARK_WIDTH = 9
_LEAST, _MOST = 60, 120
"""Columns between which a table is laid out."""

_BOLD, _DIM, _YELLOW = "1", "2", "33"


def shown(row: Row) -> tuple[str | None, str | None]:
    """Return both sides of a row with secrets masked; None for what is not known or not there."""
    sides = []
    for value, safe, alien in (
        (row.exec, row.safe_exec, Mark.ONLY_MAIN),
        (row.main, row.safe_main, Mark.ONLY_EXEC),
    ):
        absent = row.mark is alien or (row.mark is Mark.UNKNOWN and not value)
        sides.append(None if absent else value if safe is None else safe)
    return sides[0], sides[1]


def to_dict(anatomy: Anatomy) -> dict[str, Any]:
    """Return the anatomy as JSON-like data, as ``schema.json`` has it."""
    taken = datetime.fromtimestamp(anatomy.taken, UTC)
    return {
        "schema": SCHEMA,
        "container": {
            "id": anatomy.container_id,
            "name": anatomy.container,
            "state": anatomy.state,
        },
        "taken": taken.isoformat(timespec="milliseconds"),
        "how": anatomy.how,
        "note": anatomy.note,
        "sections": [_section(section) for section in anatomy.sections],
        "tree": [asdict(line) for line in anatomy.tree],
        "endings": [asdict(sentence) for sentence in anatomy.endings],
        "advice": [asdict(sentence) for sentence in anatomy.advice],
        "relay": {
            "exec": [asdict(hop) for hop in anatomy.exec_relay],
            "main": [asdict(hop) for hop in anatomy.main_relay],
        },
    }


def _section(section: Section) -> dict[str, Any]:
    rows = []
    for row in section.rows:
        exec, main = shown(row)
        rows.append(
            {
                "id": row.id,
                "label": row.label,
                "exec": exec,
                "main": main,
                "mark": str(row.mark),
                "why": row.why,
            }
        )
    return {"id": section.id, "title": section.title, "rows": rows}


def to_json(anatomy: Anatomy) -> str:
    """Return the anatomy as JSON, ASCII only."""
    return json.dumps(to_dict(anatomy), indent=2)


def to_table(anatomy: Anatomy, width: int = 80, *, colour: bool = False) -> str:
    """Return the anatomy as two columns for people.

    Args:
        width: Of a line, in cells.
        colour: Use bold, dim and yellow? Plain text without.
    """
    return "\n".join(_Table(max(_LEAST, min(width, _MOST)), colour).lines(anatomy))


class _Table:
    """Lays one anatomy out; says each explanation once."""

    def __init__(self, width: int, colour: bool) -> None:
        self._width = width
        self._colour = colour
        self._label = (width - _MARK_WIDTH) * 3 // 10
        self._cell = (width - _MARK_WIDTH - self._label - 3) // 2
        self._said: set[str] = set()

    def lines(self, anatomy: Anatomy) -> Iterator[str]:
        """Yield everything, line by line."""
        taken = datetime.fromtimestamp(anatomy.taken).astimezone()
        yield self._styled(f"{anatomy.container} ({anatomy.container_id[:12]})", _BOLD)
        yield from self._prose(
            f"{anatomy.state}; {taken:%Y-%m-%d %H:%M:%S}; read from {anatomy.how}"
        )
        if anatomy.note:
            yield from self._prose(anatomy.note)
        for section in anatomy.sections:
            yield ""
            yield self._heads(section.title)
            for row in section.rows:
                if shown(row) != (None, None):
                    yield from self._row(row)
            yield from self._unknown(section)
        yield from self._tree(anatomy)
        for title, sentences in (("Endings", anatomy.endings), ("Advice", anatomy.advice)):
            yield from self._sentences(title, sentences)
        yield from self._relays(anatomy)

    def _styled(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._colour and text else text

    def _heads(self, title: str) -> str:
        cells = (_pad(title, self._label), _pad("exec", self._cell), "main")
        return self._styled(" ".join(cells), _BOLD)

    def _row(self, row: Row) -> Iterator[str]:
        exec, main = shown(row)
        label = _wrap(row.label, self._label)
        if row.mark is Mark.SAME:
            columns = [label, _wrap(exec or "", 2 * self._cell + 1)]
            widths = [self._label, 2 * self._cell + 1]
        else:
            columns = [label, *(_wrap("-" if s is None else s, self._cell) for s in (exec, main))]
            widths = [self._label, self._cell, self._cell]
        tone = _DIM if row.mark is Mark.SAME else _YELLOW
        for place in range(max(map(len, columns))):
            cells = [column[place] if place < len(column) else "" for column in columns]
            text = " ".join(_pad(cell, size) for cell, size in zip(cells, widths, strict=True))
            mark = "" if place else f" {self._styled(str(row.mark), tone)}"
            yield f"{text}{mark}".rstrip()
        if row.why and row.why not in self._said:
            self._said.add(row.why)
            yield from self._prose(row.why, indent="    ", dim=True)

    def _unknown(self, section: Section) -> Iterator[str]:
        """Name what is known of neither side, by its reason."""
        reasons: dict[str, list[str]] = {}
        for row in section.rows:
            if shown(row) == (None, None):
                reasons.setdefault(row.why, []).append(row.label)
        for why, labels in reasons.items():
            because = f" ({why})" if why else ""
            yield from self._prose(f"not known{because}: {', '.join(labels)}", dim=True)

    def _prose(self, text: str, indent: str = "", *, dim: bool = False) -> Iterator[str]:
        for line in _wrap(text, self._width - len(indent)):
            yield indent + (self._styled(line, _DIM) if dim else line)

    def _tree(self, anatomy: Anatomy) -> Iterator[str]:
        if anatomy.tree:
            yield ""
            yield self._styled("Tree", _BOLD)
        for line in anatomy.tree:
            side = f"{line.side} " if line.side is not Side.OTHER else ""
            text = f"{side:>5}{'  ' * min(line.depth, 12)}{line.pid} {line.command}"
            yield chop_cells(text, self._width)[0] if text else ""

    def _sentences(self, title: str, sentences: Iterable[Sentence]) -> Iterator[str]:
        first = True
        for sentence in sentences:
            if first:
                yield ""
                yield self._styled(title, _BOLD)
                first = False
            side = "" if sentence.side is Side.OTHER else f" ({sentence.side})"
            yield f"{sentence.title}{side}"
            yield from self._prose(sentence.text, indent="    ")

    def _relays(self, anatomy: Anatomy) -> Iterator[str]:
        ways = [("exec", anatomy.exec_relay), ("main", anatomy.main_relay)]
        if any(hops for _, hops in ways):
            yield ""
            yield self._styled("The way that bytes take", _BOLD)
        for side, hops in ways:
            if hops:
                yield from self._prose(f"{side}: {' - '.join(map(_hop, hops))}")
        if any(hop.beside for _, hops in ways for hop in hops):
            yield from self._prose("In brackets: it starts what is behind it; no byte passes it.")


def _hop(hop: Hop) -> str:
    named = hop.name if hop.pid is None else f"{hop.name} ({hop.pid})"
    return f"[{named}]" if hop.beside else named


def _pad(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))


def _wrap(text: str, width: int) -> list[str]:
    """Return lines of at most `width` cells; at least one."""
    lines: list[str] = []
    for line in textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]:
        lines += chop_cells(line, width) or [""]
    return lines
