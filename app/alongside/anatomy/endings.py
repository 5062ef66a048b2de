"""What happens on exit, Ctrl+C, closing, detaching, our death and a resize, in this container.

Pure. Each sentence is made together with the outcome that it claims, so that tests can do what it
speaks of and compare what they see with the claim, not with the words. Who gets Ctrl+C, and what
follows the main process's end, are decided in `session.attach_interrupt` and
`session.attach_restart`, as for the question in an attach pane.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from alongside.anatomy.model import Sentence, Side
from alongside.anatomy.process import ContainerFacts, ProcessFacts
from alongside.anatomy.receivers import receivers_of
from alongside.clean import clean
from alongside.engine.signals import BY_NAME, Effect
from alongside.secrets import mask_argv
from alongside.session.attach_facts import fragile
from alongside.session.attach_interrupt import Interrupt, interrupt_of, is_prompt
from alongside.session.attach_restart import Again, after_exit, after_signal, clause, stop_signal
from alongside.session.endings import brief

_LENGTH = 40


class Outcome(StrEnum):
    """What is left afterwards."""

    GOES_ON = "the container goes on as if nothing had happened"
    NEW_ENDS = "the exec'd process ends; the container goes on"
    NEW_STAYS = "the exec'd process stays in the container, which goes on"
    STOPS = "the container stops and stays so"
    RESTARTS = "the container stops and is started again"
    RESTARTS_IF_FAILED = "the container stops; it is started again if the exit code is not 0"
    REMOVED = "the container stops and is removed"
    DEPENDS = "the program decides"


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence, and what it claims."""

    sentence: Sentence
    outcome: Outcome


def endings(facts: ContainerFacts) -> tuple[Sentence, ...]:
    """Return what happens at every end, a sentence each, for exec and for the main process."""
    return tuple(claim.sentence for claim in claims(facts))


def claims(facts: ContainerFacts) -> tuple[Claim, ...]:
    """Return the sentences with what each claims, those of one occasion together."""
    main = list(_of_main(facts))
    new = list(_of_exec(facts)) if facts.new is not None else []
    titles = list(dict.fromkeys(claim.sentence.title for claim in (*main, *new)))
    both = sorted((*new, *main), key=lambda claim: titles.index(claim.sentence.title))
    return tuple(both)


_EXIT, _INTERRUPT = "On exit", "Ctrl+C"
_INPUT, _CLOSE, _DETACH = "End of input", "Closing the pane", "Detaching"
_DEATH, _RESIZE, _STOP = "If alongside dies", "Resizing", "On stop"


def _of_exec(facts: ContainerFacts) -> Iterator[Claim]:
    """Yield what is true of the exec'd process."""
    new = facts.new
    assert new is not None
    name = _named(new.argv, "the new process")

    def say(id: str, title: str, text: str, outcome: Outcome) -> Claim:
        return Claim(Sentence(f"{id}.exec", Side.EXEC, title, text), outcome)

    yield say(
        "exit", _EXIT, f"Only {name} ends; the main process does not notice.", Outcome.NEW_ENDS
    )
    yield say("interrupt", _INTERRUPT, _exec_interrupt(new), Outcome.GOES_ON)
    yield say(
        "close",
        _CLOSE,
        f"alongside ends {name} and all that it started. (Other tools only close the connection, "
        "and leave it behind.)",
        Outcome.NEW_ENDS,
    )
    # Without a terminal its stdin ends, and an engine that cannot pass on its output ends it.
    stays = Outcome.DEPENDS if new.tty == "" else Outcome.NEW_STAYS
    but = ", if it neither reads nor writes" if new.tty == "" else ""
    yield say("detach", _DETACH, f"{name} goes on, with nobody at it{but}.", stays)
    yield say(
        "death",
        _DEATH,
        f"As a rule {name} stays in the container{but}: a closed connection does not end it. The "
        "next start of alongside finds and ends it.",
        stays,
    )
    resized = "Its own terminal alone." if new.tty != "" else "It has no terminal."
    yield say("resize", _RESIZE, resized, Outcome.GOES_ON)
    yield say("stop", _STOP, f"{name} is killed with it, without a warning.", Outcome.STOPS)


def _exec_interrupt(new: ProcessFacts) -> str:
    if new.tty == "":
        return "SIGINT to this process alone; the main process does not notice."
    return "Stays in its own terminal, for what runs in its foreground there."


def _of_main(facts: ContainerFacts) -> Iterator[Claim]:
    """Yield what is true of the main process."""
    details = facts.details
    name = _named(facts.main.argv if facts.main else details.argv, "the main process")

    def say(id: str, title: str, text: str, outcome: Outcome) -> Claim:
        return Claim(Sentence(f"{id}.main", Side.MAIN, title, text), outcome)

    def running(said: str) -> str:
        return said if details.state.live else _once_it_runs(said)

    ended = after_exit(details)
    follows = clause(details, ended, signalled=False)
    yield say(
        "exit",
        _EXIT,
        f"When {name} ends, the container stops, and every exec in it is killed{follows}.",
        _AFTER[ended],
    )
    interrupt, then = _main_interrupt(facts, name)
    yield say("interrupt", _INTERRUPT, running(interrupt), then)
    yield say("input", _INPUT, *_end_of_input(facts, name))
    for id, title, how in (
        ("close", _CLOSE, "Closing only detaches:"),
        ("detach", _DETACH, "The keys never reach it:"),
        ("death", _DEATH, "A broken connection only detaches:"),
    ):
        runs = running(f"{how} {name} goes on.{_fragile(facts)}")
        yield say(id, title, runs, Outcome.GOES_ON)
    yield say("resize", _RESIZE, _resized(facts), Outcome.GOES_ON)
    stopped, then = _stopped(facts, name)
    yield say("stop", _STOP, running(stopped), then)


_AFTER = {
    Again.NO: Outcome.STOPS,
    Again.YES: Outcome.RESTARTS,
    Again.IF_FAILED: Outcome.RESTARTS_IF_FAILED,
    Again.REMOVED: Outcome.REMOVED,
}


def types_keys(facts: ContainerFacts) -> bool:
    """Do keys reach the main process's terminal once alongside is attached, without unlocking?"""
    details = facts.details
    return details.tty and details.open_stdin and not details.stdin_once


def _main_interrupt(facts: ContainerFacts, name: str) -> tuple[str, Outcome]:
    """Return the sentence on Ctrl+C, and what it claims."""
    details = facts.details
    typed = types_keys(facts)
    found = interrupt_of(details, receivers_of(facts), typed=typed)
    pid = f"PID {facts.main.pid}" if facts.main and facts.main.pid else "the main process"
    whom = found.reaches or f"{pid}, {name}"
    how = "A key in its terminal reaches" if typed else "Sent by the engine as SIGINT, it reaches"
    again = after_exit(details) if typed else after_signal(details, "INT")
    return f"{how} {whom}: {found.clause}. alongside asks first.", _claimed(found, again)


def _claimed(found: Interrupt, again: Again) -> Outcome:
    if found.ends is None:
        return Outcome.DEPENDS
    return _AFTER[again] if found.ends else Outcome.GOES_ON


def _stopped(facts: ContainerFacts, name: str) -> tuple[str, Outcome]:
    """Return the sentence on stop and restart: does it hear its stop signal at all?"""
    details = facts.details
    config = details.raw.get("Config")
    made = config if isinstance(config, Mapping) else {}
    signal = stop_signal(details) or "TERM"
    wait = made.get("StopTimeout")
    seconds = wait if isinstance(wait, int) else 10
    known = receivers_of(facts)
    found = BY_NAME.get(signal)
    effect = known.real.effect(found) if known and found else Effect.UNKNOWN
    whom = str(known.passes_to) if known and known.passes_to else name
    again = after_signal(details, "KILL")
    follows = clause(details, again, signalled=True)
    if effect is Effect.NOTHING:
        said = f"{whom} does not hear {signal}, so that KILL ends it after {seconds} s"
    elif effect is Effect.ENDS:
        said = f"{signal} ends {whom} at once, for it has no handler"
    else:
        said = f"{whom} gets {signal} to end by itself, and KILL after {seconds} s"
    return f"{said}{follows}.", _AFTER[again]


def _end_of_input(facts: ContainerFacts, name: str) -> tuple[str, Outcome]:
    details = facts.details
    if not details.open_stdin:
        return f"{name} has no stdin that could end.", Outcome.GOES_ON
    if details.tty:
        follows = clause(details, after_exit(details), signalled=False)
        then = "if it ends at that,"
        if is_prompt(details):
            then = "at its prompt the shell ends, and"
        said = f"Ctrl+D is a key for {name}: {then} the container stops"
        return f"{said}{follows}.", Outcome.DEPENDS
    if details.stdin_once:
        return f"It ends the stdin of {name}, for good (StdinOnce).", Outcome.DEPENDS
    said = f"It ends here only: the engine keeps the stdin of {name} open for the next client."
    return said, Outcome.GOES_ON


def _once_it_runs(said: str) -> str:
    name = said[1:2].isupper()  # of a signal
    return f"Once it runs: {said if name else said[0].lower() + said[1:]}"


def _fragile(facts: ContainerFacts) -> str:
    if not fragile(facts.details):
        return ""
    return " But once input has been unlocked it sees the end of its stdin then (StdinOnce)."


def _resized(facts: ContainerFacts) -> str:
    if not facts.details.tty:
        return "It has no terminal."
    return (
        "Its terminal is one for all clients, and takes the size that was set last; alongside sets "
        "its own again when another client changes it."
    )


def _named(argv: tuple[str, ...], otherwise: str) -> str:
    shown = clean(brief(shlex.join(mask_argv(argv)), _LENGTH), _LENGTH)
    return f"`{shown}`" if shown else otherwise
