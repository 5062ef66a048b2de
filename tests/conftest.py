"""The real engine that tests may fill and empty."""

from __future__ import annotations

import gc
import os

import pytest

HOW = (
    "no engine for tests: set ALONGSIDE_TEST_HOST (as root on Debian: "
    "'.ci/engine install && .ci/engine start && .ci/engine images' makes a private one)"
)


@pytest.fixture(scope="session")
def engine_host() -> str:
    """Return the URL of the tests' engine; without one skip for a user, fail in CI."""
    host = os.environ.get("ALONGSIDE_TEST_HOST", "")
    if not host:
        if os.environ.get("CI"):
            pytest.fail(HOW)
        pytest.skip(HOW)
    return host


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the engine: ``-m "not engine"`` leaves what runs anywhere."""
    for item in items:
        if "engine_host" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.engine)


def pytest_collection_finish() -> None:
    """Keep the collector from walking what was imported, again and again: a tenth of the time."""
    gc.collect()
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the pictures in screenshots/ be made anew."""
    parser.addoption("--update-screens", action="store_true", help="write screenshots/*.svg")
