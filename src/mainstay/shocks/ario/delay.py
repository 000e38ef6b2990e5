"""Delays: what some suppliers send arrives days later; until then it is on its way.

From the start of a delay on, what a delayed supplier sends into a cell in a step waits for its days
and then arrives; when the delay is over, new goods are on time and those on their way still arrive
when they are due, so that both arrive side by side for a while. Nothing is lost: stock plus goods
on their way is what it would be without a delay, given the same deliveries.

Days of several delays on one link add up. A delay that is no whole number of steps is split between
the two nearest steps, which keeps its mean. Final use is not delayed: it has no stock to live on,
so that a delay there would be a loss with a date.

Only links of delayed suppliers are looked at, and only their cells have a ring of waiting goods:
the cost is the number of those links a step, and the memory that of their cells times the days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mainstay.errors import InputError, Problem, raise_all
from mainstay.shocks.ario.events import Event, Kind, remaining
from mainstay.shocks.ario.links.contract import Block
from mainstay.shocks.ario.links.sold import Sales
from mainstay.shocks.ario.parameters import Rationing
from mainstay.shocks.ario.settings import Settings
from mainstay.twin.net import Floats

Indices = NDArray[np.intp]

#: Rules under which a share of an order is known by supplier alone.
SHARED = (Rationing.PROPORTIONAL, Rationing.INTERMEDIATE_FIRST)


@dataclass(eq=False)
class Transit:
    """Goods on their way into ``u`` cells, each in one scenario.

    Parameters
    ----------
    events
        The delays.
    owner, link, days
        ``(e,)`` event of every entry, link that it delays, and by how long.
    supplier, target, flow
        ``(l,)`` of every delayed link, sorted by cell: supplier, position of its cell in ``row``,
        normal flow a year.
    row, scenario
        ``(u,)`` cell and scenario, sorted by cell.
    waiting
        ``(steps, u)`` goods by the step in which they arrive; a ring.
    """

    events: Sequence[Event]
    owner: Indices
    link: Indices
    days: Floats
    supplier: Indices
    target: Indices
    flow: Floats
    row: Indices
    scenario: Indices
    waiting: Floats
    day: float
    _step: int = 0
    _lag: Floats = field(default_factory=lambda: np.zeros(0))

    @classmethod
    def of(cls, events: Sequence[Event], sales: Sales, settings: Settings) -> Transit | None:
        """Return the delays among ``events`` with nothing on its way, or ``None`` without any."""
        chosen = [event for event in events if event.kind is Kind.DELAY]
        if not chosen:
            return None
        entries = [_entries(event, sales, settings.batch) for event in chosen]
        owner = np.repeat(np.arange(len(chosen)), [len(one[0]) for one in entries])
        supplier, place, flow, days = (np.concatenate(p) for p in zip(*entries, strict=True))
        keys, first, link = np.unique(
            place * sales.links.suppliers + supplier, return_index=True, return_inverse=True
        )
        cells, target = np.unique(place[first], return_inverse=True)
        longest = np.bincount(link, weights=days, minlength=len(keys)).max(initial=0.0)
        ring = int(np.ceil(longest / settings.day)) + 2
        row, scenario = np.divmod(cells, settings.batch)
        found = cls(chosen, owner, link, days, supplier[first], target, flow[first], row, scenario,
                    np.zeros((ring, len(cells))), settings.day)  # fmt: skip
        found._look()
        return found

    def arrivals(self, number: int, block: Block, factor: Floats, weight: Floats) -> Floats | None:
        """Return what to add ``(cells, b)`` to what a block would receive; ``None`` for nothing.

        Parameters
        ----------
        number, block
            Which block; every block is asked for once a step.
        factor, weight
            Of a link the goods of this step are its normal flow times ``factor (cells, b)`` of its
            cell times ``weight (n, b)`` of its supplier.
        """
        del number
        low, high = np.searchsorted(self.row, (block.cells.start, block.cells.stop))
        if low == high:
            return None
        now, inside = self._step % len(self.waiting), slice(low, high)
        place = self.row[inside] - block.cells.start, self.scenario[inside]
        extra = np.zeros_like(factor)
        held = self._held(low, high, factor[place], weight)
        extra[place] = self.waiting[now, inside] - held
        self.waiting[now, inside] = 0.0
        return extra

    def advance(self) -> None:
        """End the step."""
        self._step += 1
        self._look()

    def _look(self) -> None:
        """See how late each link is in the step that begins."""
        day = self._step * self.day
        left = np.array([remaining(event, day) for event in self.events])
        late = np.bincount(self.link, self.days * left[self.owner], len(self.supplier))
        self._lag = late / self.day

    def _held(self, low: int, high: int, factor: Floats, weight: Floats) -> Floats:
        """Put what late links into rows ``low`` to ``high`` send on its way; return the sums."""
        first, last = np.searchsorted(self.target, (low, high))
        late = first + np.flatnonzero(self._lag[first:last] > 0)
        target, lag = self.target[late], self._lag[late]
        goods = self.flow[late] * weight[self.supplier[late], self.scenario[target]]
        goods *= factor[target - low]
        whole = np.floor(lag + 1e-9).astype(np.intp)
        part = np.clip(lag - whole, 0.0, 1.0)
        for steps, share in ((whole, 1.0 - part), (whole + 1, part)):
            when = (self._step + steps) % len(self.waiting)
            np.add.at(self.waiting, (when, target), goods * share)
        held = np.zeros(high - low)
        np.add.at(held, target - low, goods)
        return held


def delay_problems(events: Sequence[Event], rule: Rationing) -> list[Problem]:
    """Return what is wrong with the delays among ``events``."""
    chosen = [event for event in events if event.kind is Kind.DELAY]
    problems = [
        Problem("not_positive", f"delay {number}", "days are below zero or unknown",
                "goods cannot arrive before they are sent")
        for number, event in enumerate(chosen, 1) if not bool((event.size >= 0).all())
    ]  # fmt: skip
    if chosen and rule not in SHARED:
        problems.append(
            Problem("not_combined", "delay", f"not with the rationing rule {rule.value}",
                    f"use {SHARED[0].value} or {SHARED[1].value}")
        )  # fmt: skip
    return problems


def check_delays(events: Sequence[Event], rule: Rationing) -> None:
    """Raise if the delays cannot be run.

    Raises
    ------
    InputError
        With every fault.
    """
    raise_all(InputError, "the delays do not hold", delay_problems(events, rule))


def _entries(event: Event, sales: Sales, batch: int) -> tuple[Indices, Indices, Floats, Floats]:
    where = event.where.astype(np.intp)
    sold = sales.of(where)
    keep = np.ones(len(sold.cell), dtype=bool)
    if event.into is not None:
        keep = np.isin(sold.cell, event.into)
    which = sold.which[keep]
    place = sold.cell[keep] * batch + event.scenario
    return where[which], place, sold.flow[keep], event.size[which]
