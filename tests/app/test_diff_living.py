"""What differs: between two halves; between a command by exec and in the main process's place."""

from __future__ import annotations

import pytest
from play import click_on, click_row, leader, type_in
from stage import docker_finder, main, select, shows, staged, text
from support import wait_for

SERVER = "trap 'exit 0' TERM; while :; do sleep 1; done"


async def test_the_halves_outputs_are_compared():
    async with staged() as pilot:
        select(pilot, "shell")
        await pilot.press("c")
        await shows(pilot, "NEW process", "MAIN process", "^C stays here")
        await leader(pilot, "b")
        await type_in(pilot, "clear; echo the same line; tty")
        await wait_for(lambda: text(pilot).count("/dev/pts/") >= 2)
        await leader(pilot, "equals_sign")
        await shows(
            pilot, "shell: diff", "differ", "shell: exec bash", "shell: attach", "/dev/pts/"
        )
        assert "the same line" in text(pilot)
        await pilot.press("vertical_line")
        await shows(pilot, "+ /dev/pts/0", "- /dev/pts/1")
        await pilot.press("w")
        await wait_for(lambda: len(main(pilot).workspace.panes) == 1)


async def test_a_command_is_run_twice_in_practice():
    async with staged() as pilot:
        select(pilot, "frontend")
        await pilot.press("v")
        await shows(pilot, "run in frontend twice", "env | sort")
        await pilot.press(*"pwd", "enter")
        await shows(pilot, "frontend: diff", "NO DIFFERENCE", "exit code 0 on both sides", "/app")
        await click_row(pilot, "frontend", button=3)
        await click_on(pilot, "run twice…")
        await shows(pilot, "pwd")  # what was asked last
        await pilot.press(*"exit", "space", "3")
        await click_on(pilot, "Run (Enter)")
        await shows(pilot, "exit code 3 on both sides", "(nothing on either side)")


def writing(pilot) -> bool:
    return any(worker.group == "show" and worker.is_running for worker in pilot.app.workers)


async def test_a_search_in_a_diff_keeps_its_place():
    async with staged() as pilot:
        await twice(pilot, "frontend", "seq 1 200")
        await shows(pilot, "NO DIFFERENCE", "200 the same")
        await wait_for(lambda: not writing(pilot))
        pane, writings = main(pilot).workspace.active, []
        pane._show = lambda: writings.append(1)
        await pilot.press("slash")
        await type_in(pilot, "150")
        await shows(pilot, " of 2", "150")
        assert not writings
        assert pane.monitor.viewport.start > pane.monitor.viewport.first


@pytest.fixture
def find(engine_host):
    return docker_finder(engine_host)


async def twice(pilot, name: str, command: str) -> None:
    select(pilot, name)
    await pilot.press("v")
    await shows(pilot, f"run in {name} twice")
    main(pilot).app.screen.query_one("#command").value = command
    await pilot.press("enter")


async def test_the_main_processs_environment_user_and_directory(docker, find):
    """Its entrypoint changed all three: only /proc knows them."""
    script = (
        "cd /var; unset GONE; export TOKEN=s3cr3t ADDED=1; exec setpriv --reuid 1000 --regid 1000"
    )
    script += " --clear-groups sleep 1000"
    docker("run", "-d", "--name", "liv-env", "-e", "GONE=1", "debian:test", "sh", "-c", script)
    async with staged(find) as pilot:
        await twice(pilot, "liv-env", "id -u; pwd; env | sort | grep -E 'GONE|ADDED|TOKEN'; false")
        await shows(
            pilot, "exit code 1 on both sides", "user 1000:1000, in /var", "GONE=1", "ADDED=1"
        )
        assert "s3cr3t" not in text(pilot)
        await pilot.press("u")
        await shows(pilot, "TOKEN=s3cr3t")


async def test_where_it_cannot_be_read_the_reason_is_said(docker, find):
    docker("run", "-d", "--name", "liv-host", "busybox:test", "sleep", "1000")
    shares = ("--pid", "container:liv-host", "-e", "TOLD=1")
    docker("run", "-d", *shares, "--name", "liv-shares", "distroless:test")
    async with staged(find) as pilot:
        await twice(pilot, "liv-shares", "echo two words; echo $TOLD >&2")
        await shows(pilot, "could not be read: the container shares another one's processes")
        await shows(pilot, "two words", "stderr", "NO DIFFERENCE", "on both sides")


async def test_stopped_it_leaves_nothing(docker, find):
    docker("run", "-d", "--name", "liv-stop", "busybox:test", "sleep", "1000")
    async with staged(find) as pilot:
        await twice(pilot, "liv-stop", "sleep 4711 & sleep 4712")
        await wait_for(lambda: "sleep 4712" in docker("top", "liv-stop"))
        await pilot.press("x")
        await shows(pilot, "It was stopped.")
        await wait_for(lambda: "sleep 471" not in docker("top", "liv-stop"))
        await twice(pilot, "liv-stop", "yes")
        await wait_for(lambda: "yes" in docker("top", "liv-stop"))
    assert "yes" not in docker("top", "liv-stop")
