"""The lines that a probe has said: bounded, with secrets and without, as text or for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from alongside.diagnostics.probe import Line, LineKind, note
from alongside.secrets import LineMasker, mask_text

MAX_OUTPUT = 1_000_000
"""Characters of output that are kept; a probe that says more is ended."""

_LOOKS = {
    LineKind.TEXT: "{}",
    LineKind.HEADING: "\x1b[1m{}\x1b[0m",
    LineKind.COLUMNS: "\x1b[2m{}\x1b[0m",
    LineKind.NOTE: "\x1b[3m{}\x1b[0m",
    LineKind.ERROR: "\x1b[31m{}\x1b[0m",
}


class TooMuchError(Exception):
    """The output is over its bound."""


class Transcript:
    """What was said, line by line.

    Args:
        reveal: Show secrets; the masked form is kept beside them.
    """

    def __init__(self, *, reveal: bool) -> None:
        self.lines: list[Line] = []
        self._reveal = reveal
        self._size = 0
        self._maskers = {LineKind.TEXT: LineMasker(), LineKind.ERROR: LineMasker()}

    @property
    def over(self) -> bool:
        """Was more said than is kept?"""
        return self._size > MAX_OUTPUT

    def add(self, line: Line) -> None:
        """Keep one more line.

        Raises:
            TooMuchError: That was too much; the last line says so.
        """
        self.lines.append(self._masked(line))
        self._size += len(line.text) + 1
        if self.over:
            self.lines.append(note(f"More than {MAX_OUTPUT:,} characters: the rest is not kept."))
            raise TooMuchError

    def _masked(self, line: Line) -> Line:
        if line.safe is not None:
            return line
        masker = self._maskers.get(line.kind)
        return line._replace(safe=masker.line(line.text) if masker else mask_text(line.text))

    @property
    def text(self) -> str:
        """All of it as plain text, secrets masked unless they are revealed."""
        return "".join(f"{self._shown(line)}\n" for line in self.lines)

    def for_terminal(self, lines: Sequence[Line], at: int) -> bytes:
        """Return `lines`, the first of which is line `at`, ready for a terminal."""
        return b"".join(self._bytes(line, at + n) for n, line in enumerate(lines))

    def _shown(self, line: Line) -> str:
        return line.text if self._reveal or line.safe is None else line.safe

    def _bytes(self, line: Line, index: int) -> bytes:
        gap = "\r\n" if line.kind is LineKind.HEADING and index else ""
        return f"{gap}{_LOOKS[line.kind].format(self._shown(line))}\r\n".encode()
