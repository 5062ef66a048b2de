"""Closing an exec ends what it started, children too; a killed program's leftovers are swept."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import pytest
from session_lab import Lab, opened
from support import wait_for

from alongside.engine.engine import ExecSpec
from alongside.session.session import Phase, Reason
from alongside.session.sessions import close_all
from alongside.session.sweep import sweep

FAMILY = (
    b"sleep 9001 &\n"
    b"(trap '' HUP; exec sleep 9002) &\n"
    b"(setsid sh -c 'sleep 9003 & sleep 9004' &)\n"
    b"sh -c 'trap \"\" HUP TERM; sleep 9005; sleep 9006' &\n"
    b"echo all-$((40+2))\n"
)


@pytest.mark.parametrize("image", ["busybox:test", "debian:test"])
async def test_children_end_with_it_however_they_hid(lab: Lab, image: str) -> None:
    name = await lab.run(image, "sleep", "100000")
    session = lab.sessions.exec(name, name)
    watcher = await opened(session)
    await session.write(FAMILY)
    await watcher.sees(b"all-42\r\n")
    await wait_for(lambda: _count(lab, name, 5), what="the family")
    ending = await session.close()
    assert await lab.processes(name) == []
    assert ending.reason is Reason.CLOSED
    assert f"{session.facts.command} ({session.facts.pid})" in ending.sentence
    assert "sleep" in ending.sentence
    assert not list(lab.state.glob("execs/*"))
    await watcher.end()
    assert await session.close() == ending


async def _count(lab: Lab, name: str, least: int) -> bool:
    return sum("sleep 900" in line for line in await lab.processes(name)) >= least


async def test_a_closed_shell_leaves_other_processes_alone(lab: Lab) -> None:
    name = await lab.busybox()
    first, second = lab.sessions.exec(name, name), lab.sessions.exec(name, name)
    await opened(first)
    watcher = await opened(second)
    await lab.call("exec", "-d", name, "sleep", "7777")
    await first.close()
    assert await _has(lab, name, "sleep 7777")
    await second.write(b"echo on-$((40+2))\n")
    await watcher.sees(b"on-42\r\n")


async def _has(lab: Lab, name: str, command: str) -> bool:
    return any(command in line for line in await lab.processes(name))


async def test_without_a_tty_and_as_another_user(lab: Lab) -> None:
    name = await lab.busybox()
    script = "sleep 9001 & (setsid sleep 9002 &) ; sleep 9003"
    session = lab.sessions.exec(
        name, name, ExecSpec(["sh", "-c", script], tty=False, stdin=False, user="app")
    )
    await opened(session)
    await wait_for(lambda: _count(lab, name, 3))
    ending = await session.close()
    assert await lab.processes(name) == []
    assert "sleep" in ending.sentence


async def test_what_became_root_is_ended_by_root(lab: Lab) -> None:
    main = "cp /bin/bash /tmp/up; chmod u+s /tmp/up; exec sleep 100000"
    name = await lab.run("debian:test", "sh", "-c", main)
    session = lab.sessions.exec(name, name, ExecSpec((), user="nobody"))
    watcher = await opened(session)
    climb = "exec setpriv --reuid=0 --regid=0 --clear-groups sh"
    await session.write(f"/tmp/up -p -c '{climb}'\ntrap : HUP; sleep 9001; sleep 9002\n".encode())
    await wait_for(lambda: _has(lab, name, "sleep 9001"), what=watcher.data.decode())
    assert session.facts.user == "nobody"
    ending = await session.close()
    assert "sleep" in ending.sentence
    await wait_for(lambda: _none(lab, name))


async def _none(lab: Lab, name: str) -> bool:
    return not await lab.processes(name)


async def test_a_user_s_own_exit_leaves_what_was_meant_to_stay(lab: Lab) -> None:
    name = await lab.busybox()
    session = lab.sessions.exec(name, name)
    watcher = await opened(session)
    await session.write(b"(trap '' HUP; exec sleep 9001 >/dev/null 2>&1) &\nexit\n")
    await watcher.end()
    ending = await session.close()
    assert ending.reason is Reason.EXITED
    assert await _has(lab, name, "sleep 9001")


async def test_closing_while_it_opens(lab: Lab) -> None:
    name = await lab.busybox()
    session = lab.sessions.exec(name, name)
    opening = asyncio.create_task(session.open(80, 24))
    await wait_for(lambda: session.phase is Phase.OPENING)
    await session.close()
    await asyncio.wait([opening])
    assert opening.exception() is not None
    await wait_for(lambda: _none(lab, name))


async def test_a_cancelled_opening_leaves_nothing(lab: Lab) -> None:
    name = await lab.busybox()
    session = lab.sessions.exec(name, name)
    opening = asyncio.create_task(session.open(80, 24))
    await wait_for(lambda: list(lab.state.glob("execs/*")))
    opening.cancel()
    await asyncio.wait([opening])
    await wait_for(lambda: _none(lab, name))
    assert session.phase is Phase.ENDED


async def test_a_paused_container_is_said_and_swept_later(lab: Lab) -> None:
    name = await lab.busybox()
    session = lab.sessions.exec(name, name)
    await opened(session)
    await lab.call("pause", name)
    ending = await session.close()
    assert "could not be ended" in ending.sentence
    (record,) = lab.state.glob("execs/*.json")
    _disown(record)
    (swept,) = await sweep(lab.engine, lab.state)
    assert not swept.settled
    await lab.call("unpause", name)
    (swept,) = await sweep(lab.engine, lab.state)
    assert swept.settled
    assert "ash" in swept.sentence
    await wait_for(lambda: _none(lab, name))


def _disown(record: Path) -> None:
    data = json.loads(record.read_text())
    data["owner"]["pid"] = 2**22 + 1
    record.write_text(json.dumps(data))


async def test_detach_keys_let_it_go_on(lab: Lab) -> None:
    name = await lab.busybox()
    session = lab.sessions.exec(name, name)
    watcher = await opened(session)
    await session.write(b"sleep 9001; echo\x10")
    await session.write(b"\x11\n")
    await watcher.end()
    assert session.ending is not None
    assert session.ending.reason is Reason.DETACHED
    pid = session.facts.pid
    assert session.ending.sentence == f"Left; ash (pid {pid}) goes on in {name}."
    assert session.ending.advice.startswith(f"kill -HUP {pid} ")

    async def goes_on() -> bool:
        return any("sh" in line for line in await lab.processes(name))

    await wait_for(goes_on, what="the shell in the engine's process table")
    assert not list(lab.state.glob("execs/*"))
    (told,) = await lab.sessions.left_running()
    assert told.startswith(f"Left running, as you asked: ash (pid {pid}) in {name}.")
    await lab.inside(name, f"kill -HUP {pid}")  # as was advised

    async def is_over() -> bool:
        return not await lab.sessions.left_running()

    await wait_for(is_over, what="nothing that was left")


async def test_ctrl_p_alone_reaches_the_process_after_a_moment(lab: Lab) -> None:
    name = await lab.busybox()
    script = "stty raw -echo; echo ready; dd bs=1 count=1 2>/dev/null | od -An -tx1"
    session = lab.sessions.exec(name, name, ExecSpec(["sh", "-c", script]))
    watcher = await opened(session)
    await watcher.sees(b"ready")
    await session.write(b"\x10")
    await watcher.sees(b" 10")


async def test_interrupt(lab: Lab) -> None:
    name = await lab.busybox()
    trap = "trap 'echo got-int; exit 5' INT; echo ready; while :; do sleep 0.05; done"
    for tty in (True, False):
        session = lab.sessions.exec(name, name, ExecSpec(["sh", "-c", trap], tty=tty))
        watcher = await opened(session)
        await watcher.sees(b"ready")
        await session.interrupt()
        assert b"got-int" in await watcher.end()
        assert session.ending is not None
        assert session.ending.exit_code == 5


async def test_all_at_once(lab: Lab) -> None:
    name = await lab.busybox()
    sessions = [lab.sessions.exec(name, name) for _ in range(4)]
    for session in sessions:
        await opened(session)
    assert len(lab.sessions.live) == 4
    endings = await close_all(lab.sessions.live)
    assert [ending.reason for ending in endings] == [Reason.CLOSED] * 4
    assert await lab.processes(name) == []
    assert lab.sessions.live == ()


OWNER = """
import asyncio, sys
from pathlib import Path
from alongside.engine.docker import DockerEngine
from alongside.engine.model import Endpoint
from alongside.session.sessions import Sessions

async def main(host, name, state):
    engine = DockerEngine(Endpoint(host, "the tests"))
    session = Sessions(engine, state_dir=Path(state)).exec(name, name)
    await session.open(80, 24)
    await session.write(b"(trap '' HUP; exec sleep 9001) & (setsid sleep 9002 &)\\n")
    print("open", flush=True)
    await asyncio.sleep(100)

asyncio.run(main(*sys.argv[1:]))
"""


async def test_what_a_killed_program_left_is_ended_at_the_next_start(lab: Lab) -> None:
    name = await lab.busybox()
    owner = await asyncio.create_subprocess_exec(
        sys.executable, "-c", OWNER, lab.host, name, str(lab.state), stdout=asyncio.subprocess.PIPE
    )
    assert owner.stdout is not None
    await asyncio.wait_for(owner.stdout.readline(), 20)
    await wait_for(lambda: _count(lab, name, 2))
    assert await sweep(lab.engine, lab.state) == [], "its owner lives"
    os.kill(owner.pid, signal.SIGKILL)
    await owner.communicate()
    assert len(await lab.processes(name)) >= 3
    (swept,) = await lab.sessions.sweep()
    assert swept.settled
    assert "sleep" in swept.sentence
    assert await lab.processes(name) == []
    assert await lab.sessions.sweep() == []


async def test_leftovers_in_containers_that_are_gone_are_forgotten(lab: Lab) -> None:
    stopped, removed = await lab.busybox(), await lab.busybox()
    for name in (stopped, removed):
        await opened(lab.sessions.exec(name, name))
    records = list(lab.state.glob("execs/*.json"))
    for record in records:
        _disown(record)
    saved = [(record, record.read_bytes()) for record in records]
    await lab.call("kill", stopped)
    await lab.call("rm", "-f", removed)
    await wait_for(lambda: not lab.sessions.live)
    for record, data in saved:
        record.write_bytes(data)
    swept = await sweep(lab.engine, lab.state)
    assert sorted("gone" in one.sentence for one in swept) == [False, True]
    assert not list(lab.state.glob("execs/*"))


@pytest.mark.parametrize("image", ["busybox:test", "debian:test"])
async def test_a_shell_at_its_prompt_is_not_busy_and_with_a_child_it_is(
    lab: Lab, image: str
) -> None:
    name = await lab.run(image, "sleep", "100000")
    session = lab.sessions.exec(name, name)
    assert await session.busy_with() == ()
    watcher = await opened(session)
    await session.write(b"echo at-$((40+2))\n")
    await watcher.sees(b"at-42\r\n")
    assert await session.busy_with() == []
    await session.write(b"sleep 9001 & (setsid sleep 9002 &); sleep 9003\n")
    await wait_for(lambda: _count(lab, name, 3))
    shell, *others = await session.busy_with()
    assert shell == f"{session.facts.command} ({session.facts.pid})"
    assert [other.partition(" ")[0] for other in others] == ["sleep"] * 3
    await lab.call("pause", name)
    assert await session.busy_with() == []
    await lab.call("unpause", name)
    await lab.call("kill", name)
    assert not await session.busy_with()


async def test_what_a_command_or_a_shell_became_is_busy_alone(lab: Lab) -> None:
    name = await lab.busybox()
    command = lab.sessions.exec(name, name, ExecSpec(["sleep", "9001"]))
    await opened(command)
    assert await command.busy_with() == [f"sleep ({command.facts.pid})"]
    became = lab.sessions.exec(name, name, ExecSpec(["/bin/sh", "-l"]))
    await opened(became)
    assert await became.busy_with() == []
    await became.write(b"exec sleep 9002\n")
    await wait_for(lambda: _has(lab, name, "sleep 9002"))
    assert await became.busy_with() == [f"sleep ({became.facts.pid})"]
