"""Settings: defaults, one TOML file, the environment and flags become one frozen value.

`load` reads each source in that order, later ones win, and remembers for every value where it came
from. A setting that cannot be used is a `ConfigError` that names file, line and key; nothing is
ignored silently.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from alongside.actions import BY_ID, Action, Scope
from alongside.clean import clean
from alongside.errors import ConfigError

ENGINES = ("docker", "podman", "practice")
SIG_PROXY = ("ask", "always", "never")
CLIPBOARD = ("off", "ask")
_CHOICES = {"engine": ENGINES, "sig_proxy": SIG_PROXY, "clipboard": CLIPBOARD}
_SWITCH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
DEFAULT = "default"


class Settings(NamedTuple):
    """Every setting, ready for use."""

    engine: str = ""
    """`docker`, `podman` or `practice`; empty: whatever answers first."""
    host: str = ""
    """The engine's address: unix:///path, tcp://host:port, ssh://user@host."""
    context: str = ""
    """A docker context's name."""
    leader: str = "f12"
    """The one key that a focused terminal does not get."""
    detach_keys: str = "ctrl-p,ctrl-q"
    """The sequence that leaves a session, as docker's --detach-keys."""
    sig_proxy: str = "ask"
    """Ctrl+C in an attach: `ask` first, `always` send it, `never` send it."""
    no_stdin: bool = False
    """Attach without ever connecting the main process's input: true, or false."""
    clipboard: str = "off"
    """When a program in a pane wants to write your clipboard (OSC 52): `off`, or `ask`."""
    shell: tuple[str, ...] = ()
    """Shells to prefer over the container's own choice, best first: ["zsh", "bash"]."""
    theme: str = "textual-dark"
    """The name of a Textual theme."""
    scrollback: int = 10_000
    """Lines kept above each pane."""
    keys: Mapping[str, str] = MappingProxyType({})
    """The table [keys]: an action's id = "key,key"; the help screen (F1) shows the ids."""


class Loaded(NamedTuple):
    """The effective settings and, by name, where each one came from.

    `file` is the configuration file's place, whether or not it exists.
    """

    settings: Settings
    sources: Mapping[str, str]
    file: Path


def config_file(environ: Mapping[str, str], flag: str = "") -> Path:
    """Return where the configuration is: --config, ALONGSIDE_CONFIG or the platform's place."""
    named = flag or environ.get("ALONGSIDE_CONFIG", "")
    if named:
        return Path(named).expanduser()
    from platformdirs import user_config_path

    return user_config_path("alongside") / "config.toml"


def state_dir(environ: Mapping[str, str]) -> Path:
    """Return where alongside keeps its own notes: live execs, crash reports."""
    named = environ.get("ALONGSIDE_STATE", "")
    if named:
        return Path(named).expanduser()
    from platformdirs import user_state_path

    return user_state_path("alongside")


def load(environ: Mapping[str, str], flags: Mapping[str, Any], config: str = "") -> Loaded:
    """Return the effective settings.

    Args:
        environ: The environment; ``ALONGSIDE_HOST`` and so on, one for each setting but keys.
        flags: What the command line set, by setting name; None and empty count as not set.
        config: ``--config``; a file named so must exist.

    Raises:
        ConfigError: A file, variable or flag holds what cannot be used.
    """
    path = config_file(environ, config)
    text = _read(path, must_exist=bool(config or environ.get("ALONGSIDE_CONFIG")))
    table = _parse(path, text)
    _check_keys(table.get("keys", {}), path, text)
    layers: tuple[tuple[Mapping[str, Any], Callable[[str], str]], ...] = (
        (table, lambda name: f"{path}, line {_line_of(text, name)}"),
        (_from_environment(environ), lambda name: f"ALONGSIDE_{name.upper()}"),
        (
            {name: value for name, value in flags.items() if value},
            lambda name: f"--{name.replace('_', '-')}",
        ),
    )
    values: dict[str, Any] = {}
    sources = dict.fromkeys(Settings._fields, DEFAULT)
    for found, where in layers:
        _one_address(found, where)
        # A nearer address overrules a farther one of the other kind, as with the docker CLI.
        for name, other in (("host", "context"), ("context", "host")):
            if name in found and other in values:
                del values[other]
                sources[other] = f"{DEFAULT} ({name} is set nearer)"
        for name, value in found.items():
            values[name] = _checked(name, value, where(name))
            sources[name] = where(name)
    return Loaded(Settings(**values), sources, path)


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    names = [name for name in Settings._fields if name != "keys"]
    found: dict[str, Any] = {
        name: environ[f"ALONGSIDE_{name.upper()}"]
        for name in names
        if environ.get(f"ALONGSIDE_{name.upper()}")
    }
    if "shell" in found:
        found["shell"] = [part.strip() for part in found["shell"].split(",")]
    return found


def _one_address(found: Mapping[str, Any], where: Callable[[str], str]) -> None:
    if found.get("host") and found.get("context"):
        raise ConfigError(
            f"{where('host')} and {where('context')} both name an engine", "Give one of the two."
        )


def _read(path: Path, *, must_exist: bool) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        if must_exist:
            raise ConfigError(f"{path} does not exist", "Give --config an existing file.") from None
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}", "Mend or remove it.") from None


def _parse(path: Path, text: str) -> dict[str, Any]:
    if not text:
        return {}
    import tomllib  # 3 ms, which a start without a file is spared

    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not TOML: {error}", "Mend that line.") from None
    for name in table:
        if name not in Settings._fields:
            raise ConfigError(
                f"{path}, line {_line_of(text, name)}: there is no setting {clean(name)!r}",
                f"The settings are {', '.join(sorted(Settings._fields))}.",
            )
    if isinstance(table.get("keys"), dict):
        table["keys"] = dict(_flat(table["keys"]))
    return table


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield dotted names: in TOML ``list.attach = "a"`` and ``"list.attach" = "a"`` differ."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _line_of(text: str, key: str) -> int:
    """Return the line (from 1) on which `key` is set; tomllib does not keep it."""
    pattern = re.compile(rf"""\s*\[?\s*["']?{re.escape(key)}["']?\s*[=\].]""")
    for number, line in enumerate(text.splitlines(), 1):
        if pattern.match(line):
            return number
    return 1


def _checked(name: str, value: Any, where: str) -> Any:
    """Return `value` in the form of setting `name`."""

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


def _check_keys(keys: Any, path: Path, text: str) -> None:
    if not isinstance(keys, dict):
        return  # `_checked` says what it should be
    for name, value in keys.items():
        where = f"{path}, line {_line_of(text, name)}"
        if name not in BY_ID:
            raise ConfigError(
                f"{where}: there is no action {clean(name)!r} to give a key to",
                "The help screen (F1) shows the ids.",
            )
        if not isinstance(value, str) or not all(is_key(key.strip()) for key in value.split(",")):
            raise ConfigError(
                f"{where}: {name} = {clean(value, 80)!r} is no key",
                'Write keys as "a", "ctrl+b" or "f5,ctrl+r".',
            )
    for name in keys:
        _check_alone(name, keys, f"{path}, line {_line_of(text, name)}")


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
