"""From a mineral's markets and a cut to what the home country is short of.

Two regimes, always both: ``world``, in which the places that stop withhold what they export from
everybody, and ``home``, in which they withhold it from the home country alone and some of it comes
round by others. Of several stages the worst counts, never the sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mainstay.errors import UnitMismatch
from mainstay.model import Parameters, factor
from mainstay.shocks.commodity.draws import Draws
from mainstay.shocks.commodity.market import (
    WorldMarket,
    cut_exports,
    cut_production,
    cut_to_home,
)
from mainstay.shocks.commodity.places import Scenario
from mainstay.twin.materials import HOME, HomeUse, Market, Materials
from mainstay.twin.net import Floats

#: Regimes of a cut.
WORLD, BILATERAL, PRODUCTION = "world", "home", "production"


@dataclass(frozen=True, eq=False)
class Shortage:
    """What cuts do to the home country, over ``c`` scenarios and ``d`` draws.

    Parameters
    ----------
    short
        ``(c, d)`` share of a year's use at home that is missing, stocks used up.
    price
        ``(c, d)`` price as a multiple of the one before; 1 in the bilateral regime, whose price is
        not modeled.
    capped
        ``(c, d)`` whether the price stands at its cap and the rest is rationed.
    home_made
        ``(c, d)`` production at home, as a multiple of the one before; 1 where none.
    stage
        ``(c, d)`` index of the stage that is worst.
    """

    short: Floats
    price: Floats
    capped: NDArray[np.bool_]
    home_made: Floats
    stage: NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Supply:
    """The stages of a mineral, drawn.

    Parameters
    ----------
    markets, worlds
        The stages and their arrays.
    home
        What the home country uses.
    stocks
        ``(d,)`` stocks at home as a share of a year's use.
    used, imports, diversion
        ``(d,)`` quantities in the unit of ``home``, and the share of a bilateral cut that comes
        round by others.
    """

    markets: tuple[Market, ...]
    worlds: tuple[WorldMarket, ...]
    home: HomeUse
    stocks: Floats
    used: Floats
    imports: Floats
    diversion: Floats

    def short(self, scenarios: Sequence[Scenario], regime: str = WORLD) -> Shortage:
        """Return what every scenario leaves the home country short of."""
        if regime == BILATERAL:
            return self._bilateral(scenarios)
        c, d = len(scenarios), len(self.used)
        best = Shortage(
            np.full((c, d), -1.0), np.ones((c, d)), np.zeros((c, d), dtype=bool),
            np.ones((c, d)), np.zeros((c, d), dtype=np.intp),
        )  # fmt: skip
        depth = np.array([s.depth for s in scenarios])
        clear = cut_production if regime == PRODUCTION else cut_exports
        for number, (market, world) in enumerate(zip(self.markets, self.worlds, strict=True)):
            cut = _members(market, scenarios)
            found = clear(world, cut, depth)
            is_hit = np.asarray(cut.any(axis=1), dtype=bool)[:, None]
            missing = np.where(is_hit, 1.0 - found.used, 0.0)
            worse = np.asarray(missing > best.short, dtype=bool)
            best.short[worse] = missing[worse]
            best.price[worse] = found.price[worse]
            best.capped[worse] = np.asarray(found.rationed > 0, dtype=bool)[worse]
            best.stage[worse] = number
            best.home_made[worse] = _home_rise(market, world, found.made)[worse]
        np.maximum(best.short - self.stocks, 0.0, out=best.short)
        return best

    def _bilateral(self, scenarios: Sequence[Scenario]) -> Shortage:
        c, d = len(scenarios), len(self.used)
        sources = [p for p in self.home.import_sources if p != HOME]
        shares = np.array([self.home.import_sources[p] for p in sources])
        cut = np.array([[p in s.places for p in sources] for s in scenarios], dtype=bool)
        depth = np.array([s.depth for s in scenarios])
        if sources:
            missing = cut_to_home(self.imports, self.used, shares, cut, depth, self.diversion)
        else:
            missing = np.zeros((c, d))
        short = np.maximum(missing - self.stocks, 0.0)
        one = np.ones((c, d))
        return Shortage(short, one, np.zeros((c, d), dtype=bool), one.copy(),
                        np.zeros((c, d), dtype=np.intp))  # fmt: skip


def _members(market: Market, scenarios: Sequence[Scenario]) -> NDArray[np.bool_]:
    return np.array(
        [[s.place in scenario.places for s in market.suppliers] for scenario in scenarios],
        dtype=bool,
    )


def _home_rise(market: Market, world: WorldMarket, made: Floats) -> Floats:
    at_home = np.array([s.place == HOME for s in market.suppliers])
    before = world.made[:, at_home].sum(axis=1)
    after = made[:, :, at_home].sum(axis=2)
    return np.where(before > 0, after / np.where(before > 0, before, 1.0), 1.0)


def supply_of(mineral: str, materials: Materials, parameters: Parameters, draws: Draws) -> Supply:
    """Draw the stages of a mineral and what the home country uses of it."""
    markets, home = materials.markets[mineral], materials.home[mineral]
    used = draws.of(f"{mineral}/used", home.used)
    if home.imports is None:
        imports = np.minimum(used, _net_imports(home, used))
    else:
        imports = draws.of(f"{mineral}/imports", home.imports)
    return Supply(
        markets=markets,
        worlds=tuple(_world(m, materials, parameters, draws) for m in markets),
        home=home,
        stocks=_stocks(home, parameters, draws, used),
        used=used,
        imports=imports,
        diversion=draws.of("trade_diversion", parameters.get("trade_diversion")),
    )


def _net_imports(home: HomeUse, used: Floats) -> Floats:
    """Return imports as what is used less what is made from scrap: an upper bound, no more."""
    return used - (home.secondary.mode if home.secondary else 0.0)


def _stocks(home: HomeUse, parameters: Parameters, draws: Draws, used: Floats) -> Floats:
    if home.stocks is None:
        return draws.of("stock_cover", parameters.get("stock_cover"))
    held = draws.of(f"{home.mineral}/stocks", home.stocks)
    return np.asarray(np.clip(held / used, 0.0, 1.0), dtype=np.float64)


def _world(
    market: Market, materials: Materials, parameters: Parameters, draws: Draws
) -> WorldMarket:
    kind = market.market_class
    made = np.stack(
        [draws.of(f"{market.pool_id}/made/{s.place}", s.made) for s in market.suppliers], axis=1
    )
    spare = draws.of(f"spare_capacity/{kind}", parameters.get("spare_capacity", kind))
    capacity = made * (1.0 + spare[:, None])
    own = np.empty_like(made)
    for column, supplier in enumerate(market.suppliers):
        if supplier.capacity is not None:
            published = draws.of(f"{market.pool_id}/capacity/{supplier.place}", supplier.capacity)
            capacity[:, column] = np.maximum(made[:, column], published)
        group = _own_use_class(materials.own_use.get(supplier.place, "mining"), kind, parameters)
        drawn = draws.of(f"own_use/{group}", parameters.get("own_use_share", group))
        # what arrives here was exported: a place uses at most the rest itself
        shipped = _shipped(market, materials.home[market.mineral], supplier.place)
        most = 1.0 - np.minimum(shipped / np.maximum(made[:, column], 1e-300), 1.0)
        own[:, column] = np.minimum(drawn, most)

    def elasticity(name: str) -> Floats:
        return draws.of(f"{name}/{kind}", parameters.get(name, kind))

    return WorldMarket(
        made=made,
        capacity=capacity,
        own_use=own,
        secondary=np.zeros(draws.count),
        supply_elasticity=elasticity("supply_elasticity"),
        demand_elasticity=elasticity("demand_elasticity"),
        secondary_elasticity=elasticity("secondary_elasticity"),
        price_cap=draws.of("price_cap", parameters.get("price_cap", kind)),
    )


def _own_use_class(country: str, kind: str, parameters: Parameters) -> str:
    """Return the class of a place's own use: of this market there, of the market, of the place."""
    known = {row.applies_to for row in parameters.rows if row.name == "own_use_share"}
    return next((c for c in (f"{country}/{kind}", kind) if c in known), country)


def _shipped(market: Market, home: HomeUse, place: str) -> float:
    """Return what a place ships to the home country, in the market's unit; zero where unknown."""
    share = home.import_sources.get(place)
    if share is None or home.imports is None:
        return 0.0
    try:
        return share * home.imports.mode * factor(home.unit, market.unit)
    except UnitMismatch:
        return 0.0


def inputs_of(mineral: str, materials: Materials, draws: Draws) -> dict[str, Floats]:
    """Return the uniform numbers behind a mineral's shortage by the name a person would use."""
    kinds = {m.market_class for m in materials.markets[mineral]}
    found: dict[str, Floats] = {}
    for kind in sorted(kinds):
        for name, words in (
            ("supply_elasticity", "supply elasticity"),
            ("demand_elasticity", "demand elasticity"),
            ("spare_capacity", "spare capacity"),
        ):
            if f"{name}/{kind}" in draws.asked:
                found[words] = draws.asked[f"{name}/{kind}"]
    for kind in sorted(kinds):
        for country in sorted({*materials.own_use.values(), "mining"}):
            for group in (f"{country}/{kind}", kind, country):
                if f"own_use/{group}" in draws.asked:
                    found[f"own use of producers ({group})"] = draws.asked[f"own_use/{group}"]
                    break
    for name, words in (("price_cap", "price cap"), ("stock_cover", "stocks held"),
                        (f"{mineral}/stocks", "stocks held"),
                        (f"{mineral}/used", "quantity used")):  # fmt: skip
        if name in draws.asked:
            found[words] = draws.asked[name]
    return found
