"""The shop's api: needs the database that /etc/shop/api.conf names, and gives up without it."""

# os.path, because importing pathlib takes longer than all the rest.
# ruff: noqa: PTH100, PTH120, PTH123

from __future__ import annotations

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from shopnet import Server, ask, health, http, log, path  # type: ignore[import-not-found]

_CONFIG = "/etc/shop/api.conf"
_PORT = 7070


def _database() -> str:
    with open(path(_CONFIG), encoding="utf-8") as file:
        for line in file:
            name, _, value = line.partition("#")[0].partition("=")
            if name.strip() == "database_host":
                return value.strip()
    log(f"error: {_CONFIG} has no database_host")
    sys.exit(78)


def _check(host: str) -> None:
    try:
        ask(host, _PORT, "PING\nQUIT\n")
    except OSError as error:
        health("unhealthy")
        log(f'error: database "{host}:{_PORT}": {error.strerror or error}')
        log(f"error: is database_host right in {path(_CONFIG)}? (frontend has that volume too)")
        log("giving up")
        sys.exit(1)
    health("healthy")


def main() -> None:
    """Serve what the database has."""
    host = _database()
    log(f"api starts, database_host = {host}")
    _check(host)

    def page(where: str) -> tuple[str, str]:
        if where == "/health":
            return "200 OK", "ok\n"
        if where != "/orders":
            return "404 Not Found", f"no such thing: {where}\n"
        count = ask(host, _PORT, "GET orders\nQUIT\n").strip()
        log(f"GET /orders 200 {count} orders")
        return "200 OK", f"{count} orders\n"

    def answer(request: str) -> str:
        text: str = http(*page([*request.split(" ", 2), "", ""][1]))
        return text

    server = Server(8081, answer, tick=lambda: _check(host), interval=10)
    log(f"connected to {host}:{_PORT}; api listens on port 8081")
    server.run()


main()
