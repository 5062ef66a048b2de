"""What a session's pane says beside facts and ending, and what it writes between two runs."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.style import Style

from alongside.session.processes import listed
from alongside.session.session import Kind, Phase, Session
from alongside_widgets.emulator import Emulator

AGAIN = {Kind.EXEC: "run again", Kind.ATTACH: "attach again", Kind.LOGS: "follow again"}
"""What it is called to do it once more."""


_QUIET = {
    Kind.ATTACH: "no output yet: the main process has said nothing; what it says appears here",
    Kind.LOGS: "no output yet: the log is empty; what the main process says appears here",
}
"""What is said of a session that may well stay empty."""


def remarks(
    session: Session, thaw: str, *, doing: str = "", paused: bool, silent: bool
) -> list[Content]:
    """Return what is to be said as it is just now.

    Args:
        thaw: The list's key for that, as shown to people.
        doing: What is being done to its container: ``stopping…``.
        paused: Do all processes of its container stand still?
        silent: Has nothing come from it yet?
    """
    if doing:
        told = Content.styled(doing.upper(), "bold $text-warning")
        return [Content.assemble(told, " the engine waits for the main process to end")]
    if paused:
        click = Style.from_meta({"@click": f"screen.thaw({session.container_name!r})"})
        way = Content.styled(f"{thaw} on the list thaws it", "underline").stylize(click)
        told = Content.styled("PAUSED: ", "bold $text-warning")
        return [Content.assemble(told, way, "; keys wait until then")]
    quiet = _QUIET.get(session.kind) if silent and session.phase is Phase.LIVE else None
    return [Content.styled(quiet, "$foreground-disabled")] if quiet else []


def closing_ends(names: Sequence[str]) -> str:
    """Return what runs in an exec and ends when that is closed: ``bash (14) and vi (20) run ...``.

    Args:
        names: With their pids; at least one.
    """
    if len(names) == 1:
        return f"{names[0]} runs there: closing ends it"
    said = listed(names) if len(names) > _NAMES else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{said} run there: closing ends them"


_NAMES = 6
"""More names than these are cut short (see `listed`)."""

_UNDO = (
    b"\x1b[!p\x1b[4;20l\x1b[?2h\x1b[?5;9;12;40;1000;1002;1003;1004;1005;1006;1015;2004;2026l\x1b[?8;1007h"
    b"\x1b[>4m\x1b[<99u\x1b[0 q\x1b]104\x07\x1b]110\x07\x1b]111\x07\x1b]112\x07"
)
"""Soft reset, and what that leaves: input of all kinds, held output, cursor's shape, colours."""


def rule(emulator: Emulator, said: str = "again") -> bytes:
    """Return what draws a line under the text so far, with a word or two: it stays readable.

    What a program left switched on (alternate screen, margins, a hidden cursor, the mouse, other
    keys and colours) is undone first: the next one knows nothing of it.
    """
    leave = b"\x1b[?1049l" if emulator.modes.alternate_screen else b""
    filled = [row for row, line in enumerate(emulator.lines(), 1) if line.strip()]
    below = _UNDO + b"\x1b[0m\x1b[%d;1H\r\n\x1b[2m" % (filled[-1] if filled and not leave else 1)
    return leave + below + f"── {said} ──".encode() + b"\x1b[0m\r\n"


def skipped(count: int) -> bytes:
    """Return what says that so many bytes were dropped."""
    megabytes = count / 1_000_000
    return f"\x1b[0m\r\n\x1b[7m … {megabytes:.1f} MB were skipped … \x1b[0m\r\n".encode()
