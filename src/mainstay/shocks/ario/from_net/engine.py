"""The engine ``ario``: a net followed day by day through losses and recovery."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from mainstay.errors import InputError, Problem, raise_all
from mainstay.model import default_parameters
from mainstay.shocks.ario.from_net.bands import Band, band_of, parameters_of
from mainstay.shocks.ario.from_net.events import events_of
from mainstay.shocks.ario.from_net.net_economy import net_economy
from mainstay.shocks.ario.from_net.tables import groups_of, tables_of
from mainstay.shocks.ario.parameters import Orders, Rationing
from mainstay.shocks.ario.simulate import simulate
from mainstay.shocks.ario.trajectory import Record, Trajectory
from mainstay.shocks.contract import ImpactBatch, Shocks
from mainstay.shocks.recovery import DAYS
from mainstay.twin.net import Net

NOTES = (
    "x is the scenario as written at the most likely value of every assumption; x:low has its low "
    "sizes, large stocks and room for overproduction; x:high its high sizes, small stocks and none",
    "who is served first, how fast stocks are filled up and which inputs stop whom can move the "
    "answer more than this band: run the ensemble before quoting a number",
    "prices, investment, policy and new suppliers do not react; use it for days to about two years",
    "loss in dollars is that of the whole run; gdp_loss_usd follows output at normal value added; "
    "below zero it is a gain, from what is made above normal afterwards",
)

#: Share of all output that may be missing at the end of a run before its notes say so.
BACK = 0.01

#: Days of a run where nothing says how many.
DEFAULT_DAYS = 365


class Ario:
    """Adaptive regional input-output model with inventories, on the pools of a net.

    Examples
    --------
    >>> import numpy as np
    >>> from mainstay.model import Scenario
    >>> from mainstay.shocks.resolve import resolve
    >>> from mainstay.twin.toy import toy_net
    >>> scenario = Scenario.parse("{version: 1, name: stop, title: Stop, duration_days: 90, "
    ...                           "shocks: [{target: imports, codes: [metal], size: 1}]}")
    >>> net = toy_net()
    >>> found = Ario().run(net, resolve(net, [scenario]), {}, np.random.default_rng(0))
    >>> [row["scenario"] for row in found.tables["accounts"].rows()][::3]
    ['stop', 'stop:low', 'stop:high']
    """

    name = "ario"
    version = "1"

    def __init__(self) -> None:
        self.progress: Callable[[int, int], None] | None = None

    def run(
        self, net: Net, shocks: Shocks, params: Mapping[str, Any], rng: np.random.Generator
    ) -> ImpactBatch:
        """Return accounts, activities, days and chains of every scenario and its two ends.

        Nothing is drawn: ``rng`` is not used.

        Parameters
        ----------
        params
            ``step_days``, ``orders`` (alt, noalt), ``rationing``, ``substitute`` (whether home and
            imported goods replace each other); see the card.

        Raises
        ------
        InputError
            If a parameter is unknown or out of its range, or the shocks have no days.
        BadScenario
            If a scenario acts on what this model knows nothing of.
        """
        shocks.check(net)
        asked = _asked(params)
        if not shocks.dated:
            raise InputError("the shocks have no days", hint="resolve a scenario")
        found = net_economy(net, substitute=asked.pop("substitute"))
        band = band_of(shocks.names)
        events = events_of(found, shocks.dated, band.sources)
        settings = parameters_of(
            default_parameters(), band, days=max(shocks.days, default=DEFAULT_DAYS),
            step_days=asked.pop("step_days"),
        )  # fmt: skip
        groups, last = groups_of(found), settings.steps * settings.step_days
        # how it ends is a step of the spread as well
        sample_days = (*(day for day in DAYS if day < last), last)
        run = simulate(
            found.economy,
            events,
            replace(settings, **asked),
            batch=len(band.names),
            record=Record(groups=groups.weights, sample_days=sample_days),
            step=self.progress,
        )
        tables = tables_of(found, run, groups, band)
        notes = (*NOTES, *found.economy.notes, *_told(band, shocks, run.residual),
                 *_not_back(band, run))  # fmt: skip
        return ImpactBatch(self.name, self.version, band.names, tables, notes)


def _asked(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of a question with their defaults.

    Raises
    ------
    InputError
        With every parameter that is unknown or has a value that it cannot have.
    """
    found: dict[str, Any] = {
        "step_days": 1.0, "orders": Orders.CAPACITY, "rationing": Rationing.PROPORTIONAL,
        "substitute": True,
    }  # fmt: skip
    problems = []
    for name, value in params.items():
        if name == "seed":
            continue
        if name not in found:
            known = ", ".join(found)
            problems.append(Problem("unknown_parameter", name, "ario has none", f"known: {known}"))
            continue
        try:
            found[name] = type(found[name])(value)
        except (TypeError, ValueError) as error:
            problems.append(Problem("bad_parameter", name, str(error)))
    raise_all(InputError, "ario cannot take these parameters", problems)
    return found


def _told(band: Band, shocks: Shocks, residual: float) -> tuple[str, ...]:
    notes = [f"goods are conserved to {max(residual, 1e-16):.0e} of a day's output"]
    if len(set(shocks.days)) > 1:
        notes.append(f"scenarios are run for {max(shocks.days)} days, the longest that is asked")
    return tuple(notes)


def _not_back(band: Band, run: Trajectory) -> tuple[str, ...]:
    """Return what must be said of members whose output is still below normal at the end."""
    missing = 1.0 - run.total[-1] / run.normal.sum()
    low = [
        f"{name} ({share:.0%})"
        for name, share in zip(band.names, missing.tolist(), strict=True)
        if share > BACK
    ]
    if not low:
        return ()
    return (
        f"output is still below normal when the run ends: {', '.join(low)}; if it keeps falling "
        "after the losses are over, a shortage feeds on itself in the model, which is no forecast",
    )
