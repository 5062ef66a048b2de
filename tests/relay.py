"""A relay in front of an engine's unix socket, for transports that a test's engine lacks.

TCP, and TLS with half-close as Go's server does it: a client's close_notify ends its direction
only. Blocking sockets in threads, one a connection.
"""

from __future__ import annotations

import select
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType


class Relay:
    """Listens on 127.0.0.1 until its `with` block ends; `port` says where.

    Args:
        path: The unix socket behind it; empty for one that accepts and never answers.
        tls: The server's side of TLS, if it speaks that.
    """

    def __init__(self, path: str, tls: ssl.SSLContext | None = None) -> None:
        self._path = path
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]

    def __enter__(self) -> Relay:
        self._threads[0].start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._threads[0].join()
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads[1:]:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._open.append(client)
            self._threads.append(threading.Thread(target=self._serve, args=(client,)))
            self._threads[-1].start()

    def _serve(self, client: socket.socket) -> None:
        with suppress(OSError), client:
            if not self._path:
                while client.recv(65536):
                    pass
                return
            if self._tls is None:
                self._pump(client)
                return
            with self._tls.wrap_socket(client, server_side=True) as secured:
                self._open.append(secured)
                self._pump(secured)

    def _pump(self, client: socket.socket) -> None:
        with socket.socket(socket.AF_UNIX) as engine:
            engine.connect(self._path)
            sources = [client, engine]
            while sources:
                pending = isinstance(client, ssl.SSLSocket) and client.pending()
                ready = [client] if pending else select.select(sources, [], [])[0]
                for source in ready:
                    other = engine if source is client else client
                    if data := source.recv(65536):
                        other.sendall(data)
                        continue
                    sources.remove(source)
                    if other is engine:
                        engine.shutdown(socket.SHUT_WR)
                    else:
                        return  # the engine is done: closing says so


class Certificates:
    """A CA with certificates made by it, in a directory as DOCKER_CERT_PATH names."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)
        curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        self._run(
            *("req", "-x509", *curve, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2"),
            *("-subj", f"/CN={directory.name}", "-addext", "basicConstraints=critical,CA:TRUE"),
        )
        for name in ("server", "expired", "stranger", "client"):
            self._run(
                *("req", *curve, "-keyout", f"{name}.key", "-out", f"{name}.csr"), "-subj", "/CN=x"
            )
            host = "stranger.test" if name == "stranger" else "localhost,IP:127.0.0.1"
            (directory / "ext").write_text(f"subjectAltName=DNS:{host}\n")
            self._run(
                *("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key"),
                *("-CAcreateserial", "-days", "-1" if name == "expired" else "2"),
                *("-extfile", "ext", "-out", f"{name}.pem"),
            )
        (directory / "client.pem").rename(directory / "cert.pem")
        (directory / "client.key").rename(directory / "key.pem")

    def _run(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.directory, check=True, capture_output=True)

    def server(self, name: str = "server", *, clients: bool = False) -> ssl.SSLContext:
        """Return a server's TLS settings; with `clients` it wants certificates of them."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.directory / f"{name}.pem", self.directory / f"{name}.key")
        if clients:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(self.directory / "ca.pem")
        return context


@contextmanager
def silent() -> Iterator[int]:
    """Accept connections and never answer; yield the port."""
    with Relay("") as relay:
        yield relay.port
