"""What is found out about two sessions beside their text: ways, breaks, events, the anatomy.

A `Study` belongs to one comparison. `look` is called whenever a session has changed and returns
what there is to find out; what they find is kept here, and the `listeners` are told.
It holds no task and no timer; events come through `Happenings` between `begin` and `end`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from alongside.anatomy.breaks import Break, broken_at, examine
from alongside.anatomy.model import Anatomy, Hop, Row
from alongside.anatomy.read import read_anatomy
from alongside.anatomy.relay import read_relay
from alongside.anatomy.timeline import Timeline
from alongside.anatomy.timeline_rows import HELPER
from alongside.anatomy.two import New, read_two
from alongside.engine.engine import Engine
from alongside.engine.model import Event
from alongside.errors import AlongsideError
from alongside.session.endings import brief
from alongside.session.session import Kind, Phase, Reason, Session
from alongside.ui.happenings import Happenings
from alongside.ui.relay_line import Way

Work = Callable[[], Awaitable[None]]
"""Something to find out."""


_PAIRS = ([Kind.EXEC, Kind.ATTACH], [Kind.EXEC, Kind.EXEC])


@dataclass(slots=True)
class _Known:
    """What is known of one session."""

    hops: tuple[Hop, ...] = ()
    read_for: tuple[object, ...] = ()
    examined: bool = False
    broken: Break | None = None


class Study:
    """Finds out and keeps.

    Args:
        engine: Where both sessions' containers are.
        happenings: The engine's events.
    """

    def __init__(self, engine: Engine, happenings: Happenings) -> None:
        self._engine = engine
        self._happenings = happenings
        self._known: dict[int, _Known] = {}
        self._sessions: tuple[Session, ...] = ()
        self._leave: list[Callable[[], None]] = []
        self._names: dict[str, str] = {}
        self._anatomy_of: tuple[Session, ...] = ()
        self.timeline: Timeline | None = None
        self.anatomy: Anatomy | None = None
        self.why_no_anatomy = ""
        self.rows_of_two: tuple[Row, ...] = ()
        """What is known of two execs; the first is told of as exec, the other as main."""
        self.listeners: list[Callable[[], None]] = []
        """Called, on the loop, whenever anything here has changed; often, while bytes flow."""

    def changed(self) -> None:
        """Tell the listeners."""
        for listener in self.listeners:
            listener()

    def begin(self, containers: Mapping[str, str]) -> None:
        """Keep what happens to these containers (names by id), until `end`."""
        self.timeline = Timeline(containers, self._engine.is_ours)
        for container_id in containers:
            self._leave.append(self._happenings.follow(container_id, self._happened))

    def end(self) -> None:
        """Hold nothing any more."""
        self.listeners.clear()
        for leave in self._leave:
            leave()
        for session in self._sessions:
            session.traffic.on_change = None
        self._leave.clear()

    def _happened(self, event: Event) -> None:
        if self.timeline is not None and self.timeline.add(event):
            self.changed()

    def name_of(self, exec_id: str) -> str:
        """Return what an exec is called if it is ours; see `timeline.Names`."""
        if not self._engine.is_ours(exec_id):
            return ""
        return self._names.get(exec_id, HELPER)

    def look(self, sessions: Sequence[Session]) -> list[Work]:
        """Take what the sessions are now; return what is to be done to know more of them."""
        for session in self._sessions:
            if session not in sessions:
                session.traffic.on_change = None
                self._known.pop(id(session), None)
        self._sessions = tuple(sessions)
        work: list[Work] = []
        for session in sessions:
            session.traffic.on_change = self.changed
            known = self._known.setdefault(id(session), _Known())
            facts = session.facts
            if session.exec_id:
                pid = f" ({facts.pid})" if facts.pid else ""
                self._names[session.exec_id] = f"{brief(facts.command, 20)}{pid}"
            identity = (facts.pid, facts.host_pid, facts.command, facts.tty)
            if session.phase is Phase.LIVE and known.read_for != identity:
                known.read_for = identity
                work.append(partial(self._read_way, session, known))
            ending = session.ending
            if ending is not None and not known.examined:
                known.examined = True
                if ending.reason in (Reason.LOST, Reason.CONTAINER):
                    work.append(partial(self._examine, session, known))
        if self._pair_is_new(sessions):
            self._anatomy_of = tuple(sessions)
            self.anatomy = None
            self.rows_of_two = ()
            of_one = any(session.facts.main for session in sessions)
            read = self._read_anatomy if of_one else self._read_two
            work.append(partial(read, tuple(sessions)))
        return work

    def _pair_is_new(self, sessions: Sequence[Session]) -> bool:
        """Are these an exec beside an attach or another exec, live, and not looked at yet?"""
        kinds = [session.kind for session in sessions]
        live = all(session.phase is Phase.LIVE for session in sessions)
        known = tuple(sessions) == self._anatomy_of
        return kinds in _PAIRS and live and not known

    async def _read_way(self, session: Session, known: _Known) -> None:
        try:
            details = await self._engine.inspect(session.container_id)
            known.hops = await read_relay(self._engine, details, session.facts)
        except AlongsideError:
            known.read_for = ()  # the session's own end says what is wrong
        self.changed()

    async def _examine(self, session: Session, known: _Known) -> None:
        reachable, state = await examine(self._engine, session.container_id)
        known.broken = broken_at(known.hops, session.ending, reachable=reachable, state=state)
        self.changed()

    async def _read_anatomy(self, pair: tuple[Session, ...]) -> None:
        """Read it once a pair: it costs one exec, and the timeline shows that."""
        new, why, anatomy = pair[0], "", None
        try:
            anatomy = await read_anatomy(
                self._engine,
                new.container_id,
                exec_pid=new.facts.pid,
                exec_host_pid=new.facts.host_pid,
            )
        except AlongsideError as error:
            why = str(error)
        if self._anatomy_of == pair:  # else one of them was begun again meanwhile
            self.anatomy, self.why_no_anatomy = anatomy, why
            self.changed()

    async def _read_two(self, pair: tuple[Session, ...]) -> None:
        """Read what two execs are, once a pair: one short exec in each container."""
        new = [New(each.container_id, each.facts.pid, each.facts.host_pid) for each in pair]
        try:
            rows = await read_two(self._engine, *new)
        except AlongsideError:
            return  # what the sessions themselves know is shown
        if self._anatomy_of == pair:
            self.rows_of_two = rows
            self.changed()

    def ways(self) -> list[Way]:
        """Return each session's way as it is known now."""
        return [
            Way(
                session.kind.value,
                session.facts.main,
                self._known[id(session)].hops,
                session.traffic,
                self._known[id(session)].broken,
                session.ending is not None and session.ending.reason is Reason.LOST,
                session.phase is Phase.FAILED,
            )
            for session in self._sessions
        ]
