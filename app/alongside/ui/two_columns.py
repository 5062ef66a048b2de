"""Two sides of one fact as lines of a terminal: side by side, or one below the other. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from alongside.ui import ansi
from alongside.ui.ansi import beside, cut, paint, wrapped

NARROW = 72
"""Below this many cells the two sides stand one below the other."""

_NONE = "–"
Mark = tuple[str, str]
"""One cell and its SGR."""


class Columns:
    """A mark, a label and two columns, in a certain width.

    Args:
        width: Of all of it, in cells.
        label: Of the labels' column, where the sides stand side by side.
        sides: What the two are called.
        tones: Their SGRs.
    """

    def __init__(
        self,
        width: int,
        label: int,
        sides: tuple[str, str] = ("exec", "attach"),
        tones: tuple[str, str] = (ansi.NEW, ansi.MAIN),
    ) -> None:
        self._sides = sides
        self._tones = tones
        self._width = width
        self.two = width >= NARROW
        self.label = label if self.two else 0
        self._column = (width - label - 5) // 2 if self.two else width - 10

    @property
    def indent(self) -> int:
        """Where what is said of a row begins."""
        return self.label + 3 if self.two else 4

    def common(self, mark: Mark, label: str, value: str) -> Iterable[str]:
        """Yield a row whose two sides are one."""
        sign, sgr = mark
        if self.two:
            room = self._width - self.label - 3
            name = (wrapped(label, self.label), self.label, sgr)
            rows = beside([([sign], 1, sgr), name, (wrapped(value, room), room, sgr)], " ")
        else:
            room = self._width - 2
            rows = beside([([sign], 1, sgr), (wrapped(f"{label}  {value}", room), room, sgr)], " ")
        yield from (row.rstrip() for row in rows)

    def apart(self, mark: Mark, label: str, new: str, main: str) -> Iterable[str]:
        """Yield a row whose two sides are two; what is empty is a dash."""
        sign, sgr = mark
        sides = [wrapped(text or _NONE, self._column) for text in (new, main)]
        said = zip((new, main), self._tones, strict=True)
        tones = [tone if text else ansi.DIM for text, tone in said]
        if self.two:
            columns = [
                ([sign], 1, sgr),
                (wrapped(label, self.label), self.label, ansi.BOLD),
                (sides[0], self._column + 1, tones[0]),
                (sides[1], self._column, tones[1]),
            ]
            yield from beside(columns, " ")
            return
        yield f"{paint(sign, sgr)} {paint(cut(label, self._width - 2), ansi.BOLD)}"
        for name, lines, tone in zip(self._sides, sides, tones, strict=True):
            yield from beside([([f"  {name}"], 9, ansi.DIM), (lines, self._column, tone)], " ")
