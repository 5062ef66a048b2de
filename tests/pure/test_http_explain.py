"""What errors on the way to an engine are said to mean."""

from __future__ import annotations

import errno
import grp
import os
import pwd
import socket
import ssl
from pathlib import Path

import pytest

from alongside.engine.explain import explain_tcp, explain_tls, explain_unix
from alongside.errors import UnreachableError


@pytest.mark.parametrize(
    ("group", "members", "advice"),
    [
        ("docker", [], "Join the group docker (sudo usermod -aG docker ann, then log in again)"),
        ("docker", ["ann"], "You are in the group docker, but not in this login: log in again."),
        ("root", [], "Run alongside with sudo"),
    ],
)
def test_no_permission_names_the_group(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    group: str,
    members: list[str],
    advice: str,
) -> None:
    (tmp_path / "s").touch()
    found = grp.struct_group((group, "x", 5, members))
    monkeypatch.setattr(grp, "getgrgid", lambda gid: found)
    ann = pwd.struct_passwd(("ann", "x", os.geteuid(), 5, "", "/", "/bin/sh"))
    monkeypatch.setattr(pwd, "getpwuid", lambda uid: ann)
    error = explain_unix(PermissionError(errno.EACCES, "x"), str(tmp_path / "s"))
    assert isinstance(error, UnreachableError)
    assert advice in error.advice


def test_a_directory_that_is_closed_to_us() -> None:
    error = explain_unix(PermissionError(errno.EACCES, "x"), "/nonexistent/s")
    assert "sudo" in error.advice


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FileNotFoundError(errno.ENOENT, "x"), "There is no socket at /nonexistent/s"),
        (NotADirectoryError(errno.ENOTDIR, "x"), "There is no socket at /nonexistent/s"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "x"), "Nobody listens"),
        (ConnectionResetError(errno.ECONNRESET, "Connection reset"), "broke (Connection reset)"),
        (OSError(errno.EMFILE, "Too many open files"), "Too many open files"),
    ],
)
def test_sockets(error: OSError, said: str) -> None:
    found = explain_unix(error, "/nonexistent/s")
    assert said in found.message
    assert found.advice


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (socket.gaierror(-2, "Name or service not known"), "The name h\ufffd does not resolve"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "x"), ":1 refuses connections"),
        (OSError(errno.EHOSTUNREACH, "No route"), "no way to h\ufffd"),
        (OSError(errno.ENETUNREACH, "No route"), "no way to h\ufffd"),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), "broke (Broken pipe)"),
        (ssl.SSLError(1, "[SSL: ODD_THING] odd"), "TLS with h\ufffd:1 failed"),
    ],
)
def test_hosts(error: OSError, said: str) -> None:
    found = explain_tcp(error, "h\u202e", 1)
    assert said in found.message
    assert found.advice


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (9, "not valid yet"),
        (10, "has expired"),
        (18, "signed by nobody we know"),
        (20, "signed by nobody we know"),
        (62, "for another name"),
        (64, "for another name"),
        (23, "is refused: revoked"),
    ],
)
def test_certificates(code: int, said: str) -> None:
    error = ssl.SSLCertVerificationError(1, "x")
    error.verify_code, error.verify_message = code, "revoked"
    assert said in explain_tls(error, "h:1").message


def test_each_engine_is_started_in_its_own_way() -> None:
    def advice(path: str) -> str:
        return explain_unix(FileNotFoundError(errno.ENOENT, "x"), path).advice

    assert "sudo systemctl start docker" in advice("/var/run/docker.sock")
    for path in ("/run/podman/podman.sock", "/run/user/1/podman/podman.sock"):
        assert "systemctl --user start podman.socket" in advice(path)
        assert "docker" not in advice(path)
