"""The list's cursor moves by the keys that pagers and editors have, and help opens by two."""

from __future__ import annotations

from stage import main, shows, staged

from alongside.config import Settings


async def test_letters_move_the_cursor_and_kill_nothing() -> None:
    async with staged() as pilot:
        listed = main(pilot).sidebar.containers
        last = len(listed.rows) - 1
        for key, row in (("G", last), ("k", last - 1), ("j", last), ("g", 0), ("j", 1), ("k", 0)):
            await pilot.press(key)
            assert listed.cursor == row
        assert pilot.app.screen is main(pilot)
        for close in ("question_mark", "escape"):
            await pilot.press("question_mark")
            await shows(pilot, "exec starts a NEW process")
            await pilot.press(close)
            assert pilot.app.screen is main(pilot)


async def test_a_user_s_own_key_comes_before_the_cursor_s() -> None:
    async with staged(settings=Settings(keys={"list.kill": "k"})) as pilot:
        main(pilot).sidebar.containers.select(main(pilot).sidebar.containers.containers[0].id)
        await pilot.press("k")
        await shows(pilot, "Kill ")


async def test_ctrl_c_on_the_list_says_what_leaves() -> None:
    async with staged() as pilot:
        await pilot.press("ctrl+c")
        await shows(pilot, "q leaves alongside.")


async def test_what_was_left_over_is_told_of_at_once() -> None:
    async with staged() as pilot:
        screen = main(pilot)

        async def left() -> tuple[str, ...]:
            return "Left in one.", "Left in two."

        screen.context.sweep = left  # type: ignore[method-assign]
        await screen._sweep().wait()
        await shows(pilot, "Left in one.", "Left in two.")
        assert len(pilot.app._notifications) == 1
