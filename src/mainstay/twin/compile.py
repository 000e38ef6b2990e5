"""Compile balanced accounts of an economy into a net.

What the domestic industries make of a commodity goes into one pool, what is imported of it into
another, and an industry uses from both. Regions abroad make into the import pools and have no
accounts of their own: they are supply only. A commodity whose imports no source places in a region
comes from the region ``unallocated``, so that unknown is never drawn as none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from mainstay.errors import InputError, Problem, raise_all
from mainstay.fusion.accounts import SupplyUse
from mainstay.model import Label, Method
from mainstay.twin.coefficients import UNALLOCATED
from mainstay.twin.net import (
    FINAL_ACCOUNTS,
    Accounting,
    Activities,
    ActivityKind,
    Net,
    Pools,
)

Floats = NDArray[np.float64]


#: Rest of shares below which it is rounding.
DUST = 1e-9


@dataclass(frozen=True)
class EconomyFacts:
    """Everything about one economy that the net needs, in US dollars of ``accounts.year``.

    Parameters
    ----------
    accounts
        Balanced supply-use accounts with ``c`` commodities and ``i`` industries; no negative use.
    final_domestic, final_import
        ``(c, 7)`` final use by :data:`~mainstay.twin.net.FINAL_ACCOUNTS`, split by origin.
    regions
        Names of the ``r`` regions abroad.
    region_share
        ``(c, r)`` share of each commodity's imports that comes from each region; a row sums to 1,
        or to 0 where unknown.
    seen
        ``(c, i)`` share of each use cell that is a published number, between 0 and 1.
    country
        Code of the economy, a prefix of its ids.
    """

    accounts: SupplyUse
    final_domestic: Floats
    final_import: Floats
    regions: tuple[str, ...]
    region_share: Floats
    seen: Floats
    country: str = "us"


def compile_economy(facts: EconomyFacts, twin_id: str) -> Net:
    """Return the net of one economy with its import pools and regions.

    Raises
    ------
    InputError
        If the facts' shapes disagree or a use is negative, with every fault.
    """
    _check(facts)
    accounts = facts.accounts
    imported = facts.accounts.import_use.sum(axis=1) + facts.final_import.sum(axis=1)
    rows = np.flatnonzero(np.abs(imported) > 0.0)
    domestic_use = accounts.use - accounts.import_use
    use = np.vstack([domestic_use, accounts.import_use[rows]])
    final = np.vstack([facts.final_domestic, facts.final_import[rows]])
    share = _with_unallocated(facts.region_share)[rows]
    region_make = (share * imported[rows, None]).T
    n, c = len(accounts.industries), len(accounts.commodities)
    make = np.zeros((n + len(facts.regions) + 1, c + len(rows)))
    make[:n, :c] = accounts.make
    make[n:, c:] = region_make
    kept = np.r_[np.ones(n, bool), np.abs(region_make).sum(axis=1) > 0]
    make = make[kept]
    use_all = np.hstack([use, np.zeros((len(use), len(make) - n))])
    seen = np.vstack([facts.seen, facts.seen[rows]])
    seen_all = use_all * np.hstack([seen, np.zeros((len(use), len(make) - n))])
    residual = make.sum(axis=0) - use_all.sum(axis=1) - final.sum(axis=1)
    m = c + len(rows)
    return Net(
        twin_id=twin_id,
        base_year=accounts.year,
        price_basis=accounts.basis,
        activities=_activities(facts, np.flatnonzero(kept[n:]), make),
        pools=_pools(facts, rows, residual),
        make=sparse.csr_array(make),
        use=sparse.csr_array(use_all),
        final=final,
        make_quantity=sparse.csr_array((len(make), m)),
        trade=sparse.csr_array((m, m)),
        use_seen=sparse.csr_array(seen_all),
    )


def _check(facts: EconomyFacts) -> None:
    a = facts.accounts
    c, i = len(a.commodities), len(a.industries)
    wanted = {
        "final_domestic": (c, len(FINAL_ACCOUNTS)),
        "final_import": (c, len(FINAL_ACCOUNTS)),
        "region_share": (c, len(facts.regions)),
        "seen": (c, i),
    }
    problems = [
        Problem("wrong_shape", name, f"{getattr(facts, name).shape} instead of {shape}")
        for name, shape in wanted.items()
        if getattr(facts, name).shape != shape
    ]
    for name, cells in (("use", a.use - a.import_use), ("import_use", a.import_use)):
        for row, column in np.argwhere(cells < 0):
            where = f"{name} of {a.commodities[row]} by {a.industries[column]}"
            problems.append(
                Problem(
                    "negative_cell", where, f"{cells[row, column]:.0f}", "apply the negatives rule"
                )
            )
    raise_all(InputError, "the facts do not make a net", problems)


def _with_unallocated(share: Floats) -> Floats:
    rest = 1.0 - share.sum(axis=1, keepdims=True)
    # shares sum to one within rounding; what is left of that is no region
    return np.hstack([share, np.where(np.abs(rest) < DUST, 0.0, rest)])


def _activities(facts: EconomyFacts, regions: NDArray[np.intp], make: Floats) -> Activities:
    a = facts.accounts
    n, r = len(a.industries), len(regions)
    names = (*facts.regions, UNALLOCATED)
    places = tuple(names[k] for k in regions)
    output = make.sum(axis=1)
    unknown = np.full(r, np.nan)
    wages = a.value_added[_compensation_row(a)]
    return Activities(
        id=(
            *(f"{facts.country}:{code}" for code in a.industries),
            *(f"region:{p}" for p in places),
        ),
        name=(*a.names_of("industries"), *(f"{p.replace('_', ' ')} (supply only)" for p in places)),
        kind=(ActivityKind.INDUSTRY,) * (n + r),
        region=(facts.country.upper(),) * n + places,
        industry=(*a.industries, *("",) * r),
        parent=np.full(n + r, -1, np.int32),
        output_usd=output,
        output_lo_usd=output.copy(),
        output_hi_usd=output.copy(),
        value_added_usd=np.r_[a.value_added.sum(axis=0), unknown],
        compensation_usd=np.r_[wages, unknown],
        accounting=(Accounting.FULL,) * n + (Accounting.SUPPLY_ONLY,) * r,
        method=(Method.OBSERVED,) * n + (Method.INFERRED,) * r,
        label=(Label.PUBLIC,) * (n + r),
        evidence=(a.source,) * (n + r),
    )


def _compensation_row(accounts: SupplyUse) -> int:
    """Return the row of compensation of employees: V00100 in detail, V001 in summary."""
    return next(k for k, code in enumerate(accounts.value_added_codes) if code.startswith("V001"))


def _pools(facts: EconomyFacts, imported: NDArray[np.intp], residual: Floats) -> Pools:
    a = facts.accounts
    c, k = len(a.commodities), len(imported)
    codes = (*a.commodities, *(a.commodities[row] for row in imported))
    titles = a.names_of("commodities")
    names = (*titles, *(f"{titles[row]}, imported" for row in imported))
    unknown = np.full(c + k, np.nan)
    prefix = (facts.country,) * c + (f"{facts.country}-imports",) * k
    return Pools(
        id=tuple(f"{p}:{code}" for p, code in zip(prefix, codes, strict=True)),
        name=names,
        product=codes,
        region=(facts.country.upper(),) * (c + k),
        stage=("domestic market",) * c + ("imports",) * k,
        unit=("USD",) * (c + k),
        unit_value_usd=unknown,
        unit_value_lo_usd=unknown,
        unit_value_hi_usd=unknown,
        substitutes=("",) * (c + k),
        residual_usd=residual,
        method=(Method.INFERRED,) * (c + k),
        evidence=(a.source,) * (c + k),
    )
