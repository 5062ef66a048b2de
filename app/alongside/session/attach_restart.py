"""Whether a container starts again after its main process has ended: Docker's rules, pure.

What ends by itself is started again as the restart policy says. What ends after the engine has
signalled it (kill, stop) is not, with one exception: a container with a stop signal of its own
(``STOPSIGNAL QUIT``, as nginx has) is taken as stopped only by that signal or KILL. Any other
signal then leaves `always` and `on-failure` as they are (moby, daemon/kill.go: ``ExitOnNext``;
tested on a real engine).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from alongside.clean import clean
from alongside.engine.model import Details


class Again(StrEnum):
    """What the engine does once the main process has ended."""

    NO = "no"
    YES = "yes"
    IF_FAILED = "if failed"
    """Only if its exit code is not 0."""
    REMOVED = "removed"


def after_exit(details: Details) -> Again:
    """Return what follows when the main process ends by itself, or by a key in its terminal."""
    if _host_config(details).get("AutoRemove") is True:
        return Again.REMOVED
    if details.restart_policy in ("always", "unless-stopped"):
        return Again.YES
    return Again.IF_FAILED if details.restart_policy == "on-failure" else Again.NO


def after_signal(details: Details, signal: str) -> Again:
    """Return what follows when it ends after the engine has sent it `signal` (without SIG)."""
    alone = after_exit(details)
    if alone in (Again.NO, Again.REMOVED) or takes_as_stop(details, signal):
        return Again.REMOVED if alone is Again.REMOVED else Again.NO
    return Again.NO if details.restart_policy == "unless-stopped" else alone


def takes_as_stop(details: Details, signal: str) -> bool:
    """Does the engine take `signal` as a stop, so that even a later end is not followed by a start?

    True without a stop signal of the container's own, whatever the signal: a HUP that only makes a
    server read its configuration still keeps it from being started again when it crashes later.
    """
    stop = stop_signal(details)
    return not stop or signal == "KILL" or signal == stop


def stop_signal(details: Details) -> str:
    """Return the container's own stop signal, without SIG; empty where it has none."""
    config = details.raw.get("Config")
    own = config.get("StopSignal") if isinstance(config, Mapping) else None
    return clean(str(own or "").upper().removeprefix("SIG"), 20)


def policy(details: Details) -> str:
    """Return the policy's name for people: ``always``, ``on-failure:5``."""
    name = clean(details.restart_policy, 20)
    most = _restart_policy(details).get("MaximumRetryCount")
    return f"{name}:{most}" if name == "on-failure" and isinstance(most, int) and most else name


def clause(details: Details, again: Again, *, signalled: bool) -> str:
    """Return what follows an end, to be put after a sentence about it; may be empty.

    Args:
        signalled: Does it end after a signal of the engine's?
    """
    if again is Again.REMOVED:
        return "; it is removed then (--rm)"
    if again is Again.YES:
        return f"; restart policy {policy(details)} starts it again"
    if again is Again.IF_FAILED:
        return f"; restart policy {policy(details)} starts it again unless its exit code is 0"
    if signalled and after_exit(details) is not Again.NO:
        return f"; restart policy {policy(details)} does not start it again (a stop, to the engine)"
    return ""


def _host_config(details: Details) -> Mapping[str, object]:
    host = details.raw.get("HostConfig")
    return host if isinstance(host, Mapping) else {}


def _restart_policy(details: Details) -> Mapping[str, object]:
    found = _host_config(details).get("RestartPolicy")
    return found if isinstance(found, Mapping) else {}
