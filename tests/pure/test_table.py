"""What an event says, and what the list says afterwards: which is shown, and for how long."""

from __future__ import annotations

import pytest

from alongside.engine import table as tables
from alongside.engine.model import Container, Event, Health, State
from alongside.engine.table import Table

RUNNING = Container("a", "api", "image", State.RUNNING, "Up 3 minutes")
EXITED = RUNNING._replace(state=State.EXITED, status="Exited (1) 2 minutes ago", exit_code=1)
LONG = sum(tables._PAUSES)


def table_of(row: Container | None = RUNNING) -> Table:
    table = Table()
    table.listed({row.id: row} if row else {}, None, 0.0)
    return table


def heard(table: Table, action: str, now: float = 0.0, **attributes: str) -> Container | None:
    """Return the row once the event is shown."""
    table.hear(Event(action, "a", attributes=attributes), now, comes_back=False)
    at = table.next_shown()
    assert at == now
    table.show(at)
    assert table.next_shown() is None
    return table.rows.get("a")


def lists(table: Table, row: Container | None, now: float) -> Container | None:
    table.listed({row.id: row} if row else {}, ["a"], now)
    return table.rows.get("a")


@pytest.mark.parametrize(
    ("before", "action", "attributes", "after"),
    [
        (RUNNING, "die", {"exitCode": "1"}, EXITED),
        (RUNNING, "died", {"containerExitCode": "1"}, EXITED),
        (EXITED, "start", {}, RUNNING),
        (RUNNING, "pause", {}, RUNNING._replace(state=State.PAUSED)),
        (RUNNING._replace(state=State.PAUSED), "unpause", {}, RUNNING),
        (RUNNING, "rename", {"name": "web", "oldName": "/api"}, RUNNING._replace(name="web")),
        (RUNNING, "health_status", {"detail": "healthy"}, RUNNING._replace(health=Health.HEALTHY)),
        (RUNNING, "destroy", {}, None),
        (RUNNING, "remove", {}, None),
        (RUNNING, "stop", {}, RUNNING),
        (RUNNING, "health_status", {"detail": "odd"}, RUNNING),
        (RUNNING, "die", {"exitCode": "much"}, EXITED._replace(exit_code=None)),
        (None, "start", {}, None),
    ],
)
def test_what_events_say(
    before: Container | None,
    action: str,
    attributes: dict[str, str],
    after: Container | None,
) -> None:
    row = heard(table_of(before), action, **attributes)
    assert tables._look(row) == tables._look(after)


def test_the_sentence_is_the_engines_own() -> None:
    table = table_of()
    sentences = []
    for action, attributes in (
        ("pause", {}),
        ("unpause", {}),
        ("die", {"exitCode": "137"}),
        ("start", {}),
    ):
        row = heard(table, action, **attributes)
        assert row is not None
        sentences.append(row.status)
    assert sentences == [
        "Up 3 minutes (Paused)",
        "Up 3 minutes",
        "Exited (137) Less than a second ago",
        "Up Less than a second",
    ]


def test_a_list_that_does_not_know_of_it_yet_changes_nothing() -> None:
    table = table_of()
    heard(table, "die", exitCode="1")
    row = lists(table, RUNNING, 0.1)
    assert row is not None
    assert row.state is State.EXITED
    due = table.next_due()
    assert due is not None
    assert lists(table, EXITED, due) == EXITED
    assert table.next_due() is None


def test_an_event_about_nothing_known_is_listed_until_the_list_changes() -> None:
    table = table_of(None)
    table.hear(Event("create", "a"), 0.0, None)
    assert lists(table, None, 0.04) is None
    assert table.due(0.1) == ["a"]
    created = RUNNING._replace(state=State.CREATED)
    assert lists(table, created, 0.1) == created
    assert table.next_due() is None


def test_the_list_is_believed_in_the_end() -> None:
    table, now, asked = table_of(), 0.0, []
    heard(table, "die", exitCode="1")
    while (due := table.next_due()) is not None:
        now = due
        asked.append(now)
        lists(table, RUNNING, now)
    assert table.rows["a"] == RUNNING
    assert asked == pytest.approx([sum(tables._PAUSES[: n + 1]) for n in range(len(asked))])
    assert len(asked) == len(tables._PAUSES)


def test_a_crash_that_is_restarted_does_not_show_as_an_end() -> None:
    """Rows that are up stay in their place: an end would move it down and up again."""
    table = table_of()
    table.hear(Event("die", "a", attributes={"exitCode": "1"}), 0.0, None)
    table.show(0.05)
    assert table.rows["a"] == RUNNING
    assert lists(table, RUNNING, 0.04) == RUNNING
    restarting = RUNNING._replace(state=State.RESTARTING, exit_code=1)
    assert lists(table, restarting, 0.1) == restarting
    assert table.next_shown() is None


def test_what_came_back_before_comes_back() -> None:
    table = table_of()
    table.hear(Event("die", "a", attributes={"exitCode": "1"}), 0.0, comes_back=True)
    table.show(1.0)
    assert table.rows["a"].state is State.RESTARTING


def test_an_end_and_a_start_in_one_breath_are_a_start() -> None:
    table = table_of()
    table.hear(Event("die", "a", attributes={"exitCode": "0"}), 0.0, None)
    table.hear(Event("start", "a"), 0.01, None)
    table.show(0.2)
    assert table.rows["a"].state is State.RUNNING
    ended = EXITED._replace(exit_code=0)  # listed between the two
    row = lists(table, ended, 0.2)
    assert row is not None
    assert row.state is State.RUNNING


def test_an_end_before_the_first_list_of_the_row() -> None:
    """`docker run` of something short: the list that is asked for its creation says it runs."""
    table = table_of(None)
    for action in ("create", "start", "die"):
        table.hear(Event(action, "a", attributes={"exitCode": "1"}), 0.0, None)
    assert lists(table, RUNNING, 0.04) == RUNNING
    assert table.due(0.2) == ["a"]
    table.show(0.2)
    assert table.rows["a"].exit_code == 1
    assert lists(table, EXITED, 0.2) == EXITED


def test_what_was_removed_stays_away_while_an_old_list_has_it() -> None:
    table = table_of(EXITED)
    assert heard(table, "destroy") is None
    assert lists(table, EXITED, 0.04) is None
    table.listed({"a": EXITED, "b": RUNNING._replace(id="b")}, None, 0.1)
    assert set(table.rows) == {"b"}
    table.listed({}, None, 0.2)
    assert table.next_due() is None
    assert table.rows == {}


def test_a_list_of_everything_leaves_out_what_is_gone() -> None:
    table = table_of()
    table.listed({}, None, 0.1)
    assert table.rows == {}


def test_after_a_loss_what_was_heard_does_not_count() -> None:
    table = table_of()
    heard(table, "die", exitCode="1")
    table.forget_events()
    table.listed({"a": RUNNING}, None, 1.0)
    assert table.rows == {"a": RUNNING}
