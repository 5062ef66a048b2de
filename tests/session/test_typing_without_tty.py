"""Typing to processes without a terminal: lines, echo, the end of input, Ctrl+C."""

from __future__ import annotations

import pytest
from session_lab import Lab, opened
from support import wait_for

from alongside.engine.engine import ExecSpec
from alongside.engine.model import State
from alongside.errors import ConflictError
from alongside.session.session import Phase, Reason

CAT = ExecSpec(["cat"], tty=False)


async def _stdin_once(lab: Lab, *argv: str) -> str:
    """A container as `docker run -i` in the foreground makes it."""
    name = lab.new_name()
    body = {"Image": "busybox:test", "Cmd": argv, "OpenStdin": True, "StdinOnce": True}
    await lab.create(name, body)
    await lab.engine.start(name)
    return name


async def test_a_line_typed_to_a_main_process_arrives_as_a_line(lab: Lab) -> None:
    name = await lab.run("-i", "busybox:test", "cat")
    session = lab.sessions.attach(name, name)
    watcher = await opened(session)
    assert session.facts.can_type
    for key in (b"t", b"ypo", b"\x7f", b"\x1b[D", b"ed line"):
        await session.write(key)
    await watcher.sees(b"typo\b \bed line")
    await session.write(b"\r")
    await watcher.sees(b"ed line\r\ntyped line\r\n")
    await wait_for(lambda: _logged(lab, name, "typed line"))


async def _logged(lab: Lab, name: str, text: str) -> bool:
    return await lab.call("logs", name) == text


async def test_ctrl_d_ends_a_main_process_made_for_one_clients_input(lab: Lab) -> None:
    name = await _stdin_once(lab, "cat")
    session = lab.sessions.attach(name, name)
    watcher = await opened(session)
    await session.write(b"locked\r")
    await session.unlock()
    await session.write(b"one\rtwo\x04")
    await watcher.sees(b"one\r\ntwo")
    await session.write(b"\x04")
    assert b"locked" not in await watcher.end()
    assert session.ending is not None
    assert (session.ending.reason, session.ending.exit_code) == (Reason.CONTAINER, 0)
    assert await lab.call("logs", name) == "one\ntwo"


async def test_after_the_end_of_its_input_a_main_process_can_not_be_typed_to(lab: Lab) -> None:
    name = await _stdin_once(lab, "sh", "-c", "cat; echo over; sleep 100000")
    session = lab.sessions.attach(name, name)
    watcher = await opened(session)
    await session.unlock()
    await session.write(b"\x04")
    await watcher.sees(b"over\r\n")
    assert (session.locked, session.facts.can_type) == (True, False)
    assert session.facts.note == "its stdin was closed (Ctrl+D)"
    with pytest.raises(ConflictError, match="was closed"):
        await session.unlock()
    ending = await session.close()
    assert "goes on" in ending.sentence


async def test_a_stdin_for_many_clients_stays_open_and_can_be_unlocked_again(lab: Lab) -> None:
    name = await lab.run("-i", "busybox:test", "cat")
    session = lab.sessions.attach(name, name)
    watcher = await opened(session)
    await session.write(b"\x04")
    await session.write(b"lost\r")
    assert (session.locked, session.facts.can_type) == (True, True)
    assert "unlock to type on" in session.facts.note
    await session.unlock()
    assert session.facts.note == ""
    await session.write(b"again\r")
    await watcher.sees(b"again\r\nagain\r\n")
    assert b"lost" not in watcher.data
    assert (await lab.engine.inspect(name)).state is State.RUNNING


async def test_an_exec_without_a_terminal_is_typed_to_by_lines(lab: Lab) -> None:
    name = await lab.busybox()
    session = lab.sessions.exec(name, name, CAT)
    watcher = await opened(session)
    await session.write("漢x\x7f\r".encode())
    await watcher.sees("漢x\b \b\r\n漢\r\n".encode())
    await session.write(b"\x04")
    await watcher.end()
    assert session.ending is not None
    assert (session.ending.reason, session.ending.exit_code) == (Reason.EXITED, 0)


async def test_what_is_pasted_with_its_end_arrives_before_the_end(lab: Lab) -> None:
    name = await lab.busybox()
    session = lab.sessions.exec(name, name, ExecSpec(["wc", "-c"], tty=False))
    watcher = await opened(session)
    await session.write(b"0123456\r" * 50_000 + b"\x04")
    assert (await watcher.end()).endswith(b"\r\n400000\r\n")


async def test_an_exec_that_outlives_its_input_says_that_it_has_none(lab: Lab) -> None:
    name = await lab.busybox()
    argv = ["sh", "-c", "cat; echo over; exec sleep 100000"]
    session = lab.sessions.exec(name, name, ExecSpec(argv, tty=False))
    watcher = await opened(session)
    await session.write(b"\x04")
    await watcher.sees(b"over\r\n")
    await session.write(b"more\r")
    assert not session.facts.can_type
    assert b"more" not in watcher.data
    await session.write(b"\x03")
    await watcher.end()


@pytest.mark.parametrize("stdin", [True, False])
async def test_ctrl_c_interrupts_an_exec_without_a_terminal(lab: Lab, stdin: bool) -> None:
    name = await lab.busybox()
    trap = "trap 'echo got-int; exit 5' INT; echo ready; while :; do sleep 0.05; done"
    spec = ExecSpec(["sh", "-c", trap], tty=False, stdin=stdin)
    session = lab.sessions.exec(name, name, spec)
    watcher = await opened(session)
    await watcher.sees(b"ready")
    assert session.facts.can_type is stdin
    await session.write(b"never sent\x03")
    shown = await watcher.end()
    assert b"got-int" in shown
    assert (b"never sent^C\r\n" in shown) is stdin
    assert session.ending is not None
    assert session.ending.exit_code == 5


async def test_the_echo_is_not_in_the_ink_of_stderr(lab: Lab) -> None:
    name = await lab.busybox()
    spec = ExecSpec(["sh", "-c", "echo bad >&2; cat"], tty=False)
    session = lab.sessions.exec(name, name, spec)
    watcher = await opened(session)
    await watcher.sees(b"bad\r\n")
    await session.write(b"x")
    await watcher.sees(b"bad\r\n\x1b[mx\x1b[0;31m")


async def test_where_nothing_can_be_typed(lab: Lab) -> None:
    name = await lab.busybox()
    attach, logs = lab.sessions.attach(name, name), lab.sessions.logs(name, name)
    for session in (attach, logs):
        watcher = await opened(session)
        assert (session.phase, session.facts.can_type) == (Phase.LIVE, False)
        await session.write(b"nothing\r\x03\x04")
        assert watcher.data == b""
    assert (await lab.engine.inspect(name)).state is State.RUNNING
