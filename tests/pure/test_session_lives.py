"""Sessions over an engine that is played: broken connections, silence, slow screens, held keys."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from support import wait_for

from alongside.engine.engine import Capabilities, Channel, Chunk, ExecSpec, ExecStatus
from alongside.engine.model import Details, Endpoint, Event, State
from alongside.errors import ConflictError, DeadlineError, NotFoundError, UnreachableError
from alongside.session import endings, exec_start
from alongside.session.attach_session import AttachSession
from alongside.session.detach import DetachKeys
from alongside.session.exec_session import ExecSession
from alongside.session.registry import Registry
from alongside.session.session import Output, Phase, Reason
from alongside.session.sessions import Sessions, close_all

KEYS = DetachKeys.parse("ctrl-p,ctrl-q")
AWAY = UnreachableError("The connection broke")


class Stream:
    """One connection; the test puts what comes and reads what was sent."""

    def __init__(self, tty: bool, *, greets: str = "") -> None:
        self.tty = tty
        self.id = "exec"
        self.incoming: asyncio.Queue[Chunk | Exception | None] = asyncio.Queue()
        self.sent = b""
        self.sizes: list[tuple[int, int]] = []
        self.taken = 0
        self.closed = False
        self.status_now: ExecStatus | Exception = ExecStatus(True, None, 99)
        self._mark = greets
        if greets:
            self.come(f"\x1b]7777;{greets}\x1f41\x1f0\x1froot\x1f0\x1fbash\x1f\x07".encode())

    def come(self, data: bytes) -> None:
        self.incoming.put_nowait(Chunk(Channel.STDOUT, data))

    def end(self, error: Exception | None = None) -> None:
        self.incoming.put_nowait(error)

    async def read(self) -> Chunk | None:
        item = await self.incoming.get()
        if isinstance(item, Exception):
            raise item
        self.taken += 1
        return item

    async def write(self, data: bytes) -> None:
        self.sent += data
        if self._mark and self.sent == b"\n":
            self.sent = b""
            self.come(b"\r\n" + f"\x1b]7777;{self._mark}\x1fgo\x07".encode())

    async def resize(self, columns: int, rows: int) -> None:
        self.sizes.append((columns, rows))

    async def close_write(self) -> None:
        raise AssertionError("nobody closes an input here")

    async def close(self) -> None:
        self.closed = True

    async def status(self) -> ExecStatus:
        if isinstance(self.status_now, Exception):
            raise self.status_now
        return self.status_now


class Engine:
    """As much of an engine as these sessions ask for."""

    def __init__(self, **details: Any) -> None:
        self.endpoint = Endpoint("unix:///played", "the tests")
        self.capabilities = Capabilities()
        self.details = Details("id", "web", "image", State.RUNNING, argv=("main",), **details)
        self.streams: list[Stream] = []
        self.execs: list[ExecSpec] = []
        self.away = False
        self.greets = True
        self.comes: list[Event] = []
        self.resized: list[tuple[int, int]] = []

    async def inspect(self, id: str) -> Details:
        if self.away:
            raise AWAY
        if self.details.state is State.DEAD:
            raise NotFoundError("No such container")
        return self.details

    async def exec(self, id: str, spec: ExecSpec) -> Stream:
        if self.away:
            raise AWAY
        self.execs.append(spec)
        mark = spec.env.get("ALONGSIDE_SESSION", "") if self.greets else ""
        self.streams.append(Stream(spec.tty, greets=mark))
        if not mark:  # the helper that ends processes
            self.streams[-1].end(AWAY)
        return self.streams[-1]

    async def attach(self, id: str, *, stdin: bool = False, output: bool = True) -> Stream:
        self.streams.append(Stream(self.details.tty))
        return self.streams[-1]

    async def logs(self, id: str, spec: Any) -> Stream:
        stream = Stream(self.details.tty)
        stream.end()
        return stream

    async def clock(self) -> float:
        return 0.0

    async def resize(self, id: str, columns: int, rows: int) -> None:
        self.resized.append((columns, rows))

    async def events(self) -> AsyncIterator[Event]:
        yield Event("subscribed", "")
        for event in self.comes:
            self.details = Details("new", "web", "image", State.RUNNING)
            yield event
        raise AWAY


def exec_session(engine: Any, registry: Registry | None = None, **spec: Any) -> ExecSession:
    wanted = ExecSpec((), **spec)
    return ExecSession(engine, "id", "web", wanted, keys=KEYS, registry=registry)


async def attached(engine: Any) -> AttachSession:
    session = AttachSession(engine, "id", "web", keys=KEYS, history=0)
    await session.open(80, 24)
    return session


def notes(directory: Path) -> list[Path]:
    return list(directory.glob("execs/*"))


async def everything(session: ExecSession | AttachSession) -> list[Output]:
    return [output async for output in session.output()]


async def test_the_size_is_given_before_the_process_goes_on() -> None:
    engine = Engine()
    session = exec_session(engine)
    opening = asyncio.create_task(session.open(80, 24))
    await asyncio.sleep(0)
    await session.resize(100, 30)
    await opening
    assert set(engine.streams[0].sizes) == {(100, 30)}
    assert engine.execs[0].size is None
    assert engine.execs[0].env["TERM"] == "xterm-256color"


async def test_every_change_is_told(tmp_path: Path) -> None:
    session = exec_session(Engine(), Registry(tmp_path))
    seen: list[Phase] = []
    session.on_change = lambda: seen.append(session.phase)
    await session.open(80, 24)
    await wait_for(lambda: session.facts.host_pid == 99)
    assert seen[0] is Phase.OPENING
    assert seen[-1] is Phase.LIVE
    assert notes(tmp_path)


async def test_a_connection_that_breaks_is_lost_and_the_note_stays(tmp_path: Path) -> None:
    engine = Engine()
    session = exec_session(engine, Registry(tmp_path))
    await session.open(80, 24)
    engine.streams[0].come(b"last words")
    engine.away = True
    engine.streams[0].end(AWAY)
    assert b"".join(output.data for output in await everything(session)) == b"last words"
    assert session.ending is not None
    assert session.ending.reason is Reason.LOST
    assert notes(tmp_path)
    assert engine.streams[0].closed


async def test_what_is_typed_before_an_attach_is_open_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for open_stdin, arrives in ((True, b"ls\r"), (False, b"")):
        engine = Engine(open_stdin=open_stdin, tty=True)
        session = AttachSession(engine, "id", "web", keys=KEYS, history=0)
        attach, reached, go_on = engine.attach, asyncio.Event(), asyncio.Event()

        async def slow(id: str, *, stdin: bool = False, output: bool = True) -> Stream:
            reached.set()  # noqa: B023  # used in this turn only
            await go_on.wait()  # noqa: B023
            return await attach(id, stdin=stdin, output=output)  # noqa: B023

        monkeypatch.setattr(engine, "attach", slow)
        opening = asyncio.create_task(session.open(80, 24))
        await reached.wait()
        await session.write(b"ls\r")
        go_on.set()
        await opening
        await wait_for(lambda: engine.streams[-1].sent == arrives)  # noqa: B023
        await session.close()


async def test_an_unlock_that_is_overtaken_by_the_end_leaves_nothing_connected(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine = Engine(open_stdin=True, stdin_once=True)
    session = await attached(engine)
    attach, go_on = engine.attach, asyncio.Event()

    async def slow(id: str, *, stdin: bool = False, output: bool = True) -> Stream:
        await go_on.wait()
        return await attach(id, stdin=stdin, output=output)

    monkeypatch.setattr(engine, "attach", slow)
    unlocking = asyncio.create_task(session.unlock())
    await asyncio.sleep(0)
    await session.close()
    go_on.set()
    with pytest.raises(ConflictError):
        await unlocking
    assert session.locked
    assert [stream.closed for stream in engine.streams] == [True, True]


async def test_a_stream_that_ends_with_its_engine_is_a_broken_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nobody = UnreachableError("Nobody listens at the socket /x", "Start it.")
    monkeypatch.setattr("test_session_lives.AWAY", nobody)
    engine = Engine()
    session = exec_session(engine)
    await session.open(80, 24)
    engine.streams[0].status_now = nobody
    attach = await attached(engine)
    engine.away = True
    for stream in engine.streams:
        stream.end()
    for one in (session, attach):
        await everything(one)
        assert one.ending is not None
        assert one.ending.reason is Reason.LOST
        assert one.ending.sentence == (
            "The connection to the engine broke: nobody listens at the socket /x."
        )


async def test_closing_while_the_engine_is_away_says_so_and_keeps_the_note(tmp_path: Path) -> None:
    engine = Engine()
    session = exec_session(engine, Registry(tmp_path))
    await session.open(80, 24)
    engine.away = True
    engine.streams[0].status_now = AWAY
    ending = await session.close()
    assert ending.reason is Reason.CLOSED
    assert "could not be ended" in ending.sentence
    assert notes(tmp_path)


async def test_an_engine_that_was_restarted_does_not_know_the_exec() -> None:
    engine = Engine()
    session = exec_session(engine)
    await session.open(80, 24)
    engine.streams[0].status_now = NotFoundError("No such exec instance")
    engine.streams[0].end()
    await everything(session)
    assert session.ending is not None
    assert session.ending.reason is Reason.LOST
    assert "restarted" in session.ending.sentence


async def test_a_shell_that_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exec_start, "HELLO_SECONDS", 0.05)
    engine = Engine()
    session = exec_session(engine)
    engine.greets = False
    silent = Stream(True)

    async def exec_(id: str, spec: ExecSpec) -> Stream:
        engine.streams.append(silent if not engine.streams else Stream(False))
        if len(engine.streams) > 1:
            engine.streams[-1].end(AWAY)
        return engine.streams[-1]

    monkeypatch.setattr(engine, "exec", exec_)
    with pytest.raises(DeadlineError, match="did not answer"):
        await session.open(80, 24)
    assert session.phase is Phase.FAILED
    assert silent.closed
    assert len(engine.streams) == 2, "somebody tried to end it"


async def test_an_exec_is_slowed_by_a_slow_screen_and_an_attach_is_not() -> None:
    for lossy in (False, True):
        engine = Engine(tty=True)
        session: Any = await attached(engine) if lossy else exec_session(engine)
        if not lossy:
            await session.open(80, 24)
        stream = engine.streams[0]
        before = stream.taken
        for _ in range(60):
            stream.come(bytes(199_999) + b"\n")
        await wait_for(lambda s=stream, b=before: s.taken - b > 20)
        if lossy:
            await wait_for(lambda s=stream: s.incoming.empty())
        else:
            assert not stream.incoming.empty()
        stream.end()
        stream.status_now = ExecStatus(False, 0, 0)
        engine.details = Details("id", "web", "image", State.EXITED, exit_code=0, started_at="x")
        outputs = await everything(session)
        total = sum(len(output.data) + output.skipped for output in outputs)
        assert total == 60 * 200_000
        assert bool(sum(output.skipped for output in outputs)) is lossy


async def test_keys_held_back_are_sent_after_a_moment() -> None:
    engine = Engine()
    session = exec_session(engine)
    session.hold = 0.02
    await session.open(80, 24)
    await session.write(b"\x10")
    await wait_for(lambda: engine.streams[0].sent == b"\x10")
    await session.write(b"x")
    await wait_for(lambda: engine.streams[0].sent == b"\x10x")


async def test_many_sizes_become_few() -> None:
    engine = Engine()
    session = exec_session(engine)
    await session.open(80, 24)
    for columns in range(100, 200):
        await session.resize(columns, 30)
    await wait_for(lambda: engine.streams[0].sizes[-1] == (199, 30))
    assert len(engine.streams[0].sizes) < 10


async def test_a_quiet_terminal_is_redrawn_by_a_row_more_and_back() -> None:
    engine = Engine(tty=True)
    await attached(engine)
    await wait_for(lambda: len(engine.resized) == 2)
    assert engine.resized == [(80, 25), (80, 24)]


async def test_waiting_until_it_is_back() -> None:
    engine = Engine()
    session = await attached(engine)
    engine.details = Details("id", "web", "image", State.EXITED)
    engine.comes = [Event("start", "new")]
    await session.wait_until_back()
    assert session.again().container_id == "new"
    engine.comes = []
    engine.details = Details("id", "web", "image", State.EXITED)
    with pytest.raises(UnreachableError):
        await session.wait_until_back()


async def test_closing_all_takes_a_bounded_time(monkeypatch: pytest.MonkeyPatch) -> None:
    engine: Any = Engine()
    sessions = Sessions(engine)
    quick, stuck = sessions.attach("id", "web", 0), sessions.exec("id", "web")
    await quick.open(80, 24)
    await stuck.open(80, 24)
    assert sessions.live == (quick, stuck)

    async def never(*args: Any, **how: Any) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(engine, "exec", never)
    closed = await close_all(sessions.live, timeout=0.1)
    assert [ending.reason for ending in closed] == [Reason.DETACHED]


async def test_what_again_makes_is_kept_too() -> None:
    engine: Any = Engine()
    sessions = Sessions(engine)
    first = sessions.attach("id", "web", 0)
    await first.open(80, 24)
    await first.close()
    second = first.again()
    await second.open(80, 24)
    third = second.again()
    await third.open(80, 24)
    assert sessions.live == (second, third)
    await sessions.close_all()


class Overtaking(Engine):
    """Brings the first of stderr before what came on stdout, as engines do now and then."""

    async def exec(self, id: str, spec: ExecSpec) -> Stream:
        stream = await super().exec(id, spec)
        greeting = stream.incoming.get_nowait()
        stream.incoming.put_nowait(Chunk(Channel.STDERR, b"early\n"))
        stream.incoming.put_nowait(greeting)
        return stream


async def test_stderr_that_overtakes_the_greeting_is_shown() -> None:
    session = exec_session(Overtaking(), tty=False)
    await session.open(80, 24)
    assert (await anext(aiter(session.output()))).data == b"\x1b[0;31mearly\r\n"
    await session.detach()


async def test_leaving_does_not_say_of_the_dead_that_they_go_on() -> None:
    engine = Engine()
    session = await attached(engine)
    engine.details = Details("id", "web", "image", State.EXITED, exit_code=130)
    ending = await session.close()
    assert ending.reason is Reason.CONTAINER
    assert "stopped (exit code 130" in ending.sentence


async def test_leaving_at_the_end_of_the_stream_waits_for_the_engine_to_know() -> None:
    engine = Engine()
    session = await attached(engine)
    engine.streams[0].end()
    await wait_for(lambda: session._over)
    leaving = asyncio.create_task(session.detach())
    await asyncio.sleep(0)
    engine.details = Details("id", "web", "image", State.EXITED, exit_code=0)
    await leaving
    assert session.ending is not None
    assert "stopped (exit code 0)" in session.ending.sentence


async def test_an_engine_that_hangs_does_not_keep_whoever_leaves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine = Engine()
    session = await attached(engine)

    async def never(id: str) -> Details:
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(engine, "inspect", never)
    monkeypatch.setattr(endings, "LEAVE_SECONDS", 0.01)
    ending = await asyncio.wait_for(session.close(), 5)
    assert ending.reason is Reason.DETACHED
    assert ending.sentence.endswith("was running when last seen.")
