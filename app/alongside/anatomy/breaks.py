"""At which hop a stream broke, as far as that can be known.

Control flows from whoever shows a lost stream into `examine` (asks the engine, once), and with its
answer into the pure `broken_at`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from alongside.anatomy.model import Hop, HopKind
from alongside.anatomy.relay import build, runtime_of
from alongside.engine.engine import Engine
from alongside.engine.model import State
from alongside.errors import ConflictError, EngineError, NotFoundError, RefusedError
from alongside.session.session import Ending, Reason, Session


@dataclass(frozen=True, slots=True)
class Break:
    """Where a stream broke, as far as that can be known.

    Attributes:
        index: Of the hop on whose near side the way is broken; None where it cannot be told.
        sentence: For people.
    """

    index: int | None
    sentence: str


def broken_at(
    hops: Sequence[Hop],
    ending: Ending | None,
    *,
    reachable: bool | None,
    state: State | None,
) -> Break | None:
    """Return where a stream broke; None for one that has not, or that was ended on purpose.

    Args:
        ending: Of the session.
        reachable: Does the engine answer now? None: nobody has asked.
        state: Of the container now; None: it is gone, or nobody knows.
    """
    if ending is None or not hops:
        return None
    last = len(hops) - 1
    if ending.reason is Reason.CONTAINER:
        return Break(last, "The way stands; the process at its end is gone with its container.")
    if ending.reason is not Reason.LOST:
        return None
    engine = next((i for i, hop in enumerate(hops) if hop.kind is HopKind.ENGINE), last)
    wires = [i for i, hop in enumerate(hops) if hop.kind is HopKind.NETWORK and i < engine]
    if reachable is None:
        return Break(None, "Somewhere between alongside and the process; where is not known.")
    if not reachable:
        if wires:
            names = ", ".join(hops[i].name for i in (*wires, engine))
            return Break(wires[0], f"On the way to the engine ({names}): nothing answers there.")
        return Break(engine, f"At {hops[engine].name}: it does not answer any more.")
    if state is None:
        return Break(last, "The engine answers, and has no such container any more.")
    if state is State.UNKNOWN:
        return Break(None, "The engine answers, but not about this container: it cannot be told.")
    if not state.live:
        return Break(last, f"At the process: the engine answers, the container is {state}.")
    return Break(
        engine,
        f"At {hops[engine].name}: it answers again and the container runs, but it has let go of "
        "this stream (as a restart of the engine does).",
    )


async def where_lost(engine: Engine, session: Session) -> str:
    """Return a sentence on where a session's stream broke; empty if it did not."""
    hops = build(engine.endpoint, runtime_of(engine), session.facts)
    if session.ending is None or session.ending.reason is not Reason.LOST:
        return ""
    reachable, state = await examine(engine, session.container_id)
    found = broken_at(hops, session.ending, reachable=reachable, state=state)
    return found.sentence if found is not None else ""


async def examine(
    engine: Engine, container_id: str, seconds: float = 5.0
) -> tuple[bool, State | None]:
    """Ask, once, whether the engine answers and what the container does; for `broken_at`."""
    try:
        async with asyncio.timeout(seconds):
            return True, (await engine.inspect(container_id)).state
    except NotFoundError:
        return True, None
    except (ConflictError, RefusedError):
        return True, State.UNKNOWN
    except (EngineError, TimeoutError):
        return False, None
