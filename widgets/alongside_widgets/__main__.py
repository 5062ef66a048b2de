"""`python -m alongside_widgets [COMMAND...]`: a bare pane that runs a command.

The whole way from keys to a process and back in one small app: to try the terminal out, to measure
it, and as an example. The exit code is the command's. F12 gives the keys to the scrollback (move,
search, mark, copy) until Esc; F12 twice is F12 for the command.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import App, ComposeResult
from textual.binding import Binding

from alongside_widgets.host import TerminalApp
from alongside_widgets.pty_process import PtyProcess
from alongside_widgets.terminal import Terminal

if TYPE_CHECKING:
    from alongside_widgets.bare_line import BareLine


LEADER = "f12"
"""The only key that is not the command's."""


class Pane(TerminalApp, App[int]):
    """One terminal, and nothing else."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [Binding(LEADER, "browse", show=False, priority=True)]
    CSS = """
    Screen { layers: base over; }
    BareLine { layer: over; dock: bottom; }
    """

    def __init__(self, command: Sequence[str]) -> None:
        super().__init__()
        self._command = command
        self._process: PtyProcess | None = None
        self._early = b""
        self._line: BareLine | None = None

    def compose(self) -> ComposeResult:
        """Show the terminal."""
        yield Terminal(passthrough=frozenset({LEADER}))

    def on_mount(self) -> None:
        """Focus it, and see to it that signals end us in good order."""
        self.query_one(Terminal).focus()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self.exit, 128 + number, 128 + number)

    def on_monitor_resized(self, event: Terminal.Resized) -> None:
        """Start the command when the size is known; after that tell it of new ones."""
        if self._process is None:
            try:
                self._process = PtyProcess(self._command, event.columns, event.rows)
            except OSError as error:
                code = 127 if isinstance(error, FileNotFoundError) else 126
                self.exit(code, code, f"{self._command[0]}: {error.strerror}")
                return
            self._process.write(self._early)
            self._run(self._process)
        else:
            self._process.resize(event.columns, event.rows)

    @work
    async def _run(self, process: PtyProcess) -> None:
        terminal = self.query_one(Terminal)
        code = await process.read_to(terminal.feed, terminal.room)
        self.exit(code, code)

    def on_terminal_input(self, event: Terminal.Input) -> None:
        """Give the process what the user typed, even if that was before it ran."""
        if self._process is None:
            self._early += event.data
        else:
            self._process.write(event.data)

    def action_browse(self) -> None:
        """Give the keys to the scrollback; the second time, give the process the key itself."""
        terminal = self.query_one(Terminal)
        if terminal.browsing:
            terminal.action_browse_leave()
            terminal.take_key(events.Key(LEADER, None))
        else:
            terminal.browsing = True

    @on(Terminal.BrowsingChanged)
    async def _browsing_changed(self, event: Terminal.BrowsingChanged) -> None:
        """Say over the last row what keys do now; the process keeps its size."""
        from alongside_widgets.bare_line import BareLine

        if event.browsing and self._line is None:
            self._line = BareLine(self.query_one(Terminal))
            await self.screen.mount(self._line)
        elif not event.browsing and self._line is not None:
            line, self._line = self._line, None
            self.query_one(Terminal).focus()
            await line.remove()

    def on_monitor_search_requested(self) -> None:
        """Ask for a pattern."""
        if self._line is not None:
            self._line.ask()

    def on_monitor_search_changed(self, event: Terminal.SearchChanged) -> None:
        """Say how many there are."""
        if self._line is not None:
            self._line.found(event)

    def on_monitor_bell(self) -> None:
        """Ring the outer terminal's bell."""
        self.bell()

    def on_monitor_copied(self, event: Terminal.Copied) -> None:
        """Say that it was copied."""
        self.notify(f"{len(event.text)} characters copied", timeout=1.5, markup=False)

    def on_monitor_link_activated(self, event: Terminal.LinkActivated) -> None:
        """Show where it leads; this pane opens nothing."""
        self.notify(event.url, title="Link", markup=False)

    def on_unmount(self) -> None:
        """Hang up."""
        if self._process is not None:
            self._process.close()


def main() -> int:
    """Run a command in a pane; return its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m alongside_widgets",
        description="Run a command in a bare terminal pane. F12 scrolls back (arrows, g, G), "
        "searches (/), marks (v) and copies (y), until Esc; F12 twice is F12 for the command.",
    )
    parser.add_argument("command", nargs=argparse.REMAINDER, help="default: your shell")
    command = parser.parse_args().command or [os.environ.get("SHELL", "/bin/sh")]
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        parser.error("this needs a terminal; run it in one")
    code = Pane(command).run()
    return 1 if code is None else code


if __name__ == "__main__":
    sys.exit(main())
