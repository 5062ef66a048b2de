"""The menu of signals: what each will do is said, asked about where it ends something, done."""

from __future__ import annotations

from play import gone
from stage import docker_finder, find_staged, main, select, shows, staged, text
from support import Docker, wait_for
from test_screens import picture
from textual.widgets import OptionList

from alongside.engine.model import Health, State
from alongside.ui.screens.signals import SignalsScreen

__all__ = ["picture"]

HANDLER = "trap 'echo got-usr1' USR1; trap '' HUP; echo ready; while :; do sleep 0.1; done"


def line_of(pilot, name: str) -> str:
    """Return the line that shows a signal."""
    found = [line for line in text(pilot).split("\n") if f"│  {name:<7}" in line]
    return found[0] if found else ""


async def choose(pilot, name: str) -> None:
    """Press Enter on a signal's line."""
    screen = pilot.app.screen
    assert isinstance(screen, SignalsScreen)
    listed = screen.query_one(OptionList)
    listed.highlighted = listed.get_option_index(name)
    await pilot.press("enter")


async def test_on_practice(picture):
    async with staged(find_staged, size=(120, 35)) as pilot:
        await shows(pilot, "○ stopped", "2/3")
        select(pilot, "database")
        listed = main(pilot).sidebar.containers
        await wait_for(lambda: listed.find("database").health is Health.HEALTHY)  # it has set up
        await pilot.press("K")
        await shows(pilot, "signal to database", "to the main process")
        await shows(pilot, "ends it, and the container stops")
        await picture(pilot, "signals")
        await choose(pilot, "KILL")
        await shows(pilot, "Send KILL to the main process of database?")
        await pilot.press("n")
        await gone(pilot, "Send KILL")
        assert main(pilot).sidebar.containers.find("database").state is State.RUNNING
        await pilot.press("K")
        await shows(pilot, "signal to database")
        await choose(pilot, "KILL")
        await shows(pilot, "Send KILL to the main process of database?")
        await pilot.press("y")
        await shows(pilot, "KILL was sent to database")
        await wait_for(
            lambda: main(pilot).sidebar.containers.find("database").state is State.EXITED
        )


async def test_what_does_not_run_gets_none():
    async with staged(find_staged) as pilot:
        await shows(pilot, "○ stopped")
        select(pilot, "stopped")
        await pilot.press("K")
        await shows(pilot, "stopped is exited: nobody would get it")
        await pilot.press("x")
        await shows(pilot, "K       signal…")


async def test_what_is_said_is_true_on_a_real_engine(docker: Docker, engine_host: str):
    name = "alongside-signals"
    docker("run", "-d", "--name", name, "busybox:test", "sh", "-c", HANDLER)
    async with staged(docker_finder(engine_host), size=(120, 40)) as pilot:
        await wait_for(lambda: main(pilot).sidebar.containers.find(name))
        select(pilot, name)
        await wait_for(lambda: "ready" in docker("logs", name))
        await pilot.press("K")
        await shows(pilot, f"signal to {name}", "`sh` (PID 1)")
        assert "nothing happens: it is ignored" in line_of(pilot, "HUP")
        assert "handled by the program itself" in line_of(pilot, "USR1")
        assert "PID 1 is spared the default" in line_of(pilot, "USR2")
        assert "ends it, and the container stops" in line_of(pilot, "KILL")
        await choose(pilot, "USR1")  # harmless: it is not asked about
        await shows(pilot, f"USR1 was sent to {name}")
        await wait_for(lambda: "got-usr1" in docker("logs", name))
        for harmless in ("HUP", "USR2"):
            await pilot.press("K")
            await shows(pilot, f"signal to {name}")
            await choose(pilot, harmless)
            await shows(pilot, f"{harmless} was sent to {name}")
        assert docker("inspect", "-f", "{{.State.Running}}", name) == "true"
        await pilot.press("K")
        await shows(pilot, f"signal to {name}")
        await choose(pilot, "KILL")
        await shows(pilot, f"Send KILL to the main process of {name}?")
        await pilot.press("y")
        await wait_for(lambda: docker("inspect", "-f", "{{.State.Running}}", name) == "false")


async def test_a_paused_container_s_are_greyed(docker: Docker, engine_host: str):
    name = "alongside-signals-paused"
    docker("run", "-d", "--name", name, "busybox:test", "sleep", "1000")
    docker("pause", name)
    async with staged(docker_finder(engine_host), size=(120, 40)) as pilot:
        await wait_for(lambda: main(pilot).sidebar.containers.find(name))
        select(pilot, name)
        await pilot.press("K")
        await shows(pilot, f"signal to {name}", "is paused; some engines would thaw it")
        listed = pilot.app.screen.query_one(OptionList)
        assert listed.get_option("HUP").disabled
        assert not listed.get_option("KILL").disabled


async def test_a_restart_policy_that_a_signal_would_switch_off_is_said(
    docker: Docker, engine_host: str
):
    name = "alongside-signals-policy"
    docker("run", "-d", "--name", name, "--restart=always", "busybox:test", "sh", "-c", HANDLER)
    async with staged(docker_finder(engine_host), size=(120, 40)) as pilot:
        await wait_for(lambda: main(pilot).sidebar.containers.find(name))
        select(pilot, name)
        await wait_for(lambda: "ready" in docker("logs", name))
        await pilot.press("K")
        await shows(pilot, f"signal to {name}")
        await choose(pilot, "USR1")
        await shows(pilot, f"Send USR1 to the main process of {name}?", "restart policy always")
        await pilot.press("escape")
        await gone(pilot, "Send USR1")
        assert "got-usr1" not in docker("logs", name)
