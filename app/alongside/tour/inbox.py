"""The container that only the tour has: it counts the lines of its one client."""

from __future__ import annotations

from alongside.engine.practice.blueprint import Blueprint
from alongside.tour.steps import INBOX

_SCRIPT = (
    'echo "Send me lines; I count them until my input ends."; n=0; '
    'while read -r line; do n=$((n + 1)); echo "line $n: $line"; done; '
    'echo "End of input after $n lines."'
)

BLUEPRINT = Blueprint(
    name=INBOX,
    argv=("sh", "-c", _SCRIPT),
    image="practice/inbox:1",
    open_stdin=True,
    stdin_once=True,
)
