"""Printed names of places to ISO 3166-1 alpha-3 codes or stated aggregates.

A printed name may carry more than the name: a footnote mark glued to its end (``Japane``,
``Other countries4``), or words about the number (``Peru (exports)``, ``Chile, ulexite``). The name
is looked up whole first; then the words are set aside; then the mark is. Nothing is guessed: a name
that is not in the table after that is unmapped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from mainstay.errors import Problem, UnknownCode, raise_all
from mainstay.model import Classification

#: Codes that stand for no single place.
OTHER, WORLD = "other", "world"

_WORDS = re.compile(
    r"^(?P<name>.+?) ?(?:\((?P<inner>[^()]*)\)|, (?P<rest>.+?))(?P<mark> ?\d{1,2})?$"
)
_MARK = re.compile(r"^(?P<name>.+?) ?(?P<mark>\d{1,2}|[er])$")


@dataclass(frozen=True, slots=True)
class Place:
    """A printed place.

    Parameters
    ----------
    code
        ISO 3166-1 alpha-3, ``USA+CAN`` for a row of several countries, ``other`` or ``world``.
    name
        The name without words and marks.
    words
        What was printed beside the name, e.g. ``ulexite``, ``rounded``.
    mark
        A footnote mark, e.g. ``e`` for an estimate.
    """

    code: str
    name: str
    words: str = ""
    mark: str = ""

    @property
    def is_country(self) -> bool:
        """Whether it is one country or territory."""
        return len(self.code) == 3 and self.code.isupper()


@cache
def _table() -> Mapping[str, tuple[str, str]]:
    """Folded name to code and the name as it is written in the table."""
    raw = yaml.safe_load(
        resources.files(__package__).joinpath("data/countries.yaml").read_text("utf-8")
    )
    merged = raw["countries"] | raw["aggregates"] | raw["aliases"]
    return {name.casefold(): (code, name) for name, code in merged.items()}


@cache
def country_names() -> Classification:
    """Return code to name, for labels and for the closest name to a misspelled one."""
    raw = yaml.safe_load(
        resources.files(__package__).joinpath("data/countries.yaml").read_text("utf-8")
    )
    codes = {code: name for name, code in raw["countries"].items()}
    codes |= {"other": "Other countries", "world": "World total"}
    codes |= {c: n for n, c in raw["aggregates"].items() if "+" in c}
    aliases = {name.casefold(): code for name, code in raw["aliases"].items()}
    return Classification("places", codes, "U.S. Geological Survey, printed names", aliases)


def place(printed: str) -> Place:
    """Return the place that a printed name means.

    Raises
    ------
    UnknownCode
        If it is not in the table; the hint lists the closest names.

    Examples
    --------
    >>> place("Japane").code, place("Congo (Kinshasa)").code, place("Peru (exports)").words
    ('JPN', 'COD', 'exports')
    >>> place("World total (rounded) 10").code, place("Other countries4").mark
    ('world', '4')
    """
    name = " ".join(printed.replace("\xa0", " ").split()).rstrip(".")
    found = _find(name)
    if found is None:
        close = country_names().closest(name)
        raise UnknownCode(f"no place {printed!r}", hint="closest: " + "; ".join(close))
    return found


def places(printed: Iterable[str]) -> dict[str, Place]:
    """Return the place of every printed name.

    Raises
    ------
    UnknownCode
        Once, with a problem of code ``unknown_place`` for every name that is not in the table.
    """
    found: dict[str, Place] = {}
    problems = []
    for name in dict.fromkeys(printed):
        try:
            found[name] = place(name)
        except UnknownCode as error:
            problems.append(Problem("unknown_place", repr(name), error.message, error.hint))
    raise_all(UnknownCode, "names of places are not in the table", problems)
    return found


def _find(name: str) -> Place | None:
    """Look the name up whole, without its mark, and without its words; in this order."""
    table = _table()
    if name.casefold() in table:
        return Place(*table[name.casefold()])
    marked = _MARK.match(name)
    if marked and marked["name"].casefold() in table:
        return Place(*table[marked["name"].casefold()], mark=marked["mark"])
    worded = _WORDS.match(name)
    if worded is None:
        return None
    inner = _find(worded["name"])
    if inner is None:
        return None
    said = ", ".join(w for w in (inner.words, worded["inner"] or worded["rest"]) if w)
    return Place(inner.code, inner.name, said, (worded["mark"] or inner.mark).strip())
