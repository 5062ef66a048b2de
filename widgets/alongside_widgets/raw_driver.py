"""Textual's driver for a Unix terminal, reading with `RawParser`; a terminal may go away.

Control flows from the input thread: bytes become text, the parser makes messages of it, and those
are posted to the app. Imported where there is a Unix terminal only (`TerminalApp`).
"""

from __future__ import annotations

import os
import selectors
import termios
from codecs import getincrementaldecoder
from collections.abc import Iterable
from io import TextIOWrapper
from time import monotonic
from typing import TextIO, cast

from textual import constants
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from alongside_widgets.raw_input import RawParser


class Lasting:
    """A terminal to write to, for which it is no error to be gone.

    Textual's writer would end with an exception, and the app wait for it for ever.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._gone = False

    def write(self, text: str) -> int:
        """Write `text`, or drop it."""
        if not self._gone:
            try:
                self._file.write(text)
            except OSError:
                self._gone = True
        return len(text)

    def flush(self) -> None:
        """Send what was written, if anybody is there."""
        if not self._gone:
            try:
                self._file.flush()
            except OSError:
                self._gone = True

    def fileno(self) -> int:
        """Return the terminal's descriptor."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Return whether it is (or was) a terminal."""
        return self._file.isatty()


class RawDriver(LinuxDriver):
    """Textual's driver with a parser that loses no key, and an Esc that does not linger."""

    def start_application_mode(self) -> None:
        """Take the terminal, ready for its sudden end."""
        if self._file is not None and not isinstance(self._file, Lasting):
            self._file = cast("TextIOWrapper", Lasting(self._file))
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if self.input_tty and not constants.DISABLE_KITTY_KEY:
            self.write("\x1b[?u")  # `KeyboardReported` is the answer, if there is one
            self.flush()

    def _sigcont_application(self, *_: object) -> None:
        """Take the terminal again after a stop.

        Textual would start threads that read and write beside those which still run: after a
        SIGSTOP, and when the window is closed (the kernel sends SIGHUP, then SIGCONT). One
        of the two readers would never end, nor would the program.
        """
        try:
            termios.tcgetattr(self.fileno)
        except termios.error:
            return  # no terminal any more
        if self._auto_restart and self._key_thread is not None and self._key_thread.is_alive():
            self.suspend_application_mode()
        super()._sigcont_application()

    def run_input_thread(self) -> None:
        """Read the terminal until the app ends."""
        parser = RawParser(self._debug)
        decoder = getincrementaldecoder("utf-8")("replace")
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(_until(parser)):
                    data = self._read()
                    if text := decoder.decode(data):
                        self._post(parser.feed(text))
                    elif not data:  # the terminal is gone, and stays readable
                        self.exit_event.wait(0.1)
                self._post(parser.tick())
        for _message in parser.feed(""):
            pass

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, 4096)
        except OSError:  # EIO: its window was closed; SIGHUP says what that means
            return b""

    def _post(self, parsed: Iterable[Message]) -> None:
        for message in parsed:
            self.process_message(message)


def _until(parser: RawParser) -> float:
    """Return how long to wait for input: until the parser gives up on a sequence, or a while."""
    timeout = parser._timeout_time
    if timeout is None:
        return 0.1
    return max(0.0, min(0.1, timeout - monotonic()))
