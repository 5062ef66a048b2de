"""Conclusions from inspect, from logs and from findings."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from alongside.diagnostics import lifecycle, verdict
from alongside.diagnostics.logs import MANY, conclude, speaks_of_error, speaks_of_warning
from alongside.diagnostics.probe import Finding, Severity, Status
from alongside.engine.model import Details, Health, State
from alongside.errors import EngineError

FINE = Details("c", "n", "x", State.RUNNING, pid=1)
ENDED = FINE._replace(state=State.EXITED, exit_code=0)
INFO, WARN, FAIL = (Finding(severity, f"{severity}.") for severity in Severity)


@pytest.mark.parametrize(
    ("details", "said"),
    [
        (FINE, []),
        (ENDED, []),
        (ENDED._replace(exit_code=143), []),
        (ENDED._replace(exit_code=None), []),
        (
            ENDED._replace(exit_code=137, oom_killed=True),
            ["want of memory", "code 137: it was"],
        ),
        (ENDED._replace(exit_code=9), ["exit code 9."]),
        (FINE._replace(state=State.RESTARTING, restarts=7, exit_code=0), ["restarted it 7 times"]),
        (FINE._replace(restarts=4), ["restarted it 4 times"]),
        (FINE._replace(health=Health.UNHEALTHY), ["health check fails."]),
        (
            FINE._replace(
                health=Health.UNHEALTHY,
                raw=MappingProxyType({"State": {"Health": {"Log": [{"Output": "curl:\n7"}]}}}),
            ),
            ["health check fails: curl: 7"],
        ),
        (ENDED._replace(raw=MappingProxyType({"State": {"Error": "no such file"}})), ["no such f"]),
        (FINE._replace(raw=MappingProxyType({"State": None})), []),
    ],
)
def test_what_an_inspect_tells(details: Details, said: list[str]) -> None:
    found = [finding.sentence for finding in lifecycle.conclude(details)]
    assert len(found) == len(said)
    assert all(part in sentence for part, sentence in zip(said, found, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "ERROR x",
        "level=error msg=x",
        "java.lang.NullPointerException: x",
        "ValueError: x",
        "E0102 03:04 x",
        "panic: x",
        "connect ECONNREFUSED",
        "bind: Cannot assign requested address",
        "FATAL:  password",
    ],
)
def test_lines_that_speak_of_errors(text: str) -> None:
    assert speaks_of_error(text)


@pytest.mark.parametrize(
    "text",
    ["ready", "0 errors", "no errors found", "error=null ok", '"error": null', "error_log off"],
)
def test_lines_that_do_not(text: str) -> None:
    assert not speaks_of_error(text)


def test_warnings_are_counted_apart() -> None:
    assert speaks_of_warning("WARN x")
    assert speaks_of_warning("warning: x")
    assert not speaks_of_warning("warned")
    (_, found) = conclude(["ERROR x"] * MANY)
    assert isinstance(found, Finding)
    assert found.severity is Severity.WARNING
    assert len(conclude([])) == 1


def test_verdicts() -> None:
    assert verdict.judge([]).status is Status.OK
    assert verdict.judge([INFO]).sentence == "info."
    assert verdict.judge([INFO, FAIL, WARN]).status is Status.FAILED
    assert verdict.judge([INFO, FAIL, WARN]).sentence == "failed. (and 2 more)"
    assert verdict.judge([WARN], [("No psql.", ""), ("No nc", "Get it.")]).sentence == (
        "No psql; No nc."
    )
    assert "no shell" in verdict.judge([], only_engine="The container has no shell").sentence
    assert verdict.judge([], exit_code=2).status is Status.WARNING
    assert verdict.stopped([], 3.14, True).sentence == "Stopped after 3.1 s."
    assert verdict.late([FAIL], 15, False).status is Status.FAILED
    assert verdict.too_much([], 5).status is Status.WARNING
    assert verdict.broken([], EngineError("It went away", "Look")).sentence == "It went away."
    assert verdict.said("odd thing", "").severity is Severity.INFO
    assert verdict.said("failed It broke.", "a") == Finding(Severity.FAILED, "It broke.", "a")
