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

from alongside.clean import clean
from alongside.config_checks import check_keys, checked
from alongside.errors import ConfigError

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

    def in_file(name: str) -> str:
        return f"{path}, line {_line_of(text, name)}"

    check_keys(table.get("keys", {}), in_file)
    layers: tuple[tuple[Mapping[str, Any], Callable[[str], str]], ...] = (
        (table, in_file),
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
            values[name] = checked(name, value, where(name))
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
