"""What tests of the anatomy share: rows by id, and the JSON held against its schema."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from alongside.anatomy.model import Anatomy, Row

SCHEMA = json.loads((files("alongside.anatomy") / "schema.json").read_text("utf-8"))

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}


def rows(anatomy: Anatomy) -> dict[str, Row]:
    """Return all rows by id; fails if an id is there twice."""
    every = [row for section in anatomy.sections for row in section.rows]
    found = {row.id: row for row in every}
    assert len(found) == len(every), "an id is there twice"
    return found


def check(value: Any, schema: dict[str, Any] = SCHEMA, at: str = "$") -> None:
    """Hold data against a JSON Schema, as far as ours uses the language.

    Stricter in one point: what the schema does not name is not there.
    """
    if "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    if "const" in schema:
        assert value == schema["const"], at
    if "enum" in schema:
        assert value in schema["enum"], f"{at}: {value!r}"
    if "type" in schema:
        names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        wanted = tuple(kind for name in names for kind in _TYPES[name])
        assert isinstance(value, wanted), f"{at}: {value!r}"
        assert "boolean" in names or not isinstance(value, bool), at
    if isinstance(value, dict):
        known = schema["properties"]
        assert set(schema["required"]) <= set(value), f"{at}: {set(value)}"
        assert set(value) <= set(known), f"{at}: {set(value) - set(known)} not documented"
        for name, item in value.items():
            check(item, known[name], f"{at}.{name}")
    if isinstance(value, list):
        for place, item in enumerate(value):
            check(item, schema["items"], f"{at}[{place}]")
