"""An anatomy as text for a terminal: two columns, marks, a tree, sentences. Pure.

Everything that comes from the container is clean already; what is written here is plain text and
SGR, so that it can be searched, selected and copied like any other output.
"""

from __future__ import annotations

from dataclasses import dataclass

from alongside.anatomy.model import Anatomy


@dataclass(frozen=True, slots=True)
class Wishes:
    """How it is wanted.

    Attributes:
        reveal: Secrets as they are.
        only_differences: Without what is the same on both sides.
    """

    reveal: bool = False
    only_differences: bool = False


def as_terminal(anatomy: Anatomy, width: int, wishes: Wishes) -> bytes:
    """Return the whole of it for a terminal of that width."""
    lines = []
    for section in anatomy.sections:
        lines.append(f"\x1b[1m{section.title}\x1b[0m")
        lines += [
            f"  {row.label}  {row.safe_exec or row.exec}  {row.safe_main or row.main}"
            for row in section.rows
        ]
    return "\r\n".join(lines).encode()
