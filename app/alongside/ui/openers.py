"""What the screen opens for the selected container: shells, streams, logs, answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import work

from alongside.diagnostics.catalog import probes_for
from alongside.diagnostics.probe import Probe
from alongside.engine.engine import Engine, ExecSpec
from alongside.engine.model import Container
from alongside.errors import AlongsideError
from alongside.session.detach import DetachKeys
from alongside.session.session import Session
from alongside.session.sessions import Sessions
from alongside.ui.compare_pane import ComparePane
from alongside.ui.inspect_pane import InspectPane
from alongside.ui.result_pane import ResultPane
from alongside.ui.screens.exec_form import ExecForm
from alongside.ui.session_pane import SessionPane
from alongside.ui.sidebar import ProbeButtons
from alongside.ui.tabs import Tabs


class Openers(Tabs):
    """The part of the main screen that opens panes."""

    def _pane(
        self, session: Session, instead: Callable[[Sequence[str]], Session] | None = None
    ) -> SessionPane:
        settings = self.context.settings
        return SessionPane(
            session,
            leader=settings.leader,
            sig_proxy=settings.sig_proxy,
            leave=DetachKeys.parse(settings.detach_keys).label,
            instead=instead,
            scrollback=settings.scrollback,
        )

    def _ready(self, action: str) -> tuple[Container, Sessions, Engine] | None:
        """Return what opening needs; None, with the reason said, if `action` cannot be done."""
        container = self.sidebar.containers.selected
        sessions, engine = self.context.sessions, self.context.engine
        if container is None or sessions is None or engine is None:
            return None
        if reason := self.context.why_not(container).get(action):
            self.refuse(f"{reason[0].upper()}{reason[1:]}.")
            return None
        return container, sessions, engine

    async def action_shell(self) -> None:
        """Open a shell in the selected container; on a heading: fold it."""
        if self.sidebar.containers.fold():
            return
        if ready := self._ready("shell"):
            container, sessions, _ = ready
            await self.workspace.open(self._shell_pane(sessions, container))

    def _shell_pane(self, sessions: Sessions, container: Container) -> SessionPane:
        def instead(argv: Sequence[str]) -> Session:
            return sessions.exec(container.id, container.name, ExecSpec(argv=argv))

        return self._pane(sessions.exec(container.id, container.name), instead)

    async def action_attach(self) -> None:
        """Attach to its main process."""
        if ready := self._ready("attach"):
            container, sessions, _ = ready
            await self.workspace.open(self._pane(sessions.attach(container.id, container.name)))

    async def action_compare(self) -> None:
        """Exec and attach side by side."""
        if ready := self._ready("compare"):
            container, sessions, _ = ready
            new = self._shell_pane(sessions, container)
            main = self._pane(sessions.attach(container.id, container.name))
            await self.workspace.open(ComparePane(new, main))

    async def action_logs(self) -> None:
        """Follow its log."""
        if ready := self._ready("logs"):
            container, sessions, _ = ready
            await self.workspace.open(self._pane(sessions.logs(container.id, container.name)))

    async def action_inspect(self) -> None:
        """Show all that the engine knows of it."""
        if ready := self._ready("inspect"):
            container, _, engine = ready
            await self.workspace.open(InspectPane(engine, container))

    @work(exclusive=True, group="ask")
    async def action_exec_form(self) -> None:
        """Exec with options."""
        ready = self._ready("exec_form")
        if ready is None:
            return
        container, sessions, engine = ready
        request = await self.app.push_screen_wait(ExecForm(container.name, self.context.last_exec))
        if request is None:
            return
        self.context.last_exec = request
        if request.detach:
            await self._start_detached(engine, container, request.spec())
            return
        session = sessions.exec(container.id, container.name, request.spec())
        await self.workspace.open(self._pane(session))

    async def _start_detached(self, engine: Engine, container: Container, spec: ExecSpec) -> None:
        if not spec.argv:
            self.refuse("A detached exec needs a command: nobody would see its shell.")
            return
        try:
            await engine.exec_detached(container.id, spec)
        except AlongsideError as error:
            self.refuse(str(error))
        else:
            self.say(f"{spec.argv[0]} runs in {container.name}, and goes on after alongside.")

    async def action_probe(self, probe_id: str) -> None:
        """Run a diagnostic by its id."""
        container = self.sidebar.containers.selected
        probes = probes_for(container, None) if container is not None else ()
        for probe in probes:
            if probe.id == probe_id:
                await self.open_probe(probe)

    async def on_probe_buttons_chosen(self, event: ProbeButtons.Chosen) -> None:
        """Run the diagnostic whose button was pressed."""
        event.stop()
        await self.open_probe(event.probe)

    async def open_probe(self, probe: Probe) -> None:
        """Run a diagnostic on the selected container; its tab is used again if there is one."""
        container, engine = self.sidebar.containers.selected, self.context.engine
        if container is None or engine is None:
            return
        for pane in self.workspace.panes:
            if isinstance(pane, ResultPane) and pane.shows(container, probe):
                self.workspace.show(pane)
                if pane.ended:
                    await pane.do_again()
                return
        await self.workspace.open(ResultPane(engine, container, probe))
