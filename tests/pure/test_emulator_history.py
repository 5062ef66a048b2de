"""The scrollback, and what happens to text when the size changes."""

from __future__ import annotations

import random

import pytest
from emulator_support import check_shape, noise, shown, text

from alongside_widgets.emulator import Emulator

C = "\x1b["


def lines(count: int) -> str:
    return "".join(f"line {i}\r\n" for i in range(count))


class TestScrollback:
    """Rows that leave the top."""

    def test_rows_are_kept_in_order(self) -> None:
        emulator = shown(lines(20))
        kept = [line.rstrip() for line in emulator.scrollback_lines()]
        assert kept == [f"line {i}" for i in range(17)]
        assert emulator.history_total == 17

    def test_the_oldest_fall_out(self) -> None:
        emulator = shown(lines(20), scrollback=5)
        kept = [row.text.rstrip() for row in emulator.history]
        assert kept == [f"line {i}" for i in range(12, 17)]
        assert emulator.history_total == 17

    @pytest.mark.parametrize("fast", [True, False])
    def test_none_is_kept(self, fast: bool) -> None:
        emulator = Emulator(10, 4, 0, fast=fast)
        emulator.feed(lines(50).encode())
        assert emulator.scrollback_lines() == []
        assert emulator.history_total == 47

    def test_random_access(self) -> None:
        emulator = shown(lines(50))
        history = emulator.history
        assert history[-1].text.rstrip() == "line 46"
        assert [row.text.rstrip() for row in history[40:43]] == ["line 40", "line 41", "line 42"]
        assert [row.text.rstrip() for row in history[3:5]] == ["line 3", "line 4"]
        assert [row.text.rstrip() for row in history[-2:]] == ["line 45", "line 46"]
        assert history[60:70] == []
        with pytest.raises(IndexError):
            history[99]

    def test_coloured_lines_keep_their_colours(self) -> None:
        emulator = shown("".join(f"{C}3{i % 8}mred{C}0m {i}\r\n" for i in range(60)))
        row = emulator.history[11]
        assert row.text.rstrip() == "red 11"
        looks = [emulator.styles[ord(pen)].foreground for pen in row.style]
        assert looks == [3, 3, 3] + [None] * 7

    def test_a_region_at_the_top_feeds_it_and_one_below_does_not(self) -> None:
        emulator = shown(f"a\r\nb\r\nc\r\nd{C}1;2r{C}2;1H\n")
        assert [line.rstrip() for line in emulator.scrollback_lines()] == ["a"]
        emulator = shown(f"a\r\nb\r\nc\r\nd{C}2;3r{C}3;1H\n")
        assert emulator.scrollback_lines() == []

    def test_ed_3_clears_it_and_ed_2_does_not(self) -> None:
        emulator = shown(lines(20) + f"{C}2J")
        assert len(emulator.scrollback_lines()) == 17
        emulator.feed(f"{C}3J".encode())
        assert emulator.scrollback_lines() == []

    def test_decsed_3_clears_it_too(self) -> None:
        assert shown(lines(20) + f"{C}?3J").scrollback_lines() == []

    def test_a_background_that_is_on_at_the_line_end(self) -> None:
        emulator = shown(lines(10) + f"{C}44mx\r\ny{C}m\r\n" + lines(3))
        rows = [*emulator.history, *emulator.visible]
        (row,) = [row for row in rows if row.text.startswith("y")]
        assert {emulator.styles[ord(pen)].background for pen in row.style} == {4}

    def test_skipped_lines_leave_their_style(self) -> None:
        fast, slow = Emulator(20, 3, 4), Emulator(20, 3, 4, fast=False)
        data = b"".join(b"%d \x1b[3%dmx\x1b[1my\r\n" % (i, i % 8) for i in range(100))
        fast.feed(data)
        slow.feed(data)
        assert fast.style == slow.style
        assert fast.history_total == slow.history_total
        assert fast.scrollback_lines() == slow.scrollback_lines()


class TestResize:
    """Wrapped lines are wrapped anew; the cursor stays on its text."""

    def test_wider_joins_and_narrower_splits(self) -> None:
        emulator = shown("abcdefghijklmno")
        assert emulator.cursor == (1, 5)
        emulator.resize(20, 4)
        assert (text(emulator)[0], emulator.cursor) == ("abcdefghijklmno", (0, 15))
        emulator.resize(6, 4)
        assert text(emulator) == ["abcdef", "ghijkl", "mno", ""]
        assert emulator.cursor == (2, 3)

    def test_a_line_that_just_fits(self) -> None:
        emulator = shown("abcdefgh")
        emulator.resize(8, 4)
        emulator.feed(b"x")
        assert text(emulator)[:2] == ["abcdefgh", "x"]
        assert emulator.visible[0].wrapped

    def test_lines_that_ended_stay_apart(self) -> None:
        emulator = shown("abcdefghij\r\nklm")
        emulator.resize(20, 4)
        assert text(emulator)[:2] == ["abcdefghij", "klm"]

    def test_a_rewritten_row_no_longer_continues(self) -> None:
        emulator = shown(f"abcdefghijklm{C}1;1H{C}Kxy")
        emulator.resize(20, 4)
        assert text(emulator)[:2] == ["xy", "klm"]

    def test_a_row_whose_rest_has_scrolled_away_no_longer_continues(self) -> None:
        emulator = shown(f"1\r\nabcdefghijklm{C}1;2r{C}H{C}M{C}r")
        emulator.resize(20, 4)
        assert text(emulator)[:3] == ["abcdefghij", "", "klm"]

    @pytest.mark.parametrize("erase", ["K", "2K", "?2K", "J", "?J", "2J", "L"])
    def test_a_row_that_was_emptied_continues_no_other(self, erase: str) -> None:
        emulator = shown(f"abcdefghijklmno\r{C}{erase}{C}2;1Hxy")
        emulator.resize(20, 4)
        assert text(emulator)[:2] in (["abcdefghij", "xy"], ["", "xy"])

    @pytest.mark.parametrize("erase", ["K", "2K", "J", "2J", "2;1H{C}1J", "L", "T"])
    def test_nor_the_line_that_the_scrollback_ends_with(self, erase: str) -> None:
        emulator = shown("ab" * 25 + f"{C}H{C}{erase.format(C=C)}{C}Hxy")
        assert len(emulator.history) == 1
        emulator.resize(20, 4)
        rows = [line.rstrip() for line in (*emulator.scrollback_lines(), *emulator.lines())]
        assert rows[:2] == ["ab" * 5, "xy"]

    def test_what_the_alternate_screen_erases_leaves_the_scrollback(self) -> None:
        emulator = shown("ab" * 25 + f"{C}?1049h{C}H{C}2J{C}?1049l")
        emulator.resize(50, 4)
        assert text(emulator)[0] == "ab" * 25

    def test_a_line_erased_behind_its_start_still_continues(self) -> None:
        emulator = shown(f"abcdefghijklmno{C}2;3H{C}K")
        emulator.resize(20, 4)
        assert text(emulator)[:2] == ["abcdefghijkl", ""]

    def test_the_scrollback_reflows_too(self) -> None:
        emulator = shown("".join(f"{i:02}abcdefghijkl\r\n" for i in range(30)))
        emulator.resize(20, 4)
        rows = [line.rstrip() for line in (*emulator.scrollback_lines(), *emulator.lines())]
        assert [row for row in rows if row] == [f"{i:02}abcdefghijkl" for i in range(30)]

    def test_coloured_and_wide_text_comes_back(self) -> None:
        data = "".join(f"{C}31m日本語日本語{C}0m{i}\r\n" for i in range(20))
        emulator = shown(data, scrollback=500)
        before = [row.plain().rstrip() for row in (*emulator.history, *emulator.visible)]
        for columns in (7, 3, 25, 10):
            emulator.resize(columns, 4)
            check_shape(emulator)
        after = [row.plain().rstrip() for row in (*emulator.history, *emulator.visible)]
        assert [row for row in after if row] == [row for row in before if row]

    def test_shorter_drops_blank_rows_first(self) -> None:
        emulator = shown("a\r\nb")
        emulator.resize(10, 2)
        assert (text(emulator), emulator.cursor) == (["a", "b"], (1, 1))
        assert emulator.scrollback_lines() == []

    def test_shorter_pushes_and_taller_takes_back(self) -> None:
        emulator = shown("a\r\nb\r\nc\r\nd")
        emulator.resize(10, 2)
        assert (text(emulator), emulator.cursor) == (["c", "d"], (1, 1))
        assert [line.rstrip() for line in emulator.scrollback_lines()] == ["a", "b"]
        emulator.resize(10, 4)
        assert (text(emulator), emulator.cursor) == (["a", "b", "c", "d"], (3, 1))
        assert emulator.scrollback_lines() == []

    def test_a_cleared_screen_stays_clear_when_it_gets_wider(self) -> None:
        emulator = shown(lines(20) + f"{C}H{C}2Jprompt")
        emulator.resize(30, 4)
        assert text(emulator) == ["prompt", "", "", ""]

    def test_the_row_with_the_cursor_is_not_lost(self) -> None:
        emulator = shown(f"a\r\nb\r\nc\r\nd{C}H")
        emulator.resize(10, 2)
        assert emulator.cursor == (0, 0)
        assert text(emulator)[0] == "a"

    def test_the_alternate_screen_does_not_reflow(self) -> None:
        emulator = shown(f"abcdefghijklm{C}?1049h{C}Habcdefghij")
        emulator.resize(5, 4)
        assert text(emulator)[0] == "abcde"
        emulator.feed(f"{C}?1049l".encode())
        assert text(emulator) == ["abcde", "fghij", "klm", ""]
        assert emulator.cursor == (2, 3)

    def test_the_saved_cursor_stays_on_its_text_too(self) -> None:
        emulator = shown(f"abcdefghijklm{C}2;2H\x1b7{C}4H")
        emulator.resize(20, 4)
        emulator.feed(b"\x1b8X")
        assert text(emulator)[0] == "abcdefghijkXm"
        emulator.resize(5, 4)
        emulator.feed(b"\x1b8Y")
        assert text(emulator)[:3] == ["abcde", "fghij", "kYm"]

    def test_a_saved_cursor_beyond_the_text_makes_no_line_longer(self) -> None:
        emulator = shown(f"ab{C}10G\x1b7\r")
        emulator.resize(5, 4)
        emulator.feed(b"\x1b8X")
        assert text(emulator) == ["ab  X", "", "", ""]

    def test_margins_are_reset(self) -> None:
        emulator = shown(f"{C}2;3r")
        emulator.resize(12, 6)
        assert (emulator.top, emulator.bottom, emulator.right) == (0, 5, 11)

    @pytest.mark.parametrize("size", [(0, 0), (-3, 5), (100_000, 2), (1, 1)])
    def test_any_size_is_brought_into_bounds(self, size: tuple[int, int]) -> None:
        emulator = shown("日本語")
        emulator.resize(*size)
        check_shape(emulator)

    @pytest.mark.parametrize("seed", range(20))
    def test_noise_and_sizes(self, seed: int) -> None:
        dice = random.Random(seed)
        emulator = Emulator(12, 4, 20)
        for _ in range(30):
            emulator.feed(noise(dice, 10))
            emulator.resize(dice.randint(1, 30), dice.randint(1, 8))
            check_shape(emulator)
