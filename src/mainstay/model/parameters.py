"""The parameters table: every assumption of every engine, cited, as a range."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from mainstay.errors import InputError, NotFound, Problem, raise_all
from mainstay.model.evidence import Method


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter as a range.

    Parameters
    ----------
    name
        What it is, e.g. ``inventory_cover``.
    applies_to
        Class of things it applies to, ``*`` for all.
    low, mode, high
        The range and its most likely value, in ``unit``.
    unit
        Name in ``units.yaml``.
    source
        Citation with locator, or why it is assumed.
    method
        ``observed``, ``inferred`` or ``assumed``.
    """

    name: str
    applies_to: str
    low: float
    mode: float
    high: float
    unit: str
    source: str
    method: Method

    def problems(self) -> list[Problem]:
        """Return what is wrong with the range, if anything."""
        where = f"parameter {self.name} of {self.applies_to}"
        found = []
        if not self.low <= self.mode <= self.high:
            found.append(
                Problem("bad_range", where, f"{self.low} <= {self.mode} <= {self.high} fails")
            )
        if not self.source:
            found.append(
                Problem("no_source", where, "no source", "cite it or say why it is assumed")
            )
        return found


@dataclass(frozen=True, slots=True)
class Parameters:
    """All parameters, looked up by name and class."""

    rows: tuple[Parameter, ...]

    @classmethod
    def load(cls, table: Iterable[Mapping[str, object]]) -> Parameters:
        """Read rows of plain data, raising once with every fault.

        Raises
        ------
        InputError
            Listing every row with a bad range, method or missing field.
        """
        problems: list[Problem] = []
        rows: list[Parameter] = []
        for number, raw in enumerate(table, 1):
            try:
                row = Parameter(**{**raw, "method": Method(str(raw.get("method")))})  # type: ignore[arg-type]
            except (TypeError, ValueError) as error:
                problems.append(Problem("bad_row", f"parameter row {number}", str(error)))
                continue
            problems += row.problems()
            rows.append(row)
        raise_all(InputError, "the parameters table does not hold", problems)
        return cls(tuple(rows))

    def get(self, name: str, applies_to: str = "*") -> Parameter:
        """Return the parameter for a class, or the one for all.

        Raises
        ------
        NotFound
            If there is neither.
        """
        for wanted in (applies_to, "*"):
            for row in self.rows:
                if row.name == name and row.applies_to == wanted:
                    return row
        known = sorted({row.name for row in self.rows})
        raise NotFound(
            f"no parameter {name!r} for {applies_to!r}", hint="known: " + ", ".join(known)
        )

    def as_rows(self) -> list[dict[str, object]]:
        """Return the table as plain data."""
        return [{f: getattr(row, f) for f in Parameter.__slots__} for row in self.rows]


@cache
def default_parameters() -> Parameters:
    """Return the parameters shipped with mainstay."""
    text = resources.files("mainstay.model").joinpath("data/parameters.yaml").read_text("utf-8")
    return Parameters.load(yaml.safe_load(text)["parameters"])
