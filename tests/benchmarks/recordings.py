"""Terminal output to measure with: made here, or recorded from programs that are installed."""

from __future__ import annotations

import fcntl
import os
import pty
import random
import select
import shutil
import struct
import sys
import termios
from pathlib import Path

Size = tuple[int, int]
QUIET = 0.08
"""Seconds without output after which a program is thought to be done with a key."""


def record(argv: list[str], size: Size, keys: list[bytes]) -> bytes:
    """Run a program on a pseudo-terminal, press keys, and return all that it wrote."""
    columns, rows = size
    pid, terminal = pty.fork()
    if pid == 0:
        environment = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
        os.execvpe(argv[0], argv, environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    output = bytearray()
    try:
        for key in [b"", *keys]:
            os.write(terminal, key)
            while select.select([terminal], [], [], QUIET if output else 1.0)[0]:
                output += os.read(terminal, 65_536)
    except OSError:
        pass  # The program has ended.
    finally:
        os.close(terminal)
        os.kill(pid, 9)
        os.waitpid(pid, 0)
    return bytes(output)


def _source() -> str:
    """Return the largest Python file of the standard library that editors highlight well."""
    return str(Path(os.__file__).parent / "argparse.py")


def _vim(size: Size) -> bytes:
    # Without a swap file: one that a broken-off run left would stop every later one.
    keys = [b":syntax on\r", b":set number\r"]
    keys += [b"\x06"] * 25 + [b"\x05"] * 40 + [b"G", b"gg", b"/self\r"] + [b"n"] * 40
    keys += [b"o" + b"typed text, one key at a time"[i : i + 1] for i in range(28)] + [b"\x1b:q!\r"]
    return record(["vim", "-n", "-u", "NONE", "-N", _source()], size, keys)


def _less(size: Size) -> bytes:
    keys = [b" "] * 30 + [b"\r"] * 60 + [b"b"] * 20 + [b"/def\r"] + [b"n"] * 40 + [b"q"]
    return record(["less", "-R", _source()], size, keys)


def _top(size: Size) -> bytes:
    return record(["top", "-d", "0.1"], size, [b"z"] + [b" "] * 60 + [b"c"] + [b" "] * 20 + [b"q"])


def _htop(size: Size) -> bytes:
    return record(["htop", "-d", "1"], size, [b"\x1b[B"] * 60 + [b"t"] + [b"\x1b[B"] * 20 + [b"q"])


def _nano(size: Size) -> bytes:
    return record(["nano", "-Y", "python", _source()], size, [b"\x16"] * 40 + [b"\x1b[B"] * 60)


def sessions(size: Size) -> dict[str, bytes]:
    """Return recordings of the full-screen programs that are installed."""
    makers = {"vim": _vim, "less": _less, "top": _top, "htop": _htop, "nano": _nano}
    return {name: make(size) for name, make in makers.items() if shutil.which(name)}


_WORDS = ("request", "handled", "client", "closed", "cache", "miss", "retry", "timeout", "started")


def _plain_log(lines: int) -> bytes:
    dice = random.Random(1)
    text = []
    for i in range(lines):
        tail = " ".join(dice.choices(_WORDS, k=dice.randint(2, 7)))
        text.append(f"2026-01-05 12:{i // 60 % 60:02}:{i % 60:02},{i % 1000:03} INFO {tail} id={i}")
    return "\r\n".join(text).encode() + b"\r\n"


def _colored_log(lines: int) -> bytes:
    dice = random.Random(2)
    levels = ["\x1b[32mINFO\x1b[0m", "\x1b[33mWARN\x1b[0m", "\x1b[1;31mERROR\x1b[0m"]
    text = []
    for i in range(lines):
        tail = " ".join(dice.choices(_WORDS, k=dice.randint(2, 5)))
        stamp = f"\x1b[90m12:{i // 60 % 60:02}:{i % 60:02}\x1b[0m"
        head = f"{stamp} {dice.choice(levels)} \x1b[36mapi\x1b[0m"
        text.append(f"{head} {tail} id=\x1b[35m{i}\x1b[0m")
    return "\r\n".join(text).encode() + b"\r\n"


def _listing(size: Size) -> bytes:
    root = Path(os.__file__).parent
    return record(["ls", "-lR", "--color=always", str(root)], size, [])


def _wide(lines: int, alphabet: str) -> bytes:
    dice = random.Random(3)
    text = (
        f"{i} " + "".join(dice.choices(alphabet, k=dice.randint(5, 30))) + " done"
        for i in range(lines)
    )
    return "\r\n".join(text).encode() + b"\r\n"


def _emoji(lines: int) -> bytes:
    dice = random.Random(4)
    kinds = ["🚀", "✅", "👍🏽", "👨\u200d👩\u200d👧", "❤\ufe0f", "🇩🇪", "ok", "deploy", "日本"]
    text = (f"{i} " + " ".join(dice.choices(kinds, k=8)) for i in range(lines))
    return "\r\n".join(text).encode() + b"\r\n"


def _truecolor(size: Size, frames: int) -> bytes:
    dice = random.Random(5)
    columns, rows = size
    parts = []
    for _ in range(frames):
        for y in range(rows):
            parts.append(f"\x1b[{y + 1};1H")
            for _ in range(columns // 4):
                red, green, blue = dice.randbytes(3)
                parts.append(f"\x1b[48;2;{red};{green};{blue}m    ")
    return "".join(parts).encode() + b"\x1b[m"


def floods(size: Size) -> dict[str, bytes]:
    """Return output that only scrolls."""
    return {
        "seq": b"".join(b"%d\r\n" % i for i in range(1, 200_001)),
        "plain log": _plain_log(30_000),
        "coloured log": _colored_log(25_000),
        "ls -lR --color": _listing(size),
        "CJK": _wide(12_000, "日志服务器已启动正在监听端口处理请求完成数据库"),
        "emoji": _emoji(6_000),
        "truecolour noise": _truecolor(size, 10),
    }


if __name__ == "__main__":
    for name, data in {**floods((80, 24)), **sessions((80, 24))}.items():
        sys.stdout.write(f"{name:18} {len(data):9} bytes\n")
