"""An attach cannot hurt: locked input, leaving, detach keys, StdinOnce, interrupting."""

from __future__ import annotations

import pytest
from session_lab import Lab, opened
from support import wait_for

from alongside.engine.model import State
from alongside.errors import ConflictError, NotFoundError
from alongside.session.session import Phase, Reason


async def _runs(lab: Lab, name: str) -> bool:
    return (await lab.engine.inspect(name)).state is State.RUNNING


async def _lives_on(lab: Lab, name: str) -> bool:
    """Is it still there a moment later? (An end of input takes milliseconds to end it.)"""
    await lab.inside(name, "sleep 0.3")
    return await _runs(lab, name)


async def test_a_main_process_without_stdin_is_locked_and_stays_so(lab: Lab) -> None:
    name = await lab.busybox()
    session = lab.sessions.attach(name, name)
    await opened(session)
    assert session.locked
    await session.write(b"\x03\x04rm -rf /\n")
    with pytest.raises(ConflictError, match="no open stdin"):
        await session.unlock()
    assert session.locked
    ending = await session.close()
    assert ending.reason is Reason.DETACHED
    assert await _runs(lab, name)


async def test_a_container_made_for_input_takes_it(lab: Lab) -> None:
    for flag in ("-i", "-it"):
        name = await lab.run(flag, "busybox:test", "sh", "-c", "while read w; do echo got $w; done")
        session = lab.sessions.attach(name, name)
        watcher = await opened(session)
        assert not session.locked
        await session.write(b"one\n")
        await watcher.sees(b"got one\r\n")
        await session.lock()
        assert session.locked
        await session.write(b"two\n")
        await session.unlock()
        await session.write(b"three\n")
        await watcher.sees(b"got three\r\n")
        assert b"two" not in watcher.data
        await session.close()
        assert await _runs(lab, name)


async def test_facts_of_a_main_process(lab: Lab) -> None:
    name = await lab.run("-it", "-u", "app", "--restart=always", "busybox:test", "top")
    session = lab.sessions.attach(name, name)
    await opened(session)
    facts = session.facts
    assert (facts.main, facts.command, facts.pid, facts.user) == (True, "top", 1, "app")
    assert (facts.has_tty, facts.tty, facts.leave) == (True, "pts/0", "^P ^Q")
    assert facts.host_pid == (await lab.engine.inspect(name)).pid
    assert "always" in facts.consequence


async def _stdin_once(lab: Lab, *, tty: bool, argv: list[str]) -> str:
    """A container as `docker run -i` in the foreground makes it, which `-d` does not."""
    name = lab.new_name()
    body = {
        "Image": "busybox:test",
        "Cmd": argv,
        "Tty": tty,
        "OpenStdin": True,
        "StdinOnce": True,
        "AttachStdin": True,
    }
    await lab.create(name, body)
    await lab.engine.start(name)
    return name


async def test_stdin_once_is_said_beforehand_and_survives_our_leaving(lab: Lab) -> None:
    name = await _stdin_once(lab, tty=False, argv=["cat"])
    session = lab.sessions.attach(name, name)
    await opened(session)
    assert session.locked
    assert "StdinOnce" in session.facts.note
    await session.close()
    assert await _lives_on(lab, name)


async def test_stdin_once_unlocked_is_not_let_go_of_by_locking_again(lab: Lab) -> None:
    name = await _stdin_once(lab, tty=False, argv=["cat"])
    session = lab.sessions.attach(name, name)
    watcher = await opened(session)
    await session.unlock()
    await session.write(b"one\n")
    await watcher.sees(b"one\r\n")
    await session.lock()
    assert "leaving now" in session.facts.note
    await session.write(b"two\n")
    assert await _lives_on(lab, name)
    await session.unlock()
    await session.write(b"three\n")
    await watcher.sees(b"three\r\n")
    assert b"two" not in watcher.data
    ending = await session.close()
    assert "StdinOnce" in ending.sentence


async def test_stdin_once_with_a_terminal_survives_typing_and_leaving(lab: Lab) -> None:
    name = await _stdin_once(lab, tty=True, argv=["sh"])
    session = lab.sessions.attach(name, name)
    watcher = await opened(session)
    assert session.locked
    await session.unlock()
    await session.write(b"echo on-$((40+2))\n")
    await watcher.sees(b"on-42\r\n")
    await session.lock()
    await session.unlock()
    await session.write(b"echo and-$((40+2))\n")
    await watcher.sees(b"and-42\r\n")
    await session.close()
    assert await _lives_on(lab, name)


@pytest.mark.parametrize("tty", [True, False])
async def test_detach_keys_leave_and_never_arrive(lab: Lab, tty: bool) -> None:
    script = "stty raw -echo 2>/dev/null; echo ready; od -An -tx1 -v -w1"
    flag = "-it" if tty else "-i"
    name = await lab.run(flag, "busybox:test", "sh", "-c", script)
    session = lab.sessions.attach(name, name)
    watcher = await opened(session)
    await watcher.sees(b"ready")
    await session.write(b"a\x10b\n")
    await session.write(b"\x10")
    await session.write(b"\x11")
    await watcher.end()
    assert session.ending is not None
    assert session.ending.reason is Reason.DETACHED
    assert await _runs(lab, name)
    second = lab.sessions.attach(name, name)
    seen = await opened(second)
    await second.write(b"zz\n" * 2000)
    await wait_for(lambda: b" 7a" in seen.data)
    arrived = (await lab.call("logs", name)).split()
    assert arrived[1:5] == ["61", "10", "62", "0a"]
    assert "11" not in arrived


async def test_detach_keys_leave_a_locked_attach_too(lab: Lab) -> None:
    name = await lab.busybox()
    session = lab.sessions.attach(name, name)
    await opened(session)
    await session.write(b"\x10\x11")
    assert session.phase is Phase.ENDED
    assert await _runs(lab, name)


async def test_interrupt_with_and_without_a_terminal(lab: Lab) -> None:
    trap = "trap 'echo got-int; exit 5' INT; echo ready; while :; do sleep 0.05; done"
    for flags in (("-it",), ("-i",), ()):
        name = await lab.run(*flags, "busybox:test", "sh", "-c", trap)
        session = lab.sessions.attach(name, name)
        watcher = await opened(session)
        await watcher.sees(b"ready")
        await session.interrupt()
        assert b"got-int" in await watcher.end()
        assert session.ending is not None
        assert (session.ending.reason, session.ending.exit_code) == (Reason.CONTAINER, 5)


async def test_two_clients_see_the_same_and_leave_alone(lab: Lab) -> None:
    name = await lab.run("-it", "busybox:test", "sh")
    first, second = lab.sessions.attach(name, name), lab.sessions.attach(name, name)
    one, two = await opened(first), await opened(second)
    await first.write(b"echo both-$((40+2))\n")
    await one.sees(b"both-42\r\n")
    await two.sees(b"both-42\r\n")
    await first.close()
    await second.write(b"echo still-$((40+2))\n")
    await two.sees(b"still-42\r\n")
    assert second.phase is Phase.LIVE


async def test_what_cannot_be_attached_to(lab: Lab) -> None:
    stopped = await lab.busybox("true")
    await lab.call("wait", stopped)
    with pytest.raises(ConflictError, match="not running"):
        await lab.sessions.attach(stopped, stopped).open(80, 24)
    paused = await lab.busybox()
    await lab.call("pause", paused)
    with pytest.raises(ConflictError, match="paused"):
        await lab.sessions.attach(paused, paused).open(80, 24)
    with pytest.raises(NotFoundError):
        await lab.sessions.attach("session-nobody", "session-nobody").open(80, 24)
