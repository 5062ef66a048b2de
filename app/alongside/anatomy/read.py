"""Reads the anatomy of a container: asks inside, the machine and the engine; compares.

``read_anatomy`` is all that screens and the command line need; `read_facts` returns what it is made
of. Sources, each for what the ones before it could not tell: a script inside (`ask`), the machine's
/proc where the engine is on this one (`machine`), the engine's process table and inspect
(`by_engine`).
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from alongside.anatomy import by_engine, machine
from alongside.anatomy.ask import ALL, GROUP, SELF, Answer, ask, ask_owners, explain
from alongside.anatomy.compare import compare
from alongside.anatomy.facts import Raw, process_facts
from alongside.anatomy.limits import read_limits
from alongside.anatomy.machine import PROC, Origin, Seen
from alongside.anatomy.merge import merge
from alongside.anatomy.model import Anatomy, Hop
from alongside.anatomy.process import ContainerFacts, Listed, ProcessFacts
from alongside.anatomy.relay import read_relay
from alongside.anatomy.rows import masked_command
from alongside.diagnostics.process import SCRIPT_VARIABLE
from alongside.engine.engine import Engine
from alongside.engine.model import Details, State
from alongside.errors import EngineError, SessionError, UnreachableError
from alongside.session.session import Facts

CLIENTS_WHY = "the engine does not tell who else is attached"


async def read_anatomy(
    engine: Engine,
    container_id: str,
    *,
    exec_pid: int | None = None,
    exec_host_pid: int | None = None,
    attached: int = 0,
    host_proc: Path | None = PROC,
) -> Anatomy:
    """Describe a container's main process beside an exec'd one, as both are now.

    Args:
        exec_pid: The exec'd process, by its pid inside; None starts one as ``docker exec -it``
            would, which describes itself and ends.
        exec_host_pid: The same on the engine's machine, where that is known.
        attached: How many attaches of this program's own there are: few engines tell of any.
        host_proc: This machine's /proc; None not to look there.

    Takes a few tenths of a second, with a deadline of its own in every step; nothing that it starts
    in the container stays. A stopped container is described by what inspect knows.

    Raises:
        NotFoundError: There is no such container.
        UnreachableError: The connection to the engine was lost.
        DeadlineError: The engine did not answer in time.
    """
    facts = await read_facts(
        engine,
        container_id,
        exec_pid=exec_pid,
        exec_host_pid=exec_host_pid,
        host_proc=host_proc,
    )
    facts = replace(facts, clients_of_ours=attached)
    exec_way, main_way = await asyncio.gather(
        *(read_way(engine, facts, host_proc, main=main) for main in (False, True))
    )
    return replace(compare(facts), exec_relay=exec_way, main_relay=main_way)


async def read_way(
    engine: Engine, facts: ContainerFacts, host_proc: Path | None = PROC, *, main: bool = False
) -> tuple[Hop, ...]:
    """Return the way of the bytes to the exec'd process, or to the main one; empty if none is."""
    session = _session_facts(facts, main=main)
    if session is None:
        return ()
    return await read_relay(engine, facts.details, session, proc=host_proc or PROC)


def _session_facts(facts: ContainerFacts, *, main: bool) -> Facts | None:
    """Return what the relay wants to know of a process; None if there is none."""
    process = facts.main if main else facts.new
    if process is None:
        return None
    # A shell of ours has ended: the way to it is the one to the main process, up to the last hop.
    ended = facts.new_is_ours and not main
    return Facts(
        main=main,
        command=masked_command(process.argv, 256),
        pid=process.pid,
        host_pid=facts.details.pid if ended else process.host_pid,
        has_tty=bool(process.tty),
        tty=process.tty or "",
    )


async def read_facts(
    engine: Engine,
    container_id: str,
    *,
    exec_pid: int | None = None,
    exec_host_pid: int | None = None,
    host_proc: Path | None = PROC,
) -> ContainerFacts:
    """Return the facts that an anatomy is made from; arguments and errors as `read_anatomy`."""
    details = await engine.inspect(container_id)
    clock = await engine.clock()
    facts = ContainerFacts(
        details,
        clients=details.clients,
        clients_why=CLIENTS_WHY,
        limits=read_limits({}, details),
        taken=clock,
    )
    if details.state.live:
        reading = _Reading(engine, details, exec_pid, exec_host_pid, host_proc)
        found = await reading.take(facts)
        # One that is started again and again may have ended between two questions.
        details = details if found.new is not None else await engine.inspect(container_id)
        if details.state.live:
            return found
    why = f"the container is not running ({details.state})"
    return replace(facts, details=details, how="inspect", why_no_exec=why)


class _Reading:
    """One look at one running container."""

    def __init__(
        self,
        engine: Engine,
        details: Details,
        exec_pid: int | None,
        exec_host_pid: int | None,
        host_proc: Path | None,
    ) -> None:
        self._engine = engine
        self._details = details
        self._exec_pid = exec_pid
        self._exec_host_pid = exec_host_pid
        self._proc = host_proc
        self._wanted = SELF if exec_pid is None else str(exec_pid)
        self._main = main_pid(engine, details)
        self._origin: Origin | None = None
        self._reason = ""

    async def take(self, facts: ContainerFacts) -> ContainerFacts:
        """Ask everyone, and put together what they say."""
        if self._proc is not None and not await self._is_here(self._proc):
            self._proc = None
        answer = await self._ask()
        seen = await self._look()
        table = answer.table or seen.table if answer else seen.table
        top = await self._top() if self._proc is None or not table else []
        main = merge(self._inside(answer, self._main), seen.main)
        new = merge(self._new_inside(answer), seen.new) or self._new_by_engine(top)
        main, new = self._placed(main, new, seen)
        return replace(
            facts,
            main=by_engine.with_parent(merge(main, self._configured()), top),
            new=by_engine.with_parent(new, top),
            new_is_ours=self._exec_pid is None,
            why_no_exec="" if new else self._why_no_exec(answer),
            processes=tuple(table or top),
            pids_are_host=not table,
            limits=read_limits(answer.files, self._details) if answer else facts.limits,
            how=self._how(answer),
        )

    async def _is_here(self, proc: Path) -> bool:
        """Is the engine on this machine, so that its pids are this machine's?"""
        endpoint = self._engine.endpoint
        near = endpoint.url.startswith("unix://") or endpoint.engine == "practice"
        return near and await asyncio.to_thread(machine.is_here, proc, self._details)

    async def _ask(self) -> Answer | None:
        """Ask inside; None, and `_reason`, where nobody can."""
        self._reason = self._engine.capabilities.why_not("exec")
        if self._details.state is State.PAUSED:
            self._reason = "the container is paused"
        if self._reason:
            return None
        what = [self._main, ALL, self._wanted]
        started = self._note_origin if self._wanted == SELF else None
        try:
            answer = await ask(self._engine, self._details.id, what, on_start=started)
            await ask_owners(self._engine, self._details, answer)
        except UnreachableError:
            raise
        except (EngineError, SessionError) as error:
            said = error.message.replace(self._details.id, self._details.name)
            self._reason = said[:1].lower() + said[1:]
            return None
        explain(answer)
        return answer

    async def _note_origin(self, host_pid: int) -> None:
        """Find out who started the process that describes itself, while it lives."""
        if self._proc is not None:
            self._origin = await asyncio.to_thread(machine.origin, self._proc, host_pid)
            return
        ppid = next((row.ppid for row in await self._top() if row.pid == host_pid), 0)
        self._origin = Origin(ppid) if ppid else None

    async def _top(self) -> list[Listed]:
        """Return the engine's table of processes; empty where it has none, or just now none."""
        try:
            return by_engine.table(await self._engine.top(self._details.id))
        except UnreachableError:
            raise
        except EngineError:
            return []

    async def _look(self) -> Seen:
        if self._proc is None:
            return Seen()
        return await asyncio.to_thread(
            machine.look,
            self._proc,
            self._details,
            new_pid=self._exec_pid,
            new_host_pid=self._exec_host_pid,
        )

    def _placed(
        self, main: ProcessFacts | None, new: ProcessFacts | None, seen: Seen
    ) -> tuple[ProcessFacts | None, ProcessFacts | None]:
        """Name both control groups as the machine does, if it can name both.

        In a namespace of its own a control group is only ``/``.
        """
        groups = [seen.main.cgroup if seen.main else None, None]
        if seen.new is not None:
            groups[1] = seen.new.cgroup
        elif self._origin is not None:
            groups[1] = self._origin.cgroup
        if main is None or not groups[0] or (new is not None and not groups[1]):
            return main, new
        return replace(main, cgroup=groups[0]), new and replace(new, cgroup=groups[1])

    def _inside(self, answer: Answer | None, name: str) -> ProcessFacts | None:
        raw = answer.processes.get(name, Raw()) if answer else Raw()
        if answer is None or "stat" not in raw.parts:
            return None
        return process_facts(raw, answer.system, hidden=SCRIPT_VARIABLE if name == SELF else "")

    def _new_inside(self, answer: Answer | None) -> ProcessFacts | None:
        found = self._inside(answer, self._wanted)
        if found is None or answer is None:
            return None
        if self._exec_pid is not None:
            return replace(found, host_pid=self._exec_host_pid)
        found = replace(found, argv=answer.shell, host_pid=answer.host_pid or None)
        if self._origin is None:
            return found
        return replace(found, host_ppid=self._origin.ppid, host_parent=self._origin.parent)

    def _new_by_engine(self, top: list[Listed]) -> ProcessFacts | None:
        """Return the little that is known of an exec'd process that nobody can look at."""
        if self._exec_pid is None or not self._reason:
            return None
        missing = by_engine.unknown(self._reason)
        missing.pop("pid")
        argv = by_engine.command_of(self._exec_host_pid, top)
        if argv:
            missing.pop("argv")
        return ProcessFacts(
            pid=self._exec_pid, host_pid=self._exec_host_pid, argv=argv, missing=missing
        )

    def _configured(self) -> ProcessFacts:
        pid = int(self._main) if self._main.isdecimal() else None
        return by_engine.configured(self._details, pid, self._reason)

    def _why_no_exec(self, answer: Answer | None) -> str:
        if answer is None:
            return self._reason
        return f"process {self._exec_pid} has ended" if self._exec_pid else "it ended at once"

    def _how(self, answer: Answer | None) -> str:
        parts = ["/proc by exec"] if answer else []
        parts += ["this machine's /proc"] if self._proc else ["the engine's process table"]
        return ", ".join([*parts, "inspect"])


def main_pid(engine: Engine, details: Details) -> str:
    """Return how `ask` finds the main process: its pid inside, or `GROUP`."""
    host = details.raw.get("HostConfig")
    mode = str(host.get("PidMode") or "") if isinstance(host, dict) else ""
    if mode == "host" or engine.capabilities.why_not("root"):
        return str(details.pid)
    return GROUP if mode.startswith("container:") else "1"
