"""Character sets that a program can select for G0 to G3: for `str.translate`.

Source: the VT220 Programmer Reference, chapter 2, and xterm's list in ctlseqs ("Designate G0").
None stands for ASCII, which needs no translation.
"""

from __future__ import annotations

Charset = dict[int, str]

DESIGNATORS = {"(": 0, ")": 1, "*": 2, "+": 3, "-": 1, ".": 2, "/": 3}
"""What stands between ESC and the name of a set: which of G0 to G3 it is for."""

_GRAPHICS_FROM = "_`abcdefghijklmnopqrstuvwxyz{|}~"
_GRAPHICS_TO = " ◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·"
_NATIONAL_FROM = "#@[\\]^_`{|}~"

SPECIAL_GRAPHICS: Charset = dict(zip(map(ord, _GRAPHICS_FROM), _GRAPHICS_TO, strict=True))
"""DEC Special Graphics: boxes and lines in place of small letters."""

BRITISH: Charset = {ord("#"): "£"}


def _national(replacements: str) -> Charset:
    return dict(zip(map(ord, _NATIONAL_FROM), replacements, strict=True))


_NORWEGIAN = _national("#ÄÆØÅÜ_äæøåü")
_FINNISH = _national("#@ÄÖÅÜ_éäöåü")
_SWEDISH = _national("#ÉÄÖÅÜ_éäöåü")
_CANADIAN = _national("#àâçêî_ôéùèû")

NATIONAL: dict[str, Charset] = {
    "4": _national("£¾ĳ½|^_`¨ƒ¼´"),
    "5": _FINNISH,
    "C": _FINNISH,
    "R": _national("£à°ç§^_`éùè¨"),
    "f": _national("£à°ç§^_`éùè¨"),
    "9": _CANADIAN,
    "Q": _CANADIAN,
    "K": _national("#§ÄÖÜ^_`äöüß"),
    "Y": _national("£§°çé^_ùàòèì"),
    "E": _NORWEGIAN,
    "6": _NORWEGIAN,
    "`": _NORWEGIAN,
    "Z": _national("£§¡Ñ¿^_`°ñç~"),
    "7": _SWEDISH,
    "H": _SWEDISH,
    "=": _national("ùàéçêîèôäöüû"),
}
"""National replacement sets; they count only while DECNRCM (mode 42) is set."""


_TECHNICAL = (
    "⎷┌─⌠⌡│⎡⎣⎤⎦⎧⎩⎫⎭⎨⎬⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮⸮≤≠≥∫∴∝∞÷Δ∇ΦΓ∼≃Θ×Λ⇔⇒≡ΠΨ⸮Σ⸮⸮√ΩΞΥ⊂⊃∩∪∧∨¬αβχδεφγηιθκλ⸮ν∂πψρστ⸮ƒωξυζ←↑→↓"
)
TECHNICAL: Charset = dict(zip(range(33, 127), _TECHNICAL, strict=True))
"""DEC Technical: brackets in pieces, Greek, mathematics; as xterm shows it."""

LATIN_1: Charset = {code: chr(code + 128) for code in range(32, 128)}
"""The right half of ISO 8859-1, a set of 96 characters."""

SUPPLEMENTAL: Charset = LATIN_1 | dict(zip((0x28, 0x57, 0x5D, 0x77, 0x7D), "¤ŒŸœÿ", strict=True))
"""DEC Supplemental: where it is not Latin-1 and has a character."""


def charset(name: str, *, national: bool, large: bool = False) -> Charset | None:
    """Return the set that `ESC ( name` (with `large`: `ESC - name`) means; None: ASCII."""
    if large:
        return LATIN_1 if name == "A" else None
    if name in ("<", "%5"):
        return SUPPLEMENTAL
    final = name
    if final in ("0", "2"):
        return SPECIAL_GRAPHICS
    if final == "A":
        return BRITISH
    if final == ">":
        return TECHNICAL
    return NATIONAL.get(final) if national else None


def charset_name(table: Charset | None) -> str:
    """Return what stands for a set in its designation: the reverse of `charset`."""
    named = (
        ("0", SPECIAL_GRAPHICS),
        ("A", BRITISH),
        ("A", LATIN_1),
        (">", TECHNICAL),
        ("<", SUPPLEMENTAL),
        *NATIONAL.items(),
    )
    return next((name for name, known in named if known is table), "B")
