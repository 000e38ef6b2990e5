"""What prices and quantities of a mineral measure, where the publisher's words do not say it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from mainstay.errors import InputError, Problem, raise_all
from mainstay.model import Method, units


@dataclass(frozen=True, slots=True)
class PriceForm:
    """A printed price that stands for a mineral's quantity.

    Parameters
    ----------
    words
        What the name of the price holds, lower case.
    content_low, content_high
        Share of the priced thing that the quantity counts.
    unit
        Unit of the price where the print misled the reading, or empty.
    """

    words: str
    content_low: float
    content_high: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class PriceRule:
    """Which prices stand for a mineral, and why.

    Parameters
    ----------
    reason, method
        Words, and ``inferred`` where the contents follow from a formula, else ``assumed``.
    forms
        Prices that are taken.
    minerals
        Whose prices; empty for the mineral's own.
    """

    reason: str
    method: Method
    forms: tuple[PriceForm, ...]
    minerals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormSum:
    """Forms of imports and of exports that are parts of one total, and why."""

    reason: str
    imports: tuple[str, ...]
    exports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MaterialValues:
    """The rules of ``data/material_values.yaml`` by mineral."""

    prices: dict[str, PriceRule]
    sums: dict[str, FormSum]


@cache
def material_values() -> MaterialValues:
    """Return the rules that come with the package.

    Raises
    ------
    InputError
        If the file does not hold together, with every fault.

    Examples
    --------
    >>> material_values().prices["lithium"].forms[0].content_low
    0.1879
    """
    text = resources.files(__package__).joinpath("data/material_values.yaml").read_text("utf-8")
    return read_values(yaml.safe_load(text))


def read_values(raw: dict[str, Any]) -> MaterialValues:
    """Return the rules of plain data.

    Raises
    ------
    InputError
        With every price without a reason or form, and every content that is no share.
    """
    problems: list[Problem] = []
    prices = {name: _rule(name, row, problems) for name, row in raw["prices"].items()}
    sums = {}
    for name, row in raw["sums"].items():
        if not row.get("reason"):
            problems.append(Problem("no_source", f"sums of {name}", "no reason"))
        sums[name] = FormSum(row.get("reason", ""), tuple(row["imports"]), tuple(row["exports"]))
    raise_all(InputError, "the rules of prices and quantities do not hold", problems)
    return MaterialValues(prices, sums)


def _rule(name: str, row: dict[str, Any], problems: list[Problem]) -> PriceRule:
    where = f"price of {name}"
    if not row.get("reason") or not row.get("forms"):
        problems.append(Problem("no_source", where, "needs a reason and forms"))
    forms = []
    for form in row.get("forms", ()):
        content = form["content"]
        low, high = content if isinstance(content, list) else (content, content)
        if not 0 < low <= high <= 1:
            problems.append(Problem("bad_range", where, f"contents {low} to {high}"))
        if form.get("unit", "USD_per_t") not in units():
            problems.append(Problem("unit_mismatch", where, f"no unit {form['unit']!r}"))
        forms.append(PriceForm(form["form"].casefold(), low, high, form.get("unit", "")))
    return PriceRule(
        row.get("reason", ""), Method(row["method"]), tuple(forms), tuple(row.get("of", ()))
    )
