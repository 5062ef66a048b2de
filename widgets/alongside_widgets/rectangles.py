"""Rectangles of cells: the VT420's functions that fill, erase, copy, change and sum them up.

Coordinates count from 1, under DECOM from the margins, and both ends belong to the rectangle; what
is outside the page is cut off, and a rectangle that is upside down does nothing. The margins do
not matter otherwise, and the cursor stays. Sources: the VT420 and VT510 Programmer References.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from alongside_widgets.editing import Editing
from alongside_widgets.rows import NUL, Row
from alongside_widgets.styles import DEFAULT_STYLE, Style, Underline

_CHANGES: dict[int, Callable[[Style], Style]] = {
    0: lambda s: s._replace(bold=False, underline=Underline.NONE, blink=False, reverse=False),
    1: lambda s: s._replace(bold=True),
    4: lambda s: s._replace(underline=Underline.SINGLE),
    5: lambda s: s._replace(blink=True),
    7: lambda s: s._replace(reverse=True),
    8: lambda s: s._replace(conceal=True),
    22: lambda s: s._replace(bold=False),
    24: lambda s: s._replace(underline=Underline.NONE),
    25: lambda s: s._replace(blink=False),
    27: lambda s: s._replace(reverse=False),
    28: lambda s: s._replace(conceal=False),
}
"""DECCARA: what each SGR number does to a cell."""

_FLIPS: dict[int, Callable[[Style], Style]] = {
    1: lambda s: s._replace(bold=not s.bold),
    4: lambda s: s._replace(underline=Underline(not s.underline)),
    5: lambda s: s._replace(blink=not s.blink),
    7: lambda s: s._replace(reverse=not s.reverse),
    8: lambda s: s._replace(conceal=not s.conceal),
}
"""DECRARA: what each SGR number turns around; 0 is all but the last."""


class Area(NamedTuple):
    """A rectangle in cells from 0; `bottom` and `right` do not belong to it."""

    top: int
    left: int
    bottom: int
    right: int


class Rectangles(Editing):
    """A grid whose rectangles can be changed.

    Attributes:
        extent: DECSACE: 2, attributes change in a rectangle; else from its first corner to its
            last as text runs.
    """

    extent = 0

    def _area(self, top: int = 0, left: int = 0, bottom: int = 0, right: int = 0) -> Area | None:
        """Return the rectangle that four parameters mean, 0 for the edge of the page."""
        first, last = (self.top, self.bottom) if self.modes.origin else (0, self.rows - 1)
        start, end = (self.left, self.right) if self.modes.origin else (0, self.columns - 1)
        area = Area(
            first + max(1, top) - 1,
            start + max(1, left) - 1,
            min(last, first + bottom - 1 if bottom else last) + 1,
            min(end, start + right - 1 if right else end) + 1,
        )
        return area if area.top < area.bottom and area.left < area.right else None

    # Cells

    def fill_rectangle(self, code: int = 0, *corners: int) -> None:
        """DECFRA: fill with a character in the current style."""
        area = self._area(*corners)
        if area and (32 <= code <= 126 or 160 <= code <= 255):
            for row in self.visible[area.top : area.bottom]:
                row.fill(area.left, area.right, self.pen, chr(code))

    def erase_rectangle(self, *corners: int) -> None:
        """DECERA: blank everything, protected or not."""
        if area := self._area(*corners):
            for row in self.visible[area.top : area.bottom]:
                row.fill(area.left, area.right, self.blank)

    def erase_rectangle_selectively(self, *corners: int) -> None:
        """DECSERA: blank what DECSCA does not protect."""
        if area := self._area(*corners):
            for row in self.visible[area.top : area.bottom]:
                self._erase(row, area.left, area.right, not self.guarded)

    def copy_rectangle(self, *numbers: int) -> None:
        """DECCRA: copy cells with their looks; there is only one page."""
        corners = (*numbers, *[0] * 8)[:8]
        area = self._area(*corners[:4])
        target = self._area(*corners[5:7])
        if not (area and target):
            return
        width = min(area.right - area.left, target.right - target.left)
        sources = [row.copy() for row in self.visible[area.top : area.bottom]]
        for row, source in zip(self.visible[target.top : target.bottom], sources, strict=False):
            piece = _moved(source, area.left, area.left + width, target.left)
            row.replace(piece, target.left, target.left + width)

    # Looks

    def select_extent(self, extent: int = 0) -> None:
        """DECSACE."""
        if extent <= 2:
            self.extent = extent

    def change_attributes(self, *numbers: int) -> None:
        """DECCARA: set and reset attributes in an area."""
        changes = [_CHANGES[code] for code in numbers[4:] or (0,) if code in _CHANGES]
        self._restyle(numbers[:4], changes)

    def reverse_attributes(self, *numbers: int) -> None:
        """DECRARA: turn attributes around in an area."""
        codes = [
            other for code in numbers[4:] or (0,) for other in ((1, 4, 5, 7), (code,))[code > 0]
        ]
        self._restyle(numbers[:4], [_FLIPS[code] for code in codes if code in _FLIPS])

    def _restyle(self, corners: tuple[int, ...], changes: list[Callable[[Style], Style]]) -> None:
        area = self._area(*corners)
        if not (area and changes):
            return
        made: dict[str, str] = {}
        for y, left, right in self._stretches(area):
            row = self.visible[y]
            style = row.style or NUL * self.columns
            for pen in set(style[left:right]) - made.keys():
                changed = self.styles[ord(pen)]
                for change in changes:
                    changed = change(changed)
                made[pen] = self.styles.pen(changed)
            row.style = style[:left] + "".join(made[p] for p in style[left:right]) + style[right:]

    def _stretches(self, area: Area) -> Iterator[tuple[int, int, int]]:
        """Yield row, first column and end of what DECSACE makes of an area."""
        for y in range(area.top, area.bottom):
            block = self.extent == 2
            left = area.left if block or y == area.top else 0
            right = area.right if block or y == area.bottom - 1 else self.columns
            yield y, left, right

    # The sum

    def checksum(self, *corners: int) -> int:
        """DECRQCRA: the sum of all characters and attributes in 16 bits, negative."""
        area = self._area(*corners)
        total = 0
        for row in self.visible[area.top : area.bottom] if area else ():
            for column in range(area.left, area.right) if area else ():
                total += sum(map(ord, row.cluster(column)))
                total += _weight(self.styles[ord(row.style_at(column))])
        return -total & 0xFFFF


def _weight(style: Style) -> int:
    """Return what the attributes of a cell add to the sum."""
    if style is DEFAULT_STYLE:
        return 0
    return (
        4 * style.protected
        + 8 * style.conceal
        + 16 * bool(style.underline)
        + 32 * style.reverse
        + 64 * style.blink
        + 128 * style.bold
    )


def _moved(row: Row, left: int, right: int, column: int) -> Row:
    """Return a row as long as `row` with its cells from `left` up to `right` put at `column`."""
    row.split(left)
    row.split(right)
    size = len(row.text)
    piece = Row((" " * column + row.text[left:right]).ljust(size)[:size])
    if row.style:
        piece.style = (NUL * column + row.style[left:right]).ljust(size, NUL)[:size]
    if row.clusters:
        by = column - left
        inside = {c + by: text for c, text in row.clusters.items() if left <= c < right}
        piece.clusters = inside or None
    return piece
