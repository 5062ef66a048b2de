"""What the screen does to the selected container itself: start, stop, pause, kill, remove."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from alongside.engine.engine import Engine
from alongside.engine.model import Container, State
from alongside.errors import AlongsideError
from alongside.ui.asking import ask, asks
from alongside.ui.fleet import Fleet
from alongside.ui.openers import Openers

if TYPE_CHECKING:
    from alongside.ui.operations import Operation


class Operating(Openers):
    """The part of the main screen that changes containers."""

    fleet: Fleet

    def __init__(self) -> None:
        super().__init__()
        self._doing: dict[str, tuple[State, str]] = {}

    @property
    def selected(self) -> Container | None:
        """The container under the cursor."""
        return self.sidebar.containers.selected

    def action_restart(self) -> None:
        """Restart the selected container."""
        self._operate("restart")

    def action_start_stop(self) -> None:
        """Start or stop it."""
        self._operate("start_stop")

    def action_pause(self) -> None:
        """Pause or unpause it."""
        self._operate("pause")

    def action_thaw(self, name: str) -> None:
        """Let a paused container go on, whichever is selected."""
        listed = self.sidebar.containers
        found = listed.find(name)
        if found is not None and found.state is State.PAUSED and listed.select(found.id):
            self._operate("pause")

    def action_kill(self) -> None:
        """Kill its main process."""
        self._operate("kill")

    def action_remove(self) -> None:
        """Remove it."""
        self._operate("remove")

    @asks
    async def _operate(self, action: str) -> None:
        container, engine = self.selected, self.fleet.engine
        if container is None or engine is None:
            self.refuse("No container is selected.")
            return
        from alongside.ui.operations import operation

        what = operation(action, container)
        if reason := self.context.why_not(container).get(action):
            self.refuse(f"{what.yes}: {reason}.")
            return
        if container.doing and action not in ("kill", "remove"):
            self.refuse(f"{container.name} is {container.doing}")
            return
        seconds = await self._agreed(what, container, engine)
        if seconds is None:
            return
        self.give_keys()  # nothing is asked any more: it may take its time
        with self._shown(what, container):
            try:
                await what.call(engine, container.id, seconds)
            except AlongsideError as error:
                self.refuse(str(error))
            else:
                self.say(what.done.format(name=container.name))

    async def _agreed(self, what: Operation, container: Container, engine: Engine) -> int | None:
        """Ask, with what is known of it; return for how long a stop waits, None for a no."""
        if not what.question:
            return 0
        from alongside.session.stopping import stopping
        from alongside.ui.screens.confirm import ConfirmScreen

        stop = await stopping(engine, container.id) if what.doing else None
        said = stop.sentence if stop is not None else ""
        question = ConfirmScreen(
            what.question.format(name=container.name),
            [line.format(stopping=said) for line in what.consequences],
            yes=what.yes,
        )
        agreed = await ask(self, question) is True
        return (stop.seconds if stop is not None else 0) if agreed else None

    # What is under way

    @contextmanager
    def _shown(self, what: Operation, container: Container) -> Iterator[None]:
        """Show in list and panes that it is being done, until it is."""
        if not what.doing:
            yield
            return
        self._doing[container.id] = container.state, what.doing
        self.show_again()
        try:
            yield
        finally:
            self._doing.pop(container.id, None)
            if self.is_attached:
                self.show_again()

    def with_doings(self, containers: Sequence[Container]) -> Sequence[Container]:
        """Return these with what is being done to each; its next state is the end of that."""
        if not self._doing:
            return containers
        for container in containers:
            before, _ = self._doing.get(container.id, (container.state, ""))
            if container.state is not before:
                del self._doing[container.id]
        nothing = State.UNKNOWN, ""
        return [c._replace(doing=self._doing.get(c.id, nothing)[1]) for c in containers]

    def show_again(self) -> None:
        """Show the containers that are known, with what is being done to them now."""
        raise NotImplementedError
