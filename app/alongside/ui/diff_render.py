"""A comparison of two texts as lines for a terminal: one below, or beside, the other. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len, set_cell_size

from alongside.ui.diff_lines import MOST_LINES, Row, Tag, compare, parts
from alongside.ui.line import crop

_CONTEXT = 3
"""So many lines that are the same are shown around those that differ."""
_MARKS = {Tag.SAME: "\x1b[0m", Tag.LEFT: "\x1b[31m", Tag.RIGHT: "\x1b[32m", Tag.CHANGED: "\x1b[33m"}
_GAP = 3


@dataclass(frozen=True, slots=True)
class Text:
    """The lines of one side.

    Attributes:
        lines: As they are; what is compared.
        safe: The same with secrets masked.
    """

    lines: Sequence[str]
    safe: Sequence[str]


@dataclass(frozen=True, slots=True)
class Part:
    """Two texts under one heading, compared by `compared`."""

    title: str
    left: Text
    right: Text
    rows: Sequence[Row] = ()
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was compared.

    Attributes:
        left, right: What the sides are, a few words each.
        notes: What people must know of it, a sentence each.
        result: The rest of the sentence on how it came out: exit codes.
    """

    left: str
    right: str
    parts: Sequence[Part]
    notes: Sequence[str] = field(default_factory=tuple)
    result: str = ""

    @property
    def differences(self) -> int:
        """How many lines differ."""
        return sum(row.tag is not Tag.SAME for part in self.parts for row in part.rows)

    @property
    def same(self) -> int:
        """How many lines are the same."""
        return sum(row.tag is Tag.SAME for part in self.parts for row in part.rows)


def compared(title: str, left: Text, right: Text) -> Part:
    """Compare two texts, the first `MOST_LINES` of each; takes up to a few tenths of a second."""
    cut = max(len(left.lines), len(right.lines)) > MOST_LINES
    rows = compare(left.lines[:MOST_LINES], right.lines[:MOST_LINES])
    return Part(title, left, right, rows, cut)


def render(comparison: Comparison, width: int, *, beside: bool, reveal: bool) -> bytes:
    """Return the comparison for a terminal of `width` columns.

    Args:
        beside: The sides stand beside each other; else one line below the other.
        reveal: Show secrets.
    """
    lines = [f"\x1b[3m{note}\x1b[0m" for note in comparison.notes]
    if beside:
        half = (width - _GAP) // 2
        titles = (_cell(comparison.left, half), crop(comparison.right, half))
        lines.append(f"\x1b[1m{titles[0]} │ {titles[1]}\x1b[0m")
    else:
        lines.append(f"\x1b[1;31m- {comparison.left}\x1b[0m")
        lines.append(f"\x1b[1;32m+ {comparison.right}\x1b[0m")
    for part in comparison.parts:
        if part.title:
            lines.append(f"\x1b[1m{part.title}\x1b[0m")
        if not part.rows:
            lines.append("\x1b[2m(nothing on either side)\x1b[0m")
        lines += _part(part, width, beside=beside, reveal=reveal)
        if part.cut:
            lines.append(f"\x1b[3mOnly the first {MOST_LINES} lines are compared.\x1b[0m")
    return "".join(f"{line}\r\n" for line in lines).encode()


def _part(part: Part, width: int, *, beside: bool, reveal: bool) -> Iterator[str]:
    left = part.left.lines if reveal else part.left.safe
    right = part.right.lines if reveal else part.right.safe
    for row in _folded(part.rows):
        if isinstance(row, int):
            yield f"\x1b[2m{crop(f'⋯ {row} lines that are the same ⋯', width)}\x1b[0m"
            continue
        one = left[row.left] if row.left is not None else ""
        other = right[row.right] if row.right is not None else ""
        yield from _beside(row.tag, one, other, width) if beside else _below(row.tag, one, other)


def _folded(rows: Sequence[Row]) -> Iterator[Row | int]:
    """Yield the rows near a difference, in place of others how many they are; all without one."""
    if all(row.tag is Tag.SAME for row in rows):
        yield from rows
        return
    at = 0
    while at < len(rows):
        end = at
        while end < len(rows) and rows[end].tag is Tag.SAME:
            end += 1
        before, after = _CONTEXT * (at > 0), _CONTEXT * (end < len(rows))
        if end - at > before + after + 2:
            yield from rows[at : at + before]
            yield end - at - before - after
            yield from rows[end - after : end]
        else:
            yield from rows[at:end]
        at = end
        if at < len(rows):
            yield rows[at]
            at += 1


def _below(tag: Tag, left: str, right: str) -> Iterator[str]:
    if tag is Tag.SAME:
        yield f"  {left}"
        return
    head, tail = parts(left, right) if tag is Tag.CHANGED else (0, 0)
    if tag is not Tag.RIGHT:
        yield f"\x1b[31m- {_changed(left, head, tail)}\x1b[0m"
    if tag is not Tag.LEFT:
        yield f"\x1b[32m+ {_changed(right, head, tail)}\x1b[0m"


def _changed(text: str, head: int, tail: int) -> str:
    """Return a line with what is between its common beginning and end in bold."""
    end = len(text) - tail
    if (head, tail) == (0, 0) or head >= end:
        return text
    return f"{text[:head]}\x1b[1m{text[head:end]}\x1b[22m{text[end:]}"


def _beside(tag: Tag, left: str, right: str, width: int) -> Iterator[str]:
    half = (width - _GAP) // 2
    color = _MARKS[tag]
    mark = "│" if tag is Tag.SAME else tag.value
    yield f"{color}{_cell(left, half)} {mark} {crop(right, half)}\x1b[0m"


def _cell(text: str, width: int) -> str:
    shown = crop(text, width)
    return set_cell_size(shown, width) if cell_len(shown) != width else shown
