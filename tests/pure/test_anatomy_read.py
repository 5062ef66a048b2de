"""Who is asked when somebody cannot answer; on an engine that can hardly anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
from anatomy_proc import DETAILS, ID, make
from anatomy_support import rows

from alongside.anatomy.compare import compare
from alongside.anatomy.process import ContainerFacts
from alongside.anatomy.read import read_facts
from alongside.engine.engine import Capabilities, Engine
from alongside.engine.model import Details, Endpoint, ProcessTable, State
from alongside.errors import ConflictError, EngineError, UnreachableError, UnsupportedError

TOP = ProcessTable(
    ("PID", "PPID", "CMD"), (("500", "400", "node server.js"), ("520", "400", "bash -l"))
)


@dataclass
class Poor:
    """An engine without exec; its process table may fail."""

    details: Details = DETAILS
    url: str = "unix:///run/x.sock"
    error: EngineError | None = None
    capabilities: Capabilities = field(default_factory=lambda: Capabilities({"exec": "no exec"}))

    @property
    def endpoint(self) -> Endpoint:
        return Endpoint(self.url, "test")

    async def inspect(self, id: str) -> Details:
        return self.details

    async def clock(self) -> float:
        return 5.0

    async def top(self, id: str) -> ProcessTable:
        if self.error:
            raise self.error
        return TOP


async def read(engine: Poor, **how: Any) -> ContainerFacts:
    return await read_facts(cast(Engine, engine), ID, **how)


async def test_the_machine_stands_in_for_exec(tmp_path: Path) -> None:
    facts = await read(Poor(), host_proc=make(tmp_path), exec_pid=8, exec_host_pid=520)
    assert facts.how == "this machine's /proc, inspect"
    assert facts.taken == 5.0
    assert facts.main is not None
    assert facts.new is not None
    assert (facts.main.pid, facts.main.host_parent) == (1, "containerd-shim")
    assert facts.main.env == (("A", "1"),)
    assert "made" in facts.main.missing["env"]
    assert "this user may not read it" in facts.main.missing["env"]
    assert facts.main.cgroup == {"": f"/docker/{ID}"}
    assert facts.new.argv == ("bash",)
    assert facts.pids_are_host  # the table is the engine's: whose namespace is whose is secret
    sides = [(line.pid, line.side.value) for line in compare(facts).tree]
    assert sides == [(500, "main"), (520, "exec")]


@pytest.mark.parametrize("url", ["tcp://lab:2375", "ssh://lab"])
async def test_another_machines_pids_are_never_looked_up_on_this_one(
    tmp_path: Path, url: str
) -> None:
    facts = await read(Poor(url=url), host_proc=make(tmp_path), exec_pid=8, exec_host_pid=520)
    assert facts.how == "the engine's process table, inspect"
    assert facts.main is not None
    assert (facts.main.host_ppid, facts.main.host_parent) == (400, "")
    assert facts.new is not None
    assert facts.new.argv == ("bash", "-l")
    found = rows(compare(facts))
    assert found["process.host_parent"].main == found["process.host_parent"].exec == "400"
    assert found["process.pid"].exec == "8"
    assert found["identity.umask"].why == "no exec"


async def test_an_engine_without_a_process_table_tells_what_inspect_does() -> None:
    engine = Poor(error=UnsupportedError("no top"))
    facts = await read(engine, host_proc=None, exec_pid=8)
    assert facts.processes == ()
    assert [line.pid for line in compare(facts).tree] == [500]


async def test_a_lost_connection_is_an_error() -> None:
    with pytest.raises(UnreachableError):
        await read(Poor(error=UnreachableError("gone")), host_proc=None)


async def test_a_paused_container_is_not_asked() -> None:
    engine = Poor(details=DETAILS._replace(state=State.PAUSED), capabilities=Capabilities())
    facts = await read(engine, host_proc=None)
    assert facts.new is None
    assert facts.why_no_exec == "the container is paused"


@dataclass
class Flapping(Poor):
    """Its container ends as soon as it has been asked for, and the engine says so by its id."""

    capabilities: Capabilities = field(default_factory=Capabilities)
    then: State = State.RESTARTING

    async def has_file(self, id: str, path: str) -> bool:
        self.details = self.details._replace(state=self.then)
        raise ConflictError(f"Container {self.details.id} is restarting, wait")


async def test_one_that_ends_while_it_is_asked_is_described_as_not_running() -> None:
    facts = await read(Flapping(), host_proc=None)
    assert facts.details.state is State.RESTARTING
    assert facts.why_no_exec == "the container is not running (restarting)"
    assert facts.main is None


async def test_one_that_runs_again_is_called_by_its_name() -> None:
    facts = await read(Flapping(then=State.RUNNING), host_proc=None)
    assert facts.why_no_exec == f"container {DETAILS.name} is restarting, wait"


async def test_a_container_that_was_never_started_has_no_process() -> None:
    facts = await read(Poor(details=DETAILS._replace(state=State.CREATED, pid=0)))
    assert facts.main is facts.new is None
    assert facts.why_no_exec == "the container is not running (created)"
    assert rows(compare(facts))["process.command"].main == "node server.js"
