"""What can be done to a container as a whole, as data: the question, the consequences, the call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from alongside.engine.engine import Engine
from alongside.engine.model import Container, State


class Operation(NamedTuple):
    """One operation.

    Attributes:
        capability: What an engine's `Capabilities` call it; empty for what all can do.
        question: Asked first, with ``{name}``; empty to do it at once.
        call: Given the engine, the container's id, and for how many seconds a stop waits.
        consequences: A sentence each, with ``{stopping}`` for what a stop does to it.
        needs: In which states it makes sense; empty for all.
        done: What is said afterwards, with ``{name}``.
        doing: What is shown until then, where it may take a while: ``stopping…``.
    """

    call: Callable[[Engine, str, int], Awaitable[None]]
    yes: str
    done: str
    question: str = ""
    consequences: tuple[str, ...] = ()
    needs: frozenset[State] = frozenset()
    capability: str = ""
    doing: str = ""

    def why_not(self, container: Container) -> str:
        """Return why it cannot be done to `container` now, or the empty string."""
        if self.needs and container.state not in self.needs:
            return f"{container.name} is {container.state}"
        return ""


_UP = frozenset({State.RUNNING, State.PAUSED, State.RESTARTING})
_ENDS = "Every exec session in it ends; every attach stream breaks off."

START = Operation(
    call=lambda engine, id, _: engine.start(id),
    yes="Start",
    done="{name} is started",
    needs=frozenset({State.CREATED, State.EXITED, State.DEAD}),
)
STOP = Operation(
    call=lambda engine, id, seconds: engine.stop(id, seconds),
    yes="Stop it",
    done="{name} is stopped",
    question="Stop {name}?",
    consequences=("{stopping}", _ENDS),
    needs=_UP,
    doing="stopping…",
)
RESTART = Operation(
    call=lambda engine, id, seconds: engine.restart(id, seconds),
    yes="Restart it",
    done="{name} is restarted",
    question="Restart {name}?",
    consequences=("{stopping} Then it is started again.", _ENDS),
    capability="restart",
    doing="restarting…",
)
KILL = Operation(
    call=lambda engine, id, _: engine.kill(id),
    yes="Kill it",
    done="{name} is killed",
    question="Kill {name}?",
    consequences=("Its main process gets KILL at once and cannot tidy up.", _ENDS),
    needs=_UP,
)
PAUSE = Operation(
    call=lambda engine, id, _: engine.pause(id),
    yes="Pause",
    done="{name} is paused: all its processes stand still",
    needs=frozenset({State.RUNNING}),
    capability="pause",
)
UNPAUSE = Operation(
    call=lambda engine, id, _: engine.unpause(id),
    yes="Unpause",
    done="{name} goes on",
    needs=frozenset({State.PAUSED}),
    capability="pause",
)
FORCE = Operation(
    call=lambda engine, id, _: engine.remove(id, force=True),
    yes="Kill and remove it",
    done="{name} is killed and removed",
    question="{name} runs. Kill it and remove it?",
    consequences=(
        "Its main process gets KILL at once and cannot tidy up.",
        _ENDS,
        "What was written in it outside of volumes is lost for good.",
    ),
    needs=_UP,
)
REMOVE = Operation(
    call=lambda engine, id, _: engine.remove(id),
    yes="Remove it",
    done="{name} is removed",
    question="Remove {name}?",
    consequences=("What was written in it outside of volumes is lost for good.",),
    needs=frozenset({State.CREATED, State.EXITED, State.DEAD}),
)


def operation(action: str, container: Container) -> Operation:
    """Return what `action` (``start_stop``, ``pause`` ...) means for `container` as it is now."""
    if action == "start_stop":
        return STOP if container.state in _UP else START
    if action == "pause":
        return UNPAUSE if container.state is State.PAUSED else PAUSE
    if action == "remove":
        return FORCE if container.state in _UP else REMOVE
    return {"restart": RESTART, "kill": KILL}[action]
