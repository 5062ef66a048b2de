"""What engines say when an exec cannot start: Docker's and Podman's texts, one sentence each."""

from __future__ import annotations

import pytest

from alongside.engine.engine import ExecSpec, ExecStatus
from alongside.errors import CommandError, ConflictError, RefusedError
from alongside.session.failures import explain, lacks_command, never_started, translated

DOCKER = "OCI runtime exec failed: exec failed: unable to start container process: "
PODMAN = "crun: executable file `nope` not found in $PATH: No such file or directory"


@pytest.mark.parametrize(
    ("said", "sentence", "code"),
    [
        (
            DOCKER + 'exec: "nope": executable file not found in $PATH: unknown',
            "no command nope",
            127,
        ),
        (DOCKER + 'exec: "/x": stat /x: no such file or directory: unknown', "no command", 127),
        (PODMAN, "no command nope", 127),
        (DOCKER + 'exec: "/etc/group": permission denied: unknown', "cannot be executed", 126),
        (DOCKER + "exec /x: exec format error", "cannot be executed", 126),
        ("unable to find user bob: no matching entries in passwd file", "no user bob", 126),
        ("unable to find group g: no matching entries in group file", "no such group", 126),
        (
            DOCKER + 'chdir to cwd ("/nope") set in config.json failed: no such file or directory',
            "working directory /nope",
            126,
        ),
        ("OCI runtime exec failed: exec failed: Cwd must be an absolute path", "working dir", 126),
        ("something else \x1b]52;c;x\x07", "could not be started: something else", 126),
        ("", "the engine says nothing", 126),
    ],
)
def test_each_text_has_its_sentence(said: str, sentence: str, code: int) -> None:
    error = explain(ExecSpec(["nope"], user="bob", working_dir="/nope"), said)
    assert isinstance(error, CommandError)
    assert sentence in error.message
    assert error.exit_code == code
    assert "\x1b" not in str(error)


def test_only_a_missing_program_is_a_missing_program() -> None:
    assert lacks_command(DOCKER + 'exec: "/bin/sh": stat /bin/sh: no such file or directory')
    assert lacks_command(PODMAN.lower())
    assert not lacks_command(DOCKER + 'chdir to cwd ("/n") ... no such file or directory')
    assert not lacks_command("unable to find user x: no matching entries in passwd file")
    assert not lacks_command(DOCKER + "permission denied")


def test_a_shell_s_own_127_is_no_failure_to_start() -> None:
    assert never_started(ExecStatus(False, 126, 0), "OCI runtime exec failed")
    assert never_started(ExecStatus(False, 127, 77), "OCI runtime exec failed")
    assert not never_started(ExecStatus(False, 127, 77), "sh: nope: not found")
    assert not never_started(ExecStatus(True, None, 77), "")


def test_http_errors_about_the_command_are_translated_and_others_are_not() -> None:
    spec = ExecSpec(["nope"], user="bob")
    about = RefusedError("unable to find user bob: no matching entries in passwd file", status=400)
    assert isinstance(translated(about, spec), CommandError)
    paused = ConflictError("Container web is paused, unpause the container before exec")
    assert translated(paused, spec) is paused
    other = RefusedError("out of disk", status=500)
    assert translated(other, spec) is other
