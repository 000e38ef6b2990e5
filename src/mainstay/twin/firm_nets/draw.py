"""Who trades with whom: pairs of firms drawn by size, each pair once, nobody left alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mainstay.twin.firm_nets.firm_net import Index
from mainstay.twin.firm_nets.plan import Firms, Longs, Plan

#: Rounds in which pairs that were drawn twice are drawn anew.
ROUNDS = 4

#: Share of links that may be missing after a round.
MISSING = 0.002


@dataclass(frozen=True, eq=False)
class Pairs:
    """Links without money: supplier, buyer, and the flow of the plan; sorted by buyer."""

    supplier: Index
    buyer: Index
    cell: Index

    def take(self, kept: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Pairs:
        """Return the links that are kept."""
        return Pairs(self.supplier[kept], self.buyer[kept], self.cell[kept])


@dataclass(frozen=True, eq=False)
class Draw:
    """Draws the pairs of a plan; a pair is one number, ``buyer * n + supplier``."""

    firms: Firms
    plan: Plan
    rng: np.random.Generator

    def pairs(self) -> Pairs:
        """Return all links; no firm sells to itself and no pair occurs twice.

        Both sides of a flow are drawn in equal parts of their weight, then joined at random. What
        was drawn twice is drawn anew a few times; a small flow may stay short of some links.
        """
        wanted = self.plan.links
        keys = self._draw(wanted)
        for _ in range(ROUNDS):
            had = np.bincount(self._split(keys).cell, minlength=len(wanted))
            missing = np.maximum(wanted - had, 0)
            if missing.sum() <= MISSING * wanted.sum():
                break
            keys = np.union1d(keys, self._draw(missing))
        return self._split(self._nobody_alone(keys))

    def _split(self, keys: Longs) -> Pairs:
        k = len(self.firms.counts)
        place = np.full(k * k, -1, np.int32)
        place[self.plan.seller * k + self.plan.buyer] = np.arange(len(self.plan.links))
        buyer, supplier = (part.astype(np.int32) for part in np.divmod(keys, self.firms.size))
        industry = self.firms.industry
        return Pairs(supplier, buyer, place[industry[supplier].astype(np.int64) * k
                                            + industry[buyer]])  # fmt: skip

    def _draw(self, count: Longs) -> Longs:
        cell = np.repeat(np.arange(len(count)), count)
        part = np.arange(len(cell)) - (np.cumsum(count) - count)[cell]
        at = (part + self.rng.random(len(cell))) / count[cell]
        supplier = self._pick(self.plan.seller, self.plan.sellers, cell, at)
        # each part of the buyers meets another part of the suppliers
        part = part[np.argsort(cell + self.rng.random(len(cell)))]
        at = (part + self.rng.random(len(cell))) / count[cell]
        buyer = self._pick(self.plan.buyer, self.plan.buyers, cell, at)
        return np.unique((buyer * self.firms.size + supplier)[supplier != buyer])

    def _pick(
        self,
        side: Longs,
        among: Longs,
        cell: Longs,
        at: np.ndarray[tuple[int], np.dtype[np.float64]],
    ) -> Longs:
        """Return a firm for each height between 0 and 1: of the largest of its industry."""
        firms = self.firms
        last = firms.start[side] + among - 1
        height = firms.ladder[last] - side
        found = np.searchsorted(firms.ladder, side[cell] + at * height[cell], side="right")
        return np.asarray(np.minimum(found, last[cell]), dtype=np.int64)

    def _nobody_alone(self, keys: Longs) -> Longs:
        """Give a firm without a supplier one, and a firm without a customer one, where it can.

        The industry on the other side is drawn by its number of links, the firm by its weight.
        """
        n, plan = self.firms.size, self.plan
        alone = self._alone(self._split(keys).buyer)
        alone, supplier = self._partner(plan.buyer, plan.seller, alone)
        keys = np.union1d(keys, alone * n + supplier)
        alone = self._alone(self._split(keys).supplier)
        alone, customer = self._partner(plan.seller, plan.buyer, alone)
        return np.union1d(keys, customer * n + alone)

    def _alone(self, side: Index) -> Longs:
        found = np.flatnonzero(np.bincount(side, minlength=self.firms.size) == 0)
        return found.astype(np.int64)

    def _partner(self, own: Longs, other: Longs, alone: Longs) -> tuple[Longs, Longs]:
        """Return the firms that can be helped, and a partner of another industry for each."""
        firms, k = self.firms, len(self.firms.counts)
        order = np.argsort(own, kind="stable")
        order = order[own[order] != other[order]]
        total = np.concatenate([[0], np.cumsum(self.plan.links[order])])
        begin = total[np.searchsorted(own[order], np.arange(k), side="left")]
        end = total[np.searchsorted(own[order], np.arange(k), side="right")]
        alone = alone[(end > begin)[firms.industry[alone]]]
        home = firms.industry[alone]
        at = begin[home] + self.rng.random(len(alone)) * (end - begin)[home]
        cell = np.minimum(np.searchsorted(total, at, side="right") - 1, len(order) - 1)
        industry = other[order[cell]]
        found = np.searchsorted(firms.ladder, industry + self.rng.random(len(alone)), side="right")
        return alone, np.asarray(np.minimum(found, firms.start[industry + 1] - 1), dtype=np.int64)
