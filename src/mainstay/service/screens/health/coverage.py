"""Coverage: how much of the value of each block of the net is published, how much inferred."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from mainstay.model import Label, Method, Table
from mainstay.report.quantity import Number, Provenance, Unit
from mainstay.service.screens.entity_ids import entity_of_pool
from mainstay.service.screens.explore.frame import frame_of
from mainstay.service.screens.health.shapes import HealthGroup, HealthNumber, HealthPart
from mainstay.service.screens.shapes import Command, ShownTable, shown, shown_table
from mainstay.service.twins import OpenTwin
from mainstay.twin.net import FINAL_ACCOUNTS, Floats, Net
from mainstay.twin.selection import source_line

#: Products of most value without a published cell that are listed.
MOST = 25

_SHOW = Command(
    "mainstay twin show",
    'import mainstay\n\nprint(mainstay.load_demo().overview().to_pandas())',
)  # fmt: skip


def coverage(opened: OpenTwin) -> HealthGroup:
    """Return how much is seen, by block, by buyer and by product."""
    label = Label(opened.record.view)
    seen = opened.compiled.item("seen")
    error = opened.compiled.item("backtest_blocks")
    blocks = _blocks(opened.net)
    return HealthGroup(
        id="coverage", title="Coverage", state="look",
        summary=f"{100 * seen:.1f} % of the value of purchases between industries is published "
        f"cell by cell; the rest is inferred within published totals, with an error of "
        f"{100 * error:.0f} % of value when 2012 was carried to 2017.",
        numbers=(
            _number("Purchases between industries that are published", seen, label),
            _number("Error of inferred purchases, 2012 carried to 2017", error, label),
        ),
        parts=_parts(opened, blocks),
    )  # fmt: skip


def _parts(opened: OpenTwin, blocks: Table) -> tuple[HealthPart, ...]:
    net, frame = opened.net, frame_of(opened)
    return (
        HealthPart(
            id="blocks", title="By block of the net",
            sentence="What each matrix holds, and how much of its value is published.",
            todo="A block that is inferred carries a band in every answer; to narrow it, read "
            "supplier lists or a newer detailed table.",
            command=Command(
                "mainstay twin carve suppliers.csv",
                "from mainstay.service import carve_suppliers\n\nhelp(carve_suppliers)",
            ),
            table=shown_table(blocks), bar="seen_share",
        ),
        HealthPart(
            id="buyers", title="By buying sector",
            sentence="Purchases of each sector, from home and imported.",
            todo="Sectors without a published cell rest on shares of an earlier year.",
            command=_SHOW, table=shown_table(_by_sector(net, frame.sector_of, frame.sectors)),
            bar="seen_share",
        ),
        HealthPart(
            id="unseen-products", title="Products of most value without a published cell",
            sentence=f"The {MOST} largest; who buys how much of them is inferred throughout.",
            todo="Read these as bands, not as numbers.",
            command=_SHOW, table=_unseen(net),
        ),
    )  # fmt: skip


def _number(title: str, value: float, label: Label) -> HealthNumber:
    why = Provenance(
        sources=("bea.make-use", "bea.gross-output"), vintage="2024-09", method=Method.INFERRED,
        confidence=0.9, label=label, note="Measured on the compiled net.",
    )  # fmt: skip
    return HealthNumber(title=title, number=shown(Number(value, Unit.SHARE, why)))


def _blocks(net: Net) -> Table:
    """Return the value and the seen part of each block: use by origin, final use, make, imports."""
    stages = np.array(net.pools.stage)
    bought, seen = (np.asarray(m.sum(axis=1)).ravel() for m in (net.use, net.use_seen))
    rows: list[dict[str, object]] = []

    def add(block: str, value: float, part: float, how: str) -> None:
        if value > 0:
            rows.append({"block": block, "value_usd": value, "seen_share": part / value,
                         "inferred_share": 1.0 - part / value, "how": how})  # fmt: skip

    for name, chosen in (
        ("purchases between industries, made at home", stages != "imports"),
        ("purchases between industries, imported", stages == "imports"),
    ):
        add(name, float(bought[chosen].sum()), float(seen[chosen].sum()),
            "published where a detailed cell fills its published block")  # fmt: skip
    final = net.final.sum(axis=0)
    add("final use, by detailed product", float(np.clip(final, 0, None).sum()), 0.0,
        "columns are published, their split by detailed product is projected")  # fmt: skip
    made, full = np.asarray(net.make.sum(axis=1)).ravel(), net.full
    add("output of industries, by product", float(made[full].sum()), 0.0,
        "totals are published, co-products are projected")  # fmt: skip
    add("imports, by region of origin", float(made[~full].sum()), 0.0,
        "regions are published for coarser products and intermediate use of 2022")  # fmt: skip
    return Table.of("coverage_blocks", rows, title="Seen and inferred, by block of the net",
                    source=source_line(net))  # fmt: skip


def _by_sector(net: Net, sector_of: Mapping[str, str], names: Mapping[str, str]) -> Table:
    """Return purchases by sector of the buyer, with the part of each that is published."""
    codes = [sector_of.get(code, code) for code in net.activities.industry]
    imported = np.array([stage == "imports" for stage in net.pools.stage])
    sums: dict[str, Floats] = {}
    for matrix, place in ((net.use, 0), (net.use_seen, 2)):
        home = np.asarray(matrix[~imported].sum(axis=0)).ravel()
        away = np.asarray(matrix[imported].sum(axis=0)).ravel()
        for i, code in enumerate(codes):
            if net.full[i]:
                sums.setdefault(code, np.zeros(4))[place : place + 2] += home[i], away[i]
    rows: list[dict[str, object]] = [
        {
            "sector": names.get(code, code), "purchases_usd": float(home + away),
            "imported_part_share": _part(away, home + away),
            "seen_share": _part(home_seen + away_seen, home + away),
            "home_seen_share": _part(home_seen, home), "imports_seen_share": _part(away_seen, away),
        }
        for code, (home, away, home_seen, away_seen) in sorted(
            sums.items(), key=lambda item: -(item[1][0] + item[1][1])
        )
        if home + away > 0
    ]  # fmt: skip
    return Table.of("coverage_sectors", rows, title="Seen purchases, by buying sector",
                    source=source_line(net))  # fmt: skip


def _unseen(net: Net) -> ShownTable:
    """Return the products of most value of which no purchase is published."""
    seen = np.asarray(net.use_seen.sum(axis=1)).ravel()
    places = [int(j) for j in np.argsort(-net.used_usd, kind="stable")
              if seen[j] <= 0 < net.used_usd[j]][:MOST]  # fmt: skip
    rows: list[dict[str, object]] = [
        {"product": net.pools.name[j], "used_usd": float(net.used_usd[j]),
         "final_usd": float(net.final[j].sum())}
        for j in places
    ]  # fmt: skip
    table = Table.of("coverage_unseen", rows, title="Without a published cell",
                     source=source_line(net), notes=(f"{len(FINAL_ACCOUNTS)} columns of final use "
                                                     "are summed.",))  # fmt: skip
    return shown_table(table, entities={"product": [entity_of_pool(net, j) for j in places]})


def _part(value: float, whole: float) -> float | None:
    return float(value / whole) if whole > 0 else None
