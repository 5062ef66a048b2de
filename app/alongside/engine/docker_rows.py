"""The list of containers from its JSON, without holding up the event loop.

A thousand rows are over a megabyte of JSON and tens of milliseconds of work; a thread would not
help, because the JSON parser keeps the interpreter's lock until it is done. So rows are parsed one
by one, and the loop gets its turn every few milliseconds.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Iterator
from typing import Any

from alongside.engine.docker_api import no_json
from alongside.engine.docker_model import container_of
from alongside.engine.model import Container

_SLICE_SECONDS = 0.004
_BETWEEN = re.compile(r"[\s,]*")


def items_of(body: bytes) -> Iterator[Any]:
    """Yield the items of a JSON array, each parsed when it is asked for.

    Raises:
        RefusedError: It is no JSON array.
    """
    text = body.decode("utf-8", "replace").strip()
    if text == "null":  # Go's empty list
        return
    if not (text.startswith("[") and text.endswith("]")):
        raise no_json(body)
    decoder, at, end = json.JSONDecoder(), 1, len(text) - 1
    while (match := _BETWEEN.match(text, at)) and (at := match.end()) < end:
        try:
            item, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            raise no_json(text[at : at + 60].encode()) from None
        yield item


async def rows_of(body: bytes) -> list[Container]:
    """Return the answer of ``GET /containers/json`` as rows."""
    rows: list[Container] = []
    until = time.monotonic() + _SLICE_SECONDS
    for item in items_of(body):
        rows.append(container_of(item))
        if time.monotonic() > until:
            await asyncio.sleep(0)
            until = time.monotonic() + _SLICE_SECONDS
    return rows
