"""Which of the two to use for what one seems to want, from the facts of this container: pure."""

from __future__ import annotations

from collections.abc import Iterator

from alongside.anatomy.model import Sentence, Side
from alongside.anatomy.process import ContainerFacts
from alongside.engine.model import Details, State
from alongside.session.attach_facts import fragile
from alongside.session.attach_interrupt import is_prompt
from alongside.session.attach_restart import after_exit, clause

_LOGLESS = frozenset({"none"})


def advice(facts: ContainerFacts) -> tuple[Sentence, ...]:
    """Return what to use for what; those that concern most people first."""
    details = facts.details
    if not details.state.live:
        return (_at_rest(details),)
    return tuple(_living(facts))


def _at_rest(details: Details) -> Sentence:
    text = "Neither works while it does not run. Its log says how it ended; start it for a shell."
    if details.state is State.CREATED:
        text = "It was never started: attach first, then start it, to see its first byte."
    elif details.state is State.RESTARTING:
        text = "It ends as soon as it is started: its log says why. Neither lives long enough here."
    return Sentence("advice.state", Side.OTHER, "now", text)


def _living(facts: ContainerFacts) -> Iterator[Sentence]:
    details = facts.details
    yield _look(facts)
    yield _watch(details)
    yield _type(details)
    if details.restarts or details.state is State.PAUSED:
        yield _unsteady(details)


def _look(facts: ContainerFacts) -> Sentence:
    """To look around, or to try something out."""
    if facts.new is None:
        why = f" ({facts.why_no_exec})" if facts.why_no_exec else ""
        text = f"No exec here{why}: use {_without_exec(facts.details.state)}."
        return Sentence("advice.look", Side.MAIN, "to look around", text)
    text = "Exec: whatever you do and however you leave, only your own process is concerned."
    return Sentence("advice.look", Side.EXEC, "to look around", text)


def _without_exec(state: State) -> str:
    """Return what there is to look with."""
    if state is State.PAUSED:
        return "the log, and unpause it to attach"
    return "the log, the diagnostics, and attach with input locked"


def _watch(details: Details) -> Sentence:
    """To see what it says."""
    if details.log_driver in _LOGLESS:
        text = "Attach, for it keeps no log: what nobody is attached to see is lost."
    elif details.tty:
        text = "Attach: a terminal is painted for it as it is now; its log is a mess of keystrokes."
    else:
        text = (
            "The log has the past and what comes; attach shows the same, from the process itself."
        )
    return Sentence("advice.watch", Side.MAIN, "to see what it says", text)


def _type(details: Details) -> Sentence:
    """To type to it."""
    again = clause(details, after_exit(details), signalled=False)
    if not details.open_stdin:
        text = "Exec: the main process has no stdin (it was started without -i); attach only shows."
        return Sentence("advice.type", Side.EXEC, "to type", text)
    if is_prompt(details):
        text = (
            "Exec, for a shell of your own. Attach types into the main shell: `exit` or Ctrl+D "
            f"there stops the container{again}."
        )
        return Sentence("advice.type", Side.EXEC, "to type", text)
    text = (
        "Attach: the program itself reads what you type. Leave by the detach keys, not by Ctrl+C."
    )
    if fragile(details):
        text = (
            "Attach, but only once (StdinOnce): when you leave after typing, its stdin closes, and "
            "many programs end then."
        )
    return Sentence("advice.type", Side.MAIN, "to type", text)


def _unsteady(details: Details) -> Sentence:
    """Something is about to end both."""
    if details.state is State.PAUSED:
        text = "It is paused: unpause it first; nothing in it runs, exec and attach are refused."
    else:
        text = (
            f"It was restarted {details.restarts} times: a restart kills every exec and ends every "
            "attach; the log goes on across restarts."
        )
    return Sentence("advice.unsteady", Side.OTHER, "mind", text)
