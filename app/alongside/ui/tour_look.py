"""What the tour sees of the panes: sessions with what they show, diagnostics that have ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.widget import Widget

from alongside.session.session import Kind, Phase
from alongside.tour.model import SessionSeen
from alongside.ui.result_pane import ResultPane
from alongside.ui.session_pane import SessionPane


def sessions_of(panes: Sequence[Widget], most: int) -> tuple[SessionSeen, ...]:
    """Return the sessions in those panes, with their last `most` rows of text."""
    return tuple(_seen(pane, most) for pane in _within(panes))


def _within(panes: Sequence[Widget]) -> Iterator[SessionPane]:
    for pane in panes:
        if isinstance(pane, SessionPane):
            yield pane
        else:
            yield from pane.query(SessionPane).results()


def _seen(pane: SessionPane, most: int) -> SessionSeen:
    session, view = pane.session, pane.terminal.viewport
    rows = view.rows(view.end - most, view.end)
    return SessionSeen(
        id(session),
        Kind(session.kind),
        session.container_name,
        session.phase is Phase.LIVE,
        session.ending.reason if session.ending is not None else None,
        tuple(row.plain().strip() for row in rows),
    )


def results_of(panes: Sequence[Widget]) -> frozenset[tuple[str, str, int]]:
    """Return the diagnostics that have ended: container, probe, which run."""
    return frozenset(pane.outcome for pane in panes if isinstance(pane, ResultPane) and pane.ended)
