"""Engine ``commodity``: a scenario that cuts minerals, answered in both regimes with bands.

Minerals that stop together are joined before the economy answers: what several of them feed into
one product line is lost once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from mainstay.errors import BadScenario, Problem, raise_all
from mainstay.model import Table, default_parameters
from mainstay.model.scenario import DAILY_TARGETS
from mainstay.shocks.commodity.bands import band, middle
from mainstay.shocks.commodity.draws import Draws
from mainstay.shocks.commodity.drivers import drivers
from mainstay.shocks.commodity.expected import DRAWS
from mainstay.shocks.commodity.lines import Cells, output_cut, shortage_by_use, shortage_efficient
from mainstay.shocks.commodity.places import Scenario
from mainstay.shocks.commodity.rationing import Rationed, Rationing
from mainstay.shocks.commodity.supply import (
    BILATERAL,
    PRODUCTION,
    WORLD,
    Shortage,
    Supply,
    inputs_of,
    supply_of,
)
from mainstay.shocks.commodity.uses import DrawnUses, drawn_uses, use_inputs
from mainstay.shocks.contract import ImpactBatch, Shocks
from mainstay.shocks.dated import notes_without_days, refuse
from mainstay.twin.exposure import ACCOUNTS
from mainstay.twin.materials import HOME
from mainstay.twin.net import Floats, Net

#: Ranges of :func:`inputs_of` that count in the home regime.
HOME_INPUTS = ("stocks held", "quantity used")

#: Draws whose efficient end is solved by a linear program; its band comes from these.
PROBES = 24

NOTES = (
    "loss if it happens, a year, real GDP at constant prices; 5, 50 and 95 of a hundred draws",
    "regime world: withheld from everybody; regime home: from the home country alone, partly "
    "coming round by others",
    "proportional is the headline; efficient and bottleneck are the ends of how it is shared out",
)


@dataclass(frozen=True, eq=False)
class _Cut:
    """What a scenario does to one mineral."""

    mineral: str
    regime: str
    scenario: Scenario


class Commodity:
    """Answers scenarios that cut minerals."""

    name = "commodity"
    version = "1"

    def run(
        self, net: Net, shocks: Shocks, params: Mapping[str, Any], rng: np.random.Generator
    ) -> ImpactBatch:
        """Return accounts, activities, markets and drivers for every scenario.

        Raises
        ------
        BadScenario
            If a scenario shocks something other than a computed mineral, with every fault.
        """
        shocks.check(net)
        refuse(shocks.names, shocks.dated, DAILY_TARGETS, self.name, "run it with --engine ario")
        rationing = Rationing(net)
        draws = Draws(int(params.get("draws", DRAWS)), int(rng.integers(2**31)))
        cuts = [_cuts(net, shocks, s) for s in range(len(shocks.names))]
        rows: dict[str, list[dict[str, object]]] = {
            name: [] for name in ("accounts", "by_activity", "markets", "drivers")
        }
        # many small systems: threads of the linear algebra would wait for each other
        with threadpool_limits(1):
            for name, found in zip(shocks.names, cuts, strict=True):
                for regime in (WORLD, BILATERAL):
                    answer = _Answer(net, rationing, draws, found, regime)
                    for table, some in answer.rows().items():
                        rows[table] += [{"scenario": name, "regime": regime, **r} for r in some]
        titles = {
            "accounts": "Loss by account", "by_activity": "Loss of value added by industry",
            "markets": "What the cut does to each mineral",
            "drivers": "What would change this answer",
        }  # fmt: skip
        source = "; ".join(net.materials.sources)
        tables = {
            name: Table.of(name, some, title=titles[name], source=source)
            for name, some in rows.items()
        }
        minerals = sorted({c.mineral for found in cuts for c in found})
        outside = tuple(
            f"not covered: {m}: {words}"
            for m in minerals
            for words in net.materials.home[m].outside
        )
        return ImpactBatch(self.name, self.version, shocks.names, tables,
                           NOTES + outside + notes_without_days(shocks.dated))  # fmt: skip


def _cuts(net: Net, shocks: Shocks, s: int) -> list[_Cut]:
    """Return the cuts of a scenario by mineral; refuse what is no mineral."""
    problems: list[Problem] = []
    where = f"scenario {shocks.names[s]}"
    others = (shocks.final_loss_usd[s], shocks.pool_loss[s], shocks.activity_loss[s],
              shocks.value_added_rise[s], shocks.import_price_rise[s])  # fmt: skip
    if any(values.any() for values in others):
        problems.append(Problem("not_a_mineral", where, "it shocks more than who ships minerals",
                                "use the engine leontief"))  # fmt: skip
    sizes: dict[tuple[str, str], dict[str, float]] = {}
    for matrix, is_export in ((shocks.make_loss[s], False), (shocks.export_loss[s], True)):
        cells = matrix.tocoo()
        for i, j, size in zip(cells.row, cells.col, cells.data, strict=True):
            mineral, region = net.pools.product[j], net.pools.region[j]
            regime = WORLD if is_export else PRODUCTION if region == "WORLD" else BILATERAL
            if mineral not in net.materials.markets and mineral not in net.materials.missing:
                place = f"{where}, {net.pools.id[j]}"
                hint = "use the engine leontief"
                problems.append(Problem("not_a_mineral", place, "no market of a mineral", hint))
                continue
            place = net.activities.region[i]
            if is_export and place == HOME:
                problems.append(Problem("own_exports", f"{where}, {mineral}",
                                        "the home country keeps what it makes: nothing is short",
                                        "name another country"))  # fmt: skip
                continue
            held = sizes.setdefault((mineral, regime), {})
            held[place] = max(held.get(place, 0.0), float(size))
    found = []
    for (mineral, regime), by_place in sizes.items():
        if mineral not in net.materials.computed:
            why = net.materials.missing.get(mineral, "not computed")
            problems.append(Problem("not_computed", f"{where}, {mineral}", why,
                                    "see mainstay materials missing"))  # fmt: skip
        elif len(set(by_place.values())) > 1:
            what = "places stop by different shares"
            problems.append(Problem("several_sizes", f"{where}, {mineral}", what, "give one size"))
        else:
            depth = next(iter(by_place.values()))
            found.append(_Cut(mineral, regime, Scenario(tuple(sorted(by_place)), depth)))
    if not found and not problems:
        problems.append(Problem("nothing_lost", where, "no mineral is cut"))
    raise_all(BadScenario, "the scenario is no cut of minerals", list(dict.fromkeys(problems)))
    return found


class _Answer:
    """One scenario in one regime."""

    def __init__(
        self, net: Net, rationing: Rationing, draws: Draws, cuts: list[_Cut], regime: str
    ) -> None:
        self.net, self.rationing, self.draws, self.regime = net, rationing, draws, regime
        materials, table = net.materials, default_parameters()
        tech, lines = rationing.tech, dict[str, int]()
        self.minerals = sorted({c.mineral for c in cuts})
        self.supplies: list[Supply] = []
        self.uses: list[DrawnUses] = []
        self.shortages: list[Shortage] = []
        for mineral in self.minerals:
            supply = supply_of(mineral, materials, table, draws)
            drawn = drawn_uses(
                materials.uses[mineral], supply.home, tech,
                parameters=table, draws=draws, used=supply.used, lines=lines,
            )  # fmt: skip
            mine = [c for c in cuts if c.mineral == mineral]
            self.shortages.append(_worst([
                supply.short([c.scenario], BILATERAL if regime == BILATERAL else _world(c.regime))
                for c in mine
            ]))  # fmt: skip
            self.supplies.append(supply)
            self.uses.append(drawn)
        self.cells = _joined([u.cells for u in self.uses])
        self.short = np.stack([s.short[0] for s in self.shortages], axis=1)
        self.users = np.unique(self.cells.industry)

    def cut(self, *, efficient: bool = False) -> Floats:
        share = shortage_efficient if efficient else shortage_by_use
        whole = output_cut(self.cells, share(self.cells, self.short), self.rationing.tech.size)
        return whole[:, self.users]

    def rows(self) -> dict[str, list[dict[str, object]]]:
        cut = self.cut()
        solved = self.rationing.proportional(self.users, cut, detail=True)
        probes = np.unique(np.linspace(0, len(cut) - 1, PROBES).round().astype(np.intp))
        low = self.rationing.efficient(self.users, self.cut(efficient=True)[probes])
        high = self.rationing.bottleneck(self.users, cut)
        return {
            "accounts": self._accounts(solved, low, high, probes),
            "by_activity": self._activities(solved, cut),
            "markets": [self._market(k) for k in range(len(self.minerals))],
            "drivers": self._drivers(solved),
        }

    def _accounts(
        self, solved: Rationed, low: Rationed, high: Rationed, probes: NDArray[np.intp]
    ) -> list[dict[str, object]]:
        # the order of uses goes by direct value; where that misleads, sharing alike loses less
        least = np.minimum(low.gdp_loss_usd, solved.gdp_loss_usd[probes])
        rows = []
        for k, account in enumerate(ACCOUNTS):
            is_whole = k == 0
            lost = solved.gdp_loss_usd if is_whole else solved.accounts[k]
            rows.append({
                "account": account,
                "measure": "real GDP" if is_whole else "final use",
                **band("loss", lost, "usd"),
                "efficient_usd_mid": middle(least if is_whole else low.accounts[k]),
                "bottleneck_usd_mid": middle(high.gdp_loss_usd if is_whole else high.accounts[k]),
            })  # fmt: skip
        return rows

    def _activities(self, solved: Rationed, cut: Floats) -> list[dict[str, object]]:
        tech, lost = self.rationing.tech, solved.value_added_loss
        assert lost is not None
        direct = np.zeros_like(lost)
        direct[:, self.users] = np.minimum(
            cut * self.rationing.value_added[self.users], lost[:, self.users]
        )
        names, center = tech.net.activities.name, np.median(lost, axis=0)
        order = [int(i) for i in np.argsort(-center, kind="stable") if lost[:, i].any()]
        return [
            {"id": tech.ids[i], "name": names[tech.activity[i]],
             **band("value_added_loss", lost[:, i], "usd"),
             "direct_usd_mid": middle(direct[:, i]),
             "indirect_usd_mid": middle(lost[:, i] - direct[:, i])}
            for i in order
        ]  # fmt: skip

    def _market(self, k: int) -> dict[str, object]:
        supply, found, uses = self.supplies[k], self.shortages[k], self.uses[k]
        stage = supply.markets[int(np.bincount(found.stage[0]).argmax())].stage
        is_home = self.regime == BILATERAL
        return {
            "mineral": self.minerals[k], "stage": "imports" if is_home else stage,
            **band("shortage", found.short[0]),
            **({f"price_multiple_{e}": None for e in ("low", "mid", "high")} if is_home
               else band("price_multiple", found.price[0])),
            "price_capped_share": None if is_home else float(found.capped[0].mean()),
            "spend_usd_mid": middle(uses.spend.sum(axis=1)),
            "coverage": uses.coverage, "cited": uses.cited,
        }  # fmt: skip

    def _drivers(self, solved: Rationed) -> list[dict[str, object]]:
        return [
            {"parameter": d.name, "index": d.index, "low_answer": d.low,
             "high_answer": d.high}
            for d in drivers(self.inputs(), solved.gdp_loss_usd)[:8]
        ]  # fmt: skip

    def inputs(self) -> dict[str, Floats]:
        """Return the uniform numbers behind the loss by name; a mineral's own bear its name."""
        each = {m: self._inputs(m) for m in self.minerals}
        found: dict[str, Floats] = {}
        for mineral, named in each.items():
            for words, values in named.items():
                is_shared = all(o.get(words, values) is values for o in each.values())
                found[words if is_shared else f"{words}, {mineral}"] = values
        return found

    def _inputs(self, mineral: str) -> dict[str, Floats]:
        """Return the uniform numbers behind a mineral's loss; the home regime clears no market."""
        found = inputs_of(mineral, self.net.materials, self.draws)
        if self.regime == BILATERAL:
            found = {words: found[words] for words in HOME_INPUTS if words in found}
            asked = self.draws.asked
            names = {"trade_diversion": "share that comes round by others",
                     f"{mineral}/imports": "imports"}  # fmt: skip
            found |= {words: asked[name] for name, words in names.items() if name in asked}
        return found | use_inputs(self.net.materials.uses[mineral], mineral, self.draws)


def _world(regime: str) -> str:
    """Return the regime in which a cut is seen by the world; one of imports withholds exports."""
    return PRODUCTION if regime == PRODUCTION else WORLD


def _worst(found: list[Shortage]) -> Shortage:
    """Return the shortage of the worst of several cuts of one mineral, draw by draw."""
    worst = np.stack([f.short[0] for f in found]).argmax(axis=0)
    draw = np.arange(worst.size)

    def pick(name: str) -> Any:
        return np.stack([getattr(f, name)[0] for f in found])[worst, draw][None]

    return Shortage(pick("short"), pick("price"), pick("capped"), pick("home_made"), pick("stage"))


def _joined(cells: list[Cells]) -> Cells:
    """Return the cells of several minerals as one, minerals numbered in order."""
    return Cells(
        mineral=np.concatenate([np.full(len(c.industry), k) for k, c in enumerate(cells)]),
        use=np.concatenate([c.use for c in cells]),
        industry=np.concatenate([c.industry for c in cells]),
        line=np.concatenate([c.line for c in cells]),
        kappa=np.concatenate([c.kappa for c in cells], axis=1),
        phi=np.concatenate([c.phi for c in cells], axis=1),
        weight=np.concatenate([c.weight for c in cells], axis=1),
        value_added=np.concatenate([c.value_added for c in cells]),
    )
