"""From what the outer terminal sent for a key to the event of it: a `RawKey`.

`raw_input.RawParser` calls `keys_of` with each sequence that is a key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from textual import events
from textual.keys import Keys

from alongside_widgets.key_decoding import decode, event_name
from alongside_widgets.keys import SIMPLE, KeyPress, Mod

Namer = Callable[[str], Iterable[events.Key]]
"""Gives the events that Textual's own parser would post."""


class RawKey(events.Key):
    """A key, with what was pressed: to a Textual app an ordinary `Key`.

    Attributes:
        press: The key and its modifiers; None for a key that only Textual knows.
    """

    __slots__ = ("press",)

    def __init__(self, key: str, character: str | None, press: KeyPress | None) -> None:
        super().__init__(key, character)
        self.press = press

    def copy(self) -> RawKey:
        """Return the same event, to be sent on."""
        return RawKey(self.key, self.character, self.press)


# Handlers of keys are looked up by this name.
RawKey.handler_name = events.Key.handler_name


def keys_of(sequence: str, name: Namer) -> Iterator[RawKey]:
    """Yield the events of the key that `sequence` means; nothing if it is none."""
    press = decode(sequence)
    if press is not None:
        yield _as_event(sequence, press, name)
    elif len(sequence) != 2:
        for event in name(sequence):
            if event.key != Keys.Ignore:
                yield RawKey(event.key, event.character, None)


def _as_event(sequence: str, press: KeyPress, name: Namer) -> RawKey:
    """Return the event for a key: under Textual's name where the name says what was pressed."""
    if press.text and not press.mods & ~Mod.SHIFT:
        for event in name(press.text if len(press.text) == 1 else press.name):
            return RawKey(event.key, press.text, press)
    if len(sequence) == 1:
        for event in name(sequence):
            return RawKey(event.key, event.character, press)
    typed = SIMPLE.get(press.name) if not press.mods else None
    return RawKey(event_name(press), typed, press)
