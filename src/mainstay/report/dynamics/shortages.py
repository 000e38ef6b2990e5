"""Who does not deliver what to whom: the missing deliveries of one day as a chain of two tiers."""

from __future__ import annotations

from collections.abc import Mapping

from mainstay.model import Table
from mainstay.report.blocks import Figure, Key, Panel
from mainstay.report.dynamics.numbers import Row
from mainstay.report.material import ChainLevel, ChainLink, ChainNode
from mainstay.report.quantity import Number, Provenance, Unit, written
from mainstay.report.sankey import sankey_svg

#: Suppliers and buyers drawn by name; others are one bar.
NAMED = 9


def shortages(table: Table, why: Provenance, day: float | None = None) -> Figure | None:
    """Return the missing deliveries of a day, or ``None`` where there are none.

    Parameters
    ----------
    table
        ``spread_links`` of one scenario.
    why
        Where the numbers are from.
    day
        Which day; the one on which most is missing by default.
    """
    by_day: dict[float, list[Row]] = {}
    for row in table.rows():
        by_day.setdefault(row["day"], []).append(row)
    if not by_day:
        return None
    chosen = day if day is not None else max(by_day, key=lambda d: (_sum(by_day[d]), -d))
    rows = by_day.get(chosen, [])
    total = _sum(rows)
    if not total > 0.0:
        return None
    left, right = _named(rows, "source"), _named(rows, "target")
    flows: dict[tuple[str, str], float] = {}
    for row in rows:
        ends = (f"s:{_end(row, 'source', left)}", f"t:{_end(row, 'target', right)}")
        flows[ends] = flows.get(ends, 0.0) + row["missing_usd_per_day"]
    links = tuple(
        ChainLink(source=a, target=b, share=Number(flow / total, Unit.SHARE, why))
        for (a, b), flow in flows.items()
    )
    money = written(total, Unit.USD)
    base = f"of {money} a day that is missing"
    levels = (
        ChainLevel(title="Delivers less", base=base, nodes=_nodes(left, flows, 0)),
        ChainLevel(title="Goes short", base=base, nodes=_nodes(right, flows, 1)),
    )
    first = rows[0]
    said = (
        f"On day {chosen:g}, {money} a day are missing in the {len(rows)} largest deliveries. "
        f"Most: {first['product']} from {first['source_name']} to {first['target_name']}."
    )
    title = f"Deliveries that are missing on day {chosen:g}"
    return Figure(
        "shortages",
        title,
        said,
        (Panel("", {}, sankey_svg(levels, links, title=title, description=said)),),
        Table.of("missing_on_day", rows, title=title, source=table.source, notes=table.notes),
        (Key("ribbon-hatched", "inferred: normal delivery times the loss of the supplier"),),
        (why,),
        caption=f"The {len(rows)} largest of the day.",
        columns=("day", "rank", "source_name", "target_name", "product", "missing_usd_per_day",
                 "share_of_input"),
        is_wide=True,
    )  # fmt: skip


def _sum(rows: list[Row]) -> float:
    return float(sum(row["missing_usd_per_day"] for row in rows))


def _named(rows: list[Row], end: str) -> dict[str, str]:
    """Return the largest ends by id with their names, the largest first."""
    sums: dict[str, float] = {}
    names: dict[str, str] = {}
    for row in rows:
        sums[row[end]] = sums.get(row[end], 0.0) + row["missing_usd_per_day"]
        names[row[end]] = row[f"{end}_name"]
    first = sorted(sums, key=lambda key: (-sums[key], key))
    kept = first if len(first) <= NAMED + 1 else first[:NAMED]
    return {key: names[key] for key in kept}


def _end(row: Row, end: str, named: Mapping[str, str]) -> str:
    return str(row[end]) if row[end] in named else ""


def _nodes(
    named: Mapping[str, str], flows: Mapping[tuple[str, str], float], side: int
) -> tuple[ChainNode, ...]:
    """Return the bars of a side, others last."""
    head = ("s:", "t:")[side]
    tone = ("imports", "economy")[side]
    nodes = [ChainNode(id=head + key, name=name, tone=tone) for key, name in named.items()]
    if any(ends[side] == head for ends in flows):
        nodes.append(ChainNode(id=head, name="others", tone="hatch"))
    return tuple(nodes)
