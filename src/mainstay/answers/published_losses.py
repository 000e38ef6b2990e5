"""What others published of losses from minerals, beside ours: shown, and never a miss.

Nothing here was used to set a range. The published method is known from abstracts only, and ours
differs in ways that are not known, so these are comparisons: where they part, the reader sees by
how much.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace

import numpy as np

from mainstay.answers.material_net import DRAWS, losses, material_net
from mainstay.answers.minerals import facts
from mainstay.answers.register import Answer, Kind, answer
from mainstay.fusion.mineral_shares import plain_indices
from mainstay.model import Scenario, default_parameters
from mainstay.shocks.commodity.compare import areas
from mainstay.shocks.commodity.draws import Draws
from mainstay.shocks.commodity.lines import Cells, output_cut, shortage_by_use
from mainstay.shocks.commodity.loss import MineralLoss
from mainstay.shocks.commodity.rationing import Rationing
from mainstay.shocks.commodity.story import Commodity
from mainstay.shocks.commodity.uses import drawn_uses
from mainstay.shocks.resolve import resolve
from mainstay.twin.net import Floats
from mainstay.twin.technology import technology

ABSTRACT = (
    "Nassar and others 2024, USGS Open-File Report 2024-1057, abstract, doi 10.3133/ofr20241057"
)
RELEASE = "USGS news release of 19 November 2024 on Open-File Report 2024-1057"
ORDER = (
    "Manley, Alonso and Nassar 2022, Resources Policy 78, at equal disruption (assumed: not opened)"
)
LISTED = "USGS, Mineral Commodity Summaries 2026, critical flag; 0.5 is chance"

BAND = (
    f"billions of dollars: middle, low, high; ours the 50, 5 and 95 of a hundred of {DRAWS} draws"
)

#: Billions of dollars lost if China's net exports stop: middle, low, high.
FULL_CUT = {
    "gallium": (3.1, 1.7, 8.2), "germanium": (0.4, 0.01, 1.1), "gallium+germanium": (3.4, 1.7, 9.0),
}  # fmt: skip

#: China stops exporting; germanium has no world pool, so the cut is written on what it ships here.
SHOCKS = {
    name: {"target": target, "codes": [f"mineral:{name}:{pool}"], "country": "CHN", "size": 1.0}
    for name, target, pool in (
        ("gallium", "exports", "world-primary"), ("germanium", "imports", "us-imports"),
    )
}  # fmt: skip

#: Minerals of large and of small loss where all are disrupted alike.
LARGE, SMALL = ("lithium", "fluorspar"), ("gold", "lead", "rhenium")

#: Makers of semiconductor devices.
DEVICES = "us:334413"


def observed() -> Iterator[Answer]:
    """Yield published numbers with ours."""
    yield from _full_cut()
    yield from _prices()
    yield from _devices()
    yield from _equal_disruption()
    yield from _areas()


def _full_cut() -> Iterator[Answer]:
    ours = _stories()
    for name, published in FULL_CUT.items():
        yield answer(f"commodity.full-cut-{name.replace('+', '-')}", Kind.OBSERVED, ABSTRACT,
                     expected=published, got=ours[name], reason=BAND)  # fmt: skip
    overlaps = [
        ours[name][1] <= high and low <= ours[name][2] for name, (_, low, high) in FULL_CUT.items()
    ]
    yield answer("commodity.full-cut-overlaps", Kind.OBSERVED, ABSTRACT,
                 expected=[True, True, True], got=overlaps,
                 reason="whether both bands overlap: gallium, germanium, joint")  # fmt: skip
    joint, apart = _together()
    yield answer("commodity.joint-below-sum", Kind.OBSERVED, ABSTRACT, expected=1.0,
                 got=[float((joint <= apart * (1 + 1e-9)).mean()), float((joint / apart).max())],
                 reason="share of draws in which both together lose no more than one by one, and "
                 "the largest ratio; beyond it final use of chips is lost whole")  # fmt: skip


def _together() -> tuple[Floats, Floats]:
    """Return ``(d,)`` the loss of both minerals together, and the sum of both alone."""
    net, draws = material_net(), Draws(DRAWS, 0)
    economy, lines = Rationing(net), dict[str, int]()
    cells, short = [], []
    for number, mineral in enumerate(SHOCKS):
        one = losses()[mineral]
        uses = drawn_uses(
            net.materials.uses[mineral], one.supply.home, economy.tech,
            parameters=default_parameters(), draws=draws, used=one.supply.used, lines=lines,
        )  # fmt: skip
        cells.append(replace(uses.cells, mineral=np.full_like(uses.cells.mineral, number)))
        short.append(one.world.short[one.row(["CHN"], 1.0)])
    whole = Cells(
        *(np.concatenate([getattr(c, f.name) for c in cells], axis=-1) for f in fields(Cells))
    )

    def lost(part: Cells) -> Floats:
        missing = shortage_by_use(part, np.stack(short, axis=1))
        users = np.unique(part.industry)
        cut = output_cut(part, missing, economy.tech.size)[:, users]
        return economy.proportional(users, cut).gdp_loss_usd

    return lost(whole), lost(cells[0]) + lost(cells[1])


def _stories() -> dict[str, list[float]]:
    """Return the loss, middle, low and high in billions, of each cut and of both together."""
    net = material_net()
    cuts = [
        Scenario.model_validate({
            "version": 1, "name": name.replace("+", "-"), "title": name, "engine": "commodity",
            "shocks": [SHOCKS[mineral] for mineral in name.split("+")],
        }) for name in FULL_CUT
    ]  # fmt: skip
    found = (
        Commodity()
        .run(net, resolve(net, cuts), {"draws": DRAWS}, np.random.default_rng(0))
        .tables["accounts"]
    )
    names = {name.replace("+", "-"): name for name in FULL_CUT}
    return {
        names[row["scenario"]]: [row[f"loss_usd_{end}"] / 1e9 for end in ("mid", "low", "high")]
        for row in found.rows() if row["account"] == "economy" and row["regime"] == "world"
    }  # fmt: skip


def _prices() -> Iterator[Answer]:
    for name, rise in (("gallium", 1.5), ("germanium", 0.26)):
        one = losses()[name]
        price = one.world.price[one.row(["CHN"], 1.0)] - 1.0
        yield answer(f"commodity.price-rise-{name}", Kind.OBSERVED, RELEASE, expected=rise,
                     got=np.percentile(price, [50, 5, 95]),
                     reason="rise of one, gallium: more than; ours 50, 5, 95 %")  # fmt: skip


def _devices() -> Iterator[Answer]:
    one, place = losses()["gallium"], technology(material_net()).ids.index(DEVICES)
    yield answer("commodity.gallium-in-devices", Kind.OBSERVED,
                 RELEASE + "; more than 0.4 of the net loss, gallium and germanium together",
                 expected=0.4, got=_part(one, place), reason="share of loss, median")  # fmt: skip


def _part(one: MineralLoss, industry: int) -> float:
    """Return the median share of an industry in the value added lost."""
    place = np.flatnonzero(one.value.industries == industry)
    lost = one.value.value_added[:, place].sum(axis=1)
    return float(np.median(lost / one.value.value_added.sum(axis=1)))


def _equal_disruption() -> Iterator[Answer]:
    """Lose all of a year's use, shared out at the least loss of GDP."""
    known = [m for m in (*LARGE, *SMALL) if m in losses()]
    whole = {m: losses()[m].value.at(np.ones(DRAWS), "lower") / 1e9 for m in known}
    middle = {m: float(np.median(loss)) for m, loss in whole.items()}
    order = sorted(middle, key=lambda m: -middle[m])
    yield answer(
        "commodity.equal-disruption", Kind.OBSERVED, ORDER,
        expected="lithium, fluorspar above gold, lead, rhenium",
        got=", ".join(f"{m} {middle[m]:.1f}" for m in order),
        reason="median billions of dollars if all use stops, efficient rule; mica: no number here",
    )  # fmt: skip


def _areas() -> Iterator[Answer]:
    """Tell listed minerals from others, by expected loss and by plain indices."""
    names = [
        m for m in losses() if facts()[m].is_critical is not None and plain_indices(facts()[m])
    ]
    plain = np.array([plain_indices(facts()[m]) for m in names], dtype=np.float64)
    scores: dict[str, Floats] = {
        "expected-loss": np.array([float(np.median(losses()[m].expected)) for m in names]),
        "reliance": plain[:, 0],
        "concentration": plain[:, 1],
        "reliance-times-concentration": plain[:, 0] * plain[:, 1],
    }
    listed = np.array([bool(facts()[m].is_critical) for m in names])
    found, _ = areas(scores, listed, against="expected-loss")
    for name, one in found.items():
        yield answer(f"commodity.auc-{name}", Kind.OBSERVED, LISTED, expected=0.5,
                     got=[one.value, one.low, one.high],
                     reason=f"area under the curve and 95 of a hundred drawn sets; {len(names)} "
                     f"minerals, {int(listed.sum())} listed")  # fmt: skip
