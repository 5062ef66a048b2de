"""What is said of Ctrl+C in an attach is what Ctrl+C then does: asked, done, observed."""

from __future__ import annotations

from pathlib import Path

import pytest
from session_lab import Lab, opened
from support import wait_for

from alongside.engine.model import State
from alongside.session.attach_process import from_inside, from_this_machine
from alongside.session.attach_receivers import main_pid
from alongside.session.attach_session import AttachSession
from alongside.session.session import Phase

TRAP = "trap 'exit 5' INT; echo ready; while :; do sleep 0.05; done"
SPARED = "echo ready; exec sleep 1000"  # (a shell has a handler of its own)
IGNORES = "trap '' INT; echo ready; while :; do sleep 0.05; done"


async def _ready(lab: Lab, *words: str) -> tuple[str, AttachSession]:
    name = await lab.run(*words)
    session = lab.sessions.attach(name, name)
    watcher = await opened(session)
    await watcher.sees(b"ready")
    await session.examine()
    return name, session


async def _lives_on(lab: Lab, name: str) -> bool:
    await lab.inside(name, "sleep 0.3")
    return (await lab.engine.inspect(name)).state is State.RUNNING


@pytest.mark.parametrize("flags", [("-it",), ("-i",), ()], ids=["tty", "stdin", "none"])
async def test_a_handler_decides(lab: Lab, flags: tuple[str, ...]) -> None:
    _, session = await _ready(lab, *flags, "busybox:test", "sh", "-c", TRAP)
    assert "its own handler decides" in session.facts.consequence
    assert session.facts.reaches == ""
    await session.interrupt()
    await wait_for(lambda: session.phase is Phase.ENDED)


@pytest.mark.parametrize("flags", [("-it",), ()], ids=["tty", "none"])
@pytest.mark.parametrize("script", [SPARED, IGNORES], ids=["default", "ignored"])
async def test_pid_1_is_spared(lab: Lab, flags: tuple[str, ...], script: str) -> None:
    name, session = await _ready(lab, *flags, "busybox:test", "sh", "-c", script)
    word = "ignores SIGINT" if script is IGNORES else "PID 1 is spared"
    await wait_for(lambda: _says(session, word))
    assert "nothing happens" in session.facts.consequence
    await session.interrupt()
    assert await _lives_on(lab, name)


async def test_a_main_process_that_is_not_pid_1_ends(lab: Lab) -> None:
    # In another container's pid namespace it is an ordinary process.
    first = await lab.busybox()
    name, session = await _ready(
        lab, f"--pid=container:{first}", "busybox:test", "sh", "-c", SPARED
    )
    await wait_for(lambda: _says(session, "it ends, and the container stops"))
    await session.interrupt()
    await wait_for(lambda: session.phase is Phase.ENDED)
    assert (await lab.engine.inspect(name)).state is State.EXITED


async def _says(session: AttachSession, words: str) -> bool:
    await session.examine()
    return words in session.facts.consequence


async def test_an_init_passes_it_on(lab: Lab) -> None:
    for flags in ((), ("-it",)):
        _, session = await _ready(
            lab, "--init", *flags, "busybox:test", "sh", "-c", "echo ready; exec sleep 1000"
        )
        await wait_for(lambda session=session: _ends(session))
        assert "sleep" in session.facts.reaches
        await session.interrupt()
        await wait_for(lambda session=session: session.phase is Phase.ENDED)


async def _ends(session: AttachSession) -> bool:
    await session.examine()
    return "sleep" in session.facts.reaches and "it ends" in session.facts.consequence


async def test_the_foreground_of_a_shell_gets_it(lab: Lab) -> None:
    name = await lab.run("-it", "busybox:test", "sh")
    session = lab.sessions.attach(name, name)
    watcher = await opened(session)
    await session.write(b"echo r''eady; sleep 1000; echo d''one\n")
    await watcher.sees(b"ready")
    await wait_for(lambda: _reaches(session, "sleep"))
    assert session.facts.consequence == "it ends, the main process goes on"
    await session.interrupt()
    # for a moment nobody is in the foreground: the shell has yet to take its terminal back
    await wait_for(lambda: _says(session, "a shell goes back to its prompt"))
    await session.interrupt()
    assert await _lives_on(lab, name)
    await session.lock()
    assert session.facts.reaches == ""  # locked, it is a signal of the engine's


async def _reaches(session: AttachSession, name: str) -> bool:
    await session.examine()
    return name in session.facts.reaches if name else not session.facts.reaches


async def test_the_same_is_read_here_and_in_the_container(lab: Lab) -> None:
    name = await lab.run("-it", "-u", "app", "busybox:test", "sh", "-c", f"sleep 999 & {TRAP}")
    details = await lab.engine.inspect(name)
    here = await from_this_machine(details)
    if here is None:
        pytest.skip("the engine is not on this machine")

    async def settled() -> bool:  # its `sleep 0.05` comes and goes
        here, inside = await from_this_machine(details), await from_inside(lab.engine, details)
        assert here is not None
        assert inside is not None
        return here.main == inside.main and len(here.front) == len(inside.front) == 2

    await wait_for(settled)
    assert main_pid(details) == here.main.pid == 1
    assert here.main.is_init


async def test_a_shell_less_image_is_read_without_a_shell_where_it_can_be(lab: Lab) -> None:
    name = await lab.run("distroless:test", "/busybox", "sleep", "1000")
    details = await lab.engine.inspect(name)
    inside = await from_inside(lab.engine, details)
    assert inside is not None  # /busybox sh is a shell, if one knows it
    assert inside.main.name == "busybox"


async def test_whose_pids_are_not_ours_is_not_read_here(lab: Lab, tmp_path: Path) -> None:
    name = await lab.busybox()
    details = await lab.engine.inspect(name)
    other = tmp_path / str(details.pid)
    other.mkdir()
    (other / "cgroup").write_text("0::/user.slice/session-1.scope\n")
    assert await from_this_machine(details, tmp_path) is None
    assert await from_this_machine(details, tmp_path / "nothing") is None


async def test_no_stdin_is_never_connected(lab: Lab) -> None:
    from alongside.errors import ConflictError
    from alongside.session.sessions import Sessions

    name = await lab.run("-i", "busybox:test", "cat")
    session = Sessions(lab.engine, no_stdin=True).attach(name, name)
    await opened(session)
    try:
        assert session.locked
        assert not session.facts.can_type
        assert "no_stdin" in session.facts.note
        with pytest.raises(ConflictError, match="no_stdin"):
            await session.unlock()
    finally:
        await session.close()


async def test_a_raw_terminal_is_known_here_and_in_the_container(lab: Lab) -> None:
    script = "stty raw -echo; echo ready; exec sleep 1000"
    name = await lab.run("-it", "-u", "app", "busybox:test", "sh", "-c", script)
    details = await lab.engine.inspect(name)

    async def raw() -> bool:
        inside = await from_inside(lab.engine, details)
        return inside is not None and inside.plain == b"\x1a\x1c\x13"

    await wait_for(raw)
    here = await from_this_machine(details)
    assert here is None or here.plain == b"\x1a\x1c\x13"
    without = await lab.engine.inspect(await lab.busybox())
    inside = await from_inside(lab.engine, without)
    assert inside is not None
    assert inside.plain is None
