"""What a monitor shows and has shown, as text, as text with SGR sequences, as a picture."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from time import perf_counter

from textual.strip import Strip

from alongside_widgets import export
from alongside_widgets.finding import Finding
from alongside_widgets.palette import Palette
from alongside_widgets.rows import Row

_BATCH = 100
"""Rows between two looks at the clock."""
_TURN = 0.004
"""Seconds of writing rows in one turn of the loop."""


class Form(StrEnum):
    """What it is saved as; the values are the endings of files."""

    TEXT = "txt"
    ANSI = "ansi"
    SVG = "svg"


class Saving(Finding):
    """A canvas whose content can be saved."""

    async def saved(self, form: Form, title: str = "") -> str:
        """Return the same as the methods below, but without holding the loop.

        Output that comes meanwhile is not in it; older rows that it pushes out are missing.
        """
        if form is Form.SVG:
            return await asyncio.to_thread(export.to_svg, *self._picture(title))
        view = self.viewport
        parts: list[str] = []
        settled = False
        while not settled:
            settled = self.emulator.history.settle(seconds=_TURN)
            await asyncio.sleep(0)
        deadline = perf_counter() + _TURN
        number, end = view.first, view.end
        while number < end:
            rows = view.rows(number, min(end, number + _BATCH))
            parts += [self._written(row, form) for row in rows]
            number += _BATCH
            if perf_counter() >= deadline:
                await asyncio.sleep(0)
                deadline = perf_counter() + _TURN
        return export.trimmed(parts)

    def save_text(self) -> str:
        """Return scrollback and screen as plain text, wrapped lines whole."""
        return export.to_text(self._everything())

    def save_ansi(self) -> str:
        """Return scrollback and screen as text with SGR sequences, to be shown with `cat`."""
        return export.to_ansi(self._everything(), self.emulator.styles)

    def save_svg(self, title: str = "") -> str:
        """Return what is in the window as an SVG picture in the theme's colours."""
        return export.to_svg(*self._picture(title))

    def _written(self, row: Row, form: Form) -> str:
        if form is Form.TEXT:
            return export.row_text(row)
        return export.row_ansi(row, self.emulator.styles)

    def _picture(self, title: str) -> tuple[list[Strip], int, Palette, str]:
        width = self.size.width
        # Painted here: the painter is not for other threads.
        strips = [Strip(list(self.painter.paint(line, width)), width) for line in self._frame]
        return strips, width, self.painter.palette, title

    def _everything(self) -> list[Row]:
        view = self.viewport
        view.settle()
        return view.rows(view.first, view.end)
