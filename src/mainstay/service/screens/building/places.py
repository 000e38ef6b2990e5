"""Countries and regions that a shock may be bound to: only those that the net knows for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mainstay.fusion.countries import country_names
from mainstay.model import Method, Target
from mainstay.report.quantity import Number, Provenance, Unit
from mainstay.service.screens.building.takes import Country, Things, country_of, things_of
from mainstay.service.screens.building.things import MINERALS
from mainstay.service.screens.shapes import ShownNumber, shown
from mainstay.shocks.touched import COUNTRY_REGIONS
from mainstay.twin.coefficients import Indices
from mainstay.twin.materials import HOME
from mainstay.twin.net import Floats, Net
from mainstay.twin.selection import select_activities, select_pools

#: How sure a share is by the way its market came about.
_CONFIDENCE = {Method.OBSERVED: 0.9, Method.REPORTED: 0.75}
_INFERRED = 0.5

#: Regions of the net that are no place, and what they hold.
_NO_PLACE = {"unallocated": "Other countries, not told apart", "withheld": "Withheld by the source"}


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """A place that a shock may be bound to.

    Parameters
    ----------
    code, name
        Code for the scenario file, and words.
    share
        Its share of what all places make of the thing; ``None`` where several things are meant.
    """

    code: str
    name: str
    share: ShownNumber | None


def places_for(
    net: Net, target: Target, engine: str, codes: Sequence[str]
) -> tuple[PlaceChoice, ...]:
    """Return the places that all or some of the codes come from, largest first.

    Codes that the net does not hold are passed over; :func:`mainstay.shocks.resolve.resolve` tells
    of them.

    Examples
    --------
    >>> from mainstay.twin.toy import toy_net
    >>> [p.code for p in places_for(toy_net(), Target.IMPORTS, "ario", ["metal"])]
    ['abroad']
    """
    if country_of(target) is Country.NO:
        return ()
    if things_of(target) is Things.ACTIVITIES:
        return _of_activities(net, codes)
    found = [selection.pools for code in codes if (selection := select_pools(net, code))]
    pools = np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.intp)
    if target is Target.EXPORTS:
        pools = np.array([j for j in pools if net.pools.region[j] == "WORLD"], dtype=np.intp)
    made = _made(net, pools)
    if things_of(target) is Things.IMPORTED:
        made[net.full] = 0.0
    if target is Target.EXPORTS and engine == MINERALS:
        made[[region == HOME for region in net.activities.region]] = 0.0
    total = float(_made(net, pools).sum()) if target is Target.EXPORTS else float(made.sum())
    by_region: dict[str, float] = {}
    for i in np.flatnonzero(made > 0):
        region = net.activities.region[i]
        by_region[region] = by_region.get(region, 0.0) + float(made[i])
    why = _why(net, int(pools[0])) if len(pools) == 1 else None
    return tuple(
        PlaceChoice(region, place_name(region), _share(size / total, why))
        for region, size in sorted(by_region.items(), key=lambda item: (-item[1], item[0]))
    )


def place_name(region: str) -> str:
    """Return the name of a country by its code; a region of the accounts is its own name.

    >>> place_name("CHN"), place_name("Europe")
    ('China', 'Europe')
    """
    if region in _NO_PLACE:
        return _NO_PLACE[region]
    known = country_names().codes
    if region in known:
        return known[region]
    parts = region.split("+")
    if len(parts) > 1:
        return " and ".join(place_name(part) for part in parts) + ", together"
    return COUNTRY_REGIONS.get(region.upper(), region)


def _of_activities(net: Net, codes: Sequence[str]) -> tuple[PlaceChoice, ...]:
    regions: dict[str, None] = {}
    for code in codes:
        found = select_activities(net, code)
        for i in found.activities if found is not None else ():
            regions.setdefault(net.activities.region[int(i)])
    # with one place there is nothing to choose
    chosen = list(regions) if len(regions) > 1 else []
    return tuple(PlaceChoice(region, place_name(region), None) for region in chosen)


def _made(net: Net, pools: Indices) -> Floats:
    """Return what each activity makes into pools, in dollars or else in the pool's own unit."""
    dollars = np.asarray(net.make[:, pools].sum(axis=1), dtype=np.float64).ravel()
    if dollars.any():
        return dollars
    return np.asarray(net.make_quantity[:, pools].sum(axis=1), dtype=np.float64).ravel()


def _share(part: float, why: Provenance | None) -> ShownNumber | None:
    return shown(Number(part, Unit.SHARE, why)) if why is not None else None


def _why(net: Net, pool: int) -> Provenance:
    source, _, vintage = net.pools.evidence[pool].partition(" ")
    method = net.pools.method[pool]
    return Provenance(
        sources=(source,), vintage=vintage, method=method,
        confidence=_CONFIDENCE.get(method, _INFERRED),
        note=f"share of {net.pools.name[pool]} in the net, {net.pools.stage[pool]}",
    )  # fmt: skip
