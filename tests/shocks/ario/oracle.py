"""A second simulator, written from the equations alone: explicit matrices, loops, one scenario.

It shares no code with the engine but the names of events. Everything is a loop over suppliers
``i``, cells ``c`` and rows of final use, so that each line can be read beside its equation:

1. Capacity is ``x0 (1 - lost) alpha``; wanted output is the least of it and of all that is asked.
2. A cell that holds less than ``max(psi cover, one step)`` of wanted output's use binds: output is
   ``1 - e (1 - stock / needed)`` of what is wanted, by the worst cell.
3. Output is given to orders by the rationing rule; stocks take in what comes and lose what is
   used.
4. A cell orders what it used and a share ``dt / tau`` of its gap below ``cover a x_wanted``;
   suppliers share an order by ``Z0 (1 - lost) alpha`` of this step ("alt") or by ``Z0`` ("noalt").
5. ``alpha`` climbs by ``(max - alpha) scarcity dt / tau``, or falls by ``(alpha - base) dt / tau``
   where nothing was scarce.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from mainstay.shocks.ario.events import Event, Kind, Recovery
from mainstay.shocks.ario.parameters import ArioParameters, Orders, Rationing
from mainstay.twin.net import Floats

SMALL = 1e-9


@dataclass(eq=False)
class Plain:
    """An economy as plain matrices; flows a year.

    Parameters
    ----------
    flow
        ``(n, c)`` from supplier into cell.
    buyer
        ``(c,)`` who holds each cell.
    sellers
        ``(n, f)`` share of each row of final use that each activity sells; columns sum to one.
    final
        ``(f, k)`` final use by sink.
    output, capital
        ``(n,)``.
    cover, essential, restock
        ``(c,)``; restock is NaN where the parameter of all holds.
    """

    flow: Floats
    buyer: list[int]
    sellers: Floats
    final: Floats
    output: Floats
    capital: Floats
    cover: Floats
    essential: Floats
    restock: Floats


@dataclass(eq=False)
class Run:
    """What happened: ``(t, n)`` output, ``(t, f)`` final use over normal, stocks and transit."""

    output: list[Floats] = field(default_factory=list)
    fill: list[Floats] = field(default_factory=list)
    stock: list[Floats] = field(default_factory=list)
    orders: list[Floats] = field(default_factory=list)
    sent: list[Floats] = field(default_factory=list)
    on_way: list[Floats] = field(default_factory=list)
    alpha: list[Floats] = field(default_factory=list)
    rebuilt: list[float] = field(default_factory=list)


def left_of(event: Event, day: float) -> float:
    """Return the share of a loss that is there at the start of a step on ``day``."""
    end = event.start + event.duration
    if day < event.start:
        return 0.0
    if day < end:
        return 1.0
    if event.recovery is Recovery.NONE or day >= end + event.recovery_days:
        return 0.0
    u = (day - end) / event.recovery_days
    if event.recovery is Recovery.LINEAR:
        return 1.0 - u
    if event.recovery is Recovery.CONCAVE:
        return 1.0 - u * u
    return (1.0 - u) * (1.0 - u)


def run(plain: Plain, events: Sequence[Event], given: ArioParameters) -> Run:
    """Simulate one scenario; the ``scenario`` of events is not looked at."""
    state = _State(plain, list(events), given)
    for number in range(given.steps):
        state.step(number)
    return state.seen


class _State:
    def __init__(self, plain: Plain, events: list[Event], given: ArioParameters) -> None:
        self.plain, self.events, self.given = plain, events, given
        self.n, self.c = plain.flow.shape
        self.dt = given.step_days
        self.per = given.step_days / given.days_per_year
        self.alpha = [float(given.overproduction_base)] * self.n
        self.use = [plain.flow[:, c].sum() / plain.output[j] for c, j in enumerate(plain.buyer)]
        self.cover = [
            plain.cover[c] / self.dt if np.isfinite(plain.cover[c]) else np.inf
            for c in range(self.c)
        ]
        self.stock = [
            self.use[c] * self.cover[c] * given.cover_scale * plain.output[j] * self.per
            if np.isfinite(self.cover[c]) else 0.0
            for c, j in enumerate(plain.buyer)
        ]  # fmt: skip
        self.order = plain.flow * self.per
        self.weight = [1.0] * self.n
        self.way: list[tuple[float, int, float]] = []
        self.backlog = [
            [event, k, i, event.size[k] * _share(event, i, k)]
            for event in events if event.recovery is Recovery.REBUILD
            for k in range(len(event.where)) for i in range(self.n)
        ]  # fmt: skip
        self.seen = Run()

    # -- what is lost ------------------------------------------------------------------------

    def capacity_lost(self, day: float) -> list[float]:
        lost = {kind: [0.0] * self.n for kind in (Kind.CAPITAL, Kind.CAPACITY, Kind.LABOR)}
        for event in self.events:
            if event.kind not in lost or event.recovery is Recovery.REBUILD:
                continue
            for i, size in zip(event.where, event.size, strict=True):
                share = size / self.plain.capital[i] if event.kind is Kind.CAPITAL else size
                lost[event.kind][i] += share * left_of(event, day)
        for event, k, _, money in self.backlog:
            if event.kind is Kind.CAPITAL and day >= event.start:
                i = event.where[k]
                factor = sum(_share(event, j, k) for j in range(self.n))
                lost[Kind.CAPITAL][i] += money / factor / self.plain.capital[i]
        return [min(1.0, max(kind[i] for kind in lost.values())) for i in range(self.n)]

    def wants(self, day: float) -> Floats:
        final = self.plain.final * self.per
        lost = np.zeros_like(final)
        for event in self.events:
            if event.kind is Kind.DEMAND:
                sinks = range(final.shape[1]) if event.sink < 0 else [event.sink]
                for row, size in zip(event.where, event.size, strict=True):
                    for k in sinks:
                        lost[row, k] += size * left_of(event, day)
        found: Floats = (final * (1 - np.minimum(lost, 1.0))).sum(axis=1)
        return found

    def placed(self, c: int, day: float) -> float:
        lost = 0.0
        for event in self.events:
            if event.kind is Kind.INPUT:
                for cell, size in zip(event.where, event.size, strict=True):
                    lost += size * left_of(event, day) if cell == c else 0.0
        return 1.0 - min(lost, 1.0)

    def lag(self, i: int, c: int, day: float) -> float:
        found = 0.0
        for event in self.events:
            if event.kind is Kind.DELAY and (event.into is None or c in event.into):
                for supplier, days in zip(event.where, event.size, strict=True):
                    found += days * left_of(event, day) if supplier == i else 0.0
        return found / self.dt

    # -- one step ----------------------------------------------------------------------------

    def step(self, number: int) -> None:
        plain, given, n = self.plain, self.given, self.n
        day = number * self.dt
        wants = self.wants(day)
        final = self.final_orders(wants)
        asked_to_build = [
            money * self.dt / (event.recovery_days or float(given.rebuild_days))
            if day >= event.start + event.duration else 0.0
            for event, _, _, money in self.backlog
        ]  # fmt: skip
        build = [0.0] * n
        for (_, _, i, _), money in zip(self.backlog, asked_to_build, strict=True):
            build[i] += money
        total = [self.order[i].sum() + final[i].sum() + build[i] for i in range(n)]
        lost = self.capacity_lost(day)
        normal = plain.output * self.per
        left = [(1 - lost[i]) * self.alpha[i] for i in range(n)]
        wanted = [min(total[i], normal[i] * left[i]) for i in range(n)]
        made = [wanted[j] * self.allowed(j, wanted[j]) for j in range(n)]
        sent, sold, built = self.ration(made, final, build)
        for k, (entry, money) in enumerate(zip(self.backlog, asked_to_build, strict=True)):
            i = entry[2]
            self.backlog[k][3] -= money * (built[i] / build[i] if build[i] > 0 else 0.0)
        scarce = [1 - made[i] / total[i] if total[i] > 0 else 0.0 for i in range(n)]
        self.restock(sent, made, day)
        self.reorder(wanted, made, left, day + self.dt)
        for i in range(n):
            climb = self.dt / float(given.overproduction_days)
            goal = float(given.overproduction_max) if scarce[i] > SMALL else (
                float(given.overproduction_base))  # fmt: skip
            speed = scarce[i] if scarce[i] > SMALL else 1.0
            self.alpha[i] += climb * (goal - self.alpha[i]) * speed
        self.weight = left
        seen = self.seen
        seen.output.append(np.array(made))
        normal_use = plain.final.sum(axis=1) * self.per
        seen.fill.append(np.array([
            sold[:, f].sum() / normal_use[f] if normal_use[f] > 0 else 1.0
            for f in range(len(wants))
        ]))  # fmt: skip
        seen.stock.append(np.array(self.stock))
        seen.orders.append(self.order.copy())
        seen.sent.append(sent)
        seen.on_way.append(self.waiting())
        seen.alpha.append(np.array(self.alpha))
        seen.rebuilt.append(sum(built))

    def final_orders(self, wants: Floats) -> Floats:
        """Return ``(n, f)``: rows of several sellers are shared by what each has left."""
        n, rows = self.plain.sellers.shape
        found = np.zeros((n, rows))
        for f in range(rows):
            sellers = self.plain.sellers[:, f]
            if np.count_nonzero(sellers) == 1:
                found[:, f] = wants[f] * sellers
                continue
            weight = sellers * np.array(self.weight if self.given.orders is Orders.CAPACITY
                                        else [1.0] * n)  # fmt: skip
            if weight.sum() > 0:
                found[:, f] = wants[f] * weight / weight.sum()
        return found

    def allowed(self, j: int, wanted: float) -> float:
        share = 1.0
        for c in [c for c in range(self.c) if self.plain.buyer[c] == j]:
            e = self.plain.essential[c] * self.given.essentiality
            if not np.isfinite(self.cover[c]) or e <= 0 or self.use[c] <= 0:
                continue
            days = max(self.given.psi * self.cover[c] * self.given.cover_scale, 1.0)
            needed = days * self.use[c] * wanted
            if needed > 0:
                share = min(share, 1 - e * (1 - min(1.0, self.stock[c] / needed)))
        return share

    def restock(self, sent: Floats, made: list[float], day: float) -> None:
        number = round(day / self.dt)
        for c, j in enumerate(self.plain.buyer):
            for i in range(self.n):
                lag = self.lag(i, c, day)
                whole = int(np.floor(lag + 1e-9))
                part = max(lag - whole, 0.0)
                self.way.append((number + whole, c, sent[i, c] * (1 - part)))
                self.way.append((number + whole + 1, c, sent[i, c] * part))
            self.stock[c] -= self.use[c] * made[j]
        for _, c, goods in [one for one in self.way if one[0] == number]:
            self.stock[c] += goods
        self.way = [one for one in self.way if one[0] > number]
        graded = self.plain.essential * self.given.essentiality < 1
        for c in range(self.c):
            if graded[c] or not np.isfinite(self.cover[c]):
                self.stock[c] = max(self.stock[c], 0.0)

    def waiting(self) -> Floats:
        found = np.zeros(self.c)
        for _, c, goods in self.way:
            found[c] += goods
        return found

    def reorder(
        self, wanted: list[float], made: list[float], left: list[float], next_day: float
    ) -> None:
        self.order = np.zeros((self.n, self.c))
        for c, j in enumerate(self.plain.buyer):
            amount = self.use[c] * made[j]
            if np.isfinite(self.cover[c]):
                goal = self.cover[c] * self.given.cover_scale * self.use[c] * wanted[j]
                tau = self.plain.restock[c]
                tau = float(self.given.restock_days) if np.isnan(tau) else tau
                amount += max(0.0, goal - self.stock[c]) * self.dt / tau
            amount *= self.placed(c, next_day)
            share = self.plain.flow[:, c].copy()
            if self.given.orders is Orders.CAPACITY:
                share *= np.array(left)
            if share.sum() > 0:
                self.order[:, c] = amount * share / share.sum()

    # -- who gets what -----------------------------------------------------------------------

    def ration(
        self, made: list[float], final: Floats, build: list[float]
    ) -> tuple[Floats, Floats, list[float]]:
        """Return what goes into cells ``(n, c)``, to final use ``(n, f)`` and to rebuilding."""
        sent, sold, built = np.zeros_like(self.order), np.zeros_like(final), [0.0] * self.n
        for i in range(self.n):
            orders = [("cell", c, self.order[i, c]) for c in range(self.c)]
            orders += [("final", 0, final[i].sum()), ("build", 0, build[i])]
            given = self.serve(i, orders, made[i])
            for (kind, c, size), amount in zip(orders, given, strict=True):
                if kind == "cell":
                    sent[i, c] = amount
                elif kind == "final":
                    sold[i] = final[i] * (amount / size if size > 0 else 0.0)
                else:
                    built[i] = amount
        return sent, sold, built

    def serve(self, i: int, orders: list[tuple[str, int, float]], made: float) -> list[float]:
        rule, total = self.given.rationing, sum(size for _, _, size in orders)
        if made >= total * (1 - 1e-14):
            return [size for _, _, size in orders]
        if rule is Rationing.PROPORTIONAL:
            return [size * made / total for _, _, size in orders]
        if rule is Rationing.INTERMEDIATE_FIRST:
            cells = sum(size for kind, _, size in orders if kind == "cell")
            first = min(1.0, made / cells) if cells > 0 else 0.0
            rest = total - cells
            second = max(0.0, made - cells) / rest if rest > 0 else 0.0
            return [size * (first if kind == "cell" else second) for kind, _, size in orders]
        if rule is Rationing.LARGEST_FIRST:
            return _largest_first([size for _, _, size in orders], made)
        normal = [
            self.plain.flow[i, c] * self.per if kind == "cell" else
            (self.plain.sellers[i] * self.plain.final.sum(axis=1)).sum() * self.per
            if kind == "final" else 0.0
            for kind, c, _ in orders
        ]  # fmt: skip
        return _lowest_first([size for _, _, size in orders], normal, made)


def _share(event: Event, builder: int, k: int) -> float:
    rebuilders = np.asarray(event.rebuilders)
    return float(rebuilders[builder] if rebuilders.ndim == 1 else rebuilders[builder, k])


def _largest_first(sizes: list[float], made: float) -> list[float]:
    given, left = [0.0] * len(sizes), made
    todo = sorted(range(len(sizes)), key=lambda k: -sizes[k])
    while todo:
        same = [k for k in todo if sizes[k] >= sizes[todo[0]] * (1 - SMALL)]
        whole = sum(sizes[k] for k in same)
        share = min(1.0, left / whole) if whole > 0 else 0.0
        for k in same:
            given[k] = sizes[k] * share
        left, todo = left - whole * share, todo[len(same) :]
    return given


def _lowest_first(sizes: list[float], normal: list[float], made: float) -> list[float]:
    """Find the level by bisection: every order is filled up to ``level`` of its normal size."""
    known = [k for k in range(len(sizes)) if normal[k] > 0]
    low, high = 0.0, max((sizes[k] / normal[k] for k in known), default=0.0)
    for _ in range(200):
        level = (low + high) / 2
        filled = sum(min(sizes[k], level * normal[k]) for k in known)
        low, high = (level, high) if filled <= made else (low, level)
    given = [min(sizes[k], high * normal[k]) if normal[k] > 0 else 0.0 for k in range(len(sizes))]
    left = max(0.0, made - sum(given))
    for k in range(len(sizes)):
        if normal[k] <= 0:
            given[k] = min(sizes[k], left)
            left -= given[k]
    return given
