"""Logs: what the main process has said, and says."""

from __future__ import annotations

import asyncio
import re

import pytest
from contract_labs import OBEDIENT, Lab, logged, read_all, read_until
from support import wait_for

from alongside.engine.engine import LogSpec
from alongside.errors import ConflictError, UnsupportedError

THREE = ("sh", "-c", "echo one; echo two; echo three; echo odd >&2")
TALKER = (
    "sh",
    "-c",
    "trap 'exit 0' TERM; n=0; while :; do n=$((n+1)); echo line $n; sleep 0.1; done",
)


async def text(lab: Lab, id: str, spec: LogSpec) -> tuple[bytes, bytes]:
    stream = await lab.engine.logs(id, spec)
    try:
        return await read_all(stream)
    finally:
        await stream.close()


async def test_everything_of_an_ended_container(lab: Lab) -> None:
    id = await lab.make(*THREE)
    await logged(lab, id, b"odd")
    assert await text(lab, id, LogSpec()) == (b"one\ntwo\nthree\n", b"odd\n")


async def test_the_last_lines(lab: Lab) -> None:
    id = await lab.make("sh", "-c", "seq 1 50")
    await logged(lab, id, b"50\n")
    assert (await text(lab, id, LogSpec(tail=2)))[0] == b"49\n50\n"
    assert (await text(lab, id, LogSpec(tail=0)))[0] == b""
    assert (await text(lab, id, LogSpec(tail=1000)))[0].count(b"\n") == 50


async def test_timestamps(lab: Lab) -> None:
    id = await lab.make(*THREE)
    await logged(lab, id, b"odd")
    out, err = await text(lab, id, LogSpec(timestamps=True))
    pattern = rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z (one|two|three|odd)"
    lines = (out + err).splitlines()
    assert len(lines) == 4
    assert all(re.fullmatch(pattern, line) for line in lines)


async def test_since_and_until(lab: Lab) -> None:
    id = await lab.make(*TALKER)
    await logged(lab, id, b"line 3\n")
    middle = await lab.engine.clock()
    await logged(lab, id, b"line 9\n")
    await lab.engine.stop(id)
    early = (await text(lab, id, LogSpec(until=middle)))[0]
    late = (await text(lab, id, LogSpec(since=middle)))[0]
    whole = (await text(lab, id, LogSpec()))[0]
    assert early.startswith(b"line 1\n")
    assert b"line 9\n" not in early
    assert b"line 1\n" not in late
    assert early + late == whole


async def test_following_goes_on_and_ends_with_the_container(lab: Lab) -> None:
    id = await lab.make(*TALKER)
    await logged(lab, id, b"line 2\n")
    stream = await lab.engine.logs(id, LogSpec(follow=True))
    seen = await read_until(stream, b"line 6\n")
    assert seen.startswith(b"line 1\nline 2\nline 3\n")
    await lab.engine.stop(id)
    await read_all(stream)
    await stream.close()


async def test_following_an_ended_container_ends(lab: Lab) -> None:
    id = await lab.make(*THREE)
    await logged(lab, id, b"odd")

    async def over() -> bool:
        return not (await lab.engine.inspect(id)).state.live

    await wait_for(over)
    assert (await text(lab, id, LogSpec(follow=True)))[0] == b"one\ntwo\nthree\n"


async def test_following_with_a_tail(lab: Lab) -> None:
    id = await lab.make(*TALKER)
    await logged(lab, id, b"line 4\n")
    stream = await lab.engine.logs(id, LogSpec(follow=True, tail=0))
    seen = await read_until(stream, b"\n")
    assert b"line 1\n" not in seen
    await stream.close()


async def test_of_a_terminal_it_is_as_it_was_written(lab: Lab) -> None:
    id = await lab.make("sh", "-c", "printf '\\033[1mbold\\033[0m\\n'; sleep 100", tty=True)
    await logged(lab, id, b"bold")
    stream = await lab.engine.logs(id, LogSpec())
    assert stream.tty
    assert (await read_all(stream))[0] == b"\x1b[1mbold\x1b[0m\r\n"
    await stream.close()


async def test_runs_follow_each_other(lab: Lab) -> None:
    id = await lab.make(*OBEDIENT)
    await logged(lab, id, b"up")
    await lab.engine.restart(id)
    await logged(lab, id, b"up\nbye\nup\n")


async def test_a_log_is_for_reading(lab: Lab) -> None:
    id = await lab.make(*OBEDIENT)
    stream = await lab.engine.logs(id, LogSpec(follow=True))
    with pytest.raises(ConflictError):
        await stream.write(b"x")
    with pytest.raises(UnsupportedError):
        await stream.resize(80, 24)
    await stream.close_write()
    await stream.close()


async def test_closing_while_reading_ends_the_reading(lab: Lab) -> None:
    id = await lab.make(*OBEDIENT)
    await logged(lab, id, b"up")
    stream = await lab.engine.logs(id, LogSpec(follow=True))
    await read_until(stream, b"up\n")
    reading = asyncio.create_task(stream.read())
    await asyncio.sleep(0)
    await stream.close()
    async with asyncio.timeout(5):
        assert await reading is None
