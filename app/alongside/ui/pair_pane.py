"""Two execs side by side: another user, another shell, or the same command in two containers."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content

from alongside.clean import clean
from alongside.engine.model import Container
from alongside.session.session import Facts, Session
from alongside.ui.compare_foot import CompareFoot
from alongside.ui.compare_pane import ComparePane


class PairFoot(CompareFoot):
    """The rows below two new processes."""

    def _comparison(self, width: int) -> Content:
        first, second = self._sessions
        return paired(first, second)


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
    def _names(self) -> tuple[str, str]:
        first, second = (half.session.container_name for half in self._halves)
        return first, second

    def seen_in(self, containers: Mapping[str, Container]) -> None:
        """Tell each half of its own container."""
        for half in self._halves:
            half.seen_in(containers)


def paired(first: Session, second: Session) -> Content:
    """Return in one line what is the same and what differs between two new processes."""
    one, other = first.facts, second.facts
    pairs = {
        "container": (first.container_name, second.container_name),
        "user": (one.user, other.user),
        "command": (one.command, other.command),
        "PID": (one.pid, other.pid),
        "tty": (_tty(one), _tty(other)),
    }
    same, differs = [], []
    for name, (left, right) in pairs.items():
        if left in (None, "") or right in (None, ""):
            continue
        if left == right:
            same.append(f"{name} {clean(left, 24)}")
        else:
            differs.append(f"{name} {clean(left, 24)} ≠ {clean(right, 24)}")
    return Content.assemble(
        ("two NEW processes", "bold $text-success"),
        ("  same ", "bold $text-success"),
        ", ".join(same) or "nothing",
        ("  differs ", "bold $text-warning"),
        ", ".join(differs) or "nothing",
    )


def _tty(facts: Facts) -> str:
    return (facts.tty or "yes") if facts.has_tty else "none"
