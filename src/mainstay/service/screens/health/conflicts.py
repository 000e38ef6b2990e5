"""Conflicts: where readings, sources or balances disagree, and by how much."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa

from mainstay.fusion.end_uses import end_uses
from mainstay.fusion.mineral_shares import rounding_bounds
from mainstay.model import Label, Method, Table
from mainstay.report.quantity import Number, Provenance, Unit
from mainstay.service.materials import apart
from mainstay.service.screens.entity_ids import entity_id, entity_of_pool
from mainstay.service.screens.health.leaps import leaps
from mainstay.service.screens.health.shapes import HealthGroup, HealthNumber, HealthPart
from mainstay.service.screens.shapes import Command, ShownCell, ShownTable, shown, shown_table
from mainstay.service.twins import OpenTwin
from mainstay.sources.end_uses.reader import second_reading
from mainstay.twin.net import Net
from mainstay.twin.selection import source_line

#: Rows of residuals that are listed.
MOST = 25
#: From this share of use placed otherwise on, two readings are said to disagree.
APART = 0.1

#: From this size on a measure is written without decimals.
_WHOLE = 1000.0

_READINGS = Command(
    "mainstay materials readings",
    "from mainstay.service import compare_readings\n\nprint(compare_readings(None).to_pandas())",
)
_SHOW = Command(
    "mainstay twin show",
    'import mainstay\n\nprint(mainstay.load_demo().overview().to_pandas())',
)  # fmt: skip


def conflicts(opened: OpenTwin) -> HealthGroup:
    """Return every disagreement that is known."""
    readings, disagree, read_twice = _readings(opened)
    sums, off = _sums(opened)
    leapt, leaping = leaps(opened)
    residual = opened.compiled.item("residual")
    numbers = _numbers(opened, residual, disagree / read_twice if read_twice else None)
    return HealthGroup(
        id="conflicts", title="Conflicts", state="look",
        summary=f"Two readers of the same publications place more than {100 * APART:.0f} % of the "
        f"use of {disagree} of {read_twice} minerals in other industries. {off} printed world "
        "totals lie outside of what their parts add up to. "
        f"{leaping} published cells leapt between two detailed tables. The accounts close to "
        f"{_worst(opened):,.2f} dollars.",
        numbers=numbers,
        parts=_parts(opened, readings, sums, leapt),
    )  # fmt: skip


def _parts(
    opened: OpenTwin, readings: ShownTable, sums: ShownTable, leapt: ShownTable
) -> tuple[HealthPart, ...]:  # fmt: skip
    return (
        HealthPart(
            id="two-readings", title="Two readings of end uses",
            sentence="Share of a mineral's use that the second reader places in other "
            "industries; the first reading counts.",
            todo="The command computes what the difference does to each loss; a corrected file "
            "read under a later date replaces the reading.",
            command=_READINGS, table=readings,
        ),
        HealthPart(
            id="balances", title="Balances and measures of the twin",
            sentence="Every balance, both ways where there are two, and what was moved to "
            "close it.",
            todo="Nothing, while the misses are small against the totals.",
            command=_SHOW, table=measured_table(opened.compiled.quality),
        ),
        HealthPart(
            id="leaps", title="Cells that leapt from one detailed table to the next",
            sentence="What an industry buys of a product, many times more or less than the growth "
            "of the product explains: a change of the world, of method, or a slip.",
            todo="Look at the publisher's table before an answer is built on such a cell; the "
            "projection carries its share on.",
            command=Command(
                "mainstay who supplies activity:424200",
                "from mainstay.service import who_supplies\n\n"
                'print(who_supplies(None, "activity:424200")[0].to_pandas())',
            ),
            table=leapt,
        ),
        HealthPart(
            id="residuals", title="Pools that do not add up",
            sentence="What is made into a pool less what is used from it, the largest first: "
            "domestic freight and duties inside of import prices.",
            todo="It is stored and shown, never spread; answers leave it out.",
            command=Command(
                "mainstay twin export net --to csv",
                "from pathlib import Path\nfrom mainstay.service import export_twin\n\n"
                'export_twin(None, Path("net"))',
            ),
            table=_residuals(opened.net),
        ),
        HealthPart(
            id="sums", title="Printed totals and their parts",
            sentence="World totals of minerals that lie outside of the rounding of what their "
            "listed parts add up to.",
            todo="Shares are taken of the sum of the parts, where all of them have a number.",
            command=Command(
                "mainstay who supplies gallium",
                'from mainstay.service import who_supplies\n\n'
                'print(who_supplies(None, "gallium")[1].to_pandas())',
            ),
            table=sums,
        ),
    )  # fmt: skip


def measured_table(table: Table) -> ShownTable:
    """Return measures of a twin with their values written as the command line writes them."""
    made = shown_table(table)
    place = [column.name for column in made.columns].index("value")
    rows = tuple(
        tuple(replace(cell, words=_plain(cell)) if k == place else cell
              for k, cell in enumerate(row))
        for row in made.rows
    )  # fmt: skip
    return replace(made, rows=rows)


def _plain(cell: ShownCell) -> str:
    if cell.key is None:
        return cell.words
    return f"{cell.key:,.0f}" if abs(cell.key) >= _WHOLE else f"{cell.key:,.4g}"


def _worst(opened: OpenTwin) -> float:
    misses = [float(row["value"]) for row in opened.compiled.quality.rows()
              if str(row["item"]).startswith("worst_miss_projected")]  # fmt: skip
    return max(misses, default=0.0)


def _numbers(
    opened: OpenTwin, residual: float, disagree: float | None
) -> tuple[HealthNumber, ...]:  # fmt: skip
    label = Label(opened.record.view)
    accounts = Provenance(
        sources=("bea.make-use", "bea.gross-output"), vintage="2024-09", method=Method.INFERRED,
        confidence=0.9, label=label, note="Sum of the sizes of all residuals of pools.",
    )  # fmt: skip
    read = Provenance(
        sources=("analyst.end-uses",), vintage="two readings", method=Method.INFERRED,
        confidence=0.7, label=label,
        note="Half the sum of differences of use by industry, unmapped use included.",
    )  # fmt: skip
    return (
        HealthNumber(title="Residuals of pools",
                     number=shown(Number(residual, Unit.USD, accounts))),
        HealthNumber(title="Minerals that two readers place otherwise",
                     number=shown(Number(disagree, Unit.SHARE, read))),
    )  # fmt: skip


def _readings(opened: OpenTwin) -> tuple[ShownTable, int, int]:
    """Return how far two readings are apart, how many disagree, and how many are read twice."""
    first = {r.mineral: r.uses for r in opened.use_readings if r.is_chosen}
    second = end_uses(pa.Table.from_batches(second_reading().batches))
    rows: list[dict[str, object]] = [
        {
            "mineral": m, "placed_otherwise_share": apart(first[m], second[m]),
            "uses_first": len(first[m]), "uses_second": len(second[m]),
        }
        for m in second
        if m in first
    ]  # fmt: skip
    rows.sort(key=lambda row: (-float(str(row["placed_otherwise_share"])), str(row["mineral"])))
    disagree = sum(float(str(row["placed_otherwise_share"])) > APART for row in rows)
    table = Table.of("readings_apart", rows, title="Two readers, working apart",
                     source="analyst.end-uses, two readings")  # fmt: skip
    links: list[str | None] = [entity_id("mineral", str(row["mineral"])) for row in rows]
    return shown_table(table, entities={"mineral": links}), disagree, len(rows)


def _residuals(net: Net) -> ShownTable:
    residual = net.pools.residual_usd
    places = [int(j) for j in np.argsort(-np.abs(residual), kind="stable") if residual[j]][:MOST]
    rows: list[dict[str, object]] = [
        {"pool": net.pools.name[j], "residual_usd": float(residual[j]),
         "of_supply_share": float(residual[j] / net.made_usd[j]) if net.made_usd[j] else None,
         "supply_usd": float(net.made_usd[j])}
        for j in places
    ]  # fmt: skip
    count = int((residual != 0).sum())
    table = Table.of("residuals", rows, title="Residuals of pools", source=source_line(net),
                     notes=(f"{count} pools have one, {len(rows)} are listed.",))  # fmt: skip
    return shown_table(table, entities={"pool": [entity_of_pool(net, j) for j in places]})


def _sums(opened: OpenTwin) -> tuple[ShownTable, int]:
    """Return printed totals that their parts do not add up to, within the rounding of the print."""
    rows: list[dict[str, object]] = []
    for facts in opened.minerals.values():
        for pool in facts.world:
            printed = pool.printed_total.value
            if printed is None or pool.unknown or not pool.is_comparable:
                continue
            low, high = rounding_bounds(printed)
            if not low <= pool.known_sum <= high:
                rows.append({
                    "mineral": facts.slug, "stage": pool.stage, "printed_total": printed,
                    "sum_of_parts": pool.known_sum, "unit": pool.unit, "year": pool.year,
                    "difference_share": pool.known_sum / printed - 1.0,
                })  # fmt: skip
    rows.sort(key=lambda row: -abs(float(str(row["difference_share"]))))
    links: list[str | None] = [entity_id("mineral", str(row["mineral"])) for row in rows]
    table = Table.of(
        "sums_of_minerals",
        rows,
        title="World totals and the sums of their parts",
        source="usgs.mcs",
        notes=("Rounding of the printed total is allowed for.",),
    )
    return shown_table(table, entities={"mineral": links}), len(rows)
