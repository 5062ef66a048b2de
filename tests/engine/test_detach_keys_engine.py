"""The detach sequences that we take are those that a real engine takes; the rest is refused."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from alongside.errors import ConfigError
from alongside.session.detach import RULE, DetachKeys

VALID = [
    *("ctrl-p,ctrl-q", "a", "a,b,c", "ctrl-a,x", "ctrl-@", "ctrl-[", "ctrl-\\", "ctrl-]"),
    *("ctrl-^", "ctrl-_", "DEL", "~", "ctrl-^,ctrl-],ctrl-_,ctrl-^"),
]
INVALID = [
    *("ctrl-", "ctrl-1", "ctrl-?", "ctrl-P", "CTRL-p", "ab", "ctrl-p,", "ctrl-p,,ctrl-q"),
    *("ctrl p", "^P", "f12", "esc", "é", "del", "ctrl-p;ctrl-q", "ctrl-pp"),
]


@pytest.fixture(scope="module")
def attachable(engine_host: str) -> Iterator[str]:
    name = "detach-keys-engine"
    docker = ["docker", "-H", engine_host]
    subprocess.run([*docker, "rm", "-f", name], capture_output=True, check=False)
    run = [*docker, "run", "-dit", "--name", name, "busybox:test", "cat"]
    subprocess.run(run, capture_output=True, check=True)
    yield name
    subprocess.run([*docker, "rm", "-f", name], capture_output=True, check=True)


def engine_says(host: str, name: str, keys: str) -> str:
    """Return the engine's complaint about a sequence, empty if it takes it."""
    url = f"http://engine/containers/{name}/attach?stream=0&detachKeys={quote(keys)}"
    command = ["curl", "-s", "-X", "POST", "--unix-socket", host.removeprefix("unix://"), url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)
    return done.stdout.strip()  # whether it is JSON depends on the engine


@pytest.mark.parametrize("keys", VALID)
def test_what_we_take_the_engine_takes(engine_host: str, attachable: str, keys: str) -> None:
    assert len(DetachKeys.parse(keys).codes) == len(keys.split(","))
    assert engine_says(engine_host, attachable, keys) == ""


@pytest.mark.parametrize("keys", INVALID)
def test_what_the_engine_refuses_we_refuse_with_the_rule(
    engine_host: str, attachable: str, keys: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        DetachKeys.parse(keys)
    assert refused.value.advice == RULE
    assert "etach keys" in engine_says(engine_host, attachable, keys)
