"""An anatomy as text for a terminal: two columns, marks, a tree, sentences. Pure.

Everything that comes from the container is clean already; what is written here is plain text and
SGR, so that it can be searched, selected and copied like any other output. Where two columns would
be too narrow, the two sides stand one below the other.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from alongside.anatomy.model import Anatomy, Mark, Row, Section, Sentence, Side, TreeLine
from alongside.ui import ansi
from alongside.ui.ansi import cut, padded, paint, wrapped
from alongside.ui.relay_line import Way
from alongside.ui.relay_picture import picture
from alongside.ui.two_columns import NARROW, Columns

_FACT_LABEL, _WORD_LABEL = 27, 19
"""The widths of labels, beside facts and beside sentences."""
_Both = tuple[str, str]
_NO_MARK = (" ", ansi.PLAIN)
_MARKS = {
    Mark.SAME: ("=", ansi.DIM),
    Mark.DIFFERS: ("≠", ansi.DIFFERS),
    Mark.ONLY_EXEC: ("‹", ansi.DIFFERS),
    Mark.ONLY_MAIN: ("›", ansi.DIFFERS),
    Mark.UNKNOWN: ("?", ansi.DIM),
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """How it is wanted.

    Attributes:
        reveal: Secrets as they are.
        only_differences: Without what is the same on both sides.
    """

    reveal: bool = False
    only_differences: bool = False


def as_terminal(anatomy: Anatomy, width: int, wishes: Wishes) -> bytes:
    """Return the whole of it for a terminal of that width."""
    lines = list(_Page(anatomy, max(20, width - 1), wishes).lines())
    return "\r\n".join(lines).encode()


class _Page:
    """One anatomy for one width."""

    def __init__(self, anatomy: Anatomy, width: int, wishes: Wishes) -> None:
        self._anatomy = anatomy
        self._width = width
        self._wishes = wishes
        self._two = width >= NARROW
        self._titles, self._sides, self._tones = _named(anatomy)
        self._facts = Columns(width, _FACT_LABEL, self._sides, self._tones)
        self._words = Columns(width, _WORD_LABEL, self._sides, self._tones)

    def lines(self) -> Iterable[str]:
        """Yield it from top to bottom."""
        anatomy = self._anatomy
        yield from self._head()
        yield from self._tree(anatomy.tree)
        yield from self._advice(anatomy.advice)
        yield from self._endings(anatomy.endings)
        for section in anatomy.sections:
            yield from self._section(section)
        yield from self._relay()

    def _heading(self, title: str, told: str = "") -> Iterable[str]:
        yield ""
        room = self._width - cell_len(title) - 4
        if told and room > len(told) + 3:
            rule, right = "─" * (room - len(told) - 2), f"  {paint(told, ansi.DIM)}"
        else:
            rule, right = "─" * max(0, room), ""
        named = paint(f"── {cut(title, self._width - 4)} ", ansi.HEADING)
        yield ansi.MARK + named + paint(rule, ansi.DIM) + right

    # The top: who the two are

    def _head(self) -> Iterable[str]:
        rows = {row.id: row for section in self._anatomy.sections for row in section.rows}
        boxes = [
            self._box(title, rows, side, tone)
            for title, side, tone in zip(
                self._titles, (Side.EXEC, Side.MAIN), self._tones, strict=True
            )
        ]
        if self._two:
            yield from (f"{left}  {right}" for left, right in zip(*boxes, strict=True))
        else:
            yield from (*boxes[0], *boxes[1])
        if self._anatomy.note:
            note = wrapped(self._anatomy.note, self._width)
            yield from (paint(line, ansi.ITALIC) for line in note)
        taken = time.strftime("%H:%M:%S", time.localtime(self._anatomy.taken))
        how = f"read {taken} from {self._anatomy.how}"
        one, other = self._sides
        legend = f"= same  ≠ differs  ‹ only {one}  › only {other}  ? not known"
        room = self._width - cell_len(how) - cell_len(legend)
        if room >= 2:
            gap = " " * room
            yield paint(how + gap + legend, ansi.DIM)
        else:
            yield from (paint(line, ansi.DIM) for line in wrapped(how, self._width))
            yield from (paint(line, ansi.DIM) for line in _packed(legend.split("  "), self._width))

    def _box(self, title: str, rows: dict[str, Row], side: Side, sgr: str) -> list[str]:
        width = (self._width - 2) // 2 if self._two else self._width
        inner = width - 4

        def said(id: str) -> str:
            return self._value(rows[id], side) if id in rows else ""

        facts = [
            f"pid {said('process.pid')}" if said("process.pid") else "",
            f"host {said('process.host_pid')}" if said("process.host_pid") else "",
            said("streams.tty").replace("none", "no tty"),
            said("identity.user"),
        ]
        command = said("process.command") or "nothing is known of it"
        told = " · ".join(fact for fact in facts if fact)
        title = cut(title, width - 6)
        top = f"╭─ {title} "
        rest = "─" * max(0, width - cell_len(top) - 1)
        return [
            paint("╭─ ", sgr) + paint(title, f"1;{sgr}") + paint(f" {rest}╮", sgr),
            _edge(sgr) + paint(padded(cut(command, inner), inner), ansi.BOLD) + _edge(sgr, 1),
            _edge(sgr) + padded(cut(told, inner), inner) + _edge(sgr, 1),
            paint(f"╰{'─' * (width - 2)}╯", sgr),
        ]

    def _value(self, row: Row, side: Side) -> str:
        """Return one side of a row as it may be shown."""
        shown, safe = (row.exec, row.safe_exec) if side is Side.EXEC else (row.main, row.safe_main)
        return shown if self._wishes.reveal or safe is None else safe

    # Rows

    def _section(self, section: Section) -> Iterable[str]:
        rows = [row for row in section.rows if self._wanted(row)]
        same = sum(row.mark is Mark.SAME for row in section.rows)
        unknown = sum(row.mark is Mark.UNKNOWN for row in section.rows)
        differ = len(section.rows) - same - unknown
        counts = [f"{differ} differ", f"{same} same"] + [f"{unknown} not known"] * bool(unknown)
        if not rows and self._wishes.only_differences and not section.rows:
            return
        yield from self._heading(section.title, " · ".join(counts))
        for row in rows:
            yield from self._row(row)

    def _wanted(self, row: Row) -> bool:
        hidden = (Mark.SAME, Mark.UNKNOWN) if self._wishes.only_differences else ()
        return row.mark not in hidden

    def _row(self, row: Row) -> Iterable[str]:
        new, main = self._value(row, Side.EXEC), self._value(row, Side.MAIN)
        mark, beside_it = _MARKS[row.mark], row.why and row.mark is Mark.SAME and self._two
        if row.mark is Mark.SAME:
            value = f"{new} · {row.why}" if beside_it else new
            yield from self._facts.common(mark, row.label, value)
        elif row.mark is Mark.UNKNOWN and not new and not main:
            value = f"not known: {row.why}" if row.why else "not known"
            yield from self._facts.common(mark, row.label, value)
            return
        else:
            yield from self._facts.apart(mark, row.label, new, main)
        if row.why and not beside_it:
            indent = self._facts.indent
            for line in wrapped(row.why, self._width - indent):
                yield " " * indent + paint(line, ansi.ITALIC)

    # The tree, sentences, the relay

    def _tree(self, tree: Sequence[TreeLine]) -> Iterable[str]:
        if not tree:
            return
        roots = sum(line.depth == 0 for line in tree)
        told = "their parents are outside of the container" if roots > 1 else ""
        yield from self._heading("Processes in the container", told if self._two else "")
        tones = {Side.EXEC: f"1;{ansi.NEW}", Side.MAIN: f"1;{ansi.MAIN}", Side.OTHER: ""}
        tags = {Side.EXEC: "  ◂ exec: NEW", Side.MAIN: "  ◂ attach: MAIN", Side.OTHER: ""}
        for index, line in enumerate(tree):
            tag = tags[line.side]
            lead = " " + _branch(tree, index)
            text = cut(f"{line.pid} {line.command}", self._width - len(lead) - len(tag))
            yield paint(lead, ansi.DIM) + paint(text + tag, tones[line.side])

    def _endings(self, endings: Sequence[Sentence]) -> Iterable[str]:
        if not endings:
            return
        yield from self._heading("Endings: what happens here")
        titles = list(dict.fromkeys(sentence.title for sentence in endings))
        for title in titles:
            about = [sentence for sentence in endings if sentence.title == title]
            new = " ".join(s.text for s in about if s.side is Side.EXEC)
            main = " ".join(s.text for s in about if s.side is Side.MAIN)
            both = " ".join(s.text for s in about if s.side is Side.OTHER)
            if new or main:
                yield from self._words.apart(_NO_MARK, title, new, main)
            if both:
                yield from self._words.common(_NO_MARK, title, both)

    def _advice(self, advice: Sequence[Sentence]) -> Iterable[str]:
        if not advice:
            return
        yield from self._heading("Which of the two")
        tones = {Side.EXEC: ansi.NEW, Side.MAIN: ansi.MAIN, Side.OTHER: ""}
        for sentence in advice:
            tone = f"1;{tones[sentence.side]}"
            if not self._two:
                yield f"▸ {paint(cut(sentence.title, self._width - 2), tone)}"
                yield from (f"  {line}" for line in wrapped(sentence.text, self._width - 2))
                continue
            title = paint(padded(cut(sentence.title, _WORD_LABEL), _WORD_LABEL), tone)
            lines = wrapped(sentence.text, self._width - self._words.indent)
            leads = [f"▸ {title}", *[" " * (_WORD_LABEL + 2)] * (len(lines) - 1)]
            yield from (f"{lead} {line}" for lead, line in zip(leads, lines, strict=True))

    def _relay(self) -> Iterable[str]:
        anatomy = self._anatomy
        if not anatomy.exec_relay and not anatomy.main_relay:
            return
        yield from self._heading("The way of the bytes")
        one, other = self._sides
        ways = [
            Way(one, False, anatomy.exec_relay),
            Way(other, anatomy.two is None, anatomy.main_relay),
        ]
        yield from ansi.from_content(picture(ways, self._width))


def _named(anatomy: Anatomy) -> tuple[_Both, _Both, _Both]:
    """Return titles, short names and SGRs of the two."""
    if anatomy.two is None:
        titles = "exec: a NEW process", "attach: the MAIN process"
        return titles, ("exec", "attach"), (ansi.NEW, ansi.MAIN)
    one, other = anatomy.two
    titles = f"first: exec in {one}", f"second: exec in {other}"
    return titles, ("first", "second"), (ansi.NEW, ansi.NEW)


def _edge(sgr: str, right: int = 0) -> str:
    return paint(" │" if right else "│ ", sgr)


def _packed(words: Sequence[str], width: int) -> list[str]:
    """Return words, with blanks in them, in lines of at most `width` cells if they fit at all."""
    lines = [words[0]]
    for word in words[1:]:
        if cell_len(lines[-1]) + 2 + cell_len(word) <= width:
            lines[-1] += f"  {word}"
        else:
            lines.append(word)
    return lines


def _branch(tree: Sequence[TreeLine], index: int) -> str:
    """Return the lines that lead to a process in the tree: from the roots' common outside."""
    line = tree[index]

    def last(depth: int) -> bool:
        """Is there no later process of that depth below the same parent?"""
        for later in tree[index + 1 :]:
            if later.depth < depth:
                return True
            if later.depth == depth:
                return False
        return True

    stems = "".join("  " if last(depth) else "│ " for depth in range(line.depth))
    return f"{stems}{'└' if last(line.depth) else '├'}─ "
