"""What a machine's /proc tells of a container: whose it is, and to a user who may read little."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from alongside.anatomy.machine import Origin, is_here, look, origin
from alongside.engine.model import Details, State

ID = "c0ffee" + "0" * 58
DETAILS = Details(
    id=ID,
    name="api",
    image="x",
    state=State.RUNNING,
    pid=500,
    argv=("node", "server.js"),
    started_at="2026-01-02T03:04:05Z",
)
BOOT = 1_767_323_045 - 100
"""A hundred seconds before the container was started."""


def add(proc: Path, pid: int, ppid: int, inner: str, name: str = "node", **files: Any) -> None:
    here = proc / str(pid)
    here.mkdir(parents=True)
    tail = "0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 10000 1 1 1 1 1 1 1 1 0 0 4096 4 2 1 0 0 17 1"
    (here / "stat").write_text(f"{pid} ({name}) S {ppid} {pid} {pid} {tail}\n")
    (here / "status").write_text(
        f"NSpid:\t{pid}\t{inner}\nNSpgid:\t{pid}\t{inner}\nNSsid:\t{pid}\t{inner}\n"
        "Uid:\t100033\t100033\t100033\t100033\nGid:\t5\t5\t5\t5\nGroups:\t100004 7\n"
    )
    (here / "comm").write_text(f"{name}\n")
    (here / "cmdline").write_bytes(files.get("cmdline", b"node\0server.js\0"))
    (here / "cgroup").write_text(files.get("cgroup", "0::/\n"))
    (here / "uid_map").write_text("0 100000 65536\n")
    (here / "gid_map").write_text("0 100000 65536\n")


@pytest.fixture
def proc(tmp_path: Path) -> Path:
    """A /proc as somebody sees it who may read neither environ nor fd nor ns nor cwd."""
    (tmp_path / "stat").write_text(f"cpu 1 2\nbtime {BOOT}\n")
    add(tmp_path, 400, 1, "", "containerd-shim", cmdline=f"shim\0-id\0{ID}\0".encode())
    add(tmp_path, 500, 400, "1", cgroup=f"0::/docker/{ID}\n")
    add(tmp_path, 510, 500, "7", "child")
    add(tmp_path, 520, 400, "8", "bash", cmdline=b"bash\0")
    return tmp_path


def test_who_may_read_little_still_knows_pids_and_parents(proc: Path) -> None:
    assert is_here(proc, DETAILS)
    seen = look(proc, DETAILS, new_pid=8, new_host_pid=520)
    assert seen.main is not None
    assert (seen.main.pid, seen.main.host_pid, seen.main.ppid) == (1, 500, 0)
    assert (seen.main.host_ppid, seen.main.host_parent) == (400, "containerd-shim")
    assert seen.main.argv == ("node", "server.js")
    assert seen.main.env is None
    assert "this user may not read it" in seen.main.missing["env"]
    assert "this user may not read it" in seen.main.missing["fds"]
    assert seen.new is not None
    assert (seen.new.pid, seen.new.argv) == (8, ("bash",))
    assert seen.table == []  # whose namespace is whose may not be read either


def test_ids_are_those_of_the_users_namespace(proc: Path) -> None:
    main = look(proc, DETAILS).main
    assert main is not None
    assert (main.uid, main.gid, main.groups) == (33, 5, (4, 7))


def test_a_parent_in_the_same_namespace_has_a_pid_there(proc: Path) -> None:
    child = look(proc, DETAILS._replace(pid=510)).main
    assert child is not None
    assert (child.pid, child.ppid, child.host_ppid) == (7, 1, 500)


def test_another_process_by_that_pid_is_not_taken_for_it(proc: Path) -> None:
    assert look(proc, DETAILS, new_pid=9, new_host_pid=520).new is None
    assert not is_here(proc, DETAILS._replace(pid=0))
    assert not is_here(proc, DETAILS._replace(pid=999))
    assert is_here(proc, DETAILS._replace(pid=520))  # below the container's own shim
    stranger = DETAILS._replace(id="d" * 64)
    assert is_here(proc, stranger)  # the same command, started when the engine says
    assert not is_here(proc, stranger._replace(argv=("sleep",)))
    assert not is_here(proc, stranger._replace(started_at="2026-01-02T03:05:05Z"))
    assert not is_here(proc, stranger._replace(started_at="then"))
    assert not is_here(proc / "none", DETAILS)


def test_where_a_process_comes_from(proc: Path) -> None:
    group = {"": f"/docker/{ID}"}
    assert origin(proc, 500) == Origin(400, "containerd-shim", group)
    assert origin(proc, 400) == Origin(1, "", {"": "/"})
    assert origin(proc, 999) is None


def test_a_link_for_passwd_is_not_followed(proc: Path, tmp_path: Path) -> None:
    root = proc / "500" / "root"
    (root / "etc").mkdir(parents=True)
    (root / "etc" / "passwd").write_text("www:x:33:33::/:/bin/sh\n")
    main = look(proc, DETAILS).main
    assert main is not None
    assert main.user == "www"
    (root / "etc" / "passwd").rename(tmp_path / "elsewhere")
    (root / "etc" / "passwd").symlink_to(tmp_path / "elsewhere")
    main = look(proc, DETAILS).main
    assert main is not None
    assert main.user == ""
