"""Sending a signal by name: what is known is read, shown in a menu, asked about, then sent.

Whoever opens this menu looks at one container on purpose, so that a short process may be started in
it to learn what its main process has arranged (only where this machine's /proc does not tell).
"""

from __future__ import annotations

from alongside.engine.engine import Engine
from alongside.engine.model import Details
from alongside.errors import AlongsideError
from alongside.ui.asking import ask, asks
from alongside.ui.tabs import Tabs


class SignalSender(Tabs):
    """The part of the main screen that sends signals."""

    @asks
    async def action_signals(self) -> None:
        """Choose a signal for the selected container's main process, and send it."""
        container, engine = self.sidebar.containers.selected, self.context.engine
        if container is None or engine is None:
            self.refuse("No container is selected.")
            return
        if reason := self.context.why_not(container).get("signals"):
            self.refuse(f"{reason}.")
            return
        try:
            details = await engine.inspect(container.id)
            await self._choose_signal(engine, details)
        except AlongsideError as error:
            self.refuse(str(error))

    async def _choose_signal(self, engine: Engine, details: Details) -> None:
        from alongside.anatomy.signals import after_an_end, signal_lines
        from alongside.session.attach_process import read_receivers
        from alongside.ui.screens.confirm import ConfirmScreen
        from alongside.ui.screens.signals import SignalsScreen

        known = await read_receivers(engine, details)
        target = "What the main process has arranged for signals could not be read."
        if known is not None:
            passed = f", which passes it on to {known.passes_to}" if known.passes_to else ""
            target = f"The engine sends it to the main process, {known.main}{passed}."
        target = f"{target} {after_an_end(details)}".rstrip()
        lines = signal_lines(details, known)
        line = await ask(self, SignalsScreen(details.name, target, lines))
        if line is None:
            return
        name = line.signal.name
        if line.consequences:
            question = ConfirmScreen(
                f"Send {name} to the main process of {details.name}?",
                line.consequences,
                yes="Send it",
            )
            if not await ask(self, question):
                return
        await engine.kill(details.id, name)
        self.say(f"{name} was sent to {details.name}: {line.text}.")
