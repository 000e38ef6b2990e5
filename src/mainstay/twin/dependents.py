"""Who depends on a thing: activities, purchases of an account, whole accounts."""

from __future__ import annotations

import numpy as np

from mainstay.model import Table
from mainstay.twin.exposure import (
    ACCOUNTS,
    Exposure,
    Tiers,
    account_columns,
    check_tiers,
    direct_exposure,
    exposure,
)
from mainstay.twin.net import Floats, Net
from mainstay.twin.selection import Selection, select, source_line
from mainstay.twin.technology import Technology, technology

_NO_DOLLARS = "who uses it is not known here: the net holds only quantities of it and their makers"


def depends(
    net: Net,
    thing: str,
    account: str | None = None,
    *,
    tiers: Tiers = "all",
    top: int | None = None,
) -> Table:
    """Return which activities depend on a thing, or which purchases of an account do.

    Parameters
    ----------
    net
        The net.
    thing
        Code or name of a product, pool, activity or region.
    account
        ``economy``, ``health``, ``defense`` or a column of final use: then the rows are what the
        account buys. Otherwise the rows are activities, by the dollars of output that pass through
        the thing; those overlap and must not be summed.
    tiers
        ``direct`` or ``all``.
    top
        Keep so many rows.

    Raises
    ------
    UnknownCode
        If the net has nothing by that name; the hint lists the closest.
    InputError
        If there is no such account.
    """
    tech, chosen = technology(net), select(net, thing)
    check_tiers(tiers)
    found = exposure(tech, chosen) if tiers == "all" else direct_exposure(tech, chosen)
    rows = _by_activity(tech, found) if account is None else _by_purchase(net, found, account)
    whose = f"{account} purchases" if account else "Activities"
    title = f"{whose} that depend on {chosen.name}, {tiers}"
    notes = (_NO_DOLLARS,) if _has_no_dollars(net, chosen) else ()
    return Table.of(
        f"depends_{tiers}",
        [] if notes else rows[:top],
        title=title,
        source=source_line(net),
        notes=notes,
    )


def accounts(net: Net, thing: str) -> Table:
    """Return how much of each account's final use passes through a thing, at any tier.

    Columns: ``final_usd`` of the account, ``direct_usd`` what it buys of the thing itself,
    ``through_usd`` and ``share`` at all tiers, ``gdp_usd`` and ``compensation_usd`` the value added
    and labor compensation on those paths at home (unknown compensation stays empty).

    Raises
    ------
    UnknownCode
        If the net has nothing by that name.
    """
    tech, chosen = technology(net), select(net, thing)
    if _has_no_dollars(net, chosen):
        return Table.of(
            "accounts",
            [],
            title=f"What hangs on {chosen.name}",
            source=source_line(net),
            notes=(_NO_DOLLARS,),
        )
    all_tiers, direct = exposure(tech, chosen), direct_exposure(tech, chosen)
    added = exposure(tech, chosen, node_worth(tech, chosen, tech.value_added_multiplier))
    paid = None
    if tech.knows_compensation:
        paid = exposure(tech, chosen, node_worth(tech, chosen, tech.compensation_multiplier))
    rows: list[dict[str, object]] = []
    for account, columns in ACCOUNTS.items():
        final = float(net.final_of(*columns).sum())
        through = all_tiers.of_final(net, account)
        rows.append(
            {
                "account": account,
                "final_usd": final,
                "direct_usd": direct.of_final(net, account),
                "through_usd": through,
                "share": through / final if final else None,
                "gdp_usd": added.of_final(net, account),
                "compensation_usd": paid.of_final(net, account) if paid else None,
            }
        )
    return Table.of(
        "accounts", rows, title=f"What hangs on {chosen.name}, by account", source=source_line(net)
    )


def node_worth(tech: Technology, chosen: Selection, multiplier: Floats) -> Floats:
    """Return a multiplier of ``(n,)`` full activities for each chosen pool, then activity.

    A dollar that reaches a pool is worth what its makers at home make of it; one that reaches an
    activity abroad is worth nothing at home.
    """
    on_pool = np.asarray(tech.market_shares.T @ multiplier, dtype=np.float64)
    full = dict(zip(tech.activity.tolist(), multiplier.tolist(), strict=True))
    on_activity = [full.get(int(i), 0.0) for i in chosen.activities]
    return np.concatenate([on_pool[chosen.pools], np.asarray(on_activity, dtype=np.float64)])


def _by_activity(tech: Technology, found: Exposure) -> list[dict[str, object]]:
    net, through = tech.net, found.activity * tech.output_usd
    return [
        {
            "id": tech.ids[k],
            "name": net.activities.name[tech.activity[k]],
            "share": float(found.activity[k]),
            "through_usd": float(through[k]),
            "output_usd": float(tech.output_usd[k]),
        }
        for k in np.argsort(-through, kind="stable")
        if through[k] != 0
    ]


def _by_purchase(net: Net, found: Exposure, account: str) -> list[dict[str, object]]:
    bought = net.final_of(*account_columns(account))
    through = bought * found.pool
    return [
        {
            "id": net.pools.id[j],
            "name": net.pools.name[j],
            "share": float(found.pool[j]),
            "through_usd": float(through[j]),
            "final_usd": float(bought[j]),
        }
        for j in np.argsort(-through, kind="stable")
        if through[j] != 0
    ]


def _has_no_dollars(net: Net, chosen: Selection) -> bool:
    """Return whether nothing that was chosen is made, delivered or bought for dollars."""
    return not (
        net.made_usd[chosen.pools].any()
        or net.used_usd[chosen.pools].any()
        or any(net.make[[int(i)], :].data.any() for i in chosen.behind)
    )
