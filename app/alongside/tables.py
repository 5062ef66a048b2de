"""What the commands for scripts print: the same facts as tables for people and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from rich.cells import cell_len

from alongside.clean import clean
from alongside.config import Loaded
from alongside.engine.contexts import ContextInfo
from alongside.engine.model import Container, Port


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return aligned columns, two spaces apart, with a line of titles, as docker prints them."""
    lines = [list(titles), *(list(row) for row in rows)]
    widths = [max(cell_len(line[i]) for line in lines) for i in range(len(titles))]
    return "\n".join(
        "  ".join(
            text + " " * (width - cell_len(text)) for text, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in lines
    )


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=True)


def port_text(port: Port) -> str:
    """Return one port as docker writes it: ``0.0.0.0:8080->80/tcp``."""
    inside = f"{port.private}/{port.protocol}"
    if port.public is None:
        return inside
    return f"{port.address}:{port.public}->{inside}" if port.address else f"{port.public}->{inside}"


def _ordered(containers: Iterable[Container]) -> list[Container]:
    return sorted(containers, key=lambda c: (c.project == "", c.project, not c.state.live, c.name))


def containers_table(containers: Iterable[Container]) -> str:
    """Return the list for people."""
    return table(
        ("NAME", "PROJECT", "STATE", "STATUS", "IMAGE", "PORTS", "ID"),
        (
            (
                container.name,
                container.project or "-",
                container.state.value,
                container.status,
                clean(container.image, 60),
                ", ".join(map(port_text, container.ports)) or "-",
                container.short_id,
            )
            for container in _ordered(containers)
        ),
    )


def containers_json(containers: Iterable[Container]) -> str:
    """Return the list as a JSON array of objects, one a container."""
    return _json([_plain(container) for container in _ordered(containers)])


def _plain(container: Container) -> dict[str, Any]:
    ports = [port._asdict() for port in container.ports]
    return container._asdict() | {"ports": ports}


def contexts_table(found: Iterable[ContextInfo]) -> str:
    """Return docker's contexts for people; the current one has a star."""
    return table(
        ("", "NAME", "ENDPOINT", "DESCRIPTION", "PROBLEM"),
        (
            (
                "*" if context.current else " ",
                context.name,
                context.url or "-",
                context.description or "-",
                context.error or "-",
            )
            for context in found
        ),
    )


def contexts_json(found: Iterable[ContextInfo]) -> str:
    """Return docker's contexts as a JSON array."""
    return _json([context._asdict() for context in found])


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def config_table(loaded: Loaded) -> str:
    """Return the effective settings, each with where it came from, as TOML with comments."""
    lines = [f"# {loaded.file}" + ("" if loaded.file.exists() else " (does not exist)")]
    for name, value in loaded.settings._asdict().items():
        if name == "keys":
            continue
        assignment = f"{name} = {_shown(value)}"
        lines.append(f"{assignment:<32} # {loaded.sources[name]}")
    if loaded.settings.keys:
        lines += ["", f"[keys] # {loaded.sources['keys']}"]
        lines += [f"{_shown(name)} = {_shown(key)}" for name, key in loaded.settings.keys.items()]
    return "\n".join(lines)


def config_json(loaded: Loaded) -> str:
    """Return the effective settings as ``{name: {value, source}}`` with the file's place."""
    settings = {
        name: {"value": dict(value) if name == "keys" else value, "source": loaded.sources[name]}
        for name, value in loaded.settings._asdict().items()
    }
    return _json({"file": str(loaded.file), "settings": settings})
