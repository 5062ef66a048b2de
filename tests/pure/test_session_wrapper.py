"""The wrapper script in real shells on real terminals, and the handshake however it is cut."""

from __future__ import annotations

import fcntl
import os
import pty
import shutil
import struct
import subprocess
import termios
import time
from itertools import pairwise
from pathlib import Path
from select import select

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.session.wrapper import GO, SCRIPT, Handshake, wrap

MARK = "0123456789abcdef"
SHELLS = {"dash": ["dash"], "bash": ["bash", "--posix"], "ash": ["busybox", "ash"]}


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest) -> list[str]:
    argv = SHELLS[request.param]
    found = shutil.which(argv[0])
    if not found:
        pytest.skip(f"no {argv[0]} here")
    return [found, *argv[1:]]


class Run:
    """One run of the script on a terminal of its own."""

    def __init__(self, shell: list[str], argv: list[str], env: dict[str, str], prefer: str) -> None:
        self.hands = Handshake(MARK, wait=True)
        self.pid, self.fd = pty.fork()
        if not self.pid:
            os.execve(shell[0], wrap(shell, MARK, argv, wait=True, prefer=[prefer]), env)

    def read(self, *, to_hello: bool) -> bytes:
        shown = b""
        deadline = time.monotonic() + 10
        while not (to_hello and self.hands.greeted):
            assert time.monotonic() < deadline, shown
            if not select([self.fd], [], [], 1)[0]:
                continue
            try:
                data = os.read(self.fd, 4096)
            except OSError:  # the end of a terminal
                break
            if not data:
                break
            shown += self.hands.feed(data)
        return shown

    def end(self) -> int:
        os.close(self.fd)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def run(
    shell: list[str], argv: list[str], env: dict[str, str] | None = None, prefer: str = ""
) -> tuple[Handshake, bytes, int]:
    """Run `argv` by the script with a resize between the two halves; all that was shown."""
    full = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"} if env is None else env
    ran = Run(shell, argv, full, prefer)
    shown = ran.read(to_hello=True)
    if ran.hands.hello is not None and ran.hands.hello.code == 0:
        fcntl.ioctl(ran.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 33, 77, 0, 0))
        os.write(ran.fd, GO)
    shown += ran.read(to_hello=False)
    return ran.hands, shown, ran.end()


def test_the_process_says_its_first_byte_on_a_terminal_of_the_right_size(shell: list[str]) -> None:
    hands, shown, code = run(shell, ["stty", "size"])
    assert shown == b"33 77\r\n"
    assert code == 0
    assert hands.done


def test_hello_says_which_process_it_is(shell: list[str]) -> None:
    hands, shown, _ = run(shell, ["sh", "-c", "echo $$; tty; id -un"])
    pid, tty, user = shown.decode().split()
    hello = hands.hello
    assert hello is not None
    assert (str(hello.pid), f"/dev/{hello.tty}", hello.user) == (pid, tty, user)
    assert (hello.command, hello.code) == ("sh", 0)


def test_arguments_arrive_unchanged(shell: list[str]) -> None:
    argv = ["printf", "[%s]", "a b", "*", "$HOME", "'\"", "", "-n", "\\x"]
    assert run(shell, argv)[1] == b"[a b][*][$HOME]['\"][][-n][\\x]"


@pytest.mark.parametrize("name", ["nothing-of-that-name", "/nothing/there"])
def test_a_missing_command_is_told_by_hello_and_says_nothing_else(
    shell: list[str], name: str
) -> None:
    hands, shown, code = run(shell, [name])
    assert hands.hello is not None
    assert (hands.hello.code, code, shown) == (127, 127, b"")


def test_a_command_that_is_not_executable(shell: list[str], tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.write_text("x")
    for argv, path in (([str(file)], ""), (["data"], f"{tmp_path}:")):
        env = {"PATH": path + os.environ["PATH"]}
        hands, shown, code = run(shell, argv, env)
        assert hands.hello is not None
        assert (hands.hello.code, code, shown) == (126, 126, b"")


def test_a_directory_is_no_command(shell: list[str]) -> None:
    assert run(shell, ["/tmp"])[2] == 127


def test_a_preferred_shell_comes_first(shell: list[str]) -> None:
    hands, _, _ = run(shell, [], {"PATH": os.environ["PATH"], "TERM": "dumb"}, "no-such-sh true")
    assert hands.hello is not None
    assert hands.hello.command == "true"


def test_without_a_preference_there_is_always_a_shell(shell: list[str]) -> None:
    ran = Run(shell, [], {"PATH": "/nowhere"}, "")
    ran.read(to_hello=True)
    assert ran.hands.hello is not None
    assert ran.hands.hello.command.endswith("sh")
    ran.end()


def test_variables_of_the_container_reach_the_process_as_they_were(shell: list[str]) -> None:
    env = {"PATH": os.environ["PATH"], "name": "n", "found": "f", "LC_ALL": "C", "code": "7"}
    shown = run(shell, ["env"], env)[1].decode().split()
    assert set(shown) >= {f"{key}={value}" for key, value in env.items()}
    assert not any(line.startswith("al_") for line in shown)


def test_nothing_of_the_script_s_own_shell_is_left_in_the_environment(shell: list[str]) -> None:
    env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    shown = set(run(shell, ["env"], env)[1].decode().split())
    bash = {"SHLVL=0"} | {line for line in shown if line.startswith("_=")}  # nothing stops it
    assert shown - bash == {f"{key}={value}" for key, value in env.items()}
    inherited = run(shell, ["env"], env | {"SHLVL": "3"})[1].decode()
    assert "SHLVL=" in inherited


def test_a_locale_hint_only_where_there_is_none(shell: list[str]) -> None:
    path = {"PATH": os.environ["PATH"]}
    assert b"LANG=" not in run(shell, ["env"], path | {"LC_CTYPE": "de_DE.UTF-8"})[1]
    hinted = b"LANG=C.UTF-8" in run(shell, ["env"], path)[1]
    places = [Path("/usr/lib/locale") / name for name in ("", "C.utf8", "C.UTF-8")]
    assert hinted == (not places[0].exists() or places[1].exists() or places[2].exists())


def test_without_waiting_it_goes_on_at_once(shell: list[str]) -> None:
    argv = wrap(shell, MARK, ["cat"], wait=False)
    done = subprocess.run(argv, input=b"typed early\n", capture_output=True, check=True)
    hands = Handshake(MARK, wait=False)
    assert hands.feed(done.stdout) == b"typed early\n"
    assert hands.hello is not None
    assert (hands.hello.tty, done.stderr) == ("", b"")


STAT = "41 (sh) S 0 41 41 34817 41"
HELLO = f"\x1b]7777;{MARK}\x1f41\x1f1000\x1fapp\x1f0\x1fbash\x1f{STAT}\x07".encode()
GONE = f"\x1b]7777;{MARK}\x1fgo\x07".encode()


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.integers(0, 200), max_size=8), st.sampled_from([b"", b"warning\r\n", b"\x1b]77"])
)
def test_any_cut_of_a_handshake_shows_the_same(places: list[int], before: bytes) -> None:
    stream = before + HELLO + b"\r\n" + GONE + b"$ \x1b]0;t\x07"
    hands = Handshake(MARK, wait=True)
    edges = sorted({0, len(stream), *(place % len(stream) for place in places)})
    shown = b"".join(hands.feed(stream[start:end]) for start, end in pairwise(edges))
    assert shown == before + b"$ \x1b]0;t\x07"
    assert hands.hello is not None
    assert (hands.hello.pid, hands.hello.tty, hands.hello.user) == (41, "pts/1", "app")


def test_a_handshake_that_does_not_come_hides_nothing() -> None:
    hands = Handshake(MARK, wait=True)
    text = b"OCI runtime exec failed\x1b]7777;"
    assert hands.feed(text) + hands.rest() == text


def test_another_mark_is_no_handshake() -> None:
    hands = Handshake("ffff", wait=False)
    assert hands.feed(HELLO) == HELLO
    assert not hands.greeted


def test_a_hostile_hello_is_clean_and_bounded() -> None:
    hands = Handshake(MARK, wait=False)
    evil = f"\x1b]7777;{MARK}\x1f{'9' * 5000}\x1f\x1b[2J\x1f\x1b]52;c;x\x1fx\x1f\x1b[1m\x1f()\x07"
    hands.feed(evil.encode())
    assert hands.hello is not None
    assert hands.hello.pid is None
    assert "\x1b" not in repr(hands.hello).replace("\\x1b", "\x1b")
    endless = Handshake(MARK, wait=False)
    assert len(endless.feed(f"\x1b]7777;{MARK}\x1f".encode() + bytes(100_000))) == 100_000


def test_the_script_is_one_that_every_engine_takes() -> None:
    assert len(SCRIPT) < 4096
    assert SCRIPT.isascii()
