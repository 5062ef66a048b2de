"""The hops between the terminal and a process, the pids that are known, and where it broke."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import cast

import pytest

from alongside.anatomy import host
from alongside.anatomy.breaks import broken_at, where_lost
from alongside.anatomy.chains import CHAINS
from alongside.anatomy.model import Hop, HopKind
from alongside.anatomy.relay import Found, build, look, parting, terminal_detail
from alongside.engine.engine import Engine
from alongside.engine.model import Details, Endpoint, EngineInfo, State, TLSFiles
from alongside.errors import UnreachableError
from alongside.session.session import Ending, Facts, Reason, Session

ID = "c0ffee" * 10
UNIX = Endpoint("unix:///run/docker.sock", "the tests")
NEW = Facts(main=False, command="bash -l", pid=41, host_pid=7123, has_tty=True, tty="pts/1")
MAIN = Facts(main=True, command="/usr/bin/node server.js", pid=1, host_pid=3919)
DETAILS = Details(ID, "web", "image", State.RUNNING, pid=3919)


def names(hops: tuple[Hop, ...]) -> list[str]:
    return [hop.name for hop in hops]


@pytest.fixture
def proc(tmp_path: Path):
    """Return a function that puts a process into a /proc of our own."""

    def put(pid: int, parent: int, name: str, *argv: str) -> Path:
        folder = tmp_path / str(pid)
        folder.mkdir()
        (folder / "comm").write_text(name + "\n")
        (folder / "cmdline").write_bytes("\0".join(argv).encode() + b"\0")
        (folder / "stat").write_text(f"{pid} ({name} ) x)) S {parent} 1 1 0")
        return tmp_path

    return put


def test_dockers_way() -> None:
    found = Found({"dockerd": 812, "shim": 4100})
    hops = build(UNIX, "docker", NEW, found, ours=99, terminal="pts/3")
    assert names(hops) == ["terminal", "alongside", "dockerd", "containerd", "shim", "bash"]
    assert [hop.pid for hop in hops] == [None, 99, 812, None, 4100, 41]
    assert [hop.link for hop in hops][1:3] == ["tty", "unix socket"]
    assert hops[3].beside  # starts the shim; no byte goes through it
    assert hops[-1].link == "pty pts/1"
    assert hops[-1].kind is HopKind.PROCESS


def test_a_process_without_a_tty_has_pipes_and_its_own_name() -> None:
    process = build(UNIX, "docker", MAIN)[-1]
    assert (process.name, process.link, process.pid) == ("node", "pipes", 1)
    assert "main" in process.detail
    assert build(UNIX, "docker", Facts(main=True, command="it's"))[-1].name == "it's"
    assert build(UNIX, "docker", Facts(main=True))[-1].name == "process"


@pytest.mark.parametrize("runtime", CHAINS)
def test_every_chain_leads_from_the_terminal_to_the_process(runtime: str) -> None:
    hops = build(UNIX, runtime, NEW)
    assert names(hops)[:2] == ["terminal", "alongside"]
    assert names(hops)[-1] == "bash"
    assert all(hop.link for hop in hops[1:])
    assert [hop.pid for hop in hops[:-1]] == [None] * (len(hops) - 1)  # nothing is guessed


def test_an_engine_of_another_kind_is_one_hop() -> None:
    assert names(build(UNIX, "something", NEW))[2:] == ["something", "bash"]


def test_what_lies_between_us_and_the_engine() -> None:
    over_ssh = build(Endpoint("ssh://me@far", "the tests"), "docker", NEW, Found(ssh=55))
    assert names(over_ssh)[1:5] == ["alongside", "ssh", "sshd", "dockerd"]
    assert over_ssh[2].pid == 55
    assert over_ssh[2].detail == "me@far"
    tls = build(Endpoint("tcp://10.0.0.5:2376", "x", tls=TLSFiles()), "docker", NEW)
    assert (tls[2].name, tls[2].detail, tls[2].link) == ("network", "10.0.0.5:2376, TLS", "tcp")
    forward = Found(between=host.HostProcess(7, "ssh", ("ssh", "-L")))
    assert names(build(UNIX, "docker", NEW, forward))[2:4] == ["ssh", "dockerd"]


def test_the_shim_is_the_one_that_names_the_container(proc) -> None:
    proc(1, 0, "systemd", "/sbin/init")
    proc(4100, 1, "containerd-shim", "/usr/bin/containerd-shim-runc-v2", "-id", ID)
    root = proc(3919, 4100, "node", "node", "server.js")
    shim = host.minder_of(3919, ID, ("containerd-shim",), root)
    assert shim is not None
    assert shim.pid == 4100
    assert host.minder_of(3919, "another", ("containerd-shim",), root) is None
    assert host.minder_of(9999, ID, ("containerd-shim",), root) is None
    assert host.minder_of(0, ID, ("containerd-shim",), root) is None


def test_on_another_machine_nothing_is_looked_for(proc) -> None:
    root = proc(3919, 1, "node", "node")
    far = Endpoint("tcp://10.0.0.5:2375", "the tests")
    assert look(far, "docker", DETAILS, MAIN, root)[0] == Found()


def test_podman_has_a_conmon_for_each_process(proc) -> None:
    proc(1, 0, "systemd", "/sbin/init")
    proc(500, 1, "conmon", "/usr/bin/conmon", "-c", ID)
    proc(3919, 500, "node", "node")
    proc(600, 1, "conmon", "/usr/bin/conmon", "-c", ID, "--exec-attach")
    root = proc(7123, 600, "bash", "bash")
    gone = Endpoint("unix:///nonexistent/podman.sock", "the tests")
    main = build(gone, "podman", MAIN, look(gone, "podman", DETAILS, MAIN, root)[0])
    new = build(gone, "podman", NEW, look(gone, "podman", DETAILS, NEW, root)[0])
    assert (main[-2].pid, new[-2].pid) == (500, 600)
    assert parting(new, main) == 3  # terminal, alongside, podman
    assert parting(build(UNIX, "docker", NEW), build(UNIX, "docker", MAIN)) == 5


def test_the_keeper_is_ours_or_nobodys(proc) -> None:
    proc(10, 1, "alongside", "alongside")
    proc(20, 10, "python", "python", "-c", "from alongside.engine.practice.keeper.main import main")
    root = proc(30, 20, "bash", "bash")
    keeper = host.keeper_of(30, 10, root)
    assert keeper is not None
    assert keeper.pid == 20
    assert host.keeper_of(30, 11, root) is None


def test_who_holds_a_socket_the_kernel_says(tmp_path: Path) -> None:
    path = str(tmp_path / "s")
    assert host.holder_of(path) is None
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        holder = host.holder_of(path)
    assert holder is not None
    assert holder.pid == os.getpid()


def test_a_pidfile_counts_only_when_it_names_the_right_program(proc, tmp_path: Path) -> None:
    root = proc(77, 1, "dockerd", "dockerd")
    pidfile = tmp_path / "docker.pid"
    assert host.named_in(pidfile, "dockerd", root) is None
    pidfile.write_text("77\n")
    found = host.named_in(pidfile, "dockerd", root)
    assert found is not None
    assert found.pid == 77
    assert host.named_in(pidfile, "other", root) is None
    pidfile.write_text("no number")
    assert host.named_in(pidfile, "dockerd", root) is None


def test_our_ssh_is_a_descendant_of_ours(proc) -> None:
    (proc(10, 1, "alongside", "alongside") / "self").mkdir()
    proc(11, 10, "sh", "sh", "-c", "ssh far")
    proc(12, 11, "ssh", "ssh", "-N", "me@far")
    root = proc(13, 1, "ssh", "ssh", "me@far")  # somebody else's
    found = host.child_called("ssh", 10, "far", root)
    assert found is not None
    assert found.pid == 12
    assert host.child_called("ssh", 10, "elsewhere", root) is None
    proc(14, 11, "ssh", "ssh", "-N", "me@far")
    assert host.child_called("ssh", 10, "far", root) is None  # which of the two, nobody knows


def test_our_own_terminal_is_described_by_what_is_known() -> None:
    assert terminal_detail({}, "") == ""
    environ = {"TMUX": "/tmp/x", "TERM_PROGRAM": "tmux", "SSH_CONNECTION": "10.0.0.7 1 2 3"}
    assert terminal_detail(environ, "/dev/pts/3") == "pts/3, tmux, by ssh from 10.0.0.7"
    assert terminal_detail({"TERM_PROGRAM": "evil\x1b]0;"}, "") == "evil␛]0;"


LOST = Ending(Reason.LOST, "The connection broke.")


def break_of(ending: Ending | None, *, url: str = UNIX.url, **known):
    hops = build(Endpoint(url, "the tests"), "docker", NEW)
    found = broken_at(hops, ending, **({"reachable": True, "state": State.RUNNING} | known))
    at = hops[found.index].name if found and found.index is not None else None
    return at, found.sentence if found else ""


def test_a_stream_that_was_ended_on_purpose_is_not_broken() -> None:
    for reason in (Reason.EXITED, Reason.CLOSED, Reason.DETACHED, Reason.FAILED):
        assert break_of(Ending(reason, "x")) == (None, "")
    assert break_of(None) == (None, "")


def test_where_a_lost_stream_broke() -> None:
    assert break_of(LOST, reachable=False)[0] == "dockerd"
    at, said = break_of(LOST, reachable=False, url="ssh://far")
    assert at == "ssh"
    assert "ssh, sshd, dockerd" in said  # which of the three, cannot be told
    assert break_of(LOST)[0] == "dockerd"
    assert "let go" in break_of(LOST)[1]
    assert break_of(LOST, state=State.EXITED)[0] == "bash"
    assert break_of(LOST, state=None)[0] == "bash"
    assert break_of(LOST, state=State.UNKNOWN)[0] is None
    at, said = break_of(LOST, reachable=None)
    assert at is None
    assert "not known" in said
    assert break_of(Ending(Reason.CONTAINER, "It stopped."))[0] == "bash"


class Lost:
    """A session whose connection broke, on an engine that is away."""

    container_id = "web"
    facts = NEW
    ending: Ending | None = LOST
    endpoint = UNIX
    info = EngineInfo("podman", "5.4")

    async def inspect(self, id: str) -> Details:
        raise UnreachableError("nobody there")


async def test_a_pane_of_its_own_says_where_it_broke() -> None:
    lost = Lost()
    said = await where_lost(cast("Engine", lost), cast("Session", lost))
    assert said == "At podman: it does not answer any more."
    lost.ending = Ending(Reason.EXITED, "It ended.")
    assert await where_lost(cast("Engine", lost), cast("Session", lost)) == ""
