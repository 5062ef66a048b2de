"""What an engine says when an exec cannot be started, in one clear sentence each.

Docker starts a stream and puts the runtime's text into it; newer ones and Podman answer with an
HTTP error. The texts are the same runtimes', so they are read here in one way.
"""

from __future__ import annotations

import re

from alongside.clean import clean
from alongside.engine.engine import ExecSpec, ExecStatus
from alongside.errors import AlongsideError, CommandError, ConflictError, EngineError, SessionError

_NO_USER = re.compile(
    r"unable to find user|no matching entries in passwd|unknown user|no such user"
)
_NO_GROUP = re.compile(r"unable to find group|no matching entries in group")
_NO_DIRECTORY = re.compile(r"chdir to cwd|Cwd must be an absolute path|workdir .* does not exist")
_NOT_FOUND = re.compile(r"no such file or directory|executable file not found|not found in \$PATH")
_FORBIDDEN = re.compile(r"permission denied|exec format error|is a directory")


def never_started(status: ExecStatus, said: str) -> bool:
    """Tell a process that never was from one that ended with 126 or 127 by itself."""
    if status.running:
        return False
    runtime = "OCI runtime" in said or "crun:" in said or bool(_NO_USER.search(said))
    return status.exit_code in (126, 127, 255) and (not status.pid or runtime)


def lacks_command(said: str) -> bool:
    """Does the engine say that the program itself is not there?"""
    other = _NO_USER.search(said) or _NO_GROUP.search(said) or _NO_DIRECTORY.search(said)
    return bool(_NOT_FOUND.search(said)) and not other


def explain(spec: ExecSpec, said: str) -> SessionError:
    """Return the error for an exec that the engine could not start, from what it said.

    Args:
        spec: What the user wanted (not as it was wrapped).
        said: The engine's text; may hold anything.
    """
    command = clean(spec.argv[0], 120) if spec.argv else "/bin/sh"
    if _NO_USER.search(said):
        return CommandError(
            f"The container has no user {clean(spec.user, 80)}",
            "Give a name from its /etc/passwd, or a number.",
            126,
        )
    if _NO_GROUP.search(said):
        return CommandError(
            f"The container has no such group ({clean(spec.user, 80)})",
            "Give a name from its /etc/group, or a number.",
            126,
        )
    if _NO_DIRECTORY.search(said):
        return CommandError(
            f"The working directory {clean(spec.working_dir, 200)} is not in the container",
            "Give an absolute path that exists inside.",
            126,
        )
    if _NOT_FOUND.search(said):
        return missing(command)
    if _FORBIDDEN.search(said):
        return not_executable(command)
    return CommandError(
        f"{command} could not be started: {clean(said.strip(), 300) or 'the engine says nothing'}",
        exit_code=126,
    )


def missing(command: str) -> CommandError:
    """Return the error for a command that is not in the container."""
    return CommandError(
        f"The container has no command {command}",
        "Check its spelling and the container's PATH, or give the whole path.",
        127,
    )


def not_executable(command: str) -> CommandError:
    """Return the error for a file that is there and cannot be run."""
    return CommandError(
        f"{command} is in the container but cannot be executed",
        "It may be a directory, lack the x bit, or be for another architecture.",
        126,
    )


def translated(error: EngineError, spec: ExecSpec) -> AlongsideError:
    """Return an engine's error as the session's where it is about the command or the user.

    Podman and Docker 28 answer an unknown user or a missing command with an HTTP error.
    """
    said = error.message
    if isinstance(error, ConflictError):
        return error
    about = (_NO_USER, _NO_GROUP, _NO_DIRECTORY, _NOT_FOUND)
    if "exec" in said.lower() and any(pattern.search(said) for pattern in about):
        return explain(spec, said)
    if _NO_USER.search(said) or _NO_GROUP.search(said):
        return explain(spec, said)
    return error
