"""Comparing: rows, marks, reasons, the tree and limits, from facts made by hand."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest
from anatomy_support import rows
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.anatomy.by_engine import CONFIGURED, configured, table, unknown
from alongside.anatomy.compare import compare
from alongside.anatomy.limits import read_limits
from alongside.anatomy.merge import merge
from alongside.anatomy.model import Mark, Side
from alongside.anatomy.process import Capsets, ContainerFacts, Listed, ProcessFacts
from alongside.anatomy.tree import tree
from alongside.engine.model import Details, ProcessTable, State
from alongside.secrets import MASK
from alongside.session.wrapper import MARK_VARIABLE

DETAILS = Details(id="f" * 64, name="api", image="x", state=State.RUNNING, log_driver="local")
MAIN = ProcessFacts(
    pid=1,
    ppid=0,
    pgid=1,
    sid=1,
    tty="",
    argv=("node", "server.js", "--token", "hunter2"),
    state="S",
    threads=11,
    fds={0: "/dev/null", 1: "pipe:[1]"},
    uid=0,
    user="root",
    gid=0,
    groups=(),
    caps=Capsets(bounding=7, effective=3),
    cwd="/app",
    umask=0o22,
    label="",
    env=(("A", "1"), ("B", "2"), ("PASSWORD", "secret"), ("EMPTY", ""), ("A", "shadowed")),
    namespaces={"mnt": 5, "pid": 6},
    cgroup={"": "/x"},
)
NEW = replace(
    MAIN,
    pid=41,
    pgid=41,
    sid=41,
    tty="pts/0",
    tpgid=41,
    argv=("bash",),
    fds=dict.fromkeys((0, 1, 2), "/dev/pts/0"),
    caps=Capsets(bounding=7, effective=5),
    env=(("A", "1"), ("B", "3"), ("PASSWORD", "secret"), ("TERM", "xterm"), ("EMPTY", "")),
    namespaces={"mnt": 5, "pid": 7},
)
FACTS = ContainerFacts(DETAILS, main=MAIN, new=NEW, clients=2, limits={"memory": "64 MB"})


def test_marks_say_same_differs_or_only_one() -> None:
    found = rows(compare(FACTS))
    assert found["process.pid"].mark is Mark.DIFFERS
    assert found["process.parent"].mark is Mark.SAME
    assert found["process.parent"].main == "0: from outside"
    assert found["process.foreground"].main == "no terminal"
    assert found["streams.stderr"].main == "closed"
    assert found["streams.clients"].main == "2"
    assert found["isolation.mnt"].mark is Mark.SAME
    assert found["isolation.pid"].mark is Mark.DIFFERS
    assert found["isolation.net"].mark is Mark.UNKNOWN
    assert found["isolation.limit.memory"].exec == "64 MB"
    assert found["identity.groups"].main == "none"
    caps = found["identity.capabilities.effective"]
    assert caps.why == "only exec: DAC_READ_SEARCH; only main: DAC_OVERRIDE"


def test_where_the_engine_does_not_count_clients_ours_are_some_of_them() -> None:
    silent = replace(FACTS, clients=None, clients_why="nobody tells", clients_of_ours=2)
    row = rows(compare(silent))["streams.clients"]
    assert row.main == "at least 2: alongside's own"
    assert (row.mark, row.why) == (Mark.UNKNOWN, "main: nobody tells")


def test_the_environment_comes_with_its_differences_first() -> None:
    section = next(s for s in compare(FACTS).sections if s.id == "environment")
    assert [(row.label, row.mark.value) for row in section.rows] == [
        ("B", "differs"),
        ("TERM", "only exec"),
        ("A", "same"),
        ("EMPTY", "same"),
        ("PASSWORD", "same"),
    ]
    assert section.rows[-1].safe_main == MASK
    assert section.rows[0].safe_main is None


def test_what_alongside_sets_for_its_own_execs_is_said_to_be_its() -> None:
    ours = replace(NEW, env=(("LANG", "C.UTF-8"), (MARK_VARIABLE, "1f"), ("TERM", "xterm")))
    found = rows(compare(replace(FACTS, new=ours)))
    for name in ("LANG", MARK_VARIABLE, "TERM"):
        assert "alongside" in found[f"environment.{name}"].why, name
    other = rows(compare(replace(FACTS, new=replace(NEW, env=ours.env[:1]))))
    assert other["environment.LANG"].why == ""


def test_secrets_in_command_lines_are_masked() -> None:
    command = rows(compare(FACTS))["process.command"]
    assert command.main == "node server.js --token hunter2"
    assert command.safe_main == f"node server.js --token {MASK}"
    assert "hunter2" not in str(compare(FACTS).tree)


@pytest.mark.parametrize("started", [1e13, 1e20, 1e300])
def test_an_absurd_start_is_not_known(started: float) -> None:
    facts = ContainerFacts(DETAILS, main=replace(MAIN, started=started))
    assert rows(compare(facts))["process.started"].main == ""


def test_reasons_stand_beside_what_is_not_known() -> None:
    main = replace(MAIN, cwd=None, env=None, missing={"cwd": "secret", "env": "secret too"})
    read = replace(main, comm="node", umask=None)
    assert rows(compare(replace(FACTS, main=read)))["identity.umask"].why == (
        "main: the kernel does not tell"
    )
    found = rows(compare(replace(FACTS, main=main, new=None, why_no_exec="no shell")))
    assert found["identity.cwd"].why == "exec: no shell; main: secret"
    assert found["environment.all"].why == "exec: no shell; main: secret too"
    assert found["process.pid"].why == "exec: no shell"
    stopped = replace(FACTS, main=None, new=None, why_no_exec="not running")
    assert rows(compare(stopped))["process.pid"].why == "not running"


def test_what_is_known_at_second_hand_says_so_and_is_no_match() -> None:
    details = replace_details(env=(("A", "1"),), working_dir="/app", user="app")
    second = configured(details, 1, "paused")
    found = rows(compare(replace(FACTS, details=details, main=second)))
    assert found["environment.A"].mark is Mark.UNKNOWN
    assert found["environment.A"].why == f"main: paused; {CONFIGURED}"
    assert found["identity.cwd"].mark is Mark.UNKNOWN
    assert found["identity.user"].main == "app"
    assert found["process.pid"].main == "1"
    assert found["streams.stdin"].why == "main: paused"


def replace_details(**values: Any) -> Details:
    known = {"id": DETAILS.id, "name": "api", "image": "x", "state": State.RUNNING}
    return Details(**{**known, **values})


def test_whoever_knows_is_believed_before_whoever_supposes() -> None:
    first = ProcessFacts(pid=1, tty="", uid=33, cwd=None, missing={"cwd": "secret"})
    second = ProcessFacts(pid=9, cwd="/real", uid=0, user="root", comm="x", host_pid=7)
    both = merge(first, second)
    assert both is not None
    assert (both.pid, both.tty, both.cwd, both.comm, both.host_pid) == (1, "", "/real", "x", 7)
    assert (both.uid, both.user) == (33, "")
    assert not any(both.missing.values())
    supposed = ProcessFacts(cwd="/made", missing={"cwd": "as made"})
    late = merge(first, supposed)
    assert late is not None
    assert (late.cwd, late.missing["cwd"]) == ("/made", "secret; as made")
    nothing = merge(first, ProcessFacts(missing=unknown("paused")))
    assert nothing is not None
    assert (nothing.cwd, nothing.missing["cwd"]) == (None, "secret")
    assert merge(None, first) is merge(first, None) is first


def test_the_engines_table() -> None:
    top = ProcessTable(
        ("UID", "PID", "PPID", "TTY", "CMD"), (("root", "70", "5", "?", "cat -u x"),)
    )
    assert table(top) == [Listed(70, 5, argv=("cat", "-u", "x"))]
    assert table(ProcessTable(("X",), (("1",),))) == []


def listed(*pairs: tuple[int, int]) -> tuple[Listed, ...]:
    return tuple(Listed(pid, ppid, comm=f"p{pid}") for pid, ppid in pairs)


def drawn(facts: ContainerFacts) -> list[tuple[int, int, Side]]:
    return [(line.depth, line.pid, line.side) for line in tree(facts)]


def test_the_tree_begins_with_the_main_process() -> None:
    facts = replace(FACTS, processes=listed((50, 41), (41, 0), (8, 1), (1, 0), (9, 8), (60, 0)))
    assert drawn(facts) == [
        (0, 1, Side.MAIN),
        (1, 8, Side.OTHER),
        (2, 9, Side.OTHER),
        (0, 41, Side.EXEC),
        (1, 50, Side.OTHER),
        (0, 60, Side.OTHER),
    ]
    assert tree(facts)[0].command == f"node server.js --token {MASK}"


def test_of_a_shared_table_only_the_two_and_theirs_are_shown() -> None:
    main, new = replace(MAIN, pid=70), replace(NEW, pid=80, ppid=3)
    shared = listed((1, 0), (2, 1), (3, 1), (70, 3), (71, 70), (80, 3), (90, 2))
    facts = replace(FACTS, main=main, new=new, processes=shared)
    assert [pid for _, pid, _ in drawn(facts)] == [70, 71, 80]


def test_an_exec_below_the_main_process_is_drawn_there() -> None:
    facts = replace(FACTS, processes=listed((1, 0), (41, 1)), new=replace(NEW, ppid=1))
    assert drawn(facts) == [(0, 1, Side.MAIN), (1, 41, Side.EXEC)]


@settings(max_examples=80)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=8))
def test_a_table_with_circles_is_drawn_once(pairs: list[tuple[int, int]]) -> None:
    lines = tree(replace(FACTS, processes=listed(*pairs)))
    assert len({line.pid for line in lines}) == len(lines)
    assert {1, 41} <= {line.pid for line in lines}


def test_limits_of_version_2() -> None:
    files = {
        "memory.max": b"67108864\n",
        "memory.swap.max": b"33554432",
        "cpu.max": b"50000 100000",
        "pids.max": b"max",
        "cpu.weight": b"100",
        "cpuset.cpus.effective": b"0-1",
    }
    at = {f"/sys/fs/cgroup/{name}": data for name, data in files.items()}
    assert read_limits(at, DETAILS) == {
        "memory": "64.0 MB",
        "swap": "96.0 MB",
        "cpu": "0.5 processors",
        "weight": "100",
        "cpuset": "0-1",
        "pids": "none",
    }


def test_limits_of_version_1_and_those_asked_for() -> None:
    at = {
        "/sys/fs/cgroup/memory/memory.limit_in_bytes": b"9223372036854771712",
        "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": b"-1",
        "/sys/fs/cgroup/cpu/cpu.cfs_period_us": b"100000",
    }
    assert read_limits(at, DETAILS) == {"memory": "none", "cpu": "none"}
    host = {"Memory": 67108864, "NanoCpus": 1500000000, "PidsLimit": None, "CpusetCpus": "1"}
    asked = replace_details(raw=MappingProxyType({"HostConfig": host}))
    assert read_limits({}, asked) == {
        "memory": "64.0 MB",
        "cpu": "1.5 processors",
        "cpuset": "1",
    }
    assert read_limits({}, DETAILS) == {}


@settings(max_examples=50)
@given(st.dictionaries(st.sampled_from(["memory.max", "cpu.max", "pids.max"]), st.binary()))
def test_no_limit_raises(files: dict[str, bytes]) -> None:
    read_limits({f"/sys/fs/cgroup/{name}": data for name, data in files.items()}, DETAILS)
