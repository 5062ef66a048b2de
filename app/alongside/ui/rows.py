"""From containers to the rows of the list: grouped, sorted, filtered. Pure; knows no widget."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from alongside.engine.model import Container, Health, State

NO_PROJECT = ""


class Heading(NamedTuple):
    """The row above the containers of one compose project (or of none)."""

    project: str
    running: int
    total: int
    folded: bool

    @property
    def title(self) -> str:
        """What is shown: the project's name, or words for the containers without one."""
        return self.project or "no project"


Row = Heading | Container


class Look(NamedTuple):
    """How a state is shown: glyph, word, and the name of its colour class. Never colour alone."""

    glyph: str
    word: str
    tone: str

    @property
    def short(self) -> str:
        """The word for a narrow list: ``up``, ``exit 137``."""
        for long, short in (("running", "up"), ("exited", "exit"), ("restarting", "restart")):
            if self.word.startswith(long):
                return short + self.word[len(long) :]
        return self.word


_STATES = {
    State.RUNNING: Look("●", "running", "good"),
    State.PAUSED: Look("◫", "paused", "warn"),
    State.RESTARTING: Look("◐", "restarting", "warn"),
    State.CREATED: Look("○", "created", "quiet"),
    State.REMOVING: Look("◌", "removing", "quiet"),
    State.EXITED: Look("○", "exited", "quiet"),
    State.DEAD: Look("✖", "dead", "bad"),
    State.UNKNOWN: Look("?", "unknown", "quiet"),
}
_HEALTH = {
    Health.HEALTHY: Look("●", "healthy", "good"),
    Health.UNHEALTHY: Look("▲", "unhealthy", "bad"),
    Health.STARTING: Look("◔", "starting", "warn"),
}

# What is up, or will be again in a moment, stays in its place: rows must not jump under the mouse.
_ORDER = {State.RUNNING: 0, State.RESTARTING: 0, State.PAUSED: 0}
_LAST = 1


def look(container: Container) -> Look:
    """Return how the container's state is shown: ``● healthy``, ``○ exited 137``, ``◐ … ↻7``."""
    if container.doing:
        return Look("◐", container.doing, "warn")
    base = _STATES[container.state]
    if container.state is State.RUNNING:
        base = _HEALTH.get(container.health, base)
    word = base.word
    tone = base.tone
    if container.exit_code is not None and container.state in (State.EXITED, State.DEAD):
        word += f" {container.exit_code}"
        tone = tone if container.exit_code == 0 else "bad"
    if container.restarts:
        word += f" ↻{container.restarts}"
    return Look(base.glyph, word, tone)


def matches(container: Container, terms: Collection[str]) -> bool:
    """Are all of the (lower-case) `terms` somewhere in name, image, project, state or id?"""
    if not terms:
        return True
    text = " ".join(
        (
            container.name,
            container.image,
            container.project,
            container.service,
            look(container).word,
            container.id[:12],
        )
    ).lower()
    return all(term in text for term in terms)


def arrange(
    containers: Iterable[Container], filter_text: str = "", folded: Collection[str] = ()
) -> list[Row]:
    """Return headings and containers in the order in which they are shown.

    Projects with something running come first, then by name, containers without a project last;
    inside a project running ones first, then by name. A filter unfolds what it finds.
    """
    terms = filter_text.lower().split()
    groups: dict[str, list[Container]] = {}
    for container in containers:
        if matches(container, terms):
            groups.setdefault(container.project, []).append(container)

    def rank(item: tuple[str, list[Container]]) -> tuple[bool, bool, str]:
        project, members = item
        return (
            project == NO_PROJECT,
            not any(_ORDER.get(member.state, _LAST) < _LAST for member in members),
            project.lower(),
        )

    rows: list[Row] = []
    for project, members in sorted(groups.items(), key=rank):
        members.sort(key=lambda member: (_ORDER.get(member.state, _LAST), member.name))
        running = sum(member.state is State.RUNNING for member in members)
        hidden = project in folded and not terms
        if len(groups) > 1 or project != NO_PROJECT:
            rows.append(Heading(project, running, len(members), hidden))
        if not hidden:
            rows.extend(members)
    return rows
