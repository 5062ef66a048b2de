"""Real containers for sessions, and somebody who watches a session as a pane does."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import subprocess
from pathlib import Path
from typing import Any

from support import wait_for

from alongside.engine.docker import DockerEngine
from alongside.session.base import BaseSession
from alongside.session.session import Output
from alongside.session.sessions import Sessions

_numbers = itertools.count()

LONG = ("sleep", "100000")


class Lab:
    """An engine, its sessions, and the containers that one test made."""

    def __init__(self, host: str, engine: DockerEngine, state: Path) -> None:
        self.host = host
        self.engine = engine
        self.state = state
        self.sessions = Sessions(engine, state_dir=state)
        self._made: list[str] = []

    def docker(self, *words: str) -> str:
        command = ["docker", "-H", self.host, *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert not done.returncode, done.stderr
        return done.stdout.strip()

    async def run(self, *words: str) -> str:
        """Start a container by `docker run -d`; return its name."""
        name = self.new_name()
        self._made.append(name)
        await asyncio.to_thread(self.docker, "run", "-d", "--name", name, *words)
        return name

    async def busybox(self, *words: str) -> str:
        return await self.run("busybox:test", *(words or LONG))

    async def create(self, name: str, body: dict[str, Any]) -> None:
        """Make a container as the API does, with what `docker run -d` cannot ask for."""
        socket = self.host.removeprefix("unix://")
        command = ["curl", "-sf", "--unix-socket", socket, "-d", json.dumps(body)]
        command += ["-H", "Content-Type: application/json"]
        url = f"http://engine/containers/create?name={name}"
        done = await asyncio.to_thread(subprocess.run, [*command, url], capture_output=True)
        assert not done.returncode, done.stdout
        self._made.append(name)

    def new_name(self) -> str:
        return f"session-{os.getpid()}-{next(_numbers)}"

    async def call(self, *words: str) -> str:
        return await asyncio.to_thread(self.docker, *words)

    async def inside(self, name: str, script: str) -> str:
        return await self.call("exec", name, "sh", "-c", script)

    async def processes(self, name: str) -> list[str]:
        """The command lines in the container, but for its main process."""
        table = await self.engine.top(name)
        main = str((await self.engine.inspect(name)).pid)
        pid, command = table.titles.index("PID"), table.titles.index("CMD")
        return [row[command] for row in table.rows if row[pid] != main]

    async def until_processes(self, name: str, count: int) -> None:
        """Wait until so many processes are in the container beside its main process."""

        async def there() -> bool:
            return len(await self.processes(name)) == count

        await wait_for(there, what=f"{count} processes")

    async def clean_up(self) -> None:
        await self.sessions.close_all()
        if self._made:
            await self.call("rm", "-f", "-v", *self._made)


class Watcher:
    """Takes what a session yields, as a pane does."""

    def __init__(self, session: BaseSession) -> None:
        self.outputs: list[Output] = []
        self.task = asyncio.create_task(self._watch(session))

    async def _watch(self, session: BaseSession) -> None:
        async for output in session.output():
            self.outputs.append(output)

    @property
    def data(self) -> bytes:
        return b"".join(output.data for output in self.outputs)

    @property
    def history(self) -> bytes:
        return b"".join(output.data for output in self.outputs if output.replay)

    async def sees(self, what: bytes, timeout: float = 10) -> None:
        await wait_for(lambda: what in self.data, timeout, f"{what!r} in {self.data[-2000:]!r}")

    async def end(self) -> bytes:
        """Wait until the session has ended and everything is shown."""
        await asyncio.wait_for(self.task, 15)
        return self.data


async def opened(session: BaseSession, columns: int = 77, rows: int = 33) -> Watcher:
    """Open a session; return its watcher."""
    watcher = Watcher(session)
    await session.open(columns, rows)
    return watcher
