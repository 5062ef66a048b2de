"""Attach: the main process's streams, for as many clients as there are."""

from __future__ import annotations

import asyncio

import pytest
from contract_labs import (
    OBEDIENT,
    SLEEP,
    Lab,
    Watcher,
    logged,
    read_all,
    read_until,
    row,
)
from support import wait_for

from alongside.engine.model import State
from alongside.errors import ConflictError, UnsupportedError

COUNTER = (
    "sh",
    "-c",
    "n=0; while :; do n=$((n+1)); echo line $n; echo odd $n >&2; sleep 0.05; done",
)
ECHO = ("sh", "-c", "echo up; while read -r x; do echo got $x; done; echo over; sleep 100")


async def test_live_output_of_both_kinds(lab: Lab) -> None:
    id = await lab.make(*COUNTER)
    stream = await lab.engine.attach(id)
    assert not stream.tty
    seen = await read_until(stream, b"line") + await read_until(stream, b"odd")
    assert b"line" in seen
    await stream.close()


async def test_attached_before_the_start_misses_nothing(lab: Lab) -> None:
    id = await lab.make("sh", "-c", "echo first; echo second >&2", start=False)
    stream = await lab.engine.attach(id)
    await lab.engine.start(id)
    assert await read_all(stream) == (b"first\n", b"second\n")
    await stream.close()


async def test_every_client_gets_everything(lab: Lab) -> None:
    id = await lab.make(*ECHO, open_stdin=True)
    one = await lab.engine.attach(id, stdin=True)
    two = await lab.engine.attach(id, stdin=True)
    await one.write(b"from one\n")
    await read_until(two, b"got from one")
    await two.write(b"from two\n")
    await read_until(one, b"got from two")
    await one.close()
    await two.write(b"still here\n")
    await read_until(two, b"got still here")
    await two.close()


async def test_leaving_does_not_end_the_process(lab: Lab) -> None:
    id = await lab.make(*ECHO, open_stdin=True)
    for _ in range(2):
        stream = await lab.engine.attach(id, stdin=True)
        await stream.write(b"hello\n")
        await read_until(stream, b"got hello")
        await stream.close()
        await stream.close()
        assert await stream.read() is None
    assert (await row(lab, id)).state is State.RUNNING


async def test_stdin_once_ends_with_its_client(lab: Lab) -> None:
    id = await lab.make(*ECHO, open_stdin=True, stdin_once=True)
    await logged(lab, id, b"up")
    looker = await lab.engine.attach(id)
    await looker.close()  # without stdin: harmless
    stream = await lab.engine.attach(id, stdin=True)
    await stream.write(b"x\n")
    await read_until(stream, b"got x")
    await stream.close()
    await logged(lab, id, b"over")


async def test_without_stdin_nothing_can_be_written(lab: Lab) -> None:
    id = await lab.make(*ECHO, open_stdin=True)
    stream = await lab.engine.attach(id)
    with pytest.raises(ConflictError):
        await stream.write(b"x\n")
    await stream.close()


async def test_input_alone(lab: Lab) -> None:
    id = await lab.make(*ECHO, open_stdin=True)
    looking = await lab.engine.attach(id)
    typing = await lab.engine.attach(id, stdin=True, output=False)
    await typing.write(b"typed\n")
    await read_until(looking, b"got typed")
    await typing.close()
    await looking.close()


async def test_half_close_reaches_the_main_process(lab: Lab) -> None:
    id = await lab.make(*ECHO, open_stdin=True, stdin_once=True)
    stream = await lab.engine.attach(id, stdin=True)
    await stream.write(b"x\n")
    await read_until(stream, b"got x")
    await stream.close_write()
    await read_until(stream, b"over")
    await stream.close()


async def test_a_terminal_echoes_and_has_a_size(lab: Lab) -> None:
    script = 'echo up; while read -r x; do echo "size $(stty size)"; done'
    id = await lab.make("sh", "-c", script, tty=True, open_stdin=True)
    stream = await lab.engine.attach(id, stdin=True)
    assert stream.tty
    await lab.engine.resize(id, 111, 33)
    await stream.write(b"go\n")
    await read_until(stream, b"size 33 111\r\n")
    await stream.resize(99, 22)
    await stream.write(b"go\n")
    await read_until(stream, b"size 22 99\r\n")
    await stream.close()


async def test_the_keyboard_interrupts_the_main_process(lab: Lab) -> None:
    script = "trap 'echo bye; exit 7' INT; echo up; while :; do sleep 0.05; done"
    id = await lab.make("sh", "-c", script, tty=True, open_stdin=True)
    stream = await lab.engine.attach(id, stdin=True)
    await logged(lab, id, b"up")
    await stream.write(b"\x03")
    assert b"bye" in (await read_all(stream))[0]
    await stream.close()

    async def over() -> bool:
        return (await row(lab, id)).exit_code == 7

    await wait_for(over)


async def test_no_terminal_no_resize(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    stream = await lab.engine.attach(id)
    with pytest.raises(UnsupportedError):
        await stream.resize(80, 24)
    await stream.close()


@pytest.mark.parametrize("how", ["stop", "restart", "kill", "remove"])
async def test_the_end_of_the_process_ends_the_stream(lab: Lab, how: str) -> None:
    id = await lab.make(*OBEDIENT)
    await logged(lab, id, b"up")
    stream = await lab.engine.attach(id)
    if how == "remove":
        await lab.engine.remove(id, force=True)
    else:
        await getattr(lab.engine, how)(id)
    await read_all(stream)
    await stream.close()


async def test_only_to_a_process_that_runs(lab: Lab) -> None:
    paused = await lab.make(*SLEEP)
    await lab.engine.pause(paused)
    ended = await lab.make(*SLEEP)
    await lab.engine.kill(ended)
    for id in (paused, ended):
        with pytest.raises(ConflictError):
            await lab.engine.attach(id)
    await lab.engine.unpause(paused)


async def test_closing_while_reading_ends_the_reading(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    stream = await lab.engine.attach(id)
    reading = asyncio.create_task(stream.read())
    await asyncio.sleep(0)
    await stream.close()
    async with asyncio.timeout(5):
        assert await reading is None


async def test_attaching_is_an_event(lab: Lab) -> None:
    id = await lab.make(*ECHO, tty=True, open_stdin=True)
    async with Watcher(lab) as watcher:
        stream = await lab.engine.attach(id, stdin=True)
        await lab.engine.resize(id, 70, 20)
        await watcher.saw(id, "attach", "resize")
        await stream.close()


async def test_half_close_without_stdin_once_is_our_own_affair(lab: Lab) -> None:
    id = await lab.make(*ECHO, open_stdin=True)
    one = await lab.engine.attach(id, stdin=True)
    two = await lab.engine.attach(id, stdin=True)
    await one.close_write()
    with pytest.raises(ConflictError):
        await one.write(b"x\n")
    await two.write(b"two\n")
    await read_until(two, b"got two")
    await one.close()
    await two.close()
