"""The parts of README.md that are made from the code; ``python tests/readme.py`` writes them."""

from __future__ import annotations

import ast
import inspect
import json
from pathlib import Path

from alongside import config
from alongside.actions import Scope, of
from alongside.key_names import key_names
from alongside.ui.screens.help import BROWSING
from alongside_widgets.browsing_keys import BROWSING_KEYS

README = Path(__file__).parent.parent / "README.md"


def keys() -> str:
    """Return the tables of keys, one a scope."""
    blocks = []
    for scope in Scope:
        title = scope.value[0].upper() + scope.value[1:]
        lines = [f"**{title}**", "", "| key | what it does | mouse | id |", "|---|---|---|---|"]
        for action in of(scope):
            shown = " ".join(f"`{name}`" for name in key_names(action.keys).split(" "))
            shown = shown.replace("|", "\\|")
            lines.append(f"| {shown} | {action.help} | {action.mouse} | `{action.id}` |")
        if scope is Scope.LEADER:
            lines.append("| `1` to `9` | Go to that tab. | click it | |")
        if scope is Scope.LIST:
            lines.append("| `j` `k` `g` `G` | Move: down, up, first, last. | wheel, click | |")
        blocks.append("\n".join(lines))
    lines = [f"**{BROWSING}**", "", "| key | what it does |", "|---|---|"]
    for binding in BROWSING_KEYS:
        shown = " ".join(f"`{name}`" for name in key_names(binding.key).split(" "))
        lines.append(f"| {shown} | {binding.tooltip}. |")
    blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def settings() -> str:
    """Return the table of settings, from the docstrings of `Settings`."""
    tree = ast.parse(inspect.getsource(config.Settings)).body[0]
    assert isinstance(tree, ast.ClassDef)
    words: dict[str, str] = {}
    for before, after in zip(tree.body, tree.body[1:], strict=False):
        if isinstance(before, ast.AnnAssign) and isinstance(after, ast.Expr):
            assert isinstance(before.target, ast.Name)
            assert isinstance(after.value, ast.Constant)
            words[before.target.id] = str(after.value.value)
    defaults = config.Settings()
    lines = ["| setting | default | what it is |", "|---|---|---|"]
    for name, value in defaults._asdict().items():
        shown = "{}" if name == "keys" else json.dumps(value)
        lines.append(f"| `{name}` | `{shown}` | {words[name]} |")
    return "\n".join(lines)


def rendered(text: str) -> str:
    """Return README's text with its generated parts made anew."""
    for name, make in (("keys", keys), ("settings", settings)):
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        head, _, rest = text.partition(begin)
        _, _, tail = rest.partition(end)
        text = f"{head}{begin}{make()}\n{end}{tail}"
    return text


if __name__ == "__main__":
    README.write_text(rendered(README.read_text("utf-8")), "utf-8")
