"""Another text in place of all there is: results that are written anew for a size or a wish.

Parsing takes a while, and nobody wants to see the screen empty meanwhile: the old frame stays until
the new text is there.
"""

from __future__ import annotations

import asyncio
import re

from alongside_widgets.marking import Marking
from alongside_widgets.rows import NUL, Row

_GIVEN_UP = 0.1
"""Seconds that the old text stays when the writer was cancelled: mostly for another to follow."""
_NEAR = 50
"""Rows before and behind its place in which a row that reads the same is looked for."""
_DRAWN = re.compile(f"[{NUL} \u2500-\u257f]+")
_MANY = 700
"""A text of more rows than that is not wrapped anew at once to find a line again after a change of
size: there the way to the end serves as well."""


class Rewriting(Marking):
    """A canvas whose text can be exchanged as a whole.

    Attributes:
        reading: It is a text to be read from its top, which is complete: when the size changes, the
            line in the first row stays there. Otherwise what is kept is the distance to the end.
    """

    reading = False
    _writer: object = None
    _lines_above: int | None = None
    _kept_place: tuple[int, str] | None = None

    def _fit(self) -> None:
        self._lines_above = None
        view = self.viewport
        if self.reading and view.end - view.first < _MANY and self.emulator.history.settled:
            above = view.rows(view.first, view.start)
            self._lines_above = sum(not row.wrapped for row in above)
        super()._fit()

    def _scroll_after_resize(self, back: int) -> None:
        missing, view = self._lines_above, self.viewport
        if missing is None:
            super()._scroll_after_resize(back)
            return
        view.settle()
        number = view.first
        while missing and (rows := view.rows(number, number + 1)):
            missing -= not rows[0].wrapped
            number += 1
        view.scroll_to(number)

    def clear(self) -> None:
        """Forget scrollback and screen; the program is not told."""
        emulator = self.emulator
        emulator.cursor_position()
        emulator.erase_in_display(2)
        emulator.erase_in_display(3)
        self._leave_text()
        self._take_frame()

    async def replace(self, data: bytes) -> None:
        """Show `data` in place of all that was fed before, parsed or not.

        Returns when that is shown, from then on following its end. Until then what was shown stays,
        and so it does between one call that is cancelled and the next.
        """
        self._writer = writer = object()
        self._feeder.forget()
        self._pieces.clear()
        self.emulator.restart()
        try:
            self.feed(data)
            await self._feeder.drain()
        except asyncio.CancelledError:
            asyncio.get_running_loop().call_later(_GIVEN_UP, self._show_text, writer)
            raise
        self._show_text(writer)

    async def rewrite(self, data: bytes) -> None:
        """Replace the text by the same one in other lines; what is in the first row stays there."""
        if self._kept_place is None:  # else another call did not come to its end
            self._kept_place = self._top_place()
        await self.replace(data)
        (above, top), self._kept_place = self._kept_place, None
        self.viewport.scroll_to(self._row_at(above, top))
        self._take_frame()

    def _top_place(self) -> tuple[int, str]:
        """Return how many characters are above the window, and its first row."""
        view = self.viewport
        above = sum(map(_characters, view.rows(view.first, view.start)))
        return above, "".join(map(_text, view.rows(view.start, view.start + 1)))

    def _row_at(self, above: int, top: str) -> int:
        """Return the number of the row that has so many characters above it, or reads like it."""
        view = self.viewport
        number = view.first
        while above > 0 and (rows := view.rows(number, number + 1)):
            above -= _characters(rows[0])
            number += above >= 0
        begin = max(view.first, number - _NEAR)
        near = enumerate(view.rows(begin, number + _NEAR), begin)
        alike = [at for at, row in near if top and _text(row) == top]
        return min(alike, key=lambda at: abs(at - number), default=number)

    def _show_text(self, writer: object) -> None:
        """Let the new text be seen, unless it is to be replaced itself."""
        if writer is self._writer:
            self._writer = None
            self._leave_text()
            self._pacer.now()

    def _leave_text(self) -> None:
        """Drop what refers to a text that is no more."""
        self.viewport.top = None
        self.clear_selection()
        self.end_search()

    def _take_frame(self) -> None:
        if self._writer is None:
            super()._take_frame()


def _characters(row: Row) -> int:
    """Return how many characters a row has that are neither blanks nor lines of a drawing."""
    return len(_DRAWN.sub("", row.text))


def _text(row: Row) -> str:
    return row.text.strip(f"{NUL} ─")
