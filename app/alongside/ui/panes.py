"""Makes panes. The heavy half of the screen (terminals, sessions, diagnostics) hangs on it.

It is imported when the first pane is opened, or in the background once the list is there: the first
frame does not wait for what it does not show.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from alongside.actions import key_name
from alongside.anatomy.breaks import where_lost
from alongside.diagnostics.probe import Probe
from alongside.engine.engine import Engine, ExecSpec
from alongside.engine.model import Container
from alongside.session.detach import DetachKeys
from alongside.session.session import Facts, Session
from alongside.session.sessions import Sessions
from alongside.ui.anatomy_pane import AnatomyPane
from alongside.ui.compare_foot import CompareFoot
from alongside.ui.compare_pane import ComparePane
from alongside.ui.context import Context
from alongside.ui.diff_pane import RunPane
from alongside.ui.inspect_pane import InspectPane
from alongside.ui.pair_pane import PairFoot, PairPane
from alongside.ui.pane import Pane
from alongside.ui.result_pane import ResultPane
from alongside.ui.session_pane import SessionPane
from alongside.ui.study import Study


class Panes:
    """Makes panes for one engine's containers.

    Args:
        context: For the settings; connected.
        engine: Where the containers are.
        sessions: Makes the sessions, and closes them at the end.
    """

    def __init__(self, context: Context, engine: Engine, sessions: Sessions) -> None:
        self._context = context
        self._settings = context.settings
        self._engine = engine
        self._sessions = sessions

    def shell(self, container: Container) -> SessionPane:
        """A shell, or what there is in place of one."""

        def instead(argv: Sequence[str]) -> Session:
            return self._sessions.exec(container.id, container.name, ExecSpec(argv=argv))

        return self._around(self._sessions.exec(container.id, container.name), instead)

    def exec(self, container: Container, spec: ExecSpec) -> SessionPane:
        """A command with options."""
        return self._around(self._sessions.exec(container.id, container.name, spec))

    def attach(self, container: Container) -> SessionPane:
        """The main process's stream."""
        return self._around(self._sessions.attach(container.id, container.name))

    def compare(self, container: Container) -> ComparePane:
        """A shell and the main process's stream, side by side."""
        return ComparePane(self.shell(container), self.attach(container), self._foot())

    def _foot(self) -> CompareFoot:
        study = Study(self._engine, self._context.happenings)
        return CompareFoot(study, key_name(self._settings.leader))

    def pair(self, one: Container, other: Container, specs: tuple[ExecSpec, ExecSpec]) -> PairPane:
        """Two execs side by side; an empty argv is a shell."""
        halves = self.exec(one, specs[0]), self.exec(other, specs[1])
        study = Study(self._engine, self._context.happenings)
        return PairPane(*halves, PairFoot(study, key_name(self._settings.leader)))

    def anatomy(self, container: Container, new: Facts | None) -> AnatomyPane:
        """What differs between an exec'd process and the main one."""
        return AnatomyPane(self._engine, container, new)

    def logs(self, container: Container) -> SessionPane:
        """The log, followed."""
        return self._around(self._sessions.logs(container.id, container.name))

    def inspect(self, container: Container) -> InspectPane:
        """All that the engine knows."""
        return InspectPane(self._engine, container)

    def probe(self, container: Container, probe: Probe) -> ResultPane:
        """A diagnostic."""
        return ResultPane(self._engine, container, probe, started=self._context.note_run)

    def run_twice(self, container: Container, command: str) -> RunPane:
        """One command by exec and as the main process would run it, compared."""
        return RunPane(self._engine, container, command, started=self._context.note_run)

    def _around(
        self, session: Session, instead: Callable[[Sequence[str]], Session] | None = None
    ) -> SessionPane:
        settings = self._settings
        return SessionPane(
            session,
            leader=settings.leader,
            sig_proxy=settings.sig_proxy,
            leave=DetachKeys.parse(settings.detach_keys).label,
            scrollback=settings.scrollback,
            instead=instead,
            where_lost=partial(where_lost, self._engine),
        )


def anatomy_of(panes: Sequence[Pane], container: Container) -> AnatomyPane | None:
    """Return the pane that shows that container's anatomy, if one is open."""
    return next((p for p in panes if isinstance(p, AnatomyPane) and p.shows(container)), None)


def result_of(panes: Sequence[Pane], container: Container, probe: Probe) -> ResultPane | None:
    """Return the pane that shows that probe on that container, if one is open."""
    return next((p for p in panes if isinstance(p, ResultPane) and p.shows(container, probe)), None)
