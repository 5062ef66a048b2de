"""Names of keys for people, from those that Textual gives them. Pure."""

from __future__ import annotations

_NAMES = {
    "colon": ":",
    "slash": "/",
    "question_mark": "?",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "dollar_sign": "$",
    "vertical_line": "|",
    "equals_sign": "=",
    "greater_than_sign": ">",
    "less_than_sign": "<",
    "escape": "Esc",
    "enter": "Enter",
    "tab": "Tab",
    "delete": "Del",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "right": "→",
    "left": "←",
    "up": "↑",
    "down": "↓",
}


def key_name(key: str) -> str:
    """Return a key's name for people: ``ctrl+right`` is ``Ctrl+→``."""
    parts = key.split("+") if len(key) > 1 else [key]
    shown = [_NAMES.get(part, part if len(part) == 1 else part.capitalize()) for part in parts]
    return "+".join(shown)


def key_names(keys: str) -> str:
    """Return the names of several keys: ``q,ctrl+q`` is ``q  Ctrl+q``."""
    return " ".join(key_name(key) for key in keys.split(","))
