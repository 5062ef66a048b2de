"""Notes on disk: written, read back, and whose owner is gone."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from alongside.session.registry import FOLDER, Owner, Record, Registry

RECORD = Record("unix:///x", "id", "web", "ab12", "", ("/bin/sh",), "bash", Owner.me())


def gone() -> Owner:
    """A process that has certainly ended."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return replace(Owner.me(), pid=child.pid)


def abandoned(registry: Registry, owner: Owner, endpoint: str = "unix:///x") -> list[Record]:
    registry.write(replace(RECORD, owner=owner))
    return list(registry.abandoned(endpoint))


def test_this_process_is_not_gone() -> None:
    assert Owner.me().started
    assert not Owner.me().gone


def test_a_record_comes_back_as_it_was(tmp_path: Path) -> None:
    registry = Registry(tmp_path / "new" / "state")
    owner = gone()
    assert abandoned(registry, owner) == [replace(RECORD, owner=owner)]


def test_the_living_are_left_alone(tmp_path: Path) -> None:
    assert abandoned(Registry(tmp_path), Owner.me()) == []


def test_a_pid_that_was_given_to_another_is_no_owner(tmp_path: Path) -> None:
    assert abandoned(Registry(tmp_path), replace(Owner.me(), started="1"))


def test_another_boot_is_gone_and_other_hosts_and_namespaces_are_left_alone(tmp_path: Path) -> None:
    registry = Registry(tmp_path)
    assert abandoned(registry, replace(Owner.me(), boot="before"))
    assert not abandoned(registry, replace(gone(), host="elsewhere"))
    assert not abandoned(registry, replace(gone(), namespace="pid:[1]"))


def test_other_engines_are_left_alone(tmp_path: Path) -> None:
    assert not abandoned(Registry(tmp_path), gone(), "unix:///y")


def test_removing_twice(tmp_path: Path) -> None:
    registry = Registry(tmp_path)
    registry.write(RECORD)
    registry.remove(RECORD.mark)
    registry.remove(RECORD.mark)
    assert list((tmp_path / FOLDER).iterdir()) == []


def test_the_files_are_the_user_s_alone(tmp_path: Path) -> None:
    Registry(tmp_path).write(RECORD)
    (path,) = (tmp_path / FOLDER).iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"mark": "../../x"}', "null"])
def test_what_is_no_record_goes(tmp_path: Path, text: str) -> None:
    registry = Registry(tmp_path)
    registry.write(RECORD)
    (tmp_path / FOLDER / "bad.json").write_text(text)
    assert list(registry.abandoned("unix:///x")) == []
    assert [path.name for path in (tmp_path / FOLDER).iterdir()] == ["ab12.json"]


def test_a_mark_is_never_a_path(tmp_path: Path) -> None:
    registry = Registry(tmp_path)
    registry.write(replace(RECORD, owner=gone()))
    path = tmp_path / FOLDER / "ab12.json"
    data = json.loads(path.read_text()) | {"mark": "../../../etc/passwd"}
    path.write_text(json.dumps(data))
    assert list(registry.abandoned("unix:///x")) == []
