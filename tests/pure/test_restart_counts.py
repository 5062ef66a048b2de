"""Restart counts for who prints a list once."""

from __future__ import annotations

import asyncio
from typing import cast

from alongside.engine.engine import Engine
from alongside.engine.model import Container, Details, State
from alongside.engine.restarts import with_restarts
from alongside.errors import NotFoundError


class Counting:
    """An engine that knows of restarts, and how many asked at once."""

    def __init__(self) -> None:
        self.asking = self.most = 0

    async def inspect(self, id: str) -> Details:
        self.asking += 1
        self.most = max(self.most, self.asking)
        await asyncio.sleep(0)
        self.asking -= 1
        if id == "7":
            raise NotFoundError("removed meanwhile")
        return Details(id, "n", "i", State.RUNNING, restarts=int(id))


async def test_each_row_has_its_count_and_what_is_gone_has_none() -> None:
    engine = Counting()
    rows = [Container(str(number), "n", "i", State.RUNNING) for number in range(30)]
    counted = await with_restarts(cast("Engine", engine), rows)
    assert [row.restarts for row in counted] == [None if n == 7 else n for n in range(30)]
    assert [row.id for row in counted] == [row.id for row in rows]
    assert 1 < engine.most <= 8
