"""The command line: its arguments, then the command. Nothing heavy is imported before it is used.

Control flows from `main` to one function a command; each returns an exit code. Whatever goes wrong
is one line on stderr that says what happened and what to do: exit code 2 for a wrong command line
or setting, 125 for what an engine would not do for ``compare`` (as docker's commands), 1 for
everything else.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from alongside.clean import clean
from alongside.config import DEFAULT, Loaded, load, state_dir
from alongside.errors import AlongsideError, ConfigError

if TYPE_CHECKING:
    from alongside.anatomy.model import Anatomy
    from alongside.engine.engine import Engine
    from alongside.engine.model import EngineInfo

_ENGINE_FAILED = 125
"""Docker's own exit code for that."""


class Options(NamedTuple):
    """What the command line says; the defaults are what it says without a word."""

    what: str = ""
    """A command or a container."""
    target: str = ""
    """The container of a command that takes one."""
    host: str | None = None
    context: str | None = None
    engine: str | None = None
    theme: str | None = None
    leader: str | None = None
    detach_keys: str | None = None
    sig_proxy: str | None = None
    no_stdin: bool = False
    config: str = ""
    format: str | None = None


def main(argv: Sequence[str] | None = None) -> int:
    """Run the ``alongside`` command and return its exit code."""
    given = list(sys.argv[1:] if argv is None else argv)
    options = _read(given) if given else Options()
    try:
        return _run(options, literal="--" in given)
    except ConfigError as error:
        return _complain(error, 2)
    except AlongsideError as error:
        return _complain(error, 1)
    except BrokenPipeError:
        # Whoever read our output has left (`| head`): nothing more to say, and no complaint.
        _forget_output()
        return 0
    except KeyboardInterrupt:
        return 130


def _read(given: Sequence[str]) -> Options:
    """Read arguments. Most starts have none: argparse and its parser would cost them 6 ms."""
    from alongside.arguments import parser

    return Options(**vars(parser().parse_args(given)))


def _complain(error: AlongsideError, code: int) -> int:
    print(f"alongside: {error}", file=sys.stderr)
    return code


def _forget_output() -> None:
    """Let Python's own flush at the very end go nowhere: it would complain once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(text: str) -> None:
    """Print; a character that the terminal's encoding does not have becomes a question mark."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        # Flushed here: at the very end a reader that has left would be a complaint of Python's.
        print(text.encode(encoding, "replace").decode(encoding), flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        _forget_output()
        why = error.strerror or "unknown error"
        raise AlongsideError(f"The output cannot be written: {why}", "Is the disk full?") from None


def _run(options: Options, *, literal: bool) -> int:
    flags = {
        name: getattr(options, name)
        for name in (
            *("host", "context", "engine", "theme", "leader"),
            *("detach_keys", "sig_proxy", "no_stdin"),
        )
    }
    loaded = load(os.environ, flags, options.config)
    commands: dict[str, Callable[[Loaded, str], int]] = {
        "ps": _ps,
        "contexts": _contexts,
        "config": _config,
    }
    if options.what == "compare" and not literal:
        return _compare(loaded, options.target, options.format or "table")
    if options.target:
        raise ConfigError(
            f"{clean(options.target, 80)!r} is one argument too many", "See alongside --help."
        )
    if options.what in commands and not literal:
        return commands[options.what](loaded, options.format or "table")
    if options.format:
        raise ConfigError("--format is for ps, compare, contexts and config", "Leave it out.")
    if options.what == "tour" and not literal:
        return _screen(_for_tour(loaded), "", tour=True)
    return _screen(loaded, options.what)


def _for_tour(loaded: Loaded) -> Loaded:
    """Return the settings with what the tour needs: the practice engine, and Ctrl+C that asks."""
    settings = loaded.settings._replace(
        engine="practice", host="", context="", sig_proxy="ask", no_stdin=False
    )
    return loaded._replace(settings=settings)


async def _find(loaded: Loaded) -> tuple[Engine, EngineInfo]:
    from alongside.engine.discovery import Choice, find_engine

    settings = loaded.settings
    if settings.engine == "practice":
        return await _practice()
    choice = Choice(host=settings.host, context=settings.context, engine=settings.engine)
    return await find_engine(choice, os.environ, Path.home())


async def _practice() -> tuple[Engine, EngineInfo]:
    from alongside.engine.practice.engine import PracticeEngine

    engine = PracticeEngine()
    return engine, await engine.connect()


def _screen(loaded: Loaded, container: str, *, tour: bool = False) -> int:
    _check_detach_keys(loaded)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise AlongsideError(
            "The screen needs a terminal on standard input and output",
            "Run it in one; for scripts there is `alongside ps --format json`.",
        )
    # Importing makes a hundred thousand objects that all stay; looking for garbage among them again
    # and again takes 10 ms of the start. The screen switches it on once the list is there.
    gc.disable()
    return asyncio.run(_open(loaded, container, tour))


def _check_detach_keys(loaded: Loaded) -> None:
    where = loaded.sources["detach_keys"]
    if where == DEFAULT:
        return
    from alongside.session.detach import DetachKeys

    try:
        DetachKeys.parse(loaded.settings.detach_keys)
    except ConfigError as error:
        raise ConfigError(f"{where}: {error.message}", error.advice) from None


async def _open(loaded: Loaded, container: str, tour: bool) -> int:
    """Run the screen. The engine answers while it is imported: 30 ms sooner."""
    from alongside.engine.search import Search

    search = Search(lambda: _find(loaded))
    await _import_screen()
    from alongside.ui.app import run
    from alongside.ui.context import Context

    context = Context(
        settings=loaded.settings,
        find=lambda: _find(loaded),
        find_practice=_practice,
        state=state_dir(os.environ),
        container=container,
        tour=tour,
        search=search,
    )
    return await run(context)


_STEPS = (
    *("rich.text", "textual", "textual.widget", "textual.screen", "textual.command"),
    *("textual.app", "alongside.ui.workspace", "alongside.ui.app"),
)
"""The way to the screen's module, in parts that take about the same time."""
_TURNS = 10
"""So many turns of the loop take an answer in, be it long, and send the next question."""


async def _import_screen() -> None:
    """Import the screen part by part, and see to the engine's answers in between.

    A thread would share one interpreter with this one and only pass it to and fro: 4 ms more.
    """
    for name in _STEPS:
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        importlib.import_module(name)


def _ps(loaded: Loaded, form: str) -> int:
    from alongside.engine.restarts import with_restarts
    from alongside.tables import containers_json, containers_table

    async def fetch() -> str:
        engine, _ = await _find(loaded)
        try:
            containers = await engine.list()
            if form != "json":
                return containers_table(containers)
            return containers_json(await with_restarts(engine, containers))
        finally:
            await engine.close()

    _say(asyncio.run(fetch()))
    return 0


def _compare(loaded: Loaded, container: str, form: str) -> int:
    if not container:
        raise ConfigError("compare needs a container", "Name one: alongside compare CONTAINER.")
    from shutil import get_terminal_size

    from alongside.anatomy.read import read_anatomy
    from alongside.anatomy.report import to_json, to_table

    async def fetch() -> Anatomy:
        engine, _ = await _find(loaded)
        try:
            return await read_anatomy(engine, container)
        finally:
            await engine.close()

    try:
        anatomy = asyncio.run(fetch())
    except AlongsideError as error:
        return _complain(error, _ENGINE_FAILED)
    terminal = sys.stdout.isatty()
    width = get_terminal_size().columns if terminal else 80
    colour = terminal and "NO_COLOR" not in os.environ
    _say(to_json(anatomy) if form == "json" else to_table(anatomy, width, colour=colour))
    return 0


def _contexts(loaded: Loaded, form: str) -> int:
    from alongside.engine.discovery import contexts
    from alongside.tables import contexts_json, contexts_table

    found = contexts(os.environ, Path.home())
    _say(contexts_json(found) if form == "json" else contexts_table(found))
    return 0


def _config(loaded: Loaded, form: str) -> int:
    from alongside.tables import config_json, config_table

    _say(config_json(loaded) if form == "json" else config_table(loaded))
    return 0
