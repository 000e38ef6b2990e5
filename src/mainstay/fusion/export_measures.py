"""Dated measures on exports of minerals, who has a record of them, and blocs of countries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import yaml

from mainstay.errors import InputError, Problem, raise_all

_KINDS = frozenset({"license", "ban", "quota", "suspension"})


#: Forms in which little is traded: an export ban on them moves the making, not the metal.
_RAW = re.compile(r"(unprocessed|ore\b|concentrate|waste)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Measure:
    """A dated measure on exports of minerals: evidence of willingness, never of a probability.

    ``target`` is ``all`` or the code of one country; ``until`` is the first day it no longer held,
    ``None`` while in force. ``form`` says what of the mineral is held back.
    """

    country: str
    minerals: tuple[str, ...]
    kind: str
    target: str
    start: date
    until: date | None
    source: str
    form: str = ""

    @property
    def is_of_raw_form(self) -> bool:
        """Whether only ore, concentrate or scrap is held back: what is made of it stays free."""
        return _RAW.match(self.form) is not None

    def binds(self, mineral: str, buyer: str, day: date) -> bool:
        """Whether it holds a mineral back from a buyer on a day, in the form that is traded.

        Examples
        --------
        >>> ban = Measure("IDN", ("nickel",), "ban", "all", date(2020, 1, 1), None, "", "ore")
        >>> ban.binds("nickel", "USA", date(2025, 12, 31))
        False
        """
        return (
            mineral in self.minerals
            and self.target in ("all", buyer)
            and self.start <= day
            and (self.until is None or self.until > day)
            and not self.is_of_raw_form
        )


@dataclass(frozen=True, slots=True)
class ExportPolicy:
    """What is known of the will of countries to stop exports.

    Parameters
    ----------
    as_of
        Day up to which the measures were read.
    measures
        Dated measures.
    willingness
        Country to ``ally`` or ``record``; a country with a record is in that class even if it is
        an ally, and one in neither is ``neutral``.
    blocs
        Name to countries that may stop together.
    """

    as_of: date
    measures: tuple[Measure, ...]
    willingness: Mapping[str, str]
    blocs: Mapping[str, tuple[str, ...]]


@cache
def export_policy() -> ExportPolicy:
    """Return the measures and blocs that come with the package.

    Raises
    ------
    InputError
        If the files do not hold together, with every fault.

    Examples
    --------
    >>> export_policy().willingness["CAN"]
    'ally'
    """
    folder = resources.files(__package__).joinpath("data")
    raw = [
        yaml.safe_load(folder.joinpath(name).read_text("utf-8"))
        for name in ("measures.yaml", "blocs.yaml")
    ]
    return read_policy(*raw)


def read_policy(measures: dict[str, Any], blocs: dict[str, Any]) -> ExportPolicy:
    """Return the measures and blocs of plain data.

    Raises
    ------
    InputError
        With every unknown kind, missing date or source, code that is none, and record that names
        no measure.
    """
    problems: list[Problem] = []
    ids = {row.get("id") for row in measures["measures"]}
    found = tuple(_measure(row, problems) for row in measures["measures"])
    said = measures["willingness"]
    willing = dict.fromkeys(said["allies"], "ally")
    for row in said["record"]:
        willing[row["country"]] = "record"
        problems += [
            Problem("unknown_code", f"record of {row['country']}", f"no measure {name!r}")
            for name in row["measures"]
            if name not in ids
        ]
    groups = {row["id"]: tuple(row["countries"]) for row in blocs["blocs"]}
    for name, members in groups.items():
        if len(set(members)) != len(members) or len(members) < 2:
            problems.append(Problem("duplicate_key", f"bloc {name}", "two or more, each once"))
        problems += _codes(f"bloc {name}", members)
    problems += _codes("willingness", willing)
    raise_all(InputError, "the export measures do not hold", problems)
    return ExportPolicy(measures["as_of"], found, willing, groups)


def _codes(where: str, codes: Any) -> list[Problem]:
    return [
        Problem("unknown_code", where, f"{code!r} is no iso3 code")
        for code in codes
        if not (isinstance(code, str) and len(code) == 3 and code.isupper())
    ]


def _measure(row: dict[str, Any], problems: list[Problem]) -> Measure:
    where = f"measure {row.get('id')}"
    start, until = row.get("from"), row.get("until")
    if not isinstance(start, date) or not (until is None or isinstance(until, date)):
        problems.append(Problem("wrong_value", where, "needs a date under from, and until or null"))
    elif until is not None and until < start:
        problems.append(Problem("bad_range", where, f"{until} is before {start}"))
    if row.get("kind") not in _KINDS:
        hint = "known: " + ", ".join(sorted(_KINDS))
        problems.append(Problem("unknown_class", where, f"no kind {row.get('kind')!r}", hint))
    problems += _codes(where, [row["country"]])
    said = row.get("source")
    if not isinstance(said, dict) or not said.get("url"):
        problems.append(Problem("no_source", where, "a measure needs the page it was read on"))
        said = {}
    words = (
        f"{said.get('title')} ({said.get('publisher')}), {said.get('locator')}; {said.get('url')}"
    )
    return Measure(
        row["country"], tuple(row["minerals"]), str(row.get("kind")), row["target"],
        start if isinstance(start, date) else date.min, until, words, row.get("form", ""),
    )  # fmt: skip
