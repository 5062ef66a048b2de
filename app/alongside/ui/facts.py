"""The line below a pane: which process this is, what Ctrl+C does here, how it ended."""

from __future__ import annotations

from textual.content import Content
from textual.style import Style

from alongside.session.session import Ending, Facts, Reason, Session

_DOT = Content.styled(" · ", "$text-disabled")


def link(key: str, label: str, action: str) -> Content:
    """Return a key hint that is also a place to click."""
    hint = Content.assemble((f" {key} ", "reverse"), f" {label}")
    return hint.stylize(Style.from_meta({"@click": f"screen.pane({action!r})"}))


def facts_line(session: Session, leave: str) -> Content:
    """Return the facts of a live session, most telling first.

    Args:
        leave: The detach keys as shown to people.
    """
    if session.kind == "logs":
        return _logs(session)
    facts = session.facts
    parts = [_who(facts), Content(_tty(facts))]
    if facts.user:
        parts.append(Content(f"user {facts.user}"))
    if facts.interrupt:
        tone = "$text-warning" if facts.main else "$text-success"
        parts.append(Content.assemble(("^C ", "bold"), (facts.interrupt, tone)))
    if not facts.main:
        parts.append(Content("closing ends it"))
    else:
        parts.append(Content(f"leave: {facts.leave or leave}"))
        parts.append(_lock(session))
    line = _DOT.join(parts)
    return Content.assemble(line, "\n", (facts.note, "$text-warning")) if facts.note else line


def _who(facts: Facts) -> Content:
    pid = f" {facts.pid}" if facts.pid else ""
    host = f" (host {facts.host_pid})" if facts.host_pid else ""
    tone = "bold $text-warning" if facts.main else "bold $text-success"
    word = "MAIN process" if facts.main else "NEW process"
    command = f" {facts.command}" if facts.command else ""
    return Content.assemble((word + pid, tone), (host, "$text-muted"), command)


def _tty(facts: Facts) -> str:
    if not facts.has_tty:
        return "no tty (stderr in red)"
    return f"tty {facts.tty}" if facts.tty else "tty"


def _lock(session: Session) -> Content:
    word = "input locked: unlock" if session.locked else "input open: lock"
    tone = "$text-success" if session.locked else "$text-warning"
    click = Style.from_meta({"@click": "screen.pane('unlock')"})
    return Content.styled(word, f"underline {tone}").stylize(click)


def _logs(session: Session) -> Content:
    told = Content("what the engine recorded of the main process · read only · stderr in red")
    note = session.facts.note
    return Content.assemble(told, "\n", (note, "$text-warning")) if note else told


def ending_line(ending: Ending) -> Content:
    """Return how it ended: who ended it, exit status, how long it lived."""
    bad = ending.reason in (Reason.LOST, Reason.FAILED) or bool(ending.exit_code)
    tone = "bold $text-error" if bad else "bold $text-success"
    said = ending.sentence.rstrip(".")
    parts = [Content.styled(f"{said}.", tone)]
    if ending.duration:
        parts.append(Content.styled(f" After {duration(ending.duration)}.", "$text-muted"))
    if ending.advice:
        parts.append(Content(f" {ending.advice}"))
    return Content("").join(parts)


def duration(seconds: float) -> str:
    """Return a time span for people: ``0.4 s``, ``3 min 5 s``, ``2 h 10 min``."""
    if seconds < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"
