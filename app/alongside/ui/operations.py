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
        consequences: A sentence each.
        needs: In which states it makes sense; empty for all.
        done: What is said afterwards, with ``{name}``.
    """

    call: Callable[[Engine, str], Awaitable[None]]
    yes: str
    done: str
    question: str = ""
    consequences: tuple[str, ...] = ()
    needs: frozenset[State] = frozenset()
    capability: str = ""

    def why_not(self, container: Container) -> str:
        """Return why it cannot be done to `container` now, or the empty string."""
        if self.needs and container.state not in self.needs:
            return f"{container.name} is {container.state}"
        return ""


_UP = frozenset({State.RUNNING, State.PAUSED, State.RESTARTING})
_ENDS = "Every exec session in it ends; every attach stream breaks off."

START = Operation(
    call=lambda engine, id: engine.start(id),
    yes="Start",
    done="{name} is started",
    needs=frozenset({State.CREATED, State.EXITED, State.DEAD}),
)
STOP = Operation(
    call=lambda engine, id: engine.stop(id),
    yes="Stop it",
    done="{name} is stopped",
    question="Stop {name}?",
    consequences=("Its main process gets TERM, and KILL after 10 seconds.", _ENDS),
    needs=_UP,
)
RESTART = Operation(
    call=lambda engine, id: engine.restart(id),
    yes="Restart it",
    done="{name} is restarted",
    question="Restart {name}?",
    consequences=(
        "Its main process gets TERM, and KILL after 10 seconds; then it is started again.",
        _ENDS,
    ),
    capability="restart",
)
KILL = Operation(
    call=lambda engine, id: engine.kill(id),
    yes="Kill it",
    done="{name} is killed",
    question="Kill {name}?",
    consequences=("Its main process gets KILL at once and cannot tidy up.", _ENDS),
    needs=_UP,
)
PAUSE = Operation(
    call=lambda engine, id: engine.pause(id),
    yes="Pause",
    done="{name} is paused: all its processes stand still",
    needs=frozenset({State.RUNNING}),
    capability="pause",
)
UNPAUSE = Operation(
    call=lambda engine, id: engine.unpause(id),
    yes="Unpause",
    done="{name} goes on",
    needs=frozenset({State.PAUSED}),
    capability="pause",
)
REMOVE = Operation(
    call=lambda engine, id: engine.remove(id),
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
    return {"restart": RESTART, "kill": KILL, "remove": REMOVE}[action]
