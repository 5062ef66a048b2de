"""The real engine that tests may fill and empty."""

from __future__ import annotations

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


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the pictures in screenshots/ be made anew."""
    parser.addoption("--update-screens", action="store_true", help="write screenshots/*.svg")
