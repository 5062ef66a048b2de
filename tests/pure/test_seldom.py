"""How often a container may have something said."""

from __future__ import annotations

from alongside.ui.seldom import Seldom


def test_one_in_a_while_and_the_rest_is_counted() -> None:
    now = 0.0
    seldom = Seldom(5, clock=lambda: now)
    assert seldom.ask() == 0
    assert [seldom.ask() for _ in range(3)] == [None, None, None]
    now = 4.9
    assert seldom.ask() is None
    now = 5.0
    assert seldom.ask() == 4
    assert seldom.ask() is None
    now = 20.0
    assert seldom.ask() == 1
