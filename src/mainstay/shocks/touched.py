"""Where a shock acts on a net: codes and countries of a scenario as positions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mainstay.model import Shock, Target
from mainstay.shocks.dated import Place
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


class Fault(Exception):
    """A shock that does not fit; becomes one problem."""

    def __init__(self, code: str, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.code, self.what, self.hint = code, what, hint


def _none() -> Indices:
    return np.zeros(0, dtype=np.intp)


@dataclass(frozen=True, eq=False)
class Touched:
    """Places of one code of a shock; ``part (k,)`` scales its size."""

    place: Place
    rows: Indices
    columns: Indices = field(default_factory=_none)
    part: Floats = field(default_factory=lambda: np.ones(1))


def touch(net: Net, shock: Shock, code: str) -> Touched:
    """Return where one code of a shock acts.

    Raises
    ------
    Fault
        If the net does not hold it, or nothing is made or used there.
    """
    methods: dict[Target, Callable[[Net, Shock, str], Touched]] = {
        Target.FINAL_DEMAND: _final_demand,
        Target.IMPORTS: _imports,
        Target.EXPORTS: _exports,
        Target.POOL_PRODUCTION: _pool_production,
        Target.ACTIVITY_OUTPUT: _of_activity,
        Target.VALUE_ADDED_PRICE: _of_activity,
        Target.IMPORT_PRICE: _import_price,
        Target.LABOR: _of_activity,
        Target.CAPACITY: _of_activity,
        Target.CAPITAL: _of_activity,
        Target.DELAY: _delay,
    }
    found = methods[shock.target](net, shock, code)
    part = np.broadcast_to(found.part, found.rows.shape)
    return Touched(found.place, found.rows, found.columns, part)


def _final_demand(net: Net, shock: Shock, code: str) -> Touched:
    if shock.country:
        raise Fault("country_not_used", "final demand has no country", "leave `country` out")
    pools, columns = np.arange(len(net.pools)), np.arange(len(FINAL_ACCOUNTS))
    if not code.startswith(ACCOUNT_PREFIX):
        pools = _pools(net, code)
    else:
        account = code[len(ACCOUNT_PREFIX) :]
        if account not in ACCOUNTS and account not in FINAL_ACCOUNTS:
            known = ", ".join(dict.fromkeys([*ACCOUNTS, *FINAL_ACCOUNTS]))
            raise Fault("unknown_code", f"no account {account!r}", f"known: {known}")
        columns = np.array([FINAL_ACCOUNTS.index(name) for name in account_columns(account)])
    return Touched(Place.FINAL, np.repeat(pools, len(columns)), np.tile(columns, len(pools)))


def _imports(net: Net, shock: Shock, code: str) -> Touched:
    return _deliveries(net, _pools(net, code), _outside(net, shock), code)


def _exports(net: Net, shock: Shock, code: str) -> Touched:
    if shock.country is None:
        raise Fault("no_country", "exports of whom?", "name a `country`")
    pools = _pools(net, code)
    world = np.array([j for j in pools if net.pools.region[j] == "WORLD"], dtype=np.intp)
    if not len(world):
        raise Fault("no_world_pool", f"{code} has no world market in the net",
                    "exports of minerals can stop; for goods use `imports`")  # fmt: skip
    return _deliveries(net, world, _region(net, shock.country), code)


def _pool_production(net: Net, shock: Shock, code: str) -> Touched:
    pools = _pools(net, code)
    if shock.country is None:
        return Touched(Place.POOL, pools)
    return _deliveries(net, pools, _region(net, shock.country), code)


def _of_activity(net: Net, shock: Shock, code: str) -> Touched:
    return Touched(Place.ACTIVITY, _activities(net, shock, code))


def _import_price(net: Net, shock: Shock, code: str) -> Touched:
    pools = _pools(net, code)
    inside = _share_made(net, pools, _outside(net, shock), code)
    whole = _share_made(net, pools, ~net.full, code)
    share = np.divide(inside, whole, out=np.zeros_like(inside), where=whole > 0)
    return Touched(Place.POOL, pools, part=share)


def _delay(net: Net, shock: Shock, code: str) -> Touched:
    makers = np.ones(len(net.activities), dtype=bool)
    if shock.country is not None:
        makers = _region(net, shock.country)
    return _deliveries(net, _pools(net, code), makers, code)


def _deliveries(net: Net, pools: Indices, makers: Mask, code: str) -> Touched:
    _share_made(net, pools, makers, code)
    cells = (net.make + net.make_quantity)[:, pools].tocoo()
    kept = makers[cells.row]
    return Touched(Place.DELIVERY, cells.row[kept].astype(np.intp), pools[cells.col[kept]])


def _outside(net: Net, shock: Shock) -> Mask:
    outside: Mask = ~net.full
    return outside if shock.country is None else outside & _region(net, shock.country)


def _pools(net: Net, code: str) -> Indices:
    return _found(net, code, select_pools(net, code), "product").pools


def _activities(net: Net, shock: Shock, code: str) -> Indices:
    found = _found(net, code, select_activities(net, code), "activity").activities
    if shock.country is None:
        return found
    inside = found[_region(net, shock.country)[found]]
    if not len(inside):
        raise Fault("nothing_there", f"{code} has no activity in {shock.country}")
    return inside


def _found(net: Net, code: str, selection: Selection | None, what: str) -> Selection:
    if selection is None:
        near = closest(net, code)
        hint = "closest: " + "; ".join(near) if near else "see `mainstay twin show`"
        raise Fault("unknown_code", f"the net has no {what} {code!r}", hint)
    return selection


def _region(net: Net, country: str) -> Mask:
    wanted = COUNTRY_REGIONS.get(country.upper(), country)
    names = {wanted.lower(), country.lower()}
    found = np.array([region.lower() in names for region in net.activities.region], dtype=bool)
    if not found.any():
        known = ", ".join(sorted(set(net.activities.region)))
        raise Fault("unknown_region", f"the net has no region {country!r}", f"known: {known}")
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
        raise Fault("nothing_there", f"nothing of {code} is made there", "see who supplies it")
    return share
