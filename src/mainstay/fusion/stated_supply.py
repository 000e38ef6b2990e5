"""World supply stated by share, where the publisher's data print no table by country."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from mainstay.errors import InputError, Problem, raise_all
from mainstay.model import Interval, Method

#: How far the modes of a mineral may be from one.
SLACK = 0.02


@dataclass(frozen=True, slots=True)
class StatedSupplier:
    """A place's share of the world, as a range."""

    place: str
    name: str
    share: Interval


@dataclass(frozen=True, slots=True)
class StatedSupply:
    """World supply of one stage of a mineral, by share."""

    mineral: str
    stage: str
    year: int
    suppliers: tuple[StatedSupplier, ...]


@cache
def stated_supply() -> dict[str, StatedSupply]:
    """Return stated supply by mineral.

    Raises
    ------
    InputError
        If shares are out of order or do not sum to one, with every fault.

    Examples
    --------
    >>> [s.place for s in stated_supply()["germanium"].suppliers]
    ['CHN', 'RUS', 'other']
    """
    text = resources.files("mainstay.fusion").joinpath("data/stated_supply.yaml").read_text("utf-8")
    raw: dict[str, Any] = yaml.safe_load(text)["minerals"]
    problems: list[Problem] = []
    found: dict[str, StatedSupply] = {}
    for mineral, row in raw.items():
        suppliers = tuple(_supplier(s) for s in row["suppliers"])
        for s in suppliers:
            problems += s.share.problems(f"{mineral}, {s.place}")
        total = sum(s.share.mode for s in suppliers)
        if abs(total - 1.0) > SLACK:
            problems.append(Problem("bad_sum", mineral, f"shares sum to {total:.2f}", "make it 1"))
        found[mineral] = StatedSupply(mineral, row["stage"], int(row["year"]), suppliers)
    raise_all(InputError, "stated supply does not hold together", problems)
    return found


def _supplier(row: dict[str, Any]) -> StatedSupplier:
    share = Interval(
        float(row["low"]), float(row["mode"]), float(row["high"]), Method(row["method"]),
        str(row["source"]), float(row["confidence"]),
    )  # fmt: skip
    return StatedSupplier(str(row["place"]), str(row["name"]), share)
