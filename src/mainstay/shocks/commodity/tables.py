"""The tables of expected losses: what a person reads, each number with its band."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mainstay.model import Table
from mainstay.shocks.commodity.bands import band, middle
from mainstay.shocks.commodity.loss import MineralLoss
from mainstay.shocks.commodity.places import DEPTHS, supply_shares
from mainstay.shocks.commodity.ranking import above, among_first, first_separable
from mainstay.twin.materials import Materials
from mainstay.twin.net import Floats
from mainstay.twin.technology import Technology

#: Share of a stage's supply outside home from which one place is a single point of failure.
SINGLE_POINT = 0.9

#: Industries named for each mineral.
MOST_INDUSTRIES = 40

NOTE = (
    "expected loss of real GDP in a year from foreign cuts of exports, probability-weighted; "
    "5, 50 and 95 of a hundred draws; below zero where producers at home win more than users lose"
)


def expected(losses: Sequence[MineralLoss], materials: Materials) -> Table:
    """Return one row per mineral, largest expected loss first."""
    results = np.stack([x.expected for x in losses])
    shares, first = above(results), among_first(results)
    order = sorted(range(len(losses)), key=lambda i: -float(np.median(results[i])))
    source = " ".join(materials.source_keys)
    rows = []
    for rank, item in enumerate(order, 1):
        next_one = first_separable(shares, order, item)
        row = _expected_row(losses[item], materials)
        row |= {
            "top10_probability": float(first[item]),
            "tied_with": "" if next_one is None else losses[next_one].mineral,
            "separable_from_next": next_one is not None and next_one == _after(order, item),
        }
        rows.append({"rank": rank, **row, "source": source})
    return Table.of("expected", rows, title="Expected loss by mineral", notes=(NOTE,))


def _after(order: list[int], item: int) -> int | None:
    place = order.index(item) + 1
    return order[place] if place < len(order) else None


def _expected_row(x: MineralLoss, materials: Materials) -> dict[str, object]:
    market = x.supply.markets[0]
    leader = x.odds.places[0] if x.odds.places else ""
    full = x.row([leader], 1.0) if leader else 0
    world = supply_shares(x.supply.markets)
    home = materials.home[x.mineral]
    health, defense = (x.value.accounts[k] * x.part_of_full for k in (1, 2))
    driver = x.drivers[0] if x.drivers else None
    conditional = x.loss[full] - x.gain[full]
    direct = x.value.direct.sum(axis=1)
    return {
        "mineral": x.mineral, "name": market.name,
        **band("loss", x.expected, "usd"),
        **band("state_loss", x.expected_as_of, "usd"),
        "leader": leader, "leader_name": _name(x, leader),
        "leader_supply_share": world.get(leader),
        "leader_import_share": home.import_sources.get(leader),
        **band("conditional_loss", conditional, "usd"),
        **band("price_multiple", x.world.price[full]),
        "price_capped_share": float(x.world.capped[full].mean()),
        **band("shortage", x.world.short[full]),
        **band("bilateral_shortage", x.bilateral.short[full]),
        "bilateral_loss_usd_mid": middle(x.value.at(x.bilateral.short[full])),
        "efficient_usd_mid": middle(x.value.at(x.world.short[full], "lower")),
        "bottleneck_usd_mid": middle(x.value.at(x.world.short[full], "upper")),
        "market_loss_usd_mid": middle(x.under_curve[full]),
        "terms_of_trade_usd_mid": middle(x.trade_terms[full]),
        "producer_gain_usd_mid": middle(x.expected_gain),
        "health_loss_usd_mid": middle(health), "defense_loss_usd_mid": middle(defense),
        "spend_usd_mid": middle(x.uses.spend.sum(axis=1)),
        "loss_over_direct_mid": middle(x.value.middle[-1] / np.maximum(direct, 1.0)),
        "value_at_risk_usd_mid": middle(x.uses.cells.kappa @ x.uses.cells.value_added),
        "driver": driver.name if driver else "", "driver_index": driver.index if driver else None,
        "single_point": max(world.values(), default=0.0) >= SINGLE_POINT,
        "coverage": x.uses.coverage, "cited": x.uses.cited,
        "confidence": confidence(x.mineral, materials),
        "interpolation_error": x.value.error["middle"],
        "efficient_error": x.value.error["lower"], "bottleneck_error": x.value.error["upper"],
    }  # fmt: skip


def confidence(mineral: str, materials: Materials) -> float:
    """Return the lowest confidence among quantity, price and the mean of the uses of a mineral."""
    home, uses = materials.home[mineral], materials.uses[mineral]
    whole = sum(u.share.mode for u in uses)
    mean = sum(u.share.mode * min(u.share.confidence, u.substitutable.confidence) for u in uses)
    return min(home.used.confidence, home.price_usd.confidence, mean / whole if whole else 0.0)


def _name(x: MineralLoss, place: str) -> str:
    names = {s.place: s.name for m in x.supply.markets for s in m.suppliers}
    return names.get(place, place)


def by_industry(losses: Sequence[MineralLoss], tech: Technology) -> Table:
    """Return the expected loss of value added by mineral and industry, largest first."""
    names = tech.net.activities.name
    rows: list[dict[str, object]] = []
    for x in losses:
        part = x.part_of_full[:, None]
        lost, direct = x.value.value_added * part, x.value.direct * part
        order = np.argsort(-np.median(lost, axis=0), kind="stable")[:MOST_INDUSTRIES]
        for k in order:
            i = int(x.value.industries[k])
            rows.append({
                "mineral": x.mineral, "industry": tech.ids[i], "name": names[tech.activity[i]],
                **band("loss", lost[:, k], "usd"),
                "direct_usd_mid": middle(direct[:, k]),
                "indirect_usd_mid": middle(lost[:, k] - direct[:, k]),
            })  # fmt: skip
    notes = (
        f"the first {MOST_INDUSTRIES} industries of each mineral; without gains of producers",
        "the expected loss, spread over industries as where all of the mineral is missing",
    )
    return Table.of("by_industry", rows, title="Expected loss by industry", notes=notes)


def by_country(losses: Sequence[MineralLoss]) -> Table:
    """Return who can stop each mineral, how likely, and what a full stop costs."""
    # a place that ships a mineral and makes none is named where it makes another
    names = {s.place: s.name for x in losses for m in x.supply.markets for s in m.suppliers}
    rows: list[dict[str, object]] = []
    for x in losses:
        shares = supply_shares(x.supply.markets)
        for k, place in enumerate(x.odds.places):
            full = x.row([place], 1.0)
            alone = _alone(x, place)
            rows.append({
                "mineral": x.mineral, "place": place, "name": names.get(place, place),
                "supply_share": shares.get(place),
                "import_share": x.supply.home.import_sources.get(place),
                **band("probability", x.odds.structural[:, k]),
                "in_force": bool((x.odds.as_of_date[:, k] == 1.0).all()),
                **band("expected", x.odds.structural[:, k] * alone, "usd"),
                **band("conditional", (x.loss - x.gain)[full], "usd"),
                **band("shortage", x.world.short[full]),
                "bilateral_usd_mid": middle(x.value.at(x.bilateral.short[full])),
            })  # fmt: skip
    notes = ("expected_*: as if nobody else stopped; rows of a mineral must not be added",)
    return Table.of("by_country", rows, title="Who can stop what", notes=notes)


def _alone(x: MineralLoss, place: str) -> Floats:
    """Return ``(d,)`` the mean loss over depths when one place stops alone."""
    rows = [x.row([place], depth) for depth in DEPTHS]
    return np.asarray((x.odds.depth * (x.loss - x.gain)[rows].T).sum(axis=1), dtype=np.float64)


def regimes(losses: Sequence[MineralLoss]) -> Table:
    """Return a full stop of the leading supplier in both regimes, side by side."""
    rows: list[dict[str, object]] = []
    for x in losses:
        full = x.row([x.odds.places[0]], 1.0) if x.odds.places else 0
        nothing = np.full(x.expected.shape, np.nan)
        for regime, lost, price, short in (
            ("world", (x.loss - x.gain)[full], x.world.price[full], x.world.short[full]),
            ("bilateral", x.value.at(x.bilateral.short[full]), nothing, x.bilateral.short[full]),
        ):  # fmt: skip
            rows.append({
                "mineral": x.mineral, "regime": regime, **band("loss", lost, "usd"),
                **band("price_multiple", price), **band("shortage", short),
            })  # fmt: skip
    return Table.of("regimes", rows, title="The leading supplier stops, for all and for one")


def suppliers(losses: Sequence[MineralLoss]) -> Table:
    """Return who makes each stage, and what of US imports each ships."""
    rows: list[dict[str, object]] = []
    for x in losses:
        sources = x.supply.home.import_sources
        for market in x.supply.markets:
            for s in market.suppliers:
                low, middle_, high = market.share_of(s)
                rows.append({
                    "mineral": x.mineral, "stage": market.stage, "place": s.place,
                    "name": s.name, "year": market.year, "share_low": low, "share_mid": middle_,
                    "share_high": high, "import_share": sources.get(s.place),
                })  # fmt: skip
    return Table.of("suppliers", rows, title="Who makes what")


def scenario_rows(losses: Sequence[MineralLoss]) -> Table:
    """Return every scenario of every mineral: who, how deep, price, shortage, loss."""
    rows: list[dict[str, object]] = []
    for x in losses:
        net = x.loss - x.gain
        other = x.value.at(x.bilateral.short)
        for k, scenario in enumerate(x.scenarios):
            rows.append({
                "mineral": x.mineral, "places": "+".join(scenario.places),
                "depth": scenario.depth, **band("loss", net[k], "usd"),
                **band("price_multiple", x.world.price[k]), **band("shortage", x.world.short[k]),
                **band("bilateral_loss", other[k], "usd"),
                **band("bilateral_shortage", x.bilateral.short[k]),
            })  # fmt: skip
    return Table.of("scenarios", rows, title="One-year cuts of exports, by mineral, place, depth")


def driver_rows(losses: Sequence[MineralLoss]) -> Table:
    """Return what would change each answer: the ranges that drive it."""
    rows: list[dict[str, object]] = [
        {"mineral": x.mineral, "parameter": d.name, "index": d.index,
         "low_answer": d.low, "high_answer": d.high}
        for x in losses for d in x.drivers[:8]
    ]  # fmt: skip
    notes = ("index: first-order share of the variance; answers: mean over the lowest and the "
             "highest tenth of the range",)  # fmt: skip
    return Table.of("drivers", rows, title="What would change these answers", notes=notes)


def not_computed(materials: Materials, failed: dict[str, str]) -> Table:
    """Return minerals without a number, each with its reason; missing is never zero."""
    held = {**materials.missing, **failed}
    rows: list[dict[str, object]] = [{"mineral": m, "reason": r} for m, r in sorted(held.items())]
    return Table.of("not_computed", rows, title="Minerals without a number")


def separability(losses: Sequence[MineralLoss]) -> Table:
    """Return for each pair the share of draws in which the first loses more."""
    shares = above(np.stack([x.expected for x in losses]))
    rows: list[dict[str, object]] = [
        {"mineral": a.mineral, "other": b.mineral, "share": float(shares[i, j])}
        for i, a in enumerate(losses) for j, b in enumerate(losses) if i != j
    ]  # fmt: skip
    return Table.of("separability", rows, title="Which ranks can be told apart")


__all__ = [
    "by_country", "by_industry", "confidence", "driver_rows", "expected", "not_computed", "regimes",
    "scenario_rows", "separability", "suppliers",
]  # fmt: skip
