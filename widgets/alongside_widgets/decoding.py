"""What text, SGR and CUF come to: cells and their styles, remembered as programs repeat themselves.

`fasttext.py` and `blocks.py` ask here for what they write; the scrollback keeps lines as they were
sent and asks when somebody looks at them.
"""

from __future__ import annotations

from collections.abc import Iterator

from alongside_widgets import sgr
from alongside_widgets.grid import Look
from alongside_widgets.metrics import CELLS, COMPLEX
from alongside_widgets.rectangles import Rectangles
from alongside_widgets.rows import NUL
from alongside_widgets.styles import DEFAULT_STYLE

Gaps = tuple[tuple[int, int], ...]
Decoded = tuple[str, str, Look, Gaps | None]
"""A span as cells and style, the look it ends in, and where in it CUF leaves what is there.

None: the cells cannot be found out in this way; they and the style do not count."""

_PLAIN: Look = (DEFAULT_STYLE, NUL, NUL)
ASCII_G0 = "\x1b(B"
"""Designates ASCII as G0: sent by many programs before every SGR, and mostly so already."""
_MAX_RENDERED = 2_048
_LONGEST_KEY = 64
_MAX_DECODED = 2_048
_LONGEST_SPAN = 256


class Decoding(Rectangles):
    """A grid that knows what its program's sequences look like.

    Attributes:
        decoded: Spans that were decoded, by the pen before them and the span.
    """

    def __init__(self, columns: int, rows: int, scrollback: int) -> None:
        super().__init__(columns, rows, scrollback)
        self._rendered: dict[str, Look] = {}
        self.decoded: dict[str, Decoded] = {}

    def look(self, look: Look, parameters: str) -> Look:
        """Return what SGR with `parameters` makes of a look; remembers what comes again."""
        key = look[1] + parameters
        found = self._rendered.get(key)
        if found is None:
            found = self.look_of(sgr.apply(look[0], parameters))
            if len(key) <= _LONGEST_KEY and self.styles.exact:
                if len(self._rendered) >= _MAX_RENDERED:
                    self._rendered.clear()
                self._rendered[key] = found
        return found

    def decode_from(self, look: Look, line: str) -> Decoded:
        """Return a line of text, SGR and CUF as cells and style, beginning with `look`."""
        if not line.isascii():
            line = line.translate(CELLS)
        pieces = line.split("\x1b[")
        cells = pieces[0]
        pen = look[1]
        style = pen * len(cells)
        gaps: Gaps = ()
        rendered = self._rendered
        for piece in pieces[1:]:
            code, _, part = piece.partition("m")
            found = rendered.get(pen + code)
            if found is None:
                count, forward, rest = piece.partition("C")
                if forward and (not count or count.isdigit()):
                    start = len(cells)
                    end = start + (int(count or 1) or 1)
                    if end > self.columns:
                        return "", "", look, None
                    gaps += ((start, end),)
                    cells += " " * (end - start)
                    style += NUL * (end - start)
                    found, part = look, rest
                else:
                    found = self.look(look, code)
            look = found
            pen = look[1]
            if part:
                cells += part
                style += pen * len(part)
        return cells, style, look, None if COMPLEX in cells else gaps

    def decode_key(self, key: str) -> Decoded:
        """Return what `decode_from` makes of a span here and remember it: programs repeat theirs.

        ASCII_G0 may stand in it; it is taken for nothing.

        Args:
            key: The current pen, and the span.
        """
        look = self.style, self.pen, self.blank
        found = self.decode_from(look, key[1:].replace(ASCII_G0, ""))
        if len(key) <= _LONGEST_SPAN and self.styles.exact:
            if len(self.decoded) >= _MAX_DECODED:
                self.decoded.clear()
            self.decoded[key] = found
        return found

    def decode(self, line: str) -> tuple[str, str]:
        """Return cells and style of a line of text and SGR that begins in the default style."""
        cells, style, *_ = self.decode_from(_PLAIN, line)
        return cells, style

    def render_cached(self, parameters: str) -> None:
        """SGR, for parameters that come again and again."""
        look = self._rendered.get(self.pen + parameters)
        if look is None:
            look = self.look((self.style, self.pen, self.blank), parameters)
        self.style, self.pen, self.blank = look

    def sweep_styles(self, used: set[str]) -> Iterator[None]:
        """Free every style that is not among `used` (pens of rows) nor current, in steps."""
        try:
            used.update((self.pen, self.blank))
            yield from self.styles.collect(used)
        finally:
            self._rendered.clear()
            self.decoded.clear()
