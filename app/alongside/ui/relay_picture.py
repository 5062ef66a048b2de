"""The ways of two streams drawn with boxes: where they part is the point. Pure.

What both ways share is one tower, hop over hop, with the wire's name on each joint; below the fork
each process has a tower of its own. A hop that no byte goes through has a dotted border.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from alongside.anatomy.model import Hop
from alongside.anatomy.relay import parting
from alongside.ui import ansi
from alongside.ui.relay_line import Way, amount, tone

_LINE = "$foreground-disabled"
_WIDEST, _NARROWEST = 52, 20
_GAP = 2


def picture(ways: Sequence[Way], width: int) -> Content:
    """Return both ways, side by side, in `width` cells."""
    known = [way for way in ways if way.hops]
    if not known:
        return Content.styled("Nothing is known of it yet.", "$foreground-muted")
    column = max(_NARROWEST, min(_WIDEST, (width - _GAP) // 2))
    if len(known) == 1:
        return _stacked([*_tower(known[0], known[0].hops, column), *_foot(known[0], column)])
    shared = max(1, parting(known[0].hops, known[1].hops))
    indent = " " * ((column + _GAP) // 2)
    trunk = [
        Content.assemble(indent, line)
        for line in _tower(known[0], known[0].hops[:shared], column, open_end=True)
    ]
    branches = [_branch(way, way.hops[shared:], column) for way in known]
    return _stacked([*trunk, _fork(column), *_beside(branches[0], branches[1], column)])


def _stacked(lines: Sequence[Content]) -> Content:
    return Content("\n").join(lines)


def _middle(column: int) -> int:
    return column // 2


def _fork(column: int) -> Content:
    """Draw where the ways part: from below the trunk to the middles of both columns."""
    left, right = _middle(column), column + _GAP + _middle(column)
    stem = (column + _GAP) // 2 + _middle(column)
    drawn = list(" " * left + "─" * (right - left + 1))
    drawn[left], drawn[stem], drawn[right] = "╭", "┴", "╮"
    return Content.styled("".join(drawn), _LINE)


def _branch(way: Way, hops: Sequence[Hop], column: int) -> list[Content]:
    """Return what a way has for itself: the wire, the boxes, what it is and carries."""
    wire = Content.assemble(" " * _middle(column), _mark(way, hops[0]), (f" {hops[0].link}", ""))
    return [
        wire.truncate(column, ellipsis=True),
        *_tower(way, hops, column, joined=True),
        *_foot(way, column),
    ]


def _mark(way: Way, hop: Hop) -> Content:
    """Return the wire into a hop: whole, or broken there."""
    return (
        Content.styled("╳", "bold $text-error")
        if _breaks(way, hop)
        else (Content.styled("│", _LINE))
    )


def _breaks(way: Way, hop: Hop) -> bool:
    broken = way.broken
    return broken is not None and broken.index is not None and way.hops[broken.index] is hop


def _tower(
    way: Way, hops: Sequence[Hop], width: int, *, joined: bool = False, open_end: bool = False
) -> list[Content]:
    """Return boxes on top of each other.

    Args:
        joined: A wire comes in from above.
        open_end: A wire goes out below.
    """
    middle = _middle(width)
    lines = [_border("╭", "╮", width, at=middle if joined else None, joint="┴")]
    for index, hop in enumerate(hops):
        if index:
            lines.append(_joint(way, hop, width))
        lines.append(_storey(way, hop, width))
    lines.append(_border("╰", "╯", width, at=middle if open_end else None, joint="┬"))
    return lines


def _border(left: str, right: str, width: int, *, at: int | None, joint: str) -> Content:
    drawn = list(left + "─" * (width - 2) + right)
    if at is not None:
        drawn[at] = joint
    return Content.styled("".join(drawn), _LINE)


def _joint(way: Way, hop: Hop, width: int) -> Content:
    """Return the line between two hops, with the name of what joins them."""
    edge = "╌" if hop.beside else "─"
    name = Content.styled(f" {hop.link} ", "$foreground-muted") if hop.link else Content("")
    broken = Content.styled("╳", "bold $text-error") if _breaks(way, hop) else Content("")
    name = Content.assemble(broken, name).truncate(width - 4, ellipsis=True)
    rest = edge * (width - 3 - name.cell_length)
    return Content.assemble((f"├{edge}", _LINE), name, (f"{rest}┤", _LINE))


def _storey(way: Way, hop: Hop, width: int) -> Content:
    """Return a hop's own row: name and pid at the left, what it does at the right."""
    inner = width - 4
    side = "┆" if hop.beside else "│"
    pid = f" {hop.pid}" if hop.pid else ""
    name = Content.assemble((hop.name, tone(hop, way)), pid).truncate(inner, ellipsis=True)
    room = inner - name.cell_length - 2
    detail = Content.styled(hop.detail, "$foreground-muted")
    if detail.cell_length > room:
        detail = detail.truncate(room, ellipsis=True) if room > 12 else Content("")
    gap = " " * (inner - name.cell_length - detail.cell_length)
    return Content.assemble((f"{side} ", _LINE), name, gap, detail, (f" {side}", _LINE))


def _foot(way: Way, width: int) -> list[Content]:
    """Return what a way leads to, what it has carried, and where it broke."""
    what = "MAIN process: attach" if way.main else "NEW process: exec"
    lines = [Content.styled(what, "bold $text-warning" if way.main else "bold $text-success")]
    if way.traffic is not None:
        came, went = amount(way.traffic.bytes_in), amount(way.traffic.bytes_out)
        lines.append(Content(f"↓ {came} came   ↑ {went} went"))
    if way.broken is not None:
        sentence = ansi.wrapped(way.broken.sentence, width)
        lines += [Content.styled(line, "$text-error") for line in sentence]
    return [_centred(line.truncate(width, ellipsis=True), width) for line in lines]


def _centred(line: Content, width: int) -> Content:
    return Content.assemble(" " * max(0, (width - line.cell_length) // 2), line)


def _beside(left: Sequence[Content], right: Sequence[Content], column: int) -> list[Content]:
    lines = []
    for index in range(max(len(left), len(right))):
        first = left[index] if index < len(left) else Content("")
        second = right[index] if index < len(right) else Content("")
        gap = " " * (column + _GAP - first.cell_length)
        lines.append(Content.assemble(first, gap, second))
    return lines
