"""Names as they stand inside a sentence."""

from __future__ import annotations

import re


def in_sentence(name: str) -> str:
    """Return a name in small letters; formulas and abbreviations keep theirs.

    >>> in_sentence("Rare Earths"), in_sentence("TiO2 Pigment")
    ('rare earths', 'TiO2 pigment')
    """
    return re.sub(r"\w+", _word, name)


def _word(found: re.Match[str]) -> str:
    word = found.group()
    return word if sum(c.isupper() for c in word) > 1 else word.lower()
