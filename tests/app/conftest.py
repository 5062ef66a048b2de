"""Containers for whole-app tests, made and removed with docker's own command."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator

import pytest
from support import Docker


@pytest.fixture
def docker(engine_host: str) -> Iterator[Docker]:
    """Return a function that runs ``docker ARGUMENTS``; what was run with --name is removed."""
    environ = {**os.environ, "DOCKER_HOST": engine_host}
    names: list[str] = []

    def call(*arguments: str) -> str:
        if "--name" in arguments:
            name = arguments[arguments.index("--name") + 1]
            names.append(name)
            subprocess.run(
                ["docker", "rm", "-f", name], env=environ, capture_output=True, check=False
            )
        done = subprocess.run(
            ["docker", *arguments],
            env=environ,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    yield call
    if names:
        command = ["docker", "rm", "-f", *names]
        subprocess.run(command, env=environ, capture_output=True, check=False)
