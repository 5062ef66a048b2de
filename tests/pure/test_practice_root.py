"""Where a practice container's files are, without any mount; and what dead scenes leave."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from alongside.engine.practice.keeper.files import has_file, put_file
from alongside.engine.practice.keeper.identity import Identity, UnknownUserError
from alongside.engine.practice.keeper.listing import parse
from alongside.engine.practice.keeper.processes import Process
from alongside.engine.practice.keeper.root import Root
from alongside.engine.practice.keeper.tree import remove_tree
from alongside.engine.practice.leftovers import make_directory, sweep


@pytest.fixture
def root(tmp_path: Path) -> Root:
    volume = tmp_path / "volume"
    spec = {
        "system": True,
        "files": {"/etc/motd": (0o644, "hello\n"), "/data/x": (0o600, "x"), "/app/p": (0o755, "")},
        "volumes": {"/data": str(volume)},
    }
    (tmp_path / "root").mkdir()
    made = Root(str(tmp_path / "root"), spec)
    made.build()
    return made


def test_its_own_files_are_private(root: Root, tmp_path: Path) -> None:
    assert root.host_path("/etc/motd") == f"{tmp_path}/root/etc/motd"
    assert (tmp_path / "root/etc/motd").read_text() == "hello\n"
    assert root.host_path("/etc/shadow") != "/etc/shadow"
    assert not has_file(root, "/etc/shadow")


def test_a_volume_is_where_it_is(root: Root, tmp_path: Path) -> None:
    assert root.host_path("/data/x") == f"{tmp_path}/volume/x"
    assert has_file(root, "/data/x")


def test_the_systems_programs_are_there(root: Root) -> None:
    assert has_file(root, "/bin/sh")
    assert has_file(root, "/bin/../bin/./sh")
    assert not has_file(root, "/bin/no-such-program")


def test_no_way_leads_out(root: Root, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("secret")
    assert not has_file(root, f"/../../..{outside}")
    Path(f"{root.path}/tmp/link").symlink_to(str(outside))
    assert not has_file(root, "/tmp/link")
    Path(f"{root.path}/tmp/back").symlink_to("../../../../../../etc/motd")
    assert root.host_path("/tmp/back") == f"{root.path}/etc/motd"


def test_links_in_a_circle_are_an_error(root: Root) -> None:
    Path(f"{root.path}/tmp/a").symlink_to("b")
    Path(f"{root.path}/tmp/b").symlink_to("a")
    with pytest.raises(OSError, match="too many"):
        root.host_path("/tmp/a")


def test_a_file_is_put_where_it_may(root: Root) -> None:
    put_file(root, "/tmp/new", b"1", 0o750)
    assert Path(f"{root.path}/tmp/new").stat().st_mode & 0o777 == 0o750
    put_file(root, "/data/new", b"2", 0o644)
    with pytest.raises(FileNotFoundError):
        put_file(root, "/nowhere/new", b"", 0o644)
    with pytest.raises(PermissionError):
        put_file(root, "/bin/new", b"", 0o644)
    with pytest.raises(OSError):
        put_file(root, "/tmp", b"", 0o644)
    assert [path.name for path in Path(root.path, "tmp").iterdir()] == ["new"]


def test_without_the_system_there_is_python_and_no_shell(tmp_path: Path) -> None:
    root = Root(str(tmp_path), {"system": False, "files": {}, "volumes": {}})
    root.build()
    assert not has_file(root, "/bin/sh")
    assert not has_file(root, "/usr/bin/sh")


def test_users_are_found_by_name_and_number(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tables = {
        "/etc/passwd": "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001::/app:/bin/sh\nbad line\n",
        "/etc/group": "root:x:0:\napp:x:1001:\nextra:x:44:other,app\n",
    }
    monkeypatch.setattr(
        "alongside.engine.practice.keeper.identity._table",
        lambda path: [row.split(":") for row in tables[path].splitlines() if row.count(":") >= 3],
    )
    assert Identity.find("") == Identity(0, 0, (0,), "/root")
    assert Identity.find("app") == Identity(1000, 1001, (1001, 44), "/app")
    assert Identity.find("1000") == Identity.find("app")
    assert Identity.find("app:extra").gid == 44
    assert Identity.find("77:88") == Identity(77, 88, (88,), "/")
    with pytest.raises(UnknownUserError, match="user nobody-here"):
        Identity.find("nobody-here")
    with pytest.raises(UnknownUserError, match="group nothing"):
        Identity.find("app:nothing")


def test_only_dead_scenes_are_swept(tmp_path: Path) -> None:
    alive, lock = make_directory(tmp_path)
    dead, dead_lock = make_directory(tmp_path)
    os.close(dead_lock)
    just_being_made = tmp_path / alive.name.replace(alive.name[-6:], "making")
    just_being_made.mkdir()
    (tmp_path / "alongside-practice-someone-else").mkdir()
    assert sweep(tmp_path) == [dead]
    assert alive.exists()
    assert just_being_made.exists()
    os.close(lock)
    assert sweep(tmp_path) == [alive]


def test_a_locked_tree_is_removed_and_no_link_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("x")
    inner = tmp_path / "tree" / "a" / "b"
    inner.mkdir(parents=True)
    (inner / "file").write_text("x")
    (tmp_path / "tree" / "link").symlink_to(outside)
    inner.chmod(0)
    remove_tree(str(tmp_path / "tree"))
    remove_tree(str(tmp_path / "tree"))
    assert not (tmp_path / "tree").exists()
    assert (outside / "kept").exists()


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("  12     1   501  2048   0:00.52 ttys001  -zsh", (12, 1, 0.52, 2_097_152, "-zsh")),
        (" 9 1 0 8 01:02:03 ?? /sbin/x -a  b", (9, 1, 3723.0, 8192, "/sbin/x -a  b")),
        ("9 1 0 0 2-00:00:01 ?? x", (9, 1, 172_801.0, 0, "x")),
    ],
)
def test_a_line_of_ps_is_understood(line: str, row: tuple[object, ...]) -> None:
    process = Process(*parse(line))
    assert (process.pid, process.ppid, process.cpu, process.memory, process.command) == row
    assert process.own_pid == process.inner_pid == process.pid
