"""Laying out one line of cells: parts of fixed text and one that gives way and fills."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip


class Part(NamedTuple):
    """Some text of a line; the flexible one gives way and fills."""

    text: str
    style: Style
    flexible: bool = False


def crop(text: str, width: int) -> str:
    """Cut `text` to `width` cells, with an ellipsis where something is missing."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(0, width - 1)) + "…" if width > 0 else ""


def fit(parts: Sequence[Part], width: int, under: Style, *, plain: bool = False) -> Strip:
    """Lay out `parts` in exactly `width` cells; the last cell is kept free.

    Args:
        under: The style below all of them.
        plain: Paint all in `under` alone: a cursor's colours must stay readable.
    """
    room = max(0, width - 1 - sum(cell_len(part.text) for part in parts if not part.flexible))
    segments = []
    for part in parts:
        text = set_cell_size(crop(part.text, room), room) if part.flexible else part.text
        segments.append(Segment(text, under if plain else under + part.style))
    return Strip(segments).adjust_cell_length(width, under)


def alike_from(end: int, crop: Region, render: Callable[[Region], list[Strip]]) -> list[Strip]:
    """Render a widget's lines; those from line `end` on are all alike, so one of them does.

    Args:
        end: The first of them; 0 for a widget whose lines are all covered or all border.
        crop: What is to be rendered.
        render: Does it: the widget's own `render_lines`.
    """
    more = crop.bottom - max(crop.y, end) - 1
    if more <= 0:
        return render(crop)
    strips = render(Region(crop.x, crop.y, crop.width, crop.height - more))
    return [*strips, *strips[-1:] * more]
