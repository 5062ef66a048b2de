"""A step of the tour, and what of the world it can look at."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from alongside.actions import first_key
from alongside.engine.model import Event, State
from alongside.key_names import key_name
from alongside.session.session import Kind, Reason


@dataclass(frozen=True, slots=True)
class SessionSeen:
    """A session as it is now.

    Attributes:
        key: Which one it is; to run it again makes another one.
        live: Is it open?
        reason: How it ended; None while it has not.
        lines: What its terminal shows, and some of what has scrolled out of it.
    """

    key: int
    kind: Kind
    container: str
    live: bool
    reason: Reason | None = None
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class World:
    """What there is at one moment.

    Attributes:
        sessions: Of all panes that are open.
        states: Of the containers, by name.
        events: Of the tour's containers, since the step began, as (container, event).
        results: How often a diagnostic has ended since the tour began, by (container, id).
    """

    sessions: tuple[SessionSeen, ...] = ()
    states: Mapping[str, State] = field(default_factory=lambda: MappingProxyType({}))
    events: tuple[tuple[str, Event], ...] = ()
    results: frozenset[tuple[str, str, int]] = frozenset()

    def live(self, kind: Kind, container: str) -> list[SessionSeen]:
        """Return the open sessions of that kind on that container."""
        return [s for s in self.sessions if s.live and (s.kind, s.container) == (kind, container)]

    def happened(self, container: str, action: str) -> bool:
        """Has the engine told of that since the step began?"""
        return any(name == container and event.action == action for name, event in self.events)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do.

    In the texts ``{list.compare}`` is that action's key as it is configured, ``{leader}`` the
    leader, ``{detach}`` the detach keys.

    Attributes:
        text: What this is about, a sentence or two.
        keys, mouse: How it is done.
        hint: What helps if nothing comes of it; shown after a while.
        after: What has just been seen; stands above the next step.
        done: Asked with the world as it was when the step began, and as it is.
    """

    title: str
    text: str
    keys: str
    mouse: str
    hint: str
    after: str
    done: Callable[[World, World], bool]


_NAME = re.compile(r"\{([a-z.-]+)\}")


def named(text: str, *, leader: str, detach: str, keymap: Mapping[str, str]) -> str:
    """Return a step's text with the keys' names in it.

    Args:
        leader: Textual's name of it.
        detach: The detach keys as shown to people.
        keymap: The user's own keys, by action id.
    """

    def name(match: re.Match[str]) -> str:
        if match[1] == "leader":
            return key_name(leader)
        if match[1] == "detach":
            return detach
        return first_key(match[1], keymap)

    return _NAME.sub(name, text)
