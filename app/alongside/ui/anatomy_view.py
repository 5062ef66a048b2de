"""An anatomy in a tab: two processes in two columns, to scroll and search.

Control flows from `_read`, in a worker, into a stored `Anatomy`, and from that, for the width and
the wishes of the moment, through `anatomy_text` into the grid. `AnatomyPane` reads an exec'd
process and the main one, `PairAnatomyPane` two exec'd ones.
"""

from __future__ import annotations

from dataclasses import replace

from textual import on, work
from textual.content import Content

from alongside.anatomy.model import Anatomy
from alongside.engine.engine import Engine
from alongside.errors import AlongsideError
from alongside.ui.anatomy_text import Wishes, as_terminal
from alongside.ui.reading_pane import ReadingPane
from alongside_widgets.monitor import Monitor


class AnatomyView(ReadingPane):
    """Two processes compared, section by section."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._wishes = Wishes()
        self._anatomy: Anatomy | None = None
        self._written_for = 0

    @property
    def about(self) -> str:
        """What is compared, for the border."""
        raise NotImplementedError

    async def read(self) -> Anatomy:
        """Read it as it is now.

        Raises:
            AlongsideError: It cannot be read.
        """
        raise NotImplementedError

    @on(Monitor.Resized)
    def _resized(self, event: Monitor.Resized) -> None:
        event.stop()
        if not self._asked:
            self._asked = True
            self.ask()
        elif self._anatomy is not None and self.monitor.emulator.columns != self._written_for:
            self._show()

    @work(exclusive=True, group="anatomy")
    async def ask(self) -> None:
        """Read it, and show it."""
        self._entitle("reading…")
        try:
            self._anatomy = await self.read()
        except AlongsideError as error:
            self._entitle("not read")
            self.post_message(self.Refused(self, str(error)))
            return
        self._show()

    def _entitle(self, state: str) -> None:
        self.border_title = Content(f"anatomy · {self.about} · {state}")

    @work(exclusive=True, group="show")
    async def _show(self, *, keep_place: bool = True) -> None:
        """Write it anew for the size and the wishes of now."""
        anatomy, monitor, wishes = self._anatomy, self.monitor, self._wishes
        if anatomy is None:
            return
        secrets = "shown" if wishes.reveal else "masked"
        shown = "only differences" if wishes.only_differences else "all"
        less, reveal = self.key("result.differences"), self.key("result.reveal")
        self._entitle(f"{shown} ({less}) · secrets {secrets} ({reveal}) · [ ] sections")
        view, columns = monitor.viewport, monitor.emulator.columns
        place = view.start - view.first if keep_place and self._written_for else 0
        other_width = 0 < self._written_for != columns
        self._written_for = columns
        text = as_terminal(anatomy, columns, wishes)
        if other_width and keep_place:
            await monitor.rewrite(text)
            return
        await monitor.replace(text)
        monitor.action_browse_top()
        monitor.scroll_rows(place)

    async def do_again(self) -> None:
        """Read it again."""
        self.ask()

    async def do_reveal(self) -> None:
        """Show masked secrets, or mask them again."""
        self._wishes = replace(self._wishes, reveal=not self._wishes.reveal)
        self._show()

    async def do_differences(self) -> None:
        """Hide what is the same, or show all again."""
        only = not self._wishes.only_differences
        self._wishes = replace(self._wishes, only_differences=only)
        self._show(keep_place=False)
