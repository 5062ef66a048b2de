"""Text with colours for a terminal: wrapping by cells, painting, Textual's content as SGR. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rich.cells import cell_len, chop_cells, set_cell_size
from textual.content import Content

PLAIN, BOLD, DIM, ITALIC = "", "1", "2", "2;3"
NEW, MAIN, HEADING, DIFFERS, BAD = "32", "33", "1;36", "1;33", "31"
"""SGR parameters, by what they mean on these screens; the theme says which colours they are."""

MARK = "\x1b]133;A\x07"
"""What shells mark their prompts with: a terminal's keys jump from one to the next."""

_PIECES = re.compile(r"\x1b\[[0-9;:]*m|[\r\n]+| +|(?:[^\x1b\r\n ]|\x1b(?!\[[0-9;:]*m))+")

_OF_STYLES: Mapping[str, str] = {
    "$foreground-disabled": DIM,
    "$foreground-muted": DIM,
    "$text-accent": "36",
    "$text-error": BAD,
    "bold $text-error": "1;31",
    "bold $text-success": "1;32",
    "bold $text-warning": "1;33",
}


def paint(text: str, sgr: str) -> str:
    """Return `text` in a colour, and after it none."""
    return f"\x1b[{sgr}m{text}\x1b[0m" if sgr and text else text


def wrapped(text: str, width: int) -> list[str]:
    """Return `text` in lines of at most `width` cells, broken at blanks where there are any."""
    width = max(1, width)
    lines = [""]
    for word in text.split(" "):
        parts = chop_cells(word, width) if cell_len(word) > width else [word]
        if lines[-1] and cell_len(lines[-1]) + 1 + cell_len(parts[0]) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {parts[0]}" if lines[-1] else parts[0]
        lines += parts[1:]
    return lines


def at_blanks(text: str, width: int) -> str:
    """Return `text` (with SGR, lines end in CR LF) with line ends in place of blanks at its edge.

    A word that is wider than `width` cells is left to the terminal.
    """
    parts: list[str] = []
    gap: list[str] = []  # what stands before the next word: blanks, and SGR between them
    column = blanks = 0
    for piece in _PIECES.findall(text):
        if piece[0] == " ":
            gap.append(piece)
            blanks += len(piece)
            continue
        if piece.startswith("\x1b["):
            gap.append(piece)
            continue
        ends, room = piece[0] in "\r\n", cell_len(piece)
        if not ends and blanks and column and column + blanks + room > width:
            parts += ["\r\n", *(sgr for sgr in gap if sgr[0] != " ")]
            column = 0
        else:
            parts += gap
            column += blanks
        parts.append(piece)
        gap, blanks, column = [], 0, 0 if ends else column + room
    return "".join(parts + gap)


def padded(text: str, width: int) -> str:
    """Return `text` in exactly `width` cells."""
    return set_cell_size(text, max(0, width))


def cut(text: str, width: int) -> str:
    """Return `text` in at most `width` cells, with an ellipsis where something is missing."""
    if cell_len(text) <= width:
        return text
    return padded(text, width - 1).rstrip() + "…" if width > 0 else ""


def beside(columns: Sequence[tuple[Sequence[str], int, str]], gap: str = "  ") -> list[str]:
    """Return columns of lines side by side.

    Args:
        columns: Lines, width in cells and SGR of each.
    """
    height = max((len(lines) for lines, _, _ in columns), default=0)
    rows = []
    for index in range(height):
        cells = [
            paint(padded(lines[index] if index < len(lines) else "", width), sgr)
            for lines, width, sgr in columns
        ]
        rows.append(gap.join(cells))
    return rows


def from_content(content: Content) -> list[str]:
    """Return Textual's content as lines with SGR, for the few styles that are known here."""
    lines = []
    for line in content.split("\n", allow_blank=True):
        painted, at = [], 0
        for span in sorted(line.spans, key=lambda span: span.start):
            if span.start < at:
                continue  # nested: the outer one is painted
            painted.append(line.plain[at : span.start])
            sgr = _OF_STYLES.get(str(span.style), PLAIN)
            painted.append(paint(line.plain[span.start : span.end], sgr))
            at = span.end
        lines.append("".join(painted) + line.plain[at:])
    return lines
