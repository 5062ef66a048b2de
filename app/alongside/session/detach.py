"""Detach keys: the sequence that leaves a session and never reaches its process.

Keys go in through `DetachMatcher.feed`, what may be sent comes out. Recognising them is ours for
ttys too (engines do it for some streams and not for others), so that it is the same everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Self

from alongside.clean import clean
from alongside.errors import ConfigError

DEFAULT_KEYS = "ctrl-p,ctrl-q"

RULE = (
    "Give a comma-separated list of keys, each one character or ctrl-<value> with a value of "
    "a-z @ [ \\ ] ^ _, as ctrl-p,ctrl-q."
)

_CONTROLS = {"ctrl-@": 0, "ctrl-[": 27, "ctrl-\\": 28, "ctrl-]": 29, "ctrl-^": 30, "ctrl-_": 31}
_CONTROLS |= {f"ctrl-{chr(ord('a') + index)}": index + 1 for index in range(26)}
_CONTROLS |= {"DEL": 127}


@dataclass(frozen=True, slots=True)
class DetachKeys:
    """A sequence of keys.

    Attributes:
        text: As it was given.
        codes: The bytes that a terminal sends for it.
    """

    text: str
    codes: bytes

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read docker's ``--detach-keys`` grammar.

        Raises:
            ConfigError: It is none; the message names the key and the rule.
        """
        codes = bytearray()
        for key in text.split(","):
            if key in _CONTROLS:
                codes.append(_CONTROLS[key])
            elif len(key) == 1 and " " < key <= "~":
                codes.append(ord(key))
            else:
                raise ConfigError(f'"{clean(key, 40)}" is no key for the detach sequence', RULE)
        return cls(text, bytes(codes))

    @property
    def label(self) -> str:
        """The sequence for people: ``^P ^Q``."""
        names = {code: name for name, code in _CONTROLS.items()}
        return " ".join(
            f"^{names[code][5:].upper()}" if code < 32 else names.get(code, chr(code))
            for code in self.codes
        )


class Fed(NamedTuple):
    """What became of some keys."""

    to_send: bytes
    detached: bool


class DetachMatcher:
    """Finds the sequence in a stream of keys, however it is cut.

    A beginning of the sequence is held back until the next key shows whether it goes on. Holding
    it for ever would break Ctrl+P in a shell, so whoever feeds calls `flush` after a short while:
    what was held is then sent, and the sequence can still be completed by its last keys (somebody
    who types slowly leaves as well; the process has then seen the beginning, never the end).
    """

    def __init__(self, keys: DetachKeys) -> None:
        self._codes = keys.codes
        self._borders = _borders(keys.codes)
        self._matched = 0
        self._released = 0

    @property
    def holding(self) -> bool:
        """Is anything held back that `flush` would release?"""
        return self._matched > self._released

    def feed(self, data: bytes) -> Fed:
        """Take keys; return those to send, and whether the sequence is complete.

        What follows a complete sequence is dropped: its reader has left.
        """
        out = bytearray()
        for code in data:
            while self._matched and code != self._codes[self._matched]:
                self._fall_back(out)
            if code != self._codes[self._matched]:
                out.append(code)
                continue
            self._matched += 1
            if self._matched == len(self._codes):
                self._matched = self._released = 0
                return Fed(bytes(out), True)
        return Fed(bytes(out), False)

    def flush(self) -> bytes:
        """Return what is held back, to be sent now."""
        held = self._codes[self._released : self._matched]
        self._released = self._matched
        return held

    def _fall_back(self, out: bytearray) -> None:
        """Give up the longest match for the next shorter one that ends the same way."""
        shorter = self._borders[self._matched - 1]
        dropped = self._matched - shorter
        out += self._codes[self._released : dropped]
        self._matched = shorter
        self._released = max(0, self._released - dropped)


def _borders(codes: bytes) -> list[int]:
    """Return for each prefix the length of its longest proper prefix that is also its end."""
    borders = [0] * len(codes)
    length = 0
    for index in range(1, len(codes)):
        while length and codes[index] != codes[length]:
            length = borders[length - 1]
        if codes[index] == codes[length]:
            length += 1
        borders[index] = length
    return borders
