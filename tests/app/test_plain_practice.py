"""The practice engine where the kernel gives it no namespaces: the screen must say so, always."""

from __future__ import annotations

from stage import shows, staged

from alongside.engine.practice.engine import PracticeEngine


async def find_plain():
    engine = PracticeEngine(isolate=False)
    return engine, await engine.connect()


async def test_a_shell_on_the_own_machine_is_called_so():
    async with staged(find_plain, size=(100, 30)) as pilot:
        await shows(pilot, "ON YOUR OWN MACHINE", "This shell is on your own machine")
