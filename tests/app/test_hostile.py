"""A container that means harm, on a real engine and in a real terminal: none of it gets out.

What it says goes through every place that shows it, and what the program then writes to the outer
terminal is searched for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from outer import Outer, clean_environ, oscs

TITLE = "\x1b]0;HOSTILE-title\x07\x1b]2;HOSTILE-title\x1b\\"
CLIPBOARD = "\x1b]52;c;SE9TVElMRQ==\x07"
LINK = "\x1b]8;;http://HOSTILE/\x1b\\link\x1b]8;;\x1b\\"
NOTICE = "\x1b]9;HOSTILE \x1b[31mnotice\x07\x1b]777;notify;HOSTILE;\x1b]0;HOSTILE\x07"
STRINGS = "\x1bPHOSTILE-dcs\x1b\\\x1b_HOSTILE-apc\x1b\\\x1b^HOSTILE-pm\x1b\\\x1bXHOSTILE-sos\x1b\\"
C1 = "\x9d0;HOSTILE-c1\x9c\x9b31m\x90HOSTILE\x9c"
MODES = "\x1b[?1000h\x1b[?2004h\x1b[?25l"
PLAIN = (
    "[bold red]markup[/] [@click=app.quit]quit[/] \u202eeman\u202c \u2066x\u2069 \u200b容器👩‍👩‍👧"
)
EVIL = f"{TITLE}{CLIPBOARD}{LINK}{NOTICE}{STRINGS}{C1}{PLAIN}" + "n" * 300
"""Everything at once. A label, an image's command, an environment, a log may hold it."""
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")


@pytest.fixture
def outer(docker, engine_host, tmp_path) -> Iterator[Outer]:
    script = 'printf "%s\\n" "$1" "$EVIL"; printf "%s\\n" "$1" >&2; exec sleep 1000'
    docker(
        *("run", "-d", "--name", "hostile-main", "--label", f"com.docker.compose.project={EVIL}"),
        *("--label", f"com.docker.compose.service={EVIL}", "--label", f"x={EVIL}"),
        *("-e", f"EVIL={EVIL}{MODES}", "-e", f"EVIL_PASSWORD={EVIL}"),
        *("--health-cmd", 'printf "%s" "$EVIL"; exit 1', "--health-interval", "1s"),
        *("--health-retries", "1", "busybox:test", "sh", "-c", script, EVIL, EVIL),
    )
    docker(
        *("create", "--name", "hostile-start", "--label", f"com.docker.compose.project={EVIL}"),
        *("--entrypoint", EVIL, "busybox:test", EVIL),
    )
    environ = clean_environ(tmp_path)
    made = Outer("--host", engine_host, "hostile-main", environ=environ, size=(160, 45))
    yield made
    made.close()


async def test_nothing_of_a_hostile_container_reaches_the_outer_terminal(outer: Outer) -> None:
    await outer.shows("NEW process", "MAIN process 1", "^C stays here", "unhealthy")
    await outer.shows("[bold red]markup[/]")
    outer.type(
        'echo "$EVIL"; printf "\\033[?1049h\\033c"; '
        'printf "\\235\\060;HOSTILE\\234\\2331m%s" "$EVIL"; reset; echo a$((1))z\r'
    )
    await outer.shows("a1z")
    assert b"wanted to write your" in outer.raw  # and it was said, not done
    await outer.leader("s")
    await outer.shows("⌨ list")
    for key, shown in [("i", "inspect · hostile-main"), ("l", "hostile-main: logs")]:
        outer.type(key)
        await outer.shows(shown)
        if key == "i":
            outer.type("u")
            await outer.shows("secrets shown", '"Id": "')
        await outer.leader("s")
        await outer.shows("⌨ list")
    outer.type("t")
    await outer.shows("hostile-main: Processes", "run again")
    for probe in ("Environment", "System"):
        await outer.click(f" {probe} ")
        await outer.shows(f"━{probe} · hostile-main", "run again")
    await outer.leader("s")
    await outer.shows("⌨ list")
    outer.type("x")
    await outer.shows("Enter   shell")
    outer.type("\x1b")
    await outer.gone("Enter   shell")
    await fold_filter_and_fail(outer)
    outer.type("q")
    await outer.shows("Leave alongside?")
    outer.type("y")
    assert await outer.ends() == 0
    outer.assert_sane()
    assert "Traceback" not in outer.screen()
    assert_harmless(outer)


async def fold_filter_and_fail(outer: Outer) -> None:
    """Its project as a heading; a filter; what an engine says of a start that failed."""
    outer.type("\x1b[A\r")
    await outer.shows("▸ ␛]0;HOSTILE")
    outer.type("\r")
    await outer.shows("▾ ␛]0;HOSTILE")
    outer.type("/")
    await outer.shows("Enter keeps the filter")
    outer.type("hostile-start\r")
    await outer.gone("Enter keeps the filter")
    await outer.shows("⌨ list", "created")
    outer.type("\x1b[B")
    await outer.shows("─hostile-start")
    outer.type("s")
    await outer.shows("OCI")
    outer.type("/")
    await outer.shows("Enter keeps the filter")
    outer.type("\x1b")
    await outer.shows("▲ hostile-main")


def assert_harmless(outer: Outer) -> None:
    """Nothing that the container said was written as a sequence; nothing turns text around."""
    for body in oscs(outer.raw):
        assert b"HOSTILE" not in body, body
        assert not body.startswith((b"0;", b"1;", b"2;", b"52;", b"9;", b"777;")), body
    written = outer.raw.decode("utf-8")
    for opened in ("\x1bP", "\x1b_", "\x1b^", "\x1bX", "\x1bc"):
        assert f"{opened}HOSTILE" not in written
    assert "\x1bc" not in written
    assert not re.search("[\x80-\x9f]", written)
    assert not BIDI.search(written)
