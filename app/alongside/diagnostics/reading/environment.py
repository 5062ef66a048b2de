"""Environments: sorted, masked, and what a new process gets that the main one has not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from alongside.clean import clean
from alongside.diagnostics.decode import Block
from alongside.diagnostics.probe import Finding, Line, LineKind, heading, note
from alongside.diagnostics.reading.about import About
from alongside.diagnostics.reading.text import count
from alongside.secrets import mask_value

_OURS = ("ALONGSIDE_",)


def parse_environ(data: str) -> dict[str, str]:
    """Return the variables of a /proc/PID/environ, without those that we set."""
    found = {}
    for item in data.rstrip("\n\0").split("\0"):
        name, equals, value = item.partition("=")
        if equals and name and not name.startswith(_OURS):
            found[name] = value
    return found


def show(env: Mapping[str, str]) -> Iterator[Line]:
    """Return one line a variable, sorted by name, each with its masked form."""
    for name, value in sorted(env.items()):
        masked = mask_value(name, value)
        safe = f"{clean(name)}={clean(masked)}"
        yield Line(LineKind.TEXT, f"{clean(name)}={clean(value)}", safe)


def masked_count(env: Mapping[str, str]) -> int:
    """How many values have something to mask?"""
    return sum(mask_value(name, value) != value for name, value in env.items())


def read_environ(block: Block, about: About) -> Iterator[Line | Finding]:
    """Show the main process's environment, and what differs for a new process."""
    main, new = parse_environ(block.text("main")), parse_environ(block.text("new"))
    if main:
        yield heading("Main process (1)")
        yield from show(main)
        other = {name: value for name, value in new.items() if main.get(name) != value}
        gone = sorted(main.keys() - new.keys())
        if other:
            yield heading("Different in a new process (exec)")
            yield from show(other)
        if gone:
            yield heading("Only in the main process")
            yield Line(LineKind.TEXT, clean(", ".join(gone)))
    else:
        yield heading("A new process (exec)")
        yield from show(new)
        yield note("The main process's own environment may not be read by this user.")
    yield masked_note({**new, **main})


def masked_note(env: Mapping[str, str]) -> Line:
    """Return the line that says how many there are and how many look like secrets."""
    masked = masked_count(env)
    text = (
        f"{count(len(env), 'variable')}, {masked} of them with a secret"
        if masked
        else (count(len(env), "variable"))
    )
    return note(text)
