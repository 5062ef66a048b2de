"""The keys that move in the scrollback, search there, mark and copy: data for `Monitor`.

Those of `mark_` actions work only while there is a cursor to mark with.
"""

from __future__ import annotations

from textual.binding import Binding


def _key(keys: str, action: str, label: str, name: str, tooltip: str) -> Binding:
    return Binding(keys, action, label, show=False, id=f"monitor.{name}", tooltip=tooltip)


BROWSING_KEYS: list[Binding] = [
    _key("up,k", "browse_by(-1)", "Up", "up", "One row up"),
    _key("down,j", "browse_by(1)", "Down", "down", "One row down"),
    _key(
        "v",
        "browse_mark('character')",
        "Mark",
        "mark",
        "A cursor to mark with; again: mark from it on",
    ),
    _key("V", "browse_mark('line')", "Mark lines", "mark-lines", "Mark whole lines"),
    _key("ctrl+v", "browse_mark('block')", "Mark block", "mark-block", "Mark a block of columns"),
    _key("left,h", "mark_by(-1)", "Left", "mark-left", "Marking: left"),
    _key("right,l", "mark_by(1)", "Right", "mark-right", "Marking: right"),
    _key("w,ctrl+right", "mark_word(1)", "Word", "mark-word", "Marking: to the next word"),
    _key("b,ctrl+left", "mark_word(-1)", "Back", "mark-back", "Marking: to the word before"),
    _key("0", "mark_in_row(-1)", "Start", "mark-start", "Marking: to the row's first cell"),
    _key("dollar_sign", "mark_in_row(1)", "End", "mark-end", "Marking: to the row's last text"),
    _key("enter", "mark_take", "Copy", "mark-copy", "Marking: copy, and be done"),
    _key("pageup,ctrl+b", "browse_page(-1)", "Page up", "page-up", "One page up"),
    _key("b", "browse_page(-1)", "Page up", "page-up-b", "One page up"),
    _key("pagedown,space,ctrl+f", "browse_page(1)", "Page down", "page-down", "One page down"),
    _key("ctrl+u", "browse_page(-0.5)", "Half up", "half-up", "Half a page up"),
    _key("ctrl+d", "browse_page(0.5)", "Half down", "half-down", "Half a page down"),
    _key("home,g", "browse_top", "Oldest", "top", "To the oldest row"),
    _key("end,G", "browse_end", "Newest", "end", "To the newest row, and follow"),
    _key(
        "left_square_bracket",
        "browse_prompt(-1)",
        "Prompt up",
        "prompt-up",
        "To the shell's prompt above",
    ),
    _key(
        "right_square_bracket", "browse_prompt(1)", "Prompt down", "prompt-down", "To the one below"
    ),
    _key("slash", "browse_search", "Search", "search", "Search for text"),
    _key("n", "browse_match(False)", "Next match", "match-up", "To the match above"),
    _key("N", "browse_match(True)", "Match below", "match-down", "To the match below"),
    _key("y", "browse_copy", "Copy", "copy", "Copy the marked text"),
    _key(
        "q,escape",
        "browse_leave",
        "Leave",
        "leave",
        "Follow the output again; where that is so, they do what they do elsewhere",
    ),
]
