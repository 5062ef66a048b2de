"""OSC, DCS and XTWINOPS: titles, links, clipboard, shell integration."""

from __future__ import annotations

import base64
import binascii
import re

from alongside_widgets.events import (
    ClipboardRequested,
    Event,
    Notification,
    PromptMark,
    TitleChanged,
)
from alongside_widgets.presenting import Presenting
from alongside_widgets.switching import MAX_STACK

MAX_TITLE = 1_024
MAX_LINK = 2_083
"""Longer links are not kept: the limit that other terminals share."""

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_SELECTION = re.compile(r"[cpqs0-7]{0,12}\Z")
_COLORS = frozenset(map(str, (4, 5, *range(10, 20), 104, 105, *range(110, 120))))


def _clean(text: str, limit: int = MAX_TITLE) -> str:
    return _CONTROLS.sub("", text)[:limit]


class Commanding(Presenting):
    """A terminal that carries out operating system commands.

    Attributes:
        title: The window's title.
        icon_name: The icon's.
        working_directory: The URL that OSC 7 told; empty: none.
    """

    def __init__(self, columns: int, rows: int, scrollback: int) -> None:
        super().__init__(columns, rows, scrollback)
        self.title = ""
        self.icon_name = ""
        self.working_directory = ""
        self._titles: list[tuple[str, str]] = []

    def _emit(self, event: Event) -> None:
        self._events.append(event)

    def take_events(self) -> list[Event]:
        """Return what happened since the last call, oldest first; at most 512 are kept."""
        events = list(self._events)
        self._events.clear()
        return events

    def operating_system_command(self, payload: str, end: str) -> None:
        """Carry out an OSC.

        Args:
            payload: What stood between the introducer and the terminator.
            end: The terminator, BEL or ST; a reply has the same.
        """
        code, _, rest = payload.partition(";")
        if code in ("0", "1", "2"):
            self._set_titles(code, _clean(rest))
        elif code in _COLORS:
            self.color_command(int(code), rest, end)
        elif code == "7":
            self.working_directory = _clean(rest, MAX_LINK)
        elif code == "8":
            self._link(rest)
        elif code == "52":
            self._clipboard(rest)
        elif code == "133":
            self._prompt(rest)
        elif code == "9" and not rest.startswith(("4;", "9;")):
            self._emit(Notification("", _clean(rest)))
        elif code == "777" and rest.startswith("notify;"):
            title, _, body = rest[len("notify;") :].partition(";")
            self._emit(Notification(_clean(title), _clean(body)))

    # Titles

    def set_title(self, param: str) -> None:
        """OSC 2."""
        self._set_titles("2", _clean(param))

    def set_icon_name(self, param: str) -> None:
        """OSC 1."""
        self._set_titles("1", _clean(param))

    def _set_titles(self, which: str, text: str) -> None:
        before = self.title, self.icon_name
        if which in "02":
            self.title = text
        if which in "01":
            self.icon_name = text
        if (self.title, self.icon_name) != before:
            self._emit(TitleChanged(self.title, self.icon_name))

    def window_operation(self, what: int = 0, which: int = 0, *_: int) -> None:
        """XTWINOPS: the title stack and the size reports; a program does not move windows here."""
        if what == 22:
            self._titles.append((self.title, self.icon_name))
            del self._titles[:-MAX_STACK]
        elif what == 23:
            if self._titles:
                title, icon_name = self._titles.pop()
                if which in (0, 2):
                    self._set_titles("2", title)
                if which in (0, 1):
                    self._set_titles("1", icon_name)
        else:
            self.report_window(what)

    # Links, clipboard, shell integration

    def _link(self, rest: str) -> None:
        _, _, address = rest.partition(";")
        if len(address) > MAX_LINK or _CONTROLS.search(address):
            address = ""
        self.set_style(self.style._replace(link=address))

    def _clipboard(self, rest: str) -> None:
        selection, found, data = rest.partition(";")
        if not found or not _SELECTION.match(selection) or data == "?":
            return
        try:
            text = base64.b64decode(data, validate=True).decode()
        except (binascii.Error, ValueError):
            text = ""
        # Only the newest counts, and a text may be large.
        others = [e for e in self._events if not isinstance(e, ClipboardRequested)]
        self._events.clear()
        self._events.extend(others)
        self._emit(ClipboardRequested(selection, text))

    def _prompt(self, rest: str) -> None:
        kind, _, options = rest.partition(";")
        if kind == "L" and self.x > self.left:
            self.next_line()
        if kind not in ("A", "B", "C", "D"):
            return
        alternate = self.modes.alternate_screen
        if not alternate:
            row = self.visible[self.y]
            row.mark = "A" if "A" in (kind, row.mark) else kind
        digits = options.partition(";")[0]
        status = int(digits) if kind == "D" and re.fullmatch(r"[0-9]{1,5}", digits) else None
        self._emit(PromptMark(kind, -1 if alternate else self.history.total + self.y, status))

    # Device control strings

    def device_control(self, payload: str) -> None:
        """Carry out a DCS: DECRQSS, XTGETTCAP, DECRSPS, synchronised output's older form."""
        if payload.startswith("$q"):
            self.report_setting(payload[2:])
        elif payload.startswith("+q"):
            self.report_capabilities(payload[2:])
        elif payload.startswith(("1$t", "2$t")):
            self.restore_presentation(int(payload[0]), payload[3:])
        elif payload in ("=1s", "=2s"):
            self._switch("synchronized", payload == "=1s")
