"""What callers may ask for: names of containers and signals, checked as Docker checks them."""

from __future__ import annotations

import re
import signal

from alongside.clean import clean
from alongside.errors import RefusedError

_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]+")


def check_name(name: str) -> None:
    """Raise `RefusedError` unless a container may be called `name`."""
    if not _NAME.fullmatch(name):
        raise RefusedError(
            f"Invalid container name ({clean(name, 80)})",
            "Letters, digits, _ . - are allowed, at least two.",
            status=400,
        )


def signal_number(name: str) -> int:
    """Return the number of a signal given as ``KILL``, ``SIGKILL`` or ``9``.

    Raises:
        RefusedError: There is no such signal.
    """
    plain = name.upper().removeprefix("SIG")
    if plain.isdecimal() and int(plain) in {int(number) for number in signal.valid_signals()}:
        return int(plain)
    number = getattr(signal, f"SIG{plain}", None)
    if not isinstance(number, signal.Signals):
        raise RefusedError(f"Invalid signal: {clean(name, 40)}", status=400)
    return int(number)
