"""Helpers that tests of every ring share."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from inspect import isawaitable

import pytest

Docker = Callable[..., str]
"""Runs ``docker ARGUMENTS`` and returns what it says."""


async def wait_for(condition: Callable[[], object], timeout: float = 10.0, what: str = "") -> None:
    """Return when `condition()` (or what it awaits) is true; fail after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    pause = 0.001
    while True:
        result = condition()
        if isawaitable(result):
            result = await result
        if result:
            return
        if time.monotonic() > deadline:
            pytest.fail(f"waited {timeout} s in vain for {what or condition}")
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, 0.01)
