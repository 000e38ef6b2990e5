"""Detail accounts of one year, carried to another under the published controls of that year.

Controls, weakest first: the cells of the summary accounts of the new year, as blocks of detail
cells (make, domestic and imported use, final uses, value added); the balance of each detail
commodity, domestic and imported; gross output of each detail industry, as published. The prior is
the detail accounts of the old year; the method is :func:`mainstay.fusion.balance.balance`.

Rules where the prior and a control do not fit, each case listed in the report:

* *Rounding.* The summary accounts are first balanced exactly (changes of a few $M), and detail
  gross output is scaled to the summary output of its group (a few $M), or the targets would
  contradict each other.
* *Flipped.* A block whose cells all have the sign that its target lacks (a fall of inventories
  where there was a rise): the cells change their sign, the pattern stays.
* *Seeded.* A block without a cell: its target is spread over its commodities and industries in
  proportion to their supply and output.
* *Identities first.* What cannot be met after all cycles gives way block by block: a last pass
  closes every account and the misses of blocks are reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from mainstay.errors import InputError, Problem, raise_all
from mainstay.fusion.accounts import MATRICES, Flags, Floats, SupplyUse
from mainstay.fusion.balance import Margin, balance
from mainstay.fusion.cells import (
    PARTS,
    Cells,
    accounts_of,
    axes_of,
    block_margin,
    cells_of,
    commodity_margin,
    flatten,
    industry_margin,
    single_cell,
    unflatten,
)
from mainstay.fusion.links import Links

#: Accounts close to within this many dollars.
CLOSED_USD = 1.0


@dataclass(frozen=True)
class ProjectionReport:
    """What the projection did, and what it could not do.

    Parameters
    ----------
    iterations
        Cycles through all controls, and cycles of the last pass.
    control_change_usd
        Largest change of a summary cell when its rounding was balanced away.
    output_change_usd
        Largest change of a detail gross output when it was scaled to its summary group.
    flipped, seeded
        Blocks treated by these rules, with their targets.
    infeasible
        Groups that no scaling can meet.
    block_misses
        Blocks off by more than $1M after the last pass, worst first.
    block_miss_usd
        Sum of the sizes of all block misses.
    account_miss_usd
        Largest miss of any account; the identities are closed to this.
    """

    iterations: tuple[int, int]
    control_change_usd: float
    output_change_usd: float
    flipped: tuple[str, ...]
    seeded: tuple[str, ...]
    infeasible: tuple[Problem, ...]
    block_misses: tuple[Problem, ...]
    block_miss_usd: float
    account_miss_usd: float


@dataclass(frozen=True)
class Projection:
    """Projected accounts with the report of how they were made."""

    accounts: SupplyUse
    report: ProjectionReport


def project(
    detail: SupplyUse,
    summary: SupplyUse,
    gross_output_usd: Mapping[str, float],
    summary_of: Mapping[str, str],
    *,
    iterations: int = 600,
) -> Projection:
    """Carry detail accounts to the year of the summary accounts.

    Parameters
    ----------
    detail
        The prior, of an earlier year.
    summary
        Controls; same redefinitions and price basis.
    gross_output_usd
        Gross output of every detail industry in the new year, US dollars.
    summary_of
        Detail code to summary code, see :func:`mainstay.fusion.links.summary_codes`.
    iterations
        Largest number of cycles through all controls.

    Returns
    -------
    Projection
        Accounts of the new year. A cell is marked seen only if it is alone in its block.

    Raises
    ------
    InputError
        If redefinitions or price bases differ, or an industry has no gross output.
    UnknownCode
        If the code lists do not match.
    UnbalancedTable
        If the identities cannot be closed.
    """
    _check(detail, summary, gross_output_usd)
    links = Links.build(detail, summary, summary_of)
    controls = balanced_controls(summary)
    published = np.array([gross_output_usd[code] for code in detail.industries])
    output = _scaled_output(published, -controls["made"].sum(axis=0), links)
    prior = cells_of(detail)
    blocks = block_margin(summary, controls, prior, links)
    flipped, seeded = repair(prior, controls, links, blocks)
    identities = [commodity_margin(detail, prior), industry_margin(detail, prior, output)]
    first = balance(
        flatten(prior), [blocks, *identities], tolerance=CLOSED_USD, iterations=iterations,
        strict=False,
    )  # fmt: skip
    last = balance(first.cells, identities, tolerance=CLOSED_USD, iterations=10_000)
    made = unflatten(last.cells, prior)
    accounts = accounts_of(
        made, detail, year=summary.year, seen=_seen(links),
        source=f"{detail.source} {detail.year}, projected to {summary.source} {summary.year}",
    )  # fmt: skip
    gap = blocks.sums(last.cells) - blocks.target
    report = ProjectionReport(
        iterations=(first.iterations, last.iterations),
        control_change_usd=float(np.abs(flatten(controls) - flatten(cells_of(summary))).max()),
        output_change_usd=float(np.abs(output - published).max()),
        flipped=flipped,
        seeded=seeded,
        infeasible=first.infeasible,
        block_misses=_misses(blocks, gap),
        block_miss_usd=float(np.abs(gap).sum()),
        account_miss_usd=accounts.measure().worst_usd,
    )
    return Projection(accounts, report)


def balanced_controls(summary: SupplyUse) -> Cells:
    """Return the cells of the summary accounts, balanced so that every identity holds to $1.

    Raises
    ------
    UnbalancedTable
        If the published table is off by more than rounding.
    """
    summary.check()
    raw = cells_of(summary)
    margins = [
        commodity_margin(summary, raw),
        industry_margin(summary, raw, summary.output_usd),
    ]
    found = balance(flatten(raw), margins, tolerance=CLOSED_USD / 100, iterations=10_000)
    return unflatten(found.cells, raw)


def _scaled_output(published: Floats, wanted: Floats, links: Links) -> Floats:
    group = np.bincount(links.industry, published, minlength=len(wanted))
    return np.asarray(published * (wanted / group)[links.industry], dtype=np.float64)


def repair(
    prior: Cells, controls: Cells, links: Links, blocks: Margin
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Flip or seed, in place, blocks of the prior that cannot reach their target.

    Returns
    -------
    tuple
        Labels of flipped blocks and of seeded blocks, each with its target in $M.
    """
    flipped: list[str] = []
    seeded: list[str] = []
    number = 0
    supply = {
        "import_use": -prior["import_final"].sum(axis=1, where=prior["import_final"] < 0),
        "": -prior["made"].sum(axis=1),
    }
    output = -prior["made"].sum(axis=0)
    for part in PARTS:
        rows, columns = axes_of(part, links)
        cells, targets = prior[part], controls[part]
        row_weight = supply.get(part.replace("final", "use"), supply[""])
        row_weight = np.ones(len(rows)) if part == "value_added" else row_weight
        column_weight = np.ones(len(columns)) if part.endswith("final") else output
        for a, b in np.ndindex(targets.shape):
            target = targets[a, b]
            label = f"{blocks.label(number)} ({target / 1e6:,.0f})"
            number += 1
            if abs(target) <= CLOSED_USD:
                continue
            block = np.ix_(rows == a, columns == b)
            held = cells[block]
            if (held * np.sign(target) > 0).any():
                continue
            if held.any():
                cells[block] = -held
                flipped.append(label)
                continue
            weight = np.outer(row_weight[rows == a], column_weight[columns == b])
            weight = weight if weight.sum() > 0 else np.ones_like(weight)
            cells[block] = target * weight / weight.sum()
            seeded.append(label)
    return tuple(flipped), tuple(seeded)


def _seen(links: Links) -> dict[str, Flags]:
    part_of = {"make": "made", "use": "domestic_use", "final": "domestic_final"}
    seen = {name: single_cell(part_of.get(name, name), links) for name in MATRICES}
    return seen | {"make": seen["make"].T.copy()}


def _misses(blocks: Margin, gap: Floats) -> tuple[Problem, ...]:
    worst = np.argsort(-np.abs(gap))
    return tuple(
        Problem("unmet", blocks.label(int(g)), f"off by ${gap[g] / 1e6:,.1f}M", "accounts first")
        for g in worst
        if abs(gap[g]) > 1e6
    )


def _check(detail: SupplyUse, summary: SupplyUse, gross_output_usd: Mapping[str, float]) -> None:
    problems = [
        Problem("mismatch", name, f"{getattr(detail, name)} against {getattr(summary, name)}")
        for name in ("redefinitions", "basis")
        if getattr(detail, name) != getattr(summary, name)
    ]
    problems += [
        Problem("missing", f"industry {code}", f"no gross output in {summary.year}")
        for code in detail.industries
        if not gross_output_usd.get(code, 0.0) > 0.0
    ]
    raise_all(InputError, "the projection has not all it needs", problems)
