"""The line below a pane: which process this is, what Ctrl+C does here, how it ended."""

from __future__ import annotations

from textual.content import Content
from textual.style import Style

from alongside.session.session import Ending, Facts, Phase, Reason, Session

_DOT = Content.styled(" · ", "$foreground-disabled")


def link(key: str, label: str, action: str) -> Content:
    """Return a key hint that is also a place to click."""
    hint = Content.assemble((f" {key} ", "reverse"), f" {label}")
    return hint.stylize(Style.from_meta({"@click": f"screen.pane({action!r})"}))


def facts_line(session: Session, leave: str) -> Content:
    """Return two lines: which process this is, and what keys and closing do to it.

    Before it is connected none of that is true yet. The first 45 columns of each have what must be
    known, for so wide is a pane beside the list on a screen of 80, or half of one of 132.

    Args:
        leave: The detach keys as shown to people.
    """
    if session.phase in (Phase.NEW, Phase.OPENING):
        return Content("connecting…")
    facts = session.facts
    if session.kind == "logs":
        lines = [Content("the engine's record of the main process · read only · stderr in red")]
    else:
        lines = [_DOT.join(_identity(session)), _DOT.join(_effects(session, leave))]
    if facts.note:
        lines.append(Content.styled(facts.note, "$text-warning"))
    return Content("\n").join(lines)


def _identity(session: Session) -> list[Content]:
    facts = session.facts
    pid = f" {facts.pid}" if facts.pid else ""
    tone = "bold $text-warning" if facts.main else "bold $text-success"
    word = "MAIN process" if facts.main else "NEW process"
    parts = [Content.styled(word + pid, tone)]
    if facts.user:
        parts.append(Content(facts.user))
    if facts.main:
        parts.append(_lock(session))
    parts.append(Content(_tty(facts)))
    if facts.host_pid:
        parts.append(Content(f"host {facts.host_pid}"))
    if facts.command:
        parts.append(Content(facts.command))
    return parts


def _effects(session: Session, leave: str) -> list[Content]:
    facts = session.facts
    tone = "$text-warning" if facts.main else "$text-success"
    interrupt = [Content.assemble(("^C ", "bold"), (facts.interrupt, tone))]
    if not facts.main:
        return [*interrupt, Content(f"leave: {leave}"), Content("closing ends it")]
    return [*interrupt, Content(f"leave: {facts.leave or leave}")]


def _tty(facts: Facts) -> str:
    if not facts.has_tty:
        return "no tty, stderr in red"
    return f"tty {facts.tty}" if facts.tty else "tty"


def _lock(session: Session) -> Content:
    if session.locked and not session.facts.can_type:
        return Content("no stdin")
    word = "input locked" if session.locked else "input OPEN"
    tone = "$text-success" if session.locked else "bold $text-warning"
    what = "unlock" if session.locked else "lock"
    click = Style.from_meta({"@click": "screen.pane('unlock')"})
    return Content.assemble((word, tone), " ", Content.styled(what, "underline").stylize(click))


def ending_line(ending: Ending) -> Content:
    """Return how it ended: who ended it, exit status, how long it lived."""
    bad = ending.reason in (Reason.LOST, Reason.FAILED) or bool(ending.exit_code)
    tone = "bold $text-error" if bad else "bold $text-success"
    said = ending.sentence.rstrip(".")
    parts = [Content.styled(f"{said}.", tone)]
    if ending.duration:
        parts.append(Content.styled(f" After {duration(ending.duration)}.", "$foreground-muted"))
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
