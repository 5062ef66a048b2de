"""The tour's steps, and the rows of its last picture. Data, and questions to the world."""

from __future__ import annotations

from alongside.engine.model import State
from alongside.session.session import Kind, Reason
from alongside.tour.model import SessionSeen, Step, World

APP = "interactive-app"
"""Its main process reads its terminal: made for attach."""
INBOX = "inbox"
"""As of ``docker run -i``: one client's input, without a terminal."""

_INTERRUPTED = "^C"


def _compared(before: World, now: World) -> bool:
    old = {session.key for session in before.sessions}
    new = [s for s in now.sessions if s.live and s.container == APP and s.key not in old]
    return {session.kind for session in new} >= {Kind.EXEC, Kind.ATTACH}


def _looked(before: World, now: World) -> bool:
    found = now.results - before.results
    return any((name, probe) == (APP, "processes") for name, probe, _ in found)


def _detached(before: World, now: World) -> bool:
    """Was a session that was open at the beginning, or since, left; and does the process live?"""
    old = {s.key for s in before.sessions if s.reason is Reason.DETACHED}
    left = [
        session
        for session in now.sessions
        if (session.kind, session.container) == (Kind.ATTACH, APP)
        and session.reason is Reason.DETACHED
        and session.key not in old
    ]
    return bool(left) and now.states.get(APP) is State.RUNNING


def _interrupted(before: World, now: World) -> bool:
    """Was a program interrupted in a shell that lives on?"""
    for session in now.live(Kind.EXEC, APP):
        if _interrupts(session) > sum(
            _interrupts(s) for s in before.sessions if s.key == session.key
        ):
            return any("sleep" in line for line in session.lines)
    return False


def _interrupts(session: SessionSeen) -> int:
    return sum(line.count(_INTERRUPTED) for line in session.lines)


def _stopped(before: World, now: World) -> bool:
    ended = not (now.live(Kind.EXEC, APP) or now.live(Kind.ATTACH, APP))
    return now.happened(APP, "die") and now.states.get(APP) is State.EXITED and ended


def _started(before: World, now: World) -> bool:
    return now.happened(APP, "start") and now.states.get(APP) is State.RUNNING


def _input_ended(before: World, now: World) -> bool:
    return now.happened(INBOX, "die") and now.states.get(INBOX) is State.EXITED


def _shared(before: World, now: World) -> bool:
    """Do two attaches show the same answer, one that was not there before?"""
    old = _answers(before.live(Kind.ATTACH, APP))
    seen = [_answers([session]) - old for session in now.live(Kind.ATTACH, APP)]
    return any(one & other for i, one in enumerate(seen) for other in seen[:i])


def _answers(sessions: list[SessionSeen]) -> set[str]:
    return {line for s in sessions for line in s.lines if line.startswith("you said: ")}


def _never(before: World, now: World) -> bool:
    return False


STEPS = (
    Step(
        "two ways in",
        "exec starts a NEW process in a container; attach connects to its MAIN process, the one "
        "it lives by. Look at both at once.",
        f"on the list: {APP}, then {{list.compare}}",
        f"right click {APP}, then compare",
        "The arrow keys move on the list; {leader} {leader.list} leads there from a terminal.",
        "One half is a NEW process, the other the MAIN one: the lines below them say which.",
        _compared,
    ),
    Step(
        "who lives in there",
        "Let the container say which processes it has.",
        "{leader} {leader.list} for the list, then {list.processes}",
        "click Processes below the list",
        f"The list's cursor must be on {APP}.",
        "exec has made a process beside PID 1, and the engine told of it; attach made none.",
        _looked,
    ),
    Step(
        "leave an attach",
        "Go back to the comparison, into the attach half, and leave it. Nothing will stop.",
        "{leader} {leader.previous}, {leader} {leader.other} to the attach half, then {detach}",
        "click the first tab, click the attach half, click {leader} at the bottom, then detach",
        "The detach keys are two, one after the other: {detach}.",
        "You have left, and the main process goes on: the container still runs.",
        _detached,
    ),
    Step(
        "Ctrl+C in an exec",
        "Start something in the exec half, and interrupt it.",
        "{leader} {leader.other} to the exec half, type: sleep 1000, Enter, then Ctrl+C",
        "click the exec half, then type the same",
        "In a terminal every key is the program's; Ctrl+C is, too.",
        "Only the program in the foreground ended: your shell lives, the container does not care.",
        _interrupted,
    ),
    Step(
        "Ctrl+C in an attach",
        "Now the same to the MAIN process. Alongside asks first; here you may say yes.",
        "{leader} {leader.other} to the attach half; {result.again} attaches again if you left it; "
        "Ctrl+C, then y",
        "click the attach half; r attach again below it, if you left it; Ctrl+C; click Send it",
        "The question names the process that Ctrl+C would reach.",
        "PID 1 ended, so the container stopped, and with it all that was in it: your shell, too.",
        _stopped,
    ),
    Step(
        "start it again",
        "A container that has stopped is not gone.",
        f"{{leader}} {{leader.list}}, on {APP}: {{list.toggle}}",
        f"right click {APP}, then start/stop",
        "Whoever has a restart policy is started again by the engine itself.",
        "It has a new PID 1. What had been started beside the old one does not come back.",
        _started,
    ),
    Step(
        "input for one",
        f"{INBOX} was made like docker run -i: no terminal, and its input ends with its one "
        "client. End it.",
        f"on the list: {INBOX}, {{list.attach}}; {{leader}} {{leader.unlock}} unlocks; type a "
        "line, Enter; Ctrl+D, then y",
        f"right click {INBOX}, attach; click unlock below it; type a line; Ctrl+D; click Send it",
        "StdinOnce: had you left, or had your window been closed, its input would have ended, too.",
        "End of input: it said how many lines it had got, and ended. Its container ended with it.",
        _input_ended,
    ),
    Step(
        "one process, two windows",
        f"Attach to {APP} twice, and type a word in one of them.",
        f"on the list: {APP}, {{list.attach}}; {{leader}} {{leader.list}}, {{list.attach}}; type "
        "hello, Enter; {leader} {leader.previous} shows the other",
        f"right click {APP}, attach; once more; type hello, Enter; click the other tab",
        "Two tabs: the keys of both reach one process, and its output goes to both.",
        "Both show the same words: whoever is attached shares one terminal with all others.",
        _shared,
    ),
    Step(
        "which of the two?",
        "That is the difference. The table says when to use which. The scene stays for you to try.",
        "{leader} {tour.quit} ends the tour; {leader} {leader.quit} leaves",
        "click: end the tour, in the line below",
        "Press {app.help} for all keys.",
        "",
        _never,
    ),
)

ADVICE = (
    ("Look around, run a command", "exec: it ends with you"),
    ("Repair something by hand", "exec: nobody else is touched"),
    ("See what the main process says", "attach, locked; or its log"),
    ("Answer its prompt or console", "attach, its input open"),
    ("Its main process is a shell", "exec: to leave it ends nothing"),
    ("Another user, directory, variables", "exec: attach has no options"),
    ("It was made with -i alone", "attach with care (StdinOnce)"),
    ("Send it a signal", "neither: the menu of signals"),
)
"""What one wants, and which of the two does it."""
