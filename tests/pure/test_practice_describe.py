"""What the practice engine says of a container, its policies and its blueprints."""

from __future__ import annotations

import pytest

from alongside.engine.practice.blueprint import Blueprint, File
from alongside.engine.practice.describe import process_table, span
from alongside.engine.practice.policy import RestartPolicy
from alongside.engine.practice.scene import scene

MINUTE, HOUR, DAY = 60, 3600, 86400


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "Less than a second"),
        (1, "1 second"),
        (59.9, "59 seconds"),
        (MINUTE, "About a minute"),
        (2 * MINUTE, "2 minutes"),
        (59 * MINUTE, "59 minutes"),
        (HOUR, "About an hour"),
        (2 * HOUR, "2 hours"),
        (47 * HOUR, "47 hours"),
        (2 * DAY, "2 days"),
        (13 * DAY, "13 days"),
        (14 * DAY, "2 weeks"),
        (60 * DAY, "2 months"),
        (800 * DAY, "2 years"),
    ],
)
def test_durations_are_worded_as_docker_does(seconds: float, words: str) -> None:
    assert span(seconds) == words


def test_pauses_double_up_to_a_minute() -> None:
    policy = RestartPolicy("always")
    pauses = []
    for _ in range(12):
        policy.ended(lasted=0.5)
        pauses.append(policy.pause())
        policy.restarted()
    assert pauses[:4] == [0.1, 0.2, 0.4, 0.8]
    assert pauses[-1] == 60
    assert policy.count == 12


@pytest.mark.parametrize("how", ["a long run", "by hand"])
def test_what_makes_the_pause_short_again(how: str) -> None:
    policy = RestartPolicy("always", 7)
    assert policy.pause() > 10
    policy.ended(lasted=11) if how == "a long run" else policy.forget()
    assert policy.pause() == 0.1
    assert policy.count >= 7


@pytest.mark.parametrize(
    ("name", "after_failure", "after_success"),
    [
        ("no", False, False),
        ("always", True, True),
        ("unless-stopped", True, True),
        ("on-failure", True, False),
    ],
)
def test_policies(name: str, after_failure: bool, after_success: bool) -> None:
    policy = RestartPolicy(name)
    assert policy.wants(1) is after_failure
    assert policy.wants(0) is after_success


def test_a_blueprint_brings_its_files() -> None:
    blueprint = Blueprint(
        name="x", argv=("sh",), programs=("db",), files={"/etc/x.conf": File("a=1\n", 0o600)}
    )
    files = blueprint.all_files("127.0.0.9\tx\n")
    assert files["/etc/x.conf"] == (0o600, "a=1\n")
    assert files["/app/db"][0] == 0o755
    assert files["/app/db"][1].startswith("#!/usr/bin/env python3\n")
    assert files["/etc/hostname"][1] == "x\n"
    assert "127.0.0.9\tx" in files["/etc/hosts"][1]
    assert "app:x:1000:" in files["/etc/passwd"][1]


def test_the_scene_is_what_it_is_said_to_be() -> None:
    by_name = {blueprint.name: blueprint for blueprint in scene()}
    assert list(by_name) == [
        "frontend",
        "api",
        "database",
        "log-generator",
        "interactive-app",
        "shell",
        "minimal",
        "stopped",
    ]
    assert {b.name for b in scene() if b.project == "shop"} == {"frontend", "api", "database"}
    assert by_name["interactive-app"].tty
    assert by_name["interactive-app"].open_stdin
    assert not by_name["minimal"].system
    assert by_name["api"].volumes == by_name["frontend"].volumes
    assert by_name["stopped"].past
    assert by_name["stopped"].past.exit_code == 137


def test_processes_are_shown_clean() -> None:
    record = {"uid": 0, "pid": 7, "ppid": 1, "tty": "pts/0", "cpu": 3725.9, "command": "sh \x1b[2J"}
    table = process_table([record], {0: "root"})
    assert table.rows == (("root", "7", "1", "pts/0", "01:02:05", "sh ␛[2J"),)
