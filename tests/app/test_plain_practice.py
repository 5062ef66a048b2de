"""The practice engine where the kernel gives it no namespaces: the screen must say so, always."""

from __future__ import annotations

from pathlib import Path

from play import live
from stage import main, select, shows, staged, text

from alongside.engine.practice.engine import PracticeEngine


async def find_plain():
    engine = PracticeEngine(isolate=False)
    return engine, await engine.connect()


def stdin_of(pid: int) -> Path:
    return Path(f"/proc/{pid}/fd/0").readlink()


async def test_a_shell_on_the_own_machine_is_called_so():
    async with staged(find_plain, size=(100, 30)) as pilot:
        await shows(pilot, "ON YOUR OWN MACHINE", "This shell is on your own machine")


async def test_the_main_process_is_named_by_the_pid_and_the_terminal_that_it_has():
    """There is no pid 1 and no pts/0 of its own: these would be the machine's."""
    async with staged(find_plain) as pilot:
        select(pilot, "interactive-app")
        details = await main(pilot).context.engine.inspect("interactive-app")
        await pilot.press("a")
        await live(pilot)
        await shows(pilot, f"MAIN process {details.pid}", details.tty_name)
        assert stdin_of(details.pid) == Path("/dev", details.tty_name)
        assert "MAIN process 1 " not in text(pilot)
