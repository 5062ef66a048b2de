"""What can be said of a main process before and while we are attached to it: pure."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from alongside.clean import clean
from alongside.engine.model import Details
from alongside.errors import ConflictError
from alongside.secrets import mask_argv
from alongside.session.attach_interrupt import interrupt_of, is_prompt
from alongside.session.attach_receivers import Receivers, main_pid
from alongside.session.detach import DetachKeys
from alongside.session.line_input import INPUT_ENDED
from alongside.session.session import Facts

_LEAVING = "would see the end of its input (StdinOnce), and probably end"

_SHELL_ENDS = "`exit` or Ctrl+D ends this shell, and the container with it"

_ENGINES_INIT = "docker-init"
"""An engine may be configured to put it before every command; a container does not say so then."""

OFF = "input is never connected (no_stdin)"


def fragile(details: Details) -> bool:
    """Would a client that leaves with its input connected close the main process's stdin?

    Engines do so for `StdinOnce` without a terminal only (moby, attachStreams: ``CloseStdin &&
    !TTY``).
    """
    return details.open_stdin and details.stdin_once and not details.tty


def facts_of(
    details: Details,
    keys: DetachKeys,
    note: str,
    connected: bool,
    *,
    locked: bool = True,
    ended: bool = False,
    off: bool = False,
    known: Receivers | None = None,
) -> Facts:
    """Return the line under the pane.

    Args:
        note: Anything else to be said.
        connected: Is our input connected?
        locked: Are keys kept from it, so that Ctrl+C is a signal of the engine's?
        ended: Have we half-closed it (Ctrl+D)?
        off: Must it never be connected (no_stdin)?
        known: Whom signals reach, where that could be read.
    """
    command = clean(_before(details, known) + shlex.join(mask_argv(details.argv)), 256)
    interrupt = interrupt_of(details, known, typed=details.tty and not locked)
    told = OFF if off else ended_note(details) if ended else stdin_note(details, connected)
    typed = details.tty and details.open_stdin and not (locked or off or ended)
    notes = [_SHELL_ENDS if typed and is_prompt(details) else "", told, note]
    return Facts(
        main=True,
        command=command,
        pid=main_pid(details),
        host_pid=details.pid or None,
        has_tty=details.tty,
        tty=(details.tty_name or "pts/0") if details.tty else "",
        user=clean(details.user or "root", 64),
        interrupt=interrupt.short,
        consequence=interrupt.clause,
        reaches=interrupt.reaches,
        leave=keys.label,
        note="; ".join(part for part in notes if part),
        can_type=details.open_stdin and not off and not (ended and details.stdin_once),
        leaving=_LEAVING if connected and fragile(details) and not ended else "",
        end_reaches=details.tty or details.stdin_once,
        plain=(known.plain if known is not None else None) or b"",
    )


def _before(details: Details, known: Receivers | None) -> str:
    """Return the init that the engine has put before the command (``--init``), as it is run."""
    host = details.raw.get("HostConfig")
    asked = isinstance(host, Mapping) and host.get("Init") is True
    name = known.main.name if known is not None else "init"
    return f"{name} -- " if asked or name == _ENGINES_INIT else ""


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


def require_stdin(details: Details, *, ended: bool, off: bool = False) -> None:
    """See that there is a stdin to connect to.

    Raises:
        ConflictError: It was never open, or we have closed it, or must not (no_stdin).
    """
    if off:
        raise ConflictError(
            "Input is never connected: no_stdin is set", "Start alongside without it to type."
        )
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
