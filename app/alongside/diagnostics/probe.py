"""What a probe is, and what it can say: frozen data, no control flow.

A `Probe` is a question to a container with the ways to ask it. Running one yields `Line`s to show
and `Finding`s to think about; the worst finding makes the `Verdict`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import NamedTuple

from alongside.engine.model import Container, Details

DEADLINE = 15.0
"""Seconds that a probe may take unless it says otherwise."""


class Severity(StrEnum):
    """How much a finding matters."""

    INFO = "info"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a probe concluded.

    Attributes:
        sentence: What is the case, complete and for people.
        advice: What can be done about it; may be empty.
    """

    severity: Severity
    sentence: str
    advice: str = ""


class Status(StrEnum):
    """How a run came out."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    IMPOSSIBLE = "not possible"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a finished run says: its status, the reason as a sentence, and all it found."""

    status: Status
    sentence: str
    advice: str = ""
    findings: tuple[Finding, ...] = ()


class LineKind(StrEnum):
    """How a line is shown."""

    TEXT = "text"
    HEADING = "heading"
    COLUMNS = "columns"
    """The titles of a table's columns."""
    NOTE = "note"
    """Something that we say, not the container."""
    ERROR = "error"
    """What came on stderr."""


class Line(NamedTuple):
    """One line of a probe's output, clean and without its newline.

    `safe` is the same with secrets masked; None means that nobody has looked yet.
    """

    kind: LineKind
    text: str
    safe: str | None = None


def heading(text: str) -> Line:
    """Return a line that begins a section."""
    return Line(LineKind.HEADING, text, text)


def note(text: str) -> Line:
    """Return a line that we say."""
    return Line(LineKind.NOTE, text)


def line(text: str) -> Line:
    """Return a line of plain output."""
    return Line(LineKind.TEXT, text)


@dataclass(frozen=True, slots=True)
class Script:
    """Ask with a shell script of this package (``scripts/NAME.sh``); needs a shell inside."""

    name: str


@dataclass(frozen=True, slots=True)
class Argv:
    """Ask with one command; works without a shell too, if the command is there."""

    argv: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ByEngine:
    """Let the engine answer; nothing is started inside. `question` is a key of ``by_engine``."""

    question: str
    live: bool = False
    """Does it need a main process (process table, resource use)?"""


Way = Script | Argv | ByEngine


@dataclass(frozen=True, slots=True)
class Applies:
    """Which containers a special probe is for: any one match will do.

    Attributes:
        images: Patterns of the image's last name (``postgres``, ``postgres*``), without registry,
            folders, tag and digest.
        commands: Patterns of the base name of any word of the main process's command.
        ports: TCP ports that the image exposes or the container publishes.
    """

    images: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    ports: tuple[int, ...] = ()

    def match(self, container: Container, details: Details | None = None) -> bool:
        """Is the probe for this container?"""
        image = image_name(container.image)
        if any(fnmatchcase(image, pattern) for pattern in self.images):
            return True
        words = details.argv if details else tuple(container.command.strip('"').split())
        names = [word.rsplit("/", 1)[-1].lower() for word in words]
        if any(fnmatchcase(name, pattern) for name in names for pattern in self.commands):
            return True
        ports = {port.private for port in container.ports if port.protocol == "tcp"}
        return not ports.isdisjoint(self.ports)


@dataclass(frozen=True, slots=True)
class Probe:
    """A canned question.

    Attributes:
        id: Stable, for configuration and reports: ``processes``.
        title: What the button says.
        help: One sentence for people who do not know the tools behind it.
        ways: How to ask, in the order in which they are tried.
        applies: None for every container.
        life: Judge the container's life (restarts, exit code, health) as well.
        deadline: Seconds after which it is ended; what was got until then is kept.
    """

    id: str
    title: str
    help: str
    ways: tuple[Way, ...]
    applies: Applies | None = None
    life: bool = False
    deadline: float = DEADLINE

    @property
    def requirements(self) -> str:
        """What it needs, for people; empty when it works on any container, running or not."""
        if any(isinstance(way, ByEngine) and not way.live for way in self.ways):
            return ""
        if any(isinstance(way, ByEngine | Argv) for way in self.ways):
            return "a running container"
        return "a running container with a shell"


def image_name(reference: str) -> str:
    """Return the last name of an image reference: ``ghcr.io/a/postgres:16`` gives ``postgres``."""
    name = reference.split("@", 1)[0].rsplit("/", 1)[-1]
    return name.split(":", 1)[0].lower()
