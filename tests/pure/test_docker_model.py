"""Docker's JSON becomes model, whatever is odd about it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.engine.docker_model import (
    container_of,
    details_of,
    event_of,
    info_of,
    ports_of,
    seconds_of,
    table_of,
)
from alongside.engine.docker_rows import items_of, rows_of
from alongside.engine.docker_usage import stats_of
from alongside.engine.model import Container, Health, Port, State
from alongside.errors import RefusedError

ID = "0123456789abcdef" * 4

ROW = {
    "Id": ID,
    "Names": ["/web/alias", "/shop-web-1"],
    "Image": "nginx:1.27",
    "Command": "nginx -g 'daemon off;'",
    "Created": 1700000000,
    "State": "running",
    "Status": "Up 5 minutes (healthy)",
    "Ports": [
        {"IP": "::", "PrivatePort": 80, "PublicPort": 8080, "Type": "tcp"},
        {"IP": "0.0.0.0", "PrivatePort": 80, "PublicPort": 8080, "Type": "tcp"},
        {"PrivatePort": 9, "Type": "udp"},
    ],
    "Labels": {"com.docker.compose.project": "shop", "com.docker.compose.service": "web"},
}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)


def spoiled(sample: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return answers in which some values are replaced by anything, or absent."""
    known = {key: st.just(value) | json_values for key, value in sample.items()}
    return st.fixed_dictionaries({}, optional=known)


def test_a_row() -> None:
    assert container_of(ROW) == Container(
        id=ID,
        name="shop-web-1",
        image="nginx:1.27",
        state=State.RUNNING,
        status="Up 5 minutes (healthy)",
        health=Health.HEALTHY,
        command="nginx -g 'daemon off;'",
        project="shop",
        service="web",
        created=1700000000.0,
        ports=(Port(9, "udp"), Port(80, "tcp", 8080, "0.0.0.0"), Port(80, "tcp", 8080, "::")),
    )


@pytest.mark.parametrize(
    ("status", "code", "health"),
    [
        ("Exited (137) 2 hours ago", 137, Health.NONE),
        ("Exited (0) About a minute ago", 0, Health.NONE),
        ("Restarting (1) 3 seconds ago", 1, Health.NONE),
        ("Up 3 seconds (health: starting)", None, Health.STARTING),
        ("Up 2 days (unhealthy)", None, Health.UNHEALTHY),
        ("Up 2 days (Paused)", None, Health.NONE),
        ("Created", None, Health.NONE),
        ("", None, Health.NONE),
    ],
)
def test_code_and_health_are_in_the_sentence(status: str, code: int | None, health: Health) -> None:
    row = container_of(ROW | {"Status": status})
    assert (row.exit_code, row.health) == (code, health)


def test_newer_engines_say_the_health_apart() -> None:
    assert container_of(ROW | {"Health": {"Status": "starting"}}).health is Health.STARTING


@pytest.mark.parametrize(
    ("names", "name"),
    [(None, ID[:12]), ([], ID[:12]), ([None, ""], ID[:12]), (["/a/b"], "a/b"), (["bare"], "bare")],
)
def test_odd_names(names: object, name: str) -> None:
    assert container_of(ROW | {"Names": names}).name == name


def test_an_image_that_lost_its_name_is_its_short_id() -> None:
    assert container_of(ROW | {"Image": "sha256:" + ID}).image == ID[:12]


def test_hostile_texts_are_defused() -> None:
    evil = "\x1b]0;x\x07[bold]\u202e"
    row = container_of(ROW | {"Names": ["/" + evil], "Image": evil, "Command": evil})
    for text in (row.name, row.image, row.command):
        assert text == "␛]0;x␇[bold]\ufffd"
    details = details_of({"Id": ID, "Name": evil, "Config": {"Env": [f"A={evil}"], "User": evil}})
    assert "\x1b" not in repr((details, dict(details.raw)))


@settings(max_examples=150, deadline=None)
@given(spoiled(ROW) | json_values)
def test_no_row_is_fatal(value: object) -> None:
    row = container_of(value)
    assert isinstance(row.state, State)


INSPECT = {
    "Id": ID,
    "Name": "/db",
    "Path": "docker-entrypoint.sh",
    "Args": ["postgres"],
    "RestartCount": 3,
    "State": {
        "Status": "exited",
        "Running": False,
        "Pid": 0,
        "ExitCode": 137,
        "OOMKilled": True,
        "StartedAt": "2026-01-01T10:00:00.123456789Z",
        "FinishedAt": "2026-01-01T11:00:00Z",
        "Health": None,
    },
    "Config": {
        "Tty": True,
        "OpenStdin": True,
        "StdinOnce": False,
        "User": "999",
        "WorkingDir": "/data",
        "Env": ["A=b=c", "EMPTY=", "BARE"],
        "Image": "postgres:17",
        "Cmd": None,
        "Entrypoint": None,
    },
    "HostConfig": {
        "Privileged": False,
        "ReadonlyRootfs": True,
        "RestartPolicy": {"Name": "always"},
        "LogConfig": {"Type": "json-file"},
    },
}


def test_details() -> None:
    found = details_of(INSPECT)
    assert (found.name, found.image, found.state) == ("db", "postgres:17", State.EXITED)
    assert found.argv == ("docker-entrypoint.sh", "postgres")
    assert found.env == (("A", "b=c"), ("EMPTY", ""), ("BARE", ""))
    assert (found.tty, found.open_stdin, found.stdin_once) == (True, True, False)
    assert (found.exit_code, found.oom_killed, found.restarts) == (137, True, 3)
    assert (found.restart_policy, found.log_driver, found.read_only) == (
        "always",
        "json-file",
        True,
    )
    assert found.raw["State"]["ExitCode"] == 137


def test_a_container_that_never_ran_has_no_exit_code() -> None:
    never = {"Status": "created", "ExitCode": 0, "FinishedAt": "0001-01-01T00:00:00Z"}
    found = details_of(INSPECT | {"State": never})
    assert (found.exit_code, found.finished_at, found.state) == (None, "", State.CREATED)


def test_imported_images_have_nulls() -> None:
    nothing = dict.fromkeys(("Env", "Cmd", "Entrypoint", "User", "Tty"))
    found = details_of({"Id": ID, "Name": "/x", "Config": nothing, "Args": None, "State": None})
    assert (found.env, found.argv, found.user, found.state) == ((), (), "", State.UNKNOWN)


@settings(max_examples=150, deadline=None)
@given(spoiled(INSPECT) | json_values)
def test_no_inspect_is_fatal(value: object) -> None:
    details_of(value)


def test_events() -> None:
    event = event_of(
        {
            "Type": "container",
            "Action": "health_status: unhealthy",
            "Actor": {"ID": ID, "Attributes": {"name": "a\x1b"}},
            "timeNano": 1_700_000_000_500_000_000,
        }
    )
    assert event is not None
    assert (event.action, event.id, event.time) == ("health_status", ID, 1_700_000_000.5)
    assert event.attributes == {"name": "a␛", "detail": "unhealthy"}
    assert event_of({"Type": "network", "Action": "connect"}) is None


@settings(max_examples=100, deadline=None)
@given(json_values)
def test_no_event_info_table_or_ports_are_fatal(value: object) -> None:
    event_of(value)
    info_of(value)
    table_of(value)
    ports_of(value)
    stats_of(value, None)


def test_who_answers() -> None:
    docker = info_of({"Version": "28.5", "ApiVersion": "1.51", "Os": "linux", "Arch": "amd64"})
    assert (docker.name, docker.version, docker.api_version) == ("docker", "28.5", "1.51")
    assert info_of({"Components": [{"Name": "Podman Engine"}]}).name == "podman"


def test_times() -> None:
    assert seconds_of("2026-01-01T00:00:00.123456789Z") == pytest.approx(1767225600.123456)
    assert seconds_of("2026-01-01T01:00:00+01:00") == 1767225600
    assert seconds_of(None) is None


def test_stats_are_the_docker_clis() -> None:
    raw = {
        "cpu_stats": {
            "cpu_usage": {"total_usage": 300},
            "system_cpu_usage": 2000,
            "online_cpus": 4,
        },
        "precpu_stats": {"cpu_usage": {"total_usage": 200}, "system_cpu_usage": 1000},
        "memory_stats": {"usage": 1000, "limit": 5000, "stats": {"inactive_file": 400}},
        "pids_stats": {"current": 7},
    }
    found = stats_of(raw, None)
    assert (found.cpu_percent, found.memory, found.memory_limit, found.pids) == (40.0, 600, 5000, 7)


async def test_rows_are_parsed_one_by_one() -> None:
    body = json.dumps([ROW] * 50, indent=1).encode()
    assert len(list(items_of(body))) == 50
    assert await rows_of(body) == [container_of(ROW)] * 50


async def test_the_loop_gets_its_turn_while_many_rows_are_parsed() -> None:
    turns = 0

    async def beat() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    beating = asyncio.create_task(beat())
    assert len(await rows_of(json.dumps([ROW] * 1500).encode())) == 1500
    beating.cancel()
    assert turns > 1


async def test_no_rows() -> None:
    assert [await rows_of(body) for body in (b"[]", b" [ ]\n", b"null")] == [[], [], []]


@pytest.mark.parametrize(
    "body", [b"<html>", b"{}", b"[{]", b"", b'["a", oops]', b"[" * 50_000 + b"]"]
)
async def test_what_is_no_list_is_no_engine(body: bytes) -> None:
    with pytest.raises(RefusedError, match="not a container engine"):
        await rows_of(body)
