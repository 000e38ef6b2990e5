"""Recovery as a result: how deep, how long, who first, by which chain, and how it spreads."""

from mainstay.shocks.recovery.chains import Link, ShortageChain, trace
from mainstay.shocks.recovery.curves import TOLERANCE, Measures, measures, regained_at
from mainstay.shocks.recovery.first_hit import first_hit
from mainstay.shocks.recovery.groups import (
    FINAL_SINKS,
    Curves,
    Grouping,
    curves,
    grouping,
)
from mainstay.shocks.recovery.members import Members
from mainstay.shocks.recovery.over_time import over_time
from mainstay.shocks.recovery.spread import DAYS, spread
from mainstay.shocks.recovery.spread_links import spread_links
from mainstay.shocks.recovery.summary import recovery
from mainstay.shocks.recovery.suppliers import Suppliers

__all__ = [
    "DAYS", "FINAL_SINKS", "TOLERANCE", "Curves", "Grouping", "Link", "Measures", "Members",
    "ShortageChain", "Suppliers", "curves", "first_hit", "grouping", "measures",
    "over_time", "recovery", "regained_at", "spread", "spread_links", "trace",
]  # fmt: skip
