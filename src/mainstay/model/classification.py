"""Code lists, and the nearest code to a misspelled one."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field

from mainstay.errors import UnknownCode

#: Characters and words of a text that are compared with the list.
LONGEST, MOST_WORDS = 200, 12


@dataclass(frozen=True, slots=True)
class Classification:
    """A list of codes with their names.

    Parameters
    ----------
    name
        Name of the list, e.g. ``industry.detail``.
    codes
        Code to title.
    source
        Publisher and vintage.
    """

    name: str
    codes: Mapping[str, str]
    source: str
    aliases: Mapping[str, str] = field(default_factory=dict)

    def closest(self, text: str, count: int = 5) -> list[str]:
        """Return up to ``count`` ``code title`` lines that look most like ``text``.

        A word that stands inside a title counts before mere likeness of letters.
        """
        # likeness costs by length: what is longer than this is like nothing
        text = text.strip()[:LONGEST]
        wanted = text.lower()
        inside = [c for c, title in self.codes.items() if wanted and wanted in title.lower()]
        by_code = difflib.get_close_matches(text, self.codes, n=count, cutoff=0.8)
        titles = {title.lower(): code for code, title in self.codes.items()}
        near = difflib.get_close_matches(wanted, titles, n=count, cutoff=0.7)
        order = dict.fromkeys([*by_code, *inside, *(titles[t] for t in near), *self._words(wanted)])
        return [f"{code} {self.codes[code]}" for code in list(order)[:count]]

    def _words(self, wanted: str) -> list[str]:
        """Return codes whose titles hold words like the wanted ones, best likeness first."""
        held: dict[str, list[str]] = {}
        for code, title in self.codes.items():
            for word in set(title.lower().replace(",", " ").split()):
                held.setdefault(word, []).append(code)
        score: dict[str, float] = {}
        for word in wanted.split()[:MOST_WORDS]:
            for like in difflib.get_close_matches(word, held, n=3, cutoff=0.7):
                ratio = difflib.SequenceMatcher(None, word, like).ratio()
                for code in held[like]:
                    score[code] = score.get(code, 0.0) + ratio
        # what a country makes of it comes after the thing itself
        return sorted(score, key=lambda c: (-round(score[c], 2), c.startswith("country:")))

    def resolve(self, text: str) -> str:
        """Return the code meant by a code, a title or an alias.

        Raises
        ------
        UnknownCode
            If nothing matches exactly; the hint lists the closest codes.

        Examples
        --------
        >>> list_ = Classification("demo", {"334413": "Semiconductor manufacturing"}, "example")
        >>> list_.resolve("semiconductor manufacturing")
        '334413'
        """
        key = text.strip()
        if key in self.codes:
            return key
        folded = key.lower()
        for code, title in self.codes.items():
            if title.lower() == folded or code.lower() == folded:
                return code
        if folded in self.aliases:
            return self.aliases[folded]
        close = self.closest(key)
        raise UnknownCode(
            f"{self.name} has no code or name {text!r}",
            hint="closest: " + "; ".join(close) if close else f"see the list {self.name}",
            context={"closest": close},
        )
