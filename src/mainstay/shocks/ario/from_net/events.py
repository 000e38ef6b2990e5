"""Dated shocks on a net as events of its economy.

==========================  =======================================================================
shock                       event
==========================  =======================================================================
activity output, capacity   capacity of the activity; of a region abroad, of all that it delivers
labor                       the same, told apart
capital                     that share of its productive capital
imports                     capacity of what a region abroad delivers into a pool
production of a pool        capacity of every maker, by the part of its output that goes there; its
                            other products fall alike, because an activity has one technology
final demand                what an account asks of a pool
delay                       days by which makers send later; of a maker at home all that it sends
==========================  =======================================================================

Prices and world markets of minerals have no event here and are refused with the engine that knows
them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from mainstay.errors import BadScenario, Problem, raise_all
from mainstay.model import Target
from mainstay.shocks.ario.events import Event, Kind, Recovery
from mainstay.shocks.ario.from_net.net_economy import NetEconomy
from mainstay.shocks.dated import Dated, Place
from mainstay.twin.coefficients import Indices
from mainstay.twin.net import FINAL_ACCOUNTS, Floats

_KINDS = {
    Target.ACTIVITY_OUTPUT: Kind.CAPACITY, Target.CAPACITY: Kind.CAPACITY,
    Target.LABOR: Kind.LABOR, Target.CAPITAL: Kind.CAPITAL, Target.IMPORTS: Kind.CAPACITY,
    Target.POOL_PRODUCTION: Kind.CAPACITY, Target.DELAY: Kind.DELAY,
}  # fmt: skip

_ELSEWHERE = {
    Target.VALUE_ADDED_PRICE: "prices do not move here: --engine leontief",
    Target.IMPORT_PRICE: "prices do not move here: --engine leontief",
    Target.EXPORTS: "world markets of minerals: --engine commodity",
}


def events_of(
    found: NetEconomy,
    dated: Iterable[Dated],
    members: Mapping[int, Sequence[int]] | None = None,
) -> list[Event]:
    """Return the events of dated shocks.

    Parameters
    ----------
    found
        The economy they act on.
    dated
        As :func:`mainstay.shocks.resolve.resolve` gives them.
    members
        Scenario of the shocks to its members in the batch; each is its own member when not given.

    Raises
    ------
    BadScenario
        With every shock that this model knows nothing of, that falls on nothing that is counted in
        money, or that destroys capital of which the stock is unknown.

    Examples
    --------
    >>> from mainstay.model import Scenario
    >>> from mainstay.shocks.ario.from_net.net_economy import net_economy
    >>> from mainstay.shocks.resolve import resolve
    >>> from mainstay.twin.toy import toy_net
    >>> net = toy_net()
    >>> scenario = Scenario.parse("{version: 1, name: one, title: One, duration_days: 30, shocks: "
    ...                           "[{target: imports, codes: [metal], size: 0.5}]}")
    >>> (event,) = events_of(net_economy(net), resolve(net, [scenario]).dated)
    >>> str(event.kind), event.where.tolist(), event.size.tolist(), event.duration
    ('capacity', [2], [0.5], 30.0)
    """
    events: list[Event] = []
    problems: list[Problem] = []
    for one in dated:
        where = f"{one.target} from day {one.start:g}"
        if one.target in _ELSEWHERE:
            hint = _ELSEWHERE[one.target]
            problems.append(Problem("target_not_known", where, "means nothing to ario", hint))
            continue
        made = _final(found, one) if one.place is Place.FINAL else _of_makers(found, one)
        if not made:
            problems.append(Problem("nothing_there", where, "nothing here is counted in money",
                                    "minerals in tons: --engine commodity"))  # fmt: skip
        problems += _without_capital(found, made)
        for event in made:
            places = [one.scenario] if members is None else members[one.scenario]
            events += [replace(event, scenario=place) for place in places]
    raise_all(BadScenario, "ario cannot answer this", list(dict.fromkeys(problems)))
    return events


def _event(one: Dated, kind: Kind, where: Indices, size: Floats) -> Event:
    return Event(
        scenario=one.scenario, kind=kind, where=where, size=size, start=one.start,
        duration=one.duration, recovery=Recovery(one.recovery), recovery_days=one.recovery_days,
    )  # fmt: skip


def _final(found: NetEconomy, one: Dated) -> list[Event]:
    """Return one event for each account, on the rows that it buys from."""
    row = np.full(len(found.net.pools), -1)
    row[found.pools] = np.arange(len(found.pools))
    events = []
    for account in range(len(FINAL_ACCOUNTS)):
        here = one.columns == account
        where, size = row[one.rows[here]], one.size[here]
        bought = (where >= 0) & (found.economy.final[where, account] > 0)
        if bought.any():
            event = _event(one, Kind.DEMAND, where[bought], size[bought])
            events.append(replace(event, sink=account))
    return events


def _of_makers(found: NetEconomy, one: Dated) -> list[Event]:
    parts: Callable[[NetEconomy, Dated], tuple[Indices, Floats]] = {
        Place.ACTIVITY: _activities, Place.DELIVERY: _deliveries, Place.POOL: _pools,
    }[one.place]  # fmt: skip
    touched, size = parts(found, one)
    where, inverse = np.unique(touched, return_inverse=True)
    whole: Floats = np.zeros(len(where))
    if one.target is Target.DELAY:
        np.maximum.at(whole, inverse, size)
    else:
        np.add.at(whole, inverse, size)
    if not len(where):
        return []
    kind = _KINDS[one.target]
    if kind is Kind.CAPITAL:
        whole *= found.economy.capital[where]
    event = _event(one, kind, where, whole)
    if event.recovery is Recovery.REBUILD:
        event = replace(event, rebuilders=rebuilders(found))
    return [event]


def _activities(found: NetEconomy, one: Dated) -> tuple[Indices, Floats]:
    lost = np.full(len(found.net.activities) + 1, np.nan)
    lost[one.rows] = one.size
    size = lost[found.maker]
    where = np.flatnonzero((found.maker >= 0) & ~np.isnan(size))
    return where, size[where]


def _deliveries(found: NetEconomy, one: Dated) -> tuple[Indices, Floats]:
    """Return makers abroad by their deliveries, makers at home by the part of their output."""
    place = {
        (int(i), int(j)): k
        for k, (i, j) in enumerate(zip(found.maker, found.into, strict=True)) if i >= 0
    }  # fmt: skip
    where, size = [], []
    for i, j, share in zip(one.rows, one.columns, one.size, strict=True):
        abroad = place.get((int(i), int(j)))
        home = place.get((int(i), -1))
        if abroad is not None:
            where.append(abroad)
            size.append(float(share))
        elif home is not None:
            where.append(home)
            part = 1.0 if one.target is Target.DELAY else _part(found, int(i), int(j))
            size.append(float(share) * part)
    return np.array(where, dtype=np.intp), np.array(size)


def _pools(found: NetEconomy, one: Dated) -> tuple[Indices, Floats]:
    makers = found.net.make[:, one.rows].tocoo()
    cells = replace(
        one, place=Place.DELIVERY, rows=makers.row.astype(np.intp),
        columns=one.rows[makers.col], size=one.size[makers.col],
    )  # fmt: skip
    return _deliveries(found, cells)


def _part(found: NetEconomy, i: int, j: int) -> float:
    """Return the part of a maker's output that goes into a pool."""
    whole = float(found.net.make[[i]].sum())
    return float(found.net.make[i, j]) / whole if whole > 0 else 0.0


def _without_capital(found: NetEconomy, events: Sequence[Event]) -> list[Problem]:
    return [
        Problem("no_capital", found.economy.ids[i], "its stock of capital is unknown",
                "use capacity")
        for event in events if event.kind is Kind.CAPITAL
        for i in event.where[~np.isfinite(event.size)]
    ]  # fmt: skip


def rebuilders(found: NetEconomy) -> Floats:
    """Return ``(n,)`` who makes what destroyed capital is rebuilt from: what investment buys.

    It sums to one; what is drawn from stocks makes nothing new.
    """
    bought = found.economy.final[:, FINAL_ACCOUNTS.index("investment")]
    made: Floats = found.shares.T @ bought
    made[found.maker < 0] = 0.0
    total = float(made.sum())
    if not total > 0:
        raise BadScenario(
            "nobody can rebuild: the net holds no investment",
            hint="use recovery linear with recovery_days",
        )
    return made / total
