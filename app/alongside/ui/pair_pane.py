"""Two execs side by side: another user, another shell, or the same command in two containers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.content import Content

from alongside.anatomy.model import Row
from alongside.clean import clean
from alongside.engine.model import Container
from alongside.session.session import Facts, Phase, Session
from alongside.ui.compare_foot import CompareFoot
from alongside.ui.compare_pane import ComparePane
from alongside.ui.compared import beside, beyond, told


class PairFoot(CompareFoot):
    """The rows below two new processes."""

    def _comparison(self, width: int) -> Content:
        first, second = self._sessions
        return paired(first, second, self.study.rows_of_two)


class PairPane(ComparePane):
    """A comparison whose halves are both exec; they may be in two containers."""

    @property
    def title(self) -> str:
        """``api: two execs``, ``api + database: execs``."""
        first, second = self._names
        return f"{first}: two execs" if first == second else f"{first} + {second}: execs"

    @property
    def container_name(self) -> str:
        """The container of the half with the focus: its anatomy is asked for."""
        return self.half.session.container_name

    @property
    def new_process(self) -> Facts | None:
        """The one of the half with the focus."""
        return self.half.new_process

    @property
    def two_new(self) -> tuple[Session, Session] | None:
        """Both, while both live."""
        first, second = (half.session for half in self._halves)
        live = first.phase is second.phase is Phase.LIVE
        return (first, second) if live else None

    @property
    def _names(self) -> tuple[str, str]:
        first, second = (half.session.container_name for half in self._halves)
        return first, second

    def seen_in(self, containers: Mapping[str, Container]) -> None:
        """Tell each half of its own container."""
        for half in self._halves:
            half.seen_in(containers)


def paired(first: Session, second: Session, rows: Sequence[Row]) -> Content:
    """Return in one line what is the same and what differs between two new processes.

    Args:
        rows: What was read of the two, as far as it has been.
    """
    same, differs = beside(first.facts, second.facts)
    if rows:  # what two processes never share stands above each; there is more to be told
        found = zip((same, differs), beyond(rows), strict=True)
        same, differs = ([*_but_numbers(some), *more] for some, more in found)
    names = first.container_name, second.container_name
    if names[0] == names[1]:
        same.insert(0, f"container {clean(names[0], 24)}")
    else:
        differs.insert(0, f"container {clean(names[0], 24)} ≠ {clean(names[1], 24)}")
    lead = Content.styled("two NEW processes  ", "bold $text-success")
    return lead + told(same, differs)


def _but_numbers(words: Sequence[str]) -> list[str]:
    return [word for word in words if not word.startswith(("PID ", "tty "))]
