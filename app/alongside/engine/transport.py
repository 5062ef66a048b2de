"""How to open a connection to an engine: unix sockets, TCP, TCP with TLS (ssh is in `ssh`).

A `Dialer` stands for one endpoint: it opens a `Wire` whenever it is asked for one, knows what its
errors mean, and how the address is written for the docker SDK. Control flows downwards: `http`
calls `open`; nothing here keeps a connection.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import unquote, urlsplit

from alongside.clean import clean
from alongside.engine.model import Endpoint, TLSFiles
from alongside.engine.wire import SocketWire, TLSWire, Wire
from alongside.errors import DeadlineError, EndpointError, EngineError, UnreachableError

CONNECT_SECONDS = 5.0


class Address(NamedTuple):
    """An endpoint's URL, taken apart.

    Attributes:
        scheme: ``unix``, ``tcp`` or ``ssh``.
        path: The socket's path (unix, ssh), or what stands before every request path (tcp).
        port: 0 where the URL has none.
    """

    scheme: str
    host: str = ""
    port: int = 0
    path: str = ""
    user: str = ""
    tls: bool = False


def parse_address(url: str) -> Address:
    """Take an endpoint's URL apart.

    Raises:
        EndpointError: It is malformed, or of a kind that cannot be reached from here.
    """
    shown = clean(url)
    scheme, found, rest = url.partition("://")
    if not found:
        raise EndpointError(
            f"{shown!r} is no address",
            "Write unix:///path/to.sock, tcp://host:port or ssh://user@host.",
        )
    if scheme == "unix":
        if not rest.startswith("/"):
            raise EndpointError(f"{shown} names no absolute path", "Write unix:///path/to.sock.")
        return Address("unix", path=rest)
    if scheme not in ("tcp", "http", "https", "ssh"):
        raise EndpointError(
            f"Addresses that begin with {clean(scheme)}:// are not supported",
            "Use unix://, tcp:// or ssh://.",
        )
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or 0
    except ValueError as error:
        said = f"{shown} is malformed: {clean(error)}"
        raise EndpointError(said, "Check host and port.") from None
    if not host or host.startswith("-") or (parts.username or "").startswith("-"):
        raise EndpointError(f"{shown} names no host", f"Write {scheme}://host.")
    return Address(
        scheme if scheme == "ssh" else "tcp",
        host,
        port,
        parts.path.rstrip("/"),
        unquote(parts.username or ""),
        tls=scheme == "https",
    )


class Dialer(Protocol):
    """Opens connections to one endpoint.

    Attributes:
        where: The address as people know it.
        host: What goes into HTTP's Host header.
        prefix: What stands before every request path; usually nothing.
    """

    where: str
    host: str
    prefix: str

    async def open(self) -> Wire:
        """Open a connection.

        Raises:
            EngineError: `UnreachableError`, `DeadlineError` or `EndpointError`, explained.
        """

    def explain(self, error: OSError) -> EngineError:
        """Say what an error on one of its connections means."""

    async def silent(self) -> EngineError | None:
        """Say why a connection ended without any answer, if this dialer knows."""

    async def close(self) -> None:
        """End what it keeps, if anything."""


class UnixDialer:
    """Dials a socket file."""

    prefix = ""
    host = "docker"  # anything valid: Go's server refuses an empty one

    def __init__(self, path: str) -> None:
        self.path = path
        self.where = f"unix://{clean(path)}"

    async def open(self) -> Wire:
        """See `Dialer.open`."""
        wire = SocketWire()
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                loop = asyncio.get_running_loop()
                await loop.create_unix_connection(lambda: wire, self.path)
        except TimeoutError:
            raise DeadlineError(*_busy(self.where)) from None
        except OSError as error:
            raise self.explain(error) from error
        return wire

    def explain(self, error: OSError) -> EngineError:
        """See `Dialer.explain`."""
        from alongside.engine.explain import explain_unix

        return explain_unix(error, self.path)

    async def silent(self) -> EngineError | None:
        """See `Dialer.silent`."""
        return None

    async def close(self) -> None:
        """See `Dialer.close`."""


class TcpDialer:
    """Dials a host and port, with TLS if it is given files for that."""

    def __init__(self, address: Address, tls: TLSFiles | None) -> None:
        self.tls = tls or (TLSFiles() if address.tls else None)
        self.name = address.host
        self.port = address.port or (2376 if self.tls else 2375)
        shown = f"[{address.host}]" if ":" in address.host else address.host
        self.host = f"{shown}:{self.port}"
        self.where = clean(f"tcp://{self.host}{address.path}")
        self.prefix = address.path
        self._context: ssl.SSLContext | None = None

    async def open(self) -> Wire:
        """See `Dialer.open`."""
        if self.tls and self._context is None:
            # Reading a system's CA bundle takes tens of milliseconds.
            self._context = await asyncio.to_thread(_context, self.tls)
        wire = SocketWire()
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                transport, _ = await asyncio.get_running_loop().create_connection(
                    lambda: wire, self.name, self.port, happy_eyeballs_delay=0.25
                )
        except TimeoutError:
            raise UnreachableError(
                f"{clean(self.host)} did not answer within {CONNECT_SECONDS:g} s",
                "Check the address; a firewall may be dropping the packets.",
            ) from None
        except OSError as error:
            raise self.explain(error) from error
        _keep_alive(transport)
        return await self._secured(wire) if self._context else wire

    async def _secured(self, wire: Wire) -> Wire:
        assert self._context is not None
        try:
            secured = TLSWire(wire, self._context, self.name)
            async with asyncio.timeout(CONNECT_SECONDS):
                await secured.handshake()
        except BaseException as error:
            wire.abort()
            if isinstance(error, TimeoutError):
                raise DeadlineError(*_busy(self.where)) from None
            if isinstance(error, OSError):
                raise self.explain(error) from error
            raise
        return secured

    def explain(self, error: OSError) -> EngineError:
        """See `Dialer.explain`."""
        from alongside.engine.explain import explain_tcp

        return explain_tcp(error, self.name, self.port)

    async def silent(self) -> EngineError | None:
        """See `Dialer.silent`."""
        if self.tls is None:
            return None
        from alongside.engine.explain import hung_up

        return hung_up(clean(self.host), certificate=self.tls.cert is not None)

    async def close(self) -> None:
        """See `Dialer.close`."""


def _busy(where: str) -> tuple[str, str]:
    return (
        f"{where} accepted the connection and did not answer within {CONNECT_SECONDS:g} s",
        "The engine may be hanging: look at its own log, or restart it.",
    )


def _keep_alive(transport: asyncio.Transport) -> None:
    """Have the kernel notice a peer that vanished: an event stream may be silent for hours."""
    found = transport.get_extra_info("socket")
    found.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in (("TCP_KEEPIDLE", 30), ("TCP_KEEPINTVL", 10), ("TCP_KEEPCNT", 3)):
        if hasattr(socket, option):  # not on every system
            found.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)


def _context(files: TLSFiles) -> ssl.SSLContext:
    """Make the TLS settings.

    Raises:
        EndpointError: A file is missing or is not what it should be.
    """
    for path in (files.ca, files.cert, files.key):
        if path is not None:
            _readable(path)
    try:
        context = ssl.create_default_context(cafile=files.ca)
    except ssl.SSLError:
        raise EndpointError(
            f"{clean(files.ca)} holds no certificate", "It should be the CA's, as PEM."
        ) from None
    if not files.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if files.cert is not None:
        try:
            # The empty password keeps OpenSSL from asking on the terminal for an encrypted key's.
            context.load_cert_chain(files.cert, files.key, password="")
        except ssl.SSLError:
            raise EndpointError(
                f"{clean(files.cert)} and {clean(files.key)} are no matching pair",
                "They should be a certificate and its unencrypted key, as PEM.",
            ) from None
    return context


def _readable(path: Path) -> None:
    try:
        path.open("rb").close()
    except OSError as error:
        raise EndpointError(
            f"The TLS file {clean(path)} cannot be read: {clean(error.strerror)}",
            "Check DOCKER_CERT_PATH, or the docker context's TLS files.",
        ) from None


def dialer_for(endpoint: Endpoint) -> Dialer:
    """Return what opens connections to `endpoint`.

    Raises:
        EndpointError: Its URL is malformed.
    """
    address = parse_address(endpoint.url)
    if address.scheme == "unix":
        return UnixDialer(address.path)
    if address.scheme == "ssh":
        from alongside.engine.ssh import SshDialer

        return SshDialer(address)
    return TcpDialer(address, endpoint.tls)
