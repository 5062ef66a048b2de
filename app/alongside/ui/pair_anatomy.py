"""The anatomy of two exec'd processes: what they share and differ in, section by section."""

from __future__ import annotations

from alongside.anatomy.model import Anatomy
from alongside.anatomy.two import New, read_anatomy_of_two
from alongside.engine.engine import Engine
from alongside.session.session import Session
from alongside.ui.anatomy_view import AnatomyView


class PairAnatomyPane(AnatomyView):
    """Two new processes compared, of two users or in two containers.

    Attributes:
        two: Their sessions.
    """

    def __init__(self, engine: Engine, two: tuple[Session, Session]) -> None:
        super().__init__(engine)
        self.two = two

    @property
    def title(self) -> str:
        """``api: anatomy of two``, ``api + database: anatomy``."""
        first, second = (session.container_name for session in self.two)
        return f"{first}: anatomy of two" if first == second else f"{first} + {second}: anatomy"

    @property
    def container_name(self) -> str:
        """The first one's container."""
        return self.two[0].container_name

    @property
    def about(self) -> str:
        """The two."""
        first, second = (session.container_name for session in self.two)
        return f"two execs in {first}" if first == second else f"execs in {first} + {second}"

    async def read(self) -> Anatomy:
        """Read both; they must live."""
        new = (New(s.container_id, s.facts.pid, s.facts.host_pid) for s in self.two)
        return await read_anatomy_of_two(self._engine, *new)
