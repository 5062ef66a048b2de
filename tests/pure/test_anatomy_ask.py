"""What a container answers the anatomy's script is not trusted: names, owners, reasons."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from anatomy_proc import DETAILS

from alongside.anatomy.ask import Answer, ask, ask_owners, explain
from alongside.engine.engine import Capabilities, Channel, Chunk, Engine, ExecSpec, ExecStatus

STATUS = "Uid:\t{0}\t{0}\t{0}\t{0}\nGid:\t{0}\t{0}\t{0}\t{0}\n"


class Stream:
    """Says one thing and ends."""

    def __init__(self, said: bytes) -> None:
        self._chunks = [Chunk(Channel.STDOUT, said)]

    async def read(self) -> Chunk | None:
        return self._chunks.pop() if self._chunks else None

    async def status(self) -> ExecStatus:
        return ExecStatus(False, 0, 900)

    async def close(self) -> None:
        return


class Liar:
    """An engine with a container whose shell says whatever it likes."""

    capabilities = Capabilities()

    def __init__(self, says: Callable[[ExecSpec], str]) -> None:
        self.says = says
        self.specs: list[ExecSpec] = []

    async def has_file(self, id: str, path: str) -> bool:
        return True

    async def exec(self, id: str, spec: ExecSpec) -> Stream:
        self.specs.append(spec)
        mark = spec.argv[4]
        return Stream(self.says(spec).replace("@", mark).encode())


def described(name: str, owner: int, reason: str = "denied", reader: int = 0) -> str:
    asker = f"@ begin reader\n@ part status\n{STATUS.format(reader)}@ end\n"
    status = f"@ begin process {name}\n@ part status\n{STATUS.format(owner)}"
    lost = f"\n@ part environ\n\n@ part no environ\n{reason}\n@ end\n"
    return f"@ fact pid 41\n{asker}{status}{lost}"


async def asked(liar: Liar, user: str = "") -> Answer:
    engine, details = cast(Engine, liar), DETAILS._replace(user=user)
    answer = await ask(engine, details.id, ["1"])
    await ask_owners(engine, details, answer)
    explain(answer)
    return answer


async def test_what_is_refused_to_root_is_asked_as_the_owner() -> None:
    liar = Liar(lambda spec: described("1", 33))
    await asked(liar)
    assert [spec.user for spec in liar.specs] == ["", "33:33"]
    assert "set -- 1\n" in liar.specs[1].env["ALONGSIDE_PROBE"]


async def test_nobody_is_asked_with_more_rights_than_the_container_was_given() -> None:
    for user in ("app", "1000", "1000:0"):
        liar = Liar(lambda spec: described("1", 0, reader=9))
        await asked(liar, user)
        assert [spec.user for spec in liar.specs] == [""]


async def test_a_name_that_nobody_asked_for_is_no_process_and_no_command() -> None:
    liar = Liar(lambda spec: described("1; touch /tmp/evil", 33))
    answer = await asked(liar)
    assert answer.processes == {}
    assert len(liar.specs) == 1


async def test_a_reason_is_clean_and_short() -> None:
    liar = Liar(lambda spec: described("1", 0, "no \x1b]52;c;ZXZpbA==\x07" + "x" * 5000))
    answer = await asked(liar)
    said = answer.processes["1"].lost["environ"]
    assert said.startswith("no ")
    assert said.isprintable()
    assert len(said) <= 120
