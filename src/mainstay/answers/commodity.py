"""Known answers of the commodity engine's mathematics: market, welfare, product lines, rationing.

**Market.** 80 of 100 are left and can grow, both elasticities are ``e``: ``100 p^-e = 80 p^e``, so
``p = 1.25^(1/(2e))`` and use is ``100 p^-e = 100 / 1.25^(1/2)``, whatever ``e``. For ``e = 1/2``
the price is 1.25. With a capacity of 84, use is 84 and ``p = (100/84)^2``. With a cap of 1.2 on the
price, ``100 / 1.2^(1/2) = 91.2871`` is wanted and 7.2871 of it missing.

**Welfare** in the first of these at an old price of 1. Left of demand lies the integral of
``100 p^(-1/2)`` from 1 to 1.25, ``200 (1.25^(1/2) - 1)``. Left of the supply of a producer of 30,
``30 p^(1/2)``, lies ``20 (1.25^(3/2) - 1)``. Under demand, from ``Q`` to 100, lies the integral of
``(q/100)^-2``, ``100 (100/Q - 1)``.

**Lines.** An industry of 1000 with value added of 400 makes a fifth of its output with a mineral,
of which 30 % is missing, half of it can be done without: ``0.2 * 0.5 * 0.3 = 0.03`` of 400 is 12.

**Rationing** in the two sectors of Miller and Blair, ``I - A = [0.85 -0.25; -0.2 0.95]`` with
determinant 0.7575, when the first can make 900 of its 1000. All that is demanded is value added in
the end, ``v' L = 1``.

* Value added of the first, 650, falls by a tenth: 65, if nobody else noticed.
* Least GDP: a dollar of final use of 1 frees ``L11 = 0.95/0.7575``, one of 2 only
  ``L12 = 0.25/0.7575``: all from 1, ``100/L11 = 75.75/0.95 = 79.736842``.
* Least relative cut: ``z = lam (L11 350, L12 1700)`` with ``lam = 100/H`` and
  ``H = (0.95^2 350 + 0.25^2 1700) / 0.7575^2 = 422.125/0.57380625``. Since ``L11 350 + L12 1700``
  is output, 1000, the loss is ``1000 lam = 57380.625/422.125 = 135.932781``;
  ``z = (25186.875, 32193.75)/422.125``.
* Bottleneck: each buys at least a fifth of its output from the other, so both make nine tenths.
  ``z = (35, 170)`` does just that, with positive multipliers ``0.1 (I - A') 1``: 205.
* Misread as final demand lost, 100 dollars of output lose 100; if 2 alone gives way,
  ``100/L12 = 303``.

**States** exclude each other. Two places stop with 0.1 and 0.05, apart; 100 is lost to the first,
40 to the second, 120 to both: ``0.095 * 100 + 0.045 * 40 + 0.005 * 120 = 11.9``. Marginals would
add to ``10 + 2 = 12``, and 12.6 with the joint case on top.

**How likely** is ``1 - exp(-0.005 exp(2 (100 - R) / 100) tau)`` at governance percentile ``R``:
Canada 76.30, Australia 79.62, China 25.12 and South Africa 20.85 in 2023, all with ``tau = 1``,
give 0.80, 0.75, 2.2 and 2.4 %; China with ``tau = 5`` gives 10.6 %.

Numbers that others published stand in :mod:`.published_losses`, beside ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from mainstay.answers.figures import economy_net
from mainstay.answers.leontief import book
from mainstay.answers.material_net import material_net
from mainstay.answers.nets import industry_net
from mainstay.answers.published_losses import observed
from mainstay.answers.register import Answer, Kind, answer
from mainstay.shocks.commodity.lines import (
    Cells,
    output_cut,
    product_line_share,
    shortage_by_use,
    value_at_risk,
)
from mainstay.shocks.commodity.market import Clearing, WorldMarket, cut_exports
from mainstay.shocks.commodity.probability import (
    expectation,
    state_probabilities,
    yearly_probability,
)
from mainstay.shocks.commodity.rationing import Rationing
from mainstay.shocks.commodity.welfare import producer_gain, terms_of_trade, under_curve, user_loss
from mainstay.twin.net import Floats

PROOF = "proof: mainstay.answers.commodity"
DOUBLES = "exact up to rounding of doubles"
DIGITS = "digits stated"

#: The second of two suppliers cuts all that it exports.
LAST = np.array([False, True])
FIRST, TENTH = np.array([0]), np.array([[0.1]])


def answers(_data: Path | None) -> Iterator[Answer]:
    """Yield the answers of this area."""
    yield from _market()
    yield from _welfare()
    yield from _lines()
    yield from _rationing()
    yield from _limits()
    yield from _conserved()
    yield from _states()
    yield from _likely()
    yield from observed()


def _one(value: float) -> Floats:
    return np.full(1, value)


def _two(
    elasticity: float, *, demand: float | None = None, capacity: float = 1e6, cap: float = 10.0
) -> WorldMarket:
    """Return a market of 100, of which the second supplier makes 20 and exports all."""
    return WorldMarket(
        made=np.array([[80.0, 20.0]]),
        capacity=np.array([[capacity, 20.0]]),
        own_use=np.zeros((1, 2)),
        secondary=_one(0.0),
        supply_elasticity=_one(elasticity),
        demand_elasticity=_one(elasticity if demand is None else demand),
        secondary_elasticity=_one(0.0),
        price_cap=_one(cap),
    )


def _prices(found: Clearing) -> list[float]:
    return [float(found.price[0]), 100.0 * float(found.used[0])]


def _market() -> Iterator[Answer]:
    for name, market, expected in (
        ("clearing", _two(0.5), [1.25, 89.4427191]),
        ("clearing-inelastic", _two(0.2), [1.746928107, 89.4427191]),
        ("capacity", _two(0.5, capacity=84.0), [1.417233560, 84.0]),
    ):
        yield answer(f"commodity.{name}", Kind.DERIVED, PROOF, expected=expected,
                     got=_prices(cut_exports(market, LAST, 1.0)), tolerance=5e-9,
                     reason=DIGITS)  # fmt: skip
    found = cut_exports(_two(0.5, capacity=84.0, cap=1.2), LAST, 1.0)
    wanted = 100.0 * float(found.used[0]) / (1.0 - float(found.rationed[0]))
    yield answer("commodity.price-cap", Kind.DERIVED, PROOF, expected=[1.2, 91.2871, 7.2871],
                 got=[float(found.price[0]), wanted, wanted * float(found.rationed[0])],
                 tolerance=5e-5, reason=DIGITS)  # fmt: skip


def _welfare() -> Iterator[Answer]:
    found, half, spend = cut_exports(_two(0.5), LAST, 1.0), _one(0.5), _one(100.0)
    got = [
        float(user_loss(found.price, found.used, half, spend)[0]),
        float(producer_gain(found.price, half, _one(30.0), _one(100.0))[0]),
        float(under_curve(found.used, half, spend)[0]),
        float((spend * (1.0 - found.used))[0]),
    ]
    yield answer("commodity.welfare", Kind.DERIVED, PROOF,
                 expected=[23.6068, 7.95085, 11.8034, 10.5573], got=got, tolerance=5e-5,
                 reason=DIGITS)  # fmt: skip


def _single(substitutable: float = 0.5) -> tuple[Rationing, Cells]:
    """Return the industry of 1000 and its one use, in which the mineral costs 2."""
    net = industry_net(np.zeros((1, 1)), _one(1000.0), _one(1000.0), name="one", year=2000,
                       value_added=_one(400.0))  # fmt: skip
    number = np.zeros(1, dtype=np.intp)
    kappa = product_line_share(np.array([[2.0]]), np.array([[0.01]]), 1000.0)
    phi, weight = np.array([[1.0 - substitutable]]), np.ones((1, 1))
    return Rationing(net), Cells(number, number, number, number, kappa, phi, weight, _one(400.0))


def _lines() -> Iterator[Answer]:
    economy, cells = _single()
    cut = output_cut(cells, shortage_by_use(cells, np.array([[0.3]])), 1)
    loss = economy.proportional(FIRST, cut).gdp_loss_usd
    yield answer("commodity.line", Kind.DERIVED, PROOF, expected=[0.97, 12.0, 80.0],
                 got=[1.0 - float(cut[0, 0]), float(loss[0]), float(value_at_risk(cells, 1)[0, 0])],
                 tolerance=1e-9, reason="stated bound")  # fmt: skip
    naive = [400.0 * 0.3, 2.0 * 0.3]
    yield answer("commodity.line-between-naive", Kind.DERIVED,
                 "proof: a whole industry stopped, 120, and the spend on what is missing, 0.6",
                 expected=True, got=naive[1] < float(loss[0]) < naive[0])  # fmt: skip


def _rationing() -> Iterator[Answer]:
    economy = Rationing(book())
    inverse = economy.tech.inverse()
    least, middle, most = (
        rule(FIRST, TENTH) for rule in (economy.efficient, economy.proportional, economy.bottleneck)
    )
    losses = [float(found.gdp_loss_usd[0]) for found in (least, middle, most)]
    yield answer("commodity.rationing", Kind.DERIVED, PROOF,
                 expected=[79.736842, 135.932781, 205.0], got=losses, tolerance=5e-7,
                 reason=DIGITS)  # fmt: skip
    left = np.array([350.0, 1700.0]) - np.stack([least.final_loss_usd[0], middle.final_loss_usd[0]])
    yield answer("commodity.rationing-final-use", Kind.DERIVED, PROOF,
                 expected=[[270.263158, 1700.0], [290.3331359, 1623.7340835]], got=left,
                 tolerance=5e-7, reason=DIGITS)  # fmt: skip
    output = np.array([1000.0, 2000.0]) - economy.tech.solve(least.final_loss_usd[0])
    yield answer("commodity.rationing-output", Kind.DERIVED, PROOF,
                 expected=[900.0, 1978.947368], got=output, tolerance=5e-7,
                 reason=DIGITS)  # fmt: skip
    direct = float(economy.direct(FIRST, TENTH)[0, 0])
    misread = 100.0 * float(economy.worth[0])
    alone = 100.0 / float(inverse[0, 1])
    yield answer("commodity.rationing-naive", Kind.DERIVED, PROOF, expected=[65.0, 100.0, 303.0],
                 got=[direct, misread, alone], tolerance=1e-9, reason=DOUBLES)  # fmt: skip
    order = [direct, losses[0], misread, losses[1], losses[2], alone]
    yield answer("commodity.rationing-order", Kind.DERIVED, PROOF, expected=True,
                 got=order == sorted(order))  # fmt: skip


def _limits() -> Iterator[Answer]:
    """Limits that follow from the equations, each by putting in the extreme."""
    same = cut_exports(_two(0.5), LAST, 0.0)
    economy, cells = _single()
    none = output_cut(cells, shortage_by_use(cells, 1.0 - same.used[:, None]), 1)
    yield answer("commodity.no-cut", Kind.DERIVED, "proof: nothing is missing at the old price",
                 expected=[1.0, 100.0, 0.0],
                 got=[*_prices(same), float(economy.proportional(FIRST, none).gdp_loss_usd[0])],
                 )  # fmt: skip
    found = cut_exports(_two(0.5), LAST, 1.0)
    economy, cells = _single(substitutable=1.0)
    spared = output_cut(cells, shortage_by_use(cells, 1.0 - found.used[:, None]), 1)
    trade = terms_of_trade(found.price, _one(1.0), 100.0 * found.used)
    yield answer(
        "commodity.all-substitutable", Kind.DERIVED,
        "proof: phi = 0 leaves output whole; -(p - 1) Q = -89.4427 / 4",
        expected=[0.0, -22.3607],
        got=[float(economy.proportional(FIRST, spared).gdp_loss_usd[0]), float(trade[0])],
        tolerance=5e-5, reason=DIGITS,
    )  # fmt: skip
    yields = cut_exports(_two(0.5, demand=1e7), LAST, 1.0)
    yield answer("commodity.elastic-demand", Kind.DERIVED,
                 "proof: demand takes all at the old price, so what is cut is what is missing",
                 expected=[1.0, 80.0], got=_prices(yields), tolerance=1e-5,
                 reason="elasticity of 1e7 instead of infinite")  # fmt: skip
    idle = replace(_two(0.5), made=np.array([[100.0, 0.0]]))
    apart = cut_exports(idle, LAST, 1.0)
    sold = terms_of_trade(found.price, _one(1.0), _one(-50.0))
    yield answer("commodity.irrelevant-supplier", Kind.DERIVED,
                 "proof: who makes nothing cuts nothing; an exporter wins by a price above one",
                 expected=[1.0, 100.0, True], got=[*_prices(apart), bool(sold[0] > 0)],
                 )  # fmt: skip
    yield from _scaled()


def _scaled() -> Iterator[Answer]:
    """Grow with the cut, and stay the same in other units of quantity."""
    depth = np.linspace(0.0, 1.0, 21)
    cuts = np.tile(LAST, (len(depth), 1))
    market = _two(0.3, capacity=85.0, cap=1.5)
    found = cut_exports(market, cuts, depth)
    economy, cells = _single()
    losses = [
        float(economy.proportional(FIRST, output_cut(cells, row[:, None], 1)).gdp_loss_usd[0])
        for row in 1.0 - found.used
    ]
    is_grown = bool((np.diff(found.price[:, 0]) >= 0).all() and (np.diff(losses) > 0).all())
    yield answer("commodity.grows-with-the-cut", Kind.DERIVED,
                 "proof: supply falls with the cut at every price", expected=True,
                 got=is_grown)  # fmt: skip
    kilos = replace(market, made=1e3 * market.made, capacity=1e3 * market.capacity)
    other = cut_exports(kilos, cuts, depth)
    gap = np.abs([other.price - found.price, other.used - found.used]).max()
    yield answer("commodity.units", Kind.DERIVED, "proof: the equation is the same in every unit",
                 expected=0.0, got=float(gap), tolerance=1e-12, reason=DOUBLES)  # fmt: skip


def _conserved() -> Iterator[Answer]:
    """Count imports where they leak from pools, value added where it is made: the rest is use."""
    economy = Rationing(economy_net())
    held = np.arange(0, economy.tech.size, 40)
    cut = np.linspace(0.001, 0.05, len(held))[None]
    found = economy.proportional(held, cut, relief=_one(0.1))
    change = found.final_loss_usd.sum(axis=1) + found.import_change_usd
    yield answer("commodity.gdp-two-ways", Kind.DERIVED,
                 "proof: of each dollar demanded, value added and imports make up all",
                 expected=1.0, got=float(change[0] / found.gdp_loss_usd[0]), tolerance=1e-9,
                 reason="stated bound")  # fmt: skip
    least, most = economy.efficient(held, cut), economy.bottleneck(held, cut)
    middle = economy.proportional(held, cut)
    losses = [float(one.gdp_loss_usd[0]) for one in (least, middle, most)]
    yield answer("commodity.order-of-rules", Kind.DERIVED,
                 "proof: the efficient rule is the least of all that meet the same needs; the "
                 "bottleneck adds to the proportional rule where it would be below",
                 expected=True, got=losses == sorted(losses))  # fmt: skip


def _states() -> Iterator[Answer]:
    marginal, losses = np.array([[0.1, 0.05]]), np.array([[0.0, 100.0, 40.0, 120.0]])
    states = state_probabilities(marginal)
    found = float(expectation(states, losses)[0])
    apart = float(marginal[0] @ losses[0, 1:3])
    twice = apart + float(states[0, 3] * losses[0, 3])
    yield answer("commodity.states", Kind.DERIVED, PROOF, expected=[11.9, 12.0, 12.6],
                 got=[found, apart, twice], tolerance=1e-12, reason=DOUBLES)  # fmt: skip
    yield answer("commodity.states-probabilities", Kind.DERIVED,
                 "proof: 0.9 * 0.95, 0.1 * 0.95, 0.9 * 0.05, 0.1 * 0.05",
                 expected=[0.855, 0.095, 0.045, 0.005], got=states[0], tolerance=1e-15,
                 reason=DOUBLES)  # fmt: skip


#: Percent a year at the middle of the ranges, by place and willingness.
LIKELY = (("CAN", 1.0, 0.80, 0.005), ("AUS", 1.0, 0.75, 0.005), ("CHN", 1.0, 2.2, 0.05),
          ("ZAF", 1.0, 2.4, 0.05), ("CHN", 5.0, 10.6, 0.05))  # fmt: skip


def _likely() -> Iterator[Answer]:
    """Map the governance percentiles that are embedded."""
    ranks = material_net().materials.stability
    for place, factor, percent, half in LIKELY:
        found = yearly_probability(
            np.array([ranks[place]]), np.array([[factor]]), _one(0.005), _one(2.0)
        )
        yield answer(f"commodity.likely-{place}-{factor:g}".lower(), Kind.DERIVED, PROOF,
                     expected=percent, got=100.0 * float(found[0, 0]), tolerance=half,
                     reason="percent, printed digits")  # fmt: skip
