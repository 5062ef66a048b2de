"""What is claimed of endings, and advised: nothing secret in it, nothing that is not known."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from alongside.anatomy.advice import advice
from alongside.anatomy.endings import Outcome, claims, endings
from alongside.anatomy.model import Side
from alongside.anatomy.process import ContainerFacts, Listed, ProcessFacts
from alongside.anatomy.receivers import receivers_of
from alongside.anatomy.sections.process import process_section
from alongside.engine.model import Details, State

INT = 1 << 1


def details(argv: str = "node server.js", **given: Any) -> Details:
    host = {
        "RestartPolicy": {"Name": given.get("restart_policy", "no")},
        "AutoRemove": given.pop("remove", False),
        "Init": given.pop("init", False),
        "PidMode": given.pop("pid_mode", ""),
    }
    raw = MappingProxyType({"Config": {}, "HostConfig": host})
    state = given.pop("state", State.RUNNING)
    return Details("1" * 64, "api", "x", state, pid=99, argv=tuple(argv.split()), raw=raw, **given)


def facts(details: Details, caught: int = 0, **given: Any) -> ContainerFacts:
    main = ProcessFacts(
        pid=1,
        pgid=1,
        tty="pts/0" if details.tty else "",
        tpgid=1 if details.tty else None,
        comm=details.argv[0],
        argv=details.argv,
        sig_caught=caught,
        sig_ignored=0,
        sig_blocked=0,
    )
    new = ProcessFacts(pid=8, argv=("bash",), tty="pts/1")
    return ContainerFacts(details, replace(main, **given), new, new_is_ours=True)


def outcome(facts: ContainerFacts, id: str) -> Outcome:
    return next(claim.outcome for claim in claims(facts) if claim.sentence.id == id)


def words(facts: ContainerFacts, id: str) -> str:
    return next(sentence.text for sentence in endings(facts) if sentence.id == id)


@pytest.mark.parametrize(
    ("given", "then"),
    [
        ({}, Outcome.STOPS),
        ({"restart_policy": "always"}, Outcome.RESTARTS),
        ({"restart_policy": "unless-stopped"}, Outcome.RESTARTS),
        ({"restart_policy": "on-failure"}, Outcome.RESTARTS_IF_FAILED),
        ({"remove": True}, Outcome.REMOVED),
    ],
)
def test_what_follows_the_main_process_s_end(given: dict[str, Any], then: Outcome) -> None:
    assert outcome(facts(details(**given)), "exit.main") is then


def test_ctrl_c_with_a_terminal_and_without() -> None:
    typed = details(tty=True, open_stdin=True, restart_policy="always")
    assert outcome(facts(typed), "interrupt.main") is Outcome.GOES_ON
    assert "PID 1 is spared" in words(facts(typed), "interrupt.main")
    assert "policy always starts it again" in words(facts(typed, INT), "interrupt.main")
    sent = details(restart_policy="always")
    assert outcome(facts(sent, INT), "interrupt.main") is Outcome.DEPENDS
    assert "does not start it again" in words(facts(sent, INT), "interrupt.main")
    elsewhere = facts(details(pid_mode="host"), pid=1)
    assert outcome(elsewhere, "interrupt.main") is Outcome.STOPS


def test_the_foreground_gets_the_key() -> None:
    shell = details("sh", tty=True, open_stdin=True)
    idle = facts(shell, INT)
    assert outcome(idle, "interrupt.main") is Outcome.GOES_ON
    sleep = Listed(7, 1, "sleep", pgid=7, sig_ignored=0, sig_caught=0)
    busy = replace(facts(shell, INT, tpgid=7), processes=(sleep,))
    assert outcome(busy, "interrupt.main") is Outcome.GOES_ON
    assert "`sleep` (PID 7)" in words(busy, "interrupt.main")
    assert receivers_of(replace(busy, pids_are_host=True)).front == ()


def test_an_init_is_seen_through() -> None:
    made = facts(details("/sbin/docker-init -- sleep 9", init=True), comm="docker-init")
    made = replace(made, processes=(Listed(7, 1, "sleep", sig_ignored=0, sig_caught=0),))
    assert outcome(made, "interrupt.main") is Outcome.STOPS
    assert "`sleep` (PID 7)" in words(made, "interrupt.main")
    assert words(made, "stop.main").startswith("TERM ends `sleep` (PID 7) at once")


def test_a_stop_is_heard_or_not() -> None:
    assert "does not hear TERM" in words(facts(details()), "stop.main")
    assert "to end by itself" in words(facts(details(), 1 << 14), "stop.main")
    assert "TERM ends" in words(facts(details(pid_mode="host")), "stop.main")
    assert "KILL after 10 s" in words(ContainerFacts(details()), "stop.main")


def test_without_a_terminal_an_exec_need_not_outlive_its_stream() -> None:
    made = facts(details())
    assert outcome(made, "detach.exec") is outcome(made, "death.exec") is Outcome.NEW_STAYS
    bare = replace(made, new=replace(made.new, tty=""))
    assert outcome(bare, "detach.exec") is outcome(bare, "death.exec") is Outcome.DEPENDS


def test_stdin() -> None:
    assert outcome(facts(details()), "input.main") is Outcome.GOES_ON
    assert outcome(facts(details(open_stdin=True)), "input.main") is Outcome.GOES_ON
    once = facts(details(open_stdin=True, stdin_once=True))
    assert "StdinOnce" in words(once, "input.main")
    for id in ("close.main", "detach.main", "death.main"):
        assert outcome(once, id) is Outcome.GOES_ON
        assert "unlocked" in words(once, id)


def test_ctrl_d_in_a_terminal() -> None:
    shell = facts(details("sh", tty=True, open_stdin=True, restart_policy="always"))
    assert "the shell ends" in words(shell, "input.main")
    assert words(shell, "input.main").endswith("restart policy always starts it again.")
    cat = facts(details("cat", tty=True, open_stdin=True))
    assert "shell" not in words(cat, "input.main")


def test_what_is_not_known_is_not_claimed() -> None:
    unknown = ContainerFacts(details())
    assert all(sentence.side is Side.MAIN for sentence in endings(unknown))
    assert outcome(unknown, "interrupt.main") is Outcome.DEPENDS
    assert receivers_of(unknown) is None


def test_secrets_and_lengths() -> None:
    long = details(f"tool --password=hunter2 {'x' * 300}")
    text = " ".join(sentence.text for sentence in endings(facts(long)))
    assert "hunter2" not in text
    assert "x" * 50 not in text


def test_ids_are_unique_and_sides_are_told() -> None:
    found = endings(facts(details()))
    assert len({sentence.id for sentence in found}) == len(found)
    for sentence in found:
        assert sentence.id.endswith("." + sentence.side)
        assert sentence.text.endswith((".", ")"))


@pytest.mark.parametrize(
    ("made", "id", "side"),
    [
        (details(), "advice.type", Side.EXEC),
        (details("bash", tty=True, open_stdin=True), "advice.type", Side.EXEC),
        (details("psql", tty=True, open_stdin=True), "advice.type", Side.MAIN),
        (details("cat", open_stdin=True, stdin_once=True), "advice.type", Side.MAIN),
        (details(), "advice.look", Side.EXEC),
        (details(restarts=4), "advice.unsteady", Side.OTHER),
        (details(state=State.EXITED), "advice.state", Side.OTHER),
        (details(state=State.PAUSED), "advice.unsteady", Side.OTHER),
    ],
)
def test_advice(made: Details, id: str, side: Side) -> None:
    found = {sentence.id: sentence for sentence in advice(facts(made))}
    assert found[id].side is side


def test_advice_without_a_shell_names_the_reason() -> None:
    found = advice(ContainerFacts(details(), facts(details()).main, why_no_exec="no shell"))
    assert found[0].side is Side.MAIN
    assert "no shell" in found[0].text
    assert "StdinOnce" in advice(facts(details("cat", open_stdin=True, stdin_once=True)))[2].text


def test_nothing_is_advised_that_is_refused_while_paused() -> None:
    found = replace(facts(details(state=State.PAUSED)), new=None, why_no_exec="it is paused")
    (look,) = (one.text for one in advice(found) if one.id == "advice.look")
    assert "attach with input locked" not in look
    assert "unpause" in look
    (row,) = (row for row in process_section(found).rows if row.id.endswith("state"))
    assert "paused" in str(row)
    assert "disk" not in str(row)


def test_what_has_ended_does_not_go_on() -> None:
    found = replace(facts(details(state=State.EXITED)), new=None)
    assert words(found, "close.main").startswith("Once it runs: closing only detaches:")
    assert words(found, "interrupt.main").startswith("Once it runs: sent by the engine as SIGINT")
    assert words(found, "stop.main").startswith("Once it runs: ")
    assert "Once it runs" not in words(facts(details()), "interrupt.main")
    assert "Once it runs" not in words(facts(details()), "stop.main")


def test_a_created_one_is_never_stopped_yet() -> None:
    found = replace(facts(details(state=State.CREATED)), main=None, new=None)
    assert words(found, "interrupt.main").startswith("Once it runs: ")
    assert "Once it runs: `node server.js` gets TERM" in words(found, "stop.main")
