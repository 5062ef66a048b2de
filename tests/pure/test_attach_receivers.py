"""Who gets Ctrl+C, read from any text that /proc (or something that poses as it) may hold."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.engine.model import Details, State
from alongside.engine.signals import BY_NAME, Effect
from alongside.session.attach_facts import facts_of
from alongside.session.attach_interrupt import interrupt_of
from alongside.session.attach_process import from_this_machine, parse
from alongside.session.attach_receivers import main_pid, receivers
from alongside.session.detach import DetachKeys

ID = "ab" * 32
INT = BY_NAME["INT"]


def details(argv: str = "sh", *, mode: str = "", init: bool = False, **given: Any) -> Details:
    raw = {"Config": {}, "HostConfig": {"PidMode": mode, "Init": init}}
    words = tuple(argv.split())
    return Details(
        ID, "api", "x", State.RUNNING, pid=500, argv=words, raw=MappingProxyType(raw), **given
    )


def process(
    pid: int, name: str, *, parent: int = 0, group: int = 0, front: int = -1, caught: int = 0
) -> str:
    stat = f"{pid} ({name}) S {parent} {group or pid} 1 34816 {front} 4194560{' 0' * 43}"
    return f"P{stat}\nSigBlk:\t0\nSigIgn:\t0\nSigCgt:\t{caught:x}\n"


def test_a_shell_with_a_child_in_front() -> None:
    said = process(1, "sh", front=7, caught=2) + process(7, "a) b (c", parent=1, front=7)
    found = receivers(parse(said), 1, details())
    assert found is not None
    assert not found.in_front
    assert [str(one) for one in found.front] == ["`a) b (c` (PID 7)"]
    assert found.front[0].effect(INT) is Effect.ENDS
    assert found.main.is_init
    typed = interrupt_of(details(tty=True), found, typed=True)
    assert typed.reaches == "`a) b (c` (PID 7)"
    assert typed.ends is False
    assert interrupt_of(details(tty=True), found, typed=False).reaches == ""


def test_a_script_and_its_child_are_in_front_together() -> None:
    said = process(1, "make", front=1) + process(7, "cc", parent=1, group=1, front=1)
    found = receivers(parse(said), 1, details("make"))
    interrupt = interrupt_of(details("make", tty=True), found, typed=True)
    assert interrupt.ends is False
    assert "`cc` (PID 7) ends" in interrupt.clause


def test_an_init_passes_on() -> None:
    said = process(1, "tini") + process(7, "node", parent=1) + process(8, "x", parent=1)
    found = receivers(parse(said), 1, details("tini -- node"))
    assert found is not None
    assert found.real.name == "node"
    plain = receivers(parse(said.replace("tini", "nginx")), 1, details("nginx"))
    assert plain is not None
    assert plain.real.name == "nginx"
    assert receivers(parse(said.replace("tini", "docker-init")), 1, details(init=True)) is not None


def test_a_zombie_and_what_is_missing() -> None:
    said = process(1, "sh", front=7) + process(7, "sleep", parent=1).replace(" S ", " Z ")
    found = receivers(parse(said), 1, details())
    assert found is not None
    assert found.front == ()
    assert interrupt_of(details(tty=True), found, typed=True).effect is Effect.NOTHING
    assert receivers(parse(said), 99, details()) is None
    assert receivers([], 1, details()) is None


@given(st.text(max_size=300), st.integers(0, 8))
@settings(max_examples=60)
def test_any_text(said: str, cut: int) -> None:
    whole = process(1, "sh", front=1) + "P" + said + process(7, "x", parent=1)
    found = receivers(parse(whole[cut:]), 1, details())
    interrupt = interrupt_of(details(tty=True), found, typed=True)
    assert interrupt.clause
    assert "\x1b" not in interrupt.clause + interrupt.reaches


def test_the_line_below_an_attach_shows_no_secret_of_the_command_line() -> None:
    words = details("server --password hunter2 --db=postgres://me:hunter2@db/x --port 80")
    facts = facts_of(words, DetachKeys.parse("ctrl-p,ctrl-q"), "", connected=False)
    assert "hunter2" not in facts.command
    assert facts.command.startswith("server --password ")
    assert facts.command.endswith("--port 80")


def test_pids_inside() -> None:
    assert main_pid(details()) == 1
    assert main_pid(details(mode="host")) == 500
    assert main_pid(details(mode="container:other")) is None


def proc(tmp_path: Path, pid: int, name: str, inside: str, *, children: str = "") -> None:
    folder = tmp_path / str(pid)
    (folder / "task" / str(pid)).mkdir(parents=True)
    (folder / "cgroup").write_text(f"0::/system.slice/docker-{ID}.scope\n")
    (folder / "stat").write_text(f"{pid} ({name}) S 1 {pid} {pid} 34816 {pid} 0{' 0' * 43}\n")
    (folder / "status").write_text(f"Name:\t{name}\nNSpid:\t{inside}\nSigCgt:\t2\nSigIgn:\t0\n")
    (folder / "task" / str(pid) / "children").write_text(children)


async def test_a_machine_s_proc(tmp_path: Path) -> None:
    proc(tmp_path, 500, "sh", "500\t1", children="501 502 ")
    proc(tmp_path, 501, "sleep", "501\t7")  # 502 has ended meanwhile
    found = await from_this_machine(details(), tmp_path)
    assert found is not None
    assert (found.main.pid, found.main.is_init, found.in_front) == (1, True, True)
    assert found.main.effect(INT) is Effect.ITS_OWN
    (tmp_path / "500" / "status").write_text("NSpid:\t500\t9\nSigCgt:\t0\nSigIgn:\t0\n")
    found = await from_this_machine(details(), tmp_path)
    assert found is not None
    assert not found.main.is_init


@pytest.mark.parametrize(
    "status", ["", "NSpid:\tx\n", "NSpid:\n", "NSpid:\t-\t\n", "NSpid:\t" + "9" * 5000]
)
async def test_a_strange_status_is_no_error(tmp_path: Path, status: str) -> None:
    proc(tmp_path, 500, "sh", "500")
    (tmp_path / "500" / "status").write_text(status)
    found = await from_this_machine(details(), tmp_path)
    assert found is not None
    assert found.main.pid == 500


async def test_a_child_of_this_program_needs_no_cgroup() -> None:
    child = await asyncio.create_subprocess_exec("sleep", "100")
    try:
        made = Details(ID, "api", "x", State.RUNNING, pid=child.pid)
        assert await from_this_machine(made) is None
        found = await from_this_machine(made, ours=True)
        assert found is not None
        assert found.main.effect(INT) is Effect.ENDS
        stranger = Details(ID, "api", "x", State.RUNNING, pid=os.getppid())
        assert await from_this_machine(stranger, ours=True) is None
    finally:
        child.kill()
        await child.wait()
