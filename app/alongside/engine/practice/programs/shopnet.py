"""What the shop's servers share: names, lines, time, and a server loop of one thread."""

from __future__ import annotations

import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Callable

_PEERS = dict(item.split("=") for item in os.environ.get("PRACTICE_PEERS", "").split())
_ROOT = os.environ.get("PRACTICE_ROOT", "")
_CLOCK = os.environ.get("PRACTICE_CLOCK", "")
_MAX_REQUEST = 65536


def log(text: str) -> None:
    """Print a line with the time; the clock stands still in a staged scene."""
    now = time.gmtime(int(_CLOCK)) if _CLOCK else time.gmtime()
    print(time.strftime("%H:%M:%S", now), text, flush=True)


def path(name: str) -> str:
    """Return where a file of the container is (without namespaces: not at its own path)."""
    return _ROOT + name


def address(host: str, port: int) -> tuple[str, int]:
    """Return where `host` is; raises OSError in a resolver's words if nobody is called so."""
    peer = _PEERS.get(f"{host}:{port}")
    if peer:
        name, _, number = peer.rpartition(":")
        return name, int(number)
    if _PEERS:
        raise OSError("Name or service not known")
    return socket.gethostbyname(host), port


def ask(host: str, port: int, text: str) -> str:
    """Send one line and return what comes back until the other side closes."""
    with socket.create_connection(address(host, port), timeout=2) as connection:
        connection.sendall(text.encode())
        parts = []
        while data := connection.recv(4096):
            parts.append(data)
    return b"".join(parts).decode(errors="replace")


def health(word: str) -> None:
    """Report ``healthy`` or ``unhealthy`` to the engine."""
    if "HEALTH_FD" in os.environ:
        os.write(int(os.environ["HEALTH_FD"]), word.encode() + b"\n")


class Server:
    """Answers each connection's one request; calls `tick` every `interval` seconds.

    Args:
        answer: From the text of a request to the text of the answer.
        complete: Is this all of a request?
    """

    def __init__(
        self,
        port: int,
        answer: Callable[[str], str],
        complete: str = "\r\n\r\n",
        tick: Callable[[], None] | None = None,
        interval: float = 3600,
    ) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):  # before a first word invites one
            signal.signal(number, _end)
        self._answer = answer
        self._complete = complete
        self._tick = tick
        self._interval = interval
        self._selector = selectors.DefaultSelector()
        self._waiting: dict[socket.socket, str] = {}
        self._listener = socket.create_server(address(os.environ["HOSTNAME"], port), backlog=32)
        self._selector.register(self._listener, selectors.EVENT_READ)

    def run(self) -> None:
        """Serve until the process is told to end."""
        # A first process inherits orphans, and should not leave them as zombies.
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        due = time.monotonic() + self._interval
        while True:
            for key, _events in self._selector.select(max(due - time.monotonic(), 0)):
                if key.fileobj is self._listener:
                    self._accept()
                else:
                    self._read(key.fileobj)  # type: ignore[arg-type]
            if time.monotonic() >= due:
                due += self._interval
                if self._tick:
                    self._tick()

    def _accept(self) -> None:
        connection, _address = self._listener.accept()
        connection.settimeout(2)
        self._waiting[connection] = ""
        self._selector.register(connection, selectors.EVENT_READ)

    def _read(self, connection: socket.socket) -> None:
        try:
            data = connection.recv(4096)
            request = self._waiting[connection] + data.decode(errors="replace")
            self._waiting[connection] = request
            if data and self._complete not in request and len(request) < _MAX_REQUEST:
                return
            if data:
                connection.sendall(self._answer(request).encode())
        except OSError as error:
            log(f"lost a client: {error}")
        self._selector.unregister(connection)
        del self._waiting[connection]
        connection.close()


def http(status: str, body: str) -> str:
    """Return an HTTP answer."""
    return (
        f"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\n"
        f"Content-Length: {len(body.encode())}\r\nConnection: close\r\n\r\n{body}"
    )


def _end(_number: int, _frame: object) -> None:
    log("asked to end: closing connections, goodbye")
    sys.exit(0)
