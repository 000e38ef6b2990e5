"""Withheld and unknown: what no one publishes, what has no number and why, what was netted."""

from __future__ import annotations

from collections import Counter
from typing import Any

from mainstay.fusion.mineral_names import mineral_of
from mainstay.model import Label, Method, Qualifier, Table
from mainstay.report.quantity import Number, Provenance, Unit
from mainstay.service.screens.entity_ids import entity_id
from mainstay.service.screens.health.conflicts import measured_table
from mainstay.service.screens.health.shapes import HealthGroup, HealthNumber, HealthPart
from mainstay.service.screens.loaded import UNKNOWN
from mainstay.service.screens.shapes import Command, ShownTable, shown, shown_table
from mainstay.service.twins import MINERAL_KINDS, OpenTwin

#: What a publisher printed instead of a number, in words.
_WORDS = {
    Qualifier.WITHHELD: "withheld to protect a firm",
    Qualifier.NOT_AVAILABLE: "not available",
    Qualifier.NOT_APPLICABLE: "not applicable",
    Qualifier.INCLUDED_ELSEWHERE: "inside of another row",
}
_NETTED = ("negative_cells", "negative_sum", "region_negative_cells", "region_negative_sum",
           "blocks_flipped", "blocks_seeded")  # fmt: skip


def unknown(opened: OpenTwin) -> HealthGroup:
    """Return what is unknown, with the reason for each."""
    cells, minerals = _cells(opened)
    missing = sorted(opened.net.materials.missing.items())
    netted = _netted(opened)
    count = sum(int(row["cells"]) for row in cells.rows())
    return HealthGroup(
        id="unknown", title="Withheld and unknown", state="look",
        summary=f"{len(missing)} minerals have no loss, each for a stated reason. {count} printed "
        "entries on minerals hold words instead of a number. "
        f"{sum(int(r['value']) for r in netted if str(r['item']).endswith('negative_cells'))} "
        "negative cells of the accounts were netted by rule.",
        numbers=(
            _count("Minerals without a loss", len(missing), opened),
            _count("Entries without a number", count, opened),
        ),
        parts=_parts(opened, cells, minerals),
    )  # fmt: skip


def _parts(opened: OpenTwin, cells: Table, minerals: ShownTable) -> tuple[HealthPart, ...]:
    missing = sorted(opened.net.materials.missing.items())
    netted = _netted(opened)
    return (
        HealthPart(
            id="missing", title="Minerals without a number",
            sentence="Missing is not zero: such a mineral may be the one that matters.",
            todo="A figure that fills the reason is read with its source; then the twin is "
            "built anew.",
            command=Command(
                "mainstay materials missing",
                "from mainstay.service import missing\n\nprint(missing(None).to_pandas())",
            ),
            table=_missing(missing),
        ),
        HealthPart(
            id="withheld", title="Entries that hold words instead of a number",
            sentence="By what is printed and why there is no number.",
            todo="They stay unknown; where a total bounds them, shares become intervals.",
            command=None, table=shown_table(cells),
        ),
        HealthPart(
            id="withheld-minerals", title="Minerals with most unknown entries",
            sentence="How many of the entries of each mineral have no number.",
            todo="Open the mineral: its page says which.",
            command=None, table=minerals,
        ),
        HealthPart(
            id="netted", title="Negative cells and odd blocks",
            sentence="What the accounts print below zero, and how it was moved.",
            todo="Nothing: totals are kept, and each rule stands in the table.",
            command=Command(
                "mainstay twin show",
                'import mainstay\n\nprint(mainstay.load_demo().overview().to_pandas())',
            ),
            table=measured_table(Table.of(
                "netted", netted, title="Moved by rule",
                source=opened.compiled.quality.source,
            )),
        ),
    )  # fmt: skip


def _netted(opened: OpenTwin) -> list[dict[str, Any]]:
    return [row for row in opened.compiled.quality.rows() if row["item"] in _NETTED]


def _count(title: str, value: float, opened: OpenTwin) -> HealthNumber:
    why = Provenance(
        sources=("usgs.mcs", "analyst.end-uses"), vintage="as loaded", method=Method.OBSERVED,
        confidence=1.0, label=Label(opened.record.view), note="Counted in the twin.",
    )  # fmt: skip
    return HealthNumber(title=title, number=shown(Number(value, Unit.COUNT, why)))


def _missing(missing: list[tuple[str, str]]) -> ShownTable:
    rows: list[dict[str, object]] = [{"mineral": m, "reason": reason} for m, reason in missing]
    table = Table.of("missing", rows, title="Minerals without a number")
    return shown_table(table, entities={"mineral": [entity_id("mineral", m) for m, _ in missing]})


def _cells(opened: OpenTwin) -> tuple[Table, ShownTable]:
    """Return entries without a number by what they are, and by mineral."""
    claims = opened.claims(MINERAL_KINDS).select(["kind", "qualifier", "object"])
    by_kind: Counter[tuple[str, str]] = Counter()
    every: Counter[str] = Counter()
    empty: Counter[str] = Counter()
    for row in claims.to_pylist():
        mineral = _mineral(str(row["object"] or ""))
        every[mineral] += 1
        if row["qualifier"] in UNKNOWN:
            by_kind[str(row["kind"]), str(row["qualifier"])] += 1
            empty[mineral] += 1
    cells: list[dict[str, object]] = [
        {"entry": kind.replace("_", " "), "printed": _WORDS[Qualifier(word)], "cells": count}
        for (kind, word), count in by_kind.most_common()
    ]
    rows: list[dict[str, object]] = [
        {"mineral": m, "unknown_share": n / every[m], "unknown": n, "entries": every[m]}
        for m, n in sorted(empty.items(), key=lambda item: (-item[1], item[0]))
    ]
    known = set(opened.minerals)
    links = [entity_id("mineral", str(r["mineral"])) if r["mineral"] in known else None
             for r in rows]  # fmt: skip
    source = "usgs.mcs"
    return (
        Table.of("withheld", cells, title="Entries without a number", source=source),
        shown_table(Table.of("withheld_minerals", rows, title="By mineral", source=source),
                    entities={"mineral": links}),
    )  # fmt: skip


def _mineral(about: str) -> str:
    """Return the mineral that the object of a claim names.

    >>> _mineral("mineral.usgs:Gallium/Mine production")
    'gallium'
    """
    return mineral_of(about.partition(":")[2].partition("/")[0])
