"""Masking of secrets in environments, command lines and texts. Pure; callers decide when to reveal.

A value is masked for what its name says (``DB_PASSWORD``, ``API_TOKEN``) or for what it looks like
(a URL with a password in it, a JSON web token, a private key, the keys of well-known services).
What is masked becomes `MASK`, always of the same length, so that not even a length is told.
Masking twice changes nothing more.

This is a courtesy against shoulders, screenshots and reports, not a proof: a secret called
``FLAVOUR=vanilla`` looks like any other value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

__all__ = [
    "MASK",
    "LineMasker",
    "is_secret_name",
    "mask_argv",
    "mask_env",
    "mask_text",
    "mask_value",
]

MASK = "••••••••"
"""What stands in for a secret."""

# Anywhere in a name, whatever is around it: ``MYPASSWORD``, ``passwordHash``.
_TELLING = re.compile(
    r"passw(?:or)?d|passphrase|secret|credential|api_?key|access_?key|private_?key|auth_?key"
    r"|encryption_?key|signing_?key|account_?key|conn(?:ection)?_?str(?:ing)?|jwt|bearer",
    re.IGNORECASE,
)
# As a word of a name: ``GITHUB_TOKEN``, ``redis.auth``, ``userToken``; not ``MONKEY``, ``AUTHOR``.
_TELLING_WORD = re.compile(
    r"auth|authtoken|authorization|cookie|dsn|keys?|licen[cs]e|otp|pass|passcode|pin|psk|pwd?"
    r"|salt|sas|signature|tokens?"
)
# A last word that makes the rest the name of a setting: ``TOKEN_TTL``, ``HOST_AUTH_METHOD``.
_SETTING = re.compile(
    r"alg|algorithm|count|enabled|expires|expiry|host|length|method|mode|port|timeout|ttl|type"
)
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[A-Z]")
_HARMLESS_NAMES = frozenset({"PWD", "OLDPWD", "SSH_AUTH_SOCK", "XAUTHORITY"})
_PUBLIC_WORDS = frozenset({"public", "pub"})
_PLACES = frozenset({"file", "path", "dir", "folder", "directory"})

_HARMLESS_VALUES = frozenset(
    ("", "0", "1", "true", "false", "yes", "no", "on", "off", "none", "null")
)

# The patterns begin with a fixed text where they can: the search stays linear on long lines.
_HINT = re.compile(r"[=:]|--|[\w.-]{16}|\b(?:bearer|basic|digest|token)\s", re.IGNORECASE)
"""What any secret that is looked for has in it: a text without is passed on at once."""
_PEM = re.compile(
    r"-----BEGIN (?P<what>[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?)-----"
    r".*?(?:-----END (?P=what)-----|\Z)",
    re.DOTALL,
)
_PEM_BEGIN = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_PEM_END = re.compile(r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
# scheme://user:password@host: the password may hold anything but white space, up to the last @
# of the authority.
_URL = re.compile(r"(://[^\s:/?#@\"']{0,256}:)([^\s/\"'<>]{1,1024})(?=@)")
_SHAPES = re.compile(
    r"\beyJ[\w-]{6,}\.[\w-]{2,}(?:\.[\w-]*)?"  # JSON web token
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"  # AWS access key id
    r"|\bgh[opsur]_\w{20,}|\bgithub_pat_\w{20,}"  # GitHub
    r"|\bglpat-[\w-]{20,}"  # GitLab
    r"|\bxox[abeoprs]-[\w-]{10,}"  # Slack
    r"|\bsk-[\w-]{20,}|\b[rs]k_(?:live|test)_\w{10,}"  # OpenAI, Stripe
    r"|\bAIza[\w-]{30,}"  # Google
    r"|\bnpm_\w{30,}|\bpypi-[\w-]{30,}|\bhvs\.[\w-]{20,}|\bdop_v1_\w{30,}"
    r"|\bhooks\.slack\.com/services/[\w/]+"
    r"|\bSG\.[\w-]{16,}\.[\w-]{16,}"
)
_SCHEME_VALUE = re.compile(r"\b(Bearer|Basic|Digest|Token)(\s+)([\w.~+/=-]{8,})", re.IGNORECASE)
# What can stand before a value: name=value, name: value, "name": "value", --name value.
_NAMED = re.compile(
    r"(?<![\w.-])(?P<flag>--?)?(?P<name>[A-Za-z_][\w.-]{0,79})"
    r"(?:[\"']?\s{0,2}(?:=>|:=|=|:)\s{0,2}|(?P<gap>[\"']?\s(?=[^\s-])))"
)
_VALUE = re.compile(r"\"(?:[^\"\\\n]|\\.)*+\"?|'[^'\n]*+'?|[^\s,;&\"'}\])]++")
_SCHEMES = frozenset({"bearer", "basic", "digest", "token"})


@lru_cache(maxsize=4096)
def is_secret_name(name: str) -> bool:
    """Does the name of a variable, option or field say that its value is a secret?"""
    if name.upper() in _HARMLESS_NAMES:
        return False
    words = [word.lower() for word in _WORDS.findall(name)]
    if not words or _SETTING.fullmatch(words[-1]) or not _PUBLIC_WORDS.isdisjoint(words):
        return False
    return bool(_TELLING.search(name)) or any(map(_TELLING_WORD.fullmatch, words))


def mask_value(name: str, value: str) -> str:
    """Return `value` as it may be shown under `name`: whole, in part or not at all masked."""
    if value.strip().lower() in _HARMLESS_VALUES or not is_secret_name(name):
        return mask_text(value)
    if _is_place(name, value):
        return mask_text(value)
    return MASK


def mask_env(env: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the variables in the same order, with secrets masked."""
    return [(name, mask_value(name, value)) for name, value in env]


def mask_argv(argv: Sequence[str]) -> tuple[str, ...]:
    """Return a command line with secrets masked: ``--password=x``, ``--token x``, URLs."""
    masked: list[str] = []
    option = ""
    for word in argv:
        if option and not word.startswith("-"):
            masked.append(mask_value(option, word))
            option = ""
            continue
        masked.append(mask_text(word))
        option = word.lstrip("-") if word.startswith("-") and "=" not in word else ""
    return tuple(masked)


def mask_text(text: str) -> str:
    """Return free text (a log line, a command line, a configuration file) with secrets masked.

    Names decide where there is a ``name=value``, ``name: value`` or ``--name value``; the looks of
    a value decide anywhere.
    """
    if not _HINT.search(text):
        return text
    text = _PEM.sub(MASK, text)
    text = _URL.sub(rf"\1{MASK}", text)
    text = _SHAPES.sub(MASK, text)
    text = _SCHEME_VALUE.sub(rf"\1\2{MASK}", text)
    return _mask_named(text)


class LineMasker:
    """`mask_text` for text that comes line by line: remembers that it is inside a private key."""

    def __init__(self) -> None:
        self._in_key = False

    def line(self, text: str) -> str:
        """Return the next line (without its newline) with secrets masked."""
        if self._in_key:
            self._in_key = not _PEM_END.search(text)
            return MASK
        begins = list(_PEM_BEGIN.finditer(text))
        self._in_key = bool(begins) and not _PEM_END.search(text, begins[-1].end())
        return mask_text(text)


def _is_place(name: str, value: str) -> bool:
    """Is `value` only the place of a secret: ``POSTGRES_PASSWORD_FILE=/run/secrets/db``?"""
    words = [word.lower() for word in _WORDS.findall(name)]
    return bool(words) and words[-1] in _PLACES and value.startswith(("/", "./", "~/"))


def _mask_named(text: str) -> str:
    """Mask the values that a telling name stands before."""
    parts: list[str] = []
    done = 0
    for match in _NAMED.finditer(text):
        if match.start() < done or not is_secret_name(match["name"]):
            continue
        if match["gap"] and not match["flag"]:
            continue  # two words beside each other are prose: "the token is"
        found = _VALUE.match(text, match.end())
        if found is None:
            continue
        parts += (text[done : match.end()], _mask_found(match["name"], found[0]))
        done = found.end()
    return "".join(parts) + text[done:]


def _mask_found(name: str, value: str) -> str:
    if MASK in value or value.lower() in _SCHEMES:
        return value  # a part is masked already (a URL's password), or it is what comes next
    quote = value[0] if value[0] in "\"'" else ""
    inner = value.strip(quote) if quote else value
    if not inner or inner.lower() in _HARMLESS_VALUES or _is_place(name, inner):
        return value
    return quote + MASK + quote
