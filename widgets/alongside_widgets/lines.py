"""What is painted: rows frozen for a frame, what lies over them, and their text made safe.

`Canvas` makes `Line`s of rows, `Painter` makes strips of `Line`s. Control characters do not get
through `shown` whatever a row holds, and what it returns is as wide as its cells in Textual's eyes.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import NamedTuple

from rich.cells import cell_len

from alongside_widgets.rows import NUL, Row

_UNSAFE = re.compile(
    "[\x01-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e001f]"
)


class Kind(IntEnum):
    """What lies over cells; a later one covers an earlier."""

    LINK = 1
    MATCH = 2
    CURRENT = 3
    SELECTION = 4
    CURSOR_BLOCK = 5
    CURSOR_UNDERLINE = 6
    CURSOR_BAR = 7
    CURSOR_AWAY = 8
    BAR_TRACK = 9
    BAR_THUMB = 10


class Span(NamedTuple):
    """Columns `start` up to `end` (not included) with something over them."""

    start: int
    end: int
    kind: Kind


class Line(NamedTuple):
    """A row as it was when the frame was taken: all that its picture depends on."""

    text: str
    style: str = ""
    clusters: tuple[tuple[int, str], ...] = ()
    spans: tuple[Span, ...] = ()


def freeze(row: Row, spans: tuple[Span, ...] = ()) -> Line:
    """Return what `row` looks like now."""
    clusters = tuple(sorted(row.clusters.items())) if row.clusters else ()
    return Line(row.text, row.style, clusters, spans)


def sized(line: Line, width: int) -> Line:
    """Return `line` cut or filled to `width` cells."""
    have = len(line.text)
    if have == width:
        return line
    if have < width:
        style = line.style + NUL * (width - have) if line.style else ""
        return line._replace(text=line.text.ljust(width), style=style)
    text = line.text[:width]
    if line.text[width] == NUL:
        text = text[:-1] + " "
    clusters = tuple(item for item in line.clusters if item[0] < width)
    return line._replace(text=text, style=line.style[:width], clusters=clusters)


def shown(line: Line, start: int, end: int) -> str:
    """Return the text of some cells, exactly as wide as they are in Textual's eyes."""
    text = line.text[start:end]
    clusters = [item for item in line.clusters if start <= item[0] < end]
    if not clusters:
        shown = _UNSAFE.sub("\ufffd", text).replace(NUL, "")
        if not (text and text[0] == NUL) and cell_len(shown) == end - start:
            return shown
    return _cell_by_cell(text, {column - start: cluster for column, cluster in clusters})


def _cell_by_cell(text: str, clusters: dict[int, str]) -> str:
    parts = []
    column = 0
    while column < len(text):
        width = 2 if text[column + 1 : column + 2] == NUL else 1
        cluster = clusters.get(column, text[column])
        parts.append(" " if cluster == NUL else _fitted(cluster, width))
        column += width
    return "".join(parts)


def _fitted(cluster: str, width: int) -> str:
    """Return `cluster`, or something like it, that Textual too takes for `width` cells wide."""
    cluster = _UNSAFE.sub("", cluster)
    for candidate in (cluster, cluster[:1]):
        if candidate and cell_len(candidate) == width:
            return candidate
    if cluster and cell_len(cluster) == 1:
        return cluster + " " * (width - 1)
    return "\ufffd" + " " * (width - 1)
