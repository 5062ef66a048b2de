"""The shop's web server: a page, the orders from the api, and a visitor that keeps it busy."""

# os.path, because importing pathlib takes longer than all the rest.
# ruff: noqa: PTH100, PTH120

from __future__ import annotations

import itertools
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from shopnet import Server, ask, health, http, log  # type: ignore[import-not-found]

_visits = itertools.cycle(("/", "/orders", "/health"))


def _page(path: str) -> tuple[str, str]:
    if path == "/health":
        return "200 OK", "ok\n"
    if path == "/":
        return "200 OK", "Welcome to the shop. See /orders.\n"
    if path == "/orders":
        try:
            answer = ask("api", 8081, "GET /orders HTTP/1.1\r\nHost: api\r\n\r\n")
        except OSError as error:
            return "502 Bad Gateway", f"api: {error.strerror or error}\n"
        return answer.split(" ", 1)[1].split("\r\n")[0], answer.partition("\r\n\r\n")[2]
    return "404 Not Found", f"no such page: {path}\n"


def _answer(request: str) -> str:
    begun = time.monotonic()
    method, path = [*request.split(" ", 2), "", ""][:2]
    status, body = _page(path) if method == "GET" else ("405 Method Not Allowed", "only GET\n")
    spent = 1 if "PRACTICE_CLOCK" in os.environ else round(1000 * (time.monotonic() - begun))
    why = "" if status.startswith("200") else f" {body.strip()}"
    log(f"{method} {path} {status.split()[0]} {spent}ms{why}")
    answer: str = http(status, body)
    return answer


def _visit() -> None:
    _answer(f"GET {next(_visits)} HTTP/1.1\r\n\r\n")


def main() -> None:
    """Serve."""
    staged = "PRACTICE_CLOCK" in os.environ  # then all visitors come at once, and no more
    server = Server(8080, _answer, tick=None if staged else _visit, interval=3)
    log("frontend listens on port 8080")
    health("healthy")
    for _ in range(8 if staged else 1):
        _visit()
    server.run()


main()
