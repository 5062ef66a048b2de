"""The Engine's calls in terms of the Docker API: what is sent, and how the answer is read.

`docker.DockerEngine` calls these; they call `docker_api`. Traps that shape them: a process without
a terminal frames its output; the engine's own detach keys would hold keys back; resizing waits for
the process to start; an attach to a container that has ended is silent for ever.
"""

from __future__ import annotations

import io
import json
import posixpath
import re
import tarfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import Any

from alongside.engine.docker_api import NEWEST, OLDEST, DockerApi, parsed, part, refusal
from alongside.engine.docker_model import (
    details_of,
    dict_of,
    event_of,
    info_of,
    number_of,
    seconds_of,
)
from alongside.engine.docker_rows import rows_of
from alongside.engine.engine import ExecSpec, ExecStatus, LogSpec
from alongside.engine.exchange import Head
from alongside.engine.model import Container, Details, EngineInfo, Event, State
from alongside.engine.streams import DockerExec, DockerStream, LogStream
from alongside.errors import ConflictError, EngineError, RefusedError, UnreachableError

# Keys that nobody types: leaving is done on our side, and the engine holds no key back meanwhile.
_DETACH_KEYS = "ctrl-^,ctrl-],ctrl-_,ctrl-^"

_EVENT_LIMIT = 4 * 1024 * 1024


class ClockSkew:
    """How far the engine's clock is from ours, as far as an HTTP date can tell."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def learn(self, head: Head) -> None:
        """Take the date that an answer carries. Below two seconds the clocks count as one."""
        with suppress(ValueError):  # no date, or none that can be read: nothing is learned
            ahead = parsedate_to_datetime(head.headers.get("date", "")).timestamp() - time.time()
            self._ahead = ahead if abs(ahead) > 2 else 0.0

    def now(self) -> float:
        """Return about the engine's time, rather too early than too late."""
        return time.time() + self._ahead


async def connect(api: DockerApi, skew: ClockSkew) -> EngineInfo:
    """Ask who is there and agree on a version of the API."""
    where = api.client.dialer.where
    answer = await api.client.call("GET", "/version")
    raw = dict_of(parsed(answer.body)) if answer.status == 200 else {}
    if not raw.get("ApiVersion"):
        failed = refusal(answer.status, answer.body, where)
        if isinstance(failed, UnreachableError):  # plain HTTP on a TLS port
            raise failed
        raise RefusedError(
            f"What answers at {where} is no container engine ({failed.message})",
            "Check the address.",
            answer.status,
        )
    skew.learn(answer.head)
    info = info_of(raw)
    oldest, newest = _version(raw.get("MinAPIVersion")), _version(info.api_version)
    if newest < OLDEST:
        raise RefusedError(
            f"The engine at {where} is too old: {info.name} {info.version} speaks API "
            f"{info.api_version}, and alongside needs {OLDEST[0]}.{OLDEST[1]}",
            "Update the engine to Docker 19.03 or later.",
        )
    api.version = max(min(newest, NEWEST), oldest)
    return info


def _version(text: object) -> tuple[int, int]:
    match = re.match(r"(\d{1,4})\.(\d{1,4})", str(text))
    return (int(match[1]), int(match[2])) if match else (0, 0)


async def containers(api: DockerApi, ids: Sequence[str] | None) -> list[Container]:
    """List all containers, or those of `ids`."""
    if ids is not None and not ids:
        return []
    filters = json.dumps({"id": list(ids)}) if ids is not None else None
    query = {"all": True, "filters": filters}
    return await rows_of(await api.get_bytes("/containers/json", query))


async def events(api: DockerApi, since: float | None) -> AsyncIterator[Event]:
    """Yield ``subscribed``, then container events.

    Docker answers a moment before it has subscribed: `since`, the engine's time before the
    request, has it repeat what fell in between.
    """
    query = {"filters": json.dumps({"type": ["container"]}), "since": _stamp(since)}
    body = await api.stream("/events", query)
    try:
        yield Event("subscribed", "", since or time.time())
        pending = b""
        while data := await body.read():
            *lines, pending = (pending + data).split(b"\n")
            for line in filter(None, map(bytes.strip, lines)):
                if event := event_of(parsed(line)):
                    yield event
            if len(pending) > _EVENT_LIMIT:
                raise RefusedError("The engine sent an event without an end")
    finally:
        await body.close()
    raise UnreachableError(
        f"The engine at {api.client.dialer.where} ended its stream of events",
        "It is stopping or restarting.",
    )


def _stamp(time: float | None) -> str | None:
    return None if time is None else f"{time:.9f}"


async def inspect(api: DockerApi, id: str) -> Details:
    """Inspect a container."""
    return details_of(await api.get(f"/containers/{part(id)}/json"))


async def start_exec(api: DockerApi, id: str, spec: ExecSpec) -> DockerExec:
    """Create an exec and start it on a connection of its own."""
    body: dict[str, Any] = {
        "Cmd": list(spec.argv),
        "Tty": spec.tty,
        "AttachStdin": spec.stdin,
        "AttachStdout": True,
        "AttachStderr": True,
        "Env": [f"{name}={value}" for name, value in spec.env.items()],
        "User": spec.user,
        "WorkingDir": spec.working_dir,
        "Privileged": spec.privileged,
        "DetachKeys": _DETACH_KEYS,
    }
    start: dict[str, Any] = {"Detach": False, "Tty": spec.tty}
    sized = spec.tty and spec.size is not None
    if spec.size and sized and api.version >= (1, 42):
        body["ConsoleSize"] = start["ConsoleSize"] = [spec.size[1], spec.size[0]]
    made = await api.post(f"/containers/{part(id)}/exec", body=body)
    exec_id = str(dict_of(made).get("Id", ""))
    stream = DockerExec(
        await api.hijack(f"/exec/{part(exec_id)}/start", body=start),
        id=exec_id,
        tty=spec.tty,
        stdin=spec.stdin,
        resize=lambda columns, rows: _resize(api, f"/exec/{part(exec_id)}", columns, rows),
        status=lambda: exec_status(api, exec_id),
    )
    if spec.size and sized and api.version < (1, 42):
        await _first_size(stream, *spec.size)
    return stream


async def _first_size(stream: DockerStream, columns: int, rows: int) -> None:
    """Size a process that is just starting; the engine waits until it has started."""
    try:
        # The process runs and must not be lost for its size: what is wrong shows in its stream.
        with suppress(EngineError):
            await stream.resize(columns, rows)
    except BaseException:
        await stream.close()
        raise


async def exec_status(api: DockerApi, exec_id: str) -> ExecStatus:
    """Inspect an exec."""
    raw = dict_of(await api.get(f"/exec/{part(exec_id)}/json"))
    running = raw.get("Running") is True
    code = raw.get("ExitCode")
    return ExecStatus(
        running,
        None if running or not isinstance(code, int) else code,
        number_of(raw.get("Pid")),
    )


async def attach(api: DockerApi, id: str, stdin: bool, output: bool) -> DockerStream:
    """Attach to the main process."""
    query: dict[str, str | int | bool | None] = {
        "stream": True,
        "stdin": stdin,
        "stdout": output,
        "stderr": output,
        "detachKeys": _DETACH_KEYS,
    }
    connection = await api.hijack(f"/containers/{part(id)}/attach", query)
    try:
        # Afterwards, so that there is no moment in which it could have ended unnoticed.
        details = await inspect(api, id)
        if details.state in (State.EXITED, State.DEAD, State.REMOVING):
            raise ConflictError(
                f"{details.name} is not running: there is no main process to attach to",
                "Start it first, or read its logs.",
            )
    except BaseException:
        connection.wire.abort()
        raise
    return DockerStream(
        connection,
        tty=details.tty,
        stdin=stdin,
        resize=lambda columns, rows: resize(api, id, columns, rows),
    )


async def logs(api: DockerApi, id: str, spec: LogSpec) -> LogStream:
    """Open the container's log."""
    details = await inspect(api, id)
    query = {
        "stdout": True,
        "stderr": True,
        "follow": spec.follow,
        "timestamps": spec.timestamps,
        "tail": "all" if spec.tail is None else spec.tail,
        "since": _stamp(spec.since),
        "until": _stamp(spec.until),
    }
    return LogStream(await api.stream(f"/containers/{part(id)}/logs", query), tty=details.tty)


async def resize(api: DockerApi, id: str, columns: int, rows: int) -> None:
    """Resize the main process's terminal."""
    await _resize(api, f"/containers/{part(id)}", columns, rows)


async def _resize(api: DockerApi, path: str, columns: int, rows: int) -> None:
    await api.post(f"{path}/resize", {"h": max(rows, 1), "w": max(columns, 1)})


async def clock(api: DockerApi, skew: ClockSkew) -> float:
    """Return the engine's time; it is exact to the microsecond when the engine tells it."""
    told = seconds_of(dict_of(await api.get("/info")).get("SystemTime"))
    return skew.now() if told is None else told


async def has_file(api: DockerApi, id: str, path: str) -> bool:
    """Ask for a path's metadata; nothing is started in the container."""
    status = await api.head(f"/containers/{part(id)}/archive", {"path": path})
    if status == 200:
        return True
    details = await inspect(api, id)  # a missing container raises here
    if status == 404:
        return False
    raise RefusedError(
        f"{details.name} cannot be asked for the file (the engine answers {status})", status=status
    )


def archive(path: str, data: bytes, mode: int) -> tuple[str, bytes]:
    """Return the directory to unpack into, and a tar archive with the one file."""
    directory, name = posixpath.split(path)
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as tar:
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = len(data), mode, int(time.time())
        tar.addfile(member, io.BytesIO(data))
    return directory or "/", content.getvalue()
