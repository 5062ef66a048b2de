"""The command line as a script sees it: exit codes, one line on stderr, no escape sequences."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def alongside(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DOCKER_", "ALONGSIDE_", "XDG_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "alongside", *arguments],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**clean, **environ},
        timeout=60,
        check=False,
    )


def one_line(done: subprocess.CompletedProcess[str], code: int) -> str:
    assert done.returncode == code, done
    assert done.stdout == ""
    assert done.stderr.startswith("alongside: ")
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


def test_version_and_help():
    assert alongside("--version").stdout.startswith("alongside ")
    text = alongside("--help").stdout
    for word in ("ps", "contexts", "config", "--host", "--engine", "practice"):
        assert word in text


@pytest.mark.parametrize("arguments", [(), ("api",), ("--", "ps")])
def test_no_terminal_is_an_error_without_escape_sequences(arguments):
    assert "needs a terminal" in one_line(alongside(*arguments), 1)


def test_no_engine_is_one_line_that_says_what_to_do(tmp_path):
    said = one_line(alongside("--host", f"unix://{tmp_path}/no.sock", "ps"), 1)
    assert "no.sock" in said
    assert "--host" in said


def test_an_unknown_context_is_never_the_default_socket(tmp_path):
    said = one_line(alongside("--context", "lab", "ps", HOME=str(tmp_path)), 1)
    assert "no docker context 'lab'" in said


def test_a_wrong_setting_is_exit_code_2(tmp_path):
    path = tmp_path / "c.toml"
    path.write_text("\nleder = 'f1'\n")
    assert "c.toml, line 2: " in one_line(alongside("--config", str(path), "ps"), 2)
    assert "--detach-keys" in one_line(alongside("--detach-keys", "ctrl-"), 2)
    assert "--format" in one_line(alongside("--format", "json", "api"), 2)


def test_config_says_where_each_value_came_from(tmp_path):
    path = tmp_path / "c.toml"
    path.write_text('theme = "nord"\n')
    done = alongside("--config", str(path), "config", "--format", "json", ALONGSIDE_LEADER="f11")
    told = json.loads(done.stdout)
    assert told["file"] == str(path)
    assert told["settings"]["theme"] == {"value": "nord", "source": f"{path}, line 1"}
    assert told["settings"]["leader"] == {"value": "f11", "source": "ALONGSIDE_LEADER"}
    assert told["settings"]["host"]["source"] == "default"
    table = alongside("--config", str(path), "config").stdout
    assert f'theme = "nord"                   # {path}, line 1\n' in table


def test_contexts_marks_the_current_one(tmp_path):
    done = alongside("contexts", "--format", "json", HOME=str(tmp_path))
    assert [(c["name"], c["current"]) for c in json.loads(done.stdout)] == [("default", True)]
    assert alongside("contexts", HOME=str(tmp_path)).stdout.startswith("   NAME")


def test_ps_lists_what_the_engine_has(engine_host, docker):
    docker("run", "-d", "--name", "cli-ps", "busybox:test", "sleep", "1000")
    done = alongside("--host", engine_host, "ps", "--format", "json")
    found = {container["name"]: container for container in json.loads(done.stdout)}
    assert found["cli-ps"]["state"] == "running"
    assert found["cli-ps"]["restarts"] == 0
    table = alongside("--host", engine_host, "ps").stdout
    assert table.startswith("NAME ")
    assert "cli-ps " in table


def test_a_reader_that_leaves_is_no_error(engine_host):
    command = f"{sys.executable} -m alongside --host {engine_host} ps | true"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=Path.cwd(),
    )
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="it is Linux's")
def test_output_that_cannot_be_written_is_one_line():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "alongside", "config"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env={name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == (
        "alongside: The output cannot be written: No space left on device. Is the disk full?\n"
    )
