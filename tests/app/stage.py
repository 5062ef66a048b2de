"""The whole program on a stage: a size, an engine, and a pilot to play it."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from player import Player
from rich.console import RenderableType
from support import wait_for
from textual.pilot import Pilot
from textual.screen import Screen

from alongside.config import Settings
from alongside.engine.discovery import Choice, find_engine
from alongside.engine.docker import DockerEngine
from alongside.engine.engine import Engine
from alongside.engine.model import EngineInfo
from alongside.engine.practice.engine import PracticeEngine
from alongside.engine.search import Finder
from alongside.ui.app import AlongsideApp
from alongside.ui.context import Context
from alongside.ui.screens.main import MainScreen


def docker_finder(host: str, seconds: float = 5.0) -> Finder:
    """Find the engine of the tests; it has so many seconds for each answer."""

    async def find() -> tuple[Engine, EngineInfo]:
        return await find_engine(
            Choice(host=host),
            {},
            Path("/nonexistent"),
            make=lambda endpoint: DockerEngine(endpoint, seconds),
        )

    return find


async def find_practice() -> tuple[Engine, EngineInfo]:
    """A practice engine, as a user gets it."""
    engine = PracticeEngine()
    return engine, await engine.connect()


async def find_staged() -> tuple[Engine, EngineInfo]:
    """A practice engine that is the same in every run: time stands still, ids are made up."""
    engine = PracticeEngine(clock=lambda: 1_750_000_000.0, seed=1)
    return engine, await engine.connect()


class StagedApp(AlongsideApp):
    """The program, which counts its frames."""

    frames = 0

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        self.frames += 1
        super()._display(screen, renderable)


@asynccontextmanager
async def staged(
    find: Finder = find_practice,
    *,
    size: tuple[int, int] = (160, 45),
    settings: Settings | None = None,
    container: str = "",
    ready: bool = True,
) -> AsyncIterator[Pilot[None]]:
    """Run the program; yields when the list is there (unless not `ready`)."""
    with tempfile.TemporaryDirectory() as state:
        context = Context(
            settings=settings or Settings(),
            find=find,
            find_practice=find_practice,
            state=Path(state),
            container=container,
        )
        app = StagedApp(context)
        app.animation_level = "none"  # where things glide to is what matters
        try:
            async with app.run_test(size=size, notifications=True):
                pilot = Player(app)
                if ready:
                    await wait_for(lambda: main(pilot).sidebar.containers.rows, what="the list")
                yield pilot
        finally:
            await context.close()


def main(pilot: Pilot[None]) -> MainScreen:
    """Return the main screen, whatever dialog is over it."""
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, MainScreen)
    return screen


def select(pilot: Pilot[None], name: str) -> None:
    """Put the cursor on a container and the keyboard on the list."""
    listed = main(pilot).sidebar.containers
    found = listed.find(name)
    assert found is not None, [getattr(row, "name", row) for row in listed.rows]
    listed.focus()
    assert listed.select(found.id)


def text(pilot: Pilot[None]) -> str:
    """Return what is on the screen, as text; of a dialog nothing that is behind it.

    A frame drawn just before leaves what is behind it in the dialog's cache: words there, which
    no click reaches, would be found or not by chance.
    """
    screen = pilot.app.screen
    if screen.is_modal:
        screen._styles_cache.clear()
    strips = screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)


def looking(pilot: Pilot[None]) -> Callable[[], str]:
    """Return a function that returns what is on the screen, for one who looks again and again."""
    app = pilot.app
    assert isinstance(app, StagedApp)
    seen, shown = -1, ""

    def look() -> str:
        nonlocal seen, shown
        if app.frames != seen:
            seen, shown = app.frames, text(pilot)
        return shown

    return look


async def shows(pilot: Pilot[None], *words: str, timeout: float = 20) -> None:
    """Wait until all of `words` are on the screen."""
    look = looking(pilot)

    def there() -> bool:
        shown = look()
        return all(word in shown for word in words)

    try:
        await wait_for(there, timeout, what=f"{words} on the screen")
    except BaseException:
        print(text(pilot))
        raise
