"""Finding a name among many: exact first, then beginnings, then parts, then likeness of letters."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

#: Least likeness, of one, at which a misspelled name is still offered.
ALIKE = 0.62

#: Names that are compared letter by letter, those that share most groups of three letters.
_COMPARED = 60

#: Names offered where none holds the text.
_OFFERED = 12


def fold(text: str) -> str:
    """Return a text in small letters without accents and marks, its words joined by one blank.

    >>> fold("Congo (Kinshasa)"), fold("Türkiye")
    ('congo kinshasa', 'turkiye')
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(kept.split())


class Names:
    """Many things, each under one or more names, in the order in which equals are offered.

    Parameters
    ----------
    names
        The names of each thing; the first is its title.

    Examples
    --------
    >>> names = Names([("Gallium", "gallium"), ("Germanium", "germanium"), ("China", "CHN")])
    >>> names.find("galium"), names.find("chn"), names.find("um")
    ([0, 1], [2], [0, 1])
    """

    def __init__(self, names: Sequence[Sequence[str]]) -> None:
        self._names = [tuple(dict.fromkeys(map(fold, each))) for each in names]
        self._held_in = ["".join(f" {name}\n" for name in each) for each in self._names]
        held: dict[str, list[int]] = {}
        for place, each in enumerate(self._names):
            for gram in {g for name in each for g in _grams(name)}:
                held.setdefault(gram, []).append(place)
        self._held: dict[str, NDArray[np.intp]] = {g: np.array(p) for g, p in held.items()}

    def find(self, wanted: str) -> list[int]:
        """Return the places of the things that a text may mean, the most likely first."""
        text = fold(wanted)
        tokens = text.split()
        if not tokens:
            return []
        score: dict[int, int] = {}
        longest = max(tokens, key=len)
        for place, inside in enumerate(self._held_in):
            if longest in inside:
                rank = _rank(text, tokens, inside)
                if rank:
                    score[place] = rank
        return sorted(score, key=lambda k: (-score[k], k)) if score else self._alike(text, tokens)

    def _alike(self, text: str, tokens: list[str]) -> list[int]:
        shared = np.zeros(len(self._names))
        for gram in _grams(text):
            if gram in self._held:
                shared[self._held[gram]] += 1.0
        near = np.argsort(-shared, kind="stable")[:_COMPARED]
        likeness = {
            int(k): max(_likeness(text, tokens, name) for name in self._names[k])
            for k in near
            if shared[k] > 0
        }
        kept = [k for k, like in likeness.items() if like >= ALIKE]
        return sorted(kept, key=lambda k: (-round(likeness[k], 2), k))[:_OFFERED]


def _rank(text: str, tokens: list[str], names: str) -> int:
    """Return how well a text fits: 5 it is a name, 1 its parts are inside of one, 0 it does not.

    Each name begins with a blank and ends with a line.
    """
    if f"\n {text}\n" in f"\n{names}":
        return 5
    if f"\n {text}" in f"\n{names}":
        return 4
    if f" {text}" in names:
        return 3
    each = names.splitlines()
    if any(all(f" {token}" in name for token in tokens) for name in each):
        return 2
    return int(any(all(token in name for token in tokens) for name in each))


def _likeness(text: str, tokens: list[str], name: str) -> float:
    """Return the likeness to the whole name, or of each word to its nearest word in it."""
    whole = difflib.SequenceMatcher(None, text, name).ratio()
    words = name.split()
    near = [
        max(difflib.SequenceMatcher(None, token, word).ratio() for word in words)
        for token in tokens
    ]
    # a word alone is less than the whole name
    return max(whole, 0.97 * sum(near) / len(near)) if min(near) >= ALIKE else whole


def _grams(text: str) -> set[str]:
    padded = f" {text} "
    return {padded[k : k + 3] for k in range(len(padded) - 2)}
