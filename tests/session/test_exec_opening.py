"""Opening an exec: the shell that is there, its size from the first byte, nothing lost."""

from __future__ import annotations

import asyncio

import pytest
from session_lab import Lab, Watcher, opened
from support import wait_for

from alongside.engine.engine import ExecSpec
from alongside.errors import CommandError, ConflictError, NoShellError, NotFoundError, SessionError
from alongside.session.session import Phase, Reason
from alongside.session.sessions import Sessions


async def test_the_best_shell_and_its_facts(lab: Lab) -> None:
    name = await lab.run("debian:test", "sleep", "100000")
    session = lab.sessions.exec(name, name)
    watcher = await opened(session)
    await session.write(b"echo $$ $TERM $LANG; tty\n")
    await watcher.sees(b"/dev/pts/0\r\n")
    facts = session.facts
    assert f"\r{facts.pid} xterm-256color C.UTF-8\r\n".encode() in watcher.data
    assert (facts.command, facts.user, facts.tty, facts.main) == ("bash", "root", "pts/0", False)
    await wait_for(lambda: session.facts.host_pid)
    assert f"{session.facts.host_pid}" in await lab.call("top", name, "-o", "pid")


async def test_the_user_of_the_container_and_ash_where_there_is_no_bash(lab: Lab) -> None:
    name = await lab.run("-u", "app", "busybox:test", "sleep", "100000")
    session = lab.sessions.exec(name, name)
    await opened(session)
    assert (session.facts.command, session.facts.user) == ("ash", "app")


async def test_a_preferred_shell_where_it_exists(lab: Lab) -> None:
    name = await lab.run("debian:test", "sleep", "100000")
    sessions = Sessions(lab.engine, shell_preference=("zsh", "dash"))
    session = sessions.exec(name, name)
    await opened(session)
    assert session.facts.command == "dash"
    await sessions.close_all()


@pytest.mark.parametrize("image", ["busybox:test", "debian:test"])
async def test_the_first_byte_comes_on_a_terminal_of_the_right_size(lab: Lab, image: str) -> None:
    name = await lab.run(image, "sleep", "100000")
    for columns, rows in ((77, 33), (200, 50), (20, 5)):
        watcher = await opened(
            lab.sessions.exec(name, name, ExecSpec(["stty", "size"])), columns, rows
        )
        assert await watcher.end() == f"{rows} {columns}\r\n".encode()


async def test_resizes_arrive_and_of_many_the_last(lab: Lab) -> None:
    name = await lab.busybox()
    session = lab.sessions.exec(name, name)
    watcher = await opened(session)
    for columns in range(90, 140):
        await session.resize(columns, 40)
    assert session.facts.has_tty

    async def settled() -> bool:
        await session.write(b"stty size\n")
        return b"40 139\r\n" in watcher.data

    await wait_for(settled)


async def test_keys_typed_before_it_is_open_are_neither_lost_nor_early(lab: Lab) -> None:
    name = await lab.busybox()
    session = lab.sessions.exec(name, name, ExecSpec(["cat"]))
    watcher = Watcher(session)
    opening = asyncio.create_task(session.open(80, 24))
    await wait_for(lambda: session.phase is Phase.OPENING)
    await session.write(b"early\n")
    await opening
    await session.write(b"late\n\x04")
    shown = (await watcher.end()).split()
    assert (shown[0], sorted(shown)) == (b"early", [b"early", b"early", b"late", b"late"])


async def test_output_in_one_packet_with_the_beginning_is_complete(lab: Lab) -> None:
    name = await lab.busybox()
    for spec in (ExecSpec(["echo", "one"]), ExecSpec(["echo", "one"], tty=False, stdin=False)):
        for _ in range(5):
            assert await (await opened(lab.sessions.exec(name, name, spec))).end() == b"one\r\n"


async def test_a_large_output_is_complete_at_the_end(lab: Lab) -> None:
    name = await lab.busybox()
    for tty in (True, False):
        spec = ExecSpec(["seq", "100000"], tty=tty)
        watcher = await opened(lab.sessions.exec(name, name, spec))
        assert await watcher.end() == b"".join(b"%d\r\n" % n for n in range(1, 100001))


async def test_without_a_tty_stderr_is_marked_and_stdin_reaches_the_process(lab: Lab) -> None:
    name = await lab.busybox()
    script = "read word; echo out $word; sleep 0.2; echo err >&2"
    session = lab.sessions.exec(name, name, ExecSpec(["sh", "-c", script], tty=False))
    watcher = await opened(session)
    await session.write(b"in\n")
    assert await watcher.end() == b"in\r\nout in\r\n\x1b[0;31merr\r\n\x1b[m"
    assert not session.facts.has_tty


async def test_a_tty_without_stdin_waits_for_nothing(lab: Lab) -> None:
    name = await lab.busybox()
    watcher = await opened(lab.sessions.exec(name, name, ExecSpec(["tty"], stdin=False)))
    assert await watcher.end() == b"/dev/pts/0\r\n"


@pytest.mark.parametrize(
    ("script", "code", "said"),
    [
        ("exit 0", 0, "exit code 0"),
        ("exit 3", 3, "exit code 3"),
        ("exit 126", 126, "exit code 126"),
        ("exit 127", 127, "exit code 127"),
        ("kill -9 $$", 137, "SIGKILL"),
    ],
)
async def test_exit_codes(lab: Lab, script: str, code: int, said: str) -> None:
    name = await lab.busybox()
    session = lab.sessions.exec(name, name, ExecSpec(["sh", "-c", script]))
    await (await opened(session)).end()
    ending = session.ending
    assert ending is not None
    assert (ending.reason, ending.exit_code) == (Reason.EXITED, code)
    assert said in ending.sentence
    assert session.phase is Phase.ENDED
    assert not list(lab.state.glob("execs/*"))


@pytest.mark.parametrize(
    ("spec", "code", "said"),
    [
        (ExecSpec(["nope"]), 127, "no command nope"),
        (ExecSpec(["/bin/nope"], tty=False), 127, "no command /bin/nope"),
        (ExecSpec(["/etc/group"]), 126, "cannot be executed"),
        (ExecSpec(["ls"], user="nobody2"), 126, "no user nobody2"),
        (ExecSpec(["ls"], user="root:nogroup2"), 126, "no such group"),
        (ExecSpec(["ls"], working_dir="/nope"), 126, "working directory /nope"),
    ],
)
async def test_what_cannot_be_started_says_so_in_a_sentence(
    lab: Lab, spec: ExecSpec, code: int, said: str
) -> None:
    name = await lab.busybox()
    session = lab.sessions.exec(name, name, spec)
    watcher = Watcher(session)
    with pytest.raises(CommandError, match=said) as caught:
        await session.open(80, 24)
    assert caught.value.exit_code == code
    assert session.phase is Phase.FAILED
    assert session.ending is not None
    assert said in session.ending.sentence
    assert await watcher.end() == b""
    assert not list(lab.state.glob("execs/*"))


async def test_a_container_without_a_shell_says_what_is_possible(lab: Lab) -> None:
    name = await lab.run("distroless:test")
    with pytest.raises(NoShellError) as caught:
        await lab.sessions.exec(name, name).open(80, 24)
    assert caught.value.offers == (("/busybox", "sh"),)
    assert "/busybox sh" in caught.value.advice
    assert "ttach" in caught.value.advice
    session = lab.sessions.exec(name, name, ExecSpec(caught.value.offers[0]))
    watcher = await opened(session)
    await session.write(b"/busybox stty size; exit 4\n")
    assert b"33 77" in await watcher.end()
    assert session.facts.pid is not None


async def test_a_container_with_nothing_runs_what_it_has_directly(lab: Lab) -> None:
    name = await lab.run("distroless:test")
    await lab.call("exec", name, "/busybox", "mkdir", "/own")
    await lab.call("exec", name, "/busybox", "cp", "/busybox", "/own/sleep")
    await lab.call("exec", name, "/busybox", "rm", "/busybox")
    session = lab.sessions.exec(name, name, ExecSpec(["/own/sleep", "1000"]))
    await opened(session)
    assert session.facts.pid is None
    await lab.until_processes(name, 1)  # some engines answer before they start it
    ending = await session.close()
    assert "ended /own/sleep 1000" in ending.sentence
    assert await lab.processes(name) == []


async def test_paused_stopped_and_absent_containers(lab: Lab) -> None:
    paused = await lab.busybox()
    await lab.call("pause", paused)
    with pytest.raises(ConflictError, match="paused"):
        await lab.sessions.exec(paused, paused).open(80, 24)
    stopped = await lab.busybox("true")
    await lab.call("wait", stopped)
    with pytest.raises(ConflictError, match="not running"):
        await lab.sessions.exec(stopped, stopped).open(80, 24)
    with pytest.raises(NotFoundError):
        await lab.sessions.exec("session-nobody", "session-nobody").open(80, 24)


async def test_run_again(lab: Lab) -> None:
    name = await lab.busybox()
    first = lab.sessions.exec(name, name, ExecSpec(["echo", "x"]))
    await (await opened(first)).end()
    with pytest.raises(SessionError):
        await first.open(80, 24)
    second = first.again()
    assert second.mark != first.mark
    assert second in lab.sessions.live or second.phase is Phase.NEW
    assert await (await opened(second)).end() == b"x\r\n"


async def test_typing_goes_on_during_a_binary_flood(lab: Lab) -> None:
    name = await lab.busybox()
    session = lab.sessions.exec(name, name)
    watcher = await opened(session)
    await session.write(b"cat /dev/urandom\n")
    await wait_for(lambda: len(watcher.data) > 2_000_000)
    await session.write(b"\x03")
    await session.write(b"echo still-$((40+2))\n")
    await watcher.sees(b"still-42\r\n")


async def test_a_process_that_does_not_read_blocks_nobody(lab: Lab) -> None:
    name = await lab.busybox()
    session = lab.sessions.exec(name, name, ExecSpec(["sleep", "1000"], tty=False))
    await opened(session)
    for _ in range(200):
        await asyncio.wait_for(session.write(bytes(65536)), 1)
    ending = await session.close()
    assert "sleep" in ending.sentence


async def test_a_container_that_stops_ends_its_execs(lab: Lab) -> None:
    name = await lab.busybox()
    session = lab.sessions.exec(name, name)
    watcher = await opened(session)
    await lab.call("kill", name)
    await watcher.end()
    assert session.ending is not None
    assert session.ending.reason is Reason.CONTAINER
    assert "stopped" in session.ending.sentence
