"""What an import may bring with it: the first frame must not wait for what it does not need."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("textual", "docker", "requests", "urllib3", "pyte", "rich", "platformdirs", "asyncio")


def modules_after(code: str) -> set[str]:
    script = f"{code}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_the_command_line_imports_nothing_heavy():
    heavy = set(HEAVY) - {"asyncio"}
    assert not modules_after("import alongside.cli") & heavy


@pytest.mark.parametrize("name", ["engine.docker", "engine.discovery", "engine.watch"])
def test_finding_and_listing_needs_neither_the_sdk_nor_the_screen(name):
    assert not modules_after(f"import alongside.{name}") & {"docker", "requests", "textual", "rich"}


def test_sessions_and_diagnostics_do_not_know_the_screen():
    code = "import alongside.session.sessions, alongside.diagnostics.catalog"
    assert not modules_after(code) & {"textual", "docker", "alongside_widgets"}


def test_the_screen_comes_up_without_the_sdk():
    assert not modules_after("import alongside.ui.app") & {"docker", "requests", "urllib3"}


def test_the_widgets_know_nothing_of_containers():
    code = "import alongside_widgets.terminal, alongside_widgets.split"
    assert not modules_after(code) & {"alongside", "docker"}


FIRST_FRAME = """
import asyncio, sys
from pathlib import Path
import alongside.engine.discovery, alongside.engine.docker
from alongside.config import Settings
from alongside.ui.app import AlongsideApp
from alongside.ui.context import Context

async def never():
    await asyncio.Event().wait()

async def main():
    context = Context(settings=Settings(), find=never, find_practice=never, state=Path("/nowhere"))
    async with AlongsideApp(context).run_test() as pilot:
        await pilot.pause()
        print(*sys.modules)

asyncio.run(main())
"""


def test_the_first_frame_needs_neither_terminals_nor_sessions_nor_diagnostics():
    done = subprocess.run(
        [sys.executable, "-c", FIRST_FRAME], capture_output=True, text=True, check=True, timeout=60
    )
    modules = set(done.stdout.split())
    later = (
        "alongside.session",
        "alongside.anatomy",
        "alongside.diagnostics",
        "alongside.ui.panes",
        "alongside.ui.operations",
        "alongside.engine.explain",
        "alongside_widgets.raw_keys",
    )
    assert not [name for name in modules if name.startswith(later)]
    assert not modules & {"docker", "pyte", "wcwidth", "alongside_widgets.terminal"}
    # Of the standard library, what takes a millisecond or more to import.
    assert not modules & {"tomllib", "hashlib", "tarfile", "email.utils", "argparse"}


def test_a_shells_pane_comes_without_anatomy_and_diagnostics():
    code = "import sys, alongside.ui.panes; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    others = ("alongside.anatomy", "alongside.diagnostics", "alongside.ui.compare_pane", "docker")
    assert not [name for name in done.stdout.split() if name.startswith(others)]
