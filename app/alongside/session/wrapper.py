"""The small shell script that every exec goes through first, and the handshake it speaks.

In one round trip it finds the best shell (or the given command), tells us its pid, tty and user,
waits until we have given the terminal its size, and becomes the process that was asked for:

::

    engine --- OSC 7777 ; mark US pid US ... BEL --> us    hello: taken out of the output
    us     --- resize, then one line             --> script
    engine --- OSC 7777 ; mark US go BEL         --> us    with the line's echo: taken out
    script:    exec "$@"                                   all that follows is the process's own

It needs nothing but a POSIX shell with a built-in printf (busybox ash, dash, bash: tested), and
reads what it wants to know from /proc and /etc/passwd with `read`. Its variables begin with
``al_`` because an assignment to an imported variable would change the process's environment; what
a shell puts there by itself (PWD, and SHLVL where there was none) is taken away again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from alongside.clean import clean

MARK_VARIABLE = "ALONGSIDE_SESSION"
"""The environment variable by which everything that an exec started is found again."""

INTERPRETERS: tuple[tuple[str, ...], ...] = (
    ("/bin/sh",),
    ("/busybox", "sh"),
    ("/bin/busybox", "sh"),
    ("/usr/bin/busybox", "sh"),
    ("/busybox/sh",),
    ("/usr/bin/sh",),
    ("/bin/bash",),
    ("/usr/bin/bash",),
)
"""What can run the script, best first. Where not even one of these is there, nothing can."""

GO = b"\n"
"""What the waiting script is sent when the terminal has its size."""

# Only /proc/self as opened by the shell's own redirections is the shell itself.
SCRIPT = r"""
al_mark=$1 al_wait=$2 al_prefer=$3 al_uid= al_name= al_shell= al_stat= al_code=0
shift 3
al_look() {
  [ -f "$1" ] || return 1
  al_code=126
  [ -x "$1" ] && al_code=0
}
al_find() {
  al_code=127
  case $1 in
  '') return 1 ;;
  */*) al_look "$1" ;;
  *)
    IFS=:
    for al_dir in ${PATH:-/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin}; do
      al_look "${al_dir:-.}/$1" && break
    done
    unset IFS
    ;;
  esac
  [ "$al_code" = 0 ]
}
{
  while read -r al_key al_value al_rest; do
    case $al_key in Uid:) al_uid=$al_value; break ;; esac
  done </proc/self/status
  while IFS=: read -r al_n al_p al_i al_g al_c al_h al_s || [ -n "$al_n" ]; do
    [ "$al_i" = "$al_uid" ] && { al_name=$al_n al_shell=$al_s; break; }
  done </etc/passwd
  IFS= read -r al_stat </proc/self/stat
} 2>/dev/null
if [ $# = 0 ]; then
  case ${al_shell##*/} in sh | nologin | false | true | sync | halt | shutdown) al_shell= ;; esac
  set -f
  set -- $al_prefer "$al_shell" bash /bin/bash /usr/bin/bash ash /bin/ash sh /bin/sh
  set +f
  for al_try in "$@"; do
    al_find "$al_try" && { set -- "$al_try"; break; }
  done
else
  al_find "$1"
fi
if [ -z "${LC_ALL-}${LC_CTYPE-}${LANG-}" ]; then
  if [ -d /usr/lib/locale/C.utf8 ] || [ -d /usr/lib/locale/C.UTF-8 ] || [ ! -d /usr/lib/locale ]
  then export LANG=C.UTF-8
  fi
fi
printf '\033]7777;%s\037%s\037%s\037%s\037%s\037%s\037%s\007' \
  "$al_mark" "$$" "$al_uid" "$al_name" "$al_code" "$1" "$al_stat"
[ "$al_code" = 0 ] || exit "$al_code"
if [ "$al_wait" = 1 ]; then
  read -r al_go || exit 1
  printf '\033]7777;%s\037go\007' "$al_mark"
fi
unset PWD
[ "${SHLVL-}" = 1 ] && unset SHLVL
exec "$@"
"""


def wrap(
    interpreter: Sequence[str],
    mark: str,
    argv: Sequence[str],
    *,
    wait: bool,
    prefer: Sequence[str] = (),
) -> tuple[str, ...]:
    """Return the command that becomes `argv`, or the container's best shell when that is empty.

    Args:
        wait: Let the script wait for `GO` on its stdin.
        prefer: Shells to try before the user's own, names or paths.
    """
    return (
        *interpreter,
        "-c",
        SCRIPT,
        "sh",  # $0: what a failing `exec` begins its message with
        mark,
        "1" if wait else "0",
        " ".join(prefer),
        *argv,
    )


@dataclass(frozen=True, slots=True)
class Hello:
    """What the script said about itself.

    Attributes:
        pid: Inside the container; the process keeps it.
        command: The shell that was chosen, or the command's first word.
        code: 0, or 126 or 127 when the command cannot be started.
        tty: ``pts/1``, or empty without a terminal (or without /proc).
    """

    pid: int | None
    uid: str
    user: str
    code: int
    command: str
    tty: str


class _State(Enum):
    SEEKING = auto()
    HELLO = auto()
    WAITING = auto()
    OPEN = auto()


class Handshake:
    """Takes the handshake out of a stream of output, however it is cut.

    Args:
        mark: The session's; a container cannot guess it, so cannot fake a hello beforehand.
        wait: Was the script told to wait?
    """

    _LIMIT = 64 * 1024

    def __init__(self, mark: str, *, wait: bool) -> None:
        self._begin = b"\x1b]7777;" + mark.encode() + b"\x1f"
        self._wait = wait
        self._state = _State.SEEKING
        self._held = b""
        self.hello: Hello | None = None

    @property
    def greeted(self) -> bool:
        """Has the script said hello (and perhaps waits for `GO`)?"""
        return self.hello is not None

    @property
    def done(self) -> bool:
        """Is everything from here on the process's own?"""
        return self._state is _State.OPEN

    def feed(self, data: bytes) -> bytes:
        """Take output; return the part of it that is for the screen."""
        if self._state is _State.OPEN:
            return data
        self._held += data
        shown = b""
        if self._state is _State.SEEKING:
            shown = self._seek()
        if self._state is _State.HELLO:
            self._read_hello()
        if self._state is _State.WAITING:
            self._await_go()
        return shown + self.rest() if self.done else shown

    def rest(self) -> bytes:
        """Return what was held back for a handshake that did not come."""
        held, self._held = self._held, b""
        return held

    def _seek(self) -> bytes:
        place = self._held.find(self._begin)
        if place >= 0:
            shown, self._held = self._held[:place], self._held[place + len(self._begin) :]
            self._state = _State.HELLO
            return shown
        keep = _overlap(self._held, self._begin)
        split = len(self._held) - keep
        shown, self._held = self._held[:split], self._held[split:]
        return shown

    def _read_hello(self) -> None:
        end = self._held.find(b"\x07")
        if end < 0:
            if len(self._held) > self._LIMIT:
                self._state = _State.OPEN
            return
        self.hello = _parse(self._held[:end])
        self._held = self._held[end + 1 :]
        waits = self._wait and self.hello.code == 0
        self._state = _State.WAITING if waits else _State.OPEN

    def _await_go(self) -> None:
        go = self._begin + b"go\x07"
        place = self._held.find(go)
        if place >= 0:
            self._held = self._held[place + len(go) :]
            self._state = _State.OPEN
        elif len(self._held) > self._LIMIT:
            self._state = _State.OPEN


def _overlap(data: bytes, begin: bytes) -> int:
    """Return how long an end of `data` is a beginning of `begin`."""
    longest = min(len(data), len(begin) - 1)
    return next((size for size in range(longest, 0, -1) if data.endswith(begin[:size])), 0)


def _parse(raw: bytes) -> Hello:
    fields = raw.decode("utf-8", "replace").split("\x1f", 5)
    pid, uid, name, code, command, stat = (fields + [""] * 6)[:6]
    return Hello(
        pid=_number(pid),
        uid=clean(uid, 20),
        user=clean(name or ("root" if uid == "0" else uid), 64),
        code=_number(code) or 0,
        command=clean(command, 256),
        tty=_tty(stat),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _tty(stat: str) -> str:
    """Return the terminal's name from a line of /proc/PID/stat (field 7 is its device)."""
    fields = stat.rpartition(")")[2].split()
    device = _number(fields[4]) if len(fields) > 4 else None
    if not device:
        return ""
    major, minor = (device >> 8) & 0xFFF, (device & 0xFF) | ((device >> 12) & 0xFFF00)
    if 136 <= major <= 143:
        return f"pts/{(major - 136) * 256 + minor}"
    return "console" if (major, minor) == (5, 1) else f"tty {major}:{minor}"
