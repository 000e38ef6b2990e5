"""Scenarios as written, turned into numbers on a net; every fault is collected and raised once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from mainstay.errors import BadScenario, Problem, raise_all
from mainstay.model import Scenario, Shock
from mainstay.shocks.contract import Shocks
from mainstay.shocks.dated import Dated
from mainstay.shocks.peaks import fill
from mainstay.shocks.touched import ACCOUNT_PREFIX, COUNTRY_REGIONS, Fault, touch
from mainstay.twin.net import Net

__all__ = ["ACCOUNT_PREFIX", "COUNTRY_REGIONS", "resolve"]


def resolve(net: Net, scenarios: Sequence[Scenario]) -> Shocks:
    """Return the scenarios as one batch; a scenario with ``low`` or ``high`` sizes gives three.

    The further two are called ``<name>:low`` and ``<name>:high``. Shocks of one scenario on one
    thing at one time add up.

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
    names = tuple(name for name, _, _ in cases)
    found: list[Dated] = []
    problems: list[Problem] = []
    faulty: set[str] = set()
    for row, (_, scenario, size) in enumerate(cases):
        for number, shock in enumerate(scenario.shocks, 1):
            for code in shock.codes:
                where = f"scenario {scenario.name}, shock {number}, {code}"
                if where in faulty:
                    # the same in the milder and the harder case, and its hint is dear
                    continue
                try:
                    found.append(_dated(net, (row, scenario), shock, code, size(shock)))
                except Fault as fault:
                    faulty.add(where)
                    problems.append(Problem(fault.code, where, fault.what, fault.hint))
    shocks = replace(
        Shocks.none(names, net), dated=tuple(found), days=tuple(s.horizon_days for _, s, _ in cases)
    )
    problems += fill(net, shocks)
    raise_all(BadScenario, "the scenario does not fit the net", list(dict.fromkeys(problems)))
    shocks.check(net)
    return shocks


def _cases(scenario: Scenario) -> list[tuple[str, Scenario, Callable[[Shock], float]]]:
    found: list[tuple[str, Scenario, Callable[[Shock], float]]] = [
        (scenario.name, scenario, lambda shock: shock.amount)
    ]
    if any(s.low is not None or s.high is not None for s in scenario.shocks):
        found += [
            (f"{scenario.name}:low", scenario, lambda s: s.amount if s.low is None else s.low),
            (f"{scenario.name}:high", scenario, lambda s: s.amount if s.high is None else s.high),
        ]
    return found


def _dated(net: Net, case: tuple[int, Scenario], shock: Shock, code: str, size: float) -> Dated:
    """Return one code of a shock with its places and days."""
    row, scenario = case
    touched = touch(net, shock, code)
    return Dated(
        scenario=row,
        target=shock.target,
        place=touched.place,
        rows=touched.rows,
        columns=touched.columns,
        size=size * touched.part,
        start=shock.start_day or 0.0,
        duration=shock.duration_days or float(scenario.duration_days),
        recovery=shock.way_back,
        recovery_days=shock.recovery_days or 0.0,
        timed=shock.timed,
    )
