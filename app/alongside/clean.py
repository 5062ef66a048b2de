"""The one gate for text that an engine or a container says.

Textual hands escape sequences inside strings to the outer terminal, so a container called
``\\x1b]52;c;...`` could write the user's clipboard. Every such text becomes model through `clean`,
which leaves only characters that are safe to show anywhere. (The byte streams of terminals do not
come through here: the emulator interprets those, and shows cells.)
"""

from __future__ import annotations

import re
from typing import Any

# C0 (with DEL), C1, bidirectional controls and isolates, other invisible format characters that
# can hide or reorder text, line and paragraph separators, tags, surrogates, noncharacters.
_UNSAFE = (
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffc\ufffe\uffff\U000e0000-\U000e007f]"
)
_UNSAFE_BLOCK = _UNSAFE.replace("\x00-\x1f", "\x00-\x08\x0b-\x1f")
"""Compiled (and kept) by `re` when needed, as is the other: most text of a list is plain ASCII."""

_ELLIPSIS = "…"


def _visible(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)  # the control picture: ESC is shown as ␛
    return "␡" if code == 0x7F else "�"


def clean(text: object, limit: int = 4096) -> str:
    """Return `text` as one line that is safe to show: no control, no escape, no bidi override.

    Args:
        text: Anything; what is no string is shown as `str` shows it, None as nothing.
        limit: The greatest length in characters; a longer text ends in an ellipsis.
    """
    plain = "" if text is None else str(text)
    if len(plain) > limit:
        plain = plain[: limit - 1] + _ELLIPSIS
    if plain.isascii() and plain.isprintable():
        return plain
    return re.sub(_UNSAFE, _visible, plain)


def clean_block(text: object, limit: int = 1_000_000) -> str:
    """Like `clean` for text of several lines: newlines and tabs stay, CRLF becomes LF."""
    plain = "" if text is None else str(text).replace("\r\n", "\n")
    if len(plain) > limit:
        plain = plain[: limit - 1] + _ELLIPSIS
    return re.sub(_UNSAFE_BLOCK, _visible, plain)


def clean_tree(value: Any) -> Any:
    """Return JSON-like data with every string, keys included, passed through `clean_block`."""
    if isinstance(value, str):
        return clean_block(value)
    if isinstance(value, dict):
        return {clean(key): clean_tree(item) for key, item in value.items()}
    if isinstance(value, list):
        return [clean_tree(item) for item in value]
    return value
