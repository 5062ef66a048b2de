"""Everything a key can do, as one list of data.

From this list come the bindings, the help screen, the README's table, the palette's entries and
the ids that a user's ``[keys]`` may name. It knows neither Textual nor the screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from alongside.key_names import key_name


class Scope(StrEnum):
    """Where a key works."""

    ANYWHERE = "anywhere but in a terminal"
    LIST = "on the list of containers"
    RESULT = "in a diagnostic, a log or an ended pane"
    LEADER = "after the leader key, anywhere"
    TOUR = "after the leader key, in the tour"


class Action(NamedTuple):
    """One thing that can be done.

    Attributes:
        id: What a user's ``[keys]`` calls it: ``list.attach``.
        keys: Textual key names, comma separated: ``colon,ctrl+p``.
        name: The action method, without ``action_``.
        label: One or two words for the footer.
        help: One sentence for the help screen and the tooltip.
        mouse: How the same is done with the mouse.
        shown: Does the footer show it?
    """

    id: str
    scope: Scope
    keys: str
    name: str
    label: str
    help: str
    mouse: str = ""
    shown: bool = False


_A, _L, _R, _P = Scope.ANYWHERE, Scope.LIST, Scope.RESULT, Scope.LEADER
_MENU = "right click, then the menu"

ACTIONS: tuple[Action, ...] = (
    Action(
        "app.help",
        _A,
        "f1,question_mark",
        "help",
        "help",
        "Show all keys.",
        "click in the footer",
        True,
    ),
    Action(
        "app.sidebar",
        _A,
        "f2",
        "sidebar",
        "sidebar",
        "Make the sidebar wide, narrow or hidden.",
        "click in the footer",
        True,
    ),
    Action(
        "app.palette",
        _A,
        "colon,ctrl+p",
        "command_palette",
        "palette",
        "Search everything that can be done.",
        "click in the footer",
        True,
    ),
    Action(
        "app.tour",
        _A,
        "f3",
        "tour",
        "tour",
        "Take the guided tour on the practice engine: exec and attach in five minutes.",
    ),
    Action("app.next-tab", _A, "ctrl+right", "next_tab", "next tab", "Go to the next tab."),
    Action(
        "app.previous-tab", _A, "ctrl+left", "previous_tab", "previous tab", "Go to the tab before."
    ),
    Action(
        "app.quit",
        _A,
        "q,ctrl+q",
        "quit",
        "quit",
        "Leave; with live sessions it asks, and says what will happen to each.",
        "click in the footer",
        True,
    ),
    Action(
        "list.shell",
        _L,
        "enter",
        "shell",
        "shell",
        "Open a shell: exec, a new process. On a project's name: fold it.",
        "double click",
        True,
    ),
    Action(
        "list.exec",
        _L,
        "e",
        "exec_form",
        "exec…",
        "Exec with a command, user, directory and environment of your choice.",
        _MENU,
        True,
    ),
    Action(
        "list.attach",
        _L,
        "a",
        "attach",
        "attach",
        "Attach to the main process's own stream; input is locked unless it was made for input.",
        _MENU,
        True,
    ),
    Action(
        "list.compare",
        _L,
        "c",
        "compare",
        "compare",
        "Exec and attach of the container side by side; one short exec reads what differs.",
        _MENU,
        True,
    ),
    Action("list.logs", _L, "l", "logs", "logs", "Follow the container's log.", _MENU, True),
    Action(
        "list.inspect",
        _L,
        "i",
        "inspect",
        "inspect",
        "Everything the engine knows of the container; secrets masked.",
        _MENU,
    ),
    Action(
        "list.anatomy",
        _L,
        "y",
        "anatomy",
        "anatomy",
        "What differs between a new process in it and its main one, and why; one short exec.",
        _MENU,
    ),
    Action(
        "list.processes",
        _L,
        "t",
        "probe('processes')",
        "processes",
        "Run the Processes diagnostic.",
        "click its button",
    ),
    Action(
        "list.diagnose",
        _L,
        "d",
        "diagnose",
        "diagnose",
        "Go to the diagnostics' buttons; Enter runs one.",
        "click a button",
        True,
    ),
    Action(
        "list.diff",
        _L,
        "v",
        "run_twice",
        "run twice…",
        "Run a command by exec and as the main process would: what differs?",
        _MENU,
    ),
    Action(
        "list.pair",
        _L,
        "2",
        "pair",
        "two execs…",
        "Two execs side by side: other user or command, or in two containers.",
        _MENU,
    ),
    Action(
        "list.mark",
        _L,
        "m",
        "mark",
        "mark",
        "Mark it, to be the other container of the next two execs.",
        _MENU,
    ),
    Action("list.restart", _L, "r", "restart", "restart", "Restart it; asks first.", _MENU),
    Action(
        "list.toggle", _L, "s", "start_stop", "start/stop", "Start or stop it; stop asks.", _MENU
    ),
    Action("list.pause", _L, "p", "pause", "pause", "Freeze all its processes, or thaw.", _MENU),
    Action("list.kill", _L, "ctrl+k", "kill", "kill", "Kill the main process; asks first.", _MENU),
    Action(
        "list.signal",
        _L,
        "K",
        "signals",
        "signal…",
        "Send any signal by name to the main process; says first what each will do.",
        _MENU,
    ),
    Action("list.remove", _L, "delete", "remove", "remove", "Remove it; asks first.", _MENU),
    Action(
        "list.menu", _L, "x", "menu", "more", "All that can be done with it.", "right click", True
    ),
    Action(
        "list.filter",
        _L,
        "slash",
        "filter",
        "filter",
        "Type to filter by name, image, project or state; Esc shows all again.",
        "click the field",
        True,
    ),
    Action("result.again", _R, "r", "again", "again", "Run, follow or attach again.", "", True),
    Action("result.stop", _R, "x", "stop", "stop", "Stop what runs.", "", True),
    Action("result.close", _R, "w", "close", "close", "Close the tab.", "click its ×", True),
    Action("result.offer", _R, "o", "offer", "open", "Open what is offered in place of a shell."),
    Action("result.reveal", _R, "u", "reveal", "unmask", "Show masked secrets, or mask them."),
    Action(
        "result.turn",
        _R,
        "vertical_line",
        "turn_split",
        "turn",
        "A diff: its sides beside each other, or one line below the other.",
        "click the words below it",
    ),
    Action(
        "result.differences",
        _R,
        "d",
        "differences",
        "only differences",
        "Hide what is the same (anatomy); again: show all.",
    ),
    Action("result.search", _R, "slash", "search", "search", "Search the text.", "", True),
    Action(
        "result.list", _R, "escape", "focus_list", "list", "Go back to the list.", "click it", True
    ),
    Action("leader.list", _P, "s,escape", "focus_list", "list", "Keyboard to the list."),
    Action("leader.next", _P, "n", "next_tab", "next tab", "Go to the next tab."),
    Action("leader.previous", _P, "p", "previous_tab", "previous", "Go to the tab before."),
    Action("leader.other", _P, "o,tab", "other_half", "other half", "Keyboard to the other half."),
    Action("leader.split", _P, "vertical_line", "turn_split", "turn", "Halves beside, or stacked."),
    Action("leader.zoom", _P, "z", "zoom", "zoom", "One half alone; again: both."),
    Action(
        "leader.scroll",
        _P,
        "left_square_bracket",
        "browse",
        "scroll back",
        "Scroll back with arrows, page keys, g, G; / searches, v marks, y copies, Esc ends it.",
        "wheel",
    ),
    Action("leader.search", _P, "slash", "search", "search", "Search what is shown and above."),
    Action("leader.copy", _P, "c", "copy", "copy", "Copy the selected text.", "drag selects"),
    Action("leader.paste", _P, "v", "paste", "paste", "Paste what was copied here."),
    Action(
        "leader.save",
        _P,
        "S",
        "save",
        "save",
        "Save all that it has shown as a file: text, text with colours, or a picture.",
    ),
    Action("leader.clear", _P, "C", "clear", "clear", "Forget what has scrolled out of it."),
    Action(
        "leader.unlock",
        _P,
        "u",
        "unlock",
        "unlock input",
        "Connect the main process's input, or let go of it (attach).",
        "click the word in the pane's line",
    ),
    Action("leader.again", _P, "r", "again", "again", "Run or attach again, once it has ended."),
    Action("leader.detach", _P, "d", "detach", "detach", "Leave; the process goes on."),
    Action("leader.close", _P, "w", "close", "close", "Close the tab.", "click its ×"),
    Action(
        "leader.both",
        _P,
        "b",
        "both",
        "both",
        "Type into both halves at once; again: into one.",
        'click the leader, then "both"',
    ),
    Action(
        "leader.link",
        _P,
        "l",
        "link",
        "link scrolling",
        "Scroll one half, and the other follows; again: each for itself.",
        'click the leader, then "link scrolling"',
    ),
    Action(
        "leader.diff",
        _P,
        "equals_sign",
        "diff",
        "diff",
        "What differs between what the two halves show, in a tab of its own.",
        'click the leader, then "diff"',
    ),
    Action(
        "leader.anatomy",
        _P,
        "y",
        "anatomy_here",
        "anatomy",
        "All that differs between the new process and the main one, and why.",
        "click the first line under the halves",
    ),
    Action(
        "leader.relay",
        _P,
        "t",
        "relay",
        "relay, timeline",
        "The way that the bytes take, and all that happened to the container (compare view).",
        "click those lines under the halves",
    ),
    Action("leader.sidebar", _P, "f2", "sidebar", "sidebar", "Wide, narrow or hidden."),
    Action("leader.palette", _P, "colon", "command_palette", "palette", "Search all actions."),
    Action("leader.help", _P, "question_mark,f1", "help", "help", "Show all keys."),
    Action(
        "tour.next",
        Scope.TOUR,
        "greater_than_sign",
        "tour_next",
        "skip",
        "Go to the tour's next step.",
        "click it in the strip",
    ),
    Action(
        "tour.back",
        Scope.TOUR,
        "less_than_sign",
        "tour_back",
        "step back",
        "Do the tour's step before once more.",
        "click it in the strip",
    ),
    Action(
        "tour.quit",
        Scope.TOUR,
        "X",
        "tour_quit",
        "end the tour",
        "End the tour; the scene stays to try things out in.",
        "click it in the strip",
    ),
    Action("leader.quit", _P, "q", "quit", "quit", "Leave alongside; asks."),
)

BY_ID = {action.id: action for action in ACTIONS}


def of(scope: Scope) -> list[Action]:
    """Return the actions of one scope, in the order in which help shows them."""
    return [action for action in ACTIONS if action.scope is scope]


def first_key(action_id: str, keymap: Mapping[str, str]) -> str:
    """Return the name of an action's first key; `keymap` has the user's own, by action id."""
    keys = keymap.get(action_id, BY_ID[action_id].keys)
    return key_name(keys.split(",")[0].strip())
