"""The whole program on a stage: a size, an engine, and a pilot to play it."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from player import Player
from rich.console import RenderableType
from support import wait_for
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip

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

_UNSEEN = 0.05
"""Seconds after which a frame is painted that no test looks at."""


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
    """The program, which counts its frames and paints those that somebody looks at."""

    frames = 0
    _looked_at = 0
    _glance: asyncio.TimerHandle | None = None

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        if renderable is None:
            return
        self.frames += 1
        if self._glance is None:
            self._glance = asyncio.get_running_loop().call_later(_UNSEEN, self._paint_unseen)

    def _paint_unseen(self) -> None:
        """Paint what nobody looked at for a while: a pane may learn its size by being painted."""
        self._glance = None
        if self._running and not self._closing and self.frames != self._looked_at:
            try:
                self.paint()
            except Exception as error:  # noqa: BLE001 (as Textual does with one in a handler)
                self._handle_exception(error)

    def paint(self) -> list[Strip]:
        """Return the screen's rows as they are now."""
        self._looked_at = self.frames
        return self.screen._compositor.render_strips()


class _Unpainted:
    """A frame that is not painted yet."""


def _put_off(
    compositor: Compositor,
    full: bool = False,
    screen_stack: list[Screen[Any]] | None = None,
    simplify: bool = False,
) -> Any:
    """Stand in for `Compositor.render_update`: painting every frame is half of a test's time."""
    if full:
        return _render_update(compositor, full, screen_stack, simplify)
    visible_screen_stack.set([] if screen_stack is None else screen_stack)
    if not compositor._dirty_regions:
        return None
    compositor._dirty_regions.clear()
    return _Unpainted()


_render_update = Compositor.render_update
Compositor.render_update = _put_off  # type: ignore[method-assign]


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
    app = pilot.app
    assert isinstance(app, StagedApp)
    if app.screen.is_modal:
        app.screen._styles_cache.clear()
    return "\n".join(strip.text.rstrip() for strip in app.paint())


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
