"""Ending what an exec started: closing its connection ends nothing, on any engine.

A helper exec (`helper`) lists and signals processes on command; which ones, and in which order, is
decided here::

    HUP to the first process   a shell hangs up its jobs and leaves, an editor saves
    TERM (and CONT) to the rest
    KILL to what is still there

It runs as the exec's own user, who can see and signal what it started, and once more as root only
if something stayed that this user could not end. Only processes that carry the session's mark,
descend from one or sit in its session are ever signalled; never PID 1.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from alongside.engine.engine import Engine, ExecSpec
from alongside.errors import SessionError
from alongside.session.helper import Helper, helper_spec
from alongside.session.processes import Process, listed

_PATIENCE = (0.5, 1.0, 0.5)
"""Seconds that processes get after HUP, after TERM and after KILL."""

_ROUNDS = 3
"""How often KILL is sent: what forks faster than it is seen needs more than one."""

_ANSWER = 5.0


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of the processes of one exec.

    Attributes:
        ended: Names with pids, in the order in which they had started: ``bash (41)``.
        remaining: Those that could not be ended.
    """

    ended: tuple[str, ...] = ()
    remaining: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What happened, for people; without a full stop."""
        said = f"ended {listed(self.ended)}" if self.ended else "nothing was left to end"
        if self.remaining:
            said += f"; could not end {listed(self.remaining)}"
        return said


async def end_processes(
    engine: Engine,
    container_id: str,
    mark: str,
    *,
    interpreter: Sequence[str] = ("/bin/sh",),
    user: str = "",
) -> Ended:
    """End every process that carries `mark`, and say which they were. Takes at most 5 seconds.

    Args:
        interpreter: A shell that is in the container.
        user: Whom the exec ran as; empty for the container's own user.

    Raises:
        EngineError: The container is not there, stopped or paused, or the engine is away.
        SessionError: The helper could not run.
    """
    found: dict[tuple[int, int], Process] = {}
    left = await _end_as(engine, container_id, mark, interpreter, user, found)
    if left and user not in ("0", "root"):
        left = await _end_as(engine, container_id, mark, interpreter, "0", found)
    remaining = {process.key for process in left}
    return Ended(
        tuple(str(process) for key, process in found.items() if key not in remaining),
        tuple(str(process) for process in left),
    )


async def find_processes(
    engine: Engine,
    container_id: str,
    mark: str,
    *,
    interpreter: Sequence[str] = ("/bin/sh",),
    user: str = "",
) -> list[Process]:
    """Return what `end_processes` would end, in the order in which they had started.

    Raises:
        EngineError: The container is not there, stopped or paused, or the engine is away.
        SessionError: The helper could not run.
    """
    stream = await engine.exec(container_id, helper_spec(mark, interpreter, user))
    try:
        helper = Helper(stream, {})
        await helper.greet()
        found = await helper.scan()
        await helper.end()
        return found
    finally:
        await stream.close()


async def signal_process(
    engine: Engine,
    container_id: str,
    pid: int,
    signal: str,
    *,
    interpreter: Sequence[str] = ("/bin/sh",),
    user: str = "",
) -> None:
    """Send one signal to one process, by its pid inside.

    Raises:
        EngineError: The container is not there, stopped or paused, or the engine is away.
    """
    argv = (*interpreter, "-c", 'kill -s "$1" "$2"', "alongside", signal, str(pid))
    stream = await engine.exec(container_id, ExecSpec(argv, tty=False, stdin=False, user=user))
    try:
        async with asyncio.timeout(_ANSWER):
            while await stream.read() is not None:
                pass
    except TimeoutError:
        raise SessionError("The helper in the container did not answer in time") from None
    finally:
        await stream.close()


async def _end_as(
    engine: Engine,
    container_id: str,
    mark: str,
    interpreter: Sequence[str],
    user: str,
    found: dict[tuple[int, int], Process],
) -> list[Process]:
    """Go through the signals as `user`; add to `found`, return what is left."""
    stream = await engine.exec(container_id, helper_spec(mark, interpreter, user))
    try:
        helper = Helper(stream, found)
        async with asyncio.timeout(_ANSWER):
            await helper.greet()
            left = await _escalate(helper)
            await helper.end()
            return left
    except TimeoutError:
        raise SessionError("The helper in the container did not answer in time") from None
    finally:
        await stream.close()


async def _escalate(helper: Helper) -> list[Process]:
    left = await helper.scan()
    if left:
        first = left[:1]
        await helper.kill("HUP", first)
        left = await helper.wait(_PATIENCE[0], first[0])
    if left:
        await helper.kill("TERM", left)
        await helper.kill("CONT", left)
        left = await helper.wait(_PATIENCE[1])
    for _ in range(_ROUNDS):
        before = left
        if left:
            await helper.kill("KILL", left)
            left = await helper.wait(_PATIENCE[2])
        if left == before:  # not ours to end
            break
    return left
