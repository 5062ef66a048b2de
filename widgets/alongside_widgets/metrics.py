"""How many cells a character takes, and which characters belong together.

Widths are wcwidth's. A character is *simple* when it takes one or two cells and joins neither with
what stands before it nor with what comes after; everything else (combining marks, joiners,
variation selectors, regional indicators, emoji modifiers, Jamo) is drawn by the rules for clusters.
"""

from __future__ import annotations

import re
from functools import lru_cache

from wcwidth import iter_graphemes, wcswidth, wcwidth

from alongside_widgets.rows import NUL

COMPLEX = "\x01"
"""What `CELLS` makes of a character that is not simple."""
MAX_CLUSTER = 24
"""Code points in one cell at most: a family of four with skin tones has eleven."""


@lru_cache(maxsize=65_536)
def simple_width(character: str) -> int:
    """Return 1 or 2 for a simple character, 0 for one that needs the rules for clusters."""
    if character < "\x7f":
        return 1
    width = int(wcwidth(character))
    if width < 1 or extends(character) or joins(character, "a") or joins(character, character):
        return 0
    return min(2, width)


def joins(cluster: str, character: str) -> bool:
    """Return whether `character` belongs to the same grapheme cluster as what is before it."""
    return extends(character) or _continues(cluster, character)


@lru_cache(maxsize=16_384)
def extends(character: str) -> bool:
    """Return whether a character joins whatever stands before it (rules GB9 and GB9a)."""
    return _continues("a", character)


@lru_cache(maxsize=16_384)
def _continues(cluster: str, character: str) -> bool:
    return len(next(iter_graphemes(cluster + character))) > len(cluster)


@lru_cache(maxsize=4_096)
def cluster_width(cluster: str) -> int:
    """Return the width of a cluster in cells: 0 (nothing to show by itself), 1 or 2."""
    return max(0, min(2, int(wcswidth(cluster))))


class _Cells(dict[int, int | str]):
    """For `str.translate`: wide characters get their placeholder, complex ones become COMPLEX."""

    def __missing__(self, code: int) -> int | str:
        character = chr(code)
        width = simple_width(character)
        cells: int | str = code if width == 1 else character + NUL if width == 2 else COMPLEX
        if len(self) < 65_536:
            self[code] = cells
        return cells


CELLS = _Cells()
"""Translates a run of printable text into cells; the result holds COMPLEX if it cannot."""


@lru_cache(maxsize=4_096)
def steady_width(cluster: str) -> int:
    """Return the width of a cluster that never shrinks while it is written; else 0."""
    if len(cluster) > MAX_CLUSTER:
        return 0
    widths = [cluster_width(cluster[:length]) for length in range(1, len(cluster) + 1)]
    if not widths[0] or widths != sorted(widths):
        return 0
    return widths[-1]


_RUN = re.compile(r"[ -~]?[^ -~]+")
"""What is not ASCII, and the character before it, which something may join."""
_LONGEST_RUN = 32

Clusters = tuple[str, dict[int, str], bool]
"""Text as cells, its clusters by column, and whether it ends in one that the next may join."""


def clusters_of(text: str) -> Clusters | None:
    """Return what text comes to that holds complex characters.

    None, when that must be found out character by character.
    """
    cells: list[str] = []
    clusters: dict[int, str] = {}
    column = end = 0
    open_end = greedy = False
    for run in _RUN.finditer(text):
        start = run.start()
        if greedy:
            return _clusters_of(text)
        if start > end:
            cells.append(text[end:start])
            column += start - end
        end = run.end()
        known = end - start <= _LONGEST_RUN
        found, greedy = _clusters_of_known(run[0]) if known else _clusters_of_run(run[0])
        if found is None:
            return None
        part, inside, open_end = found
        cells.append(part)
        for place, cluster in inside.items():
            clusters[column + place] = cluster
        column += len(part)
    if end < len(text):
        if greedy:
            return _clusters_of(text)
        cells.append(text[end:])
        open_end = False
    return "".join(cells), clusters, open_end


def _clusters_of_run(text: str) -> tuple[Clusters | None, bool]:
    """Return what a run comes to, and whether it even joins a letter behind it."""
    return _clusters_of(text), joins(text[-1], "a")


_clusters_of_known = lru_cache(maxsize=4_096)(_clusters_of_run)


def _clusters_of(text: str) -> Clusters | None:
    """The same as `clusters_of`, character by character."""
    cells: list[str] = []
    clusters: dict[int, str] = {}
    column = 0
    open_end = False
    cluster = ""
    for character in [*text, ""]:
        width = simple_width(character) if character else 1
        if cluster and character and (open_end or not width) and joins(cluster, character):
            if len(cluster) > MAX_CLUSTER:
                return None
            cluster += character
            open_end = True
            continue
        if cluster:
            cluster_cells = steady_width(cluster)
            if not cluster_cells:
                return None
            if len(cluster) > 1:
                clusters[column] = cluster
            cells.append(cluster[0] + NUL if cluster_cells == 2 else cluster[0])
            column += cluster_cells
        if character:
            cluster, open_end = character, not width
    return "".join(cells), clusters, open_end
