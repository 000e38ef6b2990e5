"""Units of measure as data, and conversion between them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from mainstay.errors import UnitMismatch, UnknownCode


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure.

    Parameters
    ----------
    name
        Code used in claims, e.g. ``kt``.
    dimension
        Units convert only within one dimension.
    factor
        Base units of the dimension in one of these.
    title
        Words for a reader.
    """

    name: str
    dimension: str
    factor: float
    title: str


@cache
def units() -> dict[str, Unit]:
    """Return every unit by name."""
    text = resources.files("mainstay.model").joinpath("data/units.yaml").read_text("utf-8")
    table = yaml.safe_load(text)["units"]
    return {
        name: Unit(name, row["dimension"], float(row["factor"]), row["title"])
        for name, row in table.items()
    }


def unit(name: str) -> Unit:
    """Return the unit of that name.

    Raises
    ------
    UnknownCode
        If there is none.
    """
    try:
        return units()[name]
    except KeyError:
        raise UnknownCode(f"no unit {name!r}", hint="known: " + ", ".join(units())) from None


def factor(source: str, target: str) -> float:
    """Return what to multiply a value in ``source`` by to have it in ``target``.

    Raises
    ------
    UnitMismatch
        If the two have different dimensions.

    Examples
    --------
    >>> factor("kt", "kg")
    1000000.0
    """
    a, b = unit(source), unit(target)
    if a.dimension != b.dimension:
        raise UnitMismatch(
            f"cannot convert {source} ({a.dimension}) to {target} ({b.dimension})",
            hint="give a unit value in money per mass, or choose another unit",
        )
    return a.factor / b.factor
