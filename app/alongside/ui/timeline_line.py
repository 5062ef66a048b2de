"""The timeline in Textual's content: a colour for each tone, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from textual.content import Content

from alongside.anatomy.timeline import Entry, Tone
from alongside.anatomy.timeline_rows import Names, Span, line

_STYLES: Mapping[Tone, str] = {
    Tone.TIME: "$foreground-disabled",
    Tone.RULE: "$foreground-disabled",
    Tone.NEW: "$text-success",
    Tone.ENDED: "$foreground-muted",
    Tone.STREAM: "$text-warning",
    Tone.STATE: "$text-primary",
    Tone.BAD: "$text-error",
    Tone.GOOD: "$text-success",
}


def content(spans: Iterable[Span]) -> Content:
    """Return spans in the theme's colours."""
    return Content.assemble(*((span.text, _STYLES[span.tone]) for span in spans))


def timeline_row(entries: Sequence[Entry], names: Names, width: int) -> Content:
    """Return the newest entries in one row of exactly `width` cells, the newest at the right."""
    if not entries:
        told = "nothing has happened to the container since this was opened"
        return Content.styled(f"── {told}"[:width], "$foreground-disabled")
    drawn = content(line(entries, names, width))
    rule = "─" * max(0, width - drawn.cell_length - 1)
    return Content.assemble((f"{rule} " if rule else "", "$foreground-disabled"), drawn)
