"""The engine ``inoperability``: what is not made from day to day, and what that adds up to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from mainstay.model import Table
from mainstay.shocks.contract import ImpactBatch, Shocks
from mainstay.shocks.inoperability.days import paths, run_days
from mainstay.shocks.inoperability.losses import losses_of
from mainstay.shocks.inoperability.tables import accounts, by_activity, curves_of
from mainstay.shocks.recovery import over_time, recovery
from mainstay.twin.net import Net
from mainstay.twin.selection import source_line
from mainstay.twin.technology import technology

#: Days in which an activity left alone is back to a hundredth of its inoperability.
RECOVERY_DAYS = 60.0

#: Activities of each scenario of which the days are told.
TOLD = 20

NOTES = (
    "losses go up the chain alone: less is asked of suppliers; what stops for want of an input is "
    "unknown here, not zero",
    "no stocks and no substitution; one time of recovery for all activities is assumed",
)


class Inoperability:
    """The static and the dynamic inoperability input-output model on a net.

    Examples
    --------
    >>> from mainstay.model import Scenario
    >>> from mainstay.shocks.resolve import resolve
    >>> from mainstay.twin.toy import toy_net
    >>> scenario = Scenario.parse(
    ...     "{version: 1, name: demo, title: Demo, duration_days: 365, days: 3650, shocks: "
    ...     "[{target: final_demand, codes: ['account:exports'], size: 0.1}]}"
    ... )
    >>> net = toy_net()
    >>> found = Inoperability().run(net, resolve(net, [scenario]), {}, np.random.default_rng(0))
    >>> round(found.tables["accounts"].rows()[0]["gdp_loss_usd"], 6)
    5.7
    """

    name = "inoperability"
    version = "1"

    def run(
        self, net: Net, shocks: Shocks, params: Mapping[str, Any], rng: np.random.Generator
    ) -> ImpactBatch:
        """Return the impact of every scenario; ``rng`` is not used.

        Parameters
        ----------
        params
            ``recovery_days``: days in which an activity left alone is back to a hundredth.

        Raises
        ------
        InputError
            If the shocks do not fit the net, or recovery is faster than a day.
        BadScenario
            If a scenario acts on prices, trade or delays, of which this engine knows nothing.
        UnknownValue
            If a flow that the system needs is unknown.
        Infeasible
            If the net uses more than it makes.
        """
        shocks.check(net)
        tech = technology(net)
        losses = losses_of(tech, shocks, self.name)
        days = float(params.get("recovery_days", RECOVERY_DAYS))
        found = run_days(tech, losses, days)
        told = found.hardest(TOLD)
        # a second pass for those alone whose days are told
        curves = curves_of(tech, found, told, paths(tech, losses, days, told))
        members = {name: (s,) for s, name in enumerate(shocks.names)}
        names = dict(zip(tech.ids, (net.activities.name[i] for i in tech.activity), strict=True))
        source = source_line(net)
        notes = (
            *NOTES,
            f"left alone, an activity is back to a hundredth after {days:g} days (assumed)",
            f"static solution: {found.static.sweeps} sweeps, residual {found.static.residual:.1e}",
            *tech.notes,
        )
        tables = (
            accounts(tech, shocks.names, found, losses),
            by_activity(tech, shocks.names, found),
            recovery(curves, members, names=names),
            over_time(curves, members, names=names),
        )
        named = {t.name: Table(t.name, t.data, t.title, source, t.notes) for t in tables}
        return ImpactBatch(self.name, self.version, shocks.names, named, notes)
