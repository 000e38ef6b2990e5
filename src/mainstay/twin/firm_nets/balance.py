"""Money on the links: every flow of the table exact, every firm's trade near its size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mainstay.twin.firm_nets.draw import Pairs
from mainstay.twin.firm_nets.firm_net import Index, sums
from mainstay.twin.firm_nets.national import NationalTable
from mainstay.twin.firm_nets.plan import Firms
from mainstay.twin.net import Floats

#: Sweeps of scaling over suppliers and buyers.
SWEEPS = 12

#: A link below this share of the mean link of its flow is no trade: it goes.
DUST = 1e-6

#: Least share of its usual sales outside of links that every firm keeps.
LEAST_FINAL = 1e-4


@dataclass(frozen=True, eq=False)
class Accounts:
    """Accounts of ``n`` firms, US dollars a year; see :class:`FirmNet`."""

    output: Floats
    final: Floats
    value_added: Floats
    imports: Floats
    unlinked: Floats


@dataclass(frozen=True, eq=False)
class Margins:
    """What the money on links must and should add up to.

    Parameters
    ----------
    cell
        ``(c,)`` exact sum of each flow.
    sold, bought
        ``(n,)`` wanted sums of each supplier and each buyer.
    """

    cell: Floats
    sold: Floats
    bought: Floats


def scale_links(value: Floats, pairs: Pairs, margins: Margins, sweeps: int = SWEEPS) -> Floats:
    """Return values whose sums by flow are exact, and by firm near what is wanted.

    Iterative proportional fitting over three margins; the flows come last.

    Parameters
    ----------
    value
        ``(e,)`` positive start.
    """
    value = value.copy()
    for _ in range(sweeps):
        _scale(value, pairs.cell, margins.cell)
        _scale(value, pairs.supplier, margins.sold)
        _scale(value, pairs.buyer, margins.bought)
    _scale(value, pairs.cell, margins.cell)
    return value


def _scale(value: Floats, at: Index, wanted: Floats) -> None:
    """Scale in place, where there is something to scale."""
    had = sums(at, value, len(wanted))
    value *= np.divide(wanted, had, out=np.ones_like(had), where=(had > 0) & (wanted > 0))[at]


def more_than_dust(value: Floats, cell: Index) -> NDArray[np.bool_]:
    """Return which links are more than dust of their flow; every flow keeps its largest."""
    count = np.bincount(cell)
    mean = sums(cell, value, len(count)) / np.maximum(count, 1)
    return np.asarray(value >= DUST * mean[cell], dtype=bool)


def firm_accounts(table: NationalTable, firms: Firms, sold: Floats, bought: Floats) -> Accounts:
    """Return accounts that add up to those of each industry.

    Output is what is sold over links and outside of them. Sales outside go first to firms that need
    them to cover what they buy, then to those whose links are short of their size. What a firm pays
    besides its links is split into value added, imports and unlinked purchases as its industry is.
    """
    k = len(table.output)
    industry = firms.industry
    linked_out = sums(industry, sold, k)
    linked_in = sums(industry, bought, k)
    sink = table.output - linked_out
    ratio = linked_in / table.output
    # halfway between the industry's share of linked inputs and all of output
    most = np.where(ratio < 1.0, 0.5 * (1.0 + ratio), ratio)
    floor = LEAST_FINAL * firms.share * sink[industry]
    need = np.maximum(bought / most[industry] - sold, floor)
    final = _share_out(need, firms.share * table.output[industry] - sold - need, sink, industry)
    output = sold + final
    rest = output - bought
    per_rest = _ratio_signed(rest, table.output - linked_in, industry)
    unlinked = table.flows.sum(axis=1) - linked_out
    return Accounts(
        output=output,
        final=final,
        value_added=per_rest * table.value_added[industry],
        imports=per_rest * table.imports[industry],
        unlinked=final * (unlinked / sink)[industry],
    )


def _share_out(need: Floats, more: Floats, total: Floats, industry: Index) -> Floats:
    """Return what each firm gets of its industry's total: its need, then as its size asks."""
    k = len(total)
    more = np.maximum(more, 0.0)
    needs, mores = sums(industry, need, k), sums(industry, more, k)
    enough = (needs <= total) & (mores > 0)
    beyond = np.divide(total - needs, mores, out=np.zeros(k), where=enough)
    scaled = np.where(enough, 1.0, total / needs)
    return np.asarray(need * scaled[industry] + more * beyond[industry], dtype=np.float64)


def _ratio_signed(part: Floats, whole: Floats, industry: Index) -> Floats:
    """Return each firm's part of its industry's whole, which may be negative."""
    safe = np.where(whole != 0, whole, 1.0)
    return np.asarray(part / safe[industry], dtype=np.float64)
