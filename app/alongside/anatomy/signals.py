"""What each signal would do here: a line for a menu, made from what is known of the main process.

Pure. What a process has arranged, and the rule of PID 1, are in `engine.signals`; whether the
container starts again is in `session.attach_restart`. A signal goes from the engine to the main
process; where that is an init such as tini, to the child that it passes signals on to.
"""

from __future__ import annotations

from dataclasses import dataclass

from alongside.engine.model import Details, State
from alongside.engine.signals import SIGNALS, Disposition, Effect, Signal
from alongside.session.attach_receivers import Receiver, Receivers
from alongside.session.attach_restart import (
    Again,
    after_exit,
    after_signal,
    clause,
    policy,
    stop_signal,
    takes_as_stop,
)

_BY_CUSTOM_ENDS = frozenset({"HUP", "INT", "QUIT", "TERM", "PWR", "ABRT", "ALRM"})
"""What most programs that have a handler for it take as a request to end, or may."""


@dataclass(frozen=True, slots=True)
class SignalLine:
    """One signal, for the container as it is now.

    Attributes:
        text: What it does here, in a few words (`after_an_end` has what they have in common).
        why_not: Why it cannot be sent now; mostly empty.
        consequences: To be asked about before it is sent, a sentence each; empty: send it.
    """

    signal: Signal
    arranged: Disposition
    effect: Effect
    text: str
    why_not: str = ""
    consequences: tuple[str, ...] = ()


def signal_lines(details: Details, known: Receivers | None) -> tuple[SignalLine, ...]:
    """Return a line for each signal, those that people send first.

    Args:
        known: Who gets it and what they have arranged; None where that could not be read.
    """
    return tuple(_line(details, known, signal) for signal in SIGNALS)


def after_an_end(details: Details) -> str:
    """Return what follows where a signal ends the container, a sentence; empty if nothing does."""
    alone = after_exit(details)
    if alone is Again.NO:
        return ""
    if alone is Again.REMOVED:
        return "Once it has stopped, the container is removed (--rm)."
    own = stop_signal(details)
    other = next(signal.name for signal in SIGNALS if signal.name not in ("KILL", own))
    if after_signal(details, other) is Again.NO:
        said = "it is not started again (to the engine, a signal is a stop)"
        return f"Restart policy {policy(details)}: {said}."
    starts = clause(details, alone, signalled=False).removeprefix("; r")
    names = " or ".join(dict.fromkeys((own, "KILL")))
    return f"R{starts}, but not after {names} (to the engine, a stop)."


def _line(details: Details, known: Receivers | None, signal: Signal) -> SignalLine:
    if known is None:
        sure = {"KILL": Effect.ENDS, "STOP": Effect.STOPS}
        arranged, effect = Disposition.UNKNOWN, sure.get(signal.name, Effect.UNKNOWN)
    else:
        reached = _reached(known, signal)
        arranged, effect = reached.masks.disposition(signal), reached.effect(signal)
    return SignalLine(
        signal,
        arranged,
        effect,
        _text(details, signal, arranged, effect),
        _why_not(details, signal),
        _consequences(details, signal, effect),
    )


def _reached(known: Receivers, signal: Signal) -> Receiver:
    """KILL and STOP cannot be passed on: they are the init's own."""
    return known.main if signal.name in ("KILL", "STOP") else known.real


def _why_not(details: Details, signal: Signal) -> str:
    if details.state is State.PAUSED and signal.name != "KILL":
        return "the container is paused; some engines would thaw it"
    return "" if details.state.live else f"the container is {details.state}"


def _text(details: Details, signal: Signal, arranged: Disposition, effect: Effect) -> str:
    if effect is Effect.UNKNOWN:
        return f"not known; by default a process {_DEFAULTS[signal.default]}"
    if effect is Effect.ENDS:
        cannot = signal.name == "KILL" or arranged is not Disposition.DEFAULT
        why = "" if cannot else "no handler: "
        starts = after_signal(details, signal.name) in (Again.YES, Again.IF_FAILED)
        return f"{why}ends it, and the container stops{'; starts again' if starts else ''}"
    if effect is Effect.NOTHING and arranged is Disposition.IGNORED:
        return "nothing happens: it is ignored"
    if effect is Effect.NOTHING:
        spared = ", and PID 1 is spared the default" if signal.default != "nothing" else ""
        return f"nothing happens: no handler{spared}"
    return {
        Effect.STOPS: "the main process stands still until CONT",
        Effect.CONTINUES: "the main process goes on, if it stands still",
        Effect.ITS_OWN: "handled by the program itself",
        Effect.WAITS: "blocked: waits until the program takes it",
    }[effect]


_DEFAULTS = {
    "ends": "ends",
    "ends, with a core dump": "ends",
    "stops": "stands still",
    "continues": "goes on",
    "nothing": "does nothing",
}


def _again(details: Details, signal: Signal) -> str:
    return clause(details, after_signal(details, signal.name), signalled=True)


def _consequences(details: Details, signal: Signal, effect: Effect) -> tuple[str, ...]:
    """Return what must be said before it is sent."""
    found = []
    may = effect is Effect.UNKNOWN and signal.default.startswith("ends")
    if effect is Effect.ENDS or may:
        word = "may end" if may else "ends"
        found.append(f"The main process {word}, and the container with it{_again(details, signal)}")
    elif effect is Effect.ITS_OWN and signal.name in _BY_CUSTOM_ENDS:
        found.append(
            "Its handler decides. Many programs end then, and the container with them"
            f"{_again(details, signal)}"
        )
    elif effect is Effect.STOPS or (effect is Effect.UNKNOWN and signal.default == "stops"):
        found.append("The main process stands still until it gets CONT")
    if _is_hazard(details, signal, effect):
        found.append(
            "The engine takes any signal as a stop: when the main process ends later, for whatever "
            f"reason, restart policy {details.restart_policy} does not start it again"
        )
    return tuple(f"{sentence}." for sentence in found)


def _is_hazard(details: Details, signal: Signal, effect: Effect) -> bool:
    """Does it switch the restart policy off although the process goes on?"""
    restarts = after_exit(details) in (Again.YES, Again.IF_FAILED)
    return restarts and effect is not Effect.ENDS and takes_as_stop(details, signal.name)
