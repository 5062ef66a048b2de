"""Full-screen programs in a real container's shell, played by keyboard and by mouse."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from play import click_on, leader, place_of, type_in
from stage import docker_finder, select, shows, staged, text
from support import wait_for
from textual import events
from textual.pilot import Pilot

from alongside_widgets.terminal import Terminal

NAME = "app-programs"
BACK = "the shell is 42"


@pytest.fixture
async def shell(docker, engine_host) -> AsyncIterator[Pilot[None]]:
    """The program at 160x45, a shell of the container's in its tab."""
    docker("run", "-d", "--name", NAME, "debian:test", "sleep", "1000")
    docker("exec", NAME, "sh", "-c", "seq -f line%g 300 >/tmp/lines")
    async with staged(docker_finder(engine_host)) as pilot:
        select(pilot, NAME)
        await pilot.press("enter")
        await shows(pilot, "NEW process", "root@")
        yield pilot


async def back_in_the_shell(pilot: Pilot[None]) -> None:
    """The program has ended, its terminal settings with it, and the shell takes a line."""
    emulator = pilot.app.screen.query_one(Terminal).emulator

    def prompts() -> bool:
        return emulator.lines()[emulator.cursor[0]].rstrip().endswith(":/#")

    await wait_for(prompts, 20, "the shell's prompt")
    assert not emulator.modes.alternate_screen
    await type_in(pilot, "clear; echo the shell is $((40+2))")
    await shows(pilot, BACK)


async def wheel_down(pilot: Pilot[None], words: str) -> None:
    """Turn the wheel by a step where these words are."""
    x, y = place_of(text(pilot), words) or (0, 0)
    terminal = pilot.app.screen.query_one(Terminal)
    at = (x - terminal.region.x, y - terminal.region.y)
    terminal.post_message(events.MouseScrollDown(terminal, *at, 0, 0, 0, False, False, False, x, y))


async def test_vim(shell: Pilot[None], docker) -> None:
    await type_in(shell, "vi -u NONE -c 'set mouse=a ttymouse=sgr' /tmp/lines")
    await shows(shell, "line1\n", "line30")
    await click_on(shell, "line7")
    await shell.press("0", *"cw", *"seventh", "escape")
    await shows(shell, "seventh")
    await shell.press(":", "w", "q", "enter")
    await back_in_the_shell(shell)
    assert docker("exec", NAME, "sed", "-n", "6,8p", "/tmp/lines") == "line6\nseventh\nline8"


async def test_htop(shell: Pilot[None]) -> None:
    await type_in(shell, "htop")
    await shows(shell, "Load average", "F10Quit", "sleep 1000")
    await shell.press("f5")
    await shows(shell, "F5List")
    await click_on(shell, "Quit")
    await back_in_the_shell(shell)


async def test_top(shell: Pilot[None]) -> None:
    await type_in(shell, "top")
    await shows(shell, "load average", "%Cpu(s)")
    await shell.press("c")
    await wait_for(lambda: "sleep 1000\n" in text(shell), 20, "whole commands")
    await shell.press("q")
    await back_in_the_shell(shell)


async def test_less(shell: Pilot[None]) -> None:
    await type_in(shell, "less --mouse /tmp/lines")
    await shows(shell, "line1\n", "/tmp/lines")
    await wheel_down(shell, "line5\n")
    await wait_for(lambda: "line1\n" not in text(shell), what="less scrolled by the wheel")
    await shell.press("G")
    await shows(shell, "line300", "(END)")
    await shell.press("?", *"line77$", "enter")
    await shows(shell, "line77")
    await shell.press("q")
    await back_in_the_shell(shell)


async def test_nano(shell: Pilot[None], docker) -> None:
    await type_in(shell, "nano -m /tmp/lines")
    await shows(shell, "GNU nano", "line30")
    await click_on(shell, "line9")
    await shell.press("home", *"ninth", "space", "ctrl+s", "ctrl+x")
    await back_in_the_shell(shell)
    assert docker("exec", NAME, "sed", "-n", "9p", "/tmp/lines") == "ninth line9"


async def test_a_resize_reaches_a_full_screen_program(shell: Pilot[None]) -> None:
    await type_in(shell, "vi -u NONE -c 'set ruler' /tmp/lines")
    await shows(shell, "line30")
    await leader(shell, "f2")
    await shell.resize_terminal(80, 24)
    await wait_for(lambda: "line30" not in text(shell), what="fewer lines")
    terminal = shell.app.screen.query_one(Terminal)
    await shows(shell, f"line{terminal.size.height - 1}\n")
    await shell.press(":", "q", "enter")
    await back_in_the_shell(shell)
