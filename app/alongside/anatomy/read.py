"""Reads the anatomy of a container: asks inside, the machine and the engine; compares.

``read_anatomy`` is all that screens and the command line need. `read_facts` returns what it is made
of. Sources, each for what the ones before it could not tell: a script inside (`ask`), the host's
/proc where the engine is on this machine (`host`), the engine's process table and inspect.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from alongside.anatomy.ask import ALL, GROUP, SELF, Answer, ask, ask_owners, explain
from alongside.anatomy.compare import compare
from alongside.anatomy.limits import read_limits
from alongside.anatomy.model import Anatomy
from alongside.anatomy.parse import Raw, process_facts
from alongside.anatomy.process import ContainerFacts, ProcessFacts
from alongside.diagnostics.process import SCRIPT_VARIABLE
from alongside.engine.engine import Engine
from alongside.engine.model import Details, State
from alongside.errors import EngineError, SessionError, UnreachableError

PROC = Path("/proc")

_NO_CLIENTS = "the engine does not tell who else is attached"


async def read_anatomy(
    engine: Engine,
    container_id: str,
    *,
    exec_pid: int | None = None,
    exec_host_pid: int | None = None,
    host_proc: Path | None = PROC,
) -> Anatomy:
    """Describe a container's main process beside an exec'd one, as both are now.

    Args:
        exec_pid: The exec'd process, by its pid inside; None starts one as ``docker exec -it``
            would, which describes itself and ends.
        exec_host_pid: The same on the engine's machine, where that is known.
        host_proc: This machine's /proc; None not to look there.

    Takes a few tenths of a second, with a deadline of its own in every step; nothing that it starts
    in the container stays. A stopped container is described by what inspect knows.

    Raises:
        NotFoundError: There is no such container.
        UnreachableError: The connection to the engine was lost.
        DeadlineError: The engine did not answer in time.
    """
    return compare(
        await read_facts(
            engine,
            container_id,
            exec_pid=exec_pid,
            exec_host_pid=exec_host_pid,
            host_proc=host_proc,
        )
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
    facts = ContainerFacts(details, clients_why=_NO_CLIENTS, taken=await engine.clock())
    if not details.state.live:
        return replace(facts, how="inspect", why_no_exec=not_running(details))
    wanted = SELF if exec_pid is None else str(exec_pid)
    answer, reason = await _ask(engine, details, wanted)
    if answer is None:
        return replace(facts, how="inspect", why_no_exec=reason)
    new = _facts(answer, wanted)
    if new is not None:
        host_pid = exec_host_pid or (answer.host_pid if wanted == SELF else 0)
        new = replace(new, host_pid=host_pid or None)
    if new is not None and wanted == SELF:
        new = replace(new, argv=answer.shell)
    main = _facts(answer, main_pid(engine, details))
    if main is not None:
        main = replace(main, host_pid=details.pid or None)
    return replace(
        facts,
        main=main,
        new=new,
        new_is_ours=wanted == SELF,
        processes=tuple(answer.table),
        limits=read_limits(answer.files, details),
        how="/proc by exec",
    )


def not_running(details: Details) -> str:
    """Return why nothing can be started in a container that does not run."""
    return f"the container is not running ({details.state})"


def main_pid(engine: Engine, details: Details) -> str:
    """Return how `ask` finds the main process: its pid inside, or `GROUP`."""
    host = details.raw.get("HostConfig")
    mode = str(host.get("PidMode") or "") if isinstance(host, dict) else ""
    if mode == "host" or engine.capabilities.why_not("root"):
        return str(details.pid)
    return GROUP if mode.startswith("container:") else "1"


async def _ask(engine: Engine, details: Details, wanted: str) -> tuple[Answer | None, str]:
    """Ask inside; return the answer, or why there is none."""
    if missing := engine.capabilities.why_not("exec"):
        return None, missing
    if details.state is State.PAUSED:
        return None, "the container is paused"
    try:
        answer = await ask(engine, details.id, [main_pid(engine, details), ALL, wanted])
        await ask_owners(engine, details.id, answer)
    except UnreachableError:
        raise
    except (EngineError, SessionError) as error:
        return None, error.message
    explain(answer)
    return answer, ""


def _facts(answer: Answer, name: str) -> ProcessFacts | None:
    raw = answer.processes.get(name, Raw())
    if "stat" not in raw.parts:
        return None
    return process_facts(raw, answer.system, hidden=SCRIPT_VARIABLE if name == SELF else "")
