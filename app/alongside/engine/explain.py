"""What an operating system's or TLS's error means for somebody who wants to reach an engine.

Pure but for asking which group a socket belongs to. Every function takes the error and says it as
one of `alongside.errors`, with what happened and what to do.
"""

from __future__ import annotations

import errno
import grp
import os
import pwd
import socket
import ssl
from pathlib import Path

from alongside.clean import clean
from alongside.errors import EngineError, UnreachableError

# X509_V_ERR_*, from OpenSSL's x509_vfy.h.
_NOT_YET_VALID, _EXPIRED, _HOSTNAME, _IP_ADDRESS = 9, 10, 62, 64
_UNKNOWN_CA = {2, 18, 19, 20, 21}

_WANTS_CERTIFICATE = ("CERTIFICATE_REQUIRED", "HANDSHAKE_FAILURE")
_REFUSES_CERTIFICATE = ("BAD_CERTIFICATE", "UNKNOWN_CA", "CERTIFICATE_EXPIRED", "ACCESS_DENIED")
_NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "RECORD_LAYER_FAILURE")


def explain_unix(error: OSError, path: str) -> EngineError:
    """Say what an error on the socket file at `path` means."""
    shown = clean(path)
    if isinstance(error, PermissionError):
        return UnreachableError(f"No permission to use the socket {shown}", _how_to_enter(path))
    if isinstance(error, FileNotFoundError):
        return UnreachableError(
            f"There is no socket at {shown}",
            f"Start the engine ({_start(path)}), or name another one with --host or --context.",
        )
    if isinstance(error, ConnectionRefusedError):
        if Path(path).exists() and not Path(path).is_socket():
            return UnreachableError(f"{shown} is no socket", "Give the path of an engine's socket.")
        return UnreachableError(
            f"Nobody listens at the socket {shown}",
            f"The engine is not running: start it ({_start(path)}).",
        )
    if isinstance(error, NotADirectoryError):
        return UnreachableError(f"There is no socket at {shown}", "Check the path.")
    return _lost(error, shown)


def _start(path: str) -> str:
    """Return the command that on most Linux systems starts what listens at `path`."""
    if "podman" not in path:
        return "on most Linux systems: sudo systemctl start docker"
    if path.startswith("/run/podman/"):
        return (
            "systemctl --user start podman.socket; for root's: sudo systemctl start podman.socket"
        )
    return "systemctl --user start podman.socket"


def _how_to_enter(path: str) -> str:
    """Say what would give this user the right to open the socket."""
    fallback = "Run alongside with sudo, or as a user who may open it."
    try:
        group = grp.getgrgid(Path(path).stat().st_gid)
        user = pwd.getpwuid(os.geteuid()).pw_name
    except (OSError, KeyError):  # its directory is closed to us, or the ids have no names
        return fallback
    if group.gr_name == "root":
        return fallback
    name = clean(group.gr_name)
    if user in group.gr_mem:
        return f"You are in the group {name}, but not in this login: log in again."
    return (
        f"Join the group {name} (sudo usermod -aG {name} {clean(user)}, then log in again), "
        "or run alongside with sudo."
    )


def explain_tcp(error: OSError, host: str, port: int) -> EngineError:
    """Say what an error on the way to `host` and `port` means."""
    where = f"{clean(host)}:{port}"
    if isinstance(error, ssl.SSLError):
        return explain_tls(error, where)
    if isinstance(error, socket.gaierror):
        return UnreachableError(
            f"The name {clean(host)} does not resolve",
            "Check its spelling, your network and, if it is a private name, your VPN.",
        )
    if isinstance(error, ConnectionRefusedError):
        return UnreachableError(
            f"{where} refuses connections",
            "Check the port, and that the engine listens there (dockerd -H tcp://...).",
        )
    if error.errno in (errno.EHOSTUNREACH, errno.ENETUNREACH):
        return UnreachableError(
            f"There is no way to {clean(host)} from here", "Check the address and your network."
        )
    return _lost(error, where)


def explain_tls(error: ssl.SSLError, where: str) -> EngineError:
    """Say what a TLS error means; `where` is shown."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _explain_certificate(error, where)
    reason = (getattr(error, "reason", None) or "").upper()  # absent from those not of OpenSSL
    if any(word in reason for word in _NO_TLS):
        return UnreachableError(
            f"{where} does not speak TLS",
            "If it is a plain engine port (usually 2375), unset DOCKER_TLS_VERIFY and "
            "DOCKER_CERT_PATH; anybody who reaches such a port controls that machine.",
        )
    if any(word in reason for word in _WANTS_CERTIFICATE):
        return UnreachableError(
            f"{where} wants a client certificate",
            "Put cert.pem and key.pem, made by the engine's CA, into DOCKER_CERT_PATH.",
        )
    if any(word in reason for word in _REFUSES_CERTIFICATE):
        return UnreachableError(
            f"{where} does not accept our client certificate ({clean(reason.lower())})",
            "Use cert.pem and key.pem made by the engine's own CA, and check that they are "
            "still valid.",
        )
    said = clean(reason.replace("_", " ").lower() or error)
    return UnreachableError(f"TLS with {where} failed: {said}", "Check the certificates.")


def hung_up(where: str, *, certificate: bool) -> EngineError:
    """Say that a TLS peer hung up without an answer.

    From TLS 1.3 a server judges our certificate after the handshake, and its alert can be lost
    when it closes the connection in the face of our request.

    Args:
        certificate: Did we have a client certificate?
    """
    if certificate:
        return UnreachableError(
            f"{where} hung up after the TLS handshake: as it seems, it does not accept our client "
            "certificate",
            "Use cert.pem and key.pem made by the engine's own CA, and check that they are "
            "still valid.",
        )
    return UnreachableError(
        f"{where} hung up after the TLS handshake: as it seems, it wants a client certificate",
        "Put cert.pem and key.pem, made by the engine's CA, into DOCKER_CERT_PATH.",
    )


def _explain_certificate(error: ssl.SSLCertVerificationError, where: str) -> EngineError:
    code = error.verify_code
    if code == _EXPIRED:
        return UnreachableError(
            f"The certificate of {where} has expired",
            "Whoever runs that engine has to renew it; check your own clock too.",
        )
    if code == _NOT_YET_VALID:
        return UnreachableError(f"The certificate of {where} is not valid yet", "Check your clock.")
    if code in (_HOSTNAME, _IP_ADDRESS):
        return UnreachableError(
            f"The certificate of {where} is for another name",
            "Use the name that the certificate was made for, or have one made for this name.",
        )
    if code in _UNKNOWN_CA:
        return UnreachableError(
            f"The certificate of {where} is signed by nobody we know",
            "Put the engine's ca.pem into DOCKER_CERT_PATH (or into the docker context).",
        )
    return UnreachableError(
        f"The certificate of {where} is refused: {clean(error.verify_message)}",
        "Check the certificates.",
    )


def _lost(error: OSError, where: str) -> EngineError:
    said = clean(error.strerror or error or type(error).__name__)
    if isinstance(error, ConnectionError):
        return UnreachableError(f"The connection to {where} broke ({said})", "Is the engine up?")
    return UnreachableError(f"{where} cannot be reached: {said}", "Check the address.")
