"""Who can stop: single suppliers and coalitions of a mineral, and how deep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from mainstay.shocks.commodity.probability import MOST_PLACES
from mainstay.twin.materials import HOME, HomeUse, Market

#: Codes that stand for no one place.
NO_PLACE = frozenset({"other", "withheld", "unallocated", ""})

#: A place counts from this share of supply outside the home country, or of imports.
LEAST_SHARE = 0.01

#: Shares of exports that are lost, and the share of events that are that deep (assumed).
DEPTHS = {0.25: "depth_quarter", 0.5: "depth_half", 1.0: "depth_full"}


@dataclass(frozen=True, slots=True)
class Scenario:
    """One cut of one mineral.

    Parameters
    ----------
    places
        ISO codes of who stops, in order.
    depth
        Share of their exports that is lost.
    """

    places: tuple[str, ...]
    depth: float


def supply_shares(markets: tuple[Market, ...]) -> dict[str, float]:
    """Return the largest share of any stage's supply outside the home country, by place."""
    found: dict[str, float] = {}
    for market in markets:
        outside = [s for s in market.suppliers if s.place != HOME]
        total = sum(s.made.mode for s in outside)
        for supplier in outside:
            share = supplier.made.mode / total if total > 0 else 0.0
            found[supplier.place] = max(found.get(supplier.place, 0.0), share)
    return found


def who_counts(markets: tuple[Market, ...], home: HomeUse) -> list[str]:
    """Return the places that count: who makes most first, then who ships most and makes none.

    The origin names the country that stops; a place that only passes a mineral on cannot take it
    from the world.
    """
    made = supply_shares(markets)
    weight = dict(made)
    for place, share in home.import_sources.items():
        weight[place] = max(weight.get(place, 0.0), share)
    named = {
        p: w for p, w in weight.items()
        if p not in NO_PLACE and p != HOME and "+" not in p and w >= LEAST_SHARE
    }  # fmt: skip
    return sorted(named, key=lambda p: (-made.get(p, 0.0), -named[p], p))


def scenarios_of(places: list[str], blocs: Mapping[str, tuple[str, ...]]) -> list[Scenario]:
    """Return every scenario of a mineral: each place alone, the first four together, and blocs."""
    groups: dict[tuple[str, ...], None] = {(p,): None for p in places}
    first = places[:MOST_PLACES]
    for size in range(2, len(first) + 1):
        groups |= dict.fromkeys(tuple(sorted(c)) for c in combinations(first, size))
    for members in blocs.values():
        inside = tuple(sorted(p for p in places if p in members))
        if len(inside) > 1:
            groups.setdefault(inside)
    return [Scenario(group, depth) for group in groups for depth in DEPTHS]
