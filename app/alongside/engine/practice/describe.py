"""A practice container in the words of the model: list row, details, process table, stats."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from alongside.clean import clean, clean_tree
from alongside.engine.model import Container, Details, Health, ProcessTable, State
from alongside.engine.practice.container import PracticeContainer
from alongside.engine.practice.logs import timestamp
from alongside.engine.practice.world import World

_TITLES = ("UID", "PID", "PPID", "TTY", "TIME", "CMD")
_NAMESPACES = ("PidMode", "IpcMode", "UTSMode", "NetworkMode")
_NEVER = "0001-01-01T00:00:00Z"
_HOURS = ((48, "hours", 1), (14 * 24, "days", 24), (60 * 24, "weeks", 7 * 24))


def span(seconds: float) -> str:
    """Return a duration as ``docker ps`` words it: ``5 minutes``, ``About an hour``."""
    minutes, hours = int(seconds // 60), int(seconds / 3600 + 0.5)
    if seconds < 1:
        return "Less than a second"
    if seconds < 60:
        return "1 second" if seconds < 2 else f"{int(seconds)} seconds"
    if minutes < 60:
        return "About a minute" if minutes == 1 else f"{minutes} minutes"
    if hours == 1:
        return "About an hour"
    for below, unit, size in _HOURS:
        if hours < below:
            return f"{hours // size} {unit}"
    months = hours // (30 * 24)
    return f"{months} months" if months < 24 else f"{hours // (365 * 24)} years"


def status(container: PracticeContainer, now: float) -> str:
    """Return Docker's sentence for the container's state."""
    code = container.exit_code or 0
    match container.state:
        case State.RUNNING | State.PAUSED:
            text = f"Up {span(now - container.started_at)}"
            if container.state is State.PAUSED:
                return f"{text} (Paused)"
            if container.health is Health.STARTING:
                return f"{text} (health: starting)"
            return text if container.health is Health.NONE else f"{text} ({container.health})"
        case State.RESTARTING:
            return f"Restarting ({code}) {span(now - container.finished_at)} ago"
        case State.EXITED:
            return f"Exited ({code}) {span(now - container.finished_at)} ago"
        case State.REMOVING:
            return "Removal In Progress"
        case _:
            return "Created"


def row(container: PracticeContainer, now: float) -> Container:
    """Return the container's row in the list."""
    blueprint = container.blueprint
    return Container(
        id=container.id,
        name=clean(container.name),
        image=clean(blueprint.image),
        state=container.state,
        status=status(container, now),
        health=container.health,
        exit_code=None if container.state.live else container.exit_code,
        command=clean(" ".join(blueprint.argv)),
        project=clean(blueprint.project),
        service=clean(blueprint.service),
        created=container.created,
        ports=blueprint.ports if container.state.live else (),
        restarts=container.policy.count,
    )


def details(container: PracticeContainer, world: World) -> Details:
    """Return what an inspect says."""
    blueprint = container.blueprint
    env = world.environment(blueprint, tty=blueprint.tty)
    return Details(
        id=container.id,
        name=clean(container.name),
        image=clean(blueprint.image),
        state=container.state,
        pid=container.pid,
        health=container.health,
        tty=blueprint.tty,
        tty_name=container.tty,
        open_stdin=blueprint.open_stdin,
        stdin_once=blueprint.stdin_once,
        user=clean(world.user(blueprint.user)),
        working_dir=clean(blueprint.working_dir),
        argv=tuple(clean(arg) for arg in blueprint.argv),
        env=tuple((clean(name), clean(value)) for name, value in env.items()),
        restart_policy=blueprint.restart,
        restarts=container.policy.count,
        exit_code=None if container.state.live else container.exit_code,
        started_at=_moment(container.started_at),
        finished_at=_moment(container.finished_at),
        log_driver="json-file",
        clients=container.clients,
        raw=MappingProxyType(clean_tree(_raw(container, world, env))),
    )


def _moment(time: float) -> str:
    return timestamp(time) if time else _NEVER


def _raw(container: PracticeContainer, world: World, env: dict[str, str]) -> dict[str, Any]:
    """Return what Docker's inspect would: the parts that people look for."""
    blueprint = container.blueprint
    labels = {}
    if blueprint.project:
        labels = {
            "com.docker.compose.project": blueprint.project,
            "com.docker.compose.service": blueprint.service,
        }
    state: dict[str, Any] = {
        "Status": str(container.state),
        "Running": container.state.live or container.state is State.RESTARTING,
        "Paused": container.state is State.PAUSED,
        "Restarting": container.state is State.RESTARTING,
        "Pid": container.pid,
        "ExitCode": container.exit_code or 0,
        "StartedAt": _moment(container.started_at),
        "FinishedAt": _moment(container.finished_at),
    }
    if container.health is not Health.NONE:
        state["Health"] = {"Status": str(container.health)}
    return {
        "Id": container.id,
        "Name": f"/{container.name}",
        "Created": timestamp(container.created),
        "Path": blueprint.argv[0],
        "Args": list(blueprint.argv[1:]),
        "State": state,
        "RestartCount": container.policy.count,
        "Config": {
            "Hostname": blueprint.name,
            "User": world.user(blueprint.user),
            "Tty": blueprint.tty,
            "OpenStdin": blueprint.open_stdin,
            "StdinOnce": blueprint.stdin_once,
            "Env": [f"{name}={value}" for name, value in env.items()],
            "Cmd": list(blueprint.argv),
            "Image": blueprint.image,
            "WorkingDir": blueprint.working_dir,
            "Labels": labels,
        },
        "HostConfig": {
            "RestartPolicy": {"Name": blueprint.restart},
            "LogConfig": {"Type": "json-file"},
            **({} if world.isolated else dict.fromkeys(_NAMESPACES, "host")),
        },
        "Mounts": [
            {"Type": "volume", "Name": name, "Destination": inside, "RW": True}
            for inside, name in blueprint.volumes.items()
        ],
        "Practice": {"Files": container.path, "Notice": world.notice},
    }


def process_table(rows: list[dict[str, Any]], users: dict[int, str]) -> ProcessTable:
    """Return the engine's view of a container's processes.

    Args:
        rows: The keeper's `Process` records.
        users: Names by uid.
    """
    table = []
    for process in rows:
        seconds = int(process["cpu"])
        table.append(
            (
                clean(users.get(process["uid"], str(process["uid"]))),
                str(process["pid"]),
                str(process["ppid"]),
                clean(process["tty"]),
                f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}",
                clean(process["command"]),
            )
        )
    return ProcessTable(_TITLES, tuple(table))
