"""What is done with one container, in terms of the Docker API: its streams, its size, its files.

`docker.DockerEngine` calls these, and imports them when it first does; they call `docker_api`.
"""

from __future__ import annotations

import io
import posixpath
import tarfile
import time

from alongside.engine.docker_api import DockerApi, part
from alongside.engine.docker_calls import inspect, stamp
from alongside.engine.docker_exec import DETACH_KEYS, set_size
from alongside.engine.engine import LogSpec
from alongside.engine.model import State
from alongside.engine.streams import DockerStream, LogStream
from alongside.errors import ConflictError, RefusedError


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
        "since": stamp(spec.since),
        "until": stamp(spec.until),
    }
    return LogStream(await api.stream(f"/containers/{part(id)}/logs", query), tty=details.tty)


async def resize(api: DockerApi, id: str, columns: int, rows: int) -> None:
    """Resize the main process's terminal."""
    await set_size(api, f"/containers/{part(id)}", columns, rows)


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
