"""The anatomy where looking is hard: no shell, tools, right to read, process or answer."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import pytest_asyncio
from anatomy_support import check, rows
from support import wait_for

from alongside.anatomy import ask
from alongside.anatomy.model import Mark, Side
from alongside.anatomy.read import read_anatomy, read_facts
from alongside.engine.docker import DockerEngine
from alongside.engine.engine import ExecSpec
from alongside.engine.model import Endpoint
from alongside.errors import NotFoundError
from alongside.secrets import MASK

PREFIX = f"places-{os.getpid()}-"

_OWN = "/busybox cp /busybox /busybox-tool; /busybox rm /busybox; "
_TOOLS = "for tool in $(ls /bin | grep -v -x -e sh -e busybox {}); do rm -f /bin/$tool; done; "
_DENIED = "setpriv --reuid 33 --clear-groups --inh-caps +kill --ambient-caps +kill sleep 100000"
STARTS = {
    "plain": ("busybox:test", "sleep", "100000"),
    "shell-less": (
        *("-e", "API_TOKEN=hunter2", "--entrypoint", "/busybox"),
        *("distroless:test", "sh", "-c", _OWN + "exec /busybox-tool sleep 100000"),
    ),
    "lone-busybox": ("distroless:test",),
    # The shell is dash: without its neighbours it has no tools at all.
    "only-cat": (
        "debian:test",
        "bash",
        "-c",
        "hash -r; cd /usr/bin; rm readlink ls stty; exec cat",
    ),
    "no-cat": (
        "-e",
        "ONE=1",
        "debian:test",
        "sh",
        "-c",
        "cd /usr/bin; rm readlink ls stty cat; exec sleep 100000",
    ),
    "denied": ("-e", "ONE=1", "debian:test", "sh", "-c", f"exec {_DENIED}"),
    "stopped": ("-e", "API_TOKEN=hunter2", "-u", "app", "busybox:test", "true"),
    "paused": ("busybox:test", "sleep", "100000"),
    "hanging": ("debian:test", "sh", "-c", "cp /usr/bin/sleep /tmp/s; exec /tmp/s 100000"),
}
INPUT = ("only-cat",)


def docker(host: str, *words: str) -> str:
    command = ["docker", "-H", host, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def containers(engine_host: str) -> Iterator[None]:
    def start(name: str) -> None:
        words = ("run", "-d", "--name", PREFIX + name, "--network", "none")
        docker(engine_host, *words, *(("-i",) if name in INPUT else ()), *STARTS[name])

    try:
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(start, STARTS))
        docker(engine_host, "wait", PREFIX + "stopped")
        docker(engine_host, "pause", PREFIX + "paused")
        yield
    finally:
        made = docker(engine_host, "ps", "-aq", "--filter", f"name={PREFIX}").split()
        docker(engine_host, "rm", "-f", *made)


@pytest_asyncio.fixture
async def engine(engine_host: str, containers: None) -> AsyncIterator[DockerEngine]:
    engine = DockerEngine(Endpoint(engine_host, "test"))
    await engine.connect()
    yield engine
    await engine.close()


def inode(pid: int) -> str:
    """Return the mount namespace; the tests' engine runs on this machine."""
    return str(Path(f"/proc/{pid}/ns/mnt").stat().st_ino)


async def commands(engine: DockerEngine, name: str) -> list[str]:
    table = await engine.top(PREFIX + name)
    return [row[table.titles.index("CMD")] for row in table.rows]


async def ready(engine: DockerEngine, name: str, command: str) -> None:
    """Wait until the main process has become what it was started to become."""

    async def there() -> bool:
        return command in await commands(engine, name)

    await wait_for(there)


async def test_without_a_shell_the_machine_tells_of_the_main_process(engine: DockerEngine) -> None:
    await ready(engine, "shell-less", "/busybox-tool sleep 100000")
    anatomy = await read_anatomy(engine, PREFIX + "shell-less")
    found = rows(anatomy)
    details = await engine.inspect(PREFIX + "shell-less")
    assert anatomy.how == "this machine's /proc, inspect"
    assert anatomy.note == "no exec: there is no shell in this container"
    assert found["process.pid"].main == "1"
    assert found["process.host_pid"].main == str(details.pid)
    assert found["process.command"].main == "/busybox-tool sleep 100000"
    assert found["streams.stdin"].main == "/dev/null"
    assert found["environment.API_TOKEN"].main == "hunter2"
    assert found["environment.API_TOKEN"].safe_main == MASK
    assert "NET_RAW" in found["identity.capabilities.effective"].main
    assert found["isolation.mnt"].main == inode(details.pid)
    assert all(row.mark in (Mark.UNKNOWN, Mark.ONLY_MAIN) for row in found.values())
    assert [(line.pid, line.side) for line in anatomy.tree] == [(1, Side.MAIN)]


async def test_without_a_shell_and_elsewhere_the_engine_tells_what_it_knows(
    engine: DockerEngine,
) -> None:
    await ready(engine, "shell-less", "/busybox-tool sleep 100000")
    anatomy = await read_anatomy(engine, PREFIX + "shell-less", host_proc=None)
    details = await engine.inspect(PREFIX + "shell-less")
    found = rows(anatomy)
    assert anatomy.how == "the engine's process table, inspect"
    assert found["process.host_pid"].main == str(details.pid)
    assert found["process.host_parent"].main.isdecimal()
    assert found["process.command"].main.startswith("/busybox sh -c")
    assert "as the container was made" in found["process.command"].why
    assert found["environment.API_TOKEN"].main == "hunter2"
    assert "as the container was made" in found["environment.API_TOKEN"].why
    assert "no shell" in found["streams.stdin"].why
    (line,) = anatomy.tree
    assert (line.pid, line.command, line.side) == (
        *(details.pid, "/busybox-tool sleep 100000"),
        Side.MAIN,
    )


async def test_a_busybox_alone_is_enough(engine: DockerEngine) -> None:
    found = rows(await read_anatomy(engine, PREFIX + "lone-busybox", host_proc=None))
    assert found["process.command"].exec == "/busybox sh"
    assert found["process.command"].main == "/busybox sleep 100000"
    assert found["streams.stdin"].main == "/dev/null"
    assert found["isolation.mnt"].mark is Mark.SAME


async def test_with_cat_alone_all_but_links_is_read(engine: DockerEngine) -> None:
    await ready(engine, "only-cat", "cat")
    found = rows(await read_anatomy(engine, PREFIX + "only-cat", host_proc=None))
    assert found["process.command"].main == "cat"
    assert found["environment.PATH"].mark is Mark.SAME
    assert found["streams.stdin"].main == "pipe"
    assert found["streams.stdin"].exec == "/dev/pts/0"
    assert found["streams.input"].main == "yes, by pipe"
    assert found["identity.cwd"].main == "/usr/bin"
    assert found["isolation.mnt"].mark is Mark.UNKNOWN
    assert "neither readlink nor ls" in found["isolation.mnt"].why
    assert "no stty" in found["streams.size"].why
    here = rows(await read_anatomy(engine, PREFIX + "only-cat"))
    assert here["isolation.mnt"].main.isdecimal()
    assert here["streams.stdin"].main.startswith("pipe")


async def test_without_even_cat_what_has_nuls_is_missing(engine: DockerEngine) -> None:
    await ready(engine, "no-cat", "sleep 100000")
    found = rows(await read_anatomy(engine, PREFIX + "no-cat", host_proc=None))
    assert found["process.pid"].main == "1"
    assert found["identity.user"].main == "root (0)"
    assert found["identity.umask"].main == "0022"
    assert found["process.command"].main.startswith("sh -c")
    assert "no cat" in found["process.command"].why
    assert found["environment.ONE"].mark is Mark.UNKNOWN
    assert found["environment.ONE"].main == "1"
    assert "no cat" in found["environment.ONE"].why


async def test_what_may_not_be_read_says_why_and_the_machine_may_know(
    engine: DockerEngine,
) -> None:
    await ready(engine, "denied", "sleep 100000")
    found = rows(await read_anatomy(engine, PREFIX + "denied", host_proc=None))
    for id in ("streams.stdin", "identity.cwd", "isolation.mnt"):
        row = found[id]
        assert row.mark is Mark.UNKNOWN
        assert "only to www-data and to who has SYS_PTRACE" in row.why
    assert "as the container was made" in found["identity.cwd"].why
    assert found["streams.stdin"].main == ""
    assert found["environment.ONE"].mark is Mark.UNKNOWN
    assert found["environment.ONE"].main == "1"
    assert found["identity.user"].main == "www-data (33)"
    assert found["identity.capabilities.ambient"].main == "KILL"
    here = rows(await read_anatomy(engine, PREFIX + "denied"))
    assert here["streams.stdin"].main == "/dev/null"
    assert here["environment.PATH"].mark is Mark.SAME
    assert here["isolation.mnt"].mark is Mark.SAME


@pytest.mark.parametrize("user", ["", "app", "1000:0"])
async def test_an_open_exec_is_described_by_its_pid(engine: DockerEngine, user: str) -> None:
    script = "umask 077; cd /tmp; echo $$; exec cat"
    spec = ExecSpec(("sh", "-c", script), user=user, env={"API_TOKEN": "x"}, size=(91, 17))
    stream = await engine.exec(PREFIX + "plain", spec)
    try:
        chunk = await stream.read()
        assert chunk is not None
        pid = int(chunk.data)
        await ready(engine, "plain", "cat")
        status = await stream.status()
        for host_pid in (None, status.pid):
            anatomy = await read_anatomy(
                engine, PREFIX + "plain", exec_pid=pid, exec_host_pid=host_pid
            )
            found = rows(anatomy)
            assert anatomy.note == ""
            assert found["process.pid"].exec == str(pid)
            assert found["process.host_pid"].exec == str(status.pid)
            assert found["process.command"].exec == "cat"
            assert found["process.host_parent"].mark is Mark.SAME
            assert found["streams.size"].exec == "91 x 17"
            assert found["streams.stdin"].exec.startswith("/dev/pts/")
            wanted = {"": "root (0)", "app": "app (1000)", "1000:0": "app (1000)"}[user]
            assert found["identity.user"].exec == wanted
            assert found["identity.umask"].exec == "0077"
            assert found["identity.cwd"].exec == "/tmp"
            assert found["environment.API_TOKEN"].mark is Mark.ONLY_EXEC
            assert found["environment.API_TOKEN"].safe_exec == MASK
            sides = [(line.pid, line.side) for line in anatomy.tree]
            assert sides == [(1, Side.MAIN), (pid, Side.EXEC)]
    finally:
        await stream.write(b"\x04")
        while await stream.read():
            pass
        await stream.close()
    gone = await read_anatomy(engine, PREFIX + "plain", exec_pid=pid)
    assert gone.note == f"no exec: process {pid} has ended"
    assert rows(gone)["process.pid"].main == "1"


async def test_a_stopped_container_is_described_as_it_was_made(engine: DockerEngine) -> None:
    anatomy = await read_anatomy(engine, PREFIX + "stopped")
    found = rows(anatomy)
    assert anatomy.state == "exited"
    assert anatomy.note == "no exec: the container is not running (exited)"
    assert anatomy.tree == ()
    assert found["process.pid"].main == ""
    assert found["process.command"].main == "true"
    assert found["identity.user"].main == "app"
    assert found["environment.API_TOKEN"].safe_main == MASK
    assert (await read_facts(engine, PREFIX + "stopped")).main is None


async def test_a_paused_container_is_read_by_the_machine(engine: DockerEngine) -> None:
    found = rows(await read_anatomy(engine, PREFIX + "paused"))
    assert found["process.pid"].main == "1"
    assert found["process.pid"].why == "exec: the container is paused"
    assert found["environment.PATH"].main == "/bin"
    elsewhere = rows(await read_anatomy(engine, PREFIX + "paused", host_proc=None))
    assert elsewhere["environment.PATH"].main == "/bin"
    assert "as the container was made" in elsewhere["environment.PATH"].why


async def test_a_container_that_does_not_answer_or_is_not_waited_for_is_let_go_of(
    engine: DockerEngine, engine_host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ready(engine, "hanging", "/tmp/s 100000")
    slow = "printf '#!/bin/sh\\nexec /tmp/s 5000\\n' >/tmp/cat; chmod +x /tmp/cat; mv /tmp/cat /bin"
    docker(engine_host, "exec", PREFIX + "hanging", "sh", "-c", slow)
    monkeypatch.setattr(ask, "DEADLINE", 1.0)
    anatomy = await read_anatomy(engine, PREFIX + "hanging")
    assert "took over 1 s" in anatomy.note
    assert rows(anatomy)["process.pid"].main == "1"
    assert await commands(engine, "hanging") == ["/tmp/s 100000"]

    monkeypatch.setattr(ask, "DEADLINE", 30.0)
    reading = asyncio.create_task(read_anatomy(engine, PREFIX + "hanging"))
    await ready(engine, "hanging", "/tmp/s 5000")
    reading.cancel()
    await asyncio.wait({reading})
    assert reading.cancelled()
    assert await commands(engine, "hanging") == ["/tmp/s 100000"]


async def test_an_absent_container_is_an_error(engine: DockerEngine) -> None:
    with pytest.raises(NotFoundError):
        await read_anatomy(engine, PREFIX + "never-was")


def alongside(host: str, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "alongside", "--host", host, "compare", *words],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **environ},
        check=False,
        timeout=60,
    )


def test_the_command_prints_json_a_table_or_one_line(engine_host: str, containers: None) -> None:
    told = json.loads(alongside(engine_host, PREFIX + "plain", "--format", "json").stdout)
    check(told)
    assert told["container"]["name"] == PREFIX + "plain"
    table = alongside(engine_host, PREFIX + "stopped")
    assert table.returncode == 0
    assert "no exec: the container is not running (exited)" in table.stdout
    assert "\x1b" not in table.stdout
    assert "hunter2" not in table.stdout
    assert max(map(len, table.stdout.splitlines())) <= 80
    assert "????????" in alongside(engine_host, PREFIX + "stopped", PYTHONIOENCODING="ascii").stdout
    absent = alongside(engine_host, "never-was")
    assert (absent.returncode, absent.stdout, absent.stderr.count("\n")) == (125, "", 1)
    nowhere = alongside("unix:///nowhere/at.all", "x")
    assert (nowhere.returncode, nowhere.stdout, nowhere.stderr.count("\n")) == (125, "", 1)
