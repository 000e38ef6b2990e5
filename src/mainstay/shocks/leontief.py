"""The engine ``leontief``: what falls, what is exposed and what gets dearer, at all tiers.

::

    f  (m,) final use     x = L D f  output     v, w  value added, compensation per dollar of output

* **Demand lost**: ``dx = L D df``; value added ``v dx``, compensation ``w dx``.
* **Supply lost**: paths of cost that pass through what is lost (:mod:`mainstay.twin.exposure`). A
  path through several lost things loses the largest of their shares: with sizes sorted, the loss
  is the integral over ``t`` of complete extraction of all that loses more than ``t``.
* **Costs up**: ``dp = L' (v r + B' (leak * s))`` for rises ``r`` of what is paid for labor and
  capital and ``s`` of import prices, passed on in full (Miller & Blair, ch. 2.6; assumed: not
  opened).

Every scenario is a few right-hand sides of the same factorization.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from mainstay.errors import BadScenario, Problem, raise_all
from mainstay.model import Table
from mainstay.model.scenario import DAILY_TARGETS
from mainstay.shocks.contract import ImpactBatch, Shocks
from mainstay.shocks.dated import notes_without_days, refuse
from mainstay.twin.exposure import ACCOUNTS, exposure, removal
from mainstay.twin.net import FINAL_ACCOUNTS, Floats, Net
from mainstay.twin.selection import Selection, source_line
from mainstay.twin.technology import Technology, technology

NOTES = (
    "no capacity, no stocks, no substitution, no time: annual totals at fixed coefficients",
    "exposed_usd is cost that passes through what is lost; what stops without it can be far more",
    "gdp_loss_usd is value added on the lost paths alone; what stops for want of the lost thing is "
    "unknown here, not zero",
)


@dataclass(frozen=True, eq=False)
class _Effect:
    """One scenario: output lost ``(n, 7)`` by account, and what else it does.

    ``exposed_final`` and ``exposed_output`` are dollars that pass through what is lost.
    """

    output: Floats
    final: Floats
    imports: Floats
    exposed_final: Floats
    exposed_output: Floats
    activity_price: Floats
    cost: Floats


class Leontief:
    """The quantity and price model of Leontief on a net, with look-through of lost supply.

    Examples
    --------
    >>> import numpy as np
    >>> from mainstay.model import Scenario
    >>> from mainstay.shocks.resolve import resolve
    >>> from mainstay.twin.toy import toy_net
    >>> scenario = Scenario.parse(
    ...     "{version: 1, name: demo, title: Demo, shocks: "
    ...     "[{target: final_demand, codes: ['account:defense'], size: 1}]}"
    ... )
    >>> net = toy_net()
    >>> found = Leontief().run(net, resolve(net, [scenario]), {}, np.random.default_rng(0))
    >>> [round(row["gdp_loss_usd"], 6) for row in found.tables["accounts"].rows()]
    [4.5, 0.0, 4.5]
    """

    name = "leontief"
    version = "1"

    def run(
        self, net: Net, shocks: Shocks, params: Mapping[str, Any], rng: np.random.Generator
    ) -> ImpactBatch:
        """Return the impact of every scenario; neither ``params`` nor ``rng`` is used.

        Raises
        ------
        InputError
            If the shocks do not fit the net.
        BadScenario
            If a scenario stops exports of others, or acts on labor, capacity, capital or delays,
            of which this engine knows nothing.
        UnknownValue
            If a flow that the system needs is unknown.
        Infeasible
            If the net uses more than it makes.
        """
        shocks.check(net)
        _refuse_exports(shocks)
        refuse(shocks.names, shocks.dated, DAILY_TARGETS, self.name, "run it with --engine ario")
        tech = technology(net)
        effects = [_effect(tech, shocks, s) for s in range(len(shocks.names))]
        notes = NOTES + tech.notes + notes_without_days(shocks.dated)
        if not tech.knows_compensation:
            notes += ("labor compensation of some activities is unknown: left empty",)
        source = source_line(net)
        accounts = [
            row for name, e in zip(shocks.names, effects, strict=True)
            for row in _account_rows(tech, name, e)
        ]  # fmt: skip
        activities = [
            row for name, e in zip(shocks.names, effects, strict=True)
            for row in _activity_rows(tech, name, e)
        ]  # fmt: skip
        tables = {
            "accounts": Table.of("accounts", accounts, title="Loss by account", source=source),
            "by_activity": Table.of("by_activity", activities, title="By activity", source=source),
        }
        return ImpactBatch(self.name, self.version, shocks.names, tables, notes)


def _refuse_exports(shocks: Shocks) -> None:
    """Refuse what would be lost without a word: the accounts hold no world market."""
    problems = [
        Problem("exports_of_others", f"scenario {name}", "exports to everyone stop",
                "use the engine commodity, or `imports`")
        for name, cells in zip(shocks.names, shocks.export_loss, strict=True) if cells.nnz
    ]  # fmt: skip
    raise_all(BadScenario, "leontief does not know the world market", problems)


def _effect(tech: Technology, shocks: Shocks, s: int) -> _Effect:
    lost = shocks.final_loss_usd[s]
    left = tech.net.final - lost
    output = np.zeros((tech.size, len(FINAL_ACCOUNTS)))
    if lost.any():
        output = tech.solve(tech.on_activities(lost))
    imports = (tech.leak @ (lost + tech.use_coefficients @ output)).sum(axis=0)
    exposed_final = np.zeros(len(FINAL_ACCOUNTS))
    exposed_output = np.zeros(tech.size)
    for weight, chosen in _layers(shocks, s):
        found = exposure(tech, chosen)
        exposed_final += weight * (found.pool @ left)
        exposed_output += weight * found.activity * tech.output_usd
        gone = removal(tech, chosen, left)
        output = output + weight * gone.output
        imports = imports + weight * gone.imports
    activity_price, pool_price = price_rises(
        tech, shocks.value_added_rise[s], shocks.import_price_rise[s]
    )
    return _Effect(
        output=output,
        final=lost.sum(axis=0),
        imports=imports,
        exposed_final=exposed_final,
        exposed_output=exposed_output,
        activity_price=activity_price,
        cost=pool_price @ tech.net.final,
    )


def price_rises(
    tech: Technology, value_added_rise: Floats, import_price_rise: Floats
) -> tuple[Floats, Floats]:
    """Return by what share prices rise when costs are passed on in full.

    Parameters
    ----------
    value_added_rise
        ``(N,)`` rise of what each activity of the net pays for labor and capital.
    import_price_rise
        ``(m,)`` rise of the price of what comes into each pool from outside.

    Returns
    -------
    tuple
        ``(n,)`` by full activity and ``(m,)`` by pool.
    """
    from_outside = np.asarray(tech.leak.sum(axis=0)).ravel() * import_price_rise
    pushed = tech.value_added_ratio * value_added_rise[tech.activity]
    by_activity = tech.solve_transposed(pushed + tech.use_coefficients.T @ from_outside)
    return by_activity, np.asarray(tech.market_shares.T @ by_activity + from_outside)


def _layers(shocks: Shocks, s: int) -> list[tuple[float, Selection]]:
    """Return the steps between the sizes, each with all that loses more than the one before."""
    pools, activities = shocks.pool_loss[s], shocks.activity_loss[s]
    cells = shocks.make_loss[s].tocoo()
    found = []
    for lower, upper in pairwise(np.unique(np.concatenate([[0.0], pools, activities, cells.data]))):
        more = cells.data > lower
        chosen = Selection(
            "",
            np.flatnonzero(pools > lower),
            np.flatnonzero(activities > lower),
            makers=cells.row[more].astype(np.intp),
            into=cells.col[more].astype(np.intp),
        )
        found.append((float(upper - lower), chosen))
    return found


def _account_rows(tech: Technology, name: str, effect: _Effect) -> list[dict[str, object]]:
    added = tech.value_added_ratio @ effect.output
    paid = tech.compensation_ratio @ effect.output if tech.knows_compensation else None
    rows: list[dict[str, object]] = []
    for account, columns in ACCOUNTS.items():
        k = [FINAL_ACCOUNTS.index(column) for column in columns]
        final = float(tech.net.final[:, k].sum())
        gone = float(effect.final[k].sum() + effect.exposed_final[k].sum())
        rows.append(
            {
                "scenario": name,
                "account": account,
                "final_usd": final,
                "final_loss_usd": float(effect.final[k].sum()),
                "exposed_usd": float(effect.exposed_final[k].sum()),
                "share": gone / final if final else None,
                "gdp_loss_usd": float(added[k].sum()),
                "compensation_loss_usd": None if paid is None else float(paid[k].sum()),
                "import_loss_usd": float(effect.imports[k].sum()),
                "cost_rise_usd": float(effect.cost[k].sum()),
            }
        )
    return rows


def _activity_rows(tech: Technology, name: str, effect: _Effect) -> list[dict[str, object]]:
    output = effect.output.sum(axis=1)
    order = np.lexsort((-effect.exposed_output, -output))
    names, knows = tech.net.activities.name, tech.knows_compensation
    return [
        {
            "scenario": name,
            "id": tech.ids[k],
            "name": names[tech.activity[k]],
            "output_loss_usd": float(output[k]),
            "output_loss_share": float(output[k] / tech.output_usd[k]),
            "value_added_loss_usd": float(output[k] * tech.value_added_ratio[k]),
            "compensation_loss_usd": (
                float(output[k] * tech.compensation_ratio[k]) if knows else None
            ),
            "exposed_usd": float(effect.exposed_output[k]),
            "price_rise": float(effect.activity_price[k]),
        }
        for k in order
    ]
