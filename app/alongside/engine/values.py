"""What goes into an engine's calls and what comes out of its streams; all of it constant.

Import these from `engine.engine`, where the calls are. Named tuples, as in `model`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum
from types import MappingProxyType
from typing import NamedTuple


class Channel(IntEnum):
    """Which of the process's outputs bytes came from; a tty has only STDOUT."""

    STDOUT = 1
    STDERR = 2


class Chunk(NamedTuple):
    """Some output, in the order in which the engine sent it."""

    channel: Channel
    data: bytes


class ExecStatus(NamedTuple):
    """What the engine knows of an exec.

    `pid` is the pid on the engine's host; 0 for a process that was never started. `exit_code` is
    None while it runs.
    """

    running: bool
    exit_code: int | None
    pid: int


class ExecSpec(NamedTuple):
    """What to start in a container.

    Attributes:
        argv: The command; the engine starts it without a shell.
        user: ``name``, ``uid``, ``uid:gid``; empty for the container's own.
        size: (columns, rows) of the terminal; engines set it as early as they can.
    """

    argv: Sequence[str]
    tty: bool = True
    stdin: bool = True
    user: str = ""
    working_dir: str = ""
    env: Mapping[str, str] = MappingProxyType({})
    privileged: bool = False
    size: tuple[int, int] | None = None


class LogSpec(NamedTuple):
    """Which log lines to read.

    Attributes:
        tail: How many of the last lines; None for all.
        since, until: Seconds since the epoch by the engine's clock; None for no bound.
        follow: Go on with new ones; ends when the container does.
        timestamps: Each line begins with an RFC 3339 time and a space.
    """

    tail: int | None = None
    since: float | None = None
    until: float | None = None
    follow: bool = False
    timestamps: bool = False


class Capabilities(NamedTuple):
    """What a runtime cannot do, by the name of the call, with the reason for people.

    An absent name means that it can. Names: ``exec``, ``attach``, ``resize``, ``logs``, ``events``,
    ``pause``, ``restart``, ``rename``, ``top``, ``stats``, ``files``, ``privileged``, ``user``
    (exec as another user), ``root`` (processes see a file system of the container's own: without
    it `has_file` and `put_file` speak of files that a shell inside finds elsewhere).
    """

    missing: Mapping[str, str] = MappingProxyType({})

    def why_not(self, name: str) -> str:
        """Return why `name` cannot be done, or the empty string when it can."""
        return self.missing.get(name, "")
