"""A log session: the end of the log, then what is added, until the container stops."""

from __future__ import annotations

import pytest
from session_lab import Lab, opened
from support import wait_for

from alongside.engine.engine import LogSpec
from alongside.errors import EngineError
from alongside.session.session import Phase, Reason


async def test_the_log_follows_until_the_container_stops(lab: Lab) -> None:
    script = "echo one; echo two >&2; while [ ! -e /tmp/on ]; do sleep 0.05; done; echo three"
    name = await lab.busybox("sh", "-c", script)
    session = lab.sessions.logs(name, name)
    watcher = await opened(session)
    await watcher.sees(b"\x1b[0;31mtwo\r\n")
    assert session.locked
    await session.write(b"\x03")
    await lab.inside(name, "touch /tmp/on")
    assert watcher.data.startswith(b"one\r\n") or b"\x1b[mone\r\n" in watcher.data
    assert b"three\r\n" in await watcher.end()
    assert session.ending is not None
    assert session.ending.reason is Reason.CONTAINER
    assert "exit code 0" in session.ending.sentence


async def test_a_terminal_s_log_is_as_it_was(lab: Lab) -> None:
    name = await lab.run(
        "-t", "busybox:test", "sh", "-c", "printf 'a\\033[31mb\\n'; exec sleep 1000"
    )
    watcher = await opened(lab.sessions.logs(name, name))
    await watcher.sees(b"a\x1b[31mb\r\n")


async def test_only_the_last_lines_and_no_more(lab: Lab) -> None:
    name = await lab.busybox("seq", "1000")
    await lab.call("wait", name)
    session = lab.sessions.logs(name, name, LogSpec(tail=3))
    assert await (await opened(session)).end() == b"998\r\n999\r\n1000\r\n"
    assert session.ending is not None
    assert session.ending.reason is Reason.EXITED
    assert await (await opened(session.again())).end() == b"998\r\n999\r\n1000\r\n"


async def test_detach_keys_and_closing(lab: Lab) -> None:
    name = await lab.busybox()
    for leave in (b"\x10\x11", b""):
        session = lab.sessions.logs(name, name)
        watcher = await opened(session)
        await session.write(leave)
        if not leave:
            await session.close()
        await watcher.end()
        assert session.phase is Phase.ENDED


async def test_a_log_that_is_not_kept_is_an_error(lab: Lab) -> None:
    name = await lab.run("--log-driver=none", "busybox:test", "sleep", "1000")
    with pytest.raises(EngineError):
        await lab.sessions.logs(name, name).open(80, 24)


async def test_a_log_goes_on_over_the_engine_s_restarts(lab: Lab) -> None:
    script = "n=$(($(cat /n 2>/dev/null) + 1)); echo $n >/n; echo run $n; echo oops $n >&2; exit 3"
    name = await lab.run("--restart=on-failure:3", "busybox:test", "sh", "-c", script)
    session = lab.sessions.logs(name, name)
    watcher = await opened(session)
    await watcher.sees(b"run 4")
    data = await watcher.end()
    for number in range(1, 5):
        assert data.count(b"run %d\r\n" % number) == 1
        assert data.count(b"oops %d\r\n" % number) == 1
    assert b"\r\n\r\n" not in data.replace(b"\x1b[m", b"")
    assert session.ending is not None
    assert session.ending.reason is Reason.CONTAINER
    assert "goes on here" in session.ending.advice


async def test_a_restart_by_hand_is_followed(lab: Lab) -> None:
    script = "echo $$ up at $(cat /proc/uptime); exec sleep 1000"
    name = await lab.run("--stop-signal=KILL", "busybox:test", "sh", "-c", script)
    session = lab.sessions.logs(name, name)
    watcher = await opened(session)
    await watcher.sees(b"up at")
    await lab.call("restart", name)
    await watcher.sees("── started again ──".encode())
    await wait_for(lambda: watcher.data.count(b"up at") >= 2, what="the second run")
    assert watcher.data.count(b"up at") == 2
    assert session.phase is Phase.LIVE


async def test_again_goes_on_where_a_stopped_log_ended(lab: Lab) -> None:
    name = await lab.busybox("sh", "-c", "echo one $(cat /proc/uptime)")
    await lab.call("wait", name)
    session = lab.sessions.logs(name, name)
    assert (await (await opened(session)).end()).count(b"one ") == 1
    assert session.ending is not None
    assert session.ending.reason is Reason.CONTAINER
    await lab.call("start", name)
    assert (await (await opened(session.again())).end()).count(b"one ") == 1


async def test_the_log_of_what_is_removed_ends(lab: Lab) -> None:
    name = await lab.run("--restart=always", "busybox:test", "sh", "-c", "exit 1")
    session = lab.sessions.logs(name, name)
    watcher = await opened(session)
    await lab.call("rm", "-f", name)
    await watcher.end()
    assert session.ending is not None
    assert "was removed" in session.ending.sentence
