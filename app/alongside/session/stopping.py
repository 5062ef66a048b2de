"""What a stop does to a container's main process, and how long it takes, as far as is known.

`stopping` reads it, within a second; `stopping_of` makes the sentence of what was read. Who gets a
signal, and what it does there, is decided in `attach_receivers`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import NamedTuple

from alongside.engine.engine import Engine
from alongside.engine.model import Details, State
from alongside.engine.signals import BY_NAME, Effect
from alongside.errors import AlongsideError
from alongside.session.attach_process import read_receivers
from alongside.session.attach_receivers import Receivers
from alongside.session.attach_restart import stop_signal

STOP_SECONDS = 10
"""How long engines wait before KILL, for a container that does not say otherwise."""

_READ_SECONDS = 0.8
"""How long a question waits at most for what can be read."""


class Stopping(NamedTuple):
    """What a stop does.

    Attributes:
        seconds: After which KILL follows: to be given to the engine.
        sentence: What its main process gets, complete.
    """

    seconds: int
    sentence: str


async def stopping(engine: Engine, id: str) -> Stopping:
    """Return what a stop would do now; where it cannot be read in time, what is true of all."""
    details: Details | None = None
    known: Receivers | None = None
    try:
        async with asyncio.timeout(_READ_SECONDS):
            details = await engine.inspect(id)
            if details.state is State.RUNNING:
                known = await read_receivers(engine, details)
    except (AlongsideError, TimeoutError):
        pass  # it is asked with what is known without
    return stopping_of(details, known)


def stopping_of(details: Details | None, known: Receivers | None) -> Stopping:
    """Return what a stop does, from what was read; None for what was not."""
    if details is None:
        return Stopping(STOP_SECONDS, _gets("its stop signal", STOP_SECONDS))
    if not details.state.live:
        return Stopping(STOP_SECONDS, "Its main process does not run now.")
    signal, seconds = stop_signal(details) or "TERM", _seconds(details)
    found = BY_NAME.get(signal)
    effect = known.real.effect(found) if known is not None and found else Effect.UNKNOWN
    if signal == "KILL":
        return Stopping(seconds, "Its main process gets KILL at once and cannot tidy up.")
    if effect is Effect.NOTHING and known is not None:
        said = f"{signal} does nothing to {known.real}: this takes the full {seconds} s, then KILL."
    elif effect is Effect.ENDS and known is not None:
        said = f"{signal} ends {known.real} at once: it has no handler."
    elif effect is Effect.ITS_OWN and known is not None:
        said = f"{known.real} handles {signal} itself, in its own time; KILL after {seconds} s."
    else:
        said = _gets(signal, seconds)
    return Stopping(seconds, said)


def _gets(signal: str, seconds: int) -> str:
    return f"Its main process gets {signal}, and KILL after {seconds} s."


def _seconds(details: Details) -> int:
    """Return the container's own patience; one without an end is not waited for."""
    config = details.raw.get("Config")
    own = config.get("StopTimeout") if isinstance(config, Mapping) else None
    return own if isinstance(own, int) and own >= 0 else STOP_SECONDS
