"""What the shades of the map stand for: values by import region or by country."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from mainstay.report.quantity import Provenance, Unit, written
from mainstay.service.screens.explore.cells import KINDS, CellKind
from mainstay.service.screens.explore.filters import Chosen, Filters, values
from mainstay.service.screens.explore.ground import Ground
from mainstay.service.screens.explore.whys import accounts_why, minerals_why
from mainstay.twin.exposure import account_columns, exposure
from mainstay.twin.selection import Selection

Measure = Literal["imports", "production", "shipments", "exposure"]

#: Measures of the map: title, and what it says.
MEASURES: dict[str, tuple[str, str]] = {
    "imports": ("Share of imports", "share of what is imported in dollars, by import region"),
    "production": ("Production of minerals", "minerals whose largest producer it is"),
    "shipments": ("US imports of minerals", "minerals whose largest US supplier it is"),
    "exposure": ("Exposure by region", "share of final use that passes through it at any tier"),
}


#: Lower edges of the shades: of shares, of counts, and of shares of all final use.
SHARES, COUNTS = (0.01, 0.05, 0.1, 0.25, 0.5), (1.0, 2.0, 5.0, 10.0, 20.0)
EXPOSURES = (0.001, 0.005, 0.01, 0.02, 0.05)


@dataclass(frozen=True, slots=True)
class MapValues:
    """Values by region or by country, before they are drawn."""

    values: dict[str, float]
    by_region: bool
    is_share: bool
    words: str
    why: Provenance
    notes: tuple[str, ...]
    edges: tuple[float, ...] = SHARES


def _imports(ground: Ground, chosen: Chosen) -> MapValues:
    kinds = [KINDS.index(CellKind.PURCHASE), KINDS.index(CellKind.FINAL)]
    take = np.isin(ground.cells.kind[chosen.rows], kinds)
    value = values(ground, chosen)[take]
    pool = ground.cells.pool[chosen.rows[take]]
    by_region = ground.abroad[:, pool] @ value
    total = float(by_region.sum())
    shares = {
        region: float(part) / total
        for region, part in zip(ground.regions, by_region, strict=True)
        if total > 0
    }
    words = f"share of {written(total, Unit.USD)} of imports" if total > 0 else "share of imports"
    note = "A region's part of a purchase is inferred by its share in the imports of the product."
    return MapValues(shares, True, True, words, accounts_why(ground.opened, note), ())


def _minerals(ground: Ground, chosen: Chosen, kind: CellKind, words: tuple[str, str]) -> MapValues:
    """Return the share of the one mineral left, or how many minerals a country leads."""
    cells, rows = ground.cells, chosen.rows
    made, traded = ground.main_pools()
    main = made if kind is CellKind.PRODUCTION else traded
    use = rows[(cells.kind[rows] == KINDS.index(kind)) & main[cells.pool[rows]]]
    pools = np.unique(cells.pool[use])
    shares: dict[int, dict[str, float]] = {int(j): {} for j in pools}
    for source, j, share in zip(
        cells.source[use], cells.pool[use], cells.share[use], strict=True
    ):  # fmt: skip
        place = ground.places[source]
        of = shares[int(j)]
        of[place] = of.get(place, 0.0) + float(share)
    why = minerals_why(ground.opened)
    if len(pools) == 1:
        name = ground.net.pools.name[int(pools[0])]
        return MapValues(shares[int(pools[0])], False, True, f"{words[0]}: {name}", why, ())
    led: dict[str, float] = {}
    for of in shares.values():
        named = {p: s for p, s in of.items() if len(p) == 3}
        for place in named:
            led.setdefault(place, 0.0)
        # whoever leads must be ahead of all that nobody names, or the leader is not known
        if named and max(named.values()) > sum(s for p, s in of.items() if p not in named):
            led[max(named, key=lambda p: (named[p], p))] += 1.0
    notes = (f"Of {len(pools)} minerals left; filter for one to see shares.",)
    return MapValues(led, False, False, words[1], why, notes if len(pools) else (), COUNTS)


def _production(ground: Ground, chosen: Chosen) -> MapValues:
    words = ("share of world production", MEASURES["production"][1])
    return _minerals(ground, chosen, CellKind.PRODUCTION, words)


def _shipments(ground: Ground, chosen: Chosen) -> MapValues:
    words = ("share of US imports", MEASURES["shipments"][1])
    return _minerals(ground, chosen, CellKind.SHIPMENT, words)


def _exposure(ground: Ground, chosen: Chosen) -> MapValues:
    account = chosen.filters.account or "economy"
    kept = ground.__dict__.setdefault("_exposures", {})
    if account not in kept:
        kept[account] = _exposures(ground, account)
    note = "Of every dollar of final use, the part that passes through the region at least once."
    notes = [f"Share of final use of the account {account}."]
    if chosen.filters != Filters(account=chosen.filters.account):
        notes.append("Exposure is that of the whole account: only the account narrows it.")
    return MapValues(kept[account], True, True, f"exposure of {account}",
                  accounts_why(ground.opened, note), tuple(notes), EXPOSURES)  # fmt: skip


def _exposures(ground: Ground, account: str) -> dict[str, float]:
    net = ground.net
    total = float(net.final_of(*account_columns(account)).sum())
    found = {}
    for region in ground.regions:
        makers = np.array(
            [i for i, place in enumerate(net.activities.region)
             if place == region and not net.full[i]], dtype=np.intp,
        )  # fmt: skip
        dollars = net.make[makers].sum(axis=1) > 0
        chosen = Selection(region, np.zeros(0, dtype=np.intp), makers[np.asarray(dollars).ravel()])
        found[region] = exposure(ground.technology, chosen).of_final(net, account) / total
    return found


#: How the values of each measure are found.
MAKERS: Mapping[str, Callable[[Ground, Chosen], MapValues]] = {
    "imports": _imports, "production": _production, "shipments": _shipments, "exposure": _exposure,
}  # fmt: skip
