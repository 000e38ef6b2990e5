"""Cells that leapt from one detailed table to the next: real changes, or slips of a publisher.

What an industry buys of a product is compared with what it would be if it had grown as all use of
the product has. A cell that is many times more, or many times less, is worth a look before an
answer is built on it, because the projection carries its share on.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from mainstay.model import Table
from mainstay.service.screens.entity_ids import entity_id
from mainstay.service.screens.shapes import ShownTable, shown_table
from mainstay.service.twins import OpenTwin
from mainstay.twin.compiled import BACKTEST_YEARS

#: A cell has leapt if it is so many times what growth explains, and one of the two is so large.
TIMES, LARGE_USD = 8.0, 1e9
#: Cells that are listed.
MOST = 25

_SOURCE = "bea.make-use"
_Cells = dict[tuple[str, str], float]


def leaps(opened: OpenTwin) -> tuple[ShownTable, int]:
    """Return the cells of use that leapt, the largest first, and how many there are."""
    claims = opened.claims(("use",))
    wanted = pc.and_(
        pc.equal(claims["source"].cast(pa.string()), _SOURCE),
        pc.starts_with(claims["subject"], "industry.detail:"),
    )
    first, last = (_cells(claims.filter(wanted), year) for year in BACKTEST_YEARS)
    rows = found(first, last)
    shown = rows[:MOST]
    net = opened.net
    names = {net.activities.industry[i]: net.activities.name[i] for i in net.full.nonzero()[0]}
    codes = [(str(row.pop("buyer_code")), str(row.pop("product_code"))) for row in shown]
    table = Table.of(
        "leaps",
        [
            {"buyer": names.get(b, b), "product": names.get(p, p), **row}
            for (b, p), row in zip(codes, shown, strict=True)
        ],
        title=f"Cells of use, {BACKTEST_YEARS[0]} and {BACKTEST_YEARS[1]}",
        source=_SOURCE,
        notes=(f"{len(rows)} cells are {TIMES:.0f} times more or less than growth explains and "
               "above a billion dollars in one of the two years.",),
    )  # fmt: skip
    links: dict[str, list[str | None]] = {
        "buyer": [entity_id("industry", b) if b in names else None for b, _ in codes],
        "product": [entity_id("commodity", p) if p in names else None for _, p in codes],
    }
    return shown_table(table, entities=dict(links)), len(rows)


def found(first: _Cells, last: _Cells) -> list[dict[str, object]]:
    """Return the cells that leapt, largest difference to what growth explains first.

    Parameters
    ----------
    first, last
        Buyer and product to US dollars, of two years. Products that only one year has are left
        out: their codes changed.

    Examples
    --------
    >>> calm = {("mill", "ore"): 1e10, ("shop", "ore"): 1e8}
    >>> [r["buyer_code"] for r in found(calm, calm | {("shop", "ore"): 5e9})]
    ['shop']
    """
    whole, later = _by_product(first), _by_product(last)
    rows: list[dict[str, object]] = []
    for buyer, product in {*first, *last}:
        if whole.get(product, 0.0) <= 0 or later.get(product, 0.0) <= 0:
            continue
        before, after = (cells.get((buyer, product), 0.0) for cells in (first, last))
        explained = before * later[product] / whole[product]
        low, high = sorted((max(explained, 0.0), max(after, 0.0)))
        if high >= LARGE_USD and high >= TIMES * low:
            rows.append({
                "buyer_code": buyer, "product_code": product, "first_usd": before,
                "last_usd": after, "explained_usd": explained,
                "of_use_share": after / later[product],
            })  # fmt: skip
    return sorted(rows, key=lambda r: (-_moved(r), str(r["buyer_code"]), str(r["product_code"])))


def _moved(row: Mapping[str, object]) -> float:
    return abs(float(str(row["last_usd"])) - float(str(row["explained_usd"])))


def _by_product(cells: _Cells) -> dict[str, float]:
    sums: dict[str, float] = {}
    for (_, product), value in cells.items():
        sums[product] = sums.get(product, 0.0) + value
    return sums


def _cells(claims: pa.Table, year: int) -> _Cells:
    of_year = claims.filter(pc.equal(pc.year(claims["valid_to"]), year))
    return {
        (str(subject).partition(":")[2], str(target).partition(":")[2]): value * 1e6
        for subject, target, value in zip(
            of_year["subject"].to_pylist(), of_year["object"].to_pylist(),
            of_year["value"].to_pylist(), strict=True,
        )
        if value is not None
    }  # fmt: skip
