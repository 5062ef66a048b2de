"""The ways of two streams drawn with boxes: where they part is the point. Pure.

A box holds what both ways share, over the whole width; below the fork each way has its own column.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from alongside.anatomy.model import Hop, HopKind
from alongside.anatomy.relay import parting
from alongside.ui.relay_line import Way, amount, tone

_LINE = "$text-disabled"
_WIDEST = 46
_NARROWEST = 22


def picture(ways: Sequence[Way], width: int) -> Content:
    """Return both ways, side by side, in `width` cells."""
    known = [way for way in ways if way.hops]
    if not known:
        return Content.styled("Nothing is known of it yet.", "$text-muted")
    if len(known) == 1:
        return _stacked(_column(known[0], known[0].hops, min(_WIDEST, width), first=True))
    column = min(_WIDEST, (width - 2) // 2)
    whole = 2 * column + 2
    shared = max(1, parting(known[0].hops, known[1].hops))
    lines: list[Content] = []
    for index, hop in enumerate(known[0].hops[:shared]):
        if index:
            lines.append(_centred(_link(hop), whole))
        lines += [_centred(line, whole) for line in _box(hop, known[0], _box_width(column))]
    lines.append(_fork(column))
    sides = [_column(way, way.hops[shared:], column, first=False) for way in known]
    lines += _beside(sides[0], sides[1], column)
    return _stacked(lines)


def _box_width(column: int) -> int:
    return max(_NARROWEST, column)


def _stacked(lines: Sequence[Content]) -> Content:
    return Content("\n").join(lines)


def _centred(line: Content, width: int) -> Content:
    left = max(0, (width - line.cell_length) // 2)
    return Content.assemble(" " * left, line)


def _fork(column: int) -> Content:
    """Draw the place where the ways part: from the middle to the middles of both columns."""
    left, right = column // 2, column + 2 + column // 2
    middle = (2 * column + 2) // 2
    drawn = [" "] * (right + 1)
    drawn[left : right + 1] = "─" * (right - left + 1)
    drawn[left], drawn[middle], drawn[right] = "┌", "┴", "┐"
    return Content.styled("".join(drawn), _LINE)


def _column(way: Way, hops: Sequence[Hop], width: int, *, first: bool) -> list[Content]:
    """Return a way's own part: boxes under links, and at its end what it is and carries."""
    lines: list[Content] = []
    for index, hop in enumerate(hops):
        if index or not first:
            lines.append(_centred(_link(hop, broken=_breaks(way, hop)), width))
        lines += _box(hop, way, width)
    lines += [_centred(line, width) for line in _foot(way, width)]
    return lines


def _breaks(way: Way, hop: Hop) -> bool:
    return (
        way.broken is not None
        and way.broken.index is not None
        and (way.hops[way.broken.index] is hop)
    )


def _foot(way: Way, width: int) -> list[Content]:
    what = "a NEW process: exec" if not way.main else "the MAIN process: attach"
    style = "bold $text-warning" if way.main else "bold $text-success"
    lines = [Content.styled(what, style)]
    if way.traffic is not None:
        came, went = amount(way.traffic.bytes_in), amount(way.traffic.bytes_out)
        lines.append(Content(f"↓ {came} came   ↑ {went} went"))
    if way.broken is not None:
        lines += [Content.styled(part, "$text-error") for part in _wrapped(way, width)]
    return lines


def _wrapped(way: Way, width: int) -> list[str]:
    assert way.broken is not None
    lines = [""]
    for word in way.broken.sentence.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _link(hop: Hop, *, broken: bool = False) -> Content:
    mark = ("╳", "bold $text-error") if broken else ("┆" if hop.beside else "│", _LINE)
    return Content.assemble(mark, (f" {hop.link}", "$text-muted") if hop.link else "")


def _box(hop: Hop, way: Way, width: int) -> list[Content]:
    """Return the three rows of a hop's box; of one beside the way, with a broken border."""
    inner = width - 4
    edge = "╌" if hop.beside else "─"
    side = "┆" if hop.beside else "│"
    pid = f" {hop.pid}" if hop.pid else ""
    name = Content.assemble((hop.name, tone(hop, way)), pid)
    if hop.detail:
        name = Content.assemble(name, (f"  {hop.detail}", "$text-muted"))
    name = name.truncate(inner, ellipsis=True)
    name = Content.assemble(name, " " * max(0, inner - name.cell_length))
    border = {HopKind.PROCESS: tone(hop, way)}.get(hop.kind, _LINE)
    corners = "╭╮╰╯"
    return [
        Content.styled(f"{corners[0]}{edge * (width - 2)}{corners[1]}", border),
        Content.assemble((f"{side} ", border), name, (f" {side}", border)),
        Content.styled(f"{corners[2]}{edge * (width - 2)}{corners[3]}", border),
    ]


def _beside(left: Sequence[Content], right: Sequence[Content], column: int) -> list[Content]:
    lines = []
    for index in range(max(len(left), len(right))):
        first = left[index] if index < len(left) else Content("")
        second = right[index] if index < len(right) else Content("")
        gap = " " * (column + 2 - first.cell_length)
        lines.append(Content.assemble(first, gap, second))
    return lines
