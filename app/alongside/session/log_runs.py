"""Where one run's part of a container's log ends, and whether another run follows.

A followed log ends with the main process. `after_run` is called then: it finds the time from which
on to read what the next run says, without gap or double, and waits for a restart under way.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from alongside.engine.engine import Engine
from alongside.engine.listening import listening
from alongside.engine.model import Details, State
from alongside.session.endings import settled
from alongside.session.log_reader import read_log

_NEXT = 1e-6
"""Times are cut to microseconds: the next one is later than all that were cut to this."""

_LAST_LINES = 50
"""Lines are logged as they come by two streams: the last one need not have the latest time."""
_LATE = 0.02
"""Seconds after an end in which its last lines may still be logged; a start takes longer."""


class Ended(NamedTuple):
    """A run that is over.

    Attributes:
        until: Seconds since the epoch, by the engine's clock: all that was logged before is of
            this run or of earlier ones; None when nothing was.
        next: The run that follows; None where the container has stopped.
    """

    until: float | None
    next: Details | None


async def after_run(engine: Engine, run: Details, latest: float | None) -> Ended:
    """Return what comes after `run`, whose log has ended; waits while the engine restarts it.

    Args:
        latest: The latest time that was read, by the engine's clock; None where it is not known.

    Raises:
        NotFoundError: The container was removed.
        EngineError: The engine cannot be asked.
    """
    until = await _until(engine, run) if latest is None else latest + _NEXT
    now = await settled(engine, run.id, run.started_at)
    if now.started_at != run.started_at:
        return Ended(until, now)
    if now.state is State.RESTARTING:
        return Ended(until, await _restarted(engine, run))
    return Ended(until, None)


async def _until(engine: Engine, run: Details) -> float | None:
    """Return the time after the last line of `run`, though the next run may have begun."""
    times = [entry.time for entry in await read_log(engine, run.id, _LAST_LINES)]
    now = await engine.inspect(run.id)
    if now.started_at != run.started_at and now.finished_at:
        ended = datetime.fromisoformat(now.finished_at).timestamp()
        times = [time for time in times if time < ended + _LATE] or [ended]
    return max(times) + _NEXT if times else None


async def _restarted(engine: Engine, run: Details) -> Details | None:
    """Return the next run once it has begun; None when the engine has given up."""
    async with listening(engine) as events:
        async for event in events:
            if event.action == "subscribed" or event.id == run.id:
                now = await engine.inspect(run.id)
                if now.state is not State.RESTARTING:  # it may be about to be removed
                    now = await settled(engine, run.id, run.started_at)
                if now.started_at != run.started_at:
                    return now
                if now.state is not State.RESTARTING:
                    return None
    return None
