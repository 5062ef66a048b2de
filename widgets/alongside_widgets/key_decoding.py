"""Bytes of the outer terminal, and events of Textual's, to `KeyPress`.

Textual's own parser loses what it has no name for (Alt with a digit, with Enter, with Backspace;
Ctrl with Alt), so `raw_input.py` decodes the sequences here, and the events that it posts carry
the result. Without it (another driver, a test) the event's name has to do: `from_event`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from textual.keys import (
    KEY_NAME_REPLACEMENTS,
    REPLACED_KEYS,
    _character_to_key,
    key_to_character,
)

from alongside_widgets.keys import (
    CURSOR,
    KEYPAD,
    KITTY_CODES,
    PF_KEYS,
    SIMPLE,
    TILDE,
    KeyPress,
    Mod,
)

_CSI = re.compile(r"\x1b\[(?P<numbers>[0-9:;]*)(?P<final>[A-Za-z~^$@])")
_SS3 = re.compile(r"\x1bO(?P<mods>\d?)(?P<final>[A-Za-z])")
_LINUX = re.compile(r"\x1b\[\[([A-E])")

_BY_FINAL = {final: name for table in (CURSOR, PF_KEYS) for name, final in table.items()}
_BY_KEYPAD = {final: name for name, (final, _text) in KEYPAD.items()}
_BY_CODE = {code: name for name, code in KITTY_CODES.items()}
_BY_CODE |= {
    57417: "left",
    57418: "right",
    57419: "up",
    57420: "down",
    57421: "pageup",
    57422: "pagedown",
    57423: "home",
    57424: "end",
    57425: "insert",
    57426: "delete",
    57427: "begin",
}
_BY_TILDE = {number: name for name, number in TILDE.items()}
_BY_TILDE |= {1: "home", 4: "end", 7: "home", 8: "end", 11: "f1", 12: "f2", 13: "f3", 14: "f4"}
_BY_TILDE[57427] = "begin"
_RXVT = {"$": Mod.SHIFT, "^": Mod.CTRL, "@": Mod.SHIFT | Mod.CTRL, "~": Mod.NONE}

_MODIFIER_NAMES = {
    "shift": Mod.SHIFT,
    "alt": Mod.ALT,
    "ctrl": Mod.CTRL,
    "super": Mod.SUPER,
    "hyper": Mod.HYPER,
    "meta": Mod.META,
}
_KEYPAD_NAMES = {name[3:]: name for name in KEYPAD if not name[3:].isdigit()} | {
    "kp_begin": "begin"
}
_KEYPAD_NAMES.pop("enter")


@lru_cache(maxsize=1024)
def decode(sequence: str) -> KeyPress | None:
    """Return the key that the outer terminal means by `sequence`; None if it is no key.

    Understood: text, C0, Alt as an ESC before anything, `SS3` and `CSI` keys of xterm, rxvt and
    the Linux console, modifyOtherKeys, and the kitty protocol's `CSI u`.
    """
    if len(sequence) == 1:
        return _decode_character(sequence)
    for pattern, decoder in _FORMS:
        if match := pattern.fullmatch(sequence):
            return decoder(match)
    if sequence.startswith("\x1b"):
        inner = decode(sequence[1:])
        if inner is not None:
            return KeyPress(inner.name, inner.mods | Mod.ALT)
    return None


def _decode_character(character: str) -> KeyPress:
    for name, typed in SIMPLE.items():
        if character == typed:
            return KeyPress(name, text=character if name == "space" else "")
    code = ord(character)
    if code < 0x20:
        return KeyPress(" " if code == 0 else chr(code | 0x40).lower(), Mod.CTRL)
    return KeyPress(character, text=character)


def _decode_ss3(match: re.Match[str]) -> KeyPress | None:
    final = match["final"]
    mods = _mods(match["mods"])
    if final in "abcd":  # rxvt
        return KeyPress(_BY_FINAL[final.upper()], mods | Mod.CTRL)
    name = _BY_FINAL.get(final) or _BY_KEYPAD.get(final)
    return KeyPress(name, mods) if name else None


def _decode_csi(match: re.Match[str]) -> KeyPress | None:
    final = match["final"]
    numbers = match["numbers"].split(";")
    if final == "u":
        return _decode_kitty(numbers)
    mods = _mods(numbers[1] if len(numbers) > 1 else "")
    if final in _RXVT:
        if final == "~" and numbers[0] == "27" and len(numbers) == 3:
            return _from_code(_number(numbers[2]), mods, "")
        name = _BY_TILDE.get(_number(numbers[0]))
        return KeyPress(name, mods | _RXVT[final]) if name else None
    if final == "Z":
        return KeyPress("tab", mods | Mod.SHIFT)
    if final in "abcd" and numbers == [""]:  # rxvt
        return KeyPress(_BY_FINAL[final.upper()], Mod.SHIFT)
    if numbers[0] not in ("", "1"):
        return None
    name = _BY_FINAL.get(final)
    return KeyPress(name, mods) if name else None


def _decode_kitty(numbers: list[str]) -> KeyPress | None:
    codes, modifiers, text = ([*numbers, "", ""])[:3]
    if modifiers.endswith(":3"):
        return None  # the key was let go
    typed = "".join(chr(_number(part)) for part in text.split(":") if part)
    return _from_code(_number(codes.partition(":")[0]), _mods(modifiers), typed)


def _from_code(code: int, mods: Mod, text: str) -> KeyPress | None:
    name = _BY_CODE.get(code)
    if name is None:
        if not 0x20 <= code <= 0x10FFFF or 57344 <= code <= 63743 or 0xD800 <= code <= 0xDFFF:
            return None
        name = chr(code)
    if not text and not mods & ~Mod.SHIFT:
        text = " " if name == "space" else ""
        if len(name) == 1:
            text = name.upper() if mods & Mod.SHIFT else name
    return KeyPress(name, mods, text)


def _decode_linux(match: re.Match[str]) -> KeyPress | None:
    return KeyPress(f"f{'ABCDE'.index(match[1]) + 1}")


_FORMS = ((_LINUX, _decode_linux), (_CSI, _decode_csi), (_SS3, _decode_ss3))


def _mods(parameter: str) -> Mod:
    """Return the modifiers of xterm's parameter; kitty's locks are dropped."""
    bits = _number(parameter.partition(":")[0]) - 1
    return Mod(bits & 0x3F) if bits > 0 else Mod.NONE


def _number(digits: str) -> int:
    return int(digits) if digits.isdecimal() and len(digits) < 8 else 0


@lru_cache(maxsize=1024)
def from_event(key: str, character: str | None) -> KeyPress:
    """Return the key press that an event of Textual's stands for.

    Args:
        key: `Key.key`: `a`, `ctrl+left`, `exclamation_mark`.
        character: `Key.character`.
    """
    *modifiers, name = key.split("+")
    mods = Mod.NONE
    for modifier in modifiers:
        mods |= _MODIFIER_NAMES.get(modifier, Mod.NONE)
    name = _KEYPAD_NAMES.get(name, name)
    if re.fullmatch("f(1[3-9]|2[0-4])", name):
        # Textual gives Shift+F1 to F12 these names too, and so does xterm's terminfo.
        return KeyPress(f"f{int(name[1:]) - 12}", mods | Mod.SHIFT)
    if name in SIMPLE or name in TILDE or name in PF_KEYS or name in CURSOR or name in KEYPAD:
        return KeyPress(name, mods, " " if name == "space" and not mods else "")
    if len(name) > 1 and name not in KITTY_CODES:
        name = _character_named(name, character)
    text = character or name if not mods & ~Mod.SHIFT and len(name) == 1 else ""
    if mods & Mod.CTRL and name == "@":
        name = " "
    return KeyPress(name, mods, text)


def _character_named(name: str, character: str | None) -> str:
    if character and len(character) == 1 and character.isprintable():
        return character
    try:
        return key_to_character(REPLACED_KEYS.get(name, name)) or name
    except KeyError:
        return name


def event_name(press: KeyPress) -> str:
    """Return Textual's name for a key that types nothing: `alt+enter`, `ctrl+alt+x`, `shift+up`."""
    held = [name for name, mod in sorted(_MODIFIER_NAMES.items()) if press.mods & mod]
    name = press.name.removeprefix("kp_") if press.name in KEYPAD else press.name
    if len(name) == 1 and name.isupper():
        held, name = sorted({*held, "shift"}), name.lower()
    elif len(name) == 1 and not name.isalnum():
        named = _character_to_key(name)
        name = KEY_NAME_REPLACEMENTS.get(named, named)
    return "+".join([*held, name])
