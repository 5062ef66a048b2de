"""A lab for each test: an engine and the containers that the test makes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from session_lab import Lab

from alongside.engine.docker import DockerEngine
from alongside.engine.model import Endpoint


@pytest_asyncio.fixture
async def lab(engine_host: str, tmp_path: Path) -> AsyncIterator[Lab]:
    engine = DockerEngine(Endpoint(engine_host, "the tests"))
    await engine.connect()
    made = Lab(engine_host, engine, tmp_path)
    try:
        yield made
    finally:
        await made.clean_up()
        await engine.close()
