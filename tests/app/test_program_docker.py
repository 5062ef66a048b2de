"""The whole program on a real engine: what a user does first, and what must not go wrong."""

from __future__ import annotations

import pytest
from play import leader, live, type_in
from stage import docker_finder, main, select, shows, staged, text
from support import wait_for
from textual.pilot import Pilot

from alongside.ui.compare_pane import ComparePane
from alongside.ui.session_pane import SessionPane
from alongside_widgets.terminal import Terminal

SERVER = "echo started; while :; do sleep 1; done"


def pane_of(pilot: Pilot[None]) -> SessionPane:
    active = main(pilot).workspace.active
    assert isinstance(active, SessionPane)
    return active


@pytest.fixture
def find(engine_host):
    return docker_finder(engine_host)


async def test_enter_opens_a_shell_of_the_panes_size(docker, find):
    docker("run", "-d", "--name", "app-shell", "debian:test", "sleep", "1000")
    async with staged(find) as pilot:
        select(pilot, "app-shell")
        await pilot.press("enter")
        await shows(pilot, "NEW process", "root@")
        await type_in(pilot, "stty size; tty; echo $TERM")
        terminal = pane_of(pilot).terminal
        await shows(pilot, f"{terminal.size.height} {terminal.size.width}", "/dev/pts", "xterm-256")
        await pilot.resize_terminal(120, 30)
        await wait_for(lambda: terminal.size.width < 100)
        await type_in(pilot, "clear; stty size")
        await shows(pilot, f"{terminal.size.height} {terminal.size.width}")
        assert "every other key goes to the process" in text(pilot)


async def test_an_ended_shell_says_how_and_runs_again(docker, find):
    docker("run", "-d", "--name", "app-again", "busybox:test", "sleep", "1000")
    async with staged(find) as pilot:
        select(pilot, "app-again")
        await pilot.press("enter")
        await shows(pilot, "NEW process", "/ #")
        await type_in(pilot, "echo first life")
        await type_in(pilot, "exit 3")
        await shows(pilot, "exit code 3", "run again", "first life")
        await pilot.press("r")
        await shows(pilot, "── again ──", "^C stays here", "first life")
        await type_in(pilot, "echo second $((1+1))")
        await shows(pilot, "second 2")


async def test_closing_a_pane_ends_what_it_started(docker, find):
    docker("run", "-d", "--name", "app-close", "busybox:test", "sleep", "1000")
    async with staged(find) as pilot:
        select(pilot, "app-close")
        await pilot.press("enter")
        await shows(pilot, "NEW process", "/ #")
        await type_in(pilot, "nohup sleep 54321 & sleep 54322 & echo two $((1+1))")
        await shows(pilot, "two 2")
        await leader(pilot, "w")
        await shows(pilot, "Close the tab", "sleep (", "closing ends them")
        await pilot.press("y")
        await wait_for(lambda: not main(pilot).workspace.panes)
        await wait_for(lambda: "sleep 5432" not in docker("top", "app-close"))
        await shows(pilot, "no tabs")


async def test_attach_is_locked_asks_before_interrupting_and_leaves_unharmed(docker, find):
    docker("run", "-d", "--name", "app-attach", "busybox:test", "sh", "-c", SERVER)
    async with staged(find) as pilot:
        select(pilot, "app-attach")
        await pilot.press("a")
        await live(pilot)
        await shows(pilot, "MAIN process 1", "no tty", "no stdin", "started")
        await pilot.press("x")
        await shows(pilot, "This process has no stdin: nothing you type arrives")
        await pilot.press("ctrl+c")
        await shows(pilot, "Send Ctrl+C to the main process of app-attach?")
        await pilot.press("escape")
        await leader(pilot, "d")
        await shows(pilot, "attach again")
        assert docker("inspect", "-f", "{{.State.Running}}", "app-attach") == "true"


async def test_detach_keys_leave_a_shell_alive(docker, find):
    docker("run", "-dit", "--name", "app-detach", "debian:test", "bash")
    async with staged(find) as pilot:
        select(pilot, "app-detach")
        await pilot.press("a")
        await shows(pilot, "MAIN process 1", "input OPEN", "root@")
        await type_in(pilot, "echo $$ is main")
        await shows(pilot, "1 is main")
        await pilot.press("ctrl+p", "ctrl+q")
        await shows(pilot, "attach again")
        assert docker("inspect", "-f", "{{.State.Running}}", "app-detach") == "true"


async def test_a_container_that_goes_and_comes_back_under_an_attach(docker, find):
    docker("run", "-d", "--name", "app-back", "busybox:test", "sh", "-c", SERVER)
    async with staged(find) as pilot:
        select(pilot, "app-back")
        await pilot.press("a")
        await live(pilot)
        await shows(pilot, "MAIN process 1", "started")
        docker("kill", "app-back")
        await shows(pilot, "attach again", "exited 137")
        docker("start", "app-back")
        await shows(pilot, "It is running again")
        await pilot.press("r")
        await shows(pilot, "── again ──", "no stdin")


async def test_compare_has_both_and_says_what_differs(docker, find):
    docker("run", "-d", "--name", "app-both", "debian:test", "sh", "-c", SERVER)
    async with staged(find, container="app-both") as pilot:
        await shows(pilot, "NEW process", "MAIN process 1", "differs", "tty", "≠")
        pane = main(pilot).workspace.active
        assert isinstance(pane, ComparePane)
        first, second = pane.query(Terminal).results()
        assert first.has_focus
        await leader(pilot, "o")
        assert second.has_focus
        await shows(pilot, "⌨ app-both: attach (no stdin)")
        await pilot.click(first)
        assert first.has_focus
        width = first.size.width
        await leader(pilot, "z")
        await wait_for(lambda: first.size.width > width)
        await leader(pilot, "z")
        await wait_for(lambda: first.size.width == width)
        await leader(pilot, "vertical_line")
        await wait_for(lambda: first.region.x == second.region.x)
        await leader(pilot, "y")
        await shows(pilot, "attach: the MAIN process")
        lines = main(pilot).workspace.active.monitor.emulator
        await wait_for(
            lambda: any("at least 1: alongside's own" in line for line in lines.scrollback_lines())
        )


async def test_what_happens_outside_shows_at_once(docker, find):
    async with staged(find, ready=False) as pilot:
        await wait_for(lambda: "running" in main(pilot).status.counts)
        docker("run", "-d", "--name", "app-born", "busybox:test", "sleep", "1000")
        await shows(pilot, "app-born", timeout=2)
        docker("pause", "app-born")
        await shows(pilot, "◫ app-born", timeout=2)
        docker("unpause", "app-born")
        docker("rename", "app-born", "app-named")
        await shows(pilot, "app-named", timeout=2)
        docker("rm", "-f", "app-named")
        await wait_for(lambda: "app-named" not in text(pilot), 2)


async def test_a_paused_container_says_why_not(docker, find):
    docker("run", "-d", "--name", "app-paused", "busybox:test", "sleep", "1000")
    docker("pause", "app-paused")
    async with staged(find) as pilot:
        select(pilot, "app-paused")
        await pilot.press("enter")
        await shows(pilot, "app-paused is paused")
        await pilot.press("p")
        await shows(pilot, "goes on", "● app-paused")


async def test_a_diagnostic_runs_beside_the_open_shell(docker, find):
    docker("run", "-d", "--name", "app-probe", "-e", "DB_PASSWORD=hunter2", "debian:test",
           "sleep", "1000")  # fmt: skip
    async with staged(find) as pilot:
        select(pilot, "app-probe")
        await shows(pilot, "Environment")
        await pilot.click("#probe-environment")
        await shows(pilot, "DB_PASSWORD", "run again")
        assert "hunter2" not in text(pilot)
        await pilot.press("u")
        await shows(pilot, "hunter2")
        await pilot.press("escape", "t")
        await shows(pilot, "sleep 1000", "app-probe: Processes")


async def test_quitting_asks_and_ends_every_session(docker, find):
    docker("run", "-d", "--name", "app-quit", "busybox:test", "sleep", "1000")
    async with staged(find) as pilot:
        select(pilot, "app-quit")
        await pilot.press("enter")
        await shows(pilot, "NEW process", "/ #")
        await type_in(pilot, "sleep 65432")
        await leader(pilot, "q")
        await shows(pilot, "Leave alongside?", "app-quit: ", "ends, and all that was started")
        await pilot.press("n")
        assert pilot.app.is_running
        await leader(pilot, "q")
        await shows(pilot, "Leave alongside?")
        await pilot.press("y")
        await wait_for(lambda: not pilot.app.is_running)
        assert "sleep 65432" not in docker("top", "app-quit")


async def test_exec_with_options(docker, find):
    docker("run", "-d", "--name", "app-form", "busybox:test", "sleep", "1000")
    async with staged(find) as pilot:
        select(pilot, "app-form")
        await pilot.press("e")
        await shows(pilot, "exec in app-form")
        await pilot.press(*"id", "tab", *"app", "tab", *"/tmp", "tab", "=", "enter")
        await shows(pilot, "is no variable")
        await pilot.press("backspace", *"A=b", "enter")
        await shows(pilot, "uid=1000(app)", "exit code 0")
        select(pilot, "app-form")
        await pilot.press("e")
        await shows(pilot, "exec in app-form", "A=b", "/tmp")
