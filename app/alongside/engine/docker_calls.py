"""The Engine's calls in terms of the Docker API: what is sent, and how the answer is read.

`docker.DockerEngine` calls these; they call `docker_api`. (Execs are in `docker_exec`.)
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

from alongside.engine.docker_api import NEWEST, OLDEST, DockerApi, parsed, part, refusal
from alongside.engine.docker_exec import DETACH_KEYS, set_size
from alongside.engine.docker_model import (
    details_of,
    dict_of,
    event_of,
    info_of,
    seconds_of,
)
from alongside.engine.docker_rows import rows_of
from alongside.engine.engine import LogSpec
from alongside.engine.exchange import Head
from alongside.engine.model import Container, Details, EngineInfo, Event, State
from alongside.engine.streams import DockerStream, LogStream
from alongside.errors import ConflictError, RefusedError, UnreachableError

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


async def attach(api: DockerApi, id: str, stdin: bool, output: bool) -> DockerStream:
    """Attach to the main process.

    Input alone (`output` False) never ends by itself, not even when the container is removed: who
    holds one closes it when the output ends.
    """
    query: dict[str, str | int | bool | None] = {
        "stream": True,
        "stdin": stdin,
        "stdout": output,
        "stderr": output,
        "detachKeys": DETACH_KEYS,
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
    await set_size(api, f"/containers/{part(id)}", columns, rows)


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
    if status in (404, 500):  # Docker answers 500 for a path that leads through a file
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
