"""The ways of two streams in two rows: what they share once, then where they part. Pure.

``exec    terminal ─ alongside ─ dockerd ─ (containerd) ─ shim ┬─ bash (41)       ↓ 3.4 kB  ↑ 12 B``
``attach                                                      └─ node (1)        ↓ 12 kB  ↑ 0 B``
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content

from alongside.anatomy.breaks import Break
from alongside.anatomy.model import Hop, HopKind
from alongside.anatomy.relay import parting
from alongside.session.traffic import Traffic

_JOINT = Content.styled(" ─ ", "$foreground-disabled")
_UNITS = ("B", "kB", "MB", "GB", "TB")


class Way(NamedTuple):
    """One stream's way, as far as it is known.

    Attributes:
        label: ``exec``, ``attach``.
        main: Does it lead to the container's main process?
        hops: Empty while nothing is known.
        broken: Where it broke, if it did.
        lost: Was it the connection that broke, rather than the process that ended?
        failed: Did it never come to life?
    """

    label: str
    main: bool
    hops: tuple[Hop, ...] = ()
    traffic: Traffic | None = None
    broken: Break | None = None
    lost: bool = False
    failed: bool = False


def amount(count: int) -> str:
    """Return a number of bytes for people: ``980 B``, ``3.4 kB``, ``12 MB``."""
    value, unit = float(count), _UNITS[0]
    for unit in _UNITS:
        if value < 999.5 or unit == _UNITS[-1]:
            break
        value /= 1000
    digits = 1 if unit != "B" and value < 9.95 else 0
    return f"{value:.{digits}f} {unit}"


def tone(hop: Hop, way: Way) -> str:
    """Return the style of a hop's name."""
    if hop.kind is HopKind.PROCESS:
        return "bold $text-warning" if way.main else "bold $text-success"
    if hop.beside:
        return "$foreground-disabled"
    return "$text-accent" if hop.kind is HopKind.OURS else ""


def _named(hop: Hop, way: Way, pids: bool) -> Content:
    pid = f" {hop.pid}" if hop.pid and (pids or hop.kind is HopKind.PROCESS) else ""
    if hop.beside:
        return Content.styled(f"({hop.name}{pid})", tone(hop, way))
    return Content.assemble((hop.name, tone(hop, way)), (pid, "$foreground-muted"))


class _Level(NamedTuple):
    """How much is left out for want of room."""

    pids: bool = True
    beside: bool = True
    ends: bool = True
    """Our own ends of the way: everybody knows where they sit."""

    def of(self, hops: Sequence[Hop]) -> list[Hop]:
        """Return the hops that are drawn."""
        kept = [hop for hop in hops if self.beside or not hop.beside]
        return [hop for hop in kept if self.ends or hop.kind is not HopKind.OURS]


_LEVELS = (
    _Level(),
    _Level(beside=False),
    _Level(beside=False, ends=False),
    _Level(pids=False, ends=False, beside=False),
)


def rows(first: Way, second: Way, width: int) -> list[Content]:
    """Return a row for each way, in at most `width` cells as far as that is possible."""
    ways = (first, second)
    if any(way.broken is not None or not way.hops for way in ways):
        return [_alone(way, width) for way in ways]
    counts = [_counts(way.traffic) for way in ways]
    label = max(len(way.label) for way in ways) + 3
    room = width - label - max(count.cell_length for count in counts) - 2
    drawn: list[Content] = []
    for level in _LEVELS:
        drawn = _forked(first, second, level)
        if max(row.cell_length for row in drawn) <= room:
            break
    return [
        Content.assemble(
            (way.label.ljust(label), "$foreground-muted"),
            row.truncate(max(room, 1), ellipsis=True, pad=True),
            "  ",
            count,
        )
        for way, row, count in zip(ways, drawn, counts, strict=True)
    ]


def _forked(first: Way, second: Way, level: _Level) -> list[Content]:
    shared = parting(first.hops, second.hops)
    trunk = _JOINT.join(_named(hop, first, level.pids) for hop in level.of(first.hops[:shared]))
    own = [
        _JOINT.join(_named(hop, way, level.pids) for hop in level.of(way.hops[shared:]))
        for way in (first, second)
    ]
    indent = " " * trunk.cell_length
    return [
        Content.assemble(trunk, (" ┬─ ", "$foreground-disabled"), own[0]),
        Content.assemble(indent, (" └─ ", "$foreground-disabled"), own[1]),
    ]


def _alone(way: Way, width: int) -> Content:
    """Return the row of a way that is not known, broken, or without another beside it."""
    lead = Content.styled(f"{way.label}   ", "$foreground-muted")
    if not way.hops:
        told = "nothing was started" if way.failed else "…"
        return lead + Content.styled(told, "$foreground-disabled")
    if way.broken is None:
        hops = [_named(hop, way, False) for hop in way.hops]
        return Content.assemble(lead, _JOINT.join(hops), "  ", _counts(way.traffic))
    said = Content.styled(way.broken.sentence, "$text-error")
    at = way.broken.index
    if at is None:
        return lead + said
    before = _JOINT.join(_named(hop, way, False) for hop in way.hops[max(0, at - 2) : at])
    broken = Content.assemble(
        lead, before, (" ╳ ", "bold $text-error"), _named(way.hops[at], way, False), "   "
    )
    return (broken + said).truncate(width, ellipsis=True)


def _counts(traffic: Traffic | None) -> Content:
    if traffic is None:
        return Content("")
    return Content.styled(
        f"↓ {amount(traffic.bytes_in):>6}  ↑ {amount(traffic.bytes_out):>6}", "$foreground-muted"
    )
