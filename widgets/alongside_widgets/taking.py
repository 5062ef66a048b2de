"""What an app must know of a terminal to give it its keys, without importing the terminal."""

from __future__ import annotations


class TakesKeys:
    """A widget that wants keys before the app's own bindings see them."""

    def takes(self, key: str) -> bool:
        """Return whether a key, by Textual's name, belongs to the widget and not to the app."""
        raise NotImplementedError
