"""Who supplies a thing, from where, and how concentrated they are."""

from __future__ import annotations

import numpy as np

from mainstay.errors import InputError
from mainstay.model import Table
from mainstay.twin.coefficients import Indices
from mainstay.twin.concentration import concentration_of, made_in, markets
from mainstay.twin.exposure import Tiers, check_tiers
from mainstay.twin.net import Floats, Net
from mainstay.twin.selection import Selection, select, source_line
from mainstay.twin.technology import Technology, technology


def supplies(net: Net, thing: str, *, tiers: Tiers = "direct", top: int | None = None) -> Table:
    """Return who supplies a thing.

    Direct: who makes it, or sells to the activity. All tiers: the part of each dollar paid for it
    that passes through each activity, and the part that ends as value added there or leaves to a
    region abroad; the last two add up to the dollar.

    Parameters
    ----------
    net
        The net.
    thing
        Code or name of a product, pool, activity or region.
    tiers
        ``direct`` or ``all``.
    top
        Keep so many rows.

    Raises
    ------
    UnknownCode
        If the net has nothing by that name; the hint lists the closest.
    """
    chosen = select(net, thing)
    check_tiers(tiers)
    rows = _makers(net, chosen) if tiers == "direct" else _suppliers_at_all_tiers(net, chosen)
    return Table.of(
        f"supplies_{tiers}",
        rows[:top],
        title=f"Who supplies {chosen.name}, {tiers}",
        source=source_line(net),
    )


def imports(net: Net, thing: str) -> Table:
    """Return from which regions abroad a dollar of a thing comes, directly and at all tiers.

    ``direct_share`` is made there; ``share`` adds what the makers at home import, at every tier.

    Raises
    ------
    UnknownCode
        If the net has nothing by that name.
    """
    tech, chosen = technology(net), select(net, thing)
    direct, total = region_shares(tech, _basket(tech, chosen))
    rows: list[dict[str, object]] = [
        {"region": region, "direct_share": float(d), "share": float(s)}
        for region, d, s in zip(tech.regions, direct, total, strict=True)
        if s != 0
    ]
    rows.sort(key=lambda row: -float(str(row["share"])))
    return Table.of(
        "imports", rows, title=f"Where {chosen.name} comes from", source=source_line(net)
    )


def concentrated(net: Net, thing: str) -> Table:
    """Return how concentrated the makers of a thing are, by region and by activity, as intervals.

    Raises
    ------
    UnknownCode
        If the net has nothing by that name.
    InputError
        If nobody makes anything of it.
    """
    pools = _pools_of(net, select(net, thing))
    rows: list[dict[str, object]] = []
    for market in markets(net, pools):
        for by, is_region in (("region", True), ("activity", False)):
            found = concentration_of(net, market, by_region=is_region)
            rows.append(
                {
                    "market": market_name(net, market),
                    "by": by,
                    "makers": found.makers,
                    "hhi_lo": found.hhi_lo,
                    "hhi_hi": found.hhi_hi,
                    "effective_makers_lo": found.effective_lo,
                    "effective_makers_hi": found.effective_hi,
                    "unknown_share": found.unknown_share,
                    "leader": found.leader,
                    "leader_share": found.leader_share,
                }
            )
    if not rows:
        raise InputError(f"nobody makes anything of {thing}", hint="see what it is made into")
    notes = ("an industry counts as one maker by activity: its firms are not seen",)
    return Table.of(
        "concentration",
        rows,
        title=f"How concentrated {thing} is",
        source=source_line(net),
        notes=notes,
    )


def region_shares(tech: Technology, demand: Floats) -> tuple[Floats, Floats]:
    """Return the dollars that go to each region, directly and at all tiers, for demand ``(m,)``."""
    direct = np.asarray(tech.leak @ demand, dtype=np.float64)
    return direct, np.asarray(direct + tech.import_multiplier @ tech.on_activities(demand))


def _pools_of(net: Net, chosen: Selection) -> Indices:
    """Return the chosen pools and those that the chosen activities make into."""
    made = net.make[chosen.activities].sum(axis=0) + net.make_quantity[chosen.activities].sum(
        axis=0
    )
    return np.union1d(chosen.pools, np.flatnonzero(made)).astype(np.intp)


def _basket(tech: Technology, chosen: Selection) -> Floats:
    """Return one dollar spent on the chosen pools as they sell, or on inputs of the activities."""
    net = tech.net
    basket = np.zeros(len(net.pools))
    basket[chosen.pools] = net.made_usd[chosen.pools]
    basket += np.asarray(net.use[:, chosen.activities].sum(axis=1)).ravel()
    total = basket.sum()
    if total == 0:
        raise InputError(f"no dollars of {chosen.name} in the net", hint="see who supplies it")
    return np.asarray(basket / total, dtype=np.float64)


def market_name(net: Net, market: Indices) -> str:
    """Return what to call pools whose makers are summed: the first, and that imports are in it."""
    name = net.pools.name[market[0]]
    return name if len(market) == 1 else f"{name}, home and imported"


def _makers(net: Net, chosen: Selection) -> list[dict[str, object]]:
    """Return the makers of the chosen pools, market by market, or of all that is used."""
    if len(chosen.pools):
        return [
            row
            for market in markets(net, chosen.pools)
            for row in _rows(net, market_name(net, market), *made_in(net, market))
        ]
    used = np.asarray(net.use[:, chosen.activities].sum(axis=1)).ravel()
    per_pool = np.divide(used, net.made_usd, out=np.zeros_like(used), where=net.made_usd != 0)
    bought = np.asarray(net.make @ per_pool).ravel()
    makers = np.flatnonzero(bought != 0)
    return _rows(net, f"inputs of {chosen.name}", makers, bought[makers], "USD")


def _rows(
    net: Net, market: str, makers: Indices, amounts: Floats, unit: str
) -> list[dict[str, object]]:
    total = float(amounts.sum())
    return [
        {
            "market": market,
            "id": net.activities.id[makers[k]],
            "name": net.activities.name[makers[k]],
            "region": net.activities.region[makers[k]],
            "amount": float(amounts[k]),
            "unit": unit,
            "share": float(amounts[k]) / total,
            "method": str(net.activities.method[makers[k]]),
        }
        for k in np.argsort(-amounts, kind="stable")
    ]


def _suppliers_at_all_tiers(net: Net, chosen: Selection) -> list[dict[str, object]]:
    tech = technology(net)
    basket = _basket(tech, chosen)
    output = tech.solve(tech.on_activities(basket))
    through = output / tech.self_use
    added = output * tech.value_added_ratio
    rows: list[dict[str, object]] = [
        {
            "id": tech.ids[k],
            "name": net.activities.name[tech.activity[k]],
            "region": net.activities.region[tech.activity[k]],
            "share_through": float(through[k]),
            "share_ends": float(added[k]),
        }
        for k in range(tech.size)
    ]
    _, abroad = region_shares(tech, basket)
    rows += [
        {
            "id": f"region:{region}",
            "name": f"{region} (supply only)",
            "region": region,
            "share_through": float(share),
            "share_ends": float(share),
        }
        for region, share in zip(tech.regions, abroad, strict=True)
        if share != 0
    ]
    return sorted(rows, key=lambda row: -float(str(row["share_through"])))
