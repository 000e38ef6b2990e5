"""Nets made of published tables, for the answers only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from mainstay.model import Label, Method, PriceBasis
from mainstay.twin.net import (
    FINAL_ACCOUNTS,
    Accounting,
    Activities,
    ActivityKind,
    Floats,
    Net,
    Pools,
)


def industry_net(
    flows: Floats,
    final: Floats,
    output: Floats,
    *,
    name: str,
    year: int,
    codes: Sequence[str] = (),
    value_added: Floats | None = None,
    compensation: Floats | None = None,
) -> Net:
    """Return the net of an industry-by-industry table: each industry has a pool of its own.

    Parameters
    ----------
    flows
        ``(n, n)`` from row to column, US dollars.
    final
        ``(n,)`` final use, put into consumption, or ``(n, 7)`` by account.
    output
        ``(n,)`` output.
    value_added
        ``(n,)``; output less inputs where not given.
    compensation
        ``(n,)`` labor compensation; unknown where not given.
    """
    n = len(output)
    ids = tuple(codes) or tuple(str(i + 1) for i in range(n))
    use = sparse.csr_array(flows)
    columns = final
    if final.ndim == 1:
        columns = np.zeros((n, len(FINAL_ACCOUNTS)))
        columns[:, FINAL_ACCOUNTS.index("consumption")] = final
    added = output - flows.sum(axis=0) if value_added is None else value_added
    wages = np.full(n, np.nan) if compensation is None else compensation
    return Net(
        twin_id=name,
        base_year=year,
        price_basis=PriceBasis.BASIC,
        activities=_activities(ids, name, output, added, wages),
        pools=_pools(ids, name, output - flows.sum(axis=1) - columns.sum(axis=1)),
        make=sparse.csr_array(sparse.diags_array(output.astype(np.float64))),
        use=use,
        final=columns,
        make_quantity=sparse.csr_array((n, n)),
        trade=sparse.csr_array((n, n)),
        use_seen=use.copy(),
    )


def _activities(
    ids: tuple[str, ...], name: str, output: Floats, added: Floats, wages: Floats
) -> Activities:
    n = len(ids)
    return Activities(
        id=ids,
        name=ids,
        kind=(ActivityKind.INDUSTRY,) * n,
        region=tuple(key.partition(".")[0] for key in ids),
        industry=ids,
        parent=np.full(n, -1, np.int32),
        output_usd=output,
        output_lo_usd=output,
        output_hi_usd=output,
        value_added_usd=added,
        compensation_usd=wages,
        accounting=(Accounting.FULL,) * n,
        method=(Method.OBSERVED,) * n,
        label=(Label.PUBLIC,) * n,
        evidence=(name,) * n,
    )


def _pools(ids: tuple[str, ...], name: str, residual: Floats) -> Pools:
    n = len(ids)
    unknown = np.full(n, np.nan)
    return Pools(
        id=ids,
        name=ids,
        product=ids,
        region=tuple(key.partition(".")[0] for key in ids),
        stage=("domestic market",) * n,
        unit=("USD",) * n,
        unit_value_usd=unknown,
        unit_value_lo_usd=unknown,
        unit_value_hi_usd=unknown,
        substitutes=("",) * n,
        residual_usd=residual,
        method=(Method.OBSERVED,) * n,
        evidence=(name,) * n,
    )
