"""How far a projection is from the truth, where the truth is known.

::

    U  use (c, i)     x  output of industries     q  output of commodities
    B = U / x         D = make / q                L = (I - D B)^-1  (industry technology)

Four ways to the use table of a year whose true table is published:

* ``blocks``: :func:`mainstay.fusion.project.project`, which knows the summary accounts and detail
  gross output of that year, as it would for a year without a detail table;
* ``unchanged``: the coefficients of the old year times the new outputs; knows outputs only;
* ``margins``: RAS of that on the row and column sums of intermediate use in the summary accounts,
  without their cells;
* ``ras``: RAS on the true detail row and column sums of intermediate use. It knows margins that no
  one has for a year without a detail table, so it is a benchmark, not a rival.

Errors: the weighted absolute percentage error ``sum |estimate - true| / sum |true|`` of flows, of
coefficients (there known as standardized total percentage error, ``assumed`` name) and of total
requirements, and the mean absolute percentage error of output multipliers, the column sums of L.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from mainstay.fusion.accounts import Flags, Floats, SupplyUse
from mainstay.fusion.balance import Margin, balance
from mainstay.fusion.links import Indices, Links
from mainstay.fusion.project import Projection, project

#: Lower edges of the classes of cell size, US dollars.
CLASS_EDGES_USD = (0.0, 1e6, 1e7, 1e8, 1e9, 1e10)


@dataclass(frozen=True)
class SizeClass:
    """Error of inferred use cells of one size.

    Parameters
    ----------
    floor_usd
        Lower edge of the projected size; the next class begins where it ends.
    cells
        Cells that are positive in both tables.
    sigma
        Half the width of the central 68 % of ``ln(true / projected)``: the band of a lognormal.
    rms
        Root mean square of the same; larger, because the tails are heavier than lognormal.
    bias
        Its median.
    vanished
        Cells that are projected but truly zero.
    wape
        Weighted absolute percentage error of the class, vanished cells included.
    """

    floor_usd: float
    cells: int
    sigma: float
    rms: float
    bias: float
    vanished: int
    wape: float


@dataclass(frozen=True)
class MethodError:
    """Errors of one method; shares of one."""

    method: str
    use_wape: float
    coefficient_stpe: float
    requirements_wape: float
    multiplier_mape: float


@dataclass(frozen=True)
class ProjectionError:
    """A backtest from one year to another.

    Parameters
    ----------
    from_year, to_year
        Of the prior and of the truth.
    methods
        ``blocks``, ``unchanged``, ``margins`` and ``ras``.
    classes
        Error of ``blocks`` by size of the projected cell, cells seen in the controls left out.
    appeared_usd
        True use in cells that the projection holds at zero.
    """

    from_year: int
    to_year: int
    methods: tuple[MethodError, ...]
    classes: tuple[SizeClass, ...]
    appeared_usd: float

    def of(self, method: str) -> MethodError:
        """Return the errors of the named method."""
        return next(m for m in self.methods if m.method == method)

    def sigma(self, cells_usd: Floats) -> Floats:
        """Return the lognormal sigma for projected cells by their size; NaN where not positive.

        A class without cells has no sigma of its own and takes that of the next smaller one.
        """
        edges = np.array([c.floor_usd for c in self.classes])
        sigmas = np.array([c.sigma for c in self.classes])
        place = np.searchsorted(edges, cells_usd, side="right") - 1
        found = sigmas[np.maximum(place, 0)]
        return np.where(cells_usd > 0, found, np.nan)


def backtest(
    detail: SupplyUse,
    truth: SupplyUse,
    summary: SupplyUse,
    gross_output_usd: Mapping[str, float],
    summary_of: Mapping[str, str],
) -> ProjectionError:
    """Project old detail accounts to the year of the truth and measure the error.

    Parameters
    ----------
    detail, truth
        Published detail accounts of the two years, in the same codes.
    summary, gross_output_usd, summary_of
        As in :func:`mainstay.fusion.project.project`, of the year of the truth.

    Raises
    ------
    InputError, UnknownCode, UnbalancedTable
        As :func:`mainstay.fusion.project.project` does.
    """
    projected: Projection = project(detail, summary, gross_output_usd, summary_of)
    made = projected.accounts
    output = truth.output_usd
    unchanged = _per(detail.use, detail.output_usd) * output
    links = Links.build(detail, summary, summary_of)
    own = (np.arange(len(detail.commodities)), np.arange(len(detail.industries)))
    tables = {
        "blocks": (made.use, made.make),
        "unchanged": (unchanged, detail.make),
        "margins": (_ras(unchanged, summary.use, links.commodity, links.industry), detail.make),
        "ras": (_ras(unchanged, truth.use, *own), detail.make),
    }
    true_requirements = requirements(truth.use, truth.make, output)
    methods = tuple(
        _error(name, use, make, truth, true_requirements) for name, (use, make) in tables.items()
    )
    appeared = float(np.abs(truth.use[made.use == 0]).sum())
    inferred = ~made.seen_of("use")
    classes = _classes(made.use[inferred], truth.use[inferred])
    return ProjectionError(detail.year, truth.year, methods, classes, appeared)


def requirements(use: Floats, make: Floats, output: Floats) -> Floats:
    """Return total requirements, industry by industry, under the industry-technology assumption.

    Parameters
    ----------
    use, make, output
        ``(c, i)``, ``(i, c)`` and ``(i,)``, US dollars; imported inputs count as if made at home.

    Returns
    -------
    numpy.ndarray
        ``(i, i)``: output of the row needed per dollar of final use of the column.
    """
    direct = _per(make, make.sum(axis=0)) @ _per(use, output)
    return np.asarray(np.linalg.inv(np.eye(len(output)) - direct), dtype=np.float64)


def _per(matrix: Floats, total: Floats) -> Floats:
    return np.divide(matrix, total, out=np.zeros_like(matrix), where=total != 0)


def _ras(prior: Floats, margins: Floats, rows: Indices, columns: Indices) -> Floats:
    """Scale to the margins of another table, whose rows and columns hold those of the prior."""
    sides = [
        Margin("row", np.repeat(rows, prior.shape[1]), margins.sum(axis=1)),
        Margin("column", np.tile(columns, prior.shape[0]), margins.sum(axis=0)),
    ]
    found = balance(prior.ravel(), sides, tolerance=1e3, iterations=2000, strict=False)
    return found.cells.reshape(prior.shape)


def wape(estimate: Floats, true: Floats) -> float:
    """Return ``sum |estimate - true| / sum |true|``; NaN when the truth is zero.

    >>> wape(np.array([1.0, 3.0]), np.array([2.0, 2.0]))
    0.5
    """
    size = float(np.abs(true).sum())
    return float(np.abs(estimate - true).sum()) / size if size > 0 else float("nan")


def _error(
    name: str, use: Floats, make: Floats, truth: SupplyUse, true_requirements: Floats
) -> MethodError:
    output = truth.output_usd
    got = requirements(use, make, output)
    ratio = got.sum(axis=0) / true_requirements.sum(axis=0)
    return MethodError(
        name,
        wape(use, truth.use),
        wape(_per(use, output), _per(truth.use, output)),
        wape(got, true_requirements),
        float(np.abs(ratio - 1).mean()),
    )


def _classes(projected: Floats, true: Floats) -> tuple[SizeClass, ...]:
    upper = (*CLASS_EDGES_USD[1:], np.inf)
    found: list[SizeClass] = []
    for floor, ceiling in zip(CLASS_EDGES_USD, upper, strict=True):
        inside: Flags = (projected > 0) & (projected >= floor) & (projected < ceiling)
        both = inside & (true > 0)
        ratio = np.log(true[both] / projected[both])
        low, middle, high = np.quantile(ratio, [0.16, 0.5, 0.84]) if ratio.size else [np.nan] * 3
        sigma = float(high - low) / 2
        if not np.isfinite(sigma) and found:
            sigma = found[-1].sigma
        rms = float(np.sqrt(np.mean(ratio**2))) if ratio.size else float("nan")
        vanished = int((inside & (true == 0)).sum())
        miss = wape(projected[inside], true[inside])
        found.append(SizeClass(floor, ratio.size, sigma, rms, float(middle), vanished, miss))
    return tuple(found)
