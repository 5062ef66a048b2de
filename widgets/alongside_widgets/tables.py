"""Which sequence calls which method: the vocabulary of the terminal.

Sources: ECMA-48, the VT220 and VT510 Programmer References, and xterm's ctlseqs.
"""

from __future__ import annotations

BASIC = {
    "\x07": "bell",
    "\x08": "backspace",
    "\x09": "tab",
    "\x0a": "linefeed",
    "\x0b": "linefeed",
    "\x0c": "linefeed",
    "\x0d": "carriage_return",
    "\x0e": "shift_out",
    "\x0f": "shift_in",
}
"""C0 controls; those that are missing do nothing."""

C1 = {
    "\x84": "D",
    "\x85": "E",
    "\x88": "H",
    "\x8d": "M",
    "\x8e": "N",
    "\x8f": "O",
    "\x90": "P",
    "\x96": "V",
    "\x97": "W",
    "\x98": "X",
    "\x9a": "Z",
    "\x9b": "[",
    "\x9d": "]",
    "\x9e": "^",
    "\x9f": "_",
}
"""C1 controls: what stands after ESC in their two-character form."""

ESCAPE = {
    "6": "back_index",
    "7": "save_cursor",
    "8": "restore_cursor",
    "9": "forward_index",
    "=": "keypad_application",
    ">": "keypad_numeric",
    "D": "index",
    "E": "next_line",
    "H": "set_tab_stop",
    "M": "reverse_index",
    "N": "single_shift_2",
    "O": "single_shift_3",
    "V": "start_protected",
    "W": "end_protected",
    "Z": "report_device_attributes",
    "c": "reset",
    "n": "locking_shift_2",
    "o": "locking_shift_3",
}
"""ESC and one character."""

SHARP = {
    "3": "double_top",
    "4": "double_bottom",
    "5": "single_width",
    "6": "double_width",
    "8": "alignment_display",
}
"""`ESC #` and one character."""

_MANY = 32

CSI = {
    "@": ("insert_characters", 1),
    "A": ("cursor_up", 1),
    "B": ("cursor_down", 1),
    "C": ("cursor_forward", 1),
    "D": ("cursor_back", 1),
    "E": ("cursor_down1", 1),
    "F": ("cursor_up1", 1),
    "G": ("cursor_to_column", 1),
    "H": ("cursor_position", 2),
    "I": ("tab", 1),
    "J": ("erase_in_display", 1),
    "?J": ("erase_in_display", 1),
    "K": ("erase_in_line", 1),
    "?K": ("erase_in_line", 1),
    "L": ("insert_lines", 1),
    "M": ("delete_lines", 1),
    "P": ("delete_characters", 1),
    "S": ("scroll_up", 1),
    "T": ("scroll_down", 5),
    "?W": ("reset_tab_stops", 1),
    "X": ("erase_characters", 1),
    "Z": ("back_tab", 1),
    "^": ("scroll_down", 1),
    "`": ("horizontal_position", 1),
    "a": ("cursor_forward_absolute", 1),
    "b": ("repeat", 1),
    "c": ("report_device_attributes", 1),
    ">c": ("report_secondary_attributes", 1),
    "=c": ("report_tertiary_attributes", 1),
    "d": ("cursor_to_line", 1),
    "e": ("cursor_down_absolute", 1),
    "f": ("cursor_position", 2),
    "g": ("clear_tab_stop", 1),
    "h": ("set_mode", _MANY),
    "j": ("cursor_back", 1),
    "k": ("cursor_up", 1),
    "?h": ("set_mode", _MANY),
    "l": ("reset_mode", _MANY),
    "?l": ("reset_mode", _MANY),
    ">m": ("set_key_modifiers", 2),
    "?m": ("report_key_modifiers", 1),
    "n": ("report_device_status", 1),
    "?n": ("report_device_status", 2),
    ">n": ("reset_key_modifiers", 1),
    "!p": ("soft_reset", 0),
    '"p': ("soft_reset", 0),
    "$p": ("report_mode", 1),
    "?$p": ("report_mode", 1),
    ">q": ("report_version", 1),
    " q": ("select_cursor_shape", 1),
    '"q': ("protect", 1),
    "r": ("set_margins", 2),
    "?r": ("restore_modes", _MANY),
    "s": ("save_or_set_side_margins", 2),
    "?s": ("save_modes", _MANY),
    "t": ("window_operation", 3),
    "u": ("restore_cursor", 0),
    "?u": ("report_keyboard", 0),
    ">u": ("push_keyboard", 1),
    "<u": ("pop_keyboard", 1),
    "=u": ("set_keyboard", 2),
    "x": ("report_parameters", 1),
    " @": ("scroll_left", 1),
    " A": ("scroll_right", 1),
    "'}": ("insert_columns", 1),
    "'~": ("delete_columns", 1),
}
"""Prefix, intermediate and final character of a CSI: method, and how many parameters it takes."""
