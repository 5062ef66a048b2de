"""What the emulator's tests, its fuzzer and its benchmark share: hostile input, and comparing."""

from __future__ import annotations

import random

from alongside_widgets.emulator import Emulator

FRAGMENTS = [
    *(
        b"\x1b",
        b"[",
        b"]",
        b"P",
        b"\x1b[",
        b"\x1b]",
        b"\x1bP",
        b"\x1b\\",
        b"\x07",
        b";",
        b":",
        b"?",
    ),
    *(b"0", b"1", b"2", b"5", b"9", b"38", b"48", b"999", b"A", b"B", b"H", b"J", b"K", b"m", b"h"),
    *(
        b"abc",
        b"hello world ",
        b"x" * 30,
        b"y\r\n",
        b"\r\n",
        b"\r\n\r\n",
        b"\n",
        b"\r",
        b"\t",
        b"\b",
    ),
    *(
        b"\x00",
        b"\x7f",
        b"\x18",
        b"\x1a",
        b"\x0e",
        b"\x0f",
        b"\x05",
        b" ",
        b"%",
        b"@",
        b"G",
        b"#8",
        b"\x1b#6",
        b"\x1b#5",
    ),
    *("日本", "é", "ж", "┌─┐", "\u0301", "\u200d", "👨", "👩", "\ufe0f", "🇩", "🇪", "☁", "\u200b"),
    *(
        "\x9b",
        "\x84",
        "\x85",
        "\x9c",
        "\x90",
        "\x9d",
        "가",
        "\u1100",
        "\u1161",
        "क",
        "्",
        "🏽",
        "\xad",
    ),
    *(b"\xff", b"\xe6\x97", b"\xa5", b"\xc3", b"\xf0\x9f"),
    *(b"\x1b[31m", b"\x1b[m", b"\x1b[0m", b"\x1b[1;4;44m", b"\x1b[38;5;99m", b"\x1b[38;2;1;2;3m"),
    *(b"\x1b[4:3m", b"\x1b[58:5:9m", b"\x1b[7m", b"\x1b[49m", b"\x1b[41m", b"\x1b[48:2::9:9:9m"),
    *(b"\x1b[H", b"\x1b[2;3H", b"\x1b[9;9H", b"\x1b[J", b"\x1b[1J", b"\x1b[2J", b"\x1b[3J"),
    *(b"\x1b[K", b"\x1b[1K", b"\x1b[2K", b"\x1b[@", b"\x1b[2P", b"\x1b[3X", b"\x1b[L", b"\x1b[M"),
    *(b"\x1b[C", b"\x1b[5C", b"\x1b[3C\x1b[32mcut", b"\x1b[31mred\x1b[0Cgap", b"\r\x1b[K"),
    *(b"\x1b[S", b"\x1b[T", b"\x1b[2;4r", b"\x1b[r", b"\x1b[5b", b"\x1b[I", b"\x1b[Z", b"\x1b[g"),
    *(b"\x1bM", b"\x1bD", b"\x1bE", b"\x1bH", b"\x1b7", b"\x1b8", b"\x1bc", b"\x1b[!p", b"\x1b#8"),
    *(b"\x1b[4h", b"\x1b[4l", b"\x1b[20h", b"\x1b[?7l", b"\x1b[?7h", b"\x1b[?6h", b"\x1b[?6l"),
    *(b"\x1b[?69h", b"\x1b[?69l", b"\x1b[2;5s", b"\x1b[?45h", b"\x1b[?1049h", b"\x1b[?1049l"),
    *(
        b"\x1b[?47h",
        b"\x1b[?47l",
        b"\x1b[?1047l",
        b"\x1b(0",
        b"\x1b(B",
        b"\x1b)0",
        b"\x1bN",
        b"\x1bn",
    ),
    *(b"\x1b[6n", b"\x1b[c", b"\x1b[>c", b"\x1b[?6$p", b"\x1bP$qm\x1b\\", b"\x1bP+q544E\x1b\\"),
    *(
        b"\x1b]0;title\x07",
        b"\x1b]8;;http://x/\x1b\\",
        b"\x1b]8;;\x07",
        b"\x1b]4;1;?\x07",
        b"\x1b]133;A\x07",
    ),
    *(b'\x1b[1"q', b'\x1b[0"q', b"\x1b[?J", b"\x1b[?2K", b"\x1bV", b"\x1bW", b"\x1b%@", b"\x1b%G"),
    *(
        b"\x1b[3'}",
        b"\x1b[2'~",
        b"\x1b6",
        b"\x1b9",
        b"\x1b[2 @",
        b"\x1b[ A",
        b"\x1b[?3h",
        b"\x1b[?40h",
    ),
    *(b"\x1b[88;1;2;3;4$x", b"\x1b[1;1;2;9$z", b"\x1b[;;2;5;;2;3$v", b"\x1b[1;2;3;4;1;7$r"),
    *(b"\x1b[;;;;$t", b"\x1b[2*x", b"\x1b[1;;1;1;9;9*y", b"\x1b[;;;;${", b'\x1b[64;1"p'),
    *(
        b"\x1b[?2l",
        b"\x1b[?2h",
        b"\x1b[#{",
        b"\x1b[#}",
        b"\x1b[?7l",
        b"\x1b<",
        b"\x1bY!!",
        b"\x1b-A",
        b"\x1b~",
        b"\x1b G",
        b"\x1b F",
    ),
    *(b"\x1b[1$w", b"\x1b[2$w", b"\x1bP2$t3/5\x1b\\", b"\x1b(>", b"\x1b[?1016h"),
    b"\x1bP1$t2;3;1;C;A;I;1;2;@;B0BB\x1b\\",
    *(b"\x1b[3 q", b"\x1b[?1002h", b"\x1b[?1002l", b"\x1b[?1006h", b"\x1b[?2026h", b"\x1b[?2026l"),
    *(b"\x1b]52;c;YQ==\x07", b"\x1b]2;t\x1b\\", b"\x1b[22t", b"\x1b[23t", b"\x1b]10;#123456\x07"),
    *(
        b"\x1b]104\x07",
        b"\x1b]9;note\x07",
        b"\x1b]133;D;1\x07",
        b"\x1b[s",
        b"\x1b[u",
        b"\x1b=",
        b"\x1b>",
    ),
    *(
        b"\x1b[>1u",
        b"\x1b[<u",
        b"\x1b[?u",
        b"\x1b[>4;2m",
        b"\x1b[?1004s",
        b"\x1b[?1004h",
        b"\x1b[?1004r",
    ),
    *(b"\x1b[21t", b"\x1b[18t", b"\x1b[?12h", b"\x1b[?5h", b"\x1b[?1h", b"\x1b[?2004h"),
    *(b"\x1b[0;31mred\x1b[0m plain\r\n", b"one line of text\r\n", b"\x1b[42mgreen\r\n"),
]
"""Pieces that mean something to a terminal, whole and broken."""

ENCODED = [piece if isinstance(piece, bytes) else piece.encode() for piece in FRAGMENTS]


def noise(dice: random.Random, pieces: int) -> bytes:
    """Return random terminal input: mostly fragments, repeated now and then, some random bytes."""
    parts = []
    for _ in range(pieces):
        kind = dice.random()
        if kind < 0.9:
            parts.append(dice.choice(ENCODED))
        elif kind < 0.97:
            parts.append(dice.choice(ENCODED) * dice.randint(2, 30))
        else:
            parts.append(dice.randbytes(dice.randint(1, 8)))
    return b"".join(parts)


def state(emulator: Emulator) -> dict[str, object]:
    """Return everything about a terminal that can be seen, in a form to compare."""

    def cells(rows: object) -> list[object]:
        shown = []
        for row in rows:  # type: ignore[attr-defined]
            looks = [emulator.styles[ord(pen)] for pen in row.style] or None
            if looks and not any(looks) and not any(style != looks[0] for style in looks):
                looks = None if looks[0] == emulator.styles[0] else looks
            if looks and all(style == emulator.styles[0] for style in looks):
                looks = None
            shown.append((row.text, looks, row.clusters or {}, row.wrapped, row.mark, row.size))
        return shown

    return {
        "visible": cells(emulator.visible),
        "resident": cells(emulator._resident),
        "history": cells(emulator.history),
        "total": emulator.history.total,
        "cursor": (emulator.cursor, emulator.pending, emulator.open_at, emulator.cursor_shape),
        "saved": (emulator._saved, emulator._saved_modes, emulator._kept, emulator._keyboards),
        "style": emulator.style,
        "modes": emulator.modes,
        "charsets": (emulator.charsets, emulator.shift, emulator.single_shift),
        "margins": (emulator.top, emulator.bottom, emulator.left, emulator.right),
        "tabs": emulator.tabstops,
        "last": emulator.last_written,
        "titles": (
            emulator.title,
            emulator.icon_name,
            emulator.working_directory,
            emulator._titles,
        ),
        "colors": emulator.colors,
        "replies": emulator.take_replies(),
        "events": emulator.take_events(),
    }


def check_shape(emulator: Emulator) -> None:
    """Assert what holds of every terminal at any time."""
    columns = emulator.columns
    assert len(emulator.visible) == emulator.rows
    assert 0 <= emulator.x < columns
    assert 0 <= emulator.y < emulator.rows
    assert 0 <= emulator.top <= emulator.bottom < emulator.rows
    assert 0 <= emulator.left <= emulator.right < columns
    for row in (*emulator.visible, *emulator._resident, *emulator.history):
        assert len(row.text) == columns
        assert len(row.style) in (0, columns)
        assert not row.text.startswith("\0")
        assert all(row.text[c] == text[0] for c, text in (row.clusters or {}).items())


def shown(
    data: str | bytes,
    columns: int = 10,
    rows: int = 4,
    scrollback: int = 100,
    *,
    fast: bool = True,
) -> Emulator:
    """Return a terminal that was fed `data`."""
    emulator = Emulator(columns, rows, scrollback, fast=fast)
    emulator.feed(data.encode() if isinstance(data, str) else data)
    return emulator


def text(emulator: Emulator) -> list[str]:
    """Return the screen without trailing blanks."""
    return [line.rstrip() for line in emulator.lines()]
