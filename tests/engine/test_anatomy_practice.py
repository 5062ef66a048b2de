"""The anatomy of practice containers: with namespaces of their own, without, and staged."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from anatomy_support import check, rows
from docker_support import until
from support import wait_for

from alongside.anatomy.model import Anatomy, Mark, Side
from alongside.anatomy.read import read_anatomy
from alongside.anatomy.report import to_dict
from alongside.anatomy.two import New, read_anatomy_of_two
from alongside.engine.engine import ExecSpec
from alongside.engine.practice.blueprint import Blueprint
from alongside.engine.practice.engine import PracticeEngine
from alongside.errors import ConflictError

CONTAINERS = (
    Blueprint(name="typed", argv=("cat",), tty=True, open_stdin=True, env={"API_TOKEN": "x"}),
    Blueprint(name="server", argv=("sleep", "1000"), working_dir="/tmp", restart="always"),
)


@pytest_asyncio.fixture(params=["isolated", "plain", "staged"])
async def engine(request: pytest.FixtureRequest) -> AsyncIterator[PracticeEngine]:
    seed = 5 if request.param == "staged" else None
    made = PracticeEngine(CONTAINERS, isolate=request.param != "plain", seed=seed)
    await made.connect()
    yield made
    await made.close()


def isolated(engine: PracticeEngine) -> bool:
    return not engine.capabilities.why_not("root")


async def read(engine: PracticeEngine, name: str, pid: int | None = None) -> Anatomy:
    anatomy = await read_anatomy(engine, name, exec_pid=pid)
    check(to_dict(anatomy))
    return anatomy


async def test_a_typed_at_program_and_a_server(engine: PracticeEngine) -> None:
    for name in ("typed", "server"):
        details = await engine.inspect(name)
        found = rows(await read(engine, name))
        assert found["process.pid"].main == ("1" if isolated(engine) else str(details.pid))
        assert found["process.host_pid"].main == str(details.pid)
        assert found["process.command"].main == ("cat" if name == "typed" else "sleep 1000")
        assert found["process.command"].exec == "/bin/sh"
        assert found["process.session"].main == found["process.pid"].main
        assert found["streams.tty"].exec.startswith("pts/")
        assert found["environment.PATH"].mark is Mark.SAME
        for space in ("mnt", "net", "pid", "ipc", "uts", "user", "cgroup"):
            row = found[f"isolation.{space}"]
            assert row.mark is Mark.SAME
            assert row.main.isdecimal()
    assert found["streams.tty"].main == "none"
    assert found["streams.input"].main == "no: at its end at once"
    assert found["identity.cwd"].main.endswith("/tmp")


async def test_who_is_attached_is_counted(engine: PracticeEngine) -> None:
    watching = [await engine.attach("server"), await engine.attach("server")]
    typing = await engine.attach("typed", stdin=True, output=False)
    assert rows(await read(engine, "server"))["streams.clients"].main == "2"
    assert rows(await read(engine, "typed"))["streams.clients"].main == "0"  # it sees nothing
    await watching[0].close()
    assert rows(await read(engine, "server"))["streams.clients"].main == "1"
    for stream in (watching[1], typing):
        await stream.close()


async def test_the_tree_has_the_two(engine: PracticeEngine) -> None:
    lines = (await read(engine, "typed")).tree
    assert [(line.depth, line.command, line.side) for line in lines] == [
        (0, "cat", Side.MAIN),
        (0, "/bin/sh", Side.EXEC),
    ]


async def test_an_open_exec_is_described(engine: PracticeEngine) -> None:
    stream = await engine.exec("server", ExecSpec(("sh", "-c", "echo $$; exec cat"), size=(90, 9)))
    pid = int(await until(stream, b"\n"))

    async def became() -> bool:
        return rows(await read(engine, "server", pid))["process.command"].exec == "cat"

    await wait_for(became)
    anatomy = await read(engine, "server", pid)
    found = rows(anatomy)
    assert found["process.pid"].exec == str(pid)
    assert found["streams.size"].exec == "90 x 9"
    assert [line.command for line in anatomy.tree] == ["sleep 1000", "cat"]
    await stream.close()


async def test_a_stopped_one_says_so(engine: PracticeEngine) -> None:
    await engine.stop("server", timeout=0)
    anatomy = await read(engine, "server")
    assert anatomy.state == "exited"
    assert rows(anatomy)["process.command"].main == "sleep 1000"
    assert anatomy.tree == ()


async def test_two_execs_are_compared_with_each_other(engine: PracticeEngine) -> None:
    names = ("typed", "server")
    streams, new = [], []
    for name in names:
        stream = await engine.exec(name, ExecSpec(("sh", "-c", "echo $$; exec cat")))
        streams.append(stream)
        new.append(New(name, int(await until(stream, b"\n")), None))
    anatomy = await read_anatomy_of_two(engine, *new)
    assert anatomy.two == names
    assert "two containers" in anatomy.note
    found = rows(anatomy)
    pids = (found["process.pid"].exec, found["process.pid"].main)
    assert pids == tuple(str(each.pid) for each in new)
    assert "streams.clients" not in found
    assert anatomy.endings
    assert all(sentence.id.endswith(".exec") for sentence in anatomy.endings)
    assert anatomy.main_relay[-1].pid == new[1].pid
    for stream in streams:
        await stream.close()
    with pytest.raises(ConflictError, match="has ended"):
        await read_anatomy_of_two(engine, new[0]._replace(pid=4_000_000), new[1])
