"""Where the contract's containers come from: one lab for each engine, all with the same `make`.

A lab's containers see a POSIX shell and the usual small programs, a user ``app`` (1000) and
``/tmp``; nothing else about them is promised.
"""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Protocol

from support import wait_for

from alongside.engine.docker import DockerEngine
from alongside.engine.engine import Channel, Duplex, Engine, ExecSpec, LogSpec
from alongside.engine.model import Container, Endpoint, Event
from alongside.engine.practice.blueprint import Blueprint
from alongside.engine.practice.engine import PracticeEngine

_numbers = itertools.count()


def new_name() -> str:
    return f"contract-{os.getpid()}-{next(_numbers)}"


SLEEP = ("sleep", "1000")
OBEDIENT = ("sh", "-c", "trap 'echo bye; exit 3' TERM; echo up; while :; do sleep 0.05; done")
"""Says up, ends with 3 when asked to."""
STUBBORN = ("sh", "-c", "trap '' TERM; echo up; while :; do sleep 0.05; done")


class Lab(Protocol):
    """An engine and a way to make containers in it."""

    engine: Engine
    restarts_slowly: bool

    async def make(
        self,
        *argv: str,
        tty: bool = False,
        open_stdin: bool = False,
        stdin_once: bool = False,
        restart: str = "no",
        start: bool = True,
    ) -> str: ...


class PracticeLab:
    restarts_slowly = False

    def __init__(self, engine: PracticeEngine) -> None:
        self.engine: Engine = engine
        self._practice = engine

    async def make(self, *argv: str, start: bool = True, **how: Any) -> str:
        id = await self._practice.create(Blueprint(name=new_name(), argv=argv, age=0, **how))
        if start:
            await self.engine.start(id)
        return id


class DockerLab:
    restarts_slowly = True

    def __init__(self, engine: DockerEngine, client: Any) -> None:
        self.engine: Engine = engine
        self._client = client
        self.made: list[str] = []

    async def make(
        self,
        *argv: str,
        tty: bool = False,
        open_stdin: bool = False,
        stdin_once: bool = False,
        restart: str = "no",
        start: bool = True,
    ) -> str:
        config = {
            "Image": "busybox:test",
            "Cmd": list(argv),
            "Tty": tty,
            "OpenStdin": open_stdin,
            "StdinOnce": stdin_once,
            "AttachStdin": open_stdin,
            "HostConfig": {"RestartPolicy": {"Name": restart}},
        }
        made = await asyncio.to_thread(
            self._client.create_container_from_config, config, new_name()
        )
        self.made.append(made["Id"])
        if start:
            await self.engine.start(made["Id"])
        return str(made["Id"])


@asynccontextmanager
async def practice_lab(*, isolate: bool) -> AsyncIterator[PracticeLab]:
    engine = PracticeEngine((), isolate=isolate)
    try:
        await engine.connect()
        yield PracticeLab(engine)
    finally:
        await engine.close()


@asynccontextmanager
async def docker_lab(host: str, client: Any) -> AsyncIterator[DockerLab]:
    engine = DockerEngine(Endpoint(host, "the tests"))
    lab = DockerLab(engine, client)
    try:
        await engine.connect()
        yield lab
    finally:
        await asyncio.to_thread(_remove, client, lab.made)
        await engine.close()


def _remove(client: Any, ids: list[str]) -> None:
    from docker.errors import APIError

    for id in ids:
        try:
            client.remove_container(id, force=True)
        except APIError as error:
            if error.status_code not in (404, 409):  # gone, or just going
                raise


# -- looking ----------------------------------------------------------------------------------


async def row(lab: Lab, id: str) -> Container:
    (found,) = await lab.engine.list([id])
    return found


async def read_all(duplex: Duplex, timeout: float = 15) -> tuple[bytes, bytes]:
    """Read to the end; return both outputs."""
    outputs = {Channel.STDOUT: b"", Channel.STDERR: b""}
    async with asyncio.timeout(timeout):
        while (chunk := await duplex.read()) is not None:
            outputs[chunk.channel] += chunk.data
    return outputs[Channel.STDOUT], outputs[Channel.STDERR]


async def read_until(duplex: Duplex, text: bytes, timeout: float = 15) -> bytes:
    """Read until `text` has come, on any channel."""
    seen = b""
    async with asyncio.timeout(timeout):
        while text not in seen:
            chunk = await duplex.read()
            assert chunk is not None, f"it ended after {seen!r}"
            seen += chunk.data
    return seen


async def run(lab: Lab, id: str, script: str, **how: Any) -> str:
    """Run a shell script in the container; return its stdout."""
    stream = await lab.engine.exec(id, ExecSpec(["sh", "-c", script], tty=False, **how))
    try:
        return (await read_all(stream))[0].decode()
    finally:
        await stream.close()


async def logged(lab: Lab, id: str, text: bytes) -> None:
    """Wait until the container's log has `text`."""

    async def there() -> bool:
        stream = await lab.engine.logs(id, LogSpec())
        try:
            return text in b"".join(await read_all(stream))
        finally:
            await stream.close()

    await wait_for(there, what=f"{text!r} in the log")


class Watcher:
    """Collects events from its beginning on."""

    def __init__(self, lab: Lab) -> None:
        self._iterator = lab.engine.events()
        self.events: list[Event] = []
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Watcher:
        first = await anext(self._iterator)
        assert (first.action, first.id) == ("subscribed", "")
        self._task = asyncio.create_task(self._collect())
        return self

    async def _collect(self) -> None:
        async for event in self._iterator:
            self.events.append(event)

    async def __aexit__(self, *_error: object) -> None:
        assert self._task is not None
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self._iterator.aclose()  # type: ignore[attr-defined]

    async def saw(self, id: str, *actions: str) -> list[Event]:
        """Wait until these events of one container have come, in this order."""

        def found() -> list[Event] | None:
            mine = iter([event for event in self.events if event.id == id])
            hits = [next((e for e in mine if e.action == a), None) for a in actions]
            return None if None in hits else [hit for hit in hits if hit]

        await wait_for(found, what=f"{actions} among {[e.action for e in self.events]}")
        result = found()
        assert result
        return result
