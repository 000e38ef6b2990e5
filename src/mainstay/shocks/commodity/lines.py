r"""From a shortage of minerals to ceilings on industries, by the product lines that contain them.

::

    e = w P0 Q0                               spend of an industry on a mineral for a use
    kappa = min(kappa_max, e / (theta x))     share of the industry's output in that product line
    phi                                       output lost per unit short, after thrift, substitutes
    g = 1 - sum over lines of max within the line of kappa phi s, not below 0

``theta`` is the mineral's share of the cost of the product that contains it, ``x`` the industry's
output, ``s`` the share of the use that is missing. Minerals of one line go into the same product
(neodymium and dysprosium into one magnet), which stops once: the worst counts. Lines are disjoint
products and add up.

A **cell** is one mineral in one use in one industry. The method is a proposal of this project after
the idea of an end use that carries a mineral into a detailed industry.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from mainstay.errors import InputError, Problem, raise_all
from mainstay.twin.net import Floats

Indices = NDArray[np.intp]
Bools = NDArray[np.bool_]

#: Value at risk per dollar of spend outside of which something in the data is likely wrong.
LEVERAGE = (1.0, 5000.0)


@dataclass(frozen=True, eq=False)
class Cells:
    """Uses of minerals in industries: ``c`` cells, ``d`` draws.

    Parameters
    ----------
    mineral, use, industry, line
        ``(c,)`` numbers. A use belongs to its mineral, a line to its industry: the same number in
        another one is another use or line.
    kappa
        ``(d, c)`` share of the industry's output in the product line.
    phi
        ``(d, c)`` output of the line lost per unit of the use that is short, 0 to 1.
    weight
        ``(d, c)`` share of the mineral's use; over a mineral they add up to what is placed.
    value_added
        ``(c,)`` value added of the industry, US dollars.

    Raises
    ------
    InputError
        If the arrays do not fit together or hold what cannot be, naming each.
    """

    mineral: Indices
    use: Indices
    industry: Indices
    line: Indices
    kappa: Floats
    phi: Floats
    weight: Floats
    value_added: Floats

    def __post_init__(self) -> None:
        problems = []
        for field in fields(self):
            values = getattr(self, field.name)
            is_drawn = field.name in ("kappa", "phi", "weight")
            wanted = self.kappa.shape if is_drawn else self.kappa.shape[1:]
            if values.shape != wanted or self.kappa.ndim != 2:
                problems.append(Problem("wrong_shape", field.name, f"{values.shape}", f"{wanted}"))
            elif is_drawn and not ((values >= 0) & (values <= 1 + 1e-9)).all():
                problems.append(Problem("not_a_share", field.name, "outside of 0 to 1"))
            elif not np.isfinite(values).all():
                problems.append(Problem("unknown_value", field.name, "not a number"))
        raise_all(InputError, "the uses do not hold together", problems)

    def of(self, mineral: int) -> Cells:
        """Return the cells of one mineral, which keeps its number."""
        kept = np.flatnonzero(self.mineral == mineral)
        return Cells(*(getattr(self, field.name)[..., kept] for field in fields(self)))


def product_line_share(
    spend: Floats, cost_share: Floats, output: Floats | float, most: Floats | float = 1.0,
    direct: Floats | None = None,
) -> Floats:  # fmt: skip
    """Return the share of an industry's output in the product line, ``kappa``.

    Parameters
    ----------
    spend
        ``(d, ...)`` spend on the mineral for the use, US dollars.
    cost_share
        The mineral's share of the cost of the product that contains it, above zero.
    output
        Output of the industry, US dollars.
    most
        Highest share that is believed.
    direct
        Share known from elsewhere, which goes before; NaN where it is not.

    Raises
    ------
    InputError
        If a cost share or an output is not above zero.

    Examples
    --------
    >>> product_line_share(np.array([2.0, 900.0]), np.array([0.01, 0.01]), 1000.0).tolist()
    [0.2, 1.0]
    >>> product_line_share(np.array([2.0]), np.array([0.01]), 1000.0, direct=np.array([0.3]))
    array([0.3])
    """
    found = np.minimum(stated_share(spend, cost_share, output), most)
    if direct is None:
        return np.asarray(found, dtype=np.float64)
    return np.where(np.isnan(direct), found, direct)


def stated_share(spend: Floats, cost_share: Floats, output: Floats | float) -> Floats:
    """Return ``e / (theta x)`` before any limit: above the limit, spend or cost share is wrong.

    Examples
    --------
    >>> stated_share(np.array([900.0]), np.array([0.01]), 1000.0).tolist()
    [90.0]
    """
    problems = [
        Problem("not_positive", name, "not above zero")
        for name, values in (("cost_share", cost_share), ("output", output))
        if not (np.asarray(values) > 0).all()
    ]
    raise_all(InputError, "no product-line share", problems)
    return np.asarray(spend / (cost_share * output), dtype=np.float64)


def unreconciled(spend: Floats, row: Indices, bought: Floats) -> Floats:
    """Return by how much spend on minerals exceeds what the accounts say is bought.

    Parameters
    ----------
    spend
        ``(d, c)`` US dollars.
    row
        ``(c,)`` cell of the use table that holds each, below ``b``.
    bought
        ``(b,)`` use in that table, US dollars.

    Returns
    -------
    Floats
        ``(d, b)`` excess, US dollars; above zero a split, a price or a unit is wrong.

    Examples
    --------
    >>> unreconciled(np.array([[3.0, 4.0]]), np.array([0, 0]), np.array([5.0])).tolist()
    [[2.0]]
    """
    return np.maximum(_gather(spend, row, len(bought)) - bought, 0.0)


def shortage_by_use(cells: Cells, shortage: Floats) -> Floats:
    """Return the share missing in each cell if every use of a mineral loses alike.

    Parameters
    ----------
    shortage
        ``(..., k)`` share of each mineral that is missing, by the number of the mineral.

    Returns
    -------
    Floats
        ``(..., c)``.
    """
    return np.asarray(shortage[..., cells.mineral], dtype=np.float64)


def shortage_efficient(cells: Cells, shortage: Floats) -> Floats:
    """Return the share missing in each cell if the uses worth least go without first.

    A use is worth what is lost with a unit of the mineral there: ``sum of kappa phi VA`` over its
    industries, by its weight. All industries of a use lose alike, since they buy one product. What
    is placed in no use loses in proportion, so that ``s`` of the placed weight is cut; a use
    without weight loses in proportion too.

    Parameters
    ----------
    shortage
        ``(d, k)`` share of each mineral that is missing.

    Returns
    -------
    Floats
        ``(d, c)``.

    Examples
    --------
    >>> row = lambda *values: np.array([values])
    >>> number = np.array([0, 1])
    >>> cells = Cells(0 * number, number, number, number, row(0.5, 0.5), row(1.0, 1.0),
    ...               row(0.6, 0.4), np.array([900.0, 10.0]))
    >>> shortage_efficient(cells, np.array([[0.5]])).round(6).tolist()
    [[0.166667, 1.0]]
    """
    found = shortage_by_use(cells, shortage).copy()
    lost = cells.kappa * cells.phi * cells.value_added
    for mineral in np.unique(cells.mineral):
        held = np.flatnonzero(cells.mineral == mineral)
        names, use = np.unique(cells.use[held], return_inverse=True)
        weight = _gather(cells.weight[:, held], use.ravel(), len(names))
        worth = _gather(lost[:, held], use.ravel(), len(names))
        share = _fill(weight, worth, shortage[:, mineral])
        found[:, held] = share[:, use.ravel()]
    return found


def _fill(weight: Floats, worth: Floats, short: Floats) -> Floats:
    """Return the share each use ``(d, a)`` loses, from the one worth least per weight."""
    known = weight > 0
    rank = np.divide(worth, weight, out=np.full(weight.shape, np.inf), where=known)
    order = np.argsort(rank, axis=1, kind="stable")
    sorted_weight = np.take_along_axis(weight, order, axis=1)
    before = sorted_weight.cumsum(axis=1) - sorted_weight
    missing = (short * weight.sum(axis=1))[:, None] - before
    filled = np.divide(missing, sorted_weight, out=np.zeros(weight.shape), where=sorted_weight > 0)
    share = np.empty_like(weight)
    np.put_along_axis(share, order, np.clip(filled, 0.0, 1.0), axis=1)
    return np.where(known, share, short[:, None])


def output_cut(cells: Cells, missing: Floats, industries: int) -> Floats:
    """Return the share of output that each industry can no longer make, ``1 - g``.

    Parameters
    ----------
    missing
        ``(..., d, c)`` share missing in each cell.
    industries
        Number ``n`` of industries.

    Returns
    -------
    Floats
        ``(..., d, n)``, at most 1; what is above it shows in :func:`lines_total`.

    Examples
    --------
    >>> number = np.array([0])
    >>> one = Cells(number, number, number, number, np.array([[0.2]]), np.array([[0.5]]),
    ...             np.array([[1.0]]), np.array([400.0]))
    >>> output_cut(one, np.array([[0.3]]), 1).round(12).tolist()
    [[0.03]]
    """
    return np.minimum(_by_line(cells, cells.kappa * cells.phi * missing, industries), 1.0)


def lines_total(cells: Cells, industries: int) -> Floats:
    """Return ``(d, n)`` the share of output in all product lines: above 1 they overlap."""
    return _by_line(cells, cells.kappa, industries)


def value_at_risk(cells: Cells, minerals: int) -> Floats:
    """Return ``(d, k)`` value added in what contains each mineral, US dollars; this is no loss."""
    return _gather(cells.kappa * cells.value_added, cells.mineral, minerals)


def unusual_leverage(at_risk: Floats, spend: Floats) -> Bools:
    """Return where value at risk per dollar of spend is outside of :data:`LEVERAGE`.

    Examples
    --------
    >>> unusual_leverage(np.array([10.0, 10.0]), np.array([1.0, 100.0])).tolist()
    [False, True]
    """
    low, high = LEVERAGE
    return np.asarray((at_risk < low * spend) | (at_risk > high * spend))


def _by_line(cells: Cells, values: Floats, industries: int) -> Floats:
    """Return ``(..., n)`` the sum over an industry's lines of the largest value in each."""
    if not len(cells.line):
        return np.zeros((*values.shape[:-1], industries))
    order = np.lexsort((cells.line, cells.industry))
    pair = np.stack([cells.industry[order], cells.line[order]])
    starts = np.flatnonzero(np.r_[True, (np.diff(pair) != 0).any(axis=0)])
    worst = np.maximum.reduceat(values[..., order], starts, axis=-1)
    return _gather(worst, cells.industry[order][starts], industries)


def _gather(values: Floats, place: Indices, size: int) -> Floats:
    """Return the sums ``(..., size)`` of values ``(..., c)`` by place ``(c,)``."""
    belongs = np.zeros((len(place), size))
    belongs[np.arange(len(place)), place] = 1.0
    return np.asarray(values @ belongs, dtype=np.float64)
