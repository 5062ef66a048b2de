"""What the screen opens for the selected container: shells, streams, logs, answers."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from alongside.actions import first_key
from alongside.engine.engine import ExecSpec
from alongside.engine.model import Container, State
from alongside.errors import AlongsideError
from alongside.ui.asking import ask, asks
from alongside.ui.sidebar import ProbeButtons
from alongside.ui.signal_sender import SignalSender

if TYPE_CHECKING:
    from alongside.diagnostics.probe import Probe
    from alongside.session.session import Facts, Session
    from alongside.ui.panes import Panes


class Openers(SignalSender):
    """The part of the main screen that opens panes."""

    _panes: Panes | None = None

    def __init__(self) -> None:
        super().__init__()
        self._loaded: set[str] = set()

    async def load_panes(self, action: str = "") -> None:
        """Import terminals and sessions, and what else `action` needs; in a thread."""
        if action not in self._loaded:
            await asyncio.to_thread(_load, action)
            self._loaded.add(action)

    async def _maker(self, action: str = "") -> Panes | None:
        """Return what makes panes, those of `action` too; None while there is no engine."""
        engine = self.context.engine
        await self.load_panes(action)
        if self._panes is None and engine is not None:
            from alongside.ui.panes import Panes

            self._panes = Panes(self.context, engine, self.context.make_sessions(engine))
        return self._panes

    async def _ready(self, action: str) -> tuple[Container, Panes] | None:
        """Return what opening needs; None, with the reason said, if `action` cannot be done."""
        container = self.sidebar.containers.selected
        panes = await self._maker(action)
        if not self.is_attached:
            return None  # the program has ended meanwhile: there is nothing to open it in
        if container is None or panes is None:
            self.refuse("No container is selected.")
            return None
        if reason := self.context.why_not(container).get(action):
            self.refuse(f"{reason}.")
            return None
        return container, panes

    def _still(self, action: str, container: Container) -> bool:
        """Can `action` still be done, after a form? Says the reason where it cannot."""
        found = self.sidebar.containers.find(container.id)
        reason = self.context.why_not(found).get(action) if found else f"{container.name} is gone"
        if reason:
            self.refuse(f"{reason}.")
        return not reason

    async def action_shell(self) -> None:
        """Open a shell in the selected container; on a heading: fold it."""
        if not self.sidebar.containers.fold() and (ready := await self._ready("shell")):
            container, panes = ready
            await self.workspace.open(panes.shell(container))

    async def action_attach(self) -> None:
        """Attach to its main process."""
        if ready := await self._ready("attach"):
            container, panes = ready
            await self.workspace.open(panes.attach(container))

    async def action_compare(self) -> None:
        """Exec and attach side by side."""
        if ready := await self._ready("compare"):
            container, panes = ready
            await self.workspace.open(panes.compare(container))

    async def action_logs(self) -> None:
        """Follow its log."""
        if ready := await self._ready("logs"):
            container, panes = ready
            await self.workspace.open(panes.logs(container))

    async def action_inspect(self) -> None:
        """Show all that the engine knows of it."""
        if ready := await self._ready("inspect"):
            container, panes = ready
            await self.workspace.open(panes.inspect(container))

    async def action_anatomy(self) -> None:
        """What differs between a new process in it and its main one."""
        if ready := await self._ready("anatomy"):
            await self._open_anatomy(*ready, None)

    async def action_anatomy_here(self) -> None:
        """The anatomy of the shown tab's container, and of the process (or two) started in it."""
        pane, panes = self.workspace.active, await self._maker("anatomy")
        if not self.is_attached:
            return  # as in `_ready`
        two = pane.two_new if pane is not None else None
        if two is not None and panes is not None:
            await self._open_anatomy_of_two(panes, two)
            return
        container = self.sidebar.containers.find(pane.container_name) if pane is not None else None
        if pane is None or container is None or panes is None:
            self.refuse("There is no tab with a container to take apart.")
        else:
            await self._open_anatomy(container, panes, pane.new_process)

    async def _open_anatomy(self, container: Container, panes: Panes, new: Facts | None) -> None:
        from alongside.ui.panes import anatomy_of

        pane = anatomy_of(self.workspace.panes, container)
        if pane is None:
            await self.workspace.open(panes.anatomy(container, new))
        else:
            self.workspace.show(pane)
            pane.look_at(new)

    async def _open_anatomy_of_two(self, panes: Panes, two: tuple[Session, Session]) -> None:
        from alongside.ui.panes import anatomy_of_two

        pane = anatomy_of_two(self.workspace.panes, two)
        if pane is None:
            await self.workspace.open(panes.anatomy_of_two(two))
        else:
            self.workspace.show(pane)
            await pane.do_again()

    @asks
    async def action_exec_form(self) -> None:
        """Exec with options."""
        from alongside.ui.screens.exec_form import ExecForm
        from alongside.ui.screens.exec_request import ExecRequest

        ready = await self._ready("exec_form")
        if ready is None:
            return
        container, panes = ready
        last = self.context.last_exec or ExecRequest()
        request = await ask(self, ExecForm(container.name, last))
        if request is None:
            return
        self.context.last_exec = request
        if not self._still("exec_form", container):
            return
        if request.detach:
            await self._start_detached(container, request.spec())
        else:
            await self.workspace.open(panes.exec(container, request.spec()))

    @asks
    async def action_run_twice(self) -> None:
        """Run one command by exec and as the main process would, and compare."""
        from alongside.ui.diff_form import DiffForm

        ready = await self._ready("run_twice")
        if ready is None:
            return
        container, panes = ready
        form = DiffForm(container.name, self.context.last_command)
        command = await ask(self, form)
        if command:
            self.context.last_command = command
        if command and self._still("run_twice", container):
            await self.workspace.open(panes.run_twice(container, command))

    def action_mark(self) -> None:
        """Remember the selected container: the next pair has it as its second half."""
        from alongside.ui.pair_form import PairRequest

        container = self.sidebar.containers.selected
        if container is None:
            self.refuse("No container is selected.")
            return
        last = self.context.last_pair or PairRequest()
        self.context.last_pair = replace(last, container_id=container.id)
        self.sidebar.containers.mark(container.id)
        key = first_key("list.pair", self.context.settings.keys)
        self.say(f"{container.name} is marked: {key} on another one opens both side by side.")

    @asks
    async def action_pair(self) -> None:
        """Two execs side by side, each with its options."""
        from alongside.ui.pair_form import PairForm, PairRequest

        ready = await self._ready("pair")
        if ready is None:
            return
        container, panes = ready
        listed = self.sidebar.containers.containers  # it may have ended since it was chosen
        running = (c for c in listed if c.state is State.RUNNING and c.id != container.id)
        others = [container, *running]
        last = self.context.last_pair or PairRequest()
        request = await ask(self, PairForm(container, others, last))
        if request is None:
            return
        self.context.last_pair = request
        other = next((c for c in others if c.id == request.container_id), container)
        if not all(self._still("pair", half) for half in (container, other)):
            return
        await self.workspace.open(panes.pair(container, other, request.specs(container.id)))

    async def _start_detached(self, container: Container, spec: ExecSpec) -> None:
        engine = self.context.engine
        if engine is None:
            return
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
        from alongside.diagnostics.catalog import probes_for

        container = self.sidebar.containers.selected
        for probe in probes_for(container) if container is not None else ():
            if probe.id == probe_id:
                await self.open_probe(probe)

    async def on_probe_buttons_chosen(self, event: ProbeButtons.Chosen) -> None:
        """Run the diagnostic whose button was pressed."""
        event.stop()
        await self.open_probe(event.probe)

    async def open_probe(self, probe: Probe) -> None:
        """Run a diagnostic on the selected container; its tab is used again if there is one."""
        ready = await self._ready("probe")
        if ready is None:
            return
        from alongside.ui.panes import result_of

        container, panes = ready
        pane = result_of(self.workspace.panes, container, probe)
        if pane is None:
            await self.workspace.open(panes.probe(container, probe))
            return
        self.workspace.show(pane)
        if pane.ended:
            await pane.do_again()


def _load(action: str) -> None:
    from alongside.ui.panes import load

    load(action)
