"""Each sentence under Endings, done on a real engine: read the facts, take the claim, do it, look.

A container a shape; what ends it is done last, and where the engine starts it again it goes on from
there. What is compared is the claimed outcome, never the words.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import subprocess
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from support import wait_for

from alongside.anatomy.endings import Outcome, claims
from alongside.anatomy.read import read_facts
from alongside.engine.docker import DockerEngine
from alongside.engine.engine import ExecSpec
from alongside.engine.model import Details, Endpoint, State
from alongside.errors import NotFoundError
from alongside.session.attach_session import AttachSession
from alongside.session.exec_session import ExecSession
from alongside.session.session import Phase
from alongside.session.sessions import Sessions

_numbers = itertools.count()
CODES = "trap 'exit 3' USR1; trap 'exit 0' USR2; trap 'exit 4' INT TERM; "
SERVER = f"{CODES} echo ready; while :; do sleep 0.05; done"
DEAF = "echo ready; exec sleep 100000"
RESTING = {State.EXITED, State.DEAD, State.CREATED}


class Shape:
    """One container of a certain shape, and what can be done to it."""

    def __init__(self, host: str, engine: DockerEngine) -> None:
        self.host = host
        self.engine = engine
        self.sessions = Sessions(engine)
        self.name = f"endings-{os.getpid()}-{next(_numbers)}"
        self.claimed: dict[str, Outcome] = {}
        self.said: dict[str, str] = {}
        self._began = ""

    async def docker(self, *words: str) -> str:
        command = ["docker", "-H", self.host, *words]
        done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True)
        assert not done.returncode, done.stderr
        return str(done.stdout).strip()

    async def run(self, *words: str) -> None:
        """Make it, and wait until it says that it is ready (if it says anything)."""
        await self.docker("run", "-d", "--name", self.name, *words)
        await self.read("ready" in words[-1])

    async def read(self, says_ready: bool = True) -> None:
        if says_ready:
            await wait_for(self._is_ready)
        facts = await read_facts(self.engine, self.name)
        assert facts.main is not None
        found = claims(facts)
        self.claimed = {claim.sentence.id: claim.outcome for claim in found}
        self.said = {claim.sentence.id: claim.sentence.text for claim in found}
        self._began = facts.details.started_at

    async def _is_ready(self) -> bool:
        return "ready" in await self.docker("logs", self.name)

    async def inside(self, script: str) -> str:
        return await self.docker("exec", self.name, "sh", "-c", script)

    async def processes(self) -> int:
        """How many are there beside the main process (and an init's child)?"""
        return len((await self.engine.top(self.name)).rows)

    async def details(self) -> Details | None:
        try:
            return await self.engine.inspect(self.name)
        except NotFoundError:
            return None

    async def attach(self) -> AttachSession:
        session = self.sessions.attach(self.name, self.name)
        await session.open(70, 20)
        return session

    async def shell(self) -> ExecSession:
        session = self.sessions.exec(self.name, self.name)
        await session.open(70, 20)
        return session

    async def goes_on(self) -> bool:
        """Is it the same run still, a moment later?"""
        await asyncio.to_thread(subprocess.run, ["sleep", "0.25"], check=True)
        details = await self.details()
        return (
            details is not None
            and details.state is State.RUNNING
            and details.started_at == self._began
        )

    async def sees(self, outcome: Outcome) -> None:
        """Wait until what is claimed has come true, and see that it stays so."""
        await wait_for(lambda: self._has(outcome), 8, f"{outcome} of {self.name}")
        if outcome is Outcome.STOPS:
            await asyncio.to_thread(subprocess.run, ["sleep", "0.3"], check=True)
            assert await self._has(outcome), "it was started again"

    async def _has(self, outcome: Outcome) -> bool:
        details = await self.details()
        if outcome is Outcome.REMOVED or details is None:
            return details is None and outcome is Outcome.REMOVED
        again = details.state is State.RUNNING and details.started_at != self._began
        if outcome is Outcome.RESTARTS:
            return again
        assert outcome is Outcome.STOPS, outcome
        return details.state in RESTING

    async def close(self) -> None:
        await self.sessions.close_all()
        command = ["docker", "-H", self.host, "rm", "-f", self.name]
        await asyncio.to_thread(subprocess.run, command, capture_output=True, check=False)


@pytest_asyncio.fixture
async def shape(engine_host: str) -> AsyncIterator[Shape]:
    engine = DockerEngine(Endpoint(engine_host, "the tests"))
    await engine.connect()
    made = Shape(engine_host, engine)
    try:
        yield made
    finally:
        await made.close()
        await engine.close()


# What is claimed of exec, whatever the main process


@pytest.mark.parametrize(
    "words", [("-it", "busybox:test", "sh"), ("busybox:test", "sh", "-c", DEAF)], ids=["tty", "not"]
)
async def test_exec(shape: Shape, words: tuple[str, ...]) -> None:
    await shape.run(*words)
    alone = await shape.processes()
    claimed = shape.claimed

    assert claimed["exit.exec"] is Outcome.NEW_ENDS
    session = await shape.shell()
    await session.write(b"exit\n")
    await wait_for(lambda: session.phase is Phase.ENDED, what="the shell's own end")
    assert await shape.processes() == alone

    assert claimed["interrupt.exec"] is Outcome.GOES_ON
    session = await shape.shell()
    await session.write(b"sleep 999\n")
    await wait_for(lambda: _count(shape, alone + 2), what="the shell and its child")
    await session.write(b"\x03")
    await wait_for(lambda: _count(shape, alone + 1), what="the end of what ^C reached")

    assert claimed["resize.exec"] is Outcome.GOES_ON
    before = await shape.inside("stty size </proc/1/fd/0 2>&1 || true")
    await session.resize(55, 15)
    ask = b"while [ \"$(stty size)\" != '15 55' ]; do sleep 0.05; done; echo sized >/tmp/size\n"
    await session.write(ask)
    await wait_for(lambda: _said(shape, "/tmp/size", "sized"), what="the new size")
    assert await shape.inside("stty size </proc/1/fd/0 2>&1 || true") == before

    assert claimed["close.exec"] is Outcome.NEW_ENDS
    await session.write(b"(setsid sleep 998 &)\n")
    await wait_for(lambda: _count(shape, alone + 2), what="the shell and what hid")
    await session.close()
    await wait_for(lambda: _count(shape, alone), what="the end of both")
    assert await shape.goes_on()

    assert claimed["detach.exec"] is claimed["death.exec"] is Outcome.NEW_STAYS
    session = await shape.shell()
    await session.detach()
    stream = await shape.engine.exec(shape.name, ExecSpec(["sh"]))
    await stream.close()  # all that a death is, to the engine
    await wait_for(lambda: _count(shape, alone + 2), what="both, the second one just starting")
    assert await shape.goes_on()
    assert await shape.processes() == alone + 2

    session = await shape.shell()
    await shape.engine.stop(shape.name, 0)
    await shape.sees(claimed["stop.exec"])
    await wait_for(lambda: session.phase is Phase.ENDED, what="its end with the container")


async def _count(shape: Shape, number: int) -> bool:
    return await shape.processes() == number


async def _said(shape: Shape, path: str, words: str) -> bool:
    return words in await shape.inside(f"cat {path} || true")


# What is claimed of the main process, by shape


async def _harmless(shape: Shape) -> None:
    """Do all that is claimed to change nothing: detach, close, die, resize."""
    claimed = shape.claimed
    for id in ("close.main", "detach.main", "death.main", "resize.main"):
        assert claimed[id] is Outcome.GOES_ON
    session = await shape.attach()
    await session.close()
    session = await shape.attach()
    await session.write(b"\x10\x11")
    await wait_for(lambda: session.phase is Phase.ENDED)
    session = await shape.attach()
    await session.resize(50, 14)
    stream = await shape.engine.attach(shape.name, stdin=not session.locked)
    await stream.close()  # all that a death is, to the engine
    assert await shape.goes_on()


async def _interrupt(shape: Shape) -> None:
    """Press Ctrl+C, and see what was claimed of it."""
    session = await shape.attach()
    await session.interrupt()
    claimed = shape.claimed["interrupt.main"]
    if claimed is Outcome.GOES_ON:
        assert await shape.goes_on()
    else:
        await shape.sees(claimed)
        await wait_for(lambda: session.phase is Phase.ENDED)


async def test_a_shell_on_a_terminal(shape: Shape) -> None:
    await shape.run("-it", "busybox:test", "sh")
    await _harmless(shape)
    assert shape.claimed["interrupt.main"] is Outcome.GOES_ON
    await _interrupt(shape)
    assert shape.claimed["input.main"] is Outcome.DEPENDS
    assert shape.claimed["exit.main"] is Outcome.STOPS
    assert "at its prompt the shell ends, and the container stops." in shape.said["input.main"]
    session = await shape.attach()
    await session.write(b"\x04")
    await shape.sees(Outcome.STOPS)


async def test_a_shell_s_child_gets_the_key_and_the_shell_does_not(shape: Shape) -> None:
    await shape.run("-it", "--restart=always", "busybox:test", "sh")
    session = await shape.attach()
    await session.write(b"sleep 999\n")
    await wait_for(lambda: _count(shape, 2))
    await shape.read(says_ready=False)
    assert shape.claimed["interrupt.main"] is Outcome.GOES_ON
    await session.interrupt()
    await wait_for(lambda: _count(shape, 1))
    assert await shape.goes_on()
    assert shape.claimed["exit.main"] is Outcome.RESTARTS
    await session.write(b"exit\n")
    await shape.sees(Outcome.RESTARTS)


async def test_a_server_with_a_handler_and_a_policy(shape: Shape) -> None:
    await shape.run("--restart=always", "busybox:test", "sh", "-c", SERVER)
    await _harmless(shape)
    assert shape.claimed["input.main"] is Outcome.GOES_ON
    await shape.inside("kill -USR2 1")
    await shape.sees(shape.claimed["exit.main"])
    await wait_for(shape._is_ready)
    await shape.read()
    assert shape.claimed["interrupt.main"] is Outcome.DEPENDS
    await (await shape.attach()).interrupt()  # its handler ends it; the engine had signalled it
    await shape.sees(Outcome.STOPS)
    await shape.engine.start(shape.name)
    await shape.read()
    assert "to end by itself" in shape.said["stop.main"]
    await shape.engine.stop(shape.name, 5)
    await shape.sees(shape.claimed["stop.main"])
    assert (await shape.engine.inspect(shape.name)).exit_code == 4


async def test_a_server_that_failed(shape: Shape) -> None:
    await shape.run("--restart=on-failure:3", "busybox:test", "sh", "-c", SERVER)
    assert shape.claimed["exit.main"] is Outcome.RESTARTS_IF_FAILED
    await shape.inside("kill -USR1 1")
    await shape.sees(Outcome.RESTARTS)
    await shape.read()
    await wait_for(lambda: _ready_twice(shape))
    await shape.inside("kill -USR2 1")
    await shape.sees(Outcome.STOPS)


async def _ready_twice(shape: Shape) -> bool:
    return (await shape.docker("logs", shape.name)).count("ready") == 2


@pytest.mark.parametrize("policy", ["always", "unless-stopped", "on-failure"])
async def test_a_stop_signal_of_its_own_lets_the_policy_stand(shape: Shape, policy: str) -> None:
    from alongside.session.attach_restart import Again, after_signal

    words = (f"--restart={policy}", "--stop-signal=QUIT", "busybox:test", "sh", "-c", SERVER)
    await shape.run(*words)
    details = await shape.details()
    assert details is not None
    again = after_signal(details, "INT")
    await (await shape.attach()).interrupt()
    await shape.sees(Outcome.STOPS if again is Again.NO else Outcome.RESTARTS)


async def test_a_harmless_signal_switches_the_policy_off(shape: Shape) -> None:
    from alongside.session.attach_restart import takes_as_stop

    await shape.run("--restart=always", "busybox:test", "sh", "-c", SERVER)
    details = await shape.details()
    assert details is not None
    assert takes_as_stop(details, "WINCH")
    await shape.engine.kill(shape.name, "WINCH")
    assert await shape.goes_on()
    await shape.inside("kill -USR1 1")
    await shape.sees(Outcome.STOPS)


async def test_a_server_without_a_handler_on_a_terminal_or_not(shape: Shape) -> None:
    await shape.run("busybox:test", "sh", "-c", DEAF)
    assert shape.claimed["interrupt.main"] is Outcome.GOES_ON
    await _interrupt(shape)
    await shape.docker("rm", "-f", shape.name)
    await shape.run("-it", "busybox:test", "sh", "-c", DEAF)
    assert shape.claimed["interrupt.main"] is Outcome.GOES_ON
    await _interrupt(shape)
    assert "does not hear TERM" in shape.said["stop.main"]
    await shape.engine.stop(shape.name, 1)
    await shape.sees(shape.claimed["stop.main"])
    assert (await shape.engine.inspect(shape.name)).exit_code == 137


async def test_stdin_and_no_terminal(shape: Shape) -> None:
    await shape.run("-i", "busybox:test", "sh", "-c", "echo ready; exec cat")
    await _harmless(shape)
    assert shape.claimed["input.main"] is Outcome.GOES_ON
    session = await shape.attach()
    await session.write(b"\x04")
    assert await shape.goes_on()


async def test_the_end_of_input_of_one_that_reads_lines(shape: Shape) -> None:
    await shape.run("-it", "--restart=always", "busybox:test", "sh", "-c", "echo ready; exec cat")
    assert "if it ends at that, the container stops; restart policy" in shape.said["input.main"]
    session = await shape.attach()
    await session.write(b"\x04")
    await shape.sees(Outcome.RESTARTS)


@pytest.mark.parametrize("how", ["closed", "ctrl+d"])
async def test_stdin_once(shape: Shape, how: str) -> None:
    body = {"Image": "busybox:test", "Cmd": ["cat"], "OpenStdin": True, "StdinOnce": True}
    await _create(shape, body)
    await shape.read(says_ready=False)
    await _harmless(shape)  # locked, as it is attached
    assert shape.claimed["input.main"] is Outcome.DEPENDS
    session = await shape.attach()
    await session.unlock()
    if how == "closed":  # as the sentence on closing warns
        await session.close()
    else:
        assert "ends the stdin" in shape.said["input.main"]
        await session.write(b"\x04")
    await shape.sees(Outcome.STOPS)


async def _create(shape: Shape, body: dict[str, Any]) -> None:
    socket = shape.host.removeprefix("unix://")
    command = ["curl", "-sf", "--unix-socket", socket, "-d", json.dumps(body)]
    command += ["-H", "Content-Type: application/json"]
    url = f"http://engine/containers/create?name={shape.name}"
    done = await asyncio.to_thread(subprocess.run, [*command, url], capture_output=True)
    assert not done.returncode, done.stdout
    await shape.engine.start(shape.name)


@pytest.mark.parametrize("flags", [(), ("-it",)], ids=["not", "tty"])
async def test_an_init_and_removal(shape: Shape, flags: tuple[str, ...]) -> None:
    words = ("--init", "--rm", *flags, "busybox:test", "sleep", "100000")
    await shape.run(*words)
    assert shape.claimed["exit.main"] is Outcome.REMOVED
    assert shape.claimed["interrupt.main"] is Outcome.REMOVED
    await wait_for(lambda: _count(shape, 2))
    await _interrupt(shape)


async def test_a_shell_less_image(shape: Shape) -> None:
    await shape.run("--read-only", "--cap-drop=ALL", "distroless:test", "/busybox", "sleep", "9999")
    assert shape.claimed["interrupt.main"] is Outcome.GOES_ON
    await _interrupt(shape)
    await shape.engine.kill(shape.name)
    await shape.sees(Outcome.STOPS)
