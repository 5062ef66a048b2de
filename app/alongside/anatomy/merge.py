"""One process, from several who know of it: whoever comes first is believed. Pure."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from alongside.anatomy.process import ProcessFacts

_NAMES = tuple(item.name for item in fields(ProcessFacts) if item.name != "missing")
_TEXTS = frozenset({"argv", "comm", "state", "user", "host_parent", "group_names"})
"""Fields of which an empty one is not known; of others it says that there is nothing."""


def merge(first: ProcessFacts | None, second: ProcessFacts | None) -> ProcessFacts | None:
    """Return what `first` says, and where it does not know, what `second` does.

    What is known at second hand (a value with a reason in `missing`) gives way to what is known.
    """
    if first is None or second is None:
        return first or second
    values: dict[str, Any] = {}
    missing: dict[str, str] = {}
    for name in _NAMES:
        source = max((first, second), key=lambda process: _certainty(process, name))
        if name == "user" and first.uid is not None:
            source = first if first.user or first.uid != second.uid else second  # a uid's own name
        values[name] = getattr(source, name)
        if _certainty(source, name) < _SURE:
            reasons = dict.fromkeys(each.missing.get(name) for each in (first, source))
            missing[name] = "; ".join(reason for reason in reasons if reason)
    return ProcessFacts(**values, missing=missing)


_SURE = 2


def _certainty(process: ProcessFacts, name: str) -> int:
    """Return 0 for what is not known, 1 for what is at second hand, 2 for what is."""
    value = getattr(process, name)
    if value is None or (not value and (name in _TEXTS or name in process.missing)):
        return 0
    return 1 if name in process.missing else _SURE
