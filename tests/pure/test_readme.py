from __future__ import annotations

import re

from readme import README, rendered

from alongside.actions import ACTIONS, Scope, of
from alongside.key_names import key_name, key_names


def test_generated_parts_of_the_readme_are_true():
    text = README.read_text("utf-8")
    assert text == rendered(text), "run: python tests/readme.py"


def test_pictures_in_the_readme_exist():
    for path in re.findall(r"!\[[^]]*\]\(([^)]+)\)", README.read_text("utf-8")):
        assert (README.parent / path).exists(), path


def test_action_ids_are_unique_and_scoped():
    ids = [action.id for action in ACTIONS]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"(app|list|result|leader|tour)\.[a-z-]+", name) for name in ids)


def test_no_key_means_two_things_in_one_place():
    for scope in Scope:
        taken: dict[str, str] = {}
        for action in of(scope):
            for key in action.keys.split(","):
                assert key not in taken, (key, action.id, taken.get(key))
                taken[key] = action.id


def test_key_names_are_for_people():
    assert key_names("colon,ctrl+p") == ": Ctrl+p"
    assert key_name("left_square_bracket") == "["
    assert key_name("ctrl+right") == "Ctrl+→"
