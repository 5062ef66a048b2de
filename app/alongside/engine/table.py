"""The rows of the list: what the engine listed, and what its events say before its list does.

An engine announces an end up to 70 ms before its list knows of it, and one under load lists slowly.
So an event that says what happened changes the row by itself, and the row is then listed until the
list agrees, says something new, or has said the same for too long. Pure: `Watch` brings events,
lists and the time, and takes from here what to show and when to list what.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from alongside.engine.model import Container, Event, Health, State

SOON = 0.04
"""Seconds: what is due so soon is listed together."""
_PAUSES = (SOON, SOON, 0.06, 0.15, 0.3, 0.6)
"""Seconds before each list of a row whose event the list does not show."""
_END_SECONDS = 0.1
"""So long has the list to say that an ended container starts again, where it might: else each crash
would move the row down and up."""

_HEALTHS = frozenset(map(str, Health))
_PAUSED = " (Paused)"
_CODE = re.compile(r"-?\d{1,9}")

_Look = tuple[State, str, int | None, Health] | None
_Change = Callable[[Container], Container | None]


class _Claim:
    """What events said of one container, and the list does not say yet."""

    def __init__(self) -> None:
        self.news: dict[str, _Change] = {}  # by what they are about
        self.stale: set[_Look] = set()  # what the list said before
        self.lists = 0  # how often it was listed since the newest event
        self.due = 0.0
        self.shown_at: float | None = None  # when the news is to be shown; None: it was

    def apply(self, row: Container | None) -> Container | None:
        """Return the row as the events say it is."""
        for change in self.news.values():
            row = change(row) if row is not None else None
        return row

    def settled(self, listed: Container | None, first: bool) -> bool:
        """Does the list agree, say something new, or insist?

        Args:
            listed: What it says now.
            first: Was there no such row until now? Then what it says may be old.
        """
        look = _look(listed)
        if self.news and look == _look(self.apply(listed)):
            return True
        if first and self.news and listed is not None and listed.state is not State.RESTARTING:
            self.stale.add(look)
        return look not in self.stale or self.lists >= len(_PAUSES)


class Table:
    """The containers as they are known, by id."""

    def __init__(self) -> None:
        self.rows: dict[str, Container] = {}
        self._claims: dict[str, _Claim] = {}

    def forget_events(self) -> None:
        """What was said before a list of everything needs no proof."""
        self._claims.clear()

    def hear(self, event: Event, now: float, comes_back: bool | None) -> None:
        """Take an event that changes a row.

        Args:
            now: The time, in seconds of a clock that all calls share.
            comes_back: Does the engine start this container when it ends? None: not known.
        """
        claim = self._claims.setdefault(event.id, _Claim())
        row = self.rows.get(event.id)
        claim.stale |= {_look(row), _look(claim.apply(row))}
        about, change = _news(event, comes_back)
        if change is not None:
            claim.news.pop(about, None)
            claim.news[about] = change
        claim.lists, claim.due = 0, now + _PAUSES[0]
        waits = event.action in ("die", "died") and comes_back is not False
        claim.shown_at = now + _END_SECONDS if waits else now

    def show(self, now: float) -> None:
        """Bring into `rows` what events say and is to be shown now."""
        for id, claim in self._claims.items():
            if claim.shown_at is not None and claim.shown_at <= now:
                claim.shown_at = None
                self._put(id, claim.apply(self.rows.get(id)))

    def next_shown(self) -> float | None:
        """When `show` is to be called; None: not before another event."""
        times = (claim.shown_at for claim in self._claims.values())
        return min((time for time in times if time is not None), default=None)

    def next_due(self) -> float | None:
        """When rows are to be listed; None: not before another event."""
        return min((claim.due for claim in self._claims.values()), default=None)

    def due(self, now: float) -> list[str]:
        """Return the ids to list now, sorted."""
        return sorted(id for id, claim in self._claims.items() if claim.due <= now + SOON)

    def listed(
        self, found: Mapping[str, Container], asked: Iterable[str] | None, now: float
    ) -> None:
        """Take what the engine listed of the containers `asked` for; None: of all."""
        ids = self.rows.keys() | found.keys() | self._claims.keys() if asked is None else asked
        for id in list(ids):
            self._put(id, self._judged(id, found.get(id), now))

    def _judged(self, id: str, listed: Container | None, now: float) -> Container | None:
        """Return what is true of a row: what the list says, or what was heard."""
        claim = self._claims.get(id)
        if claim is None:
            return listed
        if claim.due <= now + SOON:
            claim.lists += 1
            claim.due = now + _PAUSES[min(claim.lists, len(_PAUSES) - 1)]
        if claim.settled(listed, first=id not in self.rows):
            del self._claims[id]
            return listed
        return claim.apply(listed) if claim.shown_at is None else listed

    def _put(self, id: str, row: Container | None) -> None:
        if row is None:
            self.rows.pop(id, None)
        else:
            self.rows[id] = row


def _look(row: Container | None) -> _Look:
    """Return what an event may change: not the sentence, in which seconds go by."""
    return row and (row.state, row.name, row.exit_code, row.health)


def _news(event: Event, comes_back: bool | None) -> tuple[str, _Change | None]:
    """Return what an event says of a row, and what that is about; None: only that it changed."""
    said, detail = event.attributes, event.attributes.get("detail", "")
    match event.action:
        case "start":
            return "state", _started
        case "die" | "died":
            code = said.get("exitCode") or said.get("containerExitCode") or ""
            return "state", _ended(int(code) if _CODE.fullmatch(code) else None, comes_back)
        case "pause":
            return "state", _paused
        case "unpause":
            return "state", _unpaused
        case "destroy" | "remove":
            return "state", _gone
        case "rename" if said.get("name"):
            return "name", lambda row: row._replace(name=said["name"].removeprefix("/"))
        case "health_status" if detail in _HEALTHS:
            return "health", lambda row: row._replace(health=Health(detail))
    return "", None


def _started(row: Container) -> Container:
    up = "Up Less than a second"
    return row._replace(state=State.RUNNING, status=up, exit_code=None)


def _ended(code: int | None, comes_back: bool | None) -> _Change:
    """Return what an end changes: in the engine's words, which the list repeats."""
    state, word = (State.RESTARTING, "Restarting") if comes_back else (State.EXITED, "Exited")
    status = f"{word} ({code}) Less than a second ago" if code is not None else word

    def change(row: Container) -> Container:
        return row._replace(state=state, status=status, exit_code=code, health=Health.NONE)

    return change


def _paused(row: Container) -> Container:
    return row._replace(state=State.PAUSED, status=f"{row.status.removesuffix(_PAUSED)}{_PAUSED}")


def _unpaused(row: Container) -> Container:
    return row._replace(state=State.RUNNING, status=row.status.removesuffix(_PAUSED))


def _gone(_: Container) -> None:
    return None
