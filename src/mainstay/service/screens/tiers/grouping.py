"""The bars of a tier: its largest suppliers or buyers one by one, the rest together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from mainstay.report.tiers import Origin
from mainstay.service.screens.entity_ids import entity_id, entity_of_activity, entity_of_pool
from mainstay.twin.coefficients import UNALLOCATED
from mainstay.twin.net import Floats, Net
from mainstay.twin.technology import Technology
from mainstay.twin.tiers import ENDS, Direction, Step, Tier, Ways

#: What stands for imports: the region that they come from, or each product of each region.
By = Literal["region", "product"]

#: Dollars below this share of a tier are the rounding of a sum.
_DUST = 1e-12
#: From this share of a tier on, imports without a known origin have a bar of their own.
_NAMED = 5e-4

#: Words for where a way down ends.
END_WORDS = {
    "consumption": "Households", "investment": "Investment", "exports": "Exports",
    "health": "Health care", "government_defense": "National defense",
    "government_other": "Other government", "stock_change": "Stocks",
    "residual": "Statistical difference",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar before it is drawn: ``members`` suppliers or buyers stand behind it."""

    key: str
    name: str
    origin: Origin
    entity: str = ""
    members: int = 1


@dataclass(frozen=True, eq=False)
class Pairs:
    """Where dollars in a pool end, pool by pool: region abroad, or account of final use.

    Parameters
    ----------
    end, pool
        Positions, one for each pair.
    share
        Of what passes through the pool.
    bars
        What each end would be called by itself.
    of_bar
        Place of each pair in ``bars``.
    is_by_end
        Whether ``bars`` are the ends of the tiers, in their order.
    """

    end: NDArray[np.intp]
    pool: NDArray[np.intp]
    share: Floats
    bars: tuple[Bar, ...]
    of_bar: NDArray[np.intp]
    is_by_end: bool = False

    def values(self, pools: Floats) -> Floats:
        """Return dollars by pair for dollars by pool: ``(p,)`` or ``(p, g)``."""
        share = self.share if pools.ndim == 1 else self.share[:, None]
        return np.asarray(share * pools[self.pool])


@dataclass(frozen=True, eq=False)
class Bars:
    """The bars of a tier and which activity and which end belongs to which; -1 is none."""

    bars: tuple[Bar, ...]
    dollars: Floats
    of_activity: NDArray[np.intp]
    of_end: NDArray[np.intp]

    def summed(self, tier: Tier, pairs: Pairs) -> Floats:
        """Return a tier's dollars by bar, those of another draw as well."""
        found = np.zeros(len(self.bars))
        for places, values in (
            (self.of_activity, tier.activities),
            (self.of_end, pair_dollars(tier, pairs)),
        ):
            has = places >= 0
            np.add.at(found, places[has], values[has])
        return found

    def activities_of(self, output: Floats) -> Floats:
        """Return output ``(n,)`` by bar, one column each: ``(n, g)``."""
        found = np.zeros((len(output), len(self.bars)))
        has = np.flatnonzero(self.of_activity >= 0)
        found[has, self.of_activity[has]] = output[has]
        return found

    def gathered(self, step: Step, pairs: Pairs) -> tuple[Floats, Floats]:
        """Return what comes to each bar from each group of a step, and the seen part of it."""
        gather = _Gather(self, pairs)
        return (gather(step.activities, step.pools),
                gather(step.activities_seen, step.pools_seen))  # fmt: skip


class _Gather:
    """Sums activities and pairs into bars."""

    def __init__(self, bars: Bars, pairs: Pairs) -> None:
        self._pairs, count = pairs, len(bars.bars)
        self._activities = _sums(bars.of_activity, count)
        self._of_pairs = _sums(bars.of_end[pairs.of_bar], count)

    def __call__(self, activities: Floats, pools: Floats) -> Floats:
        return np.asarray(
            self._activities @ activities + self._of_pairs @ self._pairs.values(pools)
        )


def _sums(places: NDArray[np.intp], count: int) -> sparse.csr_array:
    has = np.flatnonzero(places >= 0)
    return sparse.csr_array((np.ones(len(has)), (places[has], has)), shape=(count, len(places)))


def pairs_up(tech: Technology, by: By) -> Pairs:
    """Return the pairs of region abroad and pool."""
    cells = tech.leak.tocoo()
    end, pool = (c.astype(np.intp) for c in cells.coords)
    apart = end + len(tech.regions) * (1 + pool)
    # what has no known origin is one bar, whatever the product
    is_one = (end == tech.regions.index(UNALLOCATED)) | (by == "region")
    keys = np.where(is_one, end, apart)
    _, first, of_bar = np.unique(keys, return_index=True, return_inverse=True)
    bars = tuple(_import_bar(tech, int(end[k]), int(pool[k]), by) for k in first)
    return Pairs(end, pool, np.asarray(cells.data, dtype=np.float64), bars, of_bar.ravel())


def _import_bar(tech: Technology, end: int, pool: int, by: By) -> Bar:
    region, net = tech.regions[end], tech.net
    if region == UNALLOCATED:
        return Bar(f"region/{end}", "Imports, origin not published", Origin.UNPLACED)
    if by == "region":
        entity = entity_id("region", region)
        return Bar(f"region/{end}", f"Imports from {region}", Origin.ABROAD, entity)
    # the region first: a long name is cut at its end
    name = f"{region}: {net.pools.name[pool].removesuffix(', imported')}"
    return Bar(f"region/{end}/{pool}", name, Origin.ABROAD, entity_of_pool(net, pool))


def pairs_down(ways: Ways) -> Pairs:
    """Return the pairs of account of final use and pool."""
    end, pool = np.nonzero(ways.into_ends)
    bars = tuple(Bar(f"end/{e}", END_WORDS.get(e, e), Origin.FINAL) for e in ENDS)
    return Pairs(end, pool, ways.into_ends[end, pool], bars, end, is_by_end=True)


def pair_dollars(tier: Tier, pairs: Pairs) -> Floats:
    """Return the dollars of a tier that end, by what each end would be called by itself."""
    if pairs.is_by_end:
        return tier.ends
    found = np.zeros(len(pairs.bars))
    if tier.ends.any():
        np.add.at(found, pairs.of_bar, pairs.values(tier.pools))
    return found


def bars_of(net: Net, tech: Technology, tier: Tier, pairs: Pairs, top: int, *,
            direction: Direction) -> Bars:  # fmt: skip
    """Return the bars of a tier: the largest ``top``, and the rest at home and elsewhere."""
    values = np.concatenate([tier.activities, pair_dollars(tier, pairs)])
    drawn, rest = _largest(values, len(tier.activities), pairs, top)
    n, place, bars = len(tier.activities), np.full(len(values), -1, dtype=np.intp), list[Bar]()
    who = "suppliers at home" if direction == "up" else "buyers at home"
    for is_home, other, origin in (
        (True, who, Origin.HOME),
        (False, _ELSEWHERE[direction], Origin.ABROAD if direction == "up" else Origin.FINAL),
    ):
        for k in (k for k in drawn if (k < n) is is_home):
            place[k] = len(bars)
            bars.append(_home_bar(net, int(tech.activity[k])) if is_home else pairs.bars[k - n])
        part = [k for k in rest if (k < n) is is_home]
        if part:
            place[part] = len(bars)
            name = f"Other, {len(part):,} {other}"
            bars.append(Bar(f"other/{origin}", name, origin, members=len(part)))
    dollars = np.zeros(len(bars))
    np.add.at(dollars, place[place >= 0], values[place >= 0])
    return Bars(tuple(bars), dollars, place[:n], place[n:])


def _largest(values: Floats, n: int, pairs: Pairs, top: int) -> tuple[list[int], list[int]]:
    """Return which are drawn one by one, home and elsewhere by size, and which together."""
    total = max(float(values.sum()), 1.0)
    order = [int(k) for k in np.argsort(-values, kind="stable") if values[k] > _DUST * total]

    def has_no_place(k: int) -> bool:
        return k >= n and pairs.bars[k - n].origin is Origin.UNPLACED

    # what has no place is no supplier that could stand for others
    named = [k for k in order if has_no_place(k) and values[k] > _NAMED * total]
    drawn = [k for k in order if not has_no_place(k)][:top]
    rest = [k for k in order if k not in {*drawn, *named}]
    # a rest of one is that one
    for part in ([k for k in rest if k < n], [k for k in rest if k >= n]):
        drawn += part if len(part) == 1 else []
    drawn = [*sorted(drawn, key=lambda k: (k >= n, -values[k])), *named]
    return drawn, [k for k in rest if k not in set(drawn)]


_ELSEWHERE: dict[Direction, str] = {"up": "suppliers abroad", "down": "accounts of final use"}


def _home_bar(net: Net, index: int) -> Bar:
    return Bar(f"home/{index}", net.activities.name[index], Origin.HOME,
               entity_of_activity(net, index))  # fmt: skip
