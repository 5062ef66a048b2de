"""What a reader may know besides its block."""

from __future__ import annotations

from dataclasses import dataclass

from alongside.engine.model import Container, Details


@dataclass(slots=True)
class About:
    """One run.

    Attributes:
        pid: The probe's own shell inside the container, 0 while unknown. It leads the session that
            all processes of the probe are in.
    """

    container: Container
    details: Details | None = None
    pid: int = 0
