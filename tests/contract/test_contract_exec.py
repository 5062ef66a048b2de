"""Exec: a new process, its streams, its end."""

from __future__ import annotations

import asyncio

import pytest
from contract_labs import SLEEP, Lab, Watcher, read_all, read_until, run
from support import wait_for

from alongside.engine.engine import ExecSpec, ExecStatus
from alongside.errors import CommandError, ConflictError, UnsupportedError


def shell(script: str, **how: object) -> ExecSpec:
    return ExecSpec(["sh", "-c", script], **{"tty": False, **how})  # type: ignore[arg-type]


async def ended(stream: object) -> ExecStatus:
    status: list[ExecStatus] = []

    async def over() -> bool:
        status.append(await stream.status())  # type: ignore[attr-defined]
        return not status[-1].running

    await wait_for(over, what="the exec's end")
    return status[-1]


async def test_outputs_are_apart_and_the_exit_code_comes(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    stream = await lab.engine.exec(id, shell("echo out; echo err >&2; exit 3"))
    assert not stream.tty
    assert await read_all(stream) == (b"out\n", b"err\n")
    status = await ended(stream)
    assert status.exit_code == 3
    assert status.pid > 0
    await stream.close()


async def test_a_terminal_has_one_output_and_a_size(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    script = "read go; stty size; echo err >&2; test -t 0 && echo $TERM"
    stream = await lab.engine.exec(id, shell(script, tty=True, size=(97, 31)))
    assert stream.tty
    await stream.write(b"\n")
    out, err = await read_all(stream)
    assert err == b""
    assert out.replace(b"\r\n", b"\n").split(b"\n")[1:] == [b"31 97", b"err", b"xterm", b""]
    await stream.close()


async def test_resize_reaches_the_process(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    script = "trap 'stty size' WINCH; echo ready; while :; do sleep 0.05; done"
    stream = await lab.engine.exec(id, shell(script, tty=True, size=(80, 24)))
    await read_until(stream, b"ready")
    await stream.resize(123, 45)
    await read_until(stream, b"45 123")
    await stream.write(b"\x03")
    await read_all(stream)
    await stream.resize(80, 24)  # of one that has ended: nothing happens
    await stream.close()


async def test_no_terminal_no_resize(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    stream = await lab.engine.exec(id, shell("cat"))
    with pytest.raises(UnsupportedError):
        await stream.resize(80, 24)
    await stream.close()


async def test_closing_stdin_leaves_the_output(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    stream = await lab.engine.exec(id, shell("cat; echo after"))
    await stream.write(b"one\n")
    await read_until(stream, b"one\n")
    await stream.write(b"two\n")
    await stream.close_write()
    assert await read_all(stream) == (b"two\nafter\n", b"")
    with pytest.raises(ConflictError):
        await stream.write(b"three\n")
    await stream.close()


async def test_closing_stdin_of_a_terminal_does_nothing(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    stream = await lab.engine.exec(id, shell("read x; echo got $x", tty=True))
    await stream.close_write()
    await stream.write(b"it\n")
    assert b"got it" in (await read_all(stream))[0]
    await stream.close()


async def test_without_stdin_nothing_can_be_written(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    stream = await lab.engine.exec(id, shell("cat; echo done", stdin=False))
    with pytest.raises(ConflictError):
        await stream.write(b"x")
    assert (await read_all(stream))[0] == b"done\n"
    await stream.close()


async def test_environment_and_directory(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    spec = shell('echo "$COLOUR $(basename "$PWD")"', env={"COLOUR": "a b"}, working_dir="/tmp")
    stream = await lab.engine.exec(id, spec)
    assert (await read_all(stream))[0] == b"a b tmp\n"
    await stream.close()


async def test_another_user(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    if lab.engine.capabilities.why_not("user"):
        with pytest.raises(UnsupportedError, match="user"):
            await lab.engine.exec(id, shell("id -u", user="app"))
        return
    assert await run(lab, id, "id -u", user="app") == "1000\n"
    assert await run(lab, id, "id -u; id -g", user="12:34") == "12\n34\n"


@pytest.mark.parametrize("tty", [False, True])
async def test_a_missing_command_is_told_in_the_stream(lab: Lab, tty: bool) -> None:
    id = await lab.make(*SLEEP)
    stream = await lab.engine.exec(id, ExecSpec(["no-such-command"], tty=tty))
    out, _err = await read_all(stream)
    assert b"OCI runtime exec failed" in out
    assert b'"no-such-command": executable file not found in $PATH' in out
    status = await ended(stream)
    assert (status.pid, status.exit_code in (126, 127)) == (0, True)
    await stream.close()


async def test_a_lot_of_output_comes_whole(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    stream = await lab.engine.exec(id, shell("seq 1 200000"))
    out, _err = await read_all(stream)
    assert out == b"".join(b"%d\n" % number for number in range(1, 200001))
    await stream.close()


async def test_a_chunk_is_never_too_large(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    stream = await lab.engine.exec(id, shell("head -c 2000000 /dev/zero"))
    sizes = []
    while chunk := await stream.read():
        sizes.append(len(chunk.data))
    assert sum(sizes) == 2_000_000
    assert max(sizes) <= 262_144
    await stream.close()


async def test_much_input_arrives(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    stream = await lab.engine.exec(id, shell("wc -c"))
    for _ in range(20):
        await stream.write(b"x" * 50_000)
    await stream.close_write()
    assert (await read_all(stream))[0].split() == [b"1000000"]
    await stream.close()


@pytest.mark.parametrize("tty", [False, True])
async def test_closing_leaves_the_process(lab: Lab, tty: bool) -> None:
    id = await lab.make(*SLEEP)
    script = "echo ready; while :; do echo beat >>/tmp/beats-$NAME; sleep 0.05; done"
    name = f"left-{tty}-{id[:8]}"
    stream = await lab.engine.exec(id, shell(script, tty=tty, env={"NAME": name}))
    await read_until(stream, b"ready")
    await stream.close()
    await stream.close()
    assert await stream.read() is None

    async def beats() -> int:
        return int((await run(lab, id, f"wc -l </tmp/beats-{name}")).strip())

    before = await beats()

    async def more() -> bool:
        return await beats() > before + 2

    await wait_for(more, what="a process that lives on")
    assert (await stream.status()).running
    await run(lab, id, f"rm /tmp/beats-{name}")


async def test_closing_while_reading_ends_the_reading(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    stream = await lab.engine.exec(id, shell("sleep 100"))
    reading = asyncio.create_task(stream.read())
    await asyncio.sleep(0)
    await stream.close()
    async with asyncio.timeout(5):
        assert await reading is None


async def test_an_exec_that_is_cancelled_while_opening_leaves_no_stream(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    for turns in range(6):
        task = asyncio.create_task(lab.engine.exec(id, shell("true")))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        (result,) = await asyncio.gather(task, return_exceptions=True)
        if not isinstance(result, BaseException):
            await result.close()
    assert await run(lab, id, "echo fine") == "fine\n"


async def test_many_at_once(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    outputs = await asyncio.gather(*(run(lab, id, f"echo {number}") for number in range(8)))
    assert outputs == [f"{number}\n" for number in range(8)]


async def test_the_end_of_the_container_ends_its_execs(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    stream = await lab.engine.exec(id, shell("echo ready; sleep 100"))
    await read_until(stream, b"ready")
    await lab.engine.kill(id)
    await read_all(stream)
    await stream.close()


async def test_only_in_a_running_container(lab: Lab) -> None:
    created = await lab.make(*SLEEP, start=False)
    paused = await lab.make(*SLEEP)
    await lab.engine.pause(paused)
    for id in (created, paused):
        with pytest.raises(ConflictError):
            await lab.engine.exec(id, shell("true"))
    await lab.engine.unpause(paused)
    assert await run(lab, paused, "echo on") == "on\n"


async def test_not_in_a_restarting_container(lab: Lab) -> None:
    id = await lab.make("sh", "-c", "exit 1", restart="always")

    async def often() -> bool:
        return (await lab.engine.inspect(id)).restarts >= 3

    await wait_for(often, timeout=20)
    for opening in (lab.engine.exec(id, shell("true")), lab.engine.attach(id)):
        with pytest.raises(ConflictError):
            await opening


async def test_events_of_an_exec(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    async with Watcher(lab) as watcher:
        stream = await lab.engine.exec(id, shell("exit 5"))
        await read_all(stream)
        seen = await watcher.saw(id, "exec_create", "exec_start", "exec_die")
    assert {event.attributes["execID"] for event in seen} == {stream.id}
    assert seen[2].attributes["exitCode"] == "5"
    await stream.close()


async def test_killed_is_137(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    stream = await lab.engine.exec(id, shell("kill -9 $$"))
    await read_all(stream)
    assert (await ended(stream)).exit_code == 137
    await stream.close()


async def test_detached(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    mark = f"/tmp/mark-{id[:8]}"
    async with Watcher(lab) as watcher:
        exec_id = await lab.engine.exec_detached(id, shell(f"echo there >{mark}"))
        (event,) = await watcher.saw(id, "exec_die")
    assert event.attributes["execID"] == exec_id
    assert await run(lab, id, f"cat {mark}; rm {mark}") == "there\n"
    with pytest.raises(CommandError):
        await lab.engine.exec_detached(id, ExecSpec(["no-such-command"]))


async def test_signals_of_the_keyboard(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    script = "trap 'echo interrupted; exit 6' INT; echo ready; while :; do sleep 0.05; done"
    stream = await lab.engine.exec(id, shell(script, tty=True))
    await read_until(stream, b"ready")
    await stream.write(b"\x03")
    assert b"interrupted" in (await read_all(stream))[0]
    assert (await ended(stream)).exit_code == 6
    await stream.close()
