"""What the screen does to the selected container itself: start, stop, pause, kill, remove."""

from __future__ import annotations

from alongside.engine.model import Container, State
from alongside.errors import AlongsideError
from alongside.ui.asking import ask, asks
from alongside.ui.fleet import Fleet
from alongside.ui.openers import Openers


class Operating(Openers):
    """The part of the main screen that changes containers."""

    fleet: Fleet

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
        if what.question:
            from alongside.ui.screens.confirm import ConfirmScreen

            question = ConfirmScreen(
                what.question.format(name=container.name), what.consequences, yes=what.yes
            )
            if not await ask(self, question):
                return
        self.give_keys()  # nothing is asked any more: it may take its time
        try:
            await what.call(engine, container.id)
        except AlongsideError as error:
            self.refuse(str(error))
        else:
            self.say(what.done.format(name=container.name))
