"""Another text in place of all there is: results that are written anew for a size or a wish.

Parsing takes a while, and nobody wants to see the screen empty meanwhile: the old frame stays until
the new text is there.
"""

from __future__ import annotations

import asyncio

from alongside_widgets.marking import Marking

_GIVEN_UP = 0.1
"""Seconds that the old text stays when the writer was cancelled: mostly for another to follow."""


class Rewriting(Marking):
    """A canvas whose text can be exchanged as a whole."""

    _writer: object = None

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
