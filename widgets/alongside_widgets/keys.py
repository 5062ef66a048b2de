"""Keys to bytes: what a terminal sends to its program, as tables.

A key arrives as an event of Textual's or as the bytes of the outer terminal (`key_decoding.py`);
both become a `KeyPress`, and `encode` writes it the way the program in the pane asked for: as
xterm does (with DECCKM, the application keypad, DECBKM, modifyOtherKeys), or as kitty does.

Sources: xterm's ctlseqs ("PC-Style Function Keys", "VT220-Style Function Keys"), terminfo's
xterm-256color, and https://sw.kovidgoyal.net/kitty/keyboard-protocol/.
"""

from __future__ import annotations

from enum import IntFlag
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from alongside_widgets.modes import Modes

ESC = "\x1b"
CSI = "\x1b["
SS3 = "\x1bO"


class Mod(IntFlag):
    """Modifier keys; one more than their sum is xterm's and kitty's parameter."""

    NONE = 0
    SHIFT = 1
    ALT = 2
    CTRL = 4
    SUPER = 8
    HYPER = 16
    META = 32


class KeyPress(NamedTuple):
    """One key as it was pressed.

    Attributes:
        name: The character on the key, or the key's name: `up`, `f13`, `kp_5`, `enter`.
        mods: What was held. Empty for a character that needed Shift and arrived as text.
        text: What the key types, if it types anything; empty when `CTRL` or `ALT` was held.
    """

    name: str
    mods: Mod = Mod.NONE
    text: str = ""


CURSOR = {"up": "A", "down": "B", "right": "C", "left": "D", "begin": "E", "end": "F", "home": "H"}
"""`CSI` final bytes; `SS3` under DECCKM."""

PF_KEYS = {"f1": "P", "f2": "Q", "f3": "R", "f4": "S"}
"""`SS3` final bytes, `CSI 1;m` with modifiers."""

_VT52 = {name: CURSOR[name] for name in ("up", "down", "right", "left")} | PF_KEYS
"""What stands after ESC while DECANM is reset, with modifiers or without."""

TILDE = {
    "insert": 2,
    "delete": 3,
    "pageup": 5,
    "pagedown": 6,
    "f5": 15,
    "f6": 17,
    "f7": 18,
    "f8": 19,
    "f9": 20,
    "f10": 21,
    "f11": 23,
    "f12": 24,
    "f13": 25,
    "f14": 26,
    "f15": 28,
    "f16": 29,
    "f17": 31,
    "f18": 32,
    "f19": 33,
    "f20": 34,
    "f21": 42,
    "f22": 43,
    "f23": 44,
    "f24": 45,
}
"""`CSI n ~`, `CSI n;m ~` with modifiers."""

KEYPAD = {
    "kp_multiply": ("j", "*"),
    "kp_add": ("k", "+"),
    "kp_separator": ("l", ","),
    "kp_enter": ("M", "\r"),
    "kp_subtract": ("m", "-"),
    "kp_decimal": ("n", "."),
    "kp_divide": ("o", "/"),
    "kp_equal": ("X", "="),
    **{f"kp_{digit}": (chr(ord("p") + digit), str(digit)) for digit in range(10)},
}
"""`SS3` final byte on an application keypad, and the text else."""

SIMPLE = {"escape": "\x1b", "enter": "\r", "tab": "\t", "backspace": "\x7f", "space": " "}

CONTROL = {
    **{chr(code + 0x60): chr(code) for code in range(1, 27)},
    **dict.fromkeys(" @2`", "\x00"),
    **dict.fromkeys("[3{", "\x1b"),
    **dict.fromkeys("\\4|", "\x1c"),
    **dict.fromkeys("]5}", "\x1d"),
    **dict.fromkeys("^6~", "\x1e"),
    **dict.fromkeys("_7/-", "\x1f"),
    **dict.fromkeys("?8", "\x7f"),
}
"""What Ctrl makes of a character; it leaves the others as they are."""

DISAMBIGUATE, EVENT_TYPES, ALTERNATES, ALL_KEYS, ASSOCIATED_TEXT = 1, 2, 4, 8, 16
"""The kitty protocol's flags. Presses are all that Textual reports, so 2 and 4 add nothing."""

KITTY_CODES = {
    "escape": 27,
    "enter": 13,
    "tab": 9,
    "backspace": 127,
    "space": 32,
    "caps_lock": 57358,
    "scroll_lock": 57359,
    "num_lock": 57360,
    "print_screen": 57361,
    "pause": 57362,
    "menu": 57363,
    **{f"f{number}": 57376 + number - 13 for number in range(13, 36)},
    **{f"kp_{digit}": 57399 + digit for digit in range(10)},
    "kp_decimal": 57409,
    "kp_divide": 57410,
    "kp_multiply": 57411,
    "kp_subtract": 57412,
    "kp_add": 57413,
    "kp_enter": 57414,
    "kp_equal": 57415,
    "kp_separator": 57416,
}
"""`CSI code u`: keys whose number is not their character's."""


def encode(press: KeyPress, modes: Modes) -> bytes:
    """Return what to send to the program for `press`; empty for a key that sends nothing."""
    if modes.keyboard_flags:
        return _kitty(press, modes.keyboard_flags).encode()
    return _legacy(press, modes).encode()


def _legacy(press: KeyPress, modes: Modes) -> str:
    name, mods = press.name, press.mods
    if not modes.ansi and name in _VT52:
        return ESC + _VT52[name]
    if name in CURSOR:
        lead = SS3 if modes.application_cursor else CSI
        return _with_modifiers(lead, CURSOR[name], mods)
    if name in PF_KEYS:
        return _with_modifiers(SS3, PF_KEYS[name], mods)
    if name in TILDE:
        return f"{CSI}{TILDE[name]}{_parameter(mods)}~"
    if name in KEYPAD:
        final, text = KEYPAD[name]
        if modes.application_keypad:
            return _with_modifiers(SS3, final, mods)
        return _character(press._replace(name=text, text=text), modes)
    if name in SIMPLE or len(name) == 1 or press.text:
        return _character(press, modes)
    return ""


def _with_modifiers(lead: str, final: str, mods: Mod) -> str:
    return f"{CSI}1{_parameter(mods)}{final}" if mods else f"{lead}{final}"


def _parameter(mods: Mod) -> str:
    return f";{int(mods) + 1}" if mods else ""


def _character(press: KeyPress, modes: Modes) -> str:
    """Encode a key that types something, or would without its modifiers."""
    name, mods = press.name, press.mods
    if name == "tab" and mods & Mod.SHIFT and not mods & Mod.CTRL:
        return (ESC if mods & Mod.ALT else "") + CSI + "Z"
    if _is_other(press, modes.modify_other_keys):
        code = ord(SIMPLE.get(name) or _shifted(press))
        return f"{CSI}27;{int(mods) + 1};{code}~"
    prefix = ESC if mods & (Mod.ALT | Mod.META) else ""
    return prefix + _plain(press, modes)


def _is_other(press: KeyPress, level: int) -> bool:
    """Whether modifyOtherKeys makes `press` a `CSI 27` sequence.

    Alt alone never does, other than in xterm: it may be an Esc that a slow line joined with the
    key after it, and to a program that waits for an Esc both must look the same.
    """
    name, mods = press.name, press.mods
    if not level or not mods & ~Mod.ALT or (len(name) != 1 and name not in SIMPLE):
        return False
    if level == 1:
        known = name in SIMPLE or name.lower() in CONTROL
        return bool(mods & Mod.CTRL) and not (known and not mods & Mod.SHIFT)
    return bool(mods & ~(Mod.SHIFT | Mod.ALT)) or (name in SIMPLE and name != "space")


def _shifted(press: KeyPress) -> str:
    return press.name.upper() if press.mods & Mod.SHIFT else press.name


def _plain(press: KeyPress, modes: Modes) -> str:
    """Encode the key without what Alt adds."""
    name, mods = press.name, press.mods
    ctrl = bool(mods & Mod.CTRL)
    if name == "backspace":
        return "\x08" if ctrl is not modes.backarrow else "\x7f"
    if name == "enter":
        return "\r\n" if modes.newline else "\r"
    if name in ("tab", "escape"):
        return SIMPLE[name]
    if ctrl:
        character = SIMPLE.get(name, name)
        return CONTROL.get(character.lower(), character)
    if press.text:
        return press.text
    return SIMPLE.get(name) or _shifted(press)


def _kitty(press: KeyPress, flags: int) -> str:
    name, mods = press.name, press.mods
    if name in CURSOR:
        return _with_modifiers(CSI, CURSOR[name], mods)
    if name in PF_KEYS:
        # `CSI R` would be a cursor position report.
        return f"{CSI}13{_parameter(mods)}~" if name == "f3" else _kitty_pf(name, mods)
    if name in TILDE and name not in KITTY_CODES:
        return f"{CSI}{TILDE[name]}{_parameter(mods)}~"
    if not flags & ALL_KEYS and _stays_legacy(press):
        from alongside_widgets.modes import Modes  # 1.5 ms that reading keys does not need

        return _plain(press, Modes())
    return _kitty_u(press, flags)


def _kitty_pf(name: str, mods: Mod) -> str:
    return _with_modifiers(CSI, PF_KEYS[name], mods)


def _stays_legacy(press: KeyPress) -> bool:
    """Whether `press` is unambiguous as it always was: text, and plain Enter, Tab, Backspace."""
    if press.name in ("enter", "tab", "backspace"):
        return not press.mods
    text = bool(press.text) or press.name == "space" or len(press.name) == 1
    return text and not press.mods & ~Mod.SHIFT


def _kitty_u(press: KeyPress, flags: int) -> str:
    name, mods = press.name, press.mods
    if len(name) == 1:
        if name.isupper():
            mods |= Mod.SHIFT
        code = ord(name.lower()[0])
    elif name in KITTY_CODES:
        code = KITTY_CODES[name]
    else:
        return press.text
    text = ""
    typed = press.text or (" " if name == "space" and not mods else "")
    if flags & ASSOCIATED_TEXT and typed >= " " and not mods & ~Mod.SHIFT:
        text = ":".join(str(ord(character)) for character in typed)
    modifiers = str(int(mods) + 1) if mods else ""
    parameters = ";".join([str(code), modifiers, text]).rstrip(";")
    return f"{CSI}{parameters}u"
