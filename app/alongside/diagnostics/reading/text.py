"""Numbers and tables as text."""

from __future__ import annotations

from collections.abc import Sequence

from alongside.diagnostics.probe import Line, LineKind, line

UNITS = ("B", "kB", "MB", "GB", "TB", "PB")


def size(amount: float) -> str:
    """Return a number of bytes for people, in steps of 1024: ``34.1 MB``."""
    step = 0
    while abs(amount) >= 999.5 and step < len(UNITS) - 1:
        amount /= 1024
        step += 1
    return (
        f"{amount:.0f} {UNITS[step]}"
        if step == 0 or amount >= 99.5
        else (f"{amount:.1f} {UNITS[step]}")
    )


def percent(part: float, whole: float) -> str:
    """Return `part` of `whole` in percent, a dash when there is no whole."""
    return f"{100 * part / whole:.0f} %" if whole else "-"


def duration(seconds: float) -> str:
    """Return a time span with its two greatest units: ``2d 3h``, ``4m 5s``, ``0.3s``."""
    if seconds < 10:
        return f"{max(seconds, 0):.1f}s"
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    if days:
        return f"{days}d {hour}h"
    if hours:
        return f"{hours}h {minute}m"
    return f"{minutes}m {second}s" if minutes else f"{second}s"


def count(number: int, one: str, many: str = "") -> str:
    """Return ``1 process`` or ``3 processes``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def table(header: Sequence[str], rows: Sequence[Sequence[str]], right: str = "") -> list[Line]:
    """Return rows in columns, the header first.

    Args:
        header: The titles of the columns.
        rows: As many cells each.
        right: Titles (separated by spaces) of the columns that are flush right. The last column is
            never padded.
    """
    if not rows:
        return []
    flush = [title in right.split() for title in header]
    cells = [header, *rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    widths = [min(width, 48) for width in widths]
    lines = []
    for row in cells:
        padded = [
            cell.rjust(width) if at_right else cell.ljust(width)
            for cell, width, at_right in zip(row, widths, flush, strict=True)
        ]
        if not flush[-1]:
            padded[-1] = row[-1]
        lines.append(line("  ".join(padded).rstrip()))
    lines[0] = Line(LineKind.COLUMNS, lines[0].text)
    return lines


def pairs(rows: Sequence[tuple[str, str]]) -> list[Line]:
    """Return ``name  value`` lines; rows without a value are left out."""
    rows = [row for row in rows if row[1]]
    width = max((len(name) for name, _ in rows), default=0)
    return [line(f"{name.ljust(width)}  {value}") for name, value in rows]


def decimal(text: str) -> float:
    """Return a number like ``12.34``, 0.0 for anything else."""
    whole, _, part = text.strip().partition(".")
    return (
        float(f"{whole}.{part or 0}")
        if number(whole) is not None and number(part or "0") is not None
        else 0.0
    )


def number(text: str) -> int | None:
    """Return a decimal number, None for anything else (``max``, nothing)."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 25 else None
