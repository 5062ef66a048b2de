"""How engine and keeper talk: lines of JSON over a Unix socket, file descriptors beside them.

A request is ``{"n": 7, "op": "spawn", "fds": 3, ...}``; its answer has the same ``n`` and either
what was asked for or ``error`` (text) with ``kind`` (below). What the keeper says unasked has no
``n``: ``{"exit": key, "code": 137}``. Descriptors travel with the bytes of the request that names
their number and are handed out in that order.
"""

from __future__ import annotations

import json
import os
import socket
from collections import deque
from typing import Any

Message = dict[str, Any]

CONFLICT = "conflict"
"""`kind` of an error: the container does not run (any more)."""
ABSENT = "absent"
"""`kind` of an error: no such container or path."""
FAILED = "failed"
"""`kind` of an error: anything else."""

MAX_FDS = 16
_CHUNK = 65536


def encode(message: Message) -> bytes:
    """Return `message` as one line."""
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"


class Reader:
    """Collects messages and descriptors from a socket; `receive` is called when it is readable."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._partial = b""
        self._fds: deque[int] = deque()

    def receive(self) -> list[tuple[Message, list[int]]] | None:
        """Return the messages that one read completes, each with its descriptors; None at EOF."""
        data, fds, _flags, _address = socket.recv_fds(self._sock, _CHUNK, MAX_FDS)
        for fd in fds:
            os.set_inheritable(fd, False)
        self._fds.extend(fds)
        if not data:
            return None
        *lines, self._partial = (self._partial + data).split(b"\n")
        messages: list[tuple[Message, list[int]]] = []
        for line in lines:
            message: Message = json.loads(line)
            count = int(message.get("fds", 0))
            messages.append((message, [self._fds.popleft() for _ in range(count)]))
        return messages
