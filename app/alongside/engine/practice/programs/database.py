"""The shop's database: GET, SET, KEYS, PING, QUIT, a line each; kept in /var/lib/shop."""

# os.path, because importing pathlib takes longer than all the rest.
# ruff: noqa: PTH100, PTH120, PTH123

from __future__ import annotations

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from shopnet import Server, health, log, path  # type: ignore[import-not-found]

_FILE = "/var/lib/shop/data"


def _load() -> dict[str, str]:
    with open(path(_FILE), encoding="utf-8") as file:
        rows = [line.rstrip("\n").partition("=") for line in file]
    return {name: value for name, _, value in rows}


def _save(data: dict[str, str]) -> None:
    with open(path(_FILE), "w", encoding="utf-8") as file:
        file.writelines(f"{name}={value}\n" for name, value in data.items())


def main() -> None:
    """Serve."""
    data = _load()

    def obey(line: str) -> str:
        verb, name, value = ([*line.split(None, 2), "", "", ""])[:3]
        match verb.upper():
            case "PING":
                return "PONG"
            case "GET":
                return data.get(name, "(nothing)")
            case "SET":
                data[name] = value
                _save(data)
                return "OK"
            case "KEYS":
                return " ".join(sorted(data))
            case "QUIT":
                return ""
        return f"ERROR unknown command {verb!r}: PING, GET, SET, KEYS, QUIT"

    def answer(request: str) -> str:
        lines = [line for line in request.splitlines() if line.strip()]
        log(f"client: {'; '.join(lines)}")
        return "".join(f"{said}\n" for said in map(obey, lines) if said)

    server = Server(7070, answer, complete="QUIT\n")
    log(f"database has {len(data)} keys, listens on port 7070; try: db KEYS")
    health("healthy")
    server.run()


main()
