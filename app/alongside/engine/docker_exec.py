"""New processes in a container: how an exec is created, started, sized and asked after.

`docker.DockerEngine` calls these; they call `docker_api`. From API 1.42 the terminal has its size
before the process starts. Before that, the engine can only resize a process that runs already:
done at once, but a program that asks in its first milliseconds sees 0 by 0.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from alongside.engine.docker_api import DockerApi, part
from alongside.engine.docker_model import dict_of, number_of
from alongside.engine.engine import ExecSpec, ExecStatus
from alongside.engine.streams import DockerExec, DockerStream
from alongside.errors import CommandError, EngineError, RefusedError

DETACH_KEYS = "ctrl-^,ctrl-],ctrl-_,ctrl-^"
"""Keys nobody types: leaving is done on our side, and the engine must hold no key back."""

SIZE_SECONDS = 0.7
"""A process that starts is sized within 0.2 s."""

Made = Callable[[str], object]
"""Told an exec's id as soon as there is one, before it starts."""

_NOT_FOUND = re.compile(r"executable file .*not found|no such file or directory", re.IGNORECASE)
_NOT_STARTED = re.compile(r"OCI runtime exec failed|unable to start container process")


async def start_exec(api: DockerApi, id: str, spec: ExecSpec, made: Made) -> DockerExec:
    """Create an exec and start it on a connection of its own."""
    exec_id = await _create(api, id, spec, attached=True)
    made(exec_id)
    start: dict[str, Any] = {"Detach": False, "Tty": spec.tty} | _console_size(api, spec)
    stream = DockerExec(
        await api.hijack(f"/exec/{part(exec_id)}/start", body=start),
        id=exec_id,
        tty=spec.tty,
        stdin=spec.stdin,
        resize=lambda columns, rows: set_size(api, f"/exec/{part(exec_id)}", columns, rows),
        status=lambda: exec_status(api, exec_id),
    )
    if spec.tty and spec.size and "ConsoleSize" not in start:
        await _first_size(stream, *spec.size)
    return stream


async def start_detached(api: DockerApi, id: str, spec: ExecSpec, made: Made) -> str:
    """Create an exec and start it on its own; return its id."""
    exec_id = await _create(api, id, spec, attached=False)
    made(exec_id)
    start = {"Detach": True, "Tty": spec.tty} | _console_size(api, spec)
    try:
        await api.post(f"/exec/{part(exec_id)}/start", body=start)
    except RefusedError as error:
        if not _NOT_STARTED.search(error.message):
            raise
        code = 127 if _NOT_FOUND.search(error.message) else 126
        raise CommandError(error.message, "Check the command.", code) from error
    return exec_id


async def _create(api: DockerApi, id: str, spec: ExecSpec, *, attached: bool) -> str:
    body = {
        "Cmd": list(spec.argv),
        "Tty": spec.tty,
        "AttachStdin": attached and spec.stdin,
        "AttachStdout": attached,
        "AttachStderr": attached,
        "Env": [f"{name}={value}" for name, value in spec.env.items()],
        "User": spec.user,
        "WorkingDir": spec.working_dir,
        "Privileged": spec.privileged,
        "DetachKeys": DETACH_KEYS,
    }
    made = await api.post(f"/containers/{part(id)}/exec", body=body | _console_size(api, spec))
    return str(dict_of(made).get("Id", ""))


def _console_size(api: DockerApi, spec: ExecSpec) -> dict[str, Any]:
    if not (spec.tty and spec.size) or api.version < (1, 42):
        return {}
    columns, rows = spec.size
    return {"ConsoleSize": [rows, columns]}


async def _first_size(stream: DockerStream, columns: int, rows: int) -> None:
    """Size a process that is just starting; the engine waits until it has started."""
    try:
        # The process runs and must not be lost for its size: what is wrong shows in its stream.
        # One that never starts (an unknown user) would make the engine wait for it.
        with suppress(EngineError, TimeoutError):
            async with asyncio.timeout(SIZE_SECONDS):
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


async def set_size(api: DockerApi, path: str, columns: int, rows: int) -> None:
    """Resize the terminal of what is at `path`: an exec or a container."""
    await api.post(f"{path}/resize", {"h": max(rows, 1), "w": max(columns, 1)})
