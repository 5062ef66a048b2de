"""One command run twice in a container: by exec, and as the main process would have run it.

`TwiceRun` is a task of its own, so that it can be stopped, and ends with the program; what came out
is a `Comparison`. The texts are compared in a thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from alongside.clean import clean, clean_block
from alongside.diagnostics.capture import Captured, Place, capture
from alongside.diagnostics.process import find_shell
from alongside.engine.engine import Channel, Engine
from alongside.engine.model import Container
from alongside.errors import AlongsideError
from alongside.secrets import LineMasker
from alongside.ui.diff_place import surroundings
from alongside.ui.diff_render import Comparison, Part, Text, compared
from alongside_widgets.monitor import Monitor

_STREAMS = ((Channel.STDOUT, "stdout"), (Channel.STDERR, "stderr"))
_TAB = 4


class TwiceRun:
    """A command on its way, twice.

    Attributes:
        verdict: What came out; None while it runs. A sentence where nothing could be compared.
    """

    def __init__(self, engine: Engine, container: Container, command: str) -> None:
        self.verdict: Comparison | str | None = None
        self._task = asyncio.create_task(self._run(engine, container, command))

    async def wait(self) -> Comparison | str:
        """Return the verdict when there is one. Cancelling this does not stop the run."""
        await asyncio.wait({self._task})
        return self.verdict or "It was stopped."

    async def stop(self) -> None:
        """End it, in the container too. Twice is fine."""
        self._task.cancel()
        await asyncio.wait({self._task})

    async def _run(self, engine: Engine, container: Container, command: str) -> None:
        try:
            self.verdict = await _twice(engine, container, command)
        except AlongsideError as error:
            self.verdict = str(error)
        except ValueError as error:
            self.verdict = f"The command cannot be read: {error}."
        except asyncio.CancelledError:
            self.verdict = "It was stopped."


async def _twice(engine: Engine, container: Container, command: str) -> Comparison:
    details = await engine.inspect(container.id)
    shell = await find_shell(engine, container.id)
    there = await surroundings(engine, details, shell)
    new = await capture(engine, container.id, command, shell, Place())
    main = await capture(engine, container.id, command, shell, there.place)
    parts = await asyncio.to_thread(_parts, new, main)
    notes = [f"exec: {new.problem}"] * bool(new.problem)
    notes += [f"main: {main.problem}"] * bool(main.problem)
    user = details.user or "root"
    return Comparison(
        f"exec as it comes: {clean(user, 40)}, in {clean(details.working_dir or '/')}",
        f"as the main process: {there.about}",
        parts,
        (*there.notes, *notes),
        _codes(new, main),
    )


def _codes(new: Captured, main: Captured) -> str:
    if new.exit_code == main.exit_code:
        return f"exit code {_code(new)} on both sides"
    return f"exit code {_code(new)} by exec, {_code(main)} as the main process"


def _code(run: Captured) -> str:
    return "none" if run.exit_code is None else str(run.exit_code)


def _parts(new: Captured, main: Captured) -> list[Part]:
    parts = []
    for channel, title in _STREAMS:
        left, right = (_text(run.streams[channel]) for run in (new, main))
        if channel is Channel.STDOUT or left.lines or right.lines:
            parts.append(compared(title, left, right))
    return parts


def _text(data: bytes | bytearray) -> Text:
    return text_of(clean_block(data.decode("utf-8", "replace")).split("\n"))


def text_of(lines: Sequence[str], *, masked: bool = True) -> Text:
    """Return lines as a text to compare, without blanks at its end; secrets masked if asked."""
    shown = [clean(line.expandtabs(_TAB).rstrip()) for line in lines]
    while shown and not shown[-1]:
        shown.pop()
    masker = LineMasker()
    return Text(shown, [masker.line(line) for line in shown] if masked else shown)


async def compare_views(titles: tuple[str, str], views: tuple[Monitor, Monitor]) -> Comparison:
    """Compare what two terminals show now."""
    left, right = (text_of(_lines_of(view), masked=False) for view in views)
    return Comparison(*titles, [await asyncio.to_thread(compared, "", left, right)])


def _lines_of(view: Monitor) -> list[str]:
    """Return what a terminal shows, lines that were wrapped whole: the halves' widths differ."""
    lines = [""]
    for row in view.viewport.shown():
        lines[-1] += row.plain()
        if not row.wrapped:
            lines.append("")
    return lines
