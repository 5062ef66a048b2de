"""The catalog as data: which probe is for which container, and that its scripts are there."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from alongside.diagnostics.by_engine import ANSWERS
from alongside.diagnostics.catalog import GENERAL, PROBES, SPECIAL, probes_for
from alongside.diagnostics.probe import Applies, ByEngine, Probe, Script, image_name
from alongside.diagnostics.process import script_text
from alongside.engine.model import Container, Details, Port, State


def container(image: str = "x", command: str = "", ports: tuple[int, ...] = ()) -> Container:
    made = tuple(Port(port) for port in ports)
    return Container("a" * 64, "name", image, State.RUNNING, command=command, ports=made)


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("postgres", "postgres"),
        ("postgres:16-alpine", "postgres"),
        ("ghcr.io:443/a/Postgres:16@sha256:abc", "postgres"),
        ("localhost:5000/redis", "redis"),
        ("sha256:abcdef", "sha256"),
        ("", ""),
    ],
)
def test_image_names(reference: str, name: str) -> None:
    assert image_name(reference) == name


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (container("postgres:16"), ["postgres"]),
        (container("bitnami/postgresql:16"), ["postgres"]),
        (container("db", "/usr/bin/mysqld --user=mysql"), ["mysql"]),
        (container("x", '"redis-server *:6379"'), ["redis"]),
        (container("x", ports=(27017,)), ["mongo"]),
        (container("nginx:1"), ["web", "nginx"]),
        (container("python:3.12", "python app.py", (8000,)), ["web", "python"]),
        (container("x", "node server.js"), ["node"]),
        (container("busybox", "sleep 1"), []),
        (container("x", "sh -c postgresqueries"), []),
    ],
)
def test_special_probes_follow_the_general_ones(made: Container, expected: list[str]) -> None:
    found = [probe.id for probe in probes_for(made)]
    assert found[: len(GENERAL)] == [probe.id for probe in GENERAL]
    assert found[len(GENERAL) :] == expected


def test_details_know_the_whole_command() -> None:
    made = container("x", "/start.sh")
    details = Details(made.id, "name", "x", State.RUNNING, argv=("/start.sh", "/opt/java/bin/java"))
    assert "java" in [probe.id for probe in probes_for(made, details)]


def test_a_udp_port_is_no_tcp_port() -> None:
    made = Container("a", "n", "x", State.RUNNING, ports=(Port(5432, "udp"),))
    assert not Applies(ports=(5432,)).match(made)


def test_every_way_of_the_catalog_exists() -> None:
    assert len(PROBES) == len(GENERAL) + len(SPECIAL)
    for probe in PROBES.values():
        assert probe.help.endswith(".")
        for way in probe.ways:
            if isinstance(way, Script):
                assert script_text(way.name)
            if isinstance(way, ByEngine):
                assert way.question in ANSWERS


def test_requirements() -> None:
    assert PROBES["logs"].requirements == ""
    assert PROBES["processes"].requirements == "a running container"
    assert PROBES["web"].requirements == "a running container with a shell"
    assert Probe("i", "t", "h", (ByEngine("facts"),)).requirements == ""


@pytest.mark.parametrize("shell", [["dash"], ["bash", "--posix"], ["busybox", "ash"]])
@pytest.mark.parametrize(
    "name", sorted({w.name for p in PROBES.values() for w in p.ways if isinstance(w, Script)})
)
def test_every_script_is_plain_shell(shell: list[str], name: str) -> None:
    if not shutil.which(shell[0]):
        pytest.skip(f"no {shell[0]} here")
    done = subprocess.run([*shell, "-n", "-c", script_text(name)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_scripts_write_no_files() -> None:
    for probe in PROBES.values():
        for way in probe.ways:
            text = script_text(way.name) if isinstance(way, Script) else ""
            targets = {word.split()[0] for word in text.split(" >")[1:] if word.strip()}
            assert all(t.startswith(("/dev/null", "&")) for t in targets), (probe.id, targets)
            assert "<<" not in text  # some shells put a here-document into a file
