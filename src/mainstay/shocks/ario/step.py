"""One step of the model for all scenarios of a batch, in one pass over the flows.

::

    total_i   = w_i sum_c F_ic g_c + final_i + rebuild_i              asked of i
    xopt_i    = min(total_i, x0_i (1 - lost_i) alpha_i)               wanted output
    x_i       = xopt_i min_c (1 - e_c (1 - min(1, stock_c / (need_c xopt_i))))
    ratio_i   = x_i / total_i                                         what each asker gets of it
    stock_c  += g_c sum_i F_ic w_i ratio_i - a_c x_j                  in, out
    order_c   = (cover_c a_c xopt_j - stock_c)+ dt / tau_c + a_c x_j
    g_c       = order_c / sum_i F_ic w'_i,  w' = (1 - lost) alpha     or 1 with fixed shares
    alpha_i  += dt/tau (alpha_max - alpha_i) s_i, s = 1 - x / total;  back to base where s = 0

The orders of supplier ``i`` into cell ``c`` are ``w_i F_ic g_c``: two factors are kept, never the
matrix. Equations: Hallegatte (2014) and Guan et al. (2020), as named in BoARIO's public model
description; the papers themselves were not opened.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from mainstay.shocks.ario.delay import SHARED, Transit
from mainstay.shocks.ario.final_use import FinalUse
from mainstay.shocks.ario.links.contract import Links
from mainstay.shocks.ario.links.sold import Sales
from mainstay.shocks.ario.parameters import Rationing
from mainstay.shocks.ario.rationing import Asked, Served, ration
from mainstay.shocks.ario.settings import Settings
from mainstay.shocks.ario.stocks.cells import Cells, stocks_at_rest
from mainstay.shocks.ario.stocks.restock import Goods, lower
from mainstay.shocks.ario.stocks.restocker import restocker
from mainstay.shocks.ario.timeline import Timeline
from mainstay.twin.net import Floats

#: Demand that is met but for this share is no scarcity: it is rounding.
MET = 1e-9

#: Final use of which all sellers have lost more than all but this share finds no seller.
FAINT = 1e-12


@dataclass(eq=False)
class State:
    """What a run carries from step to step.

    Parameters
    ----------
    stocks, factors
        By block ``(cells, b)``: inventories, and ``g``.
    weight
        ``(n, b)`` the ``w`` of the orders that are open.
    orders
        ``(n, b)`` intermediate demand that is open.
    limit
        ``(n, b)`` output that stocks allow, of cells that stop all of it.
    alpha
        ``(n, b)`` overproduction.
    made
        ``(n, b)`` output of the last step.
    """

    stocks: list[Floats]
    factors: list[Floats]
    weight: Floats
    orders: Floats
    limit: Floats
    alpha: Floats
    made: Floats


class Made(NamedTuple):
    """What a step gave ``(n, b)``; ``fill (f, b)``, ``error (b,)`` of the conservation of goods."""

    wanted: Floats
    output: Floats
    fill: Floats
    error: Floats


def _unwatched(_wanted: Floats, _made: Floats) -> None:
    pass


class Step:
    """The equations on one economy; holds the state and the buffers of a run."""

    def __init__(
        self,
        *,
        links: Links,
        output: Floats,
        cells: Sequence[Cells],
        settings: Settings,
        timeline: Timeline,
        rule: Rationing,
        compiled: bool | None = None,
    ) -> None:
        self.links, self.cells, self.settings = links, tuple(cells), settings
        self.timeline, self.rule = timeline, rule
        self.restock = restocker(links.layout, compiled)
        self.final = FinalUse.of(timeline.economy, timeline.demand, settings)
        self.sales = Sales(links)
        self.transit = Transit.of(timeline.events, self.sales, settings)
        self.watch: Callable[[Floats, Floats], None] = _unwatched
        self.normal = output[:, None] * settings.per_year
        self.state = self._at_rest(output)
        n, b = self.state.made.shape
        wide = 2 * b if settings.by_capacity else b
        self._weights = self._array(n, wide)
        self._normal_final = self._array(n, 1)
        self._no_factor = np.zeros((0, b))
        links.scatter_final(self.final.total[:, None], np.ones((n, 1)), self._normal_final)
        self._least = self._array(n, b)

    def _array(self, rows: int, columns: int) -> Floats:
        return np.zeros((rows, columns), order=self.links.layout)

    def _at_rest(self, output: Floats) -> State:
        settings, layout = self.settings, self.links.layout
        n, b = len(output), settings.batch
        one = np.ones((n, b), order=layout)
        made = one * self.normal
        stocks, factors = [], []
        resting = stocks_at_rest(self.cells, output * settings.per_year, settings)
        for cell, stock in zip(self.cells, resting, strict=True):
            shape = (len(cell.use), b)
            stocks.append(np.array(np.broadcast_to(stock, shape), order=layout))
            factors.append(np.full(shape, settings.per_year, order=layout))
        limit = np.full((n, b), np.inf, order=layout)
        orders = self._array(n, b)
        state = State(stocks, factors, one, orders, limit, one * settings.base, made)
        for cell, stock, factor in zip(self.cells, stocks, factors, strict=True):
            cell.block.scatter(factor, state.orders)
            if cell.essential is None:
                lower(cell, stock, state.limit)
        return state

    def __call__(self, number: int) -> Made:
        """Advance by step ``number``, counted from 0, and return what it gave."""
        day, state, settings = number * self.settings.day, self.state, self.settings
        wants = self.final.ask(day)
        scale, sold = self._ask_final(wants)
        rebuilding = self.timeline.rebuilding
        built = rebuilding.ask(day) if rebuilding else None
        total = state.orders + sold
        if built is not None:
            total += built
        if settings.compatible:
            self._adapt_to_next(total)
        left = self._left(day)
        wanted = np.minimum(total, self.normal * left)
        made = self._limited(wanted)
        self.watch(wanted, made)
        served = self._serve(made, sold, built)
        delivered = self._deliver_final(wants, scale, served.final)
        if rebuilding is not None and built is not None:
            arrived = rebuilding.deliver(served.rebuild)
            delivered += arrived.sum(axis=0)
            if settings.compatible:
                wanted = np.minimum(total - arrived, self.normal * left)
        if not settings.compatible:
            self._adapt(total, made)
        delivered += self._trade(wanted, made, served, left, day + settings.day)
        state.made = made
        error = np.abs(delivered - made.sum(axis=0)) / made.sum(axis=0).clip(1e-300)
        return Made(wanted, made, self._fill, error)

    def _serve(self, made: Floats, sold: Floats, built: Floats | None) -> Served:
        state, single = self.state, self.rule not in SHARED
        nothing = built if built is not None else np.zeros_like(made)
        factor = np.concatenate(state.factors) if single else self._no_factor
        asked = Asked(state.orders, sold, nothing, state.weight, factor, self._normal_final,
                      self.settings.per_year)  # fmt: skip
        return ration(self.rule, made, asked, self.sales)

    def _ask_final(self, wants: Floats) -> tuple[Floats, Floats]:
        sold = self._array(*self.state.made.shape)
        if not self.links.shares_final:
            sold += wants
            return wants, sold
        weights = self.links.gather_final(self.state.weight)
        scale = np.divide(wants, weights, out=np.zeros_like(wants), where=weights > FAINT)
        self.links.scatter_final(scale, self.state.weight, sold)
        return scale, sold

    def _deliver_final(self, wants: Floats, scale: Floats, ratio: Floats) -> Floats:
        if not self.links.shares_final:
            self._fill = np.where(wants > 0, ratio, 1.0)
        else:
            came = scale * self.links.gather_final(self.state.weight * ratio)
            self._fill = np.divide(came, wants, out=np.ones_like(came), where=wants > 0)
        self.final.take(self._fill)
        found: Floats = (self._fill * wants).sum(axis=0)
        return found

    def _left(self, day: float) -> Floats:
        lost = self.timeline.capacity_lost(day)
        return self.state.alpha if lost is None else (1.0 - lost) * self.state.alpha

    def _limited(self, wanted: Floats) -> Floats:
        """Return output: what is wanted, as far as inputs allow."""
        state = self.state
        made = np.minimum(wanted, state.limit)
        np.maximum(made, 0.0, out=made)  # stocks are used up but for rounding
        if all(cell.essential is None for cell in self.cells):
            return made
        share = self._least
        share.fill(1.0)
        for cell, stock in zip(self.cells, state.stocks, strict=True):
            if cell.stocked:
                self._grade(cell, stock, wanted, share)
        return np.minimum(made, wanted * share, out=made)

    def _grade(self, cell: Cells, stock: Floats, wanted: Floats, share: Floats) -> None:
        asked = cell.block.of_buyer(wanted)
        covered = np.divide(stock * cell.need, asked, out=np.ones_like(stock), where=asked > 0)
        np.minimum(covered, 1.0, out=covered)
        covered -= 1.0
        covered *= cell.essential
        covered += 1.0
        cell.block.least(covered, share)

    def _trade(
        self, wanted: Floats, made: Floats, served: Served, left: Floats, next_day: float
    ) -> Floats:
        """Deliver, restock and order, block by block; return the goods delivered ``(b,)``."""
        state, b = self.state, made.shape[1]
        weights = self._weights
        np.multiply(state.weight, served.intermediate, out=weights[:, :b])
        if self.settings.by_capacity:
            state.weight = np.array(left, order=self.links.layout)
            weights[:, b:] = state.weight
        made = np.asarray(made, order=self.links.layout)
        target = np.asarray(wanted * self.settings.cover_scale, order=self.links.layout)
        state.orders = self._array(*made.shape)
        state.limit.fill(np.inf)
        delivered = np.zeros(b)
        placed = self.timeline.inputs_left(next_day)
        for number, cell in enumerate(self.cells):
            came = cell.block.gather(weights)
            goods = Goods(
                came[:, :b], came[:, b:] if self.settings.by_capacity else cell.normal,
                state.stocks[number], state.factors[number], made, target, state.limit,
                None if placed is None else placed[cell.block.cells],
            )  # fmt: skip
            delivered += self._arrive(number, cell, goods, served, weights[:, :b])
            cell.block.scatter(state.factors[number], state.orders)
        if self.settings.by_capacity:
            state.orders *= state.weight
        if self.transit is not None:
            self.transit.advance()
        return delivered

    def _arrive(
        self, number: int, cell: Cells, goods: Goods, served: Served, weight: Floats
    ) -> Floats:
        """Bring goods into a block and let it order; return what its suppliers sent ``(b,)``."""
        if served.beside is None and self.transit is None:
            self.restock(cell, goods, False)
            sent: Floats = goods.arrived.sum(axis=0)
            return sent
        arrived, factor = goods.arrived, goods.factor
        np.multiply(arrived, factor, out=arrived)
        if served.beside is not None:
            np.add(arrived, served.beside[cell.block.cells], out=arrived)
        sent = arrived.sum(axis=0)
        if self.transit is not None:
            extra = self.transit.arrivals(number, cell.block, factor, weight)
            if extra is not None:
                np.add(arrived, extra, out=arrived)
        self.restock(cell, goods, True)
        return sent

    def _adapt(self, total: Floats, made: Floats) -> None:
        """Adapt overproduction to the scarcity of this step."""
        settings, alpha = self.settings, self.state.alpha
        scarcity = 1.0 - np.divide(made, total, out=np.ones_like(made), where=total > 0)
        rising = (settings.ceiling - alpha) * scarcity
        change = np.where(scarcity > MET, rising, settings.base - alpha)
        self.state.alpha = alpha + change * settings.climb

    def _adapt_to_next(self, total: Floats) -> None:
        """Adapt as BoARIO 0.7.2 does: what is asked now against what was made before.

        It falls where less is asked, and goes back to base only where the two are the same to the
        last bit; its floor is one.
        """
        settings, alpha = self.settings, self.state.alpha
        gap = total - self.state.made
        scarcity = np.divide(gap, total, out=np.zeros_like(gap), where=total > 0)
        change = np.where(scarcity != 0, (settings.ceiling - alpha) * scarcity,
                          settings.base - alpha)  # fmt: skip
        self.state.alpha = np.maximum(alpha + change * settings.climb, 1.0)
