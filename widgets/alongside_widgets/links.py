"""Where the link at a cell leads, and which cells belong to it: pure, over a `Viewport`.

A program says where a link leads (OSC 8), or text looks like an address: then the whole line is
read, over the rows that it is wrapped to, so that no address is cut off at the edge.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from alongside_widgets.rows import NUL
from alongside_widgets.search import joined
from alongside_widgets.selection import Point, line_end, line_start
from alongside_widgets.style_table import StyleTable
from alongside_widgets.viewport import Viewport

_URL = re.compile(r"(?:https?|ftp|file)://[^\s<>\"'`]{1,2000}")
_AFTER = ".,;:!?"
_BRACKETS = {")": "(", "]": "[", "}": "{"}


class Link(NamedTuple):
    """A link on the screen.

    Attributes:
        url: Where it leads.
        spans: Its cells: row number, first column, and behind the last.
    """

    url: str
    spans: tuple[tuple[int, int, int], ...]


def link_at(view: Viewport, styles: StyleTable, point: Point, *, guess: bool) -> Link | None:
    """Return the link at a cell; with `guess` text that looks like an address is one too."""
    if not view.first <= point.row < view.end:
        return None  # it has scrolled away since the mouse was there
    row = view.row(point.row)
    pen = row.style_at(point.column)
    if url := styles[ord(pen)].link:
        start = end = point.column
        while start > 0 and row.style_at(start - 1) == pen:
            start -= 1
        while end < len(row.text) and row.style_at(end) == pen:
            end += 1
        return Link(url, ((point.row, start, end),))
    return _guessed(view, point) if guess else None


def _guessed(view: Viewport, point: Point) -> Link | None:
    if view.row(point.row).text[point.column] == NUL:
        point = Point(point.row, point.column - 1)  # the second half of a wide character
    first = line_start(view, point).row
    rows = view.rows(first, line_end(view, point).row + 1)
    text, places = joined(rows)
    for found in _URL.finditer(text):
        url = _trimmed(found[0])
        cells = [Point(first + row, at) for row, at in places[found.start() :][: len(url)]]
        if point in cells:
            spans = []
            for number in range(cells[0].row, cells[-1].row + 1):
                columns = [cell.column for cell in cells if cell.row == number]
                spans.append((number, columns[0], columns[-1] + 1))
            return Link(url, tuple(spans))
    return None


def _trimmed(url: str) -> str:
    """Return an address without what belongs to the sentence around it: stops, odd brackets."""
    while url[-1] in _AFTER or (
        url[-1] in _BRACKETS and url.count(url[-1]) > url.count(_BRACKETS[url[-1]])
    ):
        url = url[:-1]
    return url
