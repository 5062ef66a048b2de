"""Closing at every point of a stream's life, and what a container that does not run answers."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import pytest
from contract_labs import OBEDIENT, SLEEP, Lab, logged, read_all, read_until, row

from alongside.engine.engine import Duplex, ExecSpec, LogSpec
from alongside.engine.model import State
from alongside.errors import ConflictError, RefusedError

TALKS = ("sh", "-c", "echo up; while read -r x; do echo got $x; done; sleep 1000")
Opens = Callable[[Lab, str], Awaitable[Duplex]]


async def exec_plain(lab: Lab, id: str) -> Duplex:
    return await lab.engine.exec(id, ExecSpec([*TALKS], tty=False))


async def exec_tty(lab: Lab, id: str) -> Duplex:
    return await lab.engine.exec(id, ExecSpec([*TALKS], tty=True))


async def attach(lab: Lab, id: str) -> Duplex:
    return await lab.engine.attach(id, stdin=True)


async def logs(lab: Lab, id: str) -> Duplex:
    return await lab.engine.logs(id, LogSpec(follow=True))


STREAMS = pytest.mark.parametrize("opens", [exec_plain, exec_tty, attach, logs])
INPUTS = pytest.mark.parametrize("opens", [exec_plain, exec_tty, attach])


async def closed(stream: Duplex) -> None:
    """Close it twice; afterwards there is nothing to read and nowhere to write."""
    async with asyncio.timeout(5):
        await stream.close()
        await stream.close()
        assert await stream.read() is None
        with pytest.raises(ConflictError):
            await stream.write(b"x\n")


@STREAMS
async def test_before_anything_was_read(lab: Lab, opens: Opens) -> None:
    id = await lab.make(*TALKS, open_stdin=True)
    await closed(await opens(lab, id))
    assert (await row(lab, id)).state is State.RUNNING


@STREAMS
async def test_while_somebody_reads(lab: Lab, opens: Opens) -> None:
    id = await lab.make(*SLEEP, open_stdin=True)
    stream = await opens(lab, id)
    reading = asyncio.create_task(read_all(stream, timeout=60))
    await asyncio.sleep(0)
    await closed(stream)
    async with asyncio.timeout(5):
        await reading
    assert (await row(lab, id)).state is State.RUNNING


@INPUTS
async def test_with_output_that_nobody_has_read(lab: Lab, opens: Opens) -> None:
    id = await lab.make(*TALKS, open_stdin=True)
    stream = await opens(lab, id)
    for _ in range(100):
        await stream.write(b"words that come back\n")
    await closed(stream)
    assert (await row(lab, id)).state is State.RUNNING


@INPUTS
async def test_after_our_input_is_closed(lab: Lab, opens: Opens) -> None:
    id = await lab.make(*TALKS, open_stdin=True)
    stream = await opens(lab, id)
    await stream.write(b"one\n")
    await read_until(stream, b"got one")
    await stream.close_write()
    await closed(stream)
    assert (await row(lab, id)).state is State.RUNNING


@STREAMS
async def test_after_the_container_has_ended(lab: Lab, opens: Opens) -> None:
    id = await lab.make(*OBEDIENT, open_stdin=True)
    await logged(lab, id, b"up")
    stream = await opens(lab, id)
    await lab.engine.kill(id)
    await read_all(stream)
    await closed(stream)


@pytest.mark.parametrize("opens", [exec_plain, attach, logs])
async def test_one_that_is_cancelled_while_opening_harms_nothing(lab: Lab, opens: Opens) -> None:
    id = await lab.make(*TALKS, open_stdin=True)
    for turns in range(6):
        task = asyncio.ensure_future(opens(lab, id))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        (result,) = await asyncio.gather(task, return_exceptions=True)
        if not isinstance(result, BaseException):
            await result.close()
    stream = await attach(lab, id)
    await stream.write(b"still here\n")
    await read_until(stream, b"got still here")
    await stream.close()


async def test_an_attach_has_none_of_the_past_and_the_log_has_all_of_it(lab: Lab) -> None:
    id = await lab.make(*TALKS, open_stdin=True)
    await logged(lab, id, b"up")
    stream = await lab.engine.attach(id, stdin=True)
    await stream.write(b"now\n")
    assert await read_until(stream, b"got now\n") == b"got now\n"
    await stream.close()
    await logged(lab, id, b"got now")
    history = await lab.engine.logs(id, LogSpec())
    assert (await read_all(history))[0] == b"up\ngot now\n"
    await history.close()


async def test_a_stopped_container_says_that_it_does_not_run(lab: Lab) -> None:
    id = await lab.make(*SLEEP, tty=True, open_stdin=True)
    await lab.engine.kill(id)
    engine = lab.engine
    for call in (
        engine.exec(id, ExecSpec(["true"])),
        engine.exec_detached(id, ExecSpec(["true"])),
        engine.attach(id),
        engine.kill(id),
        engine.pause(id),
        engine.top(id),
        engine.resize(id, 90, 30),
    ):
        with pytest.raises(ConflictError):
            await call
    with pytest.raises((ConflictError, RefusedError)):
        await engine.unpause(id)
    with contextlib.suppress(ConflictError):
        used = await engine.stats(id)
        assert (used.memory, used.pids) == (0, 0)
    await engine.stop(id)  # it is as it is to be
    assert (await engine.inspect(id)).pid == 0
    log = await engine.logs(id, LogSpec())
    await read_all(log)
    await log.close()
