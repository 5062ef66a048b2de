"""What exec and attach are, in two columns: read from the running container."""

from __future__ import annotations

from collections.abc import Callable

from alongside.anatomy.model import Anatomy, Side
from alongside.anatomy.read import read_anatomy
from alongside.engine.engine import Engine
from alongside.engine.model import Container
from alongside.session.session import Facts
from alongside.ui.anatomy_view import AnatomyView
from alongside.ui.pane import Pane


class AnatomyPane(AnatomyView):
    """Exec and attach compared.

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
        super().__init__(engine)
        self._container = container
        self._attached = attached
        self._new = new

    @property
    def title(self) -> str:
        """``api: anatomy``."""
        return f"{self._container.name}: anatomy"

    @property
    def about(self) -> str:
        """The container."""
        return self._container.name

    @property
    def new_process(self) -> Facts | None:
        """The one that is described."""
        return self._new

    def succeeds(self, other: Pane) -> bool:
        """Take the tab of the one before: this one says it as it is now."""
        return isinstance(other, AnatomyPane) and other.title == self.title

    def shows(self, container: Container) -> bool:
        """Is this the pane of that container?"""
        return self._container.id == container.id

    def look_at(self, new: Facts | None) -> None:
        """Describe that process, as it is now; None: one that is started for it."""
        self._new = new
        self.ask()

    async def read(self) -> Anatomy:
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
