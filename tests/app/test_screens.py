"""Pictures of the real screens, kept in screenshots/ and shown in the README.

``pytest tests/app/test_screens.py --update-screens`` makes them anew. A run compares what stands on
the screen, line by line; numbers may differ (pids are the kernel's), words and places may not.
"""

from __future__ import annotations

import asyncio
import html
import re
import time
from collections import defaultdict
from pathlib import Path

import pytest
from play import in_order
from stage import find_staged, main, select, shows, staged, text
from support import wait_for
from textual.pilot import Pilot

from alongside.errors import Attempt, NoEngineError

FOLDER = Path(__file__).parent.parent.parent / "screenshots"
SIZES = [(80, 24), (160, 45)]


def lines(svg: str) -> list[str]:
    """Return the text of each line of a picture, with numbers and spaces made alike."""
    found: dict[float, list[str]] = defaultdict(list)
    for y, words in re.findall(r'<text[^>]*\by="([\d.]+)"[^>]*>([^<]*)</text>', svg):
        found[float(y)].append(html.unescape(words).replace("\xa0", " "))
    joined = ("".join(parts) for _, parts in sorted(found.items()))
    return [re.sub(r"\s+", " ", re.sub(r"\d+", "0", line)).strip() for line in joined]


@pytest.fixture
def picture(request):
    """Return a function that compares the screen with screenshots/NAME.svg, or writes it."""

    async def compare(pilot: Pilot[None], name: str) -> None:
        columns, rows = pilot.app.size
        path = FOLDER / f"{name}-{columns}x{rows}.svg"

        def shot() -> str:
            # What is behind a dialog is drawn with it, and kept: also when `stage.text` looked at
            # the dialog alone, with nothing behind it.
            pilot.app.screen.refresh()
            svg = pilot.app.export_screenshot(title="alongside")
            return re.sub(r"terminal-\d+", "terminal", svg)

        if request.config.getoption("--update-screens"):
            await pilot.pause(0.5)  # what still moves should not be in the picture
            path.write_text(shot(), "utf-8")
        assert path.exists(), "run: pytest tests/app/test_screens.py --update-screens"
        expected = lines(path.read_text("utf-8"))
        deadline = time.monotonic() + 5
        while (found := lines(shot())) != expected and time.monotonic() < deadline:
            await pilot.pause(0.05)
        assert found == expected

    return compare


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def pilot(request):
    async with staged(find_staged, size=request.param) as found:
        if main(found).context.engine.notice:
            pytest.skip("the pictures are taken where the kernel gives containers namespaces")
        await shows(found, "○ stopped", "2/3")
        await shows(found, "● database", "healthy")
        yield found


async def test_list(pilot, picture):
    select(pilot, "database")
    await pilot.pause()
    await picture(pilot, "list")


async def test_exec(pilot, picture):
    select(pilot, "database")
    await pilot.press("enter")
    await shows(pilot, "NEW process", "database:")
    await pilot.press(*"db", "space", *"KEYS", "enter")
    await wait_for(lambda: text(pilot).count("database:/#") == 2)
    await picture(pilot, "exec")


async def test_attach(pilot, picture):
    select(pilot, "interactive-app")
    await pilot.press("a")
    await shows(pilot, "input OPEN", "MAIN process 1", "Type help")
    await pilot.press(*"hello", "enter")
    await shows(pilot, "you said")
    await picture(pilot, "attach")


async def test_compare(pilot, picture):
    select(pilot, "database")
    await pilot.press("c")
    await shows(pilot, "NEW process", "MAIN process 1", "listens on port", "database:")
    await pilot.press(*"ps", "enter")
    await wait_for(lambda: text(pilot).count("database:/#") == 2)
    await in_order(pilot)
    await picture(pilot, "compare")


async def test_diagnostic(pilot, picture):
    select(pilot, "api")
    await pilot.press("d")
    await pilot.click("#probe-logs")
    await shows(pilot, "run again")
    await picture(pilot, "diagnostic")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_no_engine(size, picture):
    drawn = asyncio.Event()

    async def find():
        await drawn.wait()
        raise NoEngineError(
            [
                Attempt(
                    "unix:///var/run/docker.sock (Docker's socket)",
                    "You may not use the socket /var/run/docker.sock",
                    "Join the group `docker` (sudo usermod -aG docker $USER), then log in again.",
                ),
                Attempt(
                    "unix:///run/user/1000/docker.sock (rootless Docker)",
                    "There is no socket at /run/user/1000/docker.sock",
                    "Start the engine, or name another one with --host or --context.",
                ),
            ]
        )

    async with staged(find, size=size, ready=False) as pilot:
        await shows(pilot, "Looking for a", "F1 help")
        drawn.set()
        await shows(pilot, "could be reached", "Try again")
        await picture(pilot, "no-engine")
