"""Makes panes. The heavy half of the screen (terminals, sessions, diagnostics) hangs on it.

It is imported when the first pane is opened, or in the background once the list is there: the first
frame does not wait for what it does not show. All but sessions comes with the first action that
needs it (`load`): 2 MB that a screen of shells does without.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from alongside.actions import first_key
from alongside.engine.engine import Engine, ExecSpec
from alongside.engine.model import Container
from alongside.key_names import key_name
from alongside.session.detach import DetachKeys
from alongside.session.session import Facts, Kind, Phase, Session
from alongside.session.sessions import Sessions
from alongside.ui.context import Context
from alongside.ui.pane import Pane
from alongside.ui.session_pane import SessionPane

if TYPE_CHECKING:
    from alongside.diagnostics.probe import Probe
    from alongside.ui.anatomy_pane import AnatomyPane
    from alongside.ui.compare_foot import CompareFoot
    from alongside.ui.compare_pane import ComparePane
    from alongside.ui.diff_pane import RunPane
    from alongside.ui.inspect_pane import InspectPane
    from alongside.ui.pair_anatomy import PairAnatomyPane
    from alongside.ui.pair_pane import PairPane
    from alongside.ui.result_pane import ResultPane

_NEEDED = {
    "anatomy": ("anatomy_pane", "pair_anatomy"),
    "compare": ("compare_pane", "compare_foot", "study"),
    "inspect": ("inspect_pane",),
    "pair": ("pair_pane", "study"),
    "probe": ("result_pane",),
    "run_twice": ("diff_pane",),
}


def load(action: str) -> None:
    """Import what the pane of an action is made of; for a thread, because it takes a while."""
    for name in _NEEDED.get(action, ()):
        importlib.import_module(f"alongside.ui.{name}")


Made = TypeVar("Made", bound=Pane)


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
        from alongside.ui.compare_pane import ComparePane

        return self._keyed(ComparePane(self.shell(container), self.attach(container), self._foot()))

    @property
    def _key_of_all(self) -> str:
        settings = self._settings
        return f"{key_name(settings.leader)} {first_key('leader.anatomy', settings.keys)}"

    def _keyed(self, pane: Made) -> Made:
        pane.keymap = self._settings.keys
        return pane

    def _foot(self) -> CompareFoot:
        from alongside.ui.compare_foot import CompareFoot
        from alongside.ui.study import Study

        study = Study(self._engine, self._context.happenings)
        return CompareFoot(study, self._key_of_all)

    def pair(self, one: Container, other: Container, specs: tuple[ExecSpec, ExecSpec]) -> PairPane:
        """Two execs side by side; an empty argv is a shell."""
        from alongside.ui.pair_pane import PairFoot, PairPane
        from alongside.ui.study import Study

        halves = self.exec(one, specs[0]), self.exec(other, specs[1])
        study = Study(self._engine, self._context.happenings)
        return self._keyed(PairPane(*halves, PairFoot(study, self._key_of_all)))

    def anatomy(self, container: Container, new: Facts | None) -> AnatomyPane:
        """What differs between an exec'd process and the main one."""
        from alongside.ui.anatomy_pane import AnatomyPane

        return self._keyed(
            AnatomyPane(self._engine, container, new, partial(self._attached_to, container.id))
        )

    def anatomy_of_two(self, two: tuple[Session, Session]) -> PairAnatomyPane:
        """What differs between two exec'd processes."""
        from alongside.ui.pair_anatomy import PairAnatomyPane

        return self._keyed(PairAnatomyPane(self._engine, two))

    def _attached_to(self, container_id: str) -> int:
        return sum(
            (session.kind, session.container_id, session.phase)
            == (Kind.ATTACH, container_id, Phase.LIVE)
            for session in self._sessions.live
        )

    def logs(self, container: Container) -> SessionPane:
        """The log, followed."""
        return self._around(self._sessions.logs(container.id, container.name))

    def inspect(self, container: Container) -> InspectPane:
        """All that the engine knows."""
        from alongside.ui.inspect_pane import InspectPane

        return self._keyed(InspectPane(self._engine, container))

    def probe(self, container: Container, probe: Probe) -> ResultPane:
        """A diagnostic."""
        from alongside.ui.result_pane import ResultPane

        return self._keyed(
            ResultPane(self._engine, container, probe, started=self._context.note_run)
        )

    def run_twice(self, container: Container, command: str) -> RunPane:
        """One command by exec and as the main process would run it, compared."""
        from alongside.ui.diff_pane import RunPane

        return self._keyed(
            RunPane(self._engine, container, command, started=self._context.note_run)
        )

    def _around(
        self, session: Session, instead: Callable[[Sequence[str]], Session] | None = None
    ) -> SessionPane:
        settings = self._settings
        return self._keyed(
            SessionPane(
                session,
                leader=settings.leader,
                sig_proxy=settings.sig_proxy,
                leave=DetachKeys.parse(settings.detach_keys),
                scrollback=settings.scrollback,
                instead=instead,
                where_lost=self._where_lost,
            )
        )

    async def _where_lost(self, session: Session) -> str:
        await asyncio.to_thread(importlib.import_module, "alongside.anatomy.breaks")
        from alongside.anatomy.breaks import where_lost

        return await where_lost(self._engine, session)


def anatomy_of(panes: Sequence[Pane], container: Container) -> AnatomyPane | None:
    """Return the pane that shows that container's anatomy, if one is open."""
    from alongside.ui.anatomy_pane import AnatomyPane

    return next((p for p in panes if isinstance(p, AnatomyPane) and p.shows(container)), None)


def anatomy_of_two(panes: Sequence[Pane], two: tuple[Session, Session]) -> PairAnatomyPane | None:
    """Return the pane that shows the anatomy of those two, if one is open."""
    from alongside.ui.pair_anatomy import PairAnatomyPane

    return next((p for p in panes if isinstance(p, PairAnatomyPane) and p.two == two), None)


def result_of(panes: Sequence[Pane], container: Container, probe: Probe) -> ResultPane | None:
    """Return the pane that shows that probe on that container, if one is open."""
    from alongside.ui.result_pane import ResultPane

    return next((p for p in panes if isinstance(p, ResultPane) and p.shows(container, probe)), None)
