"""Why a stream came to its end: asked of the engine, said in one sentence."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable

from alongside.engine.engine import Engine, ExecStatus, ExecStream
from alongside.engine.model import Details, State
from alongside.errors import EngineError, NotFoundError, UnreachableError
from alongside.session.session import Ending, Facts, Reason

_SETTLE_SECONDS = 2.0
_LAG_SECONDS = 0.6
"""How long a container's state can be behind what its processes did."""

_KILLED = 137
"""The exit code that processes have whose container stopped under them."""

_STEP = 0.05

LEAVE_SECONDS = 0.5
"""How long leaving waits at most to hear whether what is left still lives."""

ATTACH_AGAIN = "Attach again when it runs."


def brief(command: str, length: int = 60) -> str:
    """Return a command short enough for a sentence."""
    return command if len(command) <= length else command[: length - 1] + "…"


def how(code: int) -> str:
    """Return an exit code for people: ``exit code 3``, ``exit code 137, killed by SIGKILL``."""
    if 128 < code < 128 + 65:
        try:
            return f"exit code {code}, killed by {signal.Signals(code - 128).name}"
        except ValueError:
            return f"exit code {code}"
    return f"exit code {code}"


def left_behind(facts: Facts) -> tuple[str, str]:
    """Return an exec that goes on without us, with its pid, and a sentence on how to end it."""
    what = brief(facts.command)
    if facts.pid:  # HUP: an interactive shell does not hear TERM
        return f"{what} (pid {facts.pid})", f"kill -HUP {facts.pid} in a shell there ends it."
    if facts.host_pid:
        way = f"kill -HUP {facts.host_pid} on the engine's host ends it."
        return f"{what} (pid {facts.host_pid} on the engine's host)", way
    return what, "It ends with the container."


async def exec_ending(
    engine: Engine,
    stream: ExecStream,
    container_id: str,
    name: str,
    command: str,
    *,
    duration: float,
    lost: EngineError | None,
) -> Ending:
    """Return how an exec ended whose stream is over."""
    command = brief(command)
    if lost is None:
        try:
            status = await _final(stream)
        except NotFoundError:  # with its container, or the engine was restarted
            return await _without_status(engine, container_id, name, duration)
        except EngineError as error:
            lost = error
    if lost is not None:
        return Ending(
            Reason.LOST,
            f"{_broke(lost)}.",
            f"{command} may go on in {name}; the next start of alongside ends it.",
            duration=duration,
        )
    code = status.exit_code
    if code is None:
        return Ending(Reason.LOST, f"The stream ended, but {command} has not.", duration=duration)
    if code == _KILLED and (stopped := await _stopped(engine, container_id, name)):
        return Ending(Reason.CONTAINER, f"{stopped}, and {command} with it.", "", code, duration)
    return Ending(Reason.EXITED, f"{command} has ended ({how(code)}).", "", code, duration)


async def _final(stream: ExecStream) -> ExecStatus:
    """Return the status once the process has ended; it can lag behind the end of the stream."""
    for _ in range(int(_SETTLE_SECONDS / _STEP)):
        status = await stream.status()
        if not status.running and status.exit_code is not None:
            return status
        await asyncio.sleep(_STEP)
    return status


async def _without_status(engine: Engine, container_id: str, name: str, duration: float) -> Ending:
    stopped = await _stopped(engine, container_id, name)
    sentence = f"{stopped or 'The engine was restarted and does not know this process any more'}."
    return Ending(Reason.CONTAINER if stopped else Reason.LOST, sentence, duration=duration)


async def _stopped(engine: Engine, container_id: str, name: str) -> str:
    """Return what happened to the container, or nothing if it still runs after a moment."""
    for _ in range(int(_LAG_SECONDS / _STEP)):
        try:
            details = await engine.inspect(container_id)
        except NotFoundError:
            return f"The container {name} was removed"
        except EngineError:
            return ""  # the process's own exit code says enough
        if not details.state.live:
            return _state_sentence(details)
        await asyncio.sleep(_STEP)
    return ""


def _state_sentence(details: Details) -> str:
    if details.state is State.RESTARTING:
        return f"The container {details.name} is restarting"
    code = f" ({how(details.exit_code)})" if details.exit_code is not None else ""
    killed = ", out of memory" if details.oom_killed else ""
    return f"The container {details.name} stopped{code}{killed}"


async def attach_ending(
    engine: Engine,
    container_id: str,
    name: str,
    started_at: str,
    *,
    duration: float,
    lost: EngineError | None,
) -> Ending:
    """Return why an attach's stream is over.

    Args:
        started_at: When the main process that we were attached to had been started.
    """
    try:
        details = await settled(engine, container_id, started_at)
    except NotFoundError:
        return _removed(name, duration)
    except EngineError as error:
        return _broken(lost or error, duration)
    return _gone(details, name, started_at, duration) or _broken(lost, duration)


async def leave_ending(
    engine: Engine,
    before: Details,
    facts: Facts,
    duration: float,
    over: Callable[[], bool],
) -> Ending:
    """Return how it is for one who leaves an attach; the engine is asked, for `LEAVE_SECONDS`.

    Args:
        before: What we attached to.
        facts: Of its main process.
        over: Is the stream at its end? Then the engine is about to know of the process's.
    """
    consequence = "goes on"
    if facts.leaving:
        consequence = "sees the end of its input (StdinOnce), because input was unlocked"
    try:
        async with asyncio.timeout(LEAVE_SECONDS):
            while True:
                details = await engine.inspect(before.id)
                if details.state is State.CREATED:
                    consequence = "has not been started yet"
                    break
                started_at = before.started_at if before.state.live else details.started_at
                gone = _gone(details, before.name, started_at, duration)
                if gone is not None:
                    return gone
                if not over():
                    break
                await asyncio.sleep(_STEP)
    except NotFoundError:
        return _removed(before.name, duration)
    except (EngineError, TimeoutError):
        consequence = "was running when last seen"
    sentence = f"Left; {brief(facts.command) or 'the main process'} {consequence}."
    return Ending(Reason.DETACHED, sentence, "Attach again.", duration=duration)


def _removed(name: str, duration: float) -> Ending:
    sentence = f"The container {name} was removed."
    return Ending(Reason.CONTAINER, sentence, "Its text stays here.", duration=duration)


def _gone(details: Details, name: str, started_at: str, duration: float) -> Ending | None:
    """Return how the main process that was started then has ended; None while it lives."""
    if details.state.live and details.started_at == started_at:
        return None
    if details.state.live:
        sentence = f"The container {name} was restarted: that main process is gone."
        return Ending(Reason.CONTAINER, sentence, "Attach again.", duration=duration)
    sentence = f"{_state_sentence(details)}."
    return Ending(Reason.CONTAINER, sentence, ATTACH_AGAIN, details.exit_code, duration)


async def settled(engine: Engine, container_id: str, started_at: str) -> Details:
    """Inspect until the container's state shows what ended the stream, which comes first.

    A container that has stopped may be about to be restarted or removed: it gets a moment more.
    """
    patience = _SETTLE_SECONDS
    while True:
        details = await engine.inspect(container_id)
        if details.started_at != started_at or patience <= 0:
            return details
        if not details.state.live:
            patience = min(patience, _LAG_SECONDS)
        patience -= _STEP
        await asyncio.sleep(_STEP)


def _broke(lost: EngineError) -> str:
    """Say what a loss means for a stream: who asks afterwards hears only that nobody is there."""
    said = lost.message
    if not isinstance(lost, UnreachableError) or " broke" in said:
        return said
    return f"The connection to the engine broke: {said[:1].lower()}{said[1:]}"


def _broken(lost: EngineError | None, duration: float) -> Ending:
    said = _broke(lost) if lost else "The stream ended, though the container runs on"
    return Ending(
        Reason.LOST,
        f"{said}.",
        "The main process is not affected. Attach again.",
        duration=duration,
    )
