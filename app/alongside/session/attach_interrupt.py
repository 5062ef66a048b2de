"""What Ctrl+C does to a main process, or to whatever sits in its terminal's foreground: pure.

Typed into a terminal, it is a key: the kernel signals the terminal's foreground process group, and
to the engine the main process then ends by itself. Without a terminal (or with input locked) it is
a signal that the engine sends to the main process, and an end is then a stop.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from alongside.engine.model import Details
from alongside.engine.signals import BY_NAME, Disposition, Effect
from alongside.session.attach_receivers import Receiver, Receivers
from alongside.session.attach_restart import after_exit, after_signal, clause

_INT = BY_NAME["INT"]
SHELLS = frozenset({"sh", "ash", "bash", "dash", "zsh", "fish", "ksh"})


class Interrupt(NamedTuple):
    """What Ctrl+C does.

    Attributes:
        short: What Ctrl+C does, in a few words: ``its handler decides``.
        clause: The whole of it, of the process that it reaches; no full stop.
        reaches: That process, where it is not the main process; else empty.
        effect: What becomes of that process.
        ends: Does the container end? None: it may.
    """

    short: str
    clause: str
    reaches: str = ""
    effect: Effect = Effect.UNKNOWN
    ends: bool | None = None


def interrupt_of(details: Details, known: Receivers | None, *, typed: bool) -> Interrupt:
    """Return what Ctrl+C does.

    Args:
        known: Whom signals reach; None where it could not be read.
        typed: Does it go into the terminal as a key (input is open), and not by the engine?
    """
    if known is None:
        return _guess(details, typed)
    if not typed:
        return _to_main(details, known, known.real, typed=False)
    if known.in_front:
        return _to_main(details, known, known.main, typed=True)
    if known.passes_to is not None and known.passes_to in known.front:
        return _to_main(details, known, known.passes_to, typed=True)
    if not known.front:
        said = "nobody is in the foreground of its terminal: nothing happens"
        return Interrupt("reaches nobody", said, "", Effect.NOTHING, False)
    return _to_another(known.front[0])


def _guess(details: Details, typed: bool) -> Interrupt:
    if typed and is_prompt(details):
        said = "would interrupt what runs in it"
        return Interrupt(said, said)
    after = after_exit(details) if typed else after_signal(details, "INT")
    follows = clause(details, after, signalled=not typed)
    said = "would interrupt it, which may stop the container"
    return Interrupt(said, f"{said}{follows}")


def is_prompt(details: Details) -> bool:
    """Is the main process a shell that is typed to, and not one that runs a script?"""
    return opens_prompt(details.argv)


def opens_prompt(argv: Sequence[str]) -> bool:
    """Does this command start a shell that is typed to?"""
    program = argv[0].rpartition("/")[2] if argv else ""
    return program in SHELLS and set(argv[1:]) <= {"-i", "-l", "-il", "-li", "--login"}


def _to_main(details: Details, known: Receivers, reached: Receiver, *, typed: bool) -> Interrupt:
    effect = reached.effect(_INT)
    another = "" if reached is known.main else str(reached)
    after = after_exit(details) if typed else after_signal(details, "INT")
    follows = clause(details, after, signalled=not typed)
    if effect is Effect.ENDS:
        said = f"has no handler for SIGINT: it ends, and the container stops{follows}"
        return Interrupt("ends it, and the container", said, another, effect, True)
    if effect is Effect.ITS_OWN:
        if typed and is_prompt(details):
            said = "a shell goes back to its prompt"
            return Interrupt("the shell goes back to its prompt", said, another, effect, False)
        said = f"its own handler decides; if it ends, the container stops{follows}"
        return Interrupt("its own handler decides", said, another, effect, None)
    short, said = _spared(reached, effect)
    return Interrupt(short, said + _others(known, typed), another, effect, False)


def _spared(reached: Receiver, effect: Effect) -> tuple[str, str]:
    """Return in short, and in full, why the main process goes on."""
    if effect is Effect.WAITS:
        return "is blocked", "blocks SIGINT: it waits until it is taken"
    if reached.masks.disposition(_INT) is Disposition.IGNORED:
        return "is ignored", "ignores SIGINT: nothing happens"
    if effect is Effect.NOTHING:
        said = "has no handler for SIGINT, and PID 1 is spared its default: nothing happens"
        return "does nothing to PID 1", said
    return "may interrupt it", "may be interrupted"


def _others(known: Receivers, typed: bool) -> str:
    """Say what becomes of the others in the foreground, where the main process goes on."""
    ended = [other for other in known.front if other.effect(_INT) is Effect.ENDS]
    if not typed or not ended:
        return ""
    more = f" and {len(ended) - 1} more" if len(ended) > 1 else ""
    return f" to it, but {ended[0]}{more} ends"


def _to_another(reached: Receiver) -> Interrupt:
    effect = reached.effect(_INT)
    said = {
        Effect.ENDS: "it ends, the main process goes on",
        Effect.ITS_OWN: "its own handler decides; the main process goes on",
        Effect.NOTHING: "ignores it: nothing happens",
        Effect.WAITS: "blocks SIGINT: it waits until it is taken",
    }.get(effect, "may end; the main process goes on")
    return Interrupt(f"goes to {reached}", said, str(reached), effect, False)
