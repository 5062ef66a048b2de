"""How a cell looks, as the emulator keeps it and the widgets paint it."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

Color = int | tuple[int, int, int] | None
"""None: the default; int: palette index 0 to 255; tuple: red, green, blue."""


class Underline(IntEnum):
    """SGR 4:n."""

    NONE = 0
    SINGLE = 1
    DOUBLE = 2
    CURLY = 3
    DOTTED = 4
    DASHED = 5


class Style(NamedTuple):
    """The look of a cell: SGR attributes and the hyperlink. Immutable, shared, hashable.

    `protected` (DECSCA) shows nothing: it keeps a cell from selective erasure.
    """

    foreground: Color = None
    background: Color = None
    bold: bool = False
    faint: bool = False
    italic: bool = False
    underline: Underline = Underline.NONE
    underline_color: Color = None
    blink: bool = False
    reverse: bool = False
    conceal: bool = False
    strike: bool = False
    overline: bool = False
    link: str = ""
    protected: bool = False


DEFAULT_STYLE = Style()


class Cell(NamedTuple):
    """One cell of the grid.

    Attributes:
        text: The cluster shown; a space when empty; empty for the second half of a wide one.
        width: 1; 2 for the first half of a wide character; 0 for the second half.
    """

    text: str = " "
    width: int = 1
    style: Style = DEFAULT_STYLE
