"""Character sets that a program can select for G0 to G3: for `str.translate`.

Source: the VT220 Programmer Reference, chapter 2, and xterm's list in ctlseqs ("Designate G0").
None stands for ASCII, which needs no translation.
"""

from __future__ import annotations

Charset = dict[int, str]

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


def charset(final: str, *, national: bool) -> Charset | None:
    """Return the set that the final character of `ESC ( F` names; None: ASCII, or unknown."""
    if final in ("0", "2"):
        return SPECIAL_GRAPHICS
    if final == "A":
        return BRITISH
    return NATIONAL.get(final) if national else None
