"""Control functions as xterm carries them out: what is on the screen, and where the cursor is."""

from __future__ import annotations

import pytest
from emulator_support import shown, text

from alongside_widgets.emulator import Emulator
from alongside_widgets.styles import DEFAULT_STYLE

E = "\x1b"
C = "\x1b["
FILL = "aaa\r\nbbb\r\nccc\r\nddd"

CASES = [
    # name, input, rows of a 10x4 screen, cursor
    ("BS stops at the first column", "a\b\b\bX", ["X", "", "", ""], (0, 1)),
    ("HT", "a\tb", ["a       b", "", "", ""], (0, 9)),
    ("HT stops in the last column", "\t\t\tx", ["         x", "", "", ""], (0, 9)),
    ("VT and FF are LF", "a\vb\fc", ["a", " b", "  c", ""], (2, 3)),
    ("NEL", f"a{E}Eb", ["a", "b", "", ""], (1, 1)),
    ("IND keeps the column", f"a{E}Db", ["a", " b", "", ""], (1, 2)),
    ("RI scrolls at the top", f"a{E}Mb", [" b", "a", "", ""], (0, 2)),
    ("C1 controls in UTF-8", "a\x85b\x9b1;5Hc", ["a   c", "b", "", ""], (0, 5)),
    ("CUP clamps", f"{C}99;99Hx", ["", "", "", "         x"], (3, 9)),
    ("CUP 0;0 is 1;1", f"ab{C}0;0Hx", ["xb", "", "", ""], (0, 1)),
    ("HVP", f"{C}2;3fx", ["", "  x", "", ""], (1, 3)),
    ("CUU CUD CUF CUB", f"{C}2;2H{C}A{C}2C{C}2B{C}Dx", ["", "", "  x", ""], (2, 3)),
    ("CNL", f"ab{C}2Ex", ["ab", "", "x", ""], (2, 1)),
    ("CPL", f"{C}3;3H{C}2Fx", ["x", "", "", ""], (0, 1)),
    ("CHA", f"abc{C}2Gx", ["axc", "", "", ""], (0, 2)),
    ("HPA", f"abc{C}2`x", ["axc", "", "", ""], (0, 2)),
    ("HPR", f"a{C}2ax", ["a  x", "", "", ""], (0, 4)),
    ("VPA", f"abc{C}3dx", ["abc", "", "   x", ""], (2, 4)),
    ("VPR", f"abc{C}2ex", ["abc", "", "   x", ""], (2, 4)),
    ("CHT", f"{C}Ix", ["        x", "", "", ""], (0, 9)),
    ("CBT", f"{C}10G{C}Zx", ["        x", "", "", ""], (0, 9)),
    ("CBT twice", f"{C}10G{C}2Zx", ["x", "", "", ""], (0, 1)),
    ("HTS", f"{C}4G{E}H\r\tx", ["   x", "", "", ""], (0, 4)),
    ("TBC one", f"{C}9G{C}g\r\tx", ["         x", "", "", ""], (0, 9)),
    ("TBC all", f"{C}3g\tx", ["         x", "", "", ""], (0, 9)),
    ("DECST8C", f"{C}3g{C}?5W\tx", ["        x", "", "", ""], (0, 9)),
    ("ED 0", f"{FILL}{C}2;2H{C}J", ["aaa", "b", "", ""], (1, 1)),
    ("ED 1", f"{FILL}{C}2;2H{C}1J", ["", "  b", "ccc", "ddd"], (1, 1)),
    ("ED 2 leaves the cursor", f"{FILL}{C}2;2H{C}2J", ["", "", "", ""], (1, 1)),
    ("ED 4 is nothing", f"{FILL}{C}4J", ["aaa", "bbb", "ccc", "ddd"], (3, 3)),
    ("EL 0", f"abc{C}2G{C}K", ["a", "", "", ""], (0, 1)),
    ("EL 1", f"abc{C}2G{C}1K", ["  c", "", "", ""], (0, 1)),
    ("EL 2", f"abc{C}2G{C}2K", ["", "", "", ""], (0, 1)),
    ("EL 5 is nothing", f"abc{C}5K", ["abc", "", "", ""], (0, 3)),
    ("ECH", f"abcdef{C}2G{C}3X", ["a   ef", "", "", ""], (0, 1)),
    ("ICH", f"abcdefghij{C}2G{C}3@", ["a   bcdefg", "", "", ""], (0, 1)),
    ("DCH", f"abcdef{C}2G{C}3P", ["aef", "", "", ""], (0, 1)),
    ("IL goes to the first column", f"{FILL}{C}2;2H{C}L", ["aaa", "", "bbb", "ccc"], (1, 0)),
    ("DL goes to the first column", f"{FILL}{C}2;2H{C}2M", ["aaa", "ddd", "", ""], (1, 0)),
    ("IL goes to the left margin", f"{C}?69h{C}3;8s{C}2;6H{C}Lx", ["", "  x", "", ""], (1, 3)),
    ("DL goes to the left margin", f"{C}?69h{C}3;8s{C}2;6H{C}Mx", ["", "  x", "", ""], (1, 3)),
    ("IRM left of the margins", f"abcd{C}?69h{C}3;8s{C}4h{C}Hx", ["xbcd", "", "", ""], (0, 1)),
    ("VPA under DECOM", f"{C}2;3r{C}?6h{C}2dx{C}9dy", ["", "", "xy", ""], (2, 2)),
    ("VPR under DECOM", f"{C}2;3r{C}?6h{C}9ex", ["", "", "x", ""], (2, 1)),
    ("HPA under DECOM", f"{C}?69h{C}3;8s{C}?6h{C}2`x{C}9`y", ["   x   y", "", "", ""], (0, 7)),
    ("HPR under DECOM", f"{C}?69h{C}3;8s{C}?6h{C}9ax", ["       x", "", "", ""], (0, 7)),
    ("HPR passes a margin", f"{C}?69h{C}3;8s{C}9ax", ["         x", "", "", ""], (0, 9)),
    ("IL outside the margins", f"{FILL}{C}1;2r{C}4;1H{C}L", ["aaa", "bbb", "ccc", "ddd"], (3, 0)),
    ("SU", f"{FILL}{C}2S", ["ccc", "ddd", "", ""], (3, 3)),
    ("SD", f"{FILL}{C}T", ["", "aaa", "bbb", "ccc"], (3, 3)),
    (
        "SD with five parameters is not SD",
        f"{FILL}{C}1;1;1;1;1T",
        ["aaa", "bbb", "ccc", "ddd"],
        (3, 3),
    ),
    ("SL", f"abcdef{C}2 @", ["cdef", "", "", ""], (0, 6)),
    ("SR", f"abcdef{C}2 A", ["  abcdef", "", "", ""], (0, 6)),
    ("DECIC", f"abc{C}2G{C}2'}}", ["a  bc", "", "", ""], (0, 1)),
    ("DECDC", f"abcd{C}2G{C}2'~", ["ad", "", "", ""], (0, 1)),
    ("DECBI", f"abc\r{E}6", [" abc", "", "", ""], (0, 0)),
    ("DECFI", f"abc{C}10G{E}9", ["bc", "", "", ""], (0, 9)),
    ("REP", f"ab{C}3b", ["abbbb", "", "", ""], (0, 5)),
    ("REP wraps", f"a{C}10b", ["aaaaaaaaaa", "a", "", ""], (1, 1)),
    ("REP without a character", f"{C}3b", ["", "", "", ""], (0, 0)),
    ("REP after a line feed", f"x\r\n{C}3b<", ["x", "<", "", ""], (1, 1)),
    ("REP after a movement", f"abc{C}3D{C}b", ["abc", "", "", ""], (0, 0)),
    ("REP after an erasure", f"ab{C}2K{C}2b", ["", "", "", ""], (0, 2)),
    ("REP in the last column", f"{C}10Ga{C}b", ["         a", "a", "", ""], (1, 1)),
    ("REP of a wide character", f"a日{C}2b", ["a日日日", "", "", ""], (0, 7)),
    ("DECALN", f"{C}2;2H{E}#8", ["E" * 10] * 4, (0, 0)),
    ("DECALN ends DECOM", f"{C}?6h{E}#8{C}2;3r{C}Hx", ["xEEEEEEEEE", *["E" * 10] * 3], (0, 1)),
    ("DECSTBM homes", f"{FILL}{C}2;3r", ["aaa", "bbb", "ccc", "ddd"], (0, 0)),
    ("DECSTBM LF scrolls inside", f"{FILL}{C}2;3r{C}3;1H\nx", ["aaa", "ccc", "x", "ddd"], (2, 1)),
    ("DECSTBM RI scrolls inside", f"{FILL}{C}2;3r{C}2;1H{E}Mx", ["aaa", "x", "bbb", "ddd"], (1, 1)),
    (
        "DECSTBM LF below does not scroll",
        f"{FILL}{C}1;2r{C}4;1H\n\nx",
        ["aaa", "bbb", "ccc", "xdd"],
        (3, 1),
    ),
    ("DECSTBM of one row is ignored", f"ab{C}2;2rx", ["abx", "", "", ""], (0, 3)),
    ("CSI r resets and homes", f"{C}2;3rab{C}rx", ["xb", "", "", ""], (0, 1)),
    ("CUU stops at the margin", f"{C}2;3r{C}3;1H{C}9Ax", ["", "x", "", ""], (1, 1)),
    ("CUU above the margin", f"{C}3;4r{C}2;1H{C}9Ax", ["x", "", "", ""], (0, 1)),
    ("CUD stops at the margin", f"{C}2;3r{C}2;1H{C}9Bx", ["", "", "x", ""], (2, 1)),
    ("CUD below the margin", f"{C}1;2r{C}3;1H{C}9Bx", ["", "", "", "x"], (3, 1)),
    ("DECOM", f"{C}2;3r{C}?6hx{C}2;2Hy", ["", "x", " y", ""], (2, 2)),
    ("DECOM clamps", f"{C}2;3r{C}?6h{C}9;9Hx", ["", "", "        x", ""], (2, 9)),
    ("DECOM without margins", f"{C}?6h{C}3dx", ["", "", "x", ""], (2, 1)),
    ("DECOM reset homes", f"{C}2;3r{C}?6h{C}?6lx", ["x", "", "", ""], (0, 1)),
    ("DECSLRM writes inside", f"{C}?69h{C}3;5s{C}1;3Habcd", ["  abc", "  d", "", ""], (1, 3)),
    ("DECSLRM ICH", f"abcdefgh{C}?69h{C}2;5s{C}1;3H{C}@", ["ab cdfgh", "", "", ""], (0, 2)),
    ("DECSLRM DCH", f"abcdefgh{C}?69h{C}2;5s{C}1;3H{C}P", ["abde fgh", "", "", ""], (0, 2)),
    ("DECSLRM SU", f"abcd\r\nefgh{C}?69h{C}2;3s{C}S", ["afgd", "e  h", "", ""], (0, 0)),
    ("DECSLRM CR", f"{C}?69h{C}3;5s{C}1;5H\rx", ["  x", "", "", ""], (0, 3)),
    ("DECAWM off", f"{C}?7labcdefghijklm", ["abcdefghim", "", "", ""], (0, 9)),
    ("IRM", f"abc\r{C}4hXY", ["XYabc", "", "", ""], (0, 2)),
    ("IRM off", f"abc\r{C}4h{C}4lXY", ["XYc", "", "", ""], (0, 2)),
    ("LNM", f"{C}20hab\ncd", ["ab", "cd", "", ""], (1, 2)),
    ("reverse wrap", f"abcdefghijk{C}?45h\b\b\b", ["abcdefghij", "k", "", ""], (0, 8)),
    ("DECSC DECRC", f"ab{E}7\r\n\ncd{E}8x", ["abx", "", "cd", ""], (0, 3)),
    ("DECRC without DECSC is home", f"ab{E}8x", ["xb", "", "", ""], (0, 1)),
    ("DECRC twice", f"ab{E}7cd{E}8{E}8x", ["abxd", "", "", ""], (0, 3)),
    ("SCOSC SCORC", f"ab{C}s\r\ncd{C}ux", ["abx", "cd", "", ""], (0, 3)),
    ("1048", f"ab{C}?1048h\r\ncd{C}?1048lx", ["abx", "cd", "", ""], (0, 3)),
    ("line drawing", f"{E}(0lqk{E}(Blqk", ["┌─┐lqk", "", "", ""], (0, 6)),
    ("SO and SI", f"{E})0a\x0eq\x0fq", ["a─q", "", "", ""], (0, 3)),
    ("SS2 and G2", f"{E}*0{E}Nqq", ["─q", "", "", ""], (0, 2)),
    ("LS3 and G3", f"{E}+0{E}oqq", ["──", "", "", ""], (0, 2)),
    ("British", f"{E}(A#", ["£", "", "", ""], (0, 1)),
    ("DEC Technical", f"{E}(>aWV{E}(Ba", ["αΩ√a", "", "", ""], (0, 4)),
    ("DECSC keeps the character set", f"{E}(0{E}7{E}(B{E}8q", ["─", "", "", ""], (0, 1)),
    ("DECSTR", f"{C}4h{C}2;3r{E}(0{C}?6h{C}!p{C}Hq\rx", ["x", "", "", ""], (0, 1)),
    ("RIS", f"{FILL}{E}c", ["", "", "", ""], (0, 0)),
    ("DECSED leaves the protected", f'a{C}1"qb{C}0"qc{C}?2J', [" b", "", "", ""], (0, 3)),
    ("ED takes the DEC protected", f'a{C}1"qb{C}2J', ["", "", "", ""], (0, 2)),
    ("ED leaves the ISO protected", f"a{E}Vb{E}Wc{C}2J", [" b", "", "", ""], (0, 3)),
    ("DECSERA takes the ISO protected", f"a{E}Vb{E}W{C}1;1;1;2${{", ["", "", "", ""], (0, 2)),
    ("DECDWL wraps in the middle", f"{E}#6abcdefg", ["abcde", "fg", "", ""], (1, 2)),
    ("DECDWL clamps CUP", f"{E}#6{C}9Gx", ["    x", "", "", ""], (0, 4)),
    ("DECDWL clamps the cursor", f"abcdefgh{E}#6x", ["abcdxfgh", "", "", ""], (0, 4)),
    ("DECSWL", f"{E}#6{E}#5abcdefg", ["abcdefg", "", "", ""], (0, 7)),
    ("DECDHL", f"{E}#3abc\r\n{E}#4abc", ["abc", "abc", "", ""], (1, 3)),
    ("DECCOLM only where allowed", f"ab{C}?3h", ["ab", "", "", ""], (0, 2)),
    ("DECCOLM clears", f"ab{C}?40h{C}?3h", ["", "", "", ""], (0, 0)),
]


@pytest.mark.parametrize(("name", "data", "lines", "cursor"), CASES, ids=[c[0] for c in CASES])
def test_sequence(name: str, data: str, lines: list[str], cursor: tuple[int, int]) -> None:
    emulator = shown(data)
    assert (text(emulator), emulator.cursor) == (lines, cursor), name


PENDING = [
    ("LF", "\nx", ["abcdefghij", "         x"]),
    ("CR", "\rx", ["xbcdefghij", ""]),
    ("BS", "\bx", ["abcdefghxj", ""]),
    ("CUB", f"{C}Dx", ["abcdefghxj", ""]),
    ("CUF", f"{C}Cx", ["abcdefghix", ""]),
    ("CUU", f"{C}Ax", ["abcdefghix", ""]),
    ("EL", f"{C}Kx", ["abcdefghix", ""]),
    ("ED", f"{C}Jx", ["abcdefghix", ""]),
    ("ECH", f"{C}Xx", ["abcdefghix", ""]),
    ("DCH", f"{C}Px", ["abcdefghix", ""]),
    ("ICH", f"{C}@x", ["abcdefghix", ""]),
    ("SGR keeps it", f"{C}1mx", ["abcdefghij", "x"]),
    ("HT keeps it", "\tx", ["abcdefghij", "x"]),
    ("CBT keeps it", f"{C}Zx", ["abcdefghij", "x"]),
    ("DECRC brings it back", f"{E}7{C}H{E}8x", ["abcdefghij", "x"]),
    ("DECAWM off ends it", f"{C}?7lx", ["abcdefghix", ""]),
    ("1049 and back", f"{C}?1049h{C}H{C}?1049lx", ["abcdefghij", "x"]),
]


@pytest.mark.parametrize(("name", "data", "lines"), PENDING, ids=[c[0] for c in PENDING])
def test_pending_wrap(name: str, data: str, lines: list[str]) -> None:
    emulator = shown("abcdefghij" + data, rows=2)
    assert text(emulator) == lines, name


def test_a_full_row_leaves_the_cursor_in_the_last_column() -> None:
    emulator = shown(f"abcdefghij{C}6n")
    assert emulator.cursor == (0, 9)
    assert emulator.take_replies() == b"\x1b[1;10R"


class TestAlternateScreen:
    """Modes 47, 1047 and 1049."""

    def test_1049_saves_clears_and_restores(self) -> None:
        emulator = shown(f"one\r\ntwo{C}?1049h")
        assert emulator.modes.alternate_screen
        assert text(emulator) == ["", "", "", ""]
        emulator.feed(f"{C}Halt{C}?1049l".encode())
        assert text(emulator) == ["one", "two", "", ""]
        assert emulator.cursor == (1, 3)

    def test_1049_clears_when_it_comes_back(self) -> None:
        emulator = shown(f"{C}?1049h{C}Halt{C}?1049l{C}?1049h")
        assert text(emulator) == ["", "", "", ""]

    def test_47_keeps_the_cursor_and_the_text(self) -> None:
        emulator = shown(f"ab{C}?47hcd{C}?47l")
        assert (text(emulator)[0], emulator.cursor) == ("ab", (0, 4))
        emulator.feed(f"{C}?47h".encode())
        assert text(emulator)[0] == "  cd"

    def test_1047_clears_on_leaving(self) -> None:
        emulator = shown(f"{C}?1047hcd{C}?1047l{C}?1047h")
        assert text(emulator)[0] == ""

    def test_each_screen_has_its_saved_cursor(self) -> None:
        emulator = shown(f"{C}2;2H{E}7{C}?47h{C}3;3H{E}7{C}?47l{E}8")
        assert emulator.cursor == (1, 1)
        emulator.feed(f"{C}?47h{E}8".encode())
        assert emulator.cursor == (2, 2)

    def test_it_has_no_scrollback(self) -> None:
        emulator = shown(f"{C}?1049h" + "x\r\n" * 20)
        assert emulator.scrollback_lines() == []


class TestErasedBackground:
    """What is erased or scrolled in takes the current background, and nothing else of the style."""

    @pytest.mark.parametrize(
        "data",
        ["J", "2J", "K", "2K", "3X", "2@", "2P", "L", "M", "2S", "T"],
        ids=["ED", "ED 2", "EL", "EL 2", "ECH", "ICH", "DCH", "IL", "DL", "SU", "SD"],
    )
    def test_background_is_kept(self, data: str) -> None:
        emulator = shown(f"{C}1;4;31;44m{C}{data}", rows=4)
        looks = {emulator.cell(y, x).style for y in range(4) for x in range(10)}
        (filled,) = (look for look in looks if look.background is not None)
        assert filled == DEFAULT_STYLE._replace(background=4)

    def test_a_line_feed_at_the_bottom(self) -> None:
        emulator = shown(f"{C}4H{C}41m\n", rows=4)
        assert emulator.cell(3, 5).style.background == 1


class TestTabsAfterResizing:
    """Tab stops are there in columns that did not exist before."""

    def test_growing(self) -> None:
        emulator = Emulator(10, 2)
        emulator.resize(40, 2)
        emulator.feed(b"\t\t\tx")
        assert emulator.cursor == (0, 25)
