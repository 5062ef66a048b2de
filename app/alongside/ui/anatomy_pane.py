"""What exec and attach are, in two columns: read from the running container, to scroll and search.

Control flows from `read_anatomy` in a worker into a stored `Anatomy`, and from that, for the width
and the wishes of the moment, through `anatomy_text` into the grid.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from textual import on, work
from textual.content import Content

from alongside.anatomy.model import Anatomy, Side
from alongside.anatomy.read import read_anatomy
from alongside.engine.engine import Engine
from alongside.engine.model import Container
from alongside.errors import AlongsideError
from alongside.session.session import Facts
from alongside.ui.anatomy_text import Wishes, as_terminal
from alongside.ui.reading_pane import ReadingPane
from alongside_widgets.monitor import Monitor


class AnatomyPane(ReadingPane):
    """Exec and attach compared, section by section.

    Args:
        new: The exec'd process to describe; None starts one that describes itself and ends.
        attached: Tells how many attaches of ours the container has now.
    """

    def __init__(
        self,
        engine: Engine,
        container: Container,
        new: Facts | None,
        attached: Callable[[], int],
    ) -> None:
        super().__init__(engine, container)
        self._attached = attached
        self._new = new
        self._wishes = Wishes()
        self._anatomy: Anatomy | None = None
        self._written_for = 0

    @property
    def title(self) -> str:
        """``api: anatomy``."""
        return f"{self._container.name}: anatomy"

    @property
    def new_process(self) -> Facts | None:
        """The one that is described."""
        return self._new

    def shows(self, container: Container) -> bool:
        """Is this the pane of that container?"""
        return self._container.id == container.id

    def look_at(self, new: Facts | None) -> None:
        """Describe that process, as it is now; None: one that is started for it."""
        self._new = new
        self._ask()

    @on(Monitor.Resized)
    def _resized(self, event: Monitor.Resized) -> None:
        event.stop()
        if not self._asked:
            self._asked = True
            self._ask()
        elif self._anatomy is not None and self.monitor.emulator.columns != self._written_for:
            self._show()  # not for a row less, as when the search opens: it would lose its place

    @work(exclusive=True, group="anatomy")
    async def _ask(self) -> None:
        self._entitle("reading…")
        try:
            self._anatomy = await self._read()
        except AlongsideError as error:
            self._entitle("not read")
            self.post_message(self.Refused(self, str(error)))
            return
        self._show()

    async def _read(self) -> Anatomy:
        """Read all of it; where the process has ended, of one that is started for it."""
        if self._new is not None and self._new.pid is not None:
            anatomy = await read_anatomy(
                self._engine,
                self._container.id,
                exec_pid=self._new.pid,
                exec_host_pid=self._new.host_pid,
                attached=self._attached(),
            )
            if any(line.side is Side.EXEC for line in anatomy.tree):
                return anatomy
            self._new = None
        return await read_anatomy(self._engine, self._container.id, attached=self._attached())

    def _entitle(self, state: str) -> None:
        self.border_title = Content(f"anatomy · {self._container.name} · {state}")

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
        view = monitor.viewport
        place = view.start - view.first if keep_place and self._written_for else 0
        self._written_for = monitor.emulator.columns
        monitor.clear()
        monitor.feed(as_terminal(anatomy, self._written_for, wishes))
        await monitor.drain()
        monitor.action_browse_top()
        monitor.scroll_rows(place)

    async def do_again(self) -> None:
        """Read it again."""
        self._ask()

    async def do_reveal(self) -> None:
        """Show masked secrets, or mask them again."""
        self._wishes = replace(self._wishes, reveal=not self._wishes.reveal)
        self._show()

    async def do_differences(self) -> None:
        """Hide what is the same, or show all again."""
        only = not self._wishes.only_differences
        self._wishes = replace(self._wishes, only_differences=only)
        self._show(keep_place=False)
