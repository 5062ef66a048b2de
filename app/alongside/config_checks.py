"""What a setting may be: the rules that `config` holds every value against, and how it is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from alongside.actions import BY_ID, Action, Scope
from alongside.clean import clean
from alongside.errors import ConfigError

ENGINES = ("docker", "podman", "practice")
SIG_PROXY = ("ask", "always", "never")
CLIPBOARD = ("off", "ask")
_CHOICES = {"engine": ENGINES, "sig_proxy": SIG_PROXY, "clipboard": CLIPBOARD}
_SWITCH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def checked(name: str, value: Any, where: str) -> Any:
    """Return `value` in the form of setting `name`.

    Raises:
        ConfigError: It cannot be used; `where` it is written begins the message.
    """

    def wrong(rule: str) -> ConfigError:
        return ConfigError(f"{where}: {name} = {clean(value, 80)!r} cannot be used", rule)

    if name == "no_stdin":
        switched = _SWITCH.get(str(value).lower())
        if switched is None:
            raise wrong("It is true or false.")
        return switched
    if name == "scrollback":
        try:
            number = int(value)
        except (TypeError, ValueError):
            raise wrong("It is a number of lines.") from None
        if isinstance(value, bool) or not 0 <= number <= 1_000_000:
            raise wrong("It is a number of lines from 0 to 1000000.")
        return number
    if name == "shell":
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise wrong('It is a list of names or paths: ["bash", "sh"].')
        return tuple(value)
    if name == "keys":
        if not isinstance(value, dict):
            raise wrong('It is a table: [keys], then lines such as list.attach = "a".')
        return value
    if not isinstance(value, str):
        raise wrong("It is a text in quotes.")
    if name in _CHOICES and value not in _CHOICES[name]:
        raise wrong(f"It is one of {', '.join(_CHOICES[name])}.")
    if name == "leader" and not (is_key(value) and _is_no_text(value)):
        raise wrong('It is one key that types nothing, such as "f12" or "ctrl+b".')
    return value


_MODIFIERS = frozenset(("ctrl", "shift", "alt", "super", "hyper", "meta"))
_SILENT = frozenset(
    (
        *("escape", "enter", "tab", "backspace", "delete", "insert", "home", "end"),
        *("pageup", "pagedown", "up", "down", "left", "right"),
        *(f"f{number}" for number in range(1, 25)),
    )
)
_RENAMED = frozenset(("space", "slash", "backslash", "at", "minus", "plus", "underscore"))


def is_key(text: str) -> bool:
    """Is it the name of a key, as Textual names them: ``f12``, ``ctrl+b``, ``question_mark``?"""
    *modifiers, key = text.split("+")
    if not _MODIFIERS.issuperset(map(str.lower, modifiers)) or not key or key.isspace():
        return False
    if len(key) == 1 or key.lower() in _SILENT | _RENAMED:
        return True
    from unicodedata import lookup

    try:
        lookup(key.replace("_", " "))
    except KeyError:
        return False
    return True


def _is_no_text(key: str) -> bool:
    """Does it type nothing, so that a terminal can do without it?"""
    *modifiers, last = key.lower().split("+")
    return last in _SILENT or any(modifier != "shift" for modifier in modifiers)


def check_keys(keys: Any, where: Callable[[str], str]) -> None:
    """See that every action has keys that there are, and that no two have one in the same place.

    Args:
        keys: The table, as it was read.
        where: Returns where an action's line is written.

    Raises:
        ConfigError: One cannot be used.
    """
    if not isinstance(keys, dict):
        return  # `checked` says what it should be
    for name, value in keys.items():
        if name not in BY_ID:
            raise ConfigError(
                f"{where(name)}: there is no action {clean(name)!r} to give a key to",
                "The help screen (F1) shows the ids.",
            )
        if not isinstance(value, str) or not all(is_key(key.strip()) for key in value.split(",")):
            raise ConfigError(
                f"{where(name)}: {name} = {clean(value, 80)!r} is no key",
                'Write keys as "a", "ctrl+b" or "f5,ctrl+r".',
            )
    for name in keys:
        _check_alone(name, keys, where(name))


_TOGETHER = (
    frozenset({Scope.ANYWHERE, Scope.LIST}),
    frozenset({Scope.ANYWHERE, Scope.RESULT}),
    frozenset({Scope.LEADER, Scope.TOUR}),
)
"""Scopes whose keys work in one place: there a key can have one meaning only."""


def _check_alone(name: str, keys: Mapping[str, str], where: str) -> None:
    """Refuse a key of the user's that another action has in the same place."""

    def keys_of(action: Action) -> set[str]:
        return {key.strip() for key in keys.get(action.id, action.keys).split(",")}

    own = BY_ID[name]
    for other in BY_ID.values():
        together = any({own.scope, other.scope} <= scopes for scopes in _TOGETHER)
        if other is not own and together and (both := keys_of(own) & keys_of(other)):
            raise ConfigError(
                f"{where}: {name} and {other.id} would both have the key {min(both)}",
                f"Give {name} another key, or {other.id} one.",
            )
