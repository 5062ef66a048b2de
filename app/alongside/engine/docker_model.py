"""Docker's JSON becomes model. Pure; tolerant of whatever is missing, null or of another type.

Imported images have ``Env: null``, containers being removed have no names, Podman leaves keys out:
none of that is an error here. Every text goes through `alongside.clean`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from types import MappingProxyType
from typing import Any

from alongside.clean import clean, clean_block, clean_tree
from alongside.engine.model import (
    Container,
    Details,
    EngineInfo,
    Event,
    Health,
    Port,
    ProcessTable,
    State,
)

_EXIT = re.compile(r"(?:Exited|Restarting) \((-?\d+)\)")
_PROJECT = ("com.docker.compose.project", "io.podman.compose.project")
_SERVICE = ("com.docker.compose.service", "io.podman.compose.service")
_STATES, _HEALTHS = frozenset(map(str, State)), frozenset(map(str, Health))
_NEVER = "0001-01-01T00:00:00Z"  # Go's zero time


def dict_of(value: object) -> dict[str, Any]:
    """Return `value` if it is a dict, else an empty one."""
    return value if isinstance(value, dict) else {}


def list_of(value: object) -> list[Any]:
    """Return `value` if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def number_of(value: object, default: int = 0) -> int:
    """Return `value` as an int if it is a number, else `default`."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return default
    try:
        return int(value)
    except (ValueError, OverflowError):  # JSON's NaN and Infinity
        return default


def words_of(value: object) -> tuple[str, ...]:
    """Return a command, given as a list or (old images) as one string."""
    if isinstance(value, str):
        return (clean_block(value),) if value else ()
    return tuple(clean_block(word) for word in list_of(value))


def state_of(word: object) -> State:
    """Return the state that Docker or Podman calls `word`."""
    text = str(word).lower()
    aliases = {"configured": "created", "initialized": "created", "stopped": "exited"}
    text = aliases.get(text, text)
    return State(text) if text in _STATES else State.UNKNOWN


def health_of(word: object) -> Health:
    """Return the health that the engine calls `word`; anything unknown is none."""
    return Health(str(word)) if str(word) in _HEALTHS else Health.NONE


def _health_in(row: dict[str, Any], status: str) -> Health:
    if said := dict_of(row.get("Health")).get("Status"):  # from API 1.52
        return health_of(said)
    if "(unhealthy)" in status:
        return Health.UNHEALTHY
    if "(healthy)" in status:
        return Health.HEALTHY
    return Health.STARTING if "(health: starting)" in status else Health.NONE


def _name_in(row: dict[str, Any], id: str) -> str:
    names = [name.removeprefix("/") for name in list_of(row.get("Names")) if isinstance(name, str)]
    own = [name for name in names if name and "/" not in name]  # others are links' aliases
    return clean(next(iter(own or names), "")) or clean(id[:12])


def _image(name: object) -> str:
    text = clean(name)
    return text[7:19] if text.startswith("sha256:") else text


def _label(labels: dict[str, Any], keys: Iterable[str]) -> str:
    return next((clean(labels[key]) for key in keys if labels.get(key)), "")


def ports_of(value: object) -> tuple[Port, ...]:
    """Return the ports of a row of the list, without doubles, in order."""
    found = {
        Port(
            number_of(item.get("PrivatePort")),
            clean(item.get("Type") or "tcp"),
            number_of(item["PublicPort"]) if item.get("PublicPort") else None,
            clean(item.get("IP")),
        )
        for item in map(dict_of, list_of(value))
    }
    return tuple(sorted(found, key=lambda port: (port.private, port.public or 0, port.address)))


def container_of(value: object) -> Container:
    """Return one row of ``GET /containers/json``."""
    row = dict_of(value)
    id, status = clean(row.get("Id")), clean(row.get("Status"))
    labels = dict_of(row.get("Labels"))
    code = _EXIT.match(status)
    return Container(
        id=id,
        name=_name_in(row, id),
        image=_image(row.get("Image")),
        state=state_of(row.get("State")),
        status=status,
        health=_health_in(row, status),
        exit_code=int(code[1]) if code else None,
        command=clean(row.get("Command")),
        project=_label(labels, _PROJECT),
        service=_label(labels, _SERVICE),
        created=float(number_of(row.get("Created"))),
        ports=ports_of(row.get("Ports")),
    )


def environment_of(value: object) -> tuple[tuple[str, str], ...]:
    """Return ``Config.Env`` as pairs, in order; null is nothing."""
    found = []
    for item in list_of(value):
        name, _, content = str(item).partition("=")
        found.append((clean(name), clean_block(content)))
    return tuple(found)


def _time(value: object) -> str:
    return "" if value in (None, _NEVER) else clean(value)


def _state_in(state: dict[str, Any]) -> State:
    if state.get("Status"):
        return state_of(state["Status"])
    return State.RUNNING if state.get("Running") else State.UNKNOWN


def details_of(value: object) -> Details:
    """Return ``GET /containers/ID/json``."""
    raw = dict_of(value)
    config, host = dict_of(raw.get("Config")), dict_of(raw.get("HostConfig"))
    state, id = dict_of(raw.get("State")), clean(raw.get("Id"))
    phase, finished = _state_in(state), _time(state.get("FinishedAt"))
    path = (clean_block(raw["Path"]),) if raw.get("Path") else ()
    argv = path + words_of(raw.get("Args"))
    policy = dict_of(host.get("RestartPolicy")).get("Name")
    return Details(
        id=id,
        name=_name_in({"Names": [raw.get("Name")]}, id),
        image=_image(config.get("Image") or raw.get("Image")),
        state=phase,
        pid=number_of(state.get("Pid")),
        health=health_of(dict_of(state.get("Health")).get("Status")),
        tty=config.get("Tty") is True,
        open_stdin=config.get("OpenStdin") is True,
        stdin_once=config.get("StdinOnce") is True,
        user=clean(config.get("User")),
        working_dir=clean(config.get("WorkingDir")),
        argv=argv or words_of(config.get("Entrypoint")) + words_of(config.get("Cmd")),
        env=environment_of(config.get("Env")),
        restart_policy=clean(policy) or "no",
        restarts=number_of(raw.get("RestartCount")),
        exit_code=None if phase.live or not finished else number_of(state.get("ExitCode")),
        oom_killed=state.get("OOMKilled") is True,
        started_at=_time(state.get("StartedAt")),
        finished_at=finished,
        log_driver=clean(dict_of(host.get("LogConfig")).get("Type")),
        privileged=host.get("Privileged") is True,
        read_only=host.get("ReadonlyRootfs") is True,
        raw=MappingProxyType(clean_tree(raw)),
    )


def event_of(value: object) -> Event | None:
    """Return a line of ``GET /events``, or None if it is not about a container.

    What Docker appends to the action (``health_status: healthy``) becomes the attribute ``detail``.
    """
    raw = dict_of(value)
    if raw.get("Type", "container") != "container":
        return None
    actor = dict_of(raw.get("Actor"))
    action, _, detail = str(raw.get("Action") or raw.get("status") or "").partition(":")
    attributes = {
        clean(key): clean_block(item) for key, item in dict_of(actor.get("Attributes")).items()
    }
    if detail.strip():
        attributes["detail"] = clean(detail.strip())
    nanoseconds = number_of(raw.get("timeNano"))
    return Event(
        action=clean(action.strip()),
        id=clean(actor.get("ID") or raw.get("id")),
        time=nanoseconds / 1e9 if nanoseconds else float(number_of(raw.get("time"))),
        attributes=MappingProxyType(attributes),
    )


def info_of(value: object) -> EngineInfo:
    """Return ``GET /version``. Podman says who it is by one of its components."""
    raw = dict_of(value)
    names = [clean(dict_of(item).get("Name")) for item in list_of(raw.get("Components"))]
    podman = any("podman" in name.lower() for name in names)
    return EngineInfo(
        name="podman" if podman else "docker",
        version=clean(raw.get("Version")),
        api_version=clean(raw.get("ApiVersion")),
        os=clean(raw.get("Os")),
        arch=clean(raw.get("Arch")),
    )


def table_of(value: object) -> ProcessTable:
    """Return ``GET /containers/ID/top``."""
    raw = dict_of(value)
    rows = (tuple(clean(cell) for cell in list_of(row)) for row in list_of(raw.get("Processes")))
    return ProcessTable(tuple(clean(title) for title in list_of(raw.get("Titles"))), tuple(rows))


def seconds_of(stamp: object) -> float | None:
    """Return an RFC 3339 time as seconds since the epoch; None if it is none."""
    # Python reads at most six digits of a second's fraction, and Docker writes nine.
    text = re.sub(r"(\.\d{6})\d+", r"\1", str(stamp))
    try:
        return datetime.fromisoformat(text).timestamp()
    except (ValueError, OverflowError):
        return None
