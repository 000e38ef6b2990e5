"""Scenarios as written, turned into numbers on a net; every fault is collected and raised once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from mainstay.errors import BadScenario, Problem, raise_all
from mainstay.model import Scenario, Shock, Target
from mainstay.shocks.contract import Shocks
from mainstay.twin.coefficients import Indices
from mainstay.twin.exposure import ACCOUNTS, account_columns
from mainstay.twin.net import FINAL_ACCOUNTS, Floats, Net
from mainstay.twin.selection import Selection, closest, select_activities, select_pools

Mask = NDArray[np.bool_]

#: Put before an account in ``codes`` of a shock on final demand: all that the account buys.
ACCOUNT_PREFIX = "account:"

#: Regions of the regional import tables that are one country, by ISO 3166 alpha-2 and alpha-3.
COUNTRY_REGIONS = {
    "CN": "China", "CHN": "China", "CA": "Canada", "CAN": "Canada", "JP": "Japan", "JPN": "Japan",
    "MX": "Mexico", "MEX": "Mexico",
}  # fmt: skip


class _Fault(Exception):
    """A shock that does not fit; becomes one problem."""

    def __init__(self, code: str, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.code, self.what, self.hint = code, what, hint


def resolve(net: Net, scenarios: Sequence[Scenario]) -> Shocks:
    """Return the scenarios as one batch; a scenario with ``low`` or ``high`` sizes gives three.

    The further two are called ``<name>:low`` and ``<name>:high``. Shocks of one scenario on one
    thing add up.

    Parameters
    ----------
    net
        The net they act on.
    scenarios
        At least one.

    Raises
    ------
    BadScenario
        Listing every code that the net does not hold, with the closest ones, every region that
        supplies nothing of the product, and everything of which more than all is lost.
    """
    cases = [case for scenario in scenarios for case in _cases(scenario)]
    shocks = Shocks.none(tuple(name for name, _, _ in cases), net)
    problems: list[Problem] = []
    for row, (_, scenario, size) in enumerate(cases):
        for number, shock in enumerate(scenario.shocks, 1):
            for code in shock.codes:
                where = f"scenario {scenario.name}, shock {number}, {code}"
                try:
                    _Row(net, shocks, row).apply(shock, code, size(shock))
                except _Fault as fault:
                    problems.append(Problem(fault.code, where, fault.what, fault.hint))
    problems += _too_much(net, shocks)
    raise_all(BadScenario, "the scenario does not fit the net", list(dict.fromkeys(problems)))
    shocks.check(net)
    return shocks


def _cases(scenario: Scenario) -> list[tuple[str, Scenario, Callable[[Shock], float]]]:
    found: list[tuple[str, Scenario, Callable[[Shock], float]]] = [
        (scenario.name, scenario, lambda shock: shock.size)
    ]
    if any(s.low is not None or s.high is not None for s in scenario.shocks):
        found += [
            (f"{scenario.name}:low", scenario, lambda s: s.size if s.low is None else s.low),
            (f"{scenario.name}:high", scenario, lambda s: s.size if s.high is None else s.high),
        ]
    return found


@dataclass(frozen=True, eq=False)
class _Row:
    """One scenario's row of a batch, with a method for each target."""

    net: Net
    shocks: Shocks
    row: int

    def apply(self, shock: Shock, code: str, size: float) -> None:
        methods: dict[Target, Callable[[Shock, str, float], None]] = {
            Target.FINAL_DEMAND: self.final_demand,
            Target.IMPORTS: self.imports,
            Target.EXPORTS: self.exports,
            Target.POOL_PRODUCTION: self.pool_production,
            Target.ACTIVITY_OUTPUT: self.activity_output,
            Target.VALUE_ADDED_PRICE: self.value_added_price,
            Target.IMPORT_PRICE: self.import_price,
        }
        methods[shock.target](shock, code, size)

    def final_demand(self, shock: Shock, code: str, size: float) -> None:
        if shock.country:
            raise _Fault("country_not_used", "final demand has no country", "leave `country` out")
        final, loss = self.net.final, self.shocks.final_loss_usd[self.row]
        if not code.startswith(ACCOUNT_PREFIX):
            pools = _pools(self.net, code)
            loss[pools] += size * final[pools]
            return
        account = code[len(ACCOUNT_PREFIX) :]
        if account not in ACCOUNTS and account not in FINAL_ACCOUNTS:
            known = ", ".join(dict.fromkeys([*ACCOUNTS, *FINAL_ACCOUNTS]))
            raise _Fault("unknown_code", f"no account {account!r}", f"known: {known}")
        columns = [FINAL_ACCOUNTS.index(name) for name in account_columns(account)]
        loss[:, columns] += size * final[:, columns]

    def imports(self, shock: Shock, code: str, size: float) -> None:
        self._deliveries(_pools(self.net, code), self._outside(shock), code, size)

    def exports(self, shock: Shock, code: str, size: float) -> None:
        if shock.country is None:
            raise _Fault("no_country", "exports of whom?", "name a `country`")
        pools = _pools(self.net, code)
        world = np.array([j for j in pools if self.net.pools.region[j] == "WORLD"], dtype=np.intp)
        if not len(world):
            raise _Fault("no_world_pool", f"{code} has no world market in the net",
                         "exports of minerals can stop; for goods use `imports`")  # fmt: skip
        makers = _region(self.net, shock.country)
        self._deliveries(world, makers, code, size, self.shocks.export_loss)

    def pool_production(self, shock: Shock, code: str, size: float) -> None:
        pools = _pools(self.net, code)
        if shock.country is None:
            self.shocks.pool_loss[self.row, pools] += size
        else:
            self._deliveries(pools, _region(self.net, shock.country), code, size)

    def activity_output(self, shock: Shock, code: str, size: float) -> None:
        self.shocks.activity_loss[self.row, _activities(self.net, shock, code)] += size

    def value_added_price(self, shock: Shock, code: str, size: float) -> None:
        self.shocks.value_added_rise[self.row, _activities(self.net, shock, code)] += size

    def import_price(self, shock: Shock, code: str, size: float) -> None:
        pools = _pools(self.net, code)
        inside = _share_made(self.net, pools, self._outside(shock), code)
        whole = _share_made(self.net, pools, ~self.net.full, code)
        share = np.divide(inside, whole, out=np.zeros_like(inside), where=whole > 0)
        self.shocks.import_price_rise[self.row, pools] += size * share

    def _deliveries(
        self, pools: Indices, makers: Mask, code: str, size: float,
        into: tuple[sparse.lil_array, ...] | None = None,
    ) -> None:  # fmt: skip
        lost = self.shocks.make_loss if into is None else into
        _share_made(self.net, pools, makers, code)
        cells = (self.net.make + self.net.make_quantity)[:, pools].tocoo()
        for i, k in zip(cells.row, cells.col, strict=True):
            if makers[i]:
                lost[self.row][i, pools[k]] += size

    def _outside(self, shock: Shock) -> Mask:
        outside: Mask = ~self.net.full
        return outside if shock.country is None else outside & _region(self.net, shock.country)


def _pools(net: Net, code: str) -> Indices:
    return _found(net, code, select_pools(net, code), "product").pools


def _activities(net: Net, shock: Shock, code: str) -> Indices:
    found = _found(net, code, select_activities(net, code), "activity").activities
    if shock.country is None:
        return found
    inside = found[_region(net, shock.country)[found]]
    if not len(inside):
        raise _Fault("nothing_there", f"{code} has no activity in {shock.country}")
    return inside


def _found(net: Net, code: str, selection: Selection | None, what: str) -> Selection:
    if selection is None:
        near = closest(net, code)
        hint = "closest: " + "; ".join(near) if near else "see `mainstay twin show`"
        raise _Fault("unknown_code", f"the net has no {what} {code!r}", hint)
    return selection


def _region(net: Net, country: str) -> Mask:
    wanted = COUNTRY_REGIONS.get(country.upper(), country)
    names = {wanted.lower(), country.lower()}
    found = np.array([region.lower() in names for region in net.activities.region], dtype=bool)
    if not found.any():
        known = ", ".join(sorted(set(net.activities.region)))
        raise _Fault("unknown_region", f"the net has no region {country!r}", f"known: {known}")
    return found


def _share_made(net: Net, pools: Indices, makers: Mask, code: str) -> Floats:
    """Return the share of each pool that the makers make, in dollars or else in its own unit."""
    share = np.zeros(len(pools))
    for matrix in (net.make_quantity, net.make):
        columns = matrix[:, pools]
        total = np.asarray(columns.sum(axis=0), dtype=np.float64).ravel()
        part = np.asarray(columns[makers].sum(axis=0), dtype=np.float64).ravel()
        share = np.where(total > 0, part / np.where(total > 0, total, 1.0), share)
    if not share.any():
        raise _Fault("nothing_there", f"nothing of {code} is made there", "see who supplies it")
    return share


def _too_much(net: Net, shocks: Shocks) -> list[Problem]:
    """Return where shocks add up to more than all; rounding above one is taken off."""
    pools, activities = net.pools.id, net.activities.id
    over = [
        (s, f"pool {pools[j]}", shocks.pool_loss[s, j])
        for s, j in np.argwhere(shocks.pool_loss > 1 + 1e-12)
    ]
    over += [
        (s, f"activity {activities[i]}", shocks.activity_loss[s, i])
        for s, i in np.argwhere(shocks.activity_loss > 1 + 1e-12)
    ]
    for number, cells in enumerate((*shocks.make_loss, *shocks.export_loss)):
        s, found = number % len(shocks.names), cells.tocoo()
        over += [
            (s, f"{activities[found.row[k]]} into {pools[found.col[k]]}", found.data[k])
            for k in np.flatnonzero(found.data > 1 + 1e-12)
        ]
        for i, j, size in zip(found.row, found.col, found.data, strict=True):
            cells[i, j] = min(float(size), 1.0)
    np.minimum(shocks.pool_loss, 1.0, out=shocks.pool_loss)
    np.minimum(shocks.activity_loss, 1.0, out=shocks.activity_loss)
    return [
        Problem("more_than_all", f"scenario {shocks.names[s]}, {what}",
                f"shocks add up to {size:.3g} of it", "lower one of the sizes")
        for s, what, size in over
    ]  # fmt: skip
