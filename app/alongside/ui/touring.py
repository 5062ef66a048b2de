"""What the screen does for the tour: begins it, lets it look, ends it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.widget import Widget

from alongside.actions import Scope
from alongside.engine.search import Search
from alongside.errors import AlongsideError
from alongside.ui.asking import ask, asks
from alongside.ui.key_hints import KeyHints
from alongside.ui.operating import Operating

if TYPE_CHECKING:
    from alongside.tour.model import World
    from alongside.ui.tour_strip import TourStrip

_LINES = 200
"""So many rows of a terminal the tour looks at."""


class Touring(Operating):
    """The part of the main screen that knows of the tour."""

    _strip: TourStrip | None = None
    _followed: Sequence[Callable[[], None]] = ()

    def connect_to(self, search: Search) -> None:
        """Show another engine."""
        raise NotImplementedError

    @property
    def leader_scopes(self) -> Sequence[Scope]:
        """The leader's keys, and the tour's own while there is one."""
        return (Scope.LEADER, Scope.TOUR) if self._strip is not None else (Scope.LEADER,)

    @asks
    async def action_tour(self) -> None:
        """Begin the tour; on another engine than the practice one it asks, and changes to it."""
        if self._strip is not None:
            self.refuse("The tour is under way: its strip is below.")
            return
        settings = self.context.settings
        if settings.no_stdin or settings.sig_proxy != "ask":
            why = "The tour needs attach with its input, and Ctrl+C that asks"
            self.refuse(f"{why}: leave, and start `alongside tour`, which sets both.")
            return
        engine = self.context.engine
        if engine is not None and engine.endpoint.engine != "practice":
            from alongside.ui.screens.confirm import ConfirmScreen

            question = ConfirmScreen(
                "Take the tour on the practice engine?",
                ("This engine is left; it can be opened again later.", *self.consequences()),
                yes="Take it",
                danger=False,
            )
            if not await ask(self, question):
                return
            await self._leave_engine()
            self.context.tour = True
            self.connect_to(self.context.look(practice=True))
        elif engine is not None:
            await self.begin_tour()
        else:
            self.refuse("No engine has answered yet.")

    async def _leave_engine(self) -> None:
        """Close every tab, and the engine."""
        for pane in self.workspace.panes:
            for sentence in await self.workspace.close(pane):
                self.say(sentence)
        self.workers.cancel_group(self, "engine")
        engine, self.context.engine, self._panes = self.context.engine, None, None
        if engine is not None:
            await engine.close()

    async def begin_tour(self) -> None:
        """Put the tour's own container into the scene, and the strip below."""
        from alongside.engine.practice.engine import PracticeEngine
        from alongside.tour.inbox import BLUEPRINT
        from alongside.tour.steps import APP, INBOX
        from alongside.ui.tour_strip import TourStrip

        engine = self.context.engine
        if not isinstance(engine, PracticeEngine):
            return  # a last word of the engine that was left; the practice one comes
        self.context.tour = False
        await self._maker()
        strip = TourStrip(self.context.settings, self._world, self._tour_finished)
        self._strip = strip
        try:
            names = {container.name: container.id for container in await engine.list()}
            if INBOX not in names:
                names[INBOX] = await engine.create(BLUEPRINT)
            await engine.start(names[INBOX])
        except AlongsideError as error:
            self._strip = None
            self.refuse(str(error))
            return
        if self._strip is not strip:
            return  # it was ended before it began
        self._followed = [
            self.context.happenings.follow(names[name], partial(strip.happened, name))
            for name in (APP, INBOX)
            if name in names
        ]
        await self.mount(strip, before=self.query_one(KeyHints))

    def _world(self) -> World:
        """Return what the tour can look at; see `tour.model`."""
        from alongside.tour.model import World
        from alongside.ui.tour_look import results_of, sessions_of

        widgets: Sequence[Widget] = self.workspace.panes
        states = {c.name: c.state for c in self.sidebar.containers.containers}
        return World(sessions_of(widgets, _LINES), states, results=results_of(widgets))

    def _tour_finished(self) -> None:
        from alongside.ui.screens.tour_end import LEADER, TourEnd

        def left(answer: str | None) -> None:
            if answer == LEADER:
                self.action_leader()

        self.app.push_screen(TourEnd(self.context.settings.leader), left)

    def action_tour_next(self) -> None:
        """Skip the step."""
        if self._strip is not None:
            self._strip.go_to(self._strip.number + 1)

    def action_tour_back(self) -> None:
        """Do the step before once more."""
        if self._strip is not None:
            self._strip.go_to(self._strip.number - 1)

    async def action_tour_quit(self) -> None:
        """Take the strip away; the scene stays."""
        strip, self._strip = self._strip, None
        for leave in self._followed:
            leave()
        self._followed = ()
        if strip is not None and strip.is_attached:
            await strip.remove()
