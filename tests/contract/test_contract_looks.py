"""Processes, use of resources, files; and what a capability says is missing."""

from __future__ import annotations

import pytest
from contract_labs import SLEEP, Lab, logged, read_until, run

from alongside.engine.engine import Engine, ExecSpec, LogSpec
from alongside.engine.model import ProcessTable
from alongside.errors import ConflictError, EngineError, NotFoundError, UnsupportedError


def column(table: ProcessTable, title: str) -> list[str]:
    place = table.titles.index(title)
    return [row[place] for row in table.rows]


async def test_top_has_main_and_exec_by_host_pids(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    stream = await lab.engine.exec(id, ExecSpec(["sh", "-c", "echo up; exec cat"], tty=False))
    await read_until(stream, b"up")
    table = await lab.engine.top(id)
    assert any("sleep 1000" in command for command in column(table, "CMD"))
    assert any("cat" in command for command in column(table, "CMD"))
    pids = column(table, "PID")
    assert str((await lab.engine.inspect(id)).pid) in pids
    assert str((await stream.status()).pid) in pids
    assert "PPID" in table.titles
    await stream.close()


async def test_top_has_orphans_and_children(lab: Lab) -> None:
    id = await lab.make("sh", "-c", "(sleep 999 &) ; echo up; sleep 998; echo never")
    await logged(lab, id, b"up")
    commands = column(await lab.engine.top(id), "CMD")
    assert sum("sleep 99" in command for command in commands) >= 2


async def test_stats(lab: Lab) -> None:
    id = await lab.make("sh", "-c", "echo up; while :; do :; done")
    await logged(lab, id, b"up")  # what is just being loaded uses no memory yet
    first = await lab.engine.stats(id)
    stats = await lab.engine.stats(id)
    assert first.memory > 0
    assert stats.memory_limit > stats.memory > 0
    assert stats.pids >= 1
    assert stats.cpu_percent >= 0
    await lab.engine.kill(id)


async def test_only_what_runs_has_processes(lab: Lab) -> None:
    id = await lab.make(*SLEEP, start=False)
    with pytest.raises(ConflictError):
        await lab.engine.top(id)


async def test_files_are_seen(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    engine = lab.engine
    assert await engine.has_file(id, "/bin/sh")
    assert await engine.has_file(id, "/tmp")
    assert not await engine.has_file(id, "/bin/no-such-file")
    assert not await engine.has_file(id, "/no/such/directory")
    await engine.kill(id)
    assert await engine.has_file(id, "/bin/sh")
    assert await engine.has_file(id, "/etc/../bin/sh")


async def test_a_file_is_put(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    engine = lab.engine
    data = bytes(range(256)) * 4000
    await engine.put_file(id, "/tmp/put", data, 0o755)
    assert await engine.has_file(id, "/tmp/put")
    await engine.put_file(id, "/tmp/put", b"#!/bin/sh\necho it runs\n", 0o755)
    if not engine.capabilities.why_not("root"):
        assert await run(lab, id, "/tmp/put") == "it runs\n"
    with pytest.raises(NotFoundError):
        await engine.put_file(id, "/no/such/directory/file", b"")


async def test_much_data_is_put_whole(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    await lab.engine.put_file(id, "/tmp/large", b"x" * 2_000_000)
    if not lab.engine.capabilities.why_not("root"):
        assert (await run(lab, id, "wc -c </tmp/large")).strip() == "2000000"


CALLS = {
    "exec": lambda engine, id: engine.exec(id, ExecSpec(["true"])),
    "attach": lambda engine, id: engine.attach(id),
    "resize": lambda engine, id: engine.resize(id, 80, 24),
    "logs": lambda engine, id: engine.logs(id, LogSpec()),
    "pause": lambda engine, id: engine.pause(id),
    "restart": lambda engine, id: engine.restart(id),
    "rename": lambda engine, id: engine.rename(id, "contract-other"),
    "top": lambda engine, id: engine.top(id),
    "stats": lambda engine, id: engine.stats(id),
    "files": lambda engine, id: engine.has_file(id, "/"),
    "privileged": lambda engine, id: engine.exec(id, ExecSpec(["true"], privileged=True)),
    "user": lambda engine, id: engine.exec(id, ExecSpec(["true"], user="app")),
}


async def test_what_is_missing_fails_with_its_reason(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    missing = lab.engine.capabilities.missing
    assert missing.keys() <= CALLS.keys() | {"root", "events"}, "what no call here stands for"
    for name in missing.keys() & CALLS.keys():
        with pytest.raises(UnsupportedError) as raised:
            await CALLS[name](lab.engine, id)
        assert lab.engine.capabilities.why_not(name) in str(raised.value)


async def test_what_is_not_missing_can_be_done(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    for name in sorted(CALLS.keys() - {"pause", "resize", "restart", "rename"}):  # have their own
        if not lab.engine.capabilities.why_not(name):
            result = await CALLS[name](lab.engine, id)
            if hasattr(result, "close"):
                await result.close()


async def test_it_is_an_engine(lab: Lab) -> None:
    assert isinstance(lab.engine, Engine)
    info = await lab.engine.connect()
    assert info.name
    assert info.version


async def test_a_closed_engine_says_so(lab: Lab) -> None:
    id = await lab.make(*SLEEP)
    await lab.engine.kill(id)
    await lab.engine.remove(id)
    await lab.engine.close()
    await lab.engine.close()
    engine = lab.engine
    for call in (
        engine.list,
        lambda: engine.inspect(id),
        lambda: engine.attach(id, stdin=False),
        lambda: engine.start(id),
    ):
        with pytest.raises(EngineError, match=r"closed by us|is not open"):
            await call()
