"""OSC 4, 5, 10 to 19 and their resets: programs ask for colours and change them."""

from __future__ import annotations

from alongside_widgets.colors import Colors, Rgb, format_color, palette_default, parse_color
from alongside_widgets.events import ColorsChanged
from alongside_widgets.replying import Replying

_NAMED = {10: "foreground", 11: "background", 12: "cursor"}
_DYNAMIC = range(10, 20)
_SPECIALS = 8


def _index(digits: str) -> int:
    """Return a colour's number; -1 if it is none."""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 4 else -1


class Coloring(Replying):
    """A terminal whose colours can be asked for and changed.

    Attributes:
        colors: What the program changed of the colours.
    """

    def __init__(self, columns: int, rows: int, scrollback: int) -> None:
        super().__init__(columns, rows, scrollback)
        self.colors = Colors()

    def reset(self) -> None:
        """RIS: the colours are the theme's again, too."""
        super().reset()
        if self.colors != Colors():
            self.colors = Colors()
            self._events.append(ColorsChanged())

    def color_command(self, code: int, rest: str, end: str) -> None:
        """Carry out an OSC of colours; `end` is the terminator, which a reply has, too."""
        if code in (4, 5):
            self._indexed(code, rest.split(";"), end)
        elif code in _DYNAMIC:
            self._dynamic(code, rest.split(";"), end)
        elif code in (104, 105):
            self._forget(self.colors.palette if code == 104 else self.colors.special, rest)
        else:
            self._set_dynamic(code - 100, None)

    def _indexed(self, code: int, fields: list[str], end: str) -> None:
        """OSC 4, the palette, and OSC 5 (or 256 and more in OSC 4), the special colours."""
        for digits, text in zip(fields[::2], fields[1::2], strict=False):
            index = _index(digits)
            special = index - 256 if code == 4 else index
            if index < 0 or special >= _SPECIALS:
                continue
            is_special = special >= 0
            table = self.colors.special if is_special else self.colors.palette
            place = special if is_special else index
            if text == "?":
                default = self.default_foreground if is_special else palette_default(index)
                color = format_color(table.get(place, default))
                self.write_process_input(f"\x1b]{code};{index};{color}{end}")
            elif (parsed := parse_color(text)) is not None:
                table[place] = parsed
                self._events.append(ColorsChanged())

    def _forget(self, table: dict[int, Rgb], rest: str) -> None:
        if not rest:
            table.clear()
        for digits in rest.split(";"):
            table.pop(_index(digits), None)
        self._events.append(ColorsChanged())

    def _dynamic(self, code: int, fields: list[str], end: str) -> None:
        """OSC 10 to 19: each further colour is for the next number."""
        for number, text in zip(range(code, _DYNAMIC.stop), fields, strict=False):
            if text == "?":
                color = format_color(self._dynamic_color(number))
                self.write_process_input(f"\x1b]{number};{color}{end}")
            elif (parsed := parse_color(text)) is not None:
                self._set_dynamic(number, parsed)

    def _dynamic_color(self, number: int) -> Rgb:
        name = _NAMED.get(number)
        if name is None:
            paper = number in (14, 16, 19)
            default = self.default_background if paper else self.default_foreground
            return self.colors.others.get(number, default)
        changed: Rgb | None = getattr(self.colors, name)
        default = getattr(self, "default_" + name)
        return default if changed is None else changed

    def _set_dynamic(self, number: int, color: Rgb | None) -> None:
        if number in _NAMED:
            setattr(self.colors, _NAMED[number], color)
        elif color is None:
            self.colors.others.pop(number, None)
        else:
            self.colors.others[number] = color
        self._events.append(ColorsChanged())
