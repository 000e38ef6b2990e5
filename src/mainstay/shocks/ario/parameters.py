"""Settings of the dynamic engine; every number may be one per scenario of the batch."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mainstay.model import DAYS_PER_YEAR
from mainstay.twin.net import Floats

Setting = float | Floats


class Rationing(StrEnum):
    """Who is served first when an activity makes less than it is asked for."""

    PROPORTIONAL = "proportional"
    INTERMEDIATE_FIRST = "intermediate-first"
    LARGEST_FIRST = "largest-first"
    LOWEST_FIRST = "lowest-first"


class Orders(StrEnum):
    """How a cell splits its orders over suppliers of the same product."""

    CAPACITY = "alt"
    """In proportion to normal flow times the capacity that the supplier has left."""
    FIXED = "noalt"
    """In proportion to normal flow."""


@dataclass(frozen=True, eq=False)
class ArioParameters:
    """Settings; a number, or ``(b,)`` numbers, one per scenario.

    Parameters
    ----------
    steps, step_days, days_per_year
        How many steps of how many days; flows of a year are divided by ``days_per_year``.
    overproduction_base, overproduction_max, overproduction_days
        Capacity over normal: where it stands, where it can go, and how slowly.
    psi
        Share of the normal inventory below which a missing input binds.
    restock_days
        Time over which a gap in stock is closed, where the cell states none.
    rebuild_days
        Time over which rebuilding is spread.
    cover_scale, essentiality
        Multiply every cover; multiply every ``essential`` (1 leaves the economy as it is).
    orders, rationing
        See the enums.
    compatible
        Follow the rules of BoARIO 0.7.2 where they differ from ours, to compare with it:
        overproduction follows the demand of a step against the output of the step before and goes
        back to base only where both are the same to the last bit; stocks are kept for demand less
        what was rebuilt in the step; damage that finds no builder is gone once rebuilding starts;
        what is still damaged is rounded to seven decimals; inputs below a hundred thousandth of
        output never bind; stock may be used before it is there if covers are shorter than a day.
    storage
        ``float64``, or ``float32`` for the flows alone; its error is printed.
    """

    steps: int = 365
    step_days: float = 1.0
    days_per_year: float = DAYS_PER_YEAR
    overproduction_base: Setting = 1.0
    overproduction_max: Setting = 1.25
    overproduction_days: Setting = 365.0
    psi: Setting = 0.8
    restock_days: Setting = 60.0
    rebuild_days: Setting = 60.0
    cover_scale: Setting = 1.0
    essentiality: Setting = 1.0
    orders: Orders = Orders.CAPACITY
    rationing: Rationing = Rationing.PROPORTIONAL
    compatible: bool = False
    storage: str = "float64"
