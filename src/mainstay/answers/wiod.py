"""The world table of WIOD: the coefficients of 2008 meet the final demand of 2009.

Needs the reference data. Every number goes the way of any question: table to net, scenario of final
demand to shocks, shocks to the engine ``leontief``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mainstay.answers.accounts import misses
from mainstay.answers.nets import industry_net
from mainstay.answers.register import Answer, Kind, absent, answer
from mainstay.shocks.contract import Shocks
from mainstay.shocks.leontief import Leontief
from mainstay.twin.net import FINAL_ACCOUNTS, Floats, Net
from mainstay.twin.technology import technology

SOURCE = "WIOD release 2013 (Timmer et al. 2015), 41 countries and regions, 35 industries each"
NEEDS = "the reference data (wiod/wiod13_2008.npz and _2009)"
OUTSIDE = "computed before with a plain solve in NumPy, outside of mainstay"
LARGE_USD = 1e9


@dataclass(frozen=True, eq=False)
class WorldTable:
    """One year: ``flows`` ``(n, n)``, ``final`` ``(n,)`` and ``output`` ``(n,)`` in US dollars."""

    flows: Floats
    final: Floats
    output: Floats
    codes: tuple[str, ...]


def world_table(folder: Path, year: int) -> WorldTable | None:
    """Return the table of a year, or ``None`` where the file is absent."""
    path = folder / "wiod" / f"wiod13_{year}.npz"
    if not path.is_file():
        return None
    with np.load(path, allow_pickle=False) as stored:
        final = stored["F"].sum(axis=1).astype(np.float64) * 1e6
        flows = stored["Z"].astype(np.float64) * 1e6
        output = stored["x"].astype(np.float64) * 1e6
    return WorldTable(flows, final, output, tuple(f"s{k:04d}" for k in range(len(final))))


def world_net(table: WorldTable, year: int) -> Net:
    """Return the net of a world table."""
    return industry_net(table.flows, table.final, table.output, name="wiod", year=year,
                        codes=table.codes)  # fmt: skip


def answers(data: Path | None) -> Iterator[Answer]:
    """Yield the answers of this area."""
    old = world_table(data, 2008) if data else None
    new = world_table(data, 2009) if data else None
    if old is None or new is None:
        yield absent("wiod.error-2009", Kind.PEER, SOURCE, expected=0.032, needs=NEEDS)
        return
    net = world_net(old, 2008)
    guess = served_output(net, new.final)
    sold, large = new.output > 0, old.output > LARGE_USD
    for name, values, of_all, of_large in (
        ("error-2009", guess, 0.0348, 0.0320), ("no-change", old.output, 0.1422, 0.1386),
    ):  # fmt: skip
        miss = np.abs(values[sold] - new.output[sold]) / new.output[sold]
        got = [float(np.median(miss)), float(np.median(miss[large[sold]]))]
        yield answer(f"wiod.{name}", Kind.PEER, OUTSIDE, expected=[of_all, of_large], got=got,
                     tolerance=2e-4, reason="median error of all sectors, and of those over $1bn "
                     "in 2008; cells are rounded to $1M, four digits stated")  # fmt: skip
        yield answer(
            f"wiod.{name}-observed", Kind.OBSERVED, SOURCE, expected="the outputs of 2009",
            got=misses(values[sold], new.output[sold]),
            reason="observed: realized final demand, so coefficients are tested",
        )  # fmt: skip
    yield from _against_pymrio(old, net)


def served_output(net: Net, final: Floats) -> Floats:
    """Return the output that serves a final demand: what the engine says is lost without it."""
    shocks = Shocks.none(("demand",), net)
    shocks.final_loss_usd[0, :, FINAL_ACCOUNTS.index("consumption")] = final
    found = Leontief().run(net, shocks, {}, np.random.default_rng(0))
    rows = {r["id"]: r["output_loss_usd"] for r in found.tables["by_activity"].rows()}
    return np.array([rows.get(key, 0.0) for key in net.activities.id])


def _against_pymrio(table: WorldTable, net: Net) -> Iterator[Answer]:
    source = "pymrio 0.7.0, calc_A, calc_L and the Ghosh inverse, same table"
    try:
        import pandas as pd
        import pymrio
    except ImportError:
        yield absent("wiod.pymrio-multipliers", Kind.PEER, source, expected=0.0, needs="pymrio")
        return
    tech = technology(net)
    kept = tech.activity
    flows = pd.DataFrame(table.flows[np.ix_(kept, kept)])
    output = pd.DataFrame(table.output[kept])
    inverse = pymrio.calc_L(pymrio.calc_A(flows, output)).to_numpy()
    reason = "largest relative difference; two factorizations in double precision"
    theirs = inverse.sum(axis=0)
    yield answer("wiod.pymrio-multipliers", Kind.PEER, source, expected=0.0,
                 got=float(np.abs(tech.output_multiplier / theirs - 1).max()),
                 tolerance=1e-10, reason=reason)  # fmt: skip
    upstream = (inverse * table.output[kept]).sum(axis=1) / table.output[kept]
    ours = tech.solve(tech.output_usd) / tech.output_usd
    yield answer("wiod.pymrio-upstreamness", Kind.PEER, source, expected=0.0,
                 got=float(np.abs(ours / upstream - 1).max()),
                 tolerance=1e-10, reason=reason)  # fmt: skip
