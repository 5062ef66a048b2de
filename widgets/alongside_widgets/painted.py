"""Strips that are written straight from a row, without a segment for every run of colour.

Textual asks a strip for what goes to the outer terminal (`render`) and, as long as nothing lies
over the widget, for nothing else. So that is made of the row directly; the segments are made when
somebody does want them: a filter, a dialog that covers a part, a picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from textual.strip import Strip

from alongside_widgets.lines import Line


class Writer(Protocol):
    """Makes of a line what a strip is asked for."""

    def segments(self, line: Line) -> list[Segment]:
        """Return the line as Rich has it."""

    def written(self, line: Line, system: ColorSystem) -> str:
        """Return the line as text and sequences for the outer terminal."""


class Painted(Strip):
    """The strip of one line.

    Args:
        writer: Makes of `line` what is asked for.
        line: What to show, `width` cells wide.
        width: Cells.
    """

    __slots__ = ("_line", "_width", "_writer", "_written")

    def __init__(self, writer: Writer, line: Line, width: int) -> None:
        # Strip's own __init__ runs in __getattr__, with the first attribute that is missed.
        self._writer = writer
        self._line: Line | None = line
        self._width = width
        self._written: str | None = None

    def __getattr__(self, name: str) -> Any:
        line = self._line
        if name not in Strip.__slots__ or line is None:
            raise AttributeError(name)
        self._line = None
        super().__init__(self._writer.segments(line), self._width)
        return getattr(self, name)

    @property
    def cell_length(self) -> int:
        """Width in cells."""
        return self._width

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """Cut into strips that end at `cuts`."""
        cuts = list(cuts)
        return [self] if cuts == [self._width] else super().divide(cuts)

    def render(self, console: Console) -> str:
        """Return what the outer terminal gets."""
        if self._line is None:
            return super().render(console)
        if self._written is None:
            system = console._color_system or ColorSystem.TRUECOLOR
            self._written = self._writer.written(self._line, system)
        return self._written
