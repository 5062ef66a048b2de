"""Execs on a real engine, below sessions."""

from __future__ import annotations

import asyncio

import pytest
from docker_support import connected, container, drained, until
from support import wait_for

from alongside.engine.docker import DockerEngine
from alongside.engine.engine import Channel, ExecSpec
from alongside.errors import (
    CommandError,
    ConflictError,
    EngineError,
    NotFoundError,
    UnsupportedError,
)

OUT, ERR = Channel.STDOUT, Channel.STDERR
SLEEP = ("busybox:test", "sleep", "1000")


def sh(script: str, **options: object) -> ExecSpec:
    return ExecSpec(["sh", "-c", script], **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", [0, 3, 137])
async def test_exit_codes(engine_host: str, code: int) -> None:
    async with connected(engine_host) as engine, container(engine_host, *SLEEP) as name:
        stream = await engine.exec(name, sh(f"exit {code}"))
        assert await drained(stream) == {}
        status = await stream.status()
        assert (status.running, status.exit_code) == (False, code)
        assert status.pid > 0
        await stream.close()


async def test_a_missing_command_is_told_in_the_stream(engine_host: str) -> None:
    async with connected(engine_host) as engine, container(engine_host, *SLEEP) as name:
        stream = await engine.exec(name, ExecSpec(["nonesuch"], size=(90, 30)))
        assert b"executable file not found" in (await drained(stream))[OUT]
        status = await stream.status()
        assert status.pid == 0
        assert status.exit_code in (126, 127)
        await stream.close()


async def test_without_a_terminal_there_are_two_outputs(engine_host: str) -> None:
    async with connected(engine_host) as engine, container(engine_host, *SLEEP) as name:
        stream = await engine.exec(name, sh("printf a; printf b >&2; printf c", tty=False))
        assert await drained(stream) == {OUT: b"ac", ERR: b"b"}
        with pytest.raises(UnsupportedError):
            await stream.resize(80, 24)
        await stream.close()


async def test_a_half_close_is_the_end_of_stdin(engine_host: str) -> None:
    async with connected(engine_host) as engine, container(engine_host, *SLEEP) as name:
        stream = await engine.exec(name, ExecSpec(["wc", "-c"], tty=False))
        for _ in range(20):
            await stream.write(b"x" * 50_000)
        await stream.close_write()
        assert await drained(stream) == {OUT: b"1000000\n"}
        with pytest.raises(ConflictError):
            await stream.write(b"more")
        await stream.close()


async def test_the_size_reaches_the_process(engine_host: str) -> None:
    async with connected(engine_host) as engine, container(engine_host, *SLEEP) as name:
        stream = await engine.exec(name, sh("while read line; do stty size; done", size=(101, 33)))
        await stream.write(b"go\n")
        await until(stream, b"33 101")
        await stream.resize(77, 22)
        await stream.write(b"go\n")
        await until(stream, b"22 77")
        await stream.close_write()  # does nothing on a terminal
        await stream.write(b"go\n")
        await until(stream, b"22 77")
        await stream.write(b"\x04")
        await drained(stream)
        await stream.resize(10, 10)  # it has ended: nothing to resize, and no error
        await stream.close()
        await stream.close()
        assert await stream.read() is None


async def test_a_process_that_ends_under_its_resize_is_no_error(engine_host: str) -> None:
    async with connected(engine_host) as engine, container(engine_host, *SLEEP) as name:
        streams = [await engine.exec(name, sh("read line")) for _ in range(3)]
        for stream in streams:
            await stream.write(b"go\n")
            for rows in range(10, 16):  # some reach it alive, some ending, some deleted
                await stream.resize(50, rows)
            await drained(stream)
            await stream.resize(50, 20)
            await stream.close()


async def test_a_terminal_s_process_outlives_its_closing_whatever_it_says(
    engine_host: str,
) -> None:
    # What is said at the moment of closing is what counts: many, at different moments.
    words = "for i in 1 2 3 4 5 6; do echo x; usleep $1; done; read line"
    async with connected(engine_host) as engine, container(engine_host, *SLEEP) as name:
        streams = []
        for number in range(24):
            argv = ["sh", "-c", words, "sh", str(number * 40)]
            stream = await engine.exec(name, ExecSpec(argv))
            await until(stream, b"x")
            await stream.close()
            streams.append(stream)
        for stream in streams:
            status = await stream.status()
            assert (status.running, status.exit_code) == (True, None)


async def test_user_directory_environment(engine_host: str) -> None:
    async with connected(engine_host) as engine, container(engine_host, *SLEEP) as name:
        spec = sh(
            "id -un; pwd; echo $A$B",
            tty=False,
            user="app",
            working_dir="/var",
            env={"A": "x=y ", "B": "é"},
        )
        stream = await engine.exec(name, spec)
        assert await drained(stream) == {OUT: "app\n/var\nx=y é\n".encode()}
        await stream.close()


async def test_nothing_is_lost_of_much_output(engine_host: str) -> None:
    async with connected(engine_host) as engine, container(engine_host, *SLEEP) as name:
        stream = await engine.exec(name, sh("seq 1 200000", tty=False))
        expected = b"".join(b"%d\n" % number for number in range(1, 200_001))
        assert await drained(stream, 20) == {OUT: expected}
        await stream.close()


async def test_the_first_bytes_are_never_lost(engine_host: str) -> None:
    async with connected(engine_host) as engine, container(engine_host, *SLEEP) as name:

        async def once() -> dict[Channel, bytes]:
            stream = await engine.exec(name, ExecSpec(["echo", "first"], tty=False))
            out = await drained(stream)
            await stream.close()
            return out

        for _ in range(4):
            assert await asyncio.gather(*(once() for _ in range(5))) == [{OUT: b"first\n"}] * 5


async def test_letting_go_signals_nothing(engine_host: str) -> None:
    async with connected(engine_host) as engine, container(engine_host, *SLEEP) as name:
        stream = await engine.exec(name, sh("echo up; exec sleep 500"))
        await until(stream, b"up")
        await stream.close()
        assert (await stream.status()).running


async def test_detached(engine_host: str) -> None:
    async with connected(engine_host) as engine, container(engine_host, *SLEEP) as name:
        assert await engine.exec_detached(name, sh("echo done >/tmp/mark"))
        await wait_for(lambda: engine.has_file(name, "/tmp/mark"))
        with pytest.raises((CommandError, EngineError)) as caught:
            await engine.exec_detached(name, ExecSpec(["nonesuch"]))
        assert isinstance(caught.value, CommandError)
        assert caught.value.exit_code == 127


async def test_wrong_states(engine_host: str) -> None:
    async with connected(engine_host) as engine, container(engine_host, *SLEEP) as name:
        await engine.pause(name)
        with pytest.raises(ConflictError, match=r"is paused.*Unpause it first"):
            await engine.exec(name, sh("true"))
        await engine.kill(name)
        await wait_for(lambda: stopped(engine, name))
        with pytest.raises(ConflictError, match="is not running"):
            await engine.exec(name, sh("true"))
        with pytest.raises(NotFoundError):
            await engine.exec("dk-nonesuch", sh("true"))
        with pytest.raises(NotFoundError):
            await engine.exec("../../info", sh("true"))


async def stopped(engine: DockerEngine, name: str) -> bool:
    return not (await engine.inspect(name)).state.live


async def test_cancelled_while_opening(engine_host: str) -> None:
    async with connected(engine_host) as engine, container(engine_host, *SLEEP) as name:
        for turns in range(8):
            task = asyncio.create_task(engine.exec(name, sh("sleep 1", size=(80, 24))))
            for _ in range(turns):
                await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert (await engine.inspect(name)).state.live


async def test_an_unknown_user_is_told_without_waiting_for_a_size(engine_host: str) -> None:
    """The engine would wait seconds to size a process that never starts."""
    async with connected(engine_host) as engine, container(engine_host, *SLEEP) as name:
        spec = ExecSpec(["id"], user="nobodyhere", size=(80, 24))
        async with asyncio.timeout(4):
            stream = await engine.exec(name, spec)
            assert b"nobodyhere" in (await drained(stream))[OUT]
        assert (await stream.status()).pid == 0
        await stream.close()


async def test_a_path_through_a_file_is_no_file(engine_host: str) -> None:
    async with connected(engine_host) as engine, container(engine_host, *SLEEP) as name:
        assert await engine.has_file(name, "/bin/busybox")
        assert not await engine.has_file(name, "/bin/busybox/sh")
