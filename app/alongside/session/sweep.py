"""At the start: end what an alongside that was killed has left behind in containers."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from alongside.engine.engine import Engine
from alongside.engine.model import State
from alongside.errors import AlongsideError, NotFoundError
from alongside.session.cleanup import Ended, end_processes
from alongside.session.registry import Record, Registry


@dataclass(frozen=True, slots=True)
class Swept:
    """One leftover, and what became of it.

    Attributes:
        settled: Is it done with? Otherwise the next start tries again.
        sentence: What happened, complete.
    """

    container_id: str
    container_name: str
    command: str
    settled: bool
    sentence: str


async def sweep(engine: Engine, directory: Path) -> list[Swept]:
    """End the processes in this engine's containers whose owners are gone.

    Those of living programs, of other machines and of other engines are left alone. Containers
    that have stopped or are gone need nothing. Raises nothing: what could not be ended says so,
    and is tried again at the next start.

    Args:
        directory: The state directory that the sessions were given.
    """
    registry = Registry(directory)
    records = await asyncio.to_thread(lambda: list(registry.abandoned(engine.endpoint.url)))
    return list(await asyncio.gather(*(_settle(engine, registry, record) for record in records)))


async def _settle(engine: Engine, registry: Registry, record: Record) -> Swept:
    try:
        settled, said = await _end(engine, record)
    except AlongsideError as error:
        settled, said = False, f"could not be cleaned up: {error.message}"
    if settled:
        await asyncio.to_thread(registry.remove, record.mark)
    sentence = f"Left in {record.container_name} by an alongside that was killed: {said}."
    return Swept(record.container_id, record.container_name, record.command, settled, sentence)


async def _end(engine: Engine, record: Record) -> tuple[bool, str]:
    try:
        details = await engine.inspect(record.container_id)
    except NotFoundError:
        return True, "nothing, the container is gone"
    if details.state is State.PAUSED:
        return False, f"{record.command}, which can be ended when the container is unpaused"
    if details.state is not State.RUNNING:
        return details.state is not State.RESTARTING, "nothing, the container has stopped"
    if not record.interpreter:
        return True, f"perhaps {record.command}; without a shell in it nobody can look"
    ended: Ended = await end_processes(
        engine,
        record.container_id,
        record.mark,
        interpreter=record.interpreter,
        user=record.user,
    )
    return not ended.remaining, ended.sentence
