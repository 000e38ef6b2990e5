"""From claims to the facts of one economy: projected, split by origin and by account."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mainstay.errors import NotFound
from mainstay.fusion.accounts import SupplyUse
from mainstay.fusion.final_accounts import split_final
from mainstay.fusion.from_claims import from_claims, gross_output
from mainstay.fusion.imports import (
    code_links,
    coverage,
    detail_shares,
    region_imports,
    region_shares,
    split_imports,
)
from mainstay.fusion.links import summary_codes
from mainstay.fusion.negatives import NegativeReport, without_negatives
from mainstay.fusion.project import Projection, project
from mainstay.twin.compile import EconomyFacts

#: Sources of the accounts: before redefinitions, never mixed with those after.
ACCOUNTS_SOURCE = "bea.make-use"

#: Year of the detailed table, of the net, and of the regional import matrices.
DETAIL_YEAR, BASE_YEAR, REGION_YEAR = 2017, 2023, 2022


@dataclass(frozen=True)
class Economy:
    """The facts of one economy with the account of how they were made.

    Parameters
    ----------
    facts
        What the net is compiled from.
    observed
        The published detailed accounts that the projection starts from.
    summary
        The published summary accounts of the base year, its controls.
    projection
        The projected accounts and what could not be met.
    negatives
        Negative cells of the projected accounts and the rule applied to each.
    region_negatives
        Negative cells of the regional import matrices, likewise.
    region_coverage
        Regional over national imports for intermediate use before any handling, of one.
    """

    facts: EconomyFacts
    observed: SupplyUse
    summary: SupplyUse
    projection: Projection
    negatives: NegativeReport
    region_negatives: NegativeReport
    region_coverage: float


def accounts_of(claims: pa.Table, level: str, year: int) -> SupplyUse:
    """Return the published accounts of one level and year, before redefinitions.

    Raises
    ------
    NotFound
        If the claims hold no such table.
    """
    kept = claims.filter(
        pc.is_in(claims["source"].cast(pa.string()), pa.array([ACCOUNTS_SOURCE, "codes.bea"]))
    )
    years = {d.year for d in pc.unique(kept["valid_to"]).to_pylist()}
    if year not in years:
        raise NotFound(f"no accounts of {year}", hint=f"the claims cover {sorted(years)}")
    return from_claims(kept, level, year)


def economy_of(claims: pa.Table) -> Economy:
    """Return the facts of the US economy of :data:`BASE_YEAR`.

    Parameters
    ----------
    claims
        Claims of the supply-use accounts, gross output, regional imports and code links.

    Raises
    ------
    NotFound
        If a table is missing.
    UnbalancedTable
        If accounts do not close within rounding.
    """
    observed = accounts_of(claims, "detail", DETAIL_YEAR)
    summary = accounts_of(claims, "summary", BASE_YEAR)
    observed.check()
    summary.check()
    projection = project(
        observed, summary, gross_output(claims, "detail", BASE_YEAR), summary_codes(claims)
    )
    accounts, negatives = without_negatives(projection.accounts)
    imports = region_imports(claims, REGION_YEAR)
    tiva = code_links(claims, "commodity.detail", "commodity.tiva")
    share = detail_shares(region_shares(imports), accounts.commodities, tiva)
    split = split_imports(accounts)
    facts = EconomyFacts(
        accounts=accounts,
        final_domestic=split_final(split.domestic_final, accounts.commodities, accounts.finals),
        final_import=split_final(split.import_final, accounts.commodities, accounts.finals),
        regions=share.regions,
        region_share=np.nan_to_num(share.shares, nan=0.0),
        seen=(accounts.use_seen & accounts.seen_of("import_use")).astype(np.float64),
    )
    national = accounts_of(claims, "summary", REGION_YEAR)
    return Economy(
        facts=facts,
        observed=observed,
        summary=summary,
        projection=projection,
        negatives=negatives,
        region_negatives=share.report,
        region_coverage=coverage(imports, national),
    )
