"""What an inspect alone tells: out of memory, restart loops, exit codes, health. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from alongside.diagnostics.probe import Finding, Severity
from alongside.diagnostics.reading.text import count
from alongside.engine.model import Details, Health, State

MANY_RESTARTS = 3

_EXITS = {
    126: ("its command could not be executed", "Look at the command and the rights of its file."),
    127: ("its command was not found", "Look at the command and the image's PATH."),
    134: ("it aborted itself (SIGABRT)", "Look at the last lines of its log."),
    137: (
        "it was killed (SIGKILL)",
        "By somebody, or after the grace period of a stop, or for want of memory.",
    ),
    139: ("it crashed (SIGSEGV)", "Look at the last lines of its log, and at the architecture."),
}
_BY_STOP = (0, 143)


def conclude(details: Details) -> Iterator[Finding]:
    """Find what is wrong with the container's life so far."""
    if details.oom_killed:
        yield Finding(
            Severity.FAILED,
            "The kernel killed it for want of memory.",
            "Raise the memory limit, or lower what the program is told to use.",
        )
    if details.state is State.RESTARTING or details.restarts > MANY_RESTARTS:
        yield Finding(
            Severity.FAILED if details.state is State.RESTARTING else Severity.WARNING,
            f"The engine has restarted it {count(details.restarts, 'time')}.",
            "It ends by itself again and again: look at the last lines of its log.",
        )
    if not details.state.live and details.exit_code not in (None, *_BY_STOP):
        yield _exit(details.exit_code or 0)
    if details.health is Health.UNHEALTHY:
        said = last_health(details.raw)
        yield Finding(
            Severity.FAILED,
            "Its health check fails" + (f": {said}" if said else "."),
            "Run the check's command in a shell of the container.",
        )
    error = mapping(details.raw, "State").get("Error")
    if error:
        yield Finding(Severity.FAILED, f"The engine says: {str(error)[:300]}")


def _exit(code: int) -> Finding:
    what, advice = _EXITS.get(code, ("", "Look at the last lines of its log."))
    sentence = f"It ended with exit code {code}" + (f": {what}." if what else ".")
    return Finding(Severity.WARNING, sentence, advice)


def last_health(raw: Mapping[str, Any]) -> str:
    """Return what the last health check said, on one line."""
    log = mapping(raw, "State", "Health").get("Log")
    last = log[-1] if isinstance(log, list) and log else None
    output = last.get("Output", "") if isinstance(last, Mapping) else ""
    return " ".join(str(output or "").split())[:200]


def mapping(raw: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    """Return the mapping at `path` in an engine's answer; an empty one where there is none."""
    value: Any = raw
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}
