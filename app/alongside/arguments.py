"""The command line's arguments, as argparse reads them; its help is the one that users see."""

from __future__ import annotations

import argparse

from alongside import __version__
from alongside.config_checks import ENGINES, SIG_PROXY

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


def parser() -> argparse.ArgumentParser:
    """Return what reads the arguments; its names are those of `cli.Options`."""
    made = argparse.ArgumentParser(
        prog="alongside",
        usage="alongside [options] [CONTAINER | tour | ps | compare CONTAINER | contexts | config]",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("what", nargs="?", default="", help=argparse.SUPPRESS)
    made.add_argument("target", nargs="?", default="", help=argparse.SUPPRESS)
    made.add_argument("--version", action="version", version=f"alongside {__version__}")
    engine = made.add_argument_group("which engine (default: as the docker command finds it)")
    engine.add_argument("--host", metavar="URL", help="unix:///path, tcp://host:port, ssh://host")
    engine.add_argument("--context", metavar="NAME", help="a docker context")
    engine.add_argument("--engine", choices=ENGINES, help="the kind; default: what answers first")
    screen = made.add_argument_group("the screen")
    screen.add_argument("--theme", metavar="NAME", help="a theme of Textual's, such as nord")
    screen.add_argument("--leader", metavar="KEY", help="the key that leads out of a terminal: f12")
    screen.add_argument("--detach-keys", metavar="KEYS", help="leave an attach: ctrl-p,ctrl-q")
    screen.add_argument("--sig-proxy", choices=SIG_PROXY, help="Ctrl+C in an attach: ask")
    screen.add_argument("--no-stdin", action="store_true", help="attach without its input")
    other = made.add_argument_group("other")
    other.add_argument("--config", metavar="FILE", default="", help="instead of the usual file")
    other.add_argument(
        "--format", choices=("table", "json"), help="of ps, compare, contexts and config"
    )
    return made
