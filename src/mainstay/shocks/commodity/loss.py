"""The loss of one mineral: every cut, both regimes, expected over states, with its drivers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from mainstay.errors import UnitMismatch
from mainstay.model import Parameters, factor
from mainstay.shocks.commodity.draws import Draws
from mainstay.shocks.commodity.drivers import Driver, drivers
from mainstay.shocks.commodity.places import DEPTHS, Scenario, scenarios_of, who_counts
from mainstay.shocks.commodity.probability import (
    MOST_PLACES,
    expectation,
    state_probabilities,
    subsets,
    yearly_probability,
)
from mainstay.shocks.commodity.rationing import Rationing
from mainstay.shocks.commodity.supply import (
    BILATERAL,
    Shortage,
    Supply,
    inputs_of,
    supply_of,
)
from mainstay.shocks.commodity.uses import DrawnUses, drawn_uses, use_inputs
from mainstay.shocks.commodity.value import ValueFunction, headline, value_function
from mainstay.shocks.commodity.welfare import real_gain, terms_of_trade, under_curve
from mainstay.twin.materials import HOME, Materials
from mainstay.twin.net import Floats

#: Detail codes of those who mine and who refine, for the value added of more output at home.
MINERS, REFINERS = "us:2122A0", "us:331410"

#: Governance percentile of a place without one: the middle.
UNKNOWN_STABILITY = 50.0


@dataclass(frozen=True, eq=False)
class Odds:
    """Who can stop and how likely.

    Parameters
    ----------
    places
        At most four, weightiest first.
    structural, as_of_date
        ``(d, n)`` yearly probabilities: by governance alone, and with measures in force at one.
    states, states_as_of
        ``(d, 2**n)`` probabilities of every subset, in the order of ``subsets``.
    depth
        ``(d, 3)`` share of events by depth.
    """

    places: tuple[str, ...]
    structural: Floats
    as_of_date: Floats
    states: Floats
    states_as_of: Floats
    depth: Floats


@dataclass(frozen=True, eq=False)
class MineralLoss:
    """Everything computed for one mineral, ``c`` scenarios by ``d`` draws.

    Parameters
    ----------
    world, bilateral
        What each scenario leaves the country short of in either regime.
    loss, gain
        ``(c, d)`` GDP lost by those who use it, by the proportional rule, and value added won by
        those who make it at home, US dollars, world regime.
    expected, expected_as_of
        ``(d,)`` loss less gain over exclusive states.
    shortage
        ``(d,)`` expected shortage.
    """

    mineral: str
    supply: Supply
    uses: DrawnUses
    value: ValueFunction
    scenarios: tuple[Scenario, ...]
    world: Shortage
    bilateral: Shortage
    loss: Floats
    gain: Floats
    odds: Odds
    expected: Floats
    expected_as_of: Floats
    expected_gain: Floats
    shortage: Floats
    drivers: tuple[Driver, ...]

    def row(self, places: Sequence[str], depth: float) -> int:
        """Return the index of a scenario."""
        return self.scenarios.index(Scenario(tuple(sorted(places)), depth))

    def over_states(self, values: Floats, *, as_of: bool = False) -> Floats:
        """Return the expectation of ``(c, d)`` values over states and depths."""
        states = self.odds.states_as_of if as_of else self.odds.states
        return _over_states(self.scenarios, self.odds, states, values)

    @property
    def part_of_full(self) -> Floats:
        """``(d,)`` expected loss of users, gains aside, over their loss at a shortage of one.

        It is the expected shortage where the loss is linear in it, and less where the loss bends.
        """
        full = self.value.middle[-1]
        part = self.over_states(self.loss) / np.where(full > 0, full, 1.0)
        return np.asarray(np.where(full > 0, part, self.shortage))

    @property
    def under_curve(self) -> Floats:
        """``(c, d)`` market-clearing estimate: what the missing quantity was worth, dollars."""
        spend = self.uses.spend.sum(axis=1)
        elasticity = self.supply.worlds[0].demand_elasticity
        return under_curve(1.0 - self.world.short, elasticity, spend)

    @property
    def trade_terms(self) -> Floats:
        """``(c, d)`` dearer net imports, below zero; above it for a net exporter; not real GDP."""
        home, price = self.supply.home, self.uses.spend.sum(axis=1) / self.supply.used
        exports = home.exports.mode if home.exports else 0.0
        net = self.supply.imports - exports
        after = np.where(net > 0, net * (1.0 - self.world.short), net)
        return terms_of_trade(self.world.price, price, after)


def mineral_loss(
    mineral: str, materials: Materials, rationing: Rationing, *, parameters: Parameters,
    draws: Draws, as_of: date,
) -> MineralLoss:  # fmt: skip
    """Compute one mineral: markets, uses, value function, scenarios, expectation, drivers."""
    supply = supply_of(mineral, materials, parameters, draws)
    uses = drawn_uses(
        materials.uses[mineral],
        supply.home,
        rationing.tech,
        parameters=parameters,
        draws=draws,
        used=supply.used,
    )
    value = value_function(rationing, uses.cells, rationing.tech.size)
    places = who_counts(supply.markets, supply.home)
    scenarios = tuple(scenarios_of(places, materials.blocs))
    world, bilateral = supply.short(scenarios), supply.short(scenarios, BILATERAL)
    loss = headline(rationing, uses.cells, rationing.tech.size, value, world.short)
    gain = _gain(supply, world, rationing, uses)
    odds = odds_of(mineral, places, materials, parameters=parameters, draws=draws, as_of=as_of)
    net = loss - gain
    expected = _over_states(scenarios, odds, odds.states, net)
    inputs = {
        **inputs_of(mineral, materials, draws),
        **use_inputs(materials.uses[mineral], mineral, draws),
        **_hazards(draws),
    }
    return MineralLoss(
        mineral=mineral, supply=supply, uses=uses, value=value, scenarios=scenarios, world=world,
        bilateral=bilateral, loss=loss, gain=gain, odds=odds, expected=expected,
        expected_as_of=_over_states(scenarios, odds, odds.states_as_of, net),
        expected_gain=_over_states(scenarios, odds, odds.states, gain),
        shortage=_over_states(scenarios, odds, odds.states, world.short),
        drivers=tuple(drivers(inputs, expected)),
    )  # fmt: skip


def _hazards(draws: Draws) -> dict[str, Floats]:
    wanted = {
        "base_hazard": "yearly hazard of the best governed", "hazard_slope": "hazard by governance",
        "willingness/record": "hazard of places with a record of controls",
        "bloc_correlation": "whether a bloc acts together",
        "depth_full": "share of events that stop everything",
    }  # fmt: skip
    return {words: draws.asked[name] for name, words in wanted.items() if name in draws.asked}


def odds_of(
    mineral: str, places: Sequence[str], materials: Materials, *, parameters: Parameters,
    draws: Draws, as_of: date,
) -> Odds:  # fmt: skip
    """Return how likely each of the first places is to stop, alone and together."""
    first = tuple(places[:MOST_PLACES])
    stability = np.array([materials.stability.get(p, UNKNOWN_STABILITY) for p in first])
    classes = [materials.willingness.get(p, "neutral") for p in first]
    factors = {k: draws.of(f"willingness/{k}", parameters.get("willingness", k)) for k in classes}
    willing = (
        np.stack([factors[k] for k in classes], axis=1) if first else np.zeros((draws.count, 0))
    )
    structural = yearly_probability(
        stability, willing,
        draws.of("base_hazard", parameters.get("base_hazard")),
        draws.of("hazard_slope", parameters.get("hazard_slope")),
    )  # fmt: skip
    forced = np.array([_in_force(mineral, p, materials, as_of) for p in first], dtype=bool)
    stated = np.where(forced, 1.0, structural)
    bloc = _bloc(first, materials)
    rho = draws.of("bloc_correlation", parameters.get("bloc_correlation"))
    depth = np.stack([draws.of(n, parameters.get(n)) for n in DEPTHS.values()], axis=1)
    return Odds(
        first, structural, stated, state_probabilities(structural, bloc, rho),
        state_probabilities(stated, bloc, rho), depth / depth.sum(axis=1, keepdims=True),
    )  # fmt: skip


def _in_force(mineral: str, place: str, materials: Materials, as_of: date) -> bool:
    return any(m.country == place and m.binds(mineral, HOME, as_of) for m in materials.measures)


def _bloc(places: Sequence[str], materials: Materials) -> list[bool]:
    """Return which places belong to the bloc that holds most of them; none where fewer than two."""
    counts = {n: sum(p in members for p in places) for n, members in materials.blocs.items()}
    best = max(counts, key=lambda n: (counts[n], n), default="")
    if counts.get(best, 0) < 2:
        return [False] * len(places)
    return [p in materials.blocs[best] for p in places]


def _over_states(
    scenarios: Sequence[Scenario], odds: Odds, states: Floats, values: Floats
) -> Floats:
    """Return the expectation over exclusive states; a state's members stop equally deep."""
    index = {s: i for i, s in enumerate(scenarios)}
    total = np.zeros_like(states)
    for column, subset in enumerate(subsets(len(odds.places))):
        members = tuple(sorted(odds.places[i] for i in subset))
        if members:
            rows = [index[Scenario(members, depth)] for depth in DEPTHS]
            total[:, column] = (odds.depth * values[rows].T).sum(axis=1)
    return expectation(states, total)


def _gain(supply: Supply, found: Shortage, rationing: Rationing, uses: DrawnUses) -> Floats:
    """Return value added that producers at home win by making more, at the price before."""
    tech = rationing.tech
    price = uses.spend.sum(axis=1) / np.maximum(uses.cells.weight.sum(axis=1), 1e-300)
    price = price / supply.used
    gain = np.zeros_like(found.short)
    for number, (market, world) in enumerate(zip(supply.markets, supply.worlds, strict=True)):
        at_home = np.array([s.place == HOME for s in market.suppliers])
        try:
            scale = factor(market.unit, supply.home.unit)
        except UnitMismatch:
            continue
        maker = MINERS if market.stage.startswith("mine") else REFINERS
        ratio = tech.value_added_ratio[tech.ids.index(maker)] if maker in tech.ids else 0.0
        made = world.made[:, at_home].sum(axis=1) * scale
        here = found.stage == number
        won = real_gain(ratio, price, made, made * found.home_made)
        gain += np.where(here, won, 0.0)
    return gain
