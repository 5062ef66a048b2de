"""Whatever a program writes and whatever its user does meanwhile, in any order: nothing fails."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest
from emulator_support import check_shape, noise
from pane_support import PaneApp
from textual import events
from textual.errors import NoWidget
from textual.pilot import OutOfBounds, Pilot

from alongside_widgets import Terminal

KEYS = (
    *("up", "g", "G", "n", "N", "y", "v", "v", "V", "ctrl+v", "h", "l", "w", "b", "0", "j", "k"),
    *("dollar_sign", "left_square_bracket", "right_square_bracket", "pageup", "ctrl+u", "enter"),
    *("escape", "shift+pageup", "shift+end", "a", "slash", "ctrl+c"),
)
PATTERNS = ("a", "o w", "x+", "", "日", "[", "(a|b)*")
MOUSE = (events.MouseDown, events.MouseMove, events.MouseUp, events.MouseScrollUp)


async def mouse(pilot: Pilot[None], dice: random.Random) -> None:
    held = {name: dice.random() < 0.3 for name in ("shift", "meta", "control")}
    place = (dice.randrange(pilot.app.size.width), dice.randrange(pilot.app.size.height))
    with suppress(NoWidget, OutOfBounds):  # a change of size is on its way
        kinds = [dice.choice(MOUSE)]
        await pilot._post_mouse_events(kinds, offset=place, button=dice.choice((1, 1, 3)), **held)


async def keys(pilot: Pilot[None], dice: random.Random, terminal: Terminal) -> None:
    terminal.browsing = dice.random() < 0.8
    await pilot.press(*dice.choices(KEYS, k=3))


def call(terminal: Terminal, dice: random.Random) -> None:
    with suppress(ValueError):  # no regular expression
        terminal.search(dice.choice(PATTERNS), regex=dice.random() < 0.5)
    does = (
        *(terminal.select_all, terminal.clear, terminal.clear_scrollback, terminal.follow),
        *(terminal.save_text, terminal.save_ansi, terminal.save_svg, terminal.copy_selection),
        *(terminal.search_next, terminal.end_search, lambda: terminal.scroll_to_prompt(-1)),
    )
    dice.choice(does)()


@pytest.mark.parametrize("seed", range(10))
async def test_nothing_fails(seed: int) -> None:
    dice = random.Random(seed)
    terminal = Terminal(scrollback=dice.choice((0, 3, 20, 200)))
    async with PaneApp(terminal).run_test(size=(20, 6)) as pilot:
        for _ in range(200):
            match dice.randrange(10):
                case 0 | 1 | 2:
                    terminal.feed(noise(dice, dice.randint(1, 60)), replay=dice.random() < 0.2)
                case 3 | 4 | 5:
                    await mouse(pilot, dice)
                case 6 | 7:
                    await keys(pilot, dice, terminal)
                case 8:
                    call(terminal, dice)
                case _:
                    await pilot.resize_terminal(dice.randint(1, 40), dice.randint(1, 12))
            assert terminal.selected_text is not None
        await terminal.drain()
        check_shape(terminal.emulator)
