"""The runner against an engine that is a script itself: order of ways, ends, bounds, masks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import cast

import pytest
from support import wait_for

from alongside.diagnostics import held
from alongside.diagnostics.probe import Argv, ByEngine, Probe, Script, Status
from alongside.diagnostics.report import safe_text, to_dict, to_text
from alongside.diagnostics.runner import ProbeRun, RunState, run
from alongside.diagnostics.transcript import MAX_OUTPUT
from alongside.engine.engine import (
    Capabilities,
    Channel,
    Chunk,
    Engine,
    ExecSpec,
    ExecStatus,
    LogSpec,
)
from alongside.engine.model import Container, Details, ProcessTable, State
from alongside.errors import NotFoundError, RefusedError, UnreachableError, UnsupportedError
from alongside.secrets import MASK

Say = bytes | float | Exception
"""Output, a pause of so many seconds, or an error."""


class FakeStream:
    tty = False
    id = "exec"

    def __init__(self, says: Sequence[Say], status: ExecStatus) -> None:
        self.closed = False
        self.killed = asyncio.Event()
        self._says = list(says)
        self._status = status

    async def read(self) -> Chunk | None:
        while self._says and not self.killed.is_set():
            said = self._says[0]
            if isinstance(said, float):
                try:
                    await asyncio.wait_for(self.killed.wait(), said)
                except TimeoutError:
                    self._says.pop(0)
                continue
            self._says.pop(0)
            if isinstance(said, bytes):
                return Chunk(Channel.STDOUT, said)
            raise said
        return None

    async def status(self) -> ExecStatus:
        return self._status

    async def close(self) -> None:
        self.closed = True


class FakeEngine:
    """Answers `says` for a probe's exec, and takes ``kill`` for what it is."""

    def __init__(
        self,
        says: Sequence[Say] = (),
        state: State = State.RUNNING,
        status: ExecStatus = ExecStatus(False, 0, 7),  # noqa: B008  # immutable
        files: Sequence[str] = ("/bin/sh",),
        missing: dict[str, str] | None = None,
    ) -> None:
        self.capabilities = Capabilities(missing or {})
        self.stream = FakeStream([], status)
        self.specs: list[ExecSpec] = []
        self.kills: list[str] = []
        self.deaf: tuple[str, ...] = ()
        self.details = Details("c" * 64, "name", "x", state, env=(("API_TOKEN", "hunter2"),))
        self._says, self._status, self._files = says, status, files

    async def inspect(self, id: str) -> Details:
        return self.details

    async def has_file(self, id: str, path: str) -> bool:
        return path in self._files

    async def exec(self, id: str, spec: ExecSpec) -> FakeStream:
        if spec.argv[-1].startswith("kill -"):
            name = spec.argv[-1].split()[1].removeprefix("-")
            self.kills.append(name)
            if name not in self.deaf:
                self.stream.killed.set()
            return FakeStream([], ExecStatus(False, 0, 8))
        self.specs.append(spec)
        mark = spec.argv[4].encode() if "ALONGSIDE_PROBE" in spec.env else b""
        says = [s.replace(b"@", mark) if isinstance(s, bytes) else s for s in self._says]
        self.stream = FakeStream(says, self._status)
        return self.stream

    async def top(self, id: str) -> ProcessTable:
        return ProcessTable(("PID", "CMD"), (("9", "app --password hunter2"),))

    async def logs(self, id: str, spec: LogSpec) -> FakeStream:
        return FakeStream(self._says, ExecStatus(False, 0, 0))


PID = b"@ fact pid 41\n"
ROW = Container("c" * 64, "name", "x", State.RUNNING)
SCRIPT = Script("processes")


def probe(*ways: Script | Argv | ByEngine, deadline: float = 5) -> Probe:
    return Probe("p", "P", "A probe.", ways or (SCRIPT,), deadline=deadline)


def begin(fake: FakeEngine, asked: Probe, reveal: bool = False) -> ProbeRun:
    return run(cast(Engine, fake), ROW, asked, reveal=reveal)


async def done(fake: FakeEngine, *ways: Script | Argv | ByEngine, reveal: bool = False) -> ProbeRun:
    made = begin(fake, probe(*ways), reveal)
    await made.wait()
    return made


def status(made: ProbeRun) -> Status:
    assert made.verdict is not None
    return made.verdict.status


async def test_a_script_is_asked_without_terminal_and_stdin() -> None:
    fake = FakeEngine([PID + b"@ fact command ps\nhello\n"])
    made = await done(fake)
    assert (made.text, made.command, made.by, status(made)) == ("hello\n", "ps", "exec", Status.OK)
    (spec,) = fake.specs
    assert (spec.tty, spec.stdin) == (False, False)
    assert "hello" not in " ".join(spec.argv)
    assert fake.stream.closed
    assert fake.kills == []


async def test_output_is_ready_for_a_terminal_and_can_be_read_twice() -> None:
    fake = FakeEngine([PID, b"@ title One\nx\n", 0.01, b"@ title Two\n"])
    made = begin(fake, probe())
    live = b"".join([chunk async for chunk in made.output()])
    assert live == b"\x1b[1mOne\x1b[0m\r\nx\r\n\r\n\x1b[1mTwo\x1b[0m\r\n"
    assert b"".join([chunk async for chunk in made.output()]) == live
    assert made.state is RunState.ENDED


async def test_two_readers_at_once_both_get_everything() -> None:
    made = begin(FakeEngine([PID, *(b"x\n", 0.005) * 10]), probe())

    async def read() -> bytes:
        return b"".join([chunk async for chunk in made.output()])

    assert await asyncio.gather(read(), read()) == [b"x\r\n" * 10] * 2


async def test_findings_of_a_script_make_the_verdict() -> None:
    says = PID + b"@ fact finding info i|\n@ fact finding failed Broken.|Mend it.\n"
    made = await done(FakeEngine([says]))
    assert made.verdict is not None
    assert made.verdict.status is Status.FAILED
    assert made.verdict.sentence == "Broken. (and 1 more)"
    assert made.verdict.advice == "Mend it."


async def test_a_script_can_say_that_it_is_not_possible() -> None:
    made = await done(FakeEngine([PID + b"@ fact impossible No psql.|Get it.\n"]), SCRIPT)
    assert made.verdict is not None
    assert (made.verdict.status, made.verdict.sentence) == (Status.IMPOSSIBLE, "No psql.")


async def test_a_script_can_pass_the_question_on() -> None:
    fake = FakeEngine([PID + b"@ fact elsewhere There is no cat\n"])
    made = await done(fake, SCRIPT, ByEngine("environment"))
    assert (made.by, status(made)) == ("engine", Status.OK)
    assert made.text.startswith(f"API_TOKEN={MASK}\n")


async def test_what_never_started_is_no_output_and_the_next_way_is_tried() -> None:
    failed = ExecStatus(False, 127, 0)
    fake = FakeEngine([b"OCI runtime exec failed: nope\n"], status=failed, files=())
    made = await done(fake, Argv(("x",)), ByEngine("processes", live=True))
    assert made.by == "engine"
    assert "OCI" not in made.text
    assert "OCI runtime exec failed: nope" in made.command


async def test_no_shell_no_exec_not_running() -> None:
    assert "no shell" in (await done(FakeEngine(files=()), SCRIPT)).verdict.sentence  # type: ignore[union-attr]
    made = await done(FakeEngine(missing={"exec": "This engine cannot exec"}), SCRIPT)
    assert made.verdict is not None
    assert made.verdict.sentence == "This engine cannot exec."
    fake = FakeEngine(state=State.EXITED)
    made = await done(fake, SCRIPT, ByEngine("processes", live=True))
    assert made.verdict is not None
    assert made.verdict.status is Status.IMPOSSIBLE
    assert made.verdict.sentence == "The container is not running (exited)."
    assert fake.specs == []


async def test_what_is_being_restarted_needs_no_start() -> None:
    made = await done(FakeEngine(state=State.RESTARTING), SCRIPT)
    assert made.verdict is not None
    assert made.verdict.sentence == "The container is being restarted."
    assert "see its log" in str(made.verdict)


async def test_an_exit_status_is_a_warning() -> None:
    fake = FakeEngine([PID + b"x\n"], status=ExecStatus(False, 3, 7))
    made = await done(fake, Argv(("x",)))
    assert made.verdict is not None
    assert "exit status 3" in made.verdict.sentence


async def test_errors_of_the_engine_are_verdicts() -> None:
    class Gone(FakeEngine):
        async def inspect(self, id: str) -> Details:
            raise NotFoundError("gone is not there")

    assert status(await done(Gone())) is Status.FAILED
    made = await done(FakeEngine([PID, b"half\n", UnreachableError("The engine went away")]))
    assert (status(made), made.text) == (Status.FAILED, "half\n")


async def test_a_file_system_that_cannot_be_looked_into() -> None:
    class Blind(FakeEngine):
        error: Callable[[str], Exception] = UnsupportedError

        async def has_file(self, id: str, path: str) -> bool:
            raise self.error("no")

    assert status(await done(Blind([PID + b"x\n"]))) is Status.OK
    blind = Blind([PID])
    blind.error = RefusedError
    assert status(await done(blind)) is Status.IMPOSSIBLE


async def test_stop_ends_it_inside() -> None:
    fake = FakeEngine([PID, b"one\n", 60.0, b"never\n"])
    made = begin(fake, probe())
    await wait_for(lambda: made.text)
    await made.stop()
    assert (status(made), made.text, fake.kills) == (Status.STOPPED, "one\n", ["TERM"])
    assert fake.stream.closed
    await made.stop()


async def test_stop_before_the_first_step() -> None:
    made = begin(FakeEngine([PID, 60.0]), probe())
    await made.stop()
    assert status(made) is Status.STOPPED


async def test_term_then_kill(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "PATIENCE", 0.05)
    fake = FakeEngine([PID, b"one\n", 60.0])
    fake.deaf = ("TERM",)
    made = begin(fake, probe())
    await wait_for(lambda: made.text)
    await made.stop()
    assert made.verdict is not None
    assert (fake.kills, made.verdict.advice) == (["TERM", "KILL"], "")


async def test_what_cannot_be_ended_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "PATIENCE", 0.05)
    fake = FakeEngine([b"text without a mark\n", 60.0])
    made = begin(fake, probe(Argv(("x",)), deadline=0.05))
    await made.wait()
    assert made.verdict is not None
    assert made.verdict.sentence.startswith("Ended after 0.05 s")
    assert "may still run" in made.verdict.findings[-1].advice


async def test_the_deadline_keeps_text_and_unfinished_blocks() -> None:
    fake = FakeEngine([PID + b"one\n@ begin odd\nhalf\n", 60.0])
    made = begin(fake, probe(deadline=0.1))
    await made.wait()
    assert made.text == "one\nhalf\nNot all of it could be read.\n"
    assert (status(made), fake.kills) == (Status.WARNING, ["TERM"])


async def test_too_much_output_is_cut_and_ended() -> None:
    fake = FakeEngine([PID, *[b"x" * 999 + b"\n"] * 1100, 60.0])
    made = await done(fake)
    assert len(made.text) < MAX_OUTPUT + 2000
    assert "rest is not kept" in made.text
    assert (status(made), fake.kills) == (Status.WARNING, ["TERM"])


async def test_secrets_are_masked_on_the_screen_until_revealed_and_always_in_reports() -> None:
    says = [PID + b"run --password hunter2\n@ fact finding info token=hunter2|\n"]
    masked, shown = await done(FakeEngine(says)), await done(FakeEngine(says), reveal=True)
    assert "hunter2" not in masked.text
    assert "hunter2" in shown.text
    for made in (masked, shown):
        assert "hunter2" not in str(to_dict(ROW, [made])) + to_text(ROW, [made]) + safe_text(made)
    top = await done(FakeEngine(), ByEngine("processes", live=True))
    assert "hunter2" not in top.text


async def test_a_report() -> None:
    made = await done(FakeEngine([PID + b"@ fact command ps\n@ title T\nx\n"]))
    data = to_dict(ROW, [made])
    assert data["version"] == 1
    assert data["container"] == {"id": "c" * 64, "name": "name", "image": "x", "state": "running"}
    (row,) = data["probes"]
    assert (row["id"], row["status"], row["output"]) == ("p", "ok", "T\nx\n")
    text = to_text(ROW, [made])
    assert text.startswith("name (x, running)\n\nP: ok (")
    assert "  $ ps\n    T\n    x\n" in text
    assert "ps" not in to_text(ROW, [made], output=False)


async def test_logs_of_a_stopped_container() -> None:
    lines = (
        b"2024 fine\n2024 \x1b[31mERROR boom\x1b[0m token=hunter2\n2024 warning: x\n2024 0 errors\n"
    )
    made = await done(FakeEngine([lines], state=State.EXITED), ByEngine("logs"))
    assert f"2024 ERROR boom token={MASK}\n" in made.text
    assert made.text.endswith("4 lines: 1 speaks of errors, 1 warns.\n")
    assert made.verdict is not None
    assert made.verdict.sentence.startswith("1 of the last 4 lines speaks of errors")


@pytest.mark.parametrize("pid", [b"9" * 5000, b"1", b"0", b"-1", "٣".encode()])
async def test_a_pid_that_none_can_be_is_not_signalled(
    pid: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alongside.diagnostics.held.PATIENCE", 0.05)
    fake = FakeEngine([b"@ fact pid " + pid + b"\nhello\n", 5.0])
    made = begin(fake, probe(deadline=0.05))
    await made.wait()
    assert made.text.startswith("hello\n")
    assert not fake.kills


@pytest.mark.parametrize("code", [b"x", b"", b"9" * 5000])
async def test_an_exit_that_none_can_be_does_not_break_the_run(code: bytes) -> None:
    made = await done(FakeEngine([PID + b"@ fact exit " + code + b"\nhello\n"]))
    assert (made.text, status(made)) == ("hello\n", Status.OK)
