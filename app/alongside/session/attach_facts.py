"""What can be said of a main process before and while we are attached to it: pure."""

from __future__ import annotations

import shlex

from alongside.clean import clean
from alongside.engine.model import Details
from alongside.errors import ConflictError
from alongside.session.detach import DetachKeys
from alongside.session.endings import brief
from alongside.session.line_input import INPUT_ENDED
from alongside.session.session import Facts

_SHELLS = {"sh", "ash", "bash", "dash", "zsh", "fish", "ksh"}


def fragile(details: Details) -> bool:
    """Would a client that leaves with its input connected close the main process's stdin?

    Engines do so for `StdinOnce` without a terminal only (moby, attachStreams: ``CloseStdin &&
    !TTY``).
    """
    return details.open_stdin and details.stdin_once and not details.tty


def facts_of(
    details: Details, keys: DetachKeys, note: str, connected: bool, *, ended: bool = False
) -> Facts:
    """Return the line under the pane.

    Args:
        note: Anything else to be said.
        connected: Is our input connected?
        ended: Have we half-closed it (Ctrl+D)?
    """
    command = clean(shlex.join(details.argv), 256)
    notes = [ended_note(details) if ended else stdin_note(details, connected), note]
    return Facts(
        main=True,
        command=command,
        pid=_inner_pid(details),
        host_pid=details.pid or None,
        has_tty=details.tty,
        tty="pts/0" if details.tty else "",
        user=clean(details.user or "root", 64),
        interrupt=interrupt_of(details, command),
        leave=keys.label,
        note="; ".join(part for part in notes if part),
        can_type=details.open_stdin and not (ended and details.stdin_once),
    )


def _inner_pid(details: Details) -> int | None:
    """Return the main process's pid inside: 1, unless it shares somebody's pid namespace."""
    host = details.raw.get("HostConfig")
    mode = str(host.get("PidMode") or "") if isinstance(host, dict) else ""
    if mode == "host":
        return details.pid or None
    return None if mode.startswith("container:") else 1


def interrupt_of(details: Details, command: str) -> str:
    """Return what Ctrl+C does, as far as it is known without asking the process."""
    shown = brief(command, 40)
    program = details.argv[0].rpartition("/")[2] if details.argv else ""
    if details.tty and program in _SHELLS and len(details.argv) == 1:
        return f"would interrupt what runs in `{shown}`, the main process"
    again = (
        ""
        if details.restart_policy in ("no", "")
        else f" (restart policy {clean(details.restart_policy, 20)})"
    )
    return f"would interrupt `{shown}`, which may stop the container{again}"


def stdin_note(details: Details, connected: bool) -> str:
    """Return what must be said about input beforehand; empty when nothing."""
    if not details.open_stdin or not details.stdin_once:
        return ""
    if not fragile(details):
        return "made for one client's input (StdinOnce)"
    if connected:
        return "StdinOnce: leaving now closes the main process's stdin"
    return "StdinOnce: once input is unlocked, leaving closes the main process's stdin"


def ended_note(details: Details) -> str:
    """Return what the end of our input has done: only `StdinOnce` makes it the process's own."""
    if details.stdin_once:
        return INPUT_ENDED
    return "Ctrl+D ended input here only: the engine keeps this stdin open; unlock to type on"


def require_stdin(details: Details, *, ended: bool) -> None:
    """See that there is a stdin to connect to.

    Raises:
        ConflictError: It was never open, or we have closed it.
    """
    if not details.open_stdin:
        raise ConflictError(
            f"The main process of {details.name} has no open stdin",
            "It was started without -i; use a shell (exec) instead.",
        )
    if ended and details.stdin_once:
        raise ConflictError(
            f"The stdin of {details.name}'s main process was closed (Ctrl+D)",
            "Restart the container to type again.",
        )
