"""Finished runs as data and as plain text, for scripts and for people. Secrets are never in here.

`to_dict` is the schema of ``--format json``: version 1, only ever added to.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from alongside.diagnostics.probe import Finding, LineKind
from alongside.diagnostics.runner import ProbeRun
from alongside.engine.model import Container

VERSION = 1


def to_dict(container: Container, runs: Sequence[ProbeRun]) -> dict[str, Any]:
    """Return a container's finished runs as JSON-ready data, whatever they reveal on the screen."""
    return {
        "version": VERSION,
        "container": {
            "id": container.id,
            "name": container.name,
            "image": container.image,
            "state": str(container.state),
        },
        "probes": [_run(run) for run in runs],
    }


def _run(run: ProbeRun) -> dict[str, Any]:
    verdict = run.verdict
    return {
        "id": run.probe.id,
        "title": run.probe.title,
        "by": run.by,
        "command": run.command,
        "status": str(verdict.status) if verdict else str(run.state),
        "verdict": verdict.sentence if verdict else "",
        "advice": verdict.advice if verdict else "",
        "findings": [_finding(found) for found in verdict.findings] if verdict else [],
        "seconds": round(run.duration, 3),
        "output": safe_text(run),
    }


def _finding(found: Finding) -> dict[str, str]:
    return {
        "severity": str(found.severity),
        "sentence": found.sentence,
        "advice": found.advice,
    }


def safe_text(run: ProbeRun) -> str:
    """Return a run's output as plain text, with secrets masked whatever the screen shows."""
    rows: list[str] = []
    for line in run.lines:
        if line.kind is LineKind.HEADING and rows:
            rows.append("")
        rows.append(line.safe if line.safe is not None else line.text)
    return "".join(f"{row}\n" for row in rows)


def to_text(container: Container, runs: Sequence[ProbeRun], *, output: bool = True) -> str:
    """Return the runs as text for people.

    Args:
        output: With what the probes printed; else only verdicts and findings.
    """
    parts = [f"{container.name} ({container.image}, {container.state})\n"]
    for run in runs:
        data = _run(run)
        parts.append(f"\n{run.probe.title}: {data['status']} ({run.duration:.1f} s)\n")
        parts.append(f"  {data['verdict']}\n" if data["verdict"] else "")
        parts += [_finding_text(found) for found in data["findings"]]
        if not data["findings"] and data["advice"]:
            parts.append(f"  {data['advice']}\n")
        if output:
            parts.append(f"  $ {run.command}\n" if run.command else "")
            parts += [f"    {row}".rstrip() + "\n" for row in data["output"].splitlines()]
    return "".join(parts)


def _finding_text(found: dict[str, str]) -> str:
    advice = f"\n      {found['advice']}" if found["advice"] else ""
    return f"    {found['severity']}: {found['sentence']}{advice}\n"
