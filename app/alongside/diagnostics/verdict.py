"""From findings, and from how a run ended, to its verdict. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from alongside.diagnostics.probe import Finding, Severity, Status, Verdict
from alongside.errors import AlongsideError

_STATUS = {
    Severity.INFO: Status.OK,
    Severity.WARNING: Status.WARNING,
    Severity.FAILED: Status.FAILED,
}
_ORDER = (Severity.INFO, Severity.WARNING, Severity.FAILED)
_LEFT = "It may still run in the container: its process could not be ended."


def worst(findings: Sequence[Finding]) -> Finding | None:
    """Return the first of the most severe findings."""
    return max(findings, key=lambda finding: _ORDER.index(finding.severity), default=None)


def said(text: str, advice: str) -> Finding:
    """Return what a script concluded: ``warning SENTENCE``."""
    word, _, sentence = text.partition(" ")
    if word in tuple(Severity):
        return Finding(Severity(word), sentence, advice)
    return Finding(Severity.INFO, text, advice)


def judge(
    findings: Sequence[Finding],
    impossible: Sequence[tuple[str, str]] = (),
    exit_code: int = 0,
    only_engine: str = "",
) -> Verdict:
    """Return the verdict of a run that came to its end.

    Args:
        impossible: Why it could not be asked, with advice each; empty when it could.
        exit_code: Of the process that answered.
        only_engine: Why nobody inside could be asked, if only the engine answered in their place.
    """
    if impossible:
        sentence = "; ".join(reason.rstrip(".") for reason, _ in impossible) + "."
        advice = next((advice for _, advice in impossible if advice), "")
        return Verdict(Status.IMPOSSIBLE, sentence, advice, tuple(findings))
    if exit_code:
        findings = [
            *findings,
            Finding(Severity.WARNING, f"The probe's command ended with exit status {exit_code}."),
        ]
    if only_engine and not findings:
        because = only_engine[0].lower() + only_engine[1:]
        return Verdict(Status.OK, f"Nothing wrong found from outside: {because}.")
    return _by_findings(findings)


def _by_findings(findings: Sequence[Finding]) -> Verdict:
    first = worst(findings)
    if first is None:
        return Verdict(Status.OK, "Nothing wrong found.")
    more = len(findings) - 1
    sentence = first.sentence + (f" (and {more} more)" if more else "")
    return Verdict(_STATUS[first.severity], sentence, first.advice, tuple(findings))


def late(findings: Sequence[Finding], deadline: float, left: bool) -> Verdict:
    """Return the verdict of a run that was ended at its deadline."""
    sentence = f"Ended after {deadline:g} s: what it said until then is shown."
    found = (*findings, Finding(Severity.WARNING, sentence, _LEFT if left else ""))
    return _by_findings(found)


def stopped(findings: Sequence[Finding], duration: float, left: bool) -> Verdict:
    """Return the verdict of a run that somebody stopped."""
    sentence = f"Stopped after {duration:.1f} s."
    return Verdict(Status.STOPPED, sentence, _LEFT if left else "", tuple(findings))


def too_much(findings: Sequence[Finding], limit: int) -> Verdict:
    """Return the verdict of a run that said more than is kept."""
    sentence = f"Ended: it said more than {limit:,} characters."
    return _by_findings((*findings, Finding(Severity.WARNING, sentence)))


def broken(findings: Sequence[Finding], error: AlongsideError) -> Verdict:
    """Return the verdict of a run that an error ended."""
    return Verdict(Status.FAILED, f"{error.message}.", error.advice, tuple(findings))
