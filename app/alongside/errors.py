"""Every error that alongside raises on purpose.

::

    AlongsideError                  what happened, and what to do about it
    ├── ConfigError                 a setting cannot be used: file, line and key are named
    ├── EngineError                 something between us and the engine
    │   ├── EndpointError           no usable address: unknown context, unreadable TLS file
    │   ├── UnreachableError        nobody answered there: refused, no permission, TLS, no such host
    │   ├── DeadlineError           it accepted and did not answer in time
    │   ├── NoEngineError           every candidate was tried; carries what each one said
    │   ├── UnsupportedError        this engine cannot do that; Capabilities said so beforehand
    │   ├── NotFoundError           the container (or exec, or path) is not there
    │   ├── ConflictError           the container is in the wrong state: stopped, paused
    │   └── RefusedError            the engine answered with any other error
    └── SessionError                something inside a session
        ├── NoShellError            the container has no shell to open
        └── CommandError            the command could not be started (exit codes 126 and 127)

Whatever text an engine or a container contributed has been through `clean` before it gets here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class AlongsideError(Exception):
    """What happened, and what to do about it.

    Args:
        message: One clause that says what happened, without a full stop.
        advice: One sentence that says what to do next; may be empty.
    """

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.message}. {self.advice}" if self.advice else self.message


class ConfigError(AlongsideError):
    """A setting cannot be used; the message names file, line and key."""


class EngineError(AlongsideError):
    """Something between us and the engine went wrong."""


class EndpointError(EngineError):
    """No usable address: an unknown context, an unreadable TLS file, a malformed URL."""


class UnreachableError(EngineError):
    """Nobody answered at the address."""


class DeadlineError(EngineError):
    """The engine accepted the connection and did not answer in time."""


class Attempt(NamedTuple):
    """One address that was tried, and what it said."""

    where: str
    """The address with its source, as it should be shown: ``unix:///run/x.sock (DOCKER_HOST)``."""
    said: str
    """The error's message."""
    advice: str
    """What to do about it; may be empty."""


class NoEngineError(EngineError):
    """No engine could be reached; `attempts` has what was tried and what each one said."""

    def __init__(self, attempts: Sequence[Attempt]) -> None:
        self.attempts = tuple(attempts)
        tried = "; ".join(f"{attempt.where}: {attempt.said}" for attempt in self.attempts)
        advice = next((attempt.advice for attempt in self.attempts if attempt.advice), "")
        super().__init__(f"No container engine could be reached ({tried or 'none found'})", advice)


class UnsupportedError(EngineError):
    """This engine cannot do that; its `Capabilities` say why."""


class NotFoundError(EngineError):
    """The container, exec or path is not there."""


class ConflictError(EngineError):
    """The container is in the wrong state for that: stopped, paused, restarting."""


class RefusedError(EngineError):
    """The engine answered with an error.

    Args:
        status: The HTTP status, or 0 where there is none.
    """

    def __init__(self, message: str, advice: str = "", status: int = 0) -> None:
        super().__init__(message, advice)
        self.status = status


class SessionError(AlongsideError):
    """Something inside a session went wrong."""


class NoShellError(SessionError):
    """The container has no shell to open.

    Args:
        offers: Commands that are there and would do: ``("/busybox", "sh")``; may be empty.
    """

    def __init__(
        self, message: str, advice: str = "", offers: Sequence[tuple[str, ...]] = ()
    ) -> None:
        super().__init__(message, advice)
        self.offers = tuple(offers)


class CommandError(SessionError):
    """The command could not be started.

    Args:
        exit_code: 126 (found, not executable) or 127 (not found), as docker's own exit codes.
    """

    def __init__(self, message: str, advice: str = "", exit_code: int = 127) -> None:
        super().__init__(message, advice)
        self.exit_code = exit_code
