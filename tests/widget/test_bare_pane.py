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
from alongside_widgets.__main__ import Pane
from alongside_widgets.bare_line import BareLine
from alongside_widgets.styles import Underline
from alongside_widgets.terminal import Terminal


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


LINES = "i=0; while [ $i -lt 40 ]; do i=$((i+1)); echo line-$i; done; stty raw -echo; exec cat -v"


@pytest.mark.parametrize("outer", [["sh", "-c", LINES]], indirect=True)
async def test_f12_scrolls_back_and_searches(outer: Outer) -> None:
    await outer.shows("line-40")
    outer.type(b"\x1b[24~")
    await outer.shows("/ search")
    outer.type(b"/")
    await wait_for(lambda: outer.screen().splitlines()[-1].startswith("search"), what="a field")
    outer.type(b"line-2")
    await outer.shows("11 of 11")
    await outer.shows("line-29")
    outer.type(b"\r")
    await wait_for(lambda: outer.screen().splitlines()[-1].startswith(" 11 of"), what="no field")
    outer.type(b"nn")
    await outer.shows("9 of 11")
    outer.type(b"g")
    await outer.shows("line-1\n")
    outer.type(b"\x1b")
    await wait_for(lambda: "line-40" in outer.screen() and "search" not in outer.screen())
    assert "\x1b" not in outer.screen()
    outer.type(b"typed")  # nothing of all that was for the process, and it had its rows
    await outer.shows("line-40\ntyped")


@pytest.mark.parametrize("outer", [["sh", "-c", LINES]], indirect=True)
async def test_a_search_that_is_given_up_and_f12_itself(outer: Outer) -> None:
    await outer.shows("line-40")
    outer.type(b"\x1b[24~/")
    await wait_for(lambda: outer.screen().splitlines()[-1].startswith("search"), what="a field")
    outer.type(b"line-7")
    await outer.shows("1 of 1")
    outer.type(b"\x1b")
    await wait_for(lambda: "1 of 1" not in outer.screen(), what="no search")
    await outer.shows("/ search")
    outer.type(b"\x1b[24~")
    await outer.shows("^[[24~")
    assert "search" not in outer.screen()


async def test_the_process_keeps_its_size_below_the_line() -> None:
    app = Pane(["sh", "-c", "read x"])
    async with app.run_test(size=(60, 12)) as pilot:
        terminal = app.query_one(Terminal)
        await wait_for(lambda: terminal.emulator.rows == 12)
        await pilot.press("f12")
        await wait_for(lambda: app.query(BareLine))
        await pilot.pause()
        assert (app.query_one(BareLine).region.y, terminal.size.height) == (11, 12)
        await pilot.press("escape")
        await wait_for(lambda: not app.query(BareLine))
        assert terminal.has_focus
        await pilot.press("enter")
