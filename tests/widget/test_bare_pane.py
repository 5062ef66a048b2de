"""`python -m alongside_widgets` on a real terminal, with real programs."""

from __future__ import annotations

import fcntl
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import wait_for

from alongside_widgets import Emulator
from alongside_widgets.styles import Underline


class Outer:
    """An outer terminal: what the program wrote, on our own emulator."""

    def __init__(self, *command: str, size: tuple[int, int] = (60, 12), **variables: str) -> None:
        self.master, slave = pty.openpty()
        self.settings = termios.tcgetattr(slave)
        self.emulator = Emulator(*size)
        self.resize(*size)
        environment = {**os.environ, "TERM": "xterm-256color", "PS1": "$ ", "SHELL": "/bin/sh"}
        environment |= variables
        self.child = subprocess.Popen(
            [sys.executable, "-m", "alongside_widgets", *command],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        self.slave = slave
        os.set_blocking(self.master, False)

    def resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.emulator.resize(columns, rows)

    def close_window(self) -> None:
        if self.master >= 0:
            os.close(self.master)
            self.master = -1

    def screen(self) -> str:
        """Read what there is, and return what shows."""
        try:
            while data := os.read(self.master, 65_536):
                self.emulator.feed(data)
                os.write(self.master, self.emulator.take_replies())
        except BlockingIOError:
            pass
        return "\n".join(line.rstrip() for line in self.emulator.lines())

    def type(self, data: bytes) -> None:
        os.write(self.master, data)

    async def shows(self, text: str) -> None:
        await wait_for(lambda: text in self.screen(), 20, repr(text))

    async def ends(self) -> int:
        """Wait for the end; return the exit code."""

        def ended() -> bool:
            self.screen()
            return self.child.poll() is not None

        await wait_for(ended, 20)
        self.screen()
        return self.child.returncode


@pytest.fixture
def outer(request: pytest.FixtureRequest) -> Iterator[Outer]:
    terminal = Outer(*request.param)
    yield terminal
    if terminal.child.poll() is None:
        terminal.child.kill()
    terminal.child.wait()
    terminal.close_window()
    os.close(terminal.slave)


@pytest.mark.parametrize("outer", [["sh", "-c", "echo hello; read x; exit 3"]], indirect=True)
async def test_the_exit_code_is_the_commands_and_the_terminal_is_as_before(outer: Outer) -> None:
    await outer.shows("hello")
    assert outer.emulator.modes.alternate_screen
    outer.type(b"\r")
    assert await outer.ends() == 3
    modes = outer.emulator.modes
    assert not modes.alternate_screen
    assert not modes.mouse_tracking
    assert not modes.bracketed_paste
    assert modes.cursor_visible
    assert termios.tcgetattr(outer.slave) == outer.settings


@pytest.mark.parametrize("outer", [["sh", "-c", "kill -9 $$"]], indirect=True)
async def test_a_killed_command(outer: Outer) -> None:
    assert await outer.ends() == 137


@pytest.mark.parametrize("outer", [["bash", "--norc", "-i"]], indirect=True)
async def test_what_runs_on_in_the_background_is_not_waited_for(outer: Outer) -> None:
    outer.type(b"sleep 300 & echo up''=$!\r")
    await outer.shows("up=")
    left = int(outer.screen().partition("up=")[2].split()[0])
    outer.type(b"exit 3\r")
    assert await outer.ends() == 3
    os.kill(left, signal.SIGKILL)  # it was still there


@pytest.mark.parametrize("outer", [["/no/such/command"]], indirect=True)
async def test_a_command_that_is_not_there(outer: Outer) -> None:
    assert await outer.ends() == 127
    assert "/no/such/command: No such file or directory" in outer.screen()


@pytest.mark.parametrize("outer", [["sh"]], indirect=True)
async def test_a_shell_with_everything(outer: Outer) -> None:
    await outer.shows("$")
    outer.type(b"stty size; echo $TERM\r")
    await outer.shows("12 60")
    await outer.shows("xterm-256color")
    outer.resize(70, 15)
    outer.type(b"while ! stty size | grep -q '15 70'; do sleep 0.1; done; echo grown; cat\r")
    await outer.shows("\ngrown")
    outer.type(b"\x03")
    await outer.shows("^C")
    outer.type(b"echo interrup''ted\r")
    await outer.shows("interrupted")
    outer.type(b"exit 7\r")
    assert await outer.ends() == 7


@pytest.mark.parametrize(
    "outer", [["sh", "-c", "stty raw -echo; echo go; exec cat -v"]], indirect=True
)
async def test_every_key_goes_the_whole_way(outer: Outer) -> None:
    await outer.shows("go")
    for typed, seen in [
        (b"\x1b1", "^[1"),
        (b"\x1b\r", "^[^M"),
        (b"\x1b\x7f", "^[^?"),
        (b"\x1b\x18", "^[^X"),
        (b"\x11", "^Q"),
        (b"\x10", "^P"),
        (b"\x1bOP", "^[OP"),
        (b"\x1b[1;5D", "^[[1;5D"),
        (b"\t", "\t"),
    ]:
        outer.type(typed)
        if seen.strip():
            await outer.shows(seen)
    outer.type(b"\x1b[200~pasted\x1b[201~")
    await outer.shows("pasted")


KEYBOARD = r"echo go; read x; stty raw -echo; printf '\033[>1u\033[?uon'; exec cat -vT"


@pytest.mark.parametrize("has_it", [True, False])
async def test_the_kitty_protocol_where_the_outer_terminal_has_it(has_it: bool) -> None:
    outer = Outer("sh", "-c", KEYBOARD)
    outer.emulator.keyboard_protocol = has_it
    try:
        await outer.shows("go")
        outer.type(b"\r")
        await outer.shows("^[[?1u" if has_it else "on")
        assert ("^[[?1u" in outer.screen()) is has_it
        outer.type(b"\x1b[105;5u")  # Ctrl+I: kitty's terminals tell it from Tab
        await outer.shows("^[[105;5u" if has_it else "on^I")
    finally:
        outer.child.terminate()
        await outer.ends()
        outer.close_window()
        os.close(outer.slave)


MOUSE = r"stty raw -echo; printf '\033[?1002h\033[?1006hgo'; exec cat -v"


@pytest.mark.parametrize("outer", [["sh", "-c", MOUSE]], indirect=True)
async def test_the_mouse_goes_the_whole_way(outer: Outer) -> None:
    await outer.shows("go")
    outer.type(b"\x1b[<0;5;3M\x1b[<32;7;3M\x1b[<0;7;3m\x1b[<65;7;3M")
    await outer.shows("^[[<0;5;3M^[[<32;7;3M^[[<0;7;3m^[[<65;7;3M")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("outer", [["sh", "-c", "echo up $$; exec sleep 1000"]], indirect=True)
async def test_a_signal_ends_both_and_leaves_the_terminal_sane(outer: Outer, number: int) -> None:
    await outer.shows("up ")
    child = int(outer.screen().partition("up ")[2].split()[0])
    outer.child.send_signal(number)
    assert await outer.ends() == 128 + number
    assert not outer.emulator.modes.alternate_screen
    assert termios.tcgetattr(outer.slave) == outer.settings
    await wait_for(lambda: not Path(f"/proc/{child}").exists())


@pytest.mark.parametrize("outer", [["sh", "-c", "echo up $$; exec yes"]], indirect=True)
async def test_a_closed_window_ends_both(outer: Outer) -> None:
    await wait_for(lambda: "\ny\ny" in outer.screen(), 20)
    outer.close_window()
    await wait_for(lambda: outer.child.poll() is not None, 20)
    assert outer.child.returncode == 128 + signal.SIGHUP


async def test_curly_underlines_reach_an_outer_terminal_that_has_them() -> None:
    text = r"printf '\033[4:3;58:2::255:0:0mcurly\033[m done'; read x"
    for term, kind in (("xterm-kitty", Underline.CURLY), ("xterm-256color", Underline.SINGLE)):
        outer = Outer("sh", "-c", text, TERM=term, COLORTERM="truecolor", TERM_PROGRAM="")
        try:
            await outer.shows("curly done")
            assert outer.emulator.cell(0, 0).style.underline is kind
            assert outer.emulator.cell(0, 6).style.underline is Underline.NONE
        finally:
            outer.type(b"\r")
            await outer.ends()
            outer.close_window()
            os.close(outer.slave)
