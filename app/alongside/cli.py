"""The command line: argparse, then the command. Nothing heavy is imported before it is used.

Control flows from `main` to one function a command; each returns an exit code. Whatever goes wrong
is one line on stderr that says what happened and what to do: exit code 2 for a wrong command line
or setting, 125 for what an engine would not do for ``compare`` (as docker's commands), 1 for
everything else.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from alongside import __version__
from alongside.clean import clean
from alongside.config import DEFAULT, ENGINES, SIG_PROXY, Loaded, load, state_dir
from alongside.errors import AlongsideError, ConfigError

if TYPE_CHECKING:
    from alongside.anatomy.model import Anatomy
    from alongside.engine.engine import Engine
    from alongside.engine.model import EngineInfo

_ENGINE_FAILED = 125
"""Docker's own exit code for that."""

_DESCRIPTION = """\
Look inside running containers: exec (a new process) and attach (the main process), side by side, in
real terminal panes."""
_EPILOG = """\
commands:
  (none)      open the screen
  CONTAINER   open the screen on the container's compare view: exec beside attach
  tour        exec and attach in five minutes, on the practice engine: do, and see
  ps          list the containers
  compare CONTAINER
              what exec and attach are there: the main process beside a new one
  contexts    list the docker contexts, and where each one leads
  config      print the effective settings, and where each one came from

examples:
  alongside
  alongside api
  alongside --host ssh://me@lab
  alongside --engine practice      no engine needed: a scene to try things out in
  alongside ps --format json
  alongside compare api --format json
  alongside -- ps                  a container that is called like a command
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="alongside",
        usage="alongside [options] [CONTAINER | tour | ps | compare CONTAINER | contexts | config]",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", nargs="?", default="", help=argparse.SUPPRESS)
    parser.add_argument("target", nargs="?", default="", help=argparse.SUPPRESS)
    parser.add_argument("--version", action="version", version=f"alongside {__version__}")
    engine = parser.add_argument_group("which engine (default: as the docker command finds it)")
    engine.add_argument("--host", metavar="URL", help="unix:///path, tcp://host:port, ssh://host")
    engine.add_argument("--context", metavar="NAME", help="a docker context")
    engine.add_argument("--engine", choices=ENGINES, help="the kind; default: what answers first")
    screen = parser.add_argument_group("the screen")
    screen.add_argument("--theme", metavar="NAME", help="a theme of Textual's, such as nord")
    screen.add_argument("--leader", metavar="KEY", help="the key that leads out of a terminal: f12")
    screen.add_argument("--detach-keys", metavar="KEYS", help="leave an attach: ctrl-p,ctrl-q")
    screen.add_argument("--sig-proxy", choices=SIG_PROXY, help="Ctrl+C in an attach: ask")
    screen.add_argument("--no-stdin", action="store_true", help="attach without its input")
    other = parser.add_argument_group("other")
    other.add_argument("--config", metavar="FILE", default="", help="instead of the usual file")
    other.add_argument(
        "--format", choices=("table", "json"), help="of ps, compare, contexts and config"
    )
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the ``alongside`` command and return its exit code."""
    given = list(sys.argv[1:] if argv is None else argv)
    options = _parser().parse_args(given)
    try:
        return _run(options, literal="--" in given)
    except ConfigError as error:
        return _complain(error, 2)
    except AlongsideError as error:
        return _complain(error, 1)
    except BrokenPipeError:
        # Whoever read our output has left (`| head`): nothing more to say, and no complaint.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def _complain(error: AlongsideError, code: int) -> int:
    print(f"alongside: {error}", file=sys.stderr)
    return code


def _say(text: str) -> None:
    """Print; a character that the terminal's encoding does not have becomes a question mark."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding))


def _run(options: argparse.Namespace, *, literal: bool) -> int:
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
    """Run the screen. The engine answers while a thread imports it: 30 ms sooner."""
    from alongside.engine.search import Search

    search = Search(lambda: _find(loaded))
    await asyncio.to_thread(importlib.import_module, "alongside.ui.app")
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


def _ps(loaded: Loaded, form: str) -> int:
    from alongside.tables import containers_json, containers_table

    async def fetch() -> str:
        engine, _ = await _find(loaded)
        try:
            containers = await engine.list()
        finally:
            await engine.close()
        return containers_json(containers) if form == "json" else containers_table(containers)

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
