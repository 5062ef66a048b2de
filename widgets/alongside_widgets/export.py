"""Rows to text, to text with SGR sequences, and to a picture."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from functools import lru_cache

from rich.console import Console
from rich.segment import Segment, Segments
from rich.terminal_theme import TerminalTheme
from textual.strip import Strip

from alongside_widgets.palette import Palette
from alongside_widgets.rows import GAP, Row
from alongside_widgets.selection import cells_text
from alongside_widgets.style_table import StyleTable
from alongside_widgets.styles import DEFAULT_STYLE, Color, Style

_RUN = re.compile(r"(.)\1*", re.DOTALL)


def to_text(rows: Iterable[Row]) -> str:
    """Return the rows as lines, wrapped ones joined, without the empty ones at the end."""
    return trimmed(map(row_text, rows))


def to_ansi(rows: Iterable[Row], styles: StyleTable) -> str:
    """Return the rows as lines with SGR sequences; hyperlinks are left out."""
    return trimmed(row_ansi(row, styles) for row in rows)


def trimmed(parts: Iterable[str]) -> str:
    """Join what `row_text` or `row_ansi` made of rows, without the empty lines at the end."""
    return "".join(parts).rstrip("\n") + "\n"


def row_text(row: Row) -> str:
    """Return one row, with the end of its line if it is the last one of it."""
    text = row.plain()[: -1 if row.wrapped == GAP else None]
    return text if row.wrapped else text.rstrip(" ") + "\n"


def row_ansi(row: Row, styles: StyleTable) -> str:
    """Return one row with SGR sequences, with the end of its line if it is the last one of it."""
    width = row.length
    parts = []
    if not row.style:
        parts.append(cells_text(row, 0, width))
    for run in _RUN.finditer(row.style, 0, width):
        text = cells_text(row, run.start(), run.end())
        codes = sgr(styles[ord(run[0][0])])
        parts.append(f"\x1b[{codes}m{text}\x1b[m" if codes else text)
    line = "".join(parts)
    return line if row.wrapped else line.rstrip(" ") + "\n"


@lru_cache(maxsize=4_096)
def sgr(style: Style) -> str:
    """Return the parameters of the SGR sequence that sets `style` on a terminal that is reset."""
    flags = {
        "1": style.bold,
        "2": style.faint,
        "3": style.italic,
        f"4:{int(style.underline)}": bool(style.underline),
        "5": style.blink,
        "7": style.reverse,
        "8": style.conceal,
        "9": style.strike,
        "53": style.overline,
    }
    codes = [code for code, is_set in flags.items() if is_set]
    codes += _color(style.foreground, 38, 30, 90)
    codes += _color(style.background, 48, 40, 100)
    if style.underline_color != DEFAULT_STYLE.underline_color:
        codes += _color(style.underline_color, 58, None, None)
    return ";".join(codes).replace("4:1", "4")


def _color(color: Color, extended: int, low: int | None, high: int | None) -> list[str]:
    if color is None:
        return []
    if isinstance(color, tuple):
        return [f"{extended};2;{';'.join(map(str, color))}"]
    if low is not None and color < 8:
        return [str(low + color)]
    if high is not None and color < 16:
        return [str(high + color - 8)]
    return [f"{extended};5;{color}"]


def to_svg(strips: list[Strip], width: int, palette: Palette, title: str) -> str:
    """Return strips as an SVG picture, in a frame with `title`."""
    console = Console(
        width=max(1, width),
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        record=True,
        legacy_windows=False,
        _environ={},
    )
    for strip in strips:
        console.print(Segments([*strip, Segment.line()]), end="")
    theme = TerminalTheme(
        palette.background, palette.foreground, list(palette.ansi[:8]), list(palette.ansi[8:])
    )
    return console.export_svg(title=title, theme=theme)
