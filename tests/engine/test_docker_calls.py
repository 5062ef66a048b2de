"""Everything on a real engine that is no stream."""

from __future__ import annotations

import asyncio
import time

import pytest
from docker_support import connected, container, docker, drained
from support import wait_for

from alongside.engine.docker import DockerEngine
from alongside.engine.engine import Engine, ExecSpec
from alongside.engine.model import Endpoint, State
from alongside.errors import (
    ConflictError,
    NotFoundError,
    RefusedError,
    UnreachableError,
)

SLEEP = ("busybox:test", "sleep", "1000")


async def test_hello(engine_host: str) -> None:
    async with connected(engine_host) as engine:
        assert isinstance(engine, Engine)
        assert engine.info is not None
        assert engine.info.name == "docker"
        assert engine.info.version
        assert await engine.clock() == pytest.approx(time.time(), abs=5)


async def test_the_list(engine_host: str) -> None:
    labels = ("--label", "com.docker.compose.project=shop", "--label", "evil=\x1b[31m")
    async with connected(engine_host) as engine, container(engine_host, *labels, *SLEEP) as name:
        id = (await engine.inspect(name)).id
        [row] = await engine.list([id])
        assert (row.id, row.name, row.image) == (id, name, "busybox:test")
        assert (row.state, row.project, row.exit_code) == (State.RUNNING, "shop", None)
        assert (row.command, row.restarts) == ("sleep 1000", None)
        assert row in await engine.list()
        assert await engine.list([]) == []
        assert await engine.list(["f" * 64]) == []
        await engine.kill(name)
        await wait_for(lambda: exit_code_is(engine, id, 137))


async def exit_code_is(engine: DockerEngine, id: str, code: int) -> bool:
    [row] = await engine.list([id])
    return row.exit_code == code


async def test_the_life_of_a_container(engine_host: str) -> None:
    async with (
        connected(engine_host) as engine,
        container(engine_host, *SLEEP, run=False) as name,
    ):

        async def state() -> State:
            return (await engine.inspect(name)).state

        assert await state() is State.CREATED
        await engine.start(name)
        await engine.start(name)  # running already: left alone
        assert await state() is State.RUNNING
        await engine.pause(name)
        assert await state() is State.PAUSED
        with pytest.raises(ConflictError):
            await engine.pause(name)
        await engine.unpause(name)
        before = (await engine.inspect(name)).started_at
        await engine.restart(name, 0)
        assert (await engine.inspect(name)).started_at != before
        await engine.rename(name, f"{name}-new")
        assert (await engine.inspect(f"{name}-new")).name == f"{name}-new"
        await engine.rename(f"{name}-new", name)
        with pytest.raises(ConflictError, match=r"(?i)running"):
            await engine.remove(name)
        await engine.stop(name, 0)
        assert await state() is State.EXITED
        await engine.remove(name)
        with pytest.raises(NotFoundError, match="No such container"):
            await state()
        await docker(engine_host, "create", "--name", name, *SLEEP)


async def test_signals(engine_host: str) -> None:
    script = "trap 'exit 5' USR1; while :; do sleep .05; done"
    async with (
        connected(engine_host) as engine,
        container(engine_host, "busybox:test", "sh", "-c", script) as name,
    ):
        id = (await engine.inspect(name)).id
        await wait_for(lambda: trapped(engine, name))
        await engine.kill(name, "USR1")
        await wait_for(lambda: exit_code_is(engine, id, 5))
        with pytest.raises(ConflictError):
            await engine.kill(name)


async def trapped(engine: DockerEngine, name: str) -> bool:
    stream = await engine.exec(name, ExecSpec(["grep", "SigCgt", "/proc/1/status"], tty=False))
    [text] = (await drained(stream)).values()
    await stream.close()
    return bool(int(text.split()[1], 16) & (1 << 9))


async def test_inspect(engine_host: str) -> None:
    arguments = ("-i", "-e", "A=\x1b[31m", "-w", "/tmp", "-u", "app", "--read-only")
    async with connected(engine_host) as engine, container(engine_host, *arguments, *SLEEP) as name:
        found = await engine.inspect(name)
        assert found.argv == ("sleep", "1000")
        assert dict(found.env)["A"] == "␛[31m"
        assert (found.user, found.working_dir, found.read_only) == ("app", "/tmp", True)
        assert (found.tty, found.open_stdin, found.exit_code) == (False, True, None)
        assert found.pid > 0
        assert "\x1b" not in repr(dict(found.raw))


async def test_files(engine_host: str) -> None:
    async with connected(engine_host) as engine, container(engine_host, *SLEEP) as name:
        assert await engine.has_file(name, "/bin/sh")
        assert not await engine.has_file(name, "/bin/bash")
        with pytest.raises(NotFoundError):
            await engine.has_file("dk-nonesuch", "/bin/sh")
        await engine.put_file(name, "/tmp/tool", b"#!/bin/sh\necho works\n", 0o755)
        stream = await engine.exec(name, ExecSpec(["/tmp/tool"], tty=False))
        assert list((await drained(stream)).values()) == [b"works\n"]
        await stream.close()
        with pytest.raises(NotFoundError):
            await engine.put_file(name, "/nonesuch/x", b"")
        await engine.kill(name)
        assert await engine.has_file(name, "/tmp/tool")  # stopped containers too


async def test_a_file_into_a_read_only_root(engine_host: str) -> None:
    arguments = ("--read-only", *SLEEP)
    async with connected(engine_host) as engine, container(engine_host, *arguments) as name:
        with pytest.raises(RefusedError, match="read-only"):
            await engine.put_file(name, "/bin/x", b"")


async def test_top_and_stats(engine_host: str) -> None:
    async with connected(engine_host) as engine, container(engine_host, *SLEEP) as name:
        table = await engine.top(name)
        assert "PID" in table.titles
        assert table.rows[0][-1] == "sleep 1000"
        stats = await engine.stats(name)
        assert stats.memory_limit > 1_000_000
        assert stats.pids == 1
        assert 0 <= stats.cpu_percent < 100


async def test_events_begin_with_subscribed_and_miss_nothing(engine_host: str) -> None:
    async with connected(engine_host) as engine:
        events = engine.events()
        assert (await anext(events)).action == "subscribed"
        async with container(engine_host, *SLEEP) as name:
            seen = []
            async with asyncio.timeout(10):
                while "start" not in seen:
                    event = await anext(events)
                    if event.attributes.get("name") == name:
                        seen.append(event.action)
            assert seen == ["create", "attach", "start"] or seen == ["create", "start"]
        await events.aclose()


async def test_closed_is_closed(engine_host: str) -> None:
    engine = DockerEngine(Endpoint(engine_host, "test"))
    await engine.connect()
    await engine.list()
    await engine.close()
    await engine.close()
    with pytest.raises(UnreachableError):
        await engine.list()


async def test_a_refusal_names_the_container_and_not_its_id(engine_host: str) -> None:
    async with connected(engine_host) as engine, container(engine_host, *SLEEP) as name:
        id = (await engine.inspect(name)).id
        await engine.kill(name)
        await wait_for(lambda: exit_code_is(engine, id, 137))
        for call in (
            engine.exec(id, ExecSpec(("true",))),
            engine.exec_detached(id, ExecSpec(("true",))),
            engine.kill(id),
            engine.pause(id),
            engine.top(id),
        ):
            with pytest.raises(ConflictError) as caught:
                await call
            assert name in str(caught.value)
            assert id not in str(caught.value)
