"""What a machine's /proc tells of a container: whose it is, and to a user who may read little."""

from __future__ import annotations

from pathlib import Path

import pytest
from anatomy_proc import DETAILS, ID, make

from alongside.anatomy.machine import Origin, is_here, look, origin


@pytest.fixture
def proc(tmp_path: Path) -> Path:
    return make(tmp_path)


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
    for pid, space in (500, "pid:[1]"), (520, "pid:[1]"):
        (proc / str(pid) / "ns").mkdir()
        (proc / str(pid) / "ns" / "pid").symlink_to(space)
    assert look(proc, DETAILS, new_host_pid=520).new is not None
    (proc / "520" / "ns" / "pid").unlink()
    (proc / "520" / "ns" / "pid").symlink_to("pid:[2]")  # it ended, and its pid is another's
    assert look(proc, DETAILS, new_host_pid=520).new is None
    assert look(proc, DETAILS, new_pid=8, new_host_pid=520).new is None
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
