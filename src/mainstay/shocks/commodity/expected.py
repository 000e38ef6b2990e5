"""Engine ``expected-loss``: every mineral, every cut, weighted by how likely it is.

After the idea of USGS Open-File Report 2025-1047 (its abstract was read; its objective, curves and
probabilities are not known here): one-year cuts of exports, a price and a quantity after the cut,
constrained use across the industries of the accounts, times a probability. Every number that is a
range is drawn; the same draws serve all minerals.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import date
from typing import Any

from threadpoolctl import threadpool_limits

from mainstay.errors import InputError
from mainstay.model import Table, default_parameters
from mainstay.shocks.commodity.draws import Draws
from mainstay.shocks.commodity.loss import MineralLoss, mineral_loss
from mainstay.shocks.commodity.rationing import Rationing
from mainstay.shocks.commodity.tables import (
    by_country,
    by_industry,
    driver_rows,
    expected,
    not_computed,
    regimes,
    scenario_rows,
    separability,
    suppliers,
)
from mainstay.shocks.commodity.uses import PREFIX
from mainstay.twin.materials import Materials
from mainstay.twin.net import Net
from mainstay.twin.technology import technology

#: Draws of everything that is a range.
DRAWS = 300

#: Date for which measures in force are taken.
AS_OF = date(2025, 12, 31)


def mineral_losses(
    net: Net, *, draws: int = DRAWS, seed: int = 0, as_of: date = AS_OF,
    minerals: tuple[str, ...] = (),
) -> tuple[list[MineralLoss], dict[str, str]]:  # fmt: skip
    """Return the loss of every mineral that can be computed, and why others cannot.

    Parameters
    ----------
    net
        With its materials.
    draws, seed
        How many draws of which seed.
    as_of
        Date for which measures in force are taken.
    minerals
        Only these; all when empty.

    Raises
    ------
    InputError
        If the net knows no materials, or a wanted one cannot be computed.
    """
    materials: Materials = net.materials
    wanted = minerals or materials.computed
    lost = [f"{m}: {materials.missing.get(m, 'unknown')}" for m in wanted
            if m not in materials.computed]  # fmt: skip
    if lost or not wanted:
        raise InputError(
            "cannot compute " + ("; ".join(lost) or "minerals: the twin holds none"),
            hint="computed: " + (", ".join(materials.computed) or "none"),
        )
    rationing, table = Rationing(net), default_parameters()
    drawn = Draws(draws, seed)
    found: list[MineralLoss] = []
    failed: dict[str, str] = {}
    held = set(net.activities.id)
    # many small systems: threads of the linear algebra would wait for each other
    with threadpool_limits(1):
        for mineral in wanted:
            if not _is_placed(mineral, materials, held):
                failed[mineral] = "no use is placed in an industry of the net"
                continue
            found.append(
                mineral_loss(
                    mineral, materials, rationing, parameters=table, draws=drawn, as_of=as_of
                )
            )
    return found, failed


def _is_placed(mineral: str, materials: Materials, held: Set[str]) -> bool:
    placements = (p for use in materials.uses[mineral] for p in use.placements)
    return any(PREFIX + p.industry in held for p in placements)


class ExpectedLoss:
    """Ranks minerals by expected loss, with intervals, drivers and what is not separable."""

    name = "expected-loss"
    version = "1"

    def run(self, net: Net, params: Mapping[str, Any]) -> Mapping[str, Table]:
        """Return the tables ``expected``, ``by_industry``, ``by_country``, ``scenarios`` and more.

        Parameters
        ----------
        net
            With its materials.
        params
            ``draws``, ``seed``, ``as_of`` (a date).

        Raises
        ------
        InputError
            If the net knows no materials, or ``as_of`` is no date.
        """
        losses, failed = mineral_losses(
            net,
            draws=int(params.get("draws", DRAWS)),
            seed=int(params.get("seed", 0)),
            as_of=_date(str(params.get("as_of", AS_OF))),
        )
        tables = (
            expected(losses, net.materials), by_industry(losses, technology(net)),
            by_country(losses), driver_rows(losses), scenario_rows(losses),
            regimes(losses), suppliers(losses), separability(losses),
            not_computed(net.materials, failed),
        )  # fmt: skip
        source = "; ".join(net.materials.sources)
        return {t.name: Table(t.name, t.data, t.title, source, t.notes) for t in tables}


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{text!r} is no date", hint="write it as 2025-12-31") from None
