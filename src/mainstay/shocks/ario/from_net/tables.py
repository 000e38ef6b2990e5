"""The result of a run as tables: accounts, activities, days, recovery, chains, spread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from mainstay.model import DAYS_PER_YEAR, Table
from mainstay.shocks.ario.from_net.bands import Band
from mainstay.shocks.ario.from_net.net_economy import ABROAD, STOCKS, NetEconomy
from mainstay.shocks.ario.trajectory import Trajectory
from mainstay.shocks.recovery import (
    Curves,
    Grouping,
    curves,
    first_hit,
    grouping,
    over_time,
    recovery,
    spread,
    spread_links,
)
from mainstay.twin.exposure import ACCOUNTS
from mainstay.twin.net import FINAL_ACCOUNTS, Floats
from mainstay.twin.selection import source_line

#: Industries followed from day to day: those that lose most.
FOLLOWED = 12

#: Days of a run that are shown from day to day.
SHOWN_DAYS = 200

#: Share of a year's final use below which a sum over days is rounding.
ROUNDING = 1e-12

#: Share of normal output below which nothing happened to an activity.
UNTOUCHED = 1e-6

#: Members to a scenario whose days are shown by name.
Words = Mapping[str, str]


def words_of(found: NetEconomy) -> dict[str, str]:
    """Return names of activities, products, industries and pools for a reader."""
    net, economy = found.net, found.economy
    words = {p: net.pools.name[j] for j, p in reversed(list(enumerate(net.pools.product)))}
    words |= dict(zip(net.pools.id, net.pools.name, strict=True))
    for k, key in enumerate(economy.ids):
        maker, pool = int(found.maker[k]), int(found.into[k])
        if pool < 0:
            words[key] = net.activities.name[maker]
            words.setdefault(economy.sector[k], net.activities.name[maker])
        elif maker >= 0:
            words[key] = f"{net.activities.region[maker]}: {net.pools.name[pool]}"
        else:
            words[key] = f"{net.pools.name[pool]}, from stocks"
    return words


def groups_of(found: NetEconomy) -> Grouping:
    """Return the groups whose series a run keeps: the economy, countries, industries at home."""
    whole = grouping(found.economy)
    kept = [
        g for g, key in enumerate(whole.ids)
        if whole.kinds[g] != "industry" or not (key == STOCKS or key.startswith(ABROAD))
    ]  # fmt: skip
    return whole.keep(kept)


def tables_of(found: NetEconomy, run: Trajectory, groups: Grouping, band: Band) -> dict[str, Table]:
    """Return the tables of a run."""
    words, source = words_of(found), source_line(found.net)
    all_curves = curves(run, found.economy, groups)
    economy, members = found.economy, band.members
    tables = {
        "accounts": Table.of("accounts", _accounts(found, run, band), title="Loss by account"),
        "by_activity": Table.of(
            "by_activity", _activities(found, run, band, words), title="By activity"
        ),
        "recovery": recovery(all_curves, members, names=words),
        "first_hit": first_hit(run, economy, members, names=words),
        "over_time": over_time(_most_hit(all_curves), members, names=words, most=SHOWN_DAYS),
        "spread": spread(run, economy, members, names=words),
        "spread_links": spread_links(run, economy, members, names=words),
    }
    return {name: replace(table, source=table.source or source) for name, table in tables.items()}


def _most_hit(found: Curves) -> Curves:
    """Return the curves of accounts and countries, and of the industries that lose most."""
    lost = np.abs(found.loss).sum(axis=0).max(axis=1) * found.normal_usd
    industries = [g for g, kind in enumerate(found.kinds) if kind == "industry"]
    most = sorted(industries, key=lambda g: -lost[g])[:FOLLOWED]
    kept = [g for g in range(len(found.kinds)) if g in set(most) or found.kinds[g] != "industry"]
    return found.keep(kept)


def _accounts(found: NetEconomy, run: Trajectory, band: Band) -> list[dict[str, object]]:
    economy, days = found.economy, float(run.days[-1])
    lost_value = (economy.value_added / economy.output) @ run.lost
    abroad = run.lost[found.maker >= 0][found.into[found.maker >= 0] >= 0].sum(axis=0)
    paid = _compensation(found, run)
    gdp = float(economy.value_added.sum()) * days / DAYS_PER_YEAR
    unmet, withdrawn = _by_account(run.unmet), _by_account(run.withdrawn)
    rows: list[dict[str, object]] = []
    for b, name in enumerate(band.names):
        for account, columns in ACCOUNTS.items():
            k = [FINAL_ACCOUNTS.index(column) for column in columns]
            final = float(economy.final[:, k].sum())
            gone, short = (
                _clear(float(found_usd[k, b].sum()), final) for found_usd in (withdrawn, unmet)
            )
            whole = account == "economy"
            rows.append(
                {
                    "scenario": name,
                    "account": account,
                    "days": days,
                    "final_usd": final,
                    "final_loss_usd": gone,
                    "unmet_usd": short,
                    "share": (gone + short) / (final * days / DAYS_PER_YEAR) if final else None,
                    "gdp_loss_usd": float(lost_value[b]) if whole else None,
                    "gdp_loss_share": float(lost_value[b]) / gdp if whole and gdp else None,
                    "compensation_loss_usd": float(paid[b]) if whole and paid is not None else None,
                    "import_loss_usd": float(abroad[b]) if whole else None,
                }
            )
    return rows


def _clear(value: float, whole: float) -> float:
    """Return a part of a whole, or zero where it is the rounding of many small sums."""
    return value if abs(value) > ROUNDING * whole else 0.0


def _by_account(found: Floats | None) -> Floats:
    """Return ``(k, b)`` sums over rows of final use."""
    assert found is not None
    total: Floats = found.sum(axis=0)
    return total


def _compensation(found: NetEconomy, run: Trajectory) -> Floats | None:
    """Return lost compensation ``(b,)``, or ``None`` where that of an activity is unknown."""
    home = np.flatnonzero(found.into < 0)
    paid = found.net.activities.compensation_usd[found.maker[home]]
    if not np.isfinite(paid).all():
        return None
    lost: Floats = (paid / found.economy.output[home]) @ run.lost[home]
    return lost


def _activities(
    found: NetEconomy, run: Trajectory, band: Band, words: Words
) -> list[dict[str, object]]:
    economy, steps = found.economy, len(run.days)
    share = run.lost / (run.normal[:, None] * steps)
    rows: list[dict[str, object]] = []
    for b, name in enumerate(band.names):
        touched = (found.into < 0) | (run.lowest[:, b] < 1 - UNTOUCHED)
        touched &= found.maker >= 0
        order = np.flatnonzero(touched)
        for i in order[np.argsort(-run.lost[order, b], kind="stable")]:
            cell = int(run.limiting[i, b])
            product = economy.links.products[economy.links.product[cell]] if cell >= 0 else ""
            rows.append(
                {
                    "scenario": name,
                    "id": economy.ids[i],
                    "name": words[economy.ids[i]],
                    "region": economy.region[i],
                    "output_loss_usd": float(run.lost[i, b]),
                    "output_loss_share": float(share[i, b]),
                    "value_added_loss_usd": float(
                        run.lost[i, b] * economy.value_added[i] / economy.output[i]
                    ),
                    "lowest_share": float(run.lowest[i, b]),
                    "lowest_day": _day(run.lowest_day[i, b]),
                    "first_hit_day": _day(run.first_hit[i, b]),
                    "recovered_day": _day(run.recovered[i, b]),
                    "short_of": words.get(product, product),
                }
            )
    return rows


def _day(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
