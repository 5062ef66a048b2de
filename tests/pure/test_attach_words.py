"""What the line under an attach says before anything happens."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from alongside.engine.model import Details, State
from alongside.engine.signals import Masks
from alongside.session.attach_facts import facts_of
from alongside.session.attach_receivers import Receiver, Receivers
from alongside.session.detach import DetachKeys
from alongside.session.session import Facts

KEYS = DetachKeys.parse("ctrl-p,ctrl-q")


def _facts(*argv: str, tty: bool = True, locked: bool = False, once: bool = False) -> Facts:
    made = Details(
        "id", "web", "image", State.RUNNING, argv=argv, tty=tty, open_stdin=True, stdin_once=once
    )
    return facts_of(made, KEYS, "", not locked, locked=locked)


def test_a_shell_as_main_process_says_what_exit_does() -> None:
    assert "`exit` or Ctrl+D ends this shell, and the container" in _facts("bash").note
    assert "container" not in _facts("bash", locked=True).note
    assert "exit" not in _facts("bash", "-c", "top").note
    assert "exit" not in _facts("top").note


def test_leaving_does_harm_only_where_our_input_is_the_only_one() -> None:
    assert _facts("cat", tty=False, once=True).leaving
    assert not _facts("cat", tty=False, once=True, locked=True).leaving
    assert not _facts("cat", tty=False).leaving
    assert not _facts("bash", once=True).leaving


@pytest.mark.parametrize(
    ("asked", "argv", "seen", "command"),
    [
        (True, "node x.js", "docker-init", "docker-init -- node x.js"),
        (None, "node x.js", "docker-init", "docker-init -- node x.js"),
        (True, "node x.js", "", "init -- node x.js"),
        (False, "tini node", "tini", "tini node"),
        (None, "node x.js", "node", "node x.js"),
    ],
)
def test_an_init_that_the_engine_put_before_it_is_the_main_process(
    asked: bool | None, argv: str, seen: str, command: str
) -> None:
    raw = MappingProxyType({"HostConfig": {"Init": asked}})
    made = Details("id", "web", "image", State.RUNNING, argv=tuple(argv.split()), raw=raw)
    known = Receivers(Receiver(1, seen, Masks(0, 0, 0))) if seen else None
    assert facts_of(made, KEYS, "", False, known=known).command == command
