"""The labs, as the fixture ``lab``: every test of the contract runs in each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from contract_labs import Lab, docker_lab, practice_lab

LABS = ("practice", "practice-plain", pytest.param("docker", marks=pytest.mark.engine))


@pytest.fixture(scope="session")
def docker_client() -> Iterator[list[Any]]:
    """A place for the one client that makes containers."""
    clients: list[Any] = []
    yield clients
    for client in clients:
        client.close()


@pytest.fixture(params=LABS)
async def lab(request: pytest.FixtureRequest, docker_client: list[Any]) -> AsyncIterator[Lab]:
    """An engine to be held to the contract."""
    if request.param != "docker":
        async with practice_lab(isolate=request.param == "practice") as practice:
            yield practice
        return
    host = request.getfixturevalue("engine_host")
    if not docker_client:
        import docker

        docker_client.append(docker.APIClient(base_url=host))
    async with docker_lab(host, docker_client[0]) as real:
        yield real
