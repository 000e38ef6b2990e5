"""A mineral's end uses as drawn cells: who buys it, what hangs on it, what could replace it.

::

    e = w alpha P0 Q0          spend of an industry on the mineral for a use
    kappa = min(kappa_max, e / (theta x))     share of the industry's output that contains it
    phi = 1 - substitutable    output lost per unit that is short
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mainstay.fusion.end_uses import EndUse, Placement
from mainstay.model import Interval, Parameters
from mainstay.shocks.commodity.draws import Draws
from mainstay.shocks.commodity.lines import Cells, product_line_share
from mainstay.twin.materials import HomeUse
from mainstay.twin.net import Floats
from mainstay.twin.technology import Technology

#: Prefix of the home country's industries in a net.
PREFIX = "us:"


@dataclass(frozen=True, eq=False)
class DrawnUses:
    """The uses of one mineral.

    Parameters
    ----------
    cells
        Drawn cells, in the order of ``labels``.
    labels
        ``(use, industry code)`` of each cell.
    spend
        ``(d, c)`` what the industry spends on the mineral for the use, US dollars.
    coverage
        Share of the mineral's use that is placed in an industry, by the modes.
    cited
        Share of it whose share of use was read somewhere, by the modes.
    """

    cells: Cells
    labels: tuple[tuple[str, str], ...]
    spend: Floats
    coverage: float
    cited: float


def drawn_uses(
    uses: Sequence[EndUse], home: HomeUse, tech: Technology, *, parameters: Parameters,
    draws: Draws, used: Floats, lines: dict[str, int] | None = None,
) -> DrawnUses:  # fmt: skip
    """Draw the uses of a mineral and place them in the net's industries.

    An industry that the net does not hold, or that makes nothing, is left out and lowers the
    coverage.

    Parameters
    ----------
    uses
        End uses of one mineral.
    home
        What the home country uses of it.
    tech
        Technology of the net.
    used
        ``(d,)`` drawn quantity used, in the unit of ``home``.
    lines
        Numbers of product lines by name, added to; pass one to join several minerals.
    """
    where = {key: i for i, key in enumerate(tech.ids)}
    price = draws.of(f"{home.mineral}/price", home.price_usd)
    weights = shares(
        [u.share for u in uses], [f"{home.mineral}/share/{u.use}" for u in uses], draws
    )
    lines = {} if lines is None else lines
    for use in uses:
        lines.setdefault(_line(use), len(lines))
    columns: list[tuple[EndUse, Placement, int, Floats]] = []
    for number, use in enumerate(uses):
        names = [f"{home.mineral}/split/{use.use}/{p.industry}" for p in use.placements]
        splits = shares([p.split for p in use.placements], names, draws)
        for column, placement in enumerate(use.placements):
            place = where.get(PREFIX + placement.industry)
            if place is not None and tech.output_usd[place] > 0:
                columns.append((use, placement, place, weights[:, number] * splits[:, column]))
    d, c = draws.count, len(columns)
    kappa, phi, weight, spend = (np.zeros((d, c)) for _ in range(4))
    for column, (use, placement, place, share) in enumerate(columns):
        weight[:, column] = share
        spend[:, column] = share * price * used
        phi[:, column] = 1.0 - draws_of_all(draws, home.mineral, "substitutable", use.substitutable)
        kappa[:, column] = _dependence(
            use,
            placement,
            draws=draws,
            parameters=parameters,
            spend=spend[:, column],
            output=float(tech.output_usd[place]),
        )
    industry = np.array([place for _, _, place, _ in columns], dtype=np.intp)
    added = tech.output_usd[industry] * tech.value_added_ratio[industry]
    cells = Cells(
        mineral=np.zeros(c, dtype=np.intp),
        use=np.array([uses.index(u) for u, _, _, _ in columns], dtype=np.intp),
        industry=industry,
        line=np.array([lines[_line(u)] for u, _, _, _ in columns], dtype=np.intp),
        kappa=kappa, phi=phi, weight=weight, value_added=added,
    )  # fmt: skip
    placed = [(u, p) for u, p, _, _ in columns]
    coverage = sum(u.share.mode * p.split.mode for u, p in placed)
    cited = sum(u.share.mode * p.split.mode for u, p in placed if u.share.is_cited)
    return DrawnUses(
        cells, tuple((u.use, p.industry) for u, p in placed), spend,
        min(coverage, 1.0), cited / coverage if coverage else 0.0,
    )  # fmt: skip


def _dependence(
    use: EndUse, placement: Placement, *, draws: Draws, parameters: Parameters, spend: Floats,
    output: float,
) -> Floats:  # fmt: skip
    """Return ``(d,)`` the share of an industry's output that hangs on the mineral.

    Evidence that was read stands for itself. What is only assumed is a cap: it may lower the share
    that spending implies, and never raises it.
    """
    direct = placement.dependent
    drawn = None if direct is None else draws_of_all(draws, use.mineral, "dependent", direct)
    if drawn is not None and direct is not None and direct.is_cited:
        return drawn
    cost = draws.of(
        f"material_cost_share/{use.material}", parameters.get("material_cost_share", use.material)
    )
    limit = draws.of("max_product_share", parameters.get("max_product_share"))
    most = limit if drawn is None else np.minimum(limit, drawn)
    return product_line_share(spend, cost, output, most)


def draws_of_all(draws: Draws, mineral: str, what: str, interval: Interval) -> Floats:
    """Return draws of one kind of range of a mineral: all its uses move together."""
    return draws.of(f"{mineral}/{what}", interval)


def shares(intervals: Sequence[Interval], names: Sequence[str], draws: Draws) -> Floats:
    """Return ``(d, n)`` drawn shares, scaled in every draw to the sum of their modes."""
    if not intervals:
        return np.zeros((draws.count, 0))
    drawn = np.stack([draws.of(n, i) for n, i in zip(names, intervals, strict=True)], axis=1)
    total = sum(i.mode for i in intervals)
    sums = drawn.sum(axis=1, keepdims=True)
    return np.asarray(drawn * np.divide(total, sums, out=np.ones_like(sums), where=sums > 0))


def _line(use: EndUse) -> str:
    return use.line or f"{use.mineral}/{use.use}"


def use_inputs(uses: Sequence[EndUse], mineral: str, draws: Draws) -> dict[str, Floats]:
    """Return the uniform numbers behind the uses, by the name a person would use."""
    wanted = {
        f"{mineral}/price": "price", f"{mineral}/substitutable": "substitutable share",
        f"{mineral}/dependent": "dependent share of output",
    }  # fmt: skip
    wanted |= {
        f"material_cost_share/{u.material}": f"material cost share ({u.material})" for u in uses
    }
    if uses:
        most = max(uses, key=lambda u: u.share.mode)
        wanted[f"{mineral}/share/{most.use}"] = f"share of use: {most.use}"
    return {words: draws.asked[name] for name, words in wanted.items() if name in draws.asked}
