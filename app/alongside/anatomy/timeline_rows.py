"""The timeline in words, as spans of text that a screen colours: one row, or all of it. Pure."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from alongside.anatomy.timeline import Entry, Tone

Names = Callable[[str], str]
"""From an exec's id to what it is called if it is ours (``bash (41)``), else the empty string."""

HELPER = "helper"
"""What `Names` call an exec of ours that nobody asked for: it looked, or it ended others."""


class Span(NamedTuple):
    """Some text of one tone."""

    text: str
    tone: Tone


_LEAST = 4
"""An entry takes more cells than this."""


def at(seconds: float) -> str:
    """Return the time of day of an event, on the clock of whoever looks."""
    return time.strftime("%H:%M:%S", time.localtime(seconds))


def line(entries: Sequence[Entry], names: Names, width: int) -> list[Span]:
    """Return the newest entries in at most `width` cells, the newest at the right.

    Where not all have room, what only our own looking has caused gives way first, then resizes,
    then the oldest. A time stands before what happened in that second; later entries of the same
    second follow it without one.
    """
    told = _named(entries[-max(1, width // _LEAST) :], names)
    for dull in (_is_looking, _is_resize):
        spans = _laid_out(told)
        if _width(spans) <= width:
            return spans
        told = [item for item in told if not dull(*item)] or told
    while len(told) > 1 and _width(_laid_out(told)) > width:
        del told[0]
    spans = _laid_out(told)
    if _width(spans) > width:
        spans = [Span(set_cell_size(spans[-2].text, max(0, width - 1)), spans[-2].tone)]
    return spans if width > 1 else []


def _named(entries: Sequence[Entry], names: Names) -> list[tuple[Entry, str]]:
    return [(entry, names(entry.exec_id) if entry.exec_id else "") for entry in entries]


def _is_looking(entry: Entry, name: str) -> bool:
    return name == HELPER


def _is_resize(entry: Entry, name: str) -> bool:
    return entry.glyph == "↔"


def _laid_out(told: Sequence[tuple[Entry, str]]) -> list[Span]:
    """Return all of them in one row, however long."""
    spans: list[Span] = []
    second = ""
    for entry, name in told:
        if at(entry.time) != second:
            second = at(entry.time)
            spans += [Span("── ", Tone.RULE), Span(f"{second} ", Tone.TIME)]
        spans += [Span(entry.text(name), entry.tone), Span("  ", Tone.RULE)]
    return spans


def _width(spans: Sequence[Span]) -> int:
    return sum(cell_len(span.text) for span in spans)


def listing(entries: Sequence[Entry], names: Names) -> list[list[Span]]:
    """Return all entries, the newest last, a row each."""
    return [
        [
            Span(f"{at(entry.time)}  ", Tone.TIME),
            Span(entry.text(name), entry.tone),
        ]
        for entry, name in _named(entries, names)
    ]
