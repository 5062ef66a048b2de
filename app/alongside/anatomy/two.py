"""Two exec'd processes compared as exec and main are: another user, another shell or container."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import NamedTuple

from alongside.anatomy.compare import sections
from alongside.anatomy.model import Row
from alongside.anatomy.read import read_facts
from alongside.engine.engine import Engine


class New(NamedTuple):
    """An exec'd process.

    Attributes:
        pid, host_pid: Inside its container, and on the engine's machine; None where not known.
    """

    container_id: str
    pid: int | None
    host_pid: int | None


async def read_two(engine: Engine, one: New, other: New) -> tuple[Row, ...]:
    """Return what the two share and differ in: in each row `one` is exec, and `other` is main.

    Starts a short exec in the container of each, as `read_anatomy` does.

    Raises:
        EngineError: As `read_anatomy`.
    """
    facts, others = await asyncio.gather(
        *(
            read_facts(engine, new.container_id, exec_pid=new.pid, exec_host_pid=new.host_pid)
            for new in (one, other)
        )
    )
    both = replace(facts, main=others.new, limits={})
    return tuple(row for section in sections(both) for row in section.rows)
