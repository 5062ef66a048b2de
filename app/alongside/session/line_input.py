"""A small line discipline for processes without a terminal: what a tty in line mode does. Pure.

Where the process has a tty of its own, that echoes, erases and ends lines. Where it has none,
`docker attach` and `docker exec -i` leave this to the terminal they run in; a pane has none, so the
session feeds its keys to `LineInput`, shows the echo and sends the lines.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from wcwidth import iter_graphemes, wcswidth

LINE_BYTES = 4096
"""The longest line, its LF included, as a tty's: what is typed beyond is refused with a bell."""

INPUT_ENDED = "its stdin was closed (Ctrl+D)"
"""What is said of a process after the user has ended its input."""

TAB = b" " * 8
"""What is shown for a tab: where the line began on the screen is not known here."""

_WHOLE_LINES = re.compile(rb"(?:[^\x00-\x08\x0a-\x1f\x7f]{0,%d}+(?:\r\n?|\n))++" % (LINE_BYTES - 1))
# Keys come whole, so a sequence never goes on in the next data; control characters cut it short.
_TOKEN = re.compile(
    rb"(?P<escape>\x1b(?:\[[0-?]*+[ -/]*+[@-~]?|O[ -~]?|[P\]X^_][^\x00-\x1f\x7f]*+(?:\x07|\x1b\\)?"
    rb"|[ -/]*+[0-~]?))|(?P<end>\r\n?|\n)|(?P<control>[\x00-\x1f\x7f])|(?P<text>[^\x00-\x1f\x7f]++)"
)
_UNSHOWN = re.compile("[\x80-\x9f]")
_BROKEN = re.compile("[\udc80-\udcff]")
_RUB_OUT = b"\b \b"
_KEPT_BY_A_TERMINAL = frozenset(b"\x11\x13\x1a\x1c")  # ^Q ^S ^Z ^\ are not input


class Fed(NamedTuple):
    """What became of some keys.

    Attributes:
        echo: For the screen.
        to_send: For the process: whole lines ended by LF, or what Ctrl+D sends without.
        end: Was the end of input asked for (Ctrl+D on an empty line)? What follows it is dropped.
        interrupt: Was Ctrl+C among them?
    """

    echo: bytes
    to_send: bytes
    end: bool = False
    interrupt: bool = False


class _Piece(NamedTuple):
    """What one Backspace takes away: a character with all that joins it."""

    text: str
    width: int


class LineInput:
    """The line that is being typed."""

    def __init__(self) -> None:
        self._pieces: list[_Piece] = []
        self._size = 0
        self._decoder = _decoder()
        self._echo = bytearray()
        self._to_send = bytearray()
        self._interrupt = False

    def feed(self, data: bytes) -> Fed:
        """Take keys, or a paste, as a terminal sends them: UTF-8, CR for Enter."""
        end, position = False, 0
        while position < len(data) and not end:
            if lines := self._whole_lines(data, position):
                position = lines
                continue
            token = _TOKEN.match(data, position)
            assert token is not None  # it takes every byte
            position = token.end()
            if token.lastgroup == "text":
                self._type(self._decoder.decode(token[0]))
                continue
            self._type(self._decoder.decode(b"", final=True))  # a character that was cut short
            if token.lastgroup == "end":
                self._enter()
            elif token.lastgroup == "control":
                end = self._control(token[0][0])
        fed = Fed(bytes(self._echo), bytes(self._to_send), end, self._interrupt)
        self._echo.clear()
        self._to_send.clear()
        self._interrupt = False
        return fed

    def _whole_lines(self, data: bytes, position: int) -> int:
        """Take a paste's lines at once, where nothing is to be edited; return where they end."""
        if self._pieces or self._decoder.getstate()[0]:
            return 0
        lines = _WHOLE_LINES.match(data, position)
        if lines is None:
            return 0
        ended = re.sub(rb"\r\n?", b"\n", lines[0])
        self._to_send += ended
        self._echo += _shown(ended.decode("utf-8", "surrogateescape")).replace(b"\n", b"\r\n")
        return lines.end()

    def _control(self, code: int) -> bool:
        """Do what a control character does; return whether it is the end of input."""
        match code:
            case 0x08 | 0x7F:  # Backspace
                self._erase(1)
            case 0x15:  # Ctrl+U
                self._erase(len(self._pieces))
            case 0x17:  # Ctrl+W
                self._erase(self._word())
            case 0x03:
                self._forget()
                self._echo += b"^C\r\n"
                self._interrupt = True
            case 0x04:
                if not self._pieces:
                    return True
                self._send(b"")
            case 0x09:
                self._add("\t", len(TAB), TAB)
            case _ if code not in _KEPT_BY_A_TERMINAL:
                self._add(chr(code), 2, b"^%c" % (code ^ 0x40))
        return False

    def _type(self, text: str) -> None:
        """Add characters, each to the one before it where they are drawn as one."""
        for character in text:
            if not self._fits(character):
                return
            shown = _shown(character)
            if self._pieces and _joins(self._pieces[-1].text, character):
                last = self._pieces.pop()
                character = last.text + character
                self._pieces.append(_Piece(character, max(last.width, _width(character))))
            else:
                self._pieces.append(_Piece(character, _width(character)))
            self._echo += shown

    def _add(self, text: str, width: int, shown: bytes) -> None:
        if self._fits(text):
            self._pieces.append(_Piece(text, width))
            self._echo += shown

    def _fits(self, text: str) -> bool:
        """Take room for `text`, or ring the bell."""
        size = len(_encoded(text))
        if self._size + size >= LINE_BYTES:
            if self._echo[-1:] != b"\a":
                self._echo += b"\a"
            return False
        self._size += size
        return True

    def _erase(self, count: int) -> None:
        for _ in range(count if self._pieces else 0):
            piece = self._pieces.pop()
            self._size -= len(_encoded(piece.text))
            self._echo += _RUB_OUT * piece.width

    def _word(self) -> int:
        """Return of how many pieces the last word is, with what stands behind it, as in Linux."""
        start = len(self._pieces)
        while start and not _in_word(self._pieces[start - 1].text):
            start -= 1
        while start and _in_word(self._pieces[start - 1].text):
            start -= 1
        return len(self._pieces) - start

    def _enter(self) -> None:
        self._send(b"\n")
        self._echo += b"\r\n"

    def _send(self, ending: bytes) -> None:
        self._to_send += b"".join(_encoded(piece.text) for piece in self._pieces) + ending
        self._forget()

    def _forget(self) -> None:
        self._pieces.clear()
        self._size = 0


def _decoder() -> codecs.IncrementalDecoder:
    return codecs.getincrementaldecoder("utf-8")("surrogateescape")


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _shown(text: str) -> bytes:
    """Return text for the screen: C1 controls do nothing there, broken UTF-8 is seen as such."""
    if text.isascii():
        return text.encode().replace(b"\t", TAB)
    return _BROKEN.sub("\ufffd", _UNSHOWN.sub("", text)).encode().replace(b"\t", TAB)


def _width(text: str) -> int:
    """Return how many cells a character takes, with all that joins it."""
    if text.isascii() or _BROKEN.match(text):
        return 1
    return max(0, min(2, int(wcswidth(_UNSHOWN.sub("", text)))))


def _joins(before: str, character: str) -> bool:
    """Does `character` belong to the same grapheme cluster as what is before it?"""
    if character.isascii() or _BROKEN.match(before) or _BROKEN.match(character):
        return False
    return len(next(iter_graphemes(before + character))) > len(before)


def _in_word(text: str) -> bool:
    return text[0].isalnum() or text[0] == "_"
