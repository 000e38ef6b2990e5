r"""Final use that an economy can no longer serve when some industries make less, by three rules.

::

    A  activity by activity      L = (I - A)^-1      y  (n,) final use, as demand on activities
    x = L y  output              v  value added per dollar of output
    z  final use lost, 0 <= z <= y      d  imports that stand in for what is constrained
    L (z + d) >= c x  on the constrained rows, which lose at least the share c of their output

GDP falls by ``v' L (z + d)``, counted once, at constant prices. It is the change in final use less
that in imports, since of every dollar demanded ``v' L`` is value added and the rest imported. Rows
without positive final use stay fixed, and so does what the accounts leave unexplained.

The rules differ in who goes short:

* ``efficient``: the least loss of GDP, ``min v' L z``, a linear program. It dumps the cut on what
  is worth least, and reads as resilience.
* ``proportional``, the headline: the least relative cut, ``min sum of z^2 / y``
  (:mod:`.quadratic`).
* ``bottleneck``: who buys at least 5 cents of an input per dollar of output cannot do without it.
  No industry makes a larger share of its output than it gets of such an input, down the chain, and
  all of these ceilings hold in the least relative cut.

The efficient rule cannot lose more than the proportional one, which meets the same needs, nor can
the bottleneck lose less (:meth:`Rationing.bottleneck`).

The rules are a proposal of this project. Forward bottlenecks with essential inputs are those of
Pichler and Farmer (2022; assumed: not opened).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from mainstay.errors import Infeasible, InputError, Problem, raise_all
from mainstay.shocks.commodity.bottleneck import ceilings, essential_links
from mainstay.shocks.commodity.quadratic import Least, least_cut, open_needs
from mainstay.twin.exposure import ACCOUNTS
from mainstay.twin.net import FINAL_ACCOUNTS, Floats, Net
from mainstay.twin.technology import Technology, technology

Indices = NDArray[np.intp]
Bools = NDArray[np.bool_]

#: Dollars of an input per dollar of output from which it is essential.
ESSENTIAL = 0.05

#: Sets of constrained industries whose rows of ``L`` are kept.
KEPT = 64

#: Rounds of adding ceilings that a solution broke; and how far one may be broken, share of output.
ROUNDS, BROKEN = 60, 1e-9

#: Coefficients below this are rounding, not a negative input.
ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Rationed:
    """Loss under one rule, ``d`` draws, ``n`` full activities, ``u`` constrained industries.

    Parameters
    ----------
    gdp_loss_usd
        ``(d,)`` value added lost.
    final_loss_usd
        ``(d, n)`` final use lost, as demand on activities.
    loss_by_account_usd
        ``(d, 7)`` final use lost by account, in proportion within what each activity delivers.
    import_change_usd
        ``(d,)`` change of imports; below zero where they fall with demand.
    relief_usd
        ``(d, u)`` imports that stand in for what is constrained.
    multiplier
        ``(d, u)`` what the last dollar of output of each constrained industry is worth to the rule;
        for the efficient rule dollars of GDP. Ceilings added by the bottleneck have none here.
    unmet
        ``(d, u)`` share of output whose cut no loss of final use can reach, because it serves none.
    value_added_loss
        ``(d, n)`` value added lost in each activity, where asked for.
    """

    gdp_loss_usd: Floats
    final_loss_usd: Floats
    loss_by_account_usd: Floats
    import_change_usd: Floats
    relief_usd: Floats
    multiplier: Floats
    unmet: Floats
    value_added_loss: Floats | None = None

    @property
    def accounts(self) -> Floats:
        """``(3, d)`` final use lost in economy, health and defense, US dollars."""
        places = [[FINAL_ACCOUNTS.index(c) for c in columns] for columns in ACCOUNTS.values()]
        return np.stack([self.loss_by_account_usd[:, k].sum(axis=1) for k in places])


class Rationing:
    """The economy of a net, ready to be constrained.

    Parameters
    ----------
    net
        With at least one full activity.
    essential
        Dollars of an input per dollar of output from which the bottleneck rule takes it as
        essential.

    Raises
    ------
    UnknownValue, Infeasible
        As from :func:`~mainstay.twin.technology.technology`; also if an input is negative.

    Examples
    --------
    >>> from mainstay.twin.toy import toy_net
    >>> economy = Rationing(toy_net())
    >>> cut = np.array([[0.1]])  # electronics makes 12 less: L = [1.4 0.3; 0.8 1.6], y = (30, 60)
    >>> [round(float(rule(np.array([1]), cut).gdp_loss_usd[0]), 4)
    ...  for rule in (economy.efficient, economy.proportional, economy.bottleneck)]
    [6.75, 7.4444, 8.0]
    """

    def __init__(self, net: Net, *, essential: float = ESSENTIAL) -> None:
        self.tech: Technology = technology(net)
        self.essential = essential
        lowest = min(
            m.data.min(initial=0.0) for m in (self.tech.use_coefficients, self.tech.market_shares)
        )
        if lowest < -ROUNDING:
            raise Infeasible("an input is negative", hint="settle negative use cells first")
        self.final = self.tech.final_on_activities
        total = self.final.sum(axis=1)
        self.weight: Floats = np.where(total > 0, total, 0.0)
        self.output: Floats = self.tech.output_usd
        self.worth: Floats = self.tech.value_added_multiplier
        self._kept: dict[bytes, Floats] = {}
        self.leaked: Floats = self.tech.import_multiplier.sum(axis=0)

    @cached_property
    def value_added(self) -> Floats:
        """``(n,)`` value added of each activity, US dollars."""
        return np.asarray(self.output * self.tech.value_added_ratio)

    @cached_property
    def links(self) -> sparse.csr_array:
        """``(n, n)`` essential links from supplier to user."""
        return essential_links(self.tech, self.essential)

    @cached_property
    def imports(self) -> Floats:
        """``(n,)`` imports of the product that each activity makes, US dollars.

        Imports of a product are what leaks from the pools that bear its name; of several makers,
        each is given its share of what is made at home.
        """
        net, tech = self.tech.net, self.tech
        products = {name: k for k, name in enumerate(dict.fromkeys(net.pools.product))}
        place = np.array([products[name] for name in net.pools.product], dtype=np.intp)
        leaked = np.asarray(tech.leak.sum(axis=0)).ravel() * net.made_usd
        imported = np.bincount(place, weights=leaked, minlength=len(products))
        made = np.zeros((tech.size, len(products)))
        cells = tech.market_shares.tocoo()
        np.add.at(made, (cells.row, place[cells.col]), cells.data * net.made_usd[cells.col])
        total = made.sum(axis=0)
        share = np.divide(imported, total, out=np.zeros_like(total), where=total > 0)
        return np.asarray(made @ share)

    def proportional(
        self, industries: Indices, cut: Floats, *, relief: Floats | None = None,
        detail: bool = False,
    ) -> Rationed:  # fmt: skip
        """Return the loss if final use gives way by the least relative cut.

        Parameters
        ----------
        industries
            ``(u,)`` positions of the constrained among the full activities.
        cut
            ``(d, u)`` share of its output that each can no longer make, between 0 and 1.
        relief
            ``(d,)`` share of the imports of a constrained product by which more may be imported.
        detail
            Whether value added lost by activity is wanted.

        Raises
        ------
        InputError
            If the cut does not fit the economy.
        Infeasible
            If a draw cannot be solved within rounding.
        """
        need, given = self._need(industries, cut, relief)
        found = least_cut(self.rows(industries), self.weight, need)
        return self._rationed(industries, found, given, detail)

    def efficient(
        self, industries: Indices, cut: Floats, *, relief: Floats | None = None,
        detail: bool = False,
    ) -> Rationed:  # fmt: skip
        """Return the loss if the final use worth least gives way: a linear program per draw.

        Arguments and errors are those of :meth:`proportional`.
        """
        need, given = self._need(industries, cut, relief)
        rows = self.rows(industries)
        unmet, takes_all, is_gone, rest = open_needs(rows, self.weight, need)
        share = np.where(is_gone & (self.weight > 0), 1.0, 0.0)
        price = np.where(takes_all, np.inf, 0.0)
        for draw in np.flatnonzero((rest > 0).any(axis=1)):
            asked, held = rest[draw] > 0, ~is_gone[draw] & (self.weight > 0)
            found, worth = self._program(rows[np.ix_(asked, held)], held, rest[draw, asked])
            share[draw, held], price[draw, asked] = found, worth
        return self._rationed(industries, Least(share, price, unmet), given, detail)

    def bottleneck(
        self, industries: Indices, cut: Floats, *, relief: Floats | None = None,
        detail: bool = False,
    ) -> Rationed:  # fmt: skip
        """Return the loss if nobody can do without an essential input.

        All ceilings hold in the least relative cut. In a draw in which that loses less GDP than the
        proportional rule, which its measure does not rule out, the cut of that rule is taken as
        given and the ceilings add to it, so that this end is never the lower one. Arguments and
        errors are those of :meth:`proportional`.
        """
        need, given = self._need(industries, cut, relief)
        whole = ceilings(self.links, industries, need / self.output[industries]) * self.output
        least = least_cut(self.rows(industries), self.weight, need)
        found = self._under(industries, whole, np.zeros_like(whole))
        share = found.share
        low = np.flatnonzero((share - least.share) @ (self.weight * self.worth) < 0)
        if len(low):
            before = least.share[low]
            added = self._under(industries, whole[low], before).share
            share[low] = before + (1.0 - before) * added
        own = Least(share, found.multiplier, found.unmet)
        return self._rationed(industries, own, given, detail)

    def _under(self, industries: Indices, whole: Floats, before: Floats) -> Least:
        """Return the least relative cut of what is left under ceilings on everyone.

        Ceilings are added as solutions break them, so that few enter the quadratic program.

        Parameters
        ----------
        whole
            ``(d, n)`` output that each activity must lose, US dollars.
        before
            ``(d, n)`` share of final use that is lost already.
        """
        weight = (1.0 - before) * self.weight if before.any() else self.weight
        asked = whole - self.tech.solve((before * self.weight).T).T
        known = np.asarray(industries, dtype=np.intp)
        for _ in range(ROUNDS):
            found = least_cut(self.rows(known), weight, asked[:, known])
            left = asked - self.tech.solve((found.share * weight).T).T
            left[:, known] = 0.0
            worst = (left / self.output).max(axis=0)
            if worst.max() <= BROKEN:
                first = slice(len(industries))
                return Least(found.share, found.multiplier[:, first], found.unmet[:, first])
            known = np.concatenate([known, np.flatnonzero(worst > 0.1 * worst.max())])
        raise Infeasible(f"the ceilings did not settle in {ROUNDS} rounds")

    def direct(self, industries: Indices, cut: Floats) -> Floats:
        """Return ``(d, u)`` value added that the constrained lose by their own cut, US dollars.

        What they lose beyond it, and all that others lose, is indirect.
        """
        return cut * self.value_added[industries]

    def rows(self, industries: Indices) -> Floats:
        """Return ``L`` of some rows ``(u, n)``, kept for later; rounding below zero is zero."""
        chosen = np.asarray(industries, dtype=np.intp)
        key = chosen.tobytes()
        if key not in self._kept:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            unit = np.zeros((self.tech.size, len(chosen)))
            unit[chosen, np.arange(len(chosen))] = 1.0
            self._kept[key] = np.maximum(self.tech.solve_transposed(unit).T, 0.0)
        return self._kept[key]

    def _need(
        self, industries: Indices, cut: Floats, relief: Floats | None
    ) -> tuple[Floats, Floats]:
        """Return the output that each must lose after relief, and the relief, ``(d, u)``.

        Relief in dollar ``d`` lowers the output asked of the constrained by ``L d``. It is used in
        full, as the least cut would; where that is more than enough for all, in the one proportion
        that is just enough.
        """
        self._check(industries, cut, relief)
        need = cut * self.output[industries]
        if relief is None:
            return need, np.zeros(cut.shape)
        given = np.where(cut > 0, relief[:, None] * self.imports[industries], 0.0)
        lowered = given @ self.rows(industries)[:, industries].T
        ratio = np.divide(need, lowered, out=np.where(need > 0, np.inf, 0.0), where=lowered > 0)
        part = np.minimum(ratio.max(axis=1, initial=0.0), 1.0)[:, None]
        return np.maximum(need - part * lowered, 0.0), part * given

    def _program(self, rows: Floats, held: Bools, need: Floats) -> tuple[Floats, Floats]:
        """Return shares of the final use held ``(h,)`` and multipliers of the least loss of GDP."""
        weight = self.weight[held]
        value = self.worth[held] * weight
        taken = rows * weight
        most = taken.sum(axis=1)
        unit = float(value.max())
        found = linprog(
            value / unit, A_ub=-taken / most[:, None], b_ub=-need / most, bounds=(0.0, 1.0),
            method="highs",
        )  # fmt: skip
        if found.status != 0:
            raise Infeasible(f"the efficient rule found no answer: {found.message}")
        share = np.asarray(found.x, dtype=np.float64)
        return share, -found.ineqlin.marginals * unit / most

    def _rationed(self, industries: Indices, found: Least, given: Floats, detail: bool) -> Rationed:
        lost = found.share * self.weight
        served = lost.copy()
        served[:, industries] += given
        loss = served @ self.worth
        added = self.tech.solve(served.T).T * self.tech.value_added_ratio if detail else None
        return Rationed(
            gdp_loss_usd=loss,
            final_loss_usd=lost,
            loss_by_account_usd=found.share @ self.final,
            import_change_usd=given.sum(axis=1) - served @ self.leaked,
            relief_usd=given,
            multiplier=found.multiplier,
            unmet=found.unmet / self.output[industries],
            value_added_loss=added,
        )

    def _check(self, industries: Indices, cut: Floats, relief: Floats | None) -> None:
        problems = []
        size = self.tech.size
        if ((industries < 0) | (industries >= size)).any() or len(set(industries.tolist())) != len(
            industries
        ):
            problems.append(Problem("no_industry", "industries", f"not once each below {size}"))
        if cut.ndim != 2 or cut.shape[1] != len(industries):
            problems.append(Problem("wrong_shape", "cut", f"{cut.shape}", "(draws, industries)"))
        elif not ((cut >= 0) & (cut <= 1)).all():
            problems.append(Problem("not_a_share", "cut", "outside of 0 to 1"))
        elif relief is not None and relief.shape != cut.shape[:1]:
            problems.append(Problem("wrong_shape", "relief", f"{relief.shape}", "(draws,)"))
        if relief is not None and not (np.isfinite(relief) & (relief >= 0)).all():
            problems.append(Problem("negative", "relief", "no number or below zero"))
        raise_all(InputError, "the cut does not fit the economy", problems)
