"""Two exec'd processes compared as exec and main are: another user, another shell or container."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from alongside.anatomy.compare import sections
from alongside.anatomy.endings import endings
from alongside.anatomy.model import Anatomy, Mark, Row, Section, Sentence, Side
from alongside.anatomy.process import ContainerFacts
from alongside.anatomy.read import read_facts, read_way
from alongside.engine.engine import Engine
from alongside.errors import ConflictError

_OF_A_MAIN = frozenset(
    f"streams.{name}" for name in ("open_stdin", "stdin_once", "clients", "also")
)
"""Rows that are about a main process and a container's settings for it."""

_TWO_CONTAINERS = "two containers: pids inside and terminals are numbers of each one's own"


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
    facts, others = await _read(engine, one, other)
    return tuple(row for section in _sections(facts, others) for row in section.rows)


async def read_anatomy_of_two(engine: Engine, one: New, other: New) -> Anatomy:
    """Return the same with all that belongs to it: `Anatomy.two` is set.

    Raises:
        ConflictError: One of the two has ended.
        EngineError: As `read_anatomy`.
    """
    both = await _read(engine, one, other)
    if any(facts.new is None for facts in both):
        raise ConflictError(
            "One of the two processes has ended", "Run it again, then compare the two anew."
        )
    facts, others = both
    exec_way, other_way = await asyncio.gather(*(read_way(engine, each) for each in both))
    names = facts.details.name, others.details.name
    return Anatomy(
        container_id=facts.details.id,
        container=facts.details.name,
        taken=facts.taken,
        how=facts.how,
        sections=_sections(facts, others),
        tree=(),
        endings=_endings(facts, others),
        advice=(),
        exec_relay=exec_way,
        main_relay=other_way,
        state=str(facts.details.state),
        note=_TWO_CONTAINERS if one.container_id != other.container_id else "",
        two=names,
    )


async def _read(engine: Engine, *both: New) -> Sequence[ContainerFacts]:
    return await asyncio.gather(
        *(
            read_facts(engine, new.container_id, exec_pid=new.pid, exec_host_pid=new.host_pid)
            for new in both
        )
    )


def _sections(facts: ContainerFacts, others: ContainerFacts) -> tuple[Section, ...]:
    """Return the sections; what is said of an exec beside a main process is left out."""
    found = sections(replace(facts, main=others.new, limits={}))
    return tuple(
        replace(section, rows=tuple(_row(row) for row in section.rows if row.id not in _OF_A_MAIN))
        for section in found
    )


def _row(row: Row) -> Row:
    return row if row.mark is Mark.UNKNOWN else replace(row, why="")


def _endings(facts: ContainerFacts, others: ContainerFacts) -> tuple[Sentence, ...]:
    """Return what happens to each; what is the same of both is said once."""
    first, second = (
        {sentence.title: sentence for sentence in endings(each) if sentence.side is Side.EXEC}
        for each in (facts, others)
    )
    found: list[Sentence] = []
    for title, one in first.items():
        other = second[title]
        if one.text == other.text:
            found.append(replace(one, side=Side.OTHER))
        else:
            found += [one, replace(other, side=Side.MAIN)]
    return tuple(found)
