"""What a pane or the screen says of a moment, for as long as it lasts."""

from __future__ import annotations

from play import click_on, gone, leader, type_in
from stage import docker_finder, main, select, shows, staged, text

from alongside.config import Settings
from alongside.engine.practice.blueprint import Blueprint
from alongside.engine.practice.engine import PracticeEngine


async def test_a_paused_containers_panes_say_so():
    async with staged() as pilot:
        select(pilot, "shell")
        await pilot.press("c")
        await shows(pilot, "NEW process", "MAIN process 1", "^C stays here")
        await leader(pilot, "s")
        await pilot.press("p")
        await shows(pilot, "PAUSED: p on the list thaws it; keys wait")
        assert text(pilot).count("PAUSED: ") == 2
        await pilot.press("p")
        await gone(pilot, "PAUSED: ")


async def test_a_paused_container_is_thawed_by_a_click_from_its_pane():
    async with staged(settings=Settings(keys={"list.pause": "ctrl+j"}), size=(190, 45)) as pilot:
        select(pilot, "shell")
        await pilot.press("a")
        await shows(pilot, "MAIN process 1", "input OPEN")
        await leader(pilot, "s")
        await pilot.press("ctrl+j")
        await shows(pilot, "PAUSED: ")
        select(pilot, "database")
        await click_on(pilot, "Ctrl+j on the list thaws it")
        await gone(pilot, "PAUSED: ")


async def find_silent():
    silent = Blueprint(name="silent", argv=("sh", "-c", "read x; echo got $x"), open_stdin=True)
    engine = PracticeEngine([silent])
    return engine, await engine.connect()


async def test_a_silent_attach_says_that_nothing_was_said():
    async with staged(find_silent) as pilot:
        select(pilot, "silent")
        await pilot.press("a")
        await shows(pilot, "no output yet: the main process has said nothing")
        assert not "".join(main(pilot).workspace.active.terminal.emulator.lines()).strip()
        await type_in(pilot, "it")
        await gone(pilot, "no output yet")


async def test_an_empty_log_says_so():
    async with staged(find_silent) as pilot:
        select(pilot, "silent")
        await pilot.press("l")
        await shows(pilot, "no output yet: the log is empty")


async def test_halves_have_the_same_height_whatever_is_said_below():
    async with staged(find_silent, size=(140, 40)) as pilot:
        select(pilot, "silent")
        await pilot.press("c")
        await shows(pilot, "NEW process", "MAIN process", "attach · silent · no output yet")
        heights = {half.terminal.size.height for half in main(pilot).workspace.active._halves}
        assert len(heights) == 1
        await main(pilot).workspace.active._halves[1].session.write(b"it\n")
        await shows(pilot, "got it")
        await gone(pilot, "no output yet")


async def test_a_container_that_is_not_there_is_said_with_those_near():
    async with staged(container="shel") as pilot:
        await shows(pilot, "There is no container 'shel' here. Did you mean: shell?")
        await shows(pilot, "Choose a container on the left")
    async with staged(container="frontned") as pilot:
        await shows(pilot, "There is no container 'frontned' here. Did you mean: frontend?")
    async with staged(container="zzz") as pilot:
        await shows(pilot, "There is no container 'zzz' here.")
        assert "Did you mean" not in text(pilot)


async def test_on_a_real_engine_too(docker, engine_host):
    docker("run", "-d", "--name", "liv-near", "busybox:test", "sleep", "1000")
    async with staged(docker_finder(engine_host), container="liv-naer") as pilot:
        await shows(pilot, "Did you mean: liv-near?")
