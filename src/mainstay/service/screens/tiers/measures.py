"""What is told of each tier: concentration, origin, share seen, with bands from draws.

The Herfindahl-Hirschman index is the sum of squared shares. What is not known widens its band: at
the low end it is spread over very many, at the high end it belongs to the largest. Not known is
what no source places, and what stands behind the imports of nearer tiers. A region of several
countries is very many at the low end and one at the high end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mainstay.errors import InputError
from mainstay.sources.bea.import_matrices import REGIONS
from mainstay.twin.coefficients import UNALLOCATED
from mainstay.twin.net import Floats
from mainstay.twin.technology import Technology
from mainstay.twin.tiers import Direction, Tier

#: Ends of a band, in percent.
BAND = (5.0, 95.0)

#: Regions of the accounts that are one country; the others are several.
COUNTRIES = frozenset({"Canada", "China", "Japan", "Mexico"})

#: What the accounts call everything made at home.
HOME_NAME = "United States"


@dataclass(frozen=True, slots=True)
class Spread:
    """A measure: its value where there is one, and its band."""

    value: float | None
    lo: float
    hi: float


@dataclass(frozen=True, slots=True)
class Leader:
    """The largest of something: a position, and its share of all that is known."""

    place: int
    share: float


@dataclass(frozen=True, slots=True)
class Measures:
    """What is measured of one tier.

    Parameters
    ----------
    known
        Dollars with a supplier or buyer that is known.
    members
        How many these are.
    concentration
        Index over them, each industry and each product of a region one.
    countries
        Index over countries; ``None`` on the way down, where no source says.
    first
        Largest home activity, if any.
    from_abroad
        Largest region abroad (up) or account of final use (down).
    """

    known: float
    members: int
    concentration: Spread | None
    countries: Spread | None
    first: Leader | None
    from_abroad: Leader | None


def index(amounts: Floats, unknown: float) -> Spread | None:
    """Return the concentration of amounts beside an amount that nobody places.

    Examples
    --------
    >>> index(np.array([1.0, 1.0]), 2.0)
    Spread(value=0.5, lo=0.125, hi=0.625)
    """
    known = float(amounts.sum())
    if known <= 0:
        return None
    squares, largest, total = float(amounts @ amounts), float(amounts.max()), known + unknown
    return Spread(
        # where most is not known, the known part says nothing of the whole
        squares / known**2 if unknown <= known else None,
        squares / total**2,
        (squares - largest**2 + (largest + unknown) ** 2) / total**2,
    )


def country_index(single: Floats, several: Floats, unknown: float) -> Spread | None:
    """Return the concentration over countries where some amounts are of several countries each.

    Examples
    --------
    >>> country_index(np.array([2.0]), np.array([2.0]), 0.0)
    Spread(value=None, lo=0.25, hi=0.5)
    """
    low = index(single, float(several.sum()) + unknown)
    high = index(np.concatenate([single, several]), unknown)
    if high is None:
        return None
    lo = low.lo if low is not None else 0.0
    is_exact = unknown <= 0 and not several.any()
    return Spread(high.value if is_exact else None, lo, high.hi)


def measures_of(tech: Technology, tier: Tier, direction: Direction) -> Measures:
    """Return what is measured of a tier."""
    if direction == "down":
        # what is only a difference has no buyer
        ends, unknown = tier.ends[:-1], float(tier.ends[-1])
        single = np.concatenate([tier.activities, ends])
        countries = None
    else:
        cells = tech.leak.tocoo()
        region, pool = cells.coords
        no_place = tech.regions.index(UNALLOCATED)
        imported = np.asarray(cells.data * tier.pools[pool]) * (region != no_place)
        ends = np.where(np.arange(len(tier.ends)) == no_place, 0.0, tier.ends)
        unknown = float(tier.ends[no_place]) + tier.ended
        single = np.concatenate([tier.activities, imported])
        is_one = np.array([r not in REGIONS or r in COUNTRIES for r in tech.regions])
        places = np.concatenate([[tier.activities.sum()], ends[is_one]])
        countries = country_index(places, ends[~is_one], unknown)
    known = float(single.sum())
    return Measures(
        known=known,
        members=int((single > 1e-12 * max(known, 1.0)).sum()),
        concentration=index(single, unknown),
        countries=countries,
        first=_largest(tier.activities, known),
        from_abroad=_largest(ends, known),
    )


def _largest(amounts: Floats, whole: float) -> Leader | None:
    place = int(np.argmax(amounts)) if len(amounts) else 0
    return Leader(place, float(amounts[place]) / whole) if whole and amounts.any() else None


def band(values: Sequence[float]) -> tuple[float, float]:
    """Return the central 90 % of draws.

    Raises
    ------
    InputError
        If there are none.
    """
    if not len(values):
        raise InputError("no draws, no band")
    low, high = np.percentile(np.asarray(values), BAND)
    return float(low), float(high)


def widened(spreads: Sequence[Spread | None], at: Spread | None) -> Spread | None:
    """Return a measure with a band that holds its own and that of the draws."""
    known = [s for s in spreads if s is not None]
    if at is None or not known:
        return at
    low, high = band([s.lo for s in known])[0], band([s.hi for s in known])[1]
    return Spread(at.value, min(at.lo, low), max(at.hi, high))
