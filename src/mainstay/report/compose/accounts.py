"""The three lists: what stands in each account from abroad, and what stands in it unseen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from mainstay.model import Method, Table
from mainstay.report.content import Account, AccountSection, Dependency
from mainstay.report.quantity import Number, Provenance, Unit
from mainstay.twin.coefficients import UNALLOCATED
from mainstay.twin.net import Net

#: Rows of the accounts that balance them and are no product that anyone could shore up.
ACCOUNTING_ROWS = ("S00300", "S00401", "S00402", "S00900", "4200ID")

_TITLES = {
    Account.ECONOMY: ("Economy", "All final uses, exports included; imports not subtracted."),
    Account.HEALTH: ("Health", "Health care, medicines and devices bought by households, civil "
                     "federal agencies, states and localities."),
    Account.DEFENSE: ("Defense", "The federal national defense columns of final use."),
}  # fmt: skip

TOTAL = Provenance(
    sources=("bea.make-use", "bea.gross-output"),
    vintage="2024-09, year 2023",
    method=Method.INFERRED,
    confidence=0.9,
    note="Sum of final uses of the account; the columns are published, their split by detailed "
    "commodity is projected.",
)
PASSING = Provenance(
    sources=("bea.make-use", "bea.gross-output"),
    vintage="2024-09: detail 2017 projected to 2023",
    method=Method.INFERRED,
    confidence=0.6,
    note="Look-through at all tiers; the band is the central 90 % of draws with the error that a "
    "backtest measured on use cells, assumed for final use and import odds too. Seen counts "
    "published use cells; final use by detailed commodity counts as inferred.",
)
REGIONS = Provenance(
    sources=("bea.import-regions", "bea.make-use"),
    vintage="regional imports of 2022, accounts of 2023",
    method=Method.INFERRED,
    confidence=0.5,
    note="Shares by region of a coarser commodity, after redefinitions, negative cells netted; "
    "intermediate use stands for all imports.",
)


def account_sections(
    tables: Mapping[str, Table], net: Net, top: int = 10
) -> tuple[AccountSection, ...]:
    """Return the lists by what of an account passes through imports of a product.

    Parameters
    ----------
    tables
        By account: rows ordered by imports, with bands.
    net
        For regions.
    top
        Lines in each list.
    """
    leaders = _leading_regions(net)
    return tuple(
        _section(account, tables[account.value], "imported", leaders, top) for account in Account
    )


def inside_sections(
    tables: Mapping[str, Table], net: Net, top: int = 10
) -> tuple[AccountSection, ...]:
    """Return the lists by what stands inside of other purchases, wherever it is made."""
    leaders = _leading_regions(net)
    return tuple(
        _section(account, tables[account.value], "hidden", leaders, top) for account in Account
    )


def _section(
    account: Account,
    table: Table,
    measure: str,
    leaders: Mapping[str, tuple[str, float]],
    top: int,
) -> AccountSection:
    rows = [r for r in table.rows() if r["product"] not in ACCOUNTING_ROWS][:top]
    places = {r[f"rank_{measure}"]: k for k, r in enumerate(rows, 1)}
    title, sentence = _TITLES[account]
    total = next(r["through_usd"] / r["share"] for r in table.rows() if r["share"])
    return AccountSection(
        account=account,
        title=title,
        sentence=sentence,
        total=Number(total, Unit.USD, TOTAL),
        dependencies=tuple(
            _line(rank, row, measure, leaders, places) for rank, row in enumerate(rows, 1)
        ),
    )


def _line(
    rank: int,
    row: Mapping[str, Any],
    measure: str,
    leaders: Mapping[str, tuple[str, float]],
    places: Mapping[int, int],
) -> Dependency:
    region, share = leaders.get(row["product"], ("", 0.0))
    unplaced = region == UNALLOCATED
    through = row["through_usd"]
    near = [int(k) for k in str(row.get("not_separable_from", "")).split()]
    ties = tuple(places[k] for k in near if k in places)
    return Dependency(
        rank=rank,
        code=row["product"],
        name=row["name"].removesuffix(", imported"),
        share=Number(row[f"{measure}_share"], Unit.SHARE, PASSING,
                     _known(row["lo_share"]), _known(row["hi_share"])),
        value=Number(row[f"{measure}_usd"], Unit.USD, PASSING,
                     _known(row["lo_usd"]), _known(row["hi_usd"])),
        import_share=Number(
            row["imported_usd"] / through if through else None, Unit.SHARE, PASSING
        ),
        leading_region="" if unplaced else region,
        leading_share=Number(share, Unit.SHARE, REGIONS) if region and not unplaced else None,
        seen=Number(_seen(row), Unit.SHARE, PASSING),
        not_separable_from=ties,
        note="Origin unknown: regional tables cover intermediate use only." if unplaced else "",
    )  # fmt: skip


def _seen(row: Mapping[str, Any]) -> float | None:
    """Return the seen part of the figure: use cells only, what is bought directly is inferred."""
    through, share = row["through_usd"], row["seen_share"]
    if share is None or not through:
        return 0.0 if through else None
    return float(share * min(max(row["hidden_usd"] / through, 0.0), 1.0))


def _known(value: float | None) -> float | None:
    return None if value is None or np.isnan(value) else value


def _leading_regions(net: Net) -> dict[str, tuple[str, float]]:
    """Return by product the region abroad that supplies most of its imports, and its share."""
    found: dict[str, tuple[str, float]] = {}
    make = net.make.tocsc()
    for j, stage in enumerate(net.pools.stage):
        if stage != "imports" or net.pools.unit[j] != "USD":
            continue
        cells = make[:, [j]].tocoo()
        total = float(cells.data.sum())
        if total <= 0:
            continue
        k = int(np.argmax(cells.data))
        region = net.activities.region[cells.coords[0][k]]
        found[net.pools.product[j]] = (region.replace("_", " "), float(cells.data[k]) / total)
    return found
