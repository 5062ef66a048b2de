"""Attach and logs on a real engine, below sessions."""

from __future__ import annotations

import asyncio

import pytest
from docker_support import connected, container, docker, drained, until, whole
from support import wait_for

from alongside.engine.docker import DockerEngine
from alongside.engine.engine import Channel, LogSpec
from alongside.errors import ConflictError, NotFoundError, UnsupportedError

OUT, ERR = Channel.STDOUT, Channel.STDERR
ECHO = "while read line; do echo got $line; echo err $line >&2; done"


async def test_without_a_terminal(engine_host: str) -> None:
    arguments = ("-i", "busybox:test", "sh", "-c", ECHO)
    async with connected(engine_host) as engine, container(engine_host, *arguments) as name:
        stream = await engine.attach(name, stdin=True)
        assert not stream.tty
        await stream.write(b"one\n")
        got = {(await stream.read()) for _ in range(2)}
        assert got == {(OUT, b"got one\n"), (ERR, b"err one\n")}
        with pytest.raises(UnsupportedError):
            await stream.resize(80, 24)
        await stream.close()
        assert (await engine.inspect(name)).state.live


async def test_with_a_terminal(engine_host: str) -> None:
    async with (
        connected(engine_host) as engine,
        container(engine_host, "-it", "busybox:test", "sh") as name,
    ):
        stream = await engine.attach(name, stdin=True)
        assert stream.tty
        await stream.resize(90, 31)
        await stream.write(b"stty size\n")
        await until(stream, b"31 90")
        await engine.resize(name, 70, 20)
        await stream.write(b"stty size\n")
        await until(stream, b"20 70")
        await stream.write(b"\x10\x11")  # docker's usual detach keys mean nothing to the engine
        await stream.write(b"\x15echo still $((1+1))\n")
        await until(stream, b"still 2")
        await stream.close()
        assert (await engine.inspect(name)).state.live


async def test_without_stdin_nothing_can_be_written(engine_host: str) -> None:
    arguments = ("-i", "busybox:test", "sh", "-c", ECHO)
    async with connected(engine_host) as engine, container(engine_host, *arguments) as name:
        stream = await engine.attach(name)
        with pytest.raises(ConflictError):
            await stream.write(b"x")
        await stream.close_write()
        await stream.close()
        assert (await engine.inspect(name)).state.live


async def test_input_alone_unlocks_a_locked_stream(engine_host: str) -> None:
    arguments = ("-i", "busybox:test", "sh", "-c", ECHO)
    async with connected(engine_host) as engine, container(engine_host, *arguments) as name:
        output = await engine.attach(name)
        keys = await engine.attach(name, stdin=True, output=False)
        await keys.write(b"two\n")
        await until(output, b"got two\n")
        await keys.close()
        assert (await engine.inspect(name)).state.live
        await output.close()


async def test_two_clients_see_the_same(engine_host: str) -> None:
    arguments = ("-i", "busybox:test", "sh", "-c", ECHO)
    async with connected(engine_host) as engine, container(engine_host, *arguments) as name:
        one, two = await engine.attach(name, stdin=True), await engine.attach(name)
        await one.write(b"both\n")
        await until(one, b"got both")
        await until(two, b"got both")
        await one.close()
        await engine.kill(name)
        await drained(two)
        await two.close()


async def test_from_the_first_byte_of_a_created_container(engine_host: str) -> None:
    arguments = ("busybox:test", "sh", "-c", "echo first; exec sleep 1000")
    async with (
        connected(engine_host) as engine,
        container(engine_host, *arguments, run=False) as name,
    ):
        stream = await engine.attach(name)
        await engine.start(name)
        assert await stream.read() == (OUT, b"first\n")
        await engine.kill(name)
        assert await drained(stream) == {}
        await stream.close()


async def test_an_ended_container_is_refused_rather_than_silent(engine_host: str) -> None:
    async with (
        connected(engine_host) as engine,
        container(engine_host, "busybox:test", "true") as name,
    ):
        await docker(engine_host, "wait", name)
        with pytest.raises(ConflictError, match="no main process to attach to"):
            await engine.attach(name)
        with pytest.raises(NotFoundError):
            await engine.attach("dk-nonesuch")


async def test_logs(engine_host: str) -> None:
    script = "echo one; echo two >&2; echo three; exec sleep 1000"
    async with (
        connected(engine_host) as engine,
        container(engine_host, "busybox:test", "sh", "-c", script) as name,
    ):
        await wait_for(lambda: has_logged(engine, name, b"two", b"three"))
        stream = await engine.logs(name, LogSpec())
        assert await drained(stream) == {OUT: b"one\nthree\n", ERR: b"two\n"}
        await stream.close()
        stream = await engine.logs(name, LogSpec(tail=1, timestamps=True))
        [line] = (await drained(stream)).values()
        stamp, _, text = line.partition(b" ")
        assert stamp.startswith(b"20")
        assert text in (b"two\n", b"three\n")  # two pipes: the engine's order is its own
        now = await engine.clock()
        assert await whole(await engine.logs(name, LogSpec(since=now))) == {}
        assert len(await whole(await engine.logs(name, LogSpec(until=now)))) == 2


async def has_logged(engine: DockerEngine, name: str, *wanted: bytes) -> bool:
    out = b"".join((await whole(await engine.logs(name, LogSpec()))).values())
    return all(text in out for text in wanted)


async def test_followed_logs_end_with_the_container(engine_host: str) -> None:
    script = "echo one; read line; echo two"
    async with (
        connected(engine_host) as engine,
        container(engine_host, "-it", "busybox:test", "sh", "-c", script) as name,
    ):
        logs = await engine.logs(name, LogSpec(follow=True))
        assert logs.tty
        await until(logs, b"one")
        keys = await engine.attach(name, stdin=True, output=False)
        await keys.write(b"\n")
        assert b"two" in (await drained(logs))[OUT]
        for refused in (logs.write(b"x"), logs.resize(1, 1)):
            with pytest.raises((ConflictError, UnsupportedError)):
                await refused
        await logs.close()
        await keys.close()


async def test_a_log_driver_that_cannot_be_read(engine_host: str) -> None:
    arguments = ("--log-driver", "none", "busybox:test", "sleep", "1000")
    async with connected(engine_host) as engine, container(engine_host, *arguments) as name:
        with pytest.raises(UnsupportedError, match="does not support reading"):
            await whole(await engine.logs(name, LogSpec()))


async def test_closing_wakes_the_reader(engine_host: str) -> None:
    async with (
        connected(engine_host) as engine,
        container(engine_host, "busybox:test", "sleep", "1000") as name,
    ):
        for stream in (await engine.attach(name), await engine.logs(name, LogSpec(follow=True))):
            reading = asyncio.create_task(stream.read())
            await asyncio.sleep(0)
            await stream.close()
            assert await asyncio.wait_for(reading, 5) is None
