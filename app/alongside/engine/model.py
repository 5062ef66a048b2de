"""What engines report, as frozen data. All text in here has been through `alongside.clean`.

Engines build these from their own API's answers (`docker_model` from Docker's JSON); everything
above reads them and never sees an API dict, but for `Details.raw`. They are named tuples because
frozen dataclasses would take 4 ms of every start to be made; nothing unpacks them.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple


class State(StrEnum):
    """What a container is doing; the values are Docker's."""

    CREATED = "created"
    RUNNING = "running"
    PAUSED = "paused"
    RESTARTING = "restarting"
    REMOVING = "removing"
    EXITED = "exited"
    DEAD = "dead"
    UNKNOWN = "unknown"

    @property
    def live(self) -> bool:
        """Is there a main process now (running or paused)?"""
        return self in (State.RUNNING, State.PAUSED)


class Health(StrEnum):
    """What the container's health check says, if it has one."""

    NONE = "none"
    STARTING = "starting"
    HEALTHY = "healthy"
    UNHEALTHY = "unhealthy"


class TLSFiles(NamedTuple):
    """Where the certificates of a TLS endpoint are; None for what is not given."""

    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None
    verify: bool = True


class Endpoint(NamedTuple):
    """Where an engine may be found, and who said so.

    Attributes:
        url: ``unix:///path``, ``tcp://host:port`` or ``ssh://user@host[:port]``; empty for the
            practice engine.
        source: Who named it, for people: ``--host``, ``DOCKER_HOST``, ``context lab``.
    """

    url: str
    source: str
    engine: str = "docker"
    tls: TLSFiles | None = None
    context: str = ""


class EngineInfo(NamedTuple):
    """Who answered: shown in the header so that nobody takes one engine for another.

    Attributes:
        notice: What people must know before they open a shell there; mostly empty.
    """

    name: str
    version: str
    api_version: str = ""
    os: str = ""
    arch: str = ""
    notice: str = ""


class Port(NamedTuple):
    """One port of a container; `public` is None when it is not published."""

    private: int
    protocol: str = "tcp"
    public: int | None = None
    address: str = ""


class Container(NamedTuple):
    """One row of the list.

    Attributes:
        status: The engine's own sentence: ``Up 5 minutes (healthy)``.
        project: The compose project, empty if there is none.
        created: Seconds since the epoch.
        exit_code: Of the last end, None while running or never run.
        restarts: How often the engine restarted it; None until it is known (it costs an inspect).
        doing: What was asked for here and is not done yet, ``stopping…``; no engine says so.
    """

    id: str
    name: str
    image: str
    state: State
    status: str = ""
    health: Health = Health.NONE
    exit_code: int | None = None
    command: str = ""
    project: str = ""
    service: str = ""
    created: float = 0.0
    ports: tuple[Port, ...] = ()
    restarts: int | None = None
    doing: str = ""

    @property
    def short_id(self) -> str:
        """The first 12 characters of the id, as docker shows it."""
        return self.id[:12]


class Details(NamedTuple):
    """What one inspect says about a container, as far as sessions and screens need it.

    Attributes:
        pid: The main process on the engine's host; 0 when not running.
        argv: What the main process was started as (entrypoint and command).
        env: In the engine's order. Secrets are in here unmasked: mask before showing.
        log_driver: ``json-file``, ``none`` ...
        tty_name: What the main process's terminal is called inside, where the engine says it;
            with a terminals' file system of the container's own that is ``pts/0``.
        clients: How many are attached to the main process's output; None: the engine does not say.
        detach_keys: The engine-side default, empty if there is none.
        raw: The engine's whole answer, each string cleaned.
    """

    id: str
    name: str
    image: str
    state: State
    pid: int = 0
    health: Health = Health.NONE
    tty: bool = False
    open_stdin: bool = False
    stdin_once: bool = False
    user: str = ""
    working_dir: str = ""
    argv: tuple[str, ...] = ()
    env: tuple[tuple[str, str], ...] = ()
    restart_policy: str = "no"
    restarts: int = 0
    exit_code: int | None = None
    oom_killed: bool = False
    started_at: str = ""
    finished_at: str = ""
    log_driver: str = ""
    privileged: bool = False
    read_only: bool = False
    tty_name: str = ""
    clients: int | None = None
    raw: Mapping[str, Any] = MappingProxyType({})

    def __repr__(self) -> str:
        """Without all that is secret or long."""
        return f"Details({self.name!r}, {self.id!r}, {self.state.value})"


class Event(NamedTuple):
    """Something happened on the engine.

    Attributes:
        action: ``start``, ``die``, ``rename``, ``exec_create`` ... without what Docker appends
            after a colon (``exec_create: sh`` has action ``exec_create``).
        id: The container's.
        time: Seconds since the epoch, by the engine's clock.
        attributes: The engine's own (``exitCode``, ``execID``, ``name``, ``signal`` ...).
    """

    action: str
    id: str
    time: float = 0.0
    attributes: Mapping[str, str] = MappingProxyType({})


class ProcessTable(NamedTuple):
    """The engine's own `top`: host pids, users resolved on the host."""

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Stats(NamedTuple):
    """One reading of what a container uses. Bytes; CPU in percent of one core."""

    cpu_percent: float
    memory: int
    memory_limit: int
    pids: int = 0
