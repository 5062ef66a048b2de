"""What is said of a stop beforehand: who gets what, and how long it takes."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest

from alongside.engine.model import Details, State
from alongside.engine.signals import Masks
from alongside.session.attach_receivers import Receiver, Receivers
from alongside.session.stopping import Stopping, stopping_of


def details(state: State = State.RUNNING, **config: Any) -> Details:
    return Details("1" * 64, "api", "x", state, raw=MappingProxyType({"Config": config}))


def known(caught: int = 0, *, is_init: bool = True) -> Receivers:
    return Receivers(Receiver(1 if is_init else 7, "node", Masks(caught, 0, 0), is_init))


@pytest.mark.parametrize(
    ("details", "known", "seconds", "said"),
    [
        (details(), known(), 10, "TERM does nothing to `node` (PID 1): this takes the full 10 s, "),
        (details(StopTimeout=60), known(), 60, "takes the full 60 s, then KILL."),
        (details(StopTimeout=-1), None, 10, "gets TERM, and KILL after 10 s."),
        (details(StopTimeout=0), None, 0, "KILL after 0 s."),
        (details(), known(1 << 14), 10, "handles TERM itself, in its own time; KILL after 10 s."),
        (details(), known(is_init=False), 10, "TERM ends `node` (PID 7) at once"),
        (details(StopSignal="SIGINT"), known(), 10, "INT does nothing to `node` (PID 1)"),
        (details(StopSignal="SIGRTMIN+3"), known(), 10, "gets RTMIN+3, and KILL after 10 s."),
        (details(StopSignal="KILL"), known(), 10, "gets KILL at once"),
        (details(State.EXITED), None, 10, "does not run now."),
        (None, None, 10, "gets its stop signal, and KILL after 10 s."),
    ],
)
def test_what_is_said(
    details: Details | None, known: Receivers | None, seconds: int, said: str
) -> None:
    found: Stopping = stopping_of(details, known)
    assert found.seconds == seconds
    assert said in found.sentence
