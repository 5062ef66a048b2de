"""The docker CLI's contexts, read from files as the CLI writes them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from alongside.engine.contexts import (
    ContextInfo,
    config_directory,
    context_endpoint,
    contexts,
    current_name,
)
from alongside.engine.model import Endpoint, TLSFiles
from alongside.errors import EndpointError


def key(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def make_context(home: Path, name: str, url: str, **endpoint: object) -> Path:
    """Write a context into the store; return its TLS directory."""
    store = home / ".docker/contexts"
    place = store / "meta" / key(name)
    place.mkdir(parents=True)
    meta = {
        "Name": name,
        "Metadata": {"Description": f"about {name}"},
        "Endpoints": {"docker": {"Host": url, "SkipTLSVerify": False, **endpoint}},
    }
    (place / "meta.json").write_text(json.dumps(meta))
    return store / "tls" / key(name) / "docker"


def make_current(home: Path, name: str) -> None:
    place = home / ".docker/config.json"
    place.parent.mkdir(exist_ok=True)
    place.write_text(json.dumps({"currentContext": name, "auths": {}}))


def test_a_context(tmp_path: Path) -> None:
    make_context(tmp_path, "lab", "tcp://lab:2375")
    assert context_endpoint("lab", {}, tmp_path) == Endpoint(
        "tcp://lab:2375", "context lab", context="lab"
    )


def test_tls_that_is_not_verified_needs_no_files(tmp_path: Path) -> None:
    """As docker 20.10 does: a context made with skip-tls-verify alone begins with a handshake."""
    make_context(tmp_path, "lab", "tcp://lab:2376", SkipTLSVerify=True)
    assert context_endpoint("lab", {}, tmp_path).tls == TLSFiles(verify=False)
    make_context(tmp_path, "here", "unix:///run/docker.sock", SkipTLSVerify=True)
    assert context_endpoint("here", {}, tmp_path).tls is None


def test_tls_files_and_their_verification(tmp_path: Path) -> None:
    tls = make_context(tmp_path, "lab", "tcp://lab:2376", SkipTLSVerify=True)
    tls.mkdir(parents=True)
    for name in ("ca.pem", "cert.pem", "key.pem"):
        (tls / name).touch()
    found = context_endpoint("lab", {}, tmp_path)
    assert found.tls == TLSFiles(tls / "ca.pem", tls / "cert.pem", tls / "key.pem", verify=False)
    (tls / "cert.pem").unlink()
    (tls / "key.pem").unlink()
    assert context_endpoint("lab", {}, tmp_path).tls == TLSFiles(tls / "ca.pem", verify=False)


def test_an_unknown_context_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EndpointError, match="There is no docker context 'gone'"):
        context_endpoint("gone", {}, tmp_path)


def test_another_directory(tmp_path: Path) -> None:
    environ = {"DOCKER_CONFIG": str(tmp_path / "elsewhere")}
    assert config_directory(environ, tmp_path) == tmp_path / "elsewhere"


def test_who_is_current(tmp_path: Path) -> None:
    assert current_name({}, tmp_path) == ""
    make_current(tmp_path, "lab")
    assert current_name({}, tmp_path) == "lab"
    assert current_name({"DOCKER_CONTEXT": "far"}, tmp_path) == "far"


@pytest.mark.parametrize("text", ["{", "\xff", ""])
def test_a_broken_configuration_is_named(tmp_path: Path, text: str) -> None:
    place = tmp_path / ".docker/config.json"
    place.parent.mkdir()
    place.write_text(text, encoding="latin-1")
    with pytest.raises(EndpointError, match=r"config.json cannot be read: it is no JSON"):
        current_name({}, tmp_path)


@pytest.mark.parametrize(
    "meta", ["[]", "{}", '{"Endpoints": null}', '{"Endpoints": {"docker": 3}}']
)
def test_a_context_that_names_no_engine(tmp_path: Path, meta: str) -> None:
    make_context(tmp_path, "odd", "x")
    (tmp_path / ".docker/contexts/meta" / key("odd") / "meta.json").write_text(meta)
    with pytest.raises(EndpointError, match="names no engine"):
        context_endpoint("odd", {}, tmp_path)


def test_all_of_them(tmp_path: Path) -> None:
    make_context(tmp_path, "lab", "tcp://lab:2375")
    make_context(tmp_path, "evil\x1b", "tcp://\x1b")
    make_context(tmp_path, "odd", "")
    make_context(tmp_path, "broken", "x")
    (tmp_path / ".docker/contexts/meta" / key("broken") / "meta.json").write_text("{")
    make_current(tmp_path, "lab")
    found = {info.name: info for info in contexts({}, tmp_path)}
    assert found["default"] == ContextInfo(
        "default", "unix:///var/run/docker.sock", description="the usual socket"
    )
    assert found["lab"] == ContextInfo("lab", "tcp://lab:2375", True, "about lab")
    assert found["evil␛"].url == "tcp://␛"
    assert "names no engine" in found["odd"].error
    assert "cannot be read" in found[key("broken")[:12]].error


def test_default_is_current_without_a_word_or_with_docker_host(tmp_path: Path) -> None:
    assert [info.current for info in contexts({}, tmp_path)] == [True]
    make_context(tmp_path, "lab", "tcp://lab:2375")
    make_current(tmp_path, "lab")
    usual, lab = contexts({"DOCKER_HOST": "tcp://h:1"}, tmp_path)
    assert (usual.current, usual.url, lab.current) == (True, "tcp://h:1", False)


def test_a_current_one_that_is_gone_is_shown(tmp_path: Path) -> None:
    make_current(tmp_path, "gone")
    assert contexts({}, tmp_path)[-1] == ContextInfo(
        "gone", current=True, error="there is no docker context 'gone'"
    )


def test_a_broken_configuration_is_shown(tmp_path: Path) -> None:
    (tmp_path / ".docker").mkdir()
    (tmp_path / ".docker/config.json").write_text("{")
    [usual] = contexts({}, tmp_path)
    assert "cannot be read" in usual.error
