"""SGR, hyperlinks, and the table of styles."""

from __future__ import annotations

import pytest
from emulator_support import shown

from alongside_widgets import style_table
from alongside_widgets.emulator import Emulator
from alongside_widgets.styles import DEFAULT_STYLE, Style, Underline

CASES = [
    ("1", {"bold": True}),
    ("2", {"faint": True}),
    ("3", {"italic": True}),
    ("4", {"underline": Underline.SINGLE}),
    ("4:0", {}),
    ("4:3", {"underline": Underline.CURLY}),
    ("4:5", {"underline": Underline.DASHED}),
    ("4:9", {}),
    ("5", {"blink": True}),
    ("6", {"blink": True}),
    ("7", {"reverse": True}),
    ("8", {"conceal": True}),
    ("9", {"strike": True}),
    ("21", {"underline": Underline.DOUBLE}),
    ("53", {"overline": True}),
    ("1;2;22", {}),
    ("3;23", {}),
    ("4;24", {}),
    ("5;25", {}),
    ("7;27", {}),
    ("8;28", {}),
    ("9;29", {}),
    ("53;55", {}),
    ("31", {"foreground": 1}),
    ("91", {"foreground": 9}),
    ("42", {"background": 2}),
    ("103", {"background": 11}),
    ("31;39", {}),
    ("42;49", {}),
    ("38;5;208", {"foreground": 208}),
    ("38:5:208", {"foreground": 208}),
    ("38;5;256", {}),
    ("48;2;1;2;3", {"background": (1, 2, 3)}),
    ("48:2::1:2:3", {"background": (1, 2, 3)}),
    ("48:2::1:2", {"background": (1, 2, 0)}),
    ("48:2:1:2:3", {"background": (1, 2, 3)}),
    ("38;2;1;2;300", {}),
    ("58:2::1:2:3", {"underline_color": (1, 2, 3)}),
    ("58;5;9;59", {}),
    ("58;2;1;5;1", {"underline_color": (1, 5, 1)}),
    ("38;5", {"foreground": 0}),
    ("1;31;0;3", {"italic": True}),
    ("1;;3", {"italic": True}),
    ("999;1", {"bold": True}),
]


@pytest.mark.parametrize(("parameters", "fields"), CASES, ids=[c[0] for c in CASES])
@pytest.mark.parametrize("fast", [True, False])
def test_sgr(parameters: str, fields: dict[str, object], fast: bool) -> None:
    emulator = Emulator(10, 2, fast=fast)
    emulator.feed(f"\x1b[{parameters}mx".encode())
    assert emulator.cell(0, 0).style == DEFAULT_STYLE._replace(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("sequence", [">4;2m", "?4m", "=4m", "4 m", "!m"])
def test_what_only_looks_like_sgr(sequence: str) -> None:
    assert shown(f"\x1b[{sequence}x").cell(0, 0).style == DEFAULT_STYLE


def test_a_link_is_part_of_the_style_until_it_ends() -> None:
    emulator = shown("\x1b]8;id=1;http://a.example/\x1b\\ab\x1b[m\x1b]8;;\x1b\\c")
    assert emulator.cell(0, 1).style.link == "http://a.example/"
    assert emulator.cell(0, 2).style.link == ""


def test_a_link_that_is_too_long_or_hides_controls_is_none() -> None:
    assert shown("\x1b]8;;http://" + "a" * 3000 + "\x1b\\x").cell(0, 0).style.link == ""
    assert shown("\x1b]8;;http://\u202ea\x1b\\x").cell(0, 0).style.link == ""


def test_a_row_in_the_default_style_has_no_style_string() -> None:
    assert shown("abc\r\n\x1b[1md\x1b[m").visible[0].style == ""


class TestTable:
    """Numbers are given again when the table fills up, and it never grows beyond its bound."""

    def test_noise_does_not_grow_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(style_table, "CAPACITY", 600)
        monkeypatch.setattr(style_table, "NEARLY_FULL", 300)
        monkeypatch.setattr(style_table, "_RESERVE", 100)
        emulator = Emulator(20, 4, 10)
        for red in range(200):
            noise = "".join(f"\x1b[38;2;{red};{green};0mx" for green in range(60))
            emulator.feed(noise.encode())
            assert len(emulator.styles) <= 600
        assert emulator.styles.generation > 0
        emulator.feed(b"\x1b[2J\x1b[3J" + b"\x1b[38;2;7;7;7mx" * 300)
        assert emulator.cell(2, 0).style.foreground == (7, 7, 7)

    def test_what_is_shown_survives(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(style_table, "CAPACITY", 90)
        monkeypatch.setattr(style_table, "NEARLY_FULL", 50)
        monkeypatch.setattr(style_table, "_RESERVE", 10)
        emulator = Emulator(20, 4, 10)
        emulator.feed(b"\x1b[38;2;1;2;3mkept\x1b[m\r\n")
        for red in range(100):
            emulator.feed(f"\x1b[38;2;{red};9;9mx\r".encode())
        assert emulator.cell(0, 0).style == Style(foreground=(1, 2, 3))
        assert len(emulator.styles) < 60

    def test_a_full_table_rounds_colours(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(style_table, "CAPACITY", 20)
        monkeypatch.setattr(style_table, "_RESERVE", 15)
        table = style_table.StyleTable()
        pens = {table.pen(Style(foreground=(red, 0, 0))) for red in range(256)}
        assert len(table) <= 20
        assert table[ord(max(pens))].foreground in range(16, 232)

    def test_links_are_bounded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(style_table, "MAX_LINKS", 10_000)
        emulator = Emulator(20, 4, 1_000)
        for number in range(500):
            emulator.feed(f"\x1b]8;;http://x/{'a' * 400}{number}\x07y\r\n".encode())
        held = {emulator.styles[number].link for number in range(len(emulator.styles))}
        assert sum(map(len, held)) <= 10_000


@pytest.mark.parametrize(("push", "pop"), [("#{", "#}"), ("#p", "#q")])
def test_xtpushsgr_and_xtpopsgr(push: str, pop: str) -> None:
    c = "\x1b["
    emulator = shown(f"{c}1;31;44m{c}{push}{c}0;4;32ma{c}{pop}b{c}{pop}c")
    styles = [emulator.cell(0, column).style for column in range(3)]
    assert (styles[0].bold, styles[0].foreground, styles[0].underline) == (False, 2, 1)
    assert (styles[1].bold, styles[1].foreground, styles[1].background) == (True, 1, 4)
    assert styles[1].underline == 0
    assert styles[2] == styles[1]


def test_xtpushsgr_of_some_attributes_and_too_often() -> None:
    c = "\x1b["
    style = shown(f"{c}1;31m{c}1;30#{{{c}0;44;4m{c}#}}a").cell(0, 0).style
    assert (style.bold, style.foreground, style.background, style.underline) == (True, 1, 4, 1)
    deep = shown(f"{c}31m{c}#{{{c}32m" + f"{c}#{{" * 50 + f"{c}m" + f"{c}#}}" * 60 + "a")
    assert deep.cell(0, 0).style.foreground == 2
