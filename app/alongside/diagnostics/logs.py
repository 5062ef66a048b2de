"""The last lines of a container's log, and how many speak of errors."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterable

from alongside.diagnostics.decode import Decoder, Fact
from alongside.diagnostics.probe import Finding, Line, Severity, note
from alongside.diagnostics.reading.text import count
from alongside.engine.engine import Engine, LogSpec
from alongside.engine.model import Container, Details

TAIL = 300
"""How many lines are read."""
MANY = 10
"""How many of them may speak of errors before that is worth a warning."""
SLICE = 4 * 1024

_ERROR = re.compile(
    r"\b(?:error|errors|fatal|panic|critical|exception|traceback|failed|failure|segfault"
    r"|emerg|ECONNREFUSED|ENOSPC|EACCES|cannot|could not|unable to|denied|refused|timed out"
    r"|unreachable|out of memory)\b|\w(?:Error|Exception)\b|\b[EF]\d{4} \d\d:",
    re.IGNORECASE,
)
_NO_ERROR = re.compile(
    r"\b(?:0|no) (?:error|failure)s?\b|\berrors?[\"']?\s*[=:]\s*(?:null|none|nil|\"\"|''|0\b|false)"
    r"|\b(?:error|failed)[_-]?(?:log|page)\b",
    re.IGNORECASE,
)
_WARNING = re.compile(r"\bwarn(?:ing)?s?\b", re.IGNORECASE)


def speaks_of_error(text: str) -> bool:
    """Does a log line tell of something that went wrong?"""
    return bool(_ERROR.search(_NO_ERROR.sub("", text)))


def speaks_of_warning(text: str) -> bool:
    """Does a log line warn?"""
    return bool(_WARNING.search(text))


def conclude(texts: Iterable[str]) -> list[Line | Finding]:
    """Count errors and warnings in log lines; many errors are a finding, as is the last one."""
    total = warnings = 0
    errors: list[str] = []
    for text in texts:
        total += 1
        if speaks_of_error(text):
            errors.append(text)
        elif speaks_of_warning(text):
            warnings += 1
    found: list[Line | Finding] = [
        note(
            f"{count(total, 'line')}: {count(len(errors), 'speaks', 'speak')} of errors, "
            f"{count(warnings, 'warns', 'warn')}."
        )
        if total
        else note("The log is empty.")
    ]
    if errors:
        found.append(
            Finding(
                Severity.WARNING if len(errors) >= MANY else Severity.INFO,
                f"{len(errors)} of the last {total} lines "
                f"{'speaks' if len(errors) == 1 else 'speak'} of errors; the last: "
                f"{errors[-1][:200]}",
                "Open the log to see what came before it.",
            )
        )
    return found


async def answer_logs(
    engine: Engine, container: Container, details: Details
) -> AsyncIterator[Line | Finding | Fact]:
    """Show the last lines of the log with their times; works on stopped containers too."""
    yield Fact("command", f"logs, the last {TAIL} lines")
    stream = await engine.logs(container.id, LogSpec(tail=TAIL, timestamps=True))
    decoder = Decoder("")
    texts: list[str] = []
    try:
        while chunk := await stream.read():
            for at in range(0, len(chunk.data), SLICE):
                for item in decoder.feed(chunk.channel, chunk.data[at : at + SLICE]):
                    if isinstance(item, Line):
                        texts.append(item.text)
                        yield item
                await asyncio.sleep(0)
        for item in decoder.finish():
            if isinstance(item, Line):
                texts.append(item.text)
                yield item
    finally:
        await stream.close()
    for found in conclude(texts):
        yield found
