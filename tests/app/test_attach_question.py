"""Ctrl+C in an attach pane: the question names process and consequence; sig_proxy and no_stdin."""

from __future__ import annotations

import re

import pytest
from play import gone
from stage import docker_finder, find_staged, main, select, shows, staged, text
from support import Docker, wait_for
from textual import events

from alongside.config import Settings

HANDLER = "trap 'exit 3' INT; echo rea''dy; while :; do sleep 0.1; done"


async def attach(pilot, name: str) -> None:
    await wait_for(lambda: main(pilot).sidebar.containers.find(name))
    select(pilot, name)
    await pilot.press("a")


async def test_the_question_names_process_and_consequence(docker: Docker, engine_host: str):
    name = "alongside-question"
    docker("run", "-d", "--name", name, "--restart=always", "busybox:test", "sleep", "9999")
    async with staged(docker_finder(engine_host)) as pilot:
        await attach(pilot, name)
        await shows(pilot, "MAIN process 1", "no stdin")
        await pilot.press("ctrl+c")
        await shows(pilot, f"Send Ctrl+C to the main process of {name}?", "`sleep 9999` (PID 1)")
        await shows(pilot, "has no handler for SIGINT")
        await pilot.press("y")
        await shows(pilot, "SIGINT was sent.", "^C does nothing to PID 1")
        assert docker("inspect", "-f", "{{.State.Running}}", name) == "true"


async def test_a_question_that_comes_too_late_is_no_crash(docker: Docker, engine_host: str):
    name = "alongside-question-late"
    docker("run", "-d", "--name", name, "busybox:test", "sh", "-c", HANDLER)
    async with staged(docker_finder(engine_host)) as pilot:
        await attach(pilot, name)
        await shows(pilot, "ready", "MAIN process 1")
        await pilot.press("ctrl+c")
        await shows(pilot, "(PID 1): its own handler decides")
        docker("kill", name)
        await wait_for(lambda: not main(pilot).sidebar.containers.find(name).state.live)
        await pilot.press("y")
        await gone(pilot, "Send Ctrl+C")
        assert pilot.app.is_running


async def test_never_and_always(docker: Docker, engine_host: str):
    name = "alongside-question-proxy"
    docker("run", "-d", "--name", name, "busybox:test", "sh", "-c", HANDLER)
    async with staged(docker_finder(engine_host), settings=Settings(sig_proxy="never")) as pilot:
        await attach(pilot, name)
        await shows(pilot, "ready", "MAIN process 1")
        await pilot.press("ctrl+c")
        await shows(pilot, "Ctrl+C is not passed on here (sig_proxy = never).")
        assert docker("inspect", "-f", "{{.State.Running}}", name) == "true"
    async with staged(docker_finder(engine_host), settings=Settings(sig_proxy="always")) as pilot:
        await attach(pilot, name)
        await shows(pilot, "ready", "MAIN process 1")
        await pilot.press("ctrl+c")
        await shows(pilot, "stopped (exit code 3)")


async def test_no_stdin(docker: Docker, engine_host: str):
    name = "alongside-question-nostdin"
    docker("run", "-d", "-it", "--name", name, "busybox:test", "sh")
    async with staged(docker_finder(engine_host), settings=Settings(no_stdin=True)) as pilot:
        await attach(pilot, name)
        await shows(pilot, "MAIN process 1", "input is never connected (no_stdin)", "/ #")
        await pilot.press(*"hi", "enter")
        await shows(pilot, "nothing you type arrives")
        assert "hi" not in docker("logs", name)


@pytest.mark.parametrize(
    ("key", "name", "effect"), [("ctrl+z", "Ctrl+Z", "until CONT"), ("ctrl+s", "Ctrl+S", "Ctrl+Q")]
)
async def test_what_would_freeze_a_main_process_is_asked_about(key: str, name: str, effect: str):
    async with staged() as pilot:
        await attach(pilot, "interactive-app")
        await shows(pilot, "MAIN process 1", "input OPEN")
        await pilot.press(key)
        await shows(pilot, f"Send {name} to the main process of interactive-app?", effect)
        await pilot.press("n")
        await gone(pilot, f"Send {name}")
        await pilot.press(*"still", "enter")
        await shows(pilot, "you said: still")


READS = "while :; do dd bs=1 count=1 2>/dev/null | od -An -tx1; done"
RAW = f"stty raw -echo; echo rea''dy; {READS}"


async def test_what_a_raw_terminal_takes_as_characters_is_not_asked_about(
    docker: Docker, engine_host: str
):
    name = "alongside-question-raw"
    docker("run", "-d", "-it", "--name", name, "busybox:test", "sh", "-c", RAW)
    async with staged(docker_finder(engine_host)) as pilot:
        await attach(pilot, name)
        await shows(pilot, "ready", "input OPEN")
        burst = ("ctrl+s", "x"), ("ctrl+z", "y"), ("ctrl+backslash", "z")
        for key, behind in burst:
            pilot.app.post_message(events.Key(key, None))
            pilot.app.post_message(events.Key(behind, behind))
        codes = ("13", "78", "1a", "79", "1c", "7a")
        await shows(pilot, *codes)
        assert re.findall("|".join(codes), text(pilot).partition("ready")[2])[:6] == list(codes)
        await pilot.press("ctrl+c")
        await shows(pilot, "Send Ctrl+C to the main process")


async def test_practice_knows_at_once_what_an_interrupt_does():
    async with staged() as pilot:
        await attach(pilot, "interactive-app")
        await shows(pilot, "MAIN process 1", "^C its own handler decides")


async def test_the_question_on_practice():
    async with staged(find_staged) as pilot:
        await shows(pilot, "● log-generator")
        await attach(pilot, "database")
        await shows(pilot, "MAIN process 1")
        await pilot.press("ctrl+c")
        await shows(pilot, "Send Ctrl+C to the main process of database?", "its own handler")
        await pilot.press("n")
        await gone(pilot, "Send Ctrl+C")
        assert "MAIN process 1" in text(pilot)


async def test_ctrl_d_is_not_asked_about_where_it_reaches_nobody(docker: Docker, engine_host: str):
    name = "alongside-question-end"
    docker("run", "-di", "--name", name, "busybox:test", "cat")
    async with staged(docker_finder(engine_host)) as pilot:
        await attach(pilot, name)
        await shows(pilot, "MAIN process 1", "input OPEN")
        await pilot.press(*"hi", "enter", "ctrl+d")
        await shows(pilot, "Ctrl+D ended input here only: the engine keeps this stdin open")
        assert "Send Ctrl+D" not in text(pilot)
        assert not pilot.app.screen.is_modal
        assert docker("inspect", "-f", "{{.State.Running}}", name) == "true"
