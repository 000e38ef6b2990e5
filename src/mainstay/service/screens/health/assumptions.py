"""Assumptions: which numbers behind the answers are cited, which inferred, which only assumed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from mainstay.model import Interval, Label, Method, Table
from mainstay.model.parameters import default_parameters
from mainstay.report.quantity import Number, Provenance, Unit
from mainstay.service.screens.entity_ids import entity_id
from mainstay.service.screens.health.shapes import HealthGroup, HealthNumber, HealthPart
from mainstay.service.screens.shapes import Command, ShownTable, shown, shown_table
from mainstay.service.twins import OpenTwin

#: Mineral, kind and range of one number of the evidence.
_Ranged = tuple[str, str, Interval]

#: Kinds of ranges in the evidence on end uses, in words.
_RANGES = {
    "share": "share of US use", "substitutable": "what could be replaced",
    "split": "which industry buys it", "dependent": "output that hangs on it",
}  # fmt: skip


def assumptions(opened: OpenTwin) -> HealthGroup:
    """Return the parameters and the evidence on end uses, by how they came to be."""
    rows = default_parameters().rows
    assumed = sum(row.method is Method.ASSUMED for row in rows)
    ranges = list(_ranges(opened))
    cited = sum(interval.is_cited for _, _, interval in ranges)
    return HealthGroup(
        id="assumptions", title="Assumptions", state="look",
        summary=f"{assumed} of {len(rows)} parameters of the engines are assumed, the others "
        f"inferred from what is cited. {cited} of {len(ranges)} ranges in the evidence on end uses "
        "rest on something that was read; the rest is swept evenly.",
        numbers=(
            _number("Parameters that are assumed", assumed / len(rows), opened, "parameters"),
            _number("Ranges on end uses with a citation",
                    cited / len(ranges) if ranges else None, opened, "analyst.end-uses"),
        ),
        parts=_parts(ranges),
    )  # fmt: skip


def _parts(ranges: list[_Ranged]) -> tuple[HealthPart, ...]:
    evidence = Table.of("evidence_by_method", _by_method(ranges), title="Evidence on end uses",
                        source="analyst.end-uses")  # fmt: skip
    return (
        HealthPart(
            id="parameters", title="Parameters of the engines",
            sentence="Each is a range, and every engine sweeps it; none is a hidden constant.",
            todo="A run names the parameter that moves its answer most: cite that one first.",
            command=Command(
                "mainstay answers",
                "from mainstay.model.parameters import default_parameters\n\n"
                "for row in default_parameters().rows:\n    print(row)",
            ),
            table=_parameters(),
        ),
        HealthPart(
            id="evidence", title="Evidence on end uses, by method",
            sentence="How the shares, splits and dependences of minerals came to be.",
            todo="The command lists each number with its source, or why it is assumed.",
            command=Command(
                "mainstay materials evidence",
                "from mainstay.service import evidence\n\nprint(evidence(None).to_pandas())",
            ),
            table=shown_table(evidence), bar="cited_share",
        ),
        HealthPart(
            id="evidence-minerals", title="Minerals with least cited evidence",
            sentence="Part of the ranges of each mineral that rest on something read.",
            todo="Those at the top gain most from one good source.",
            command=None, table=_by_mineral(ranges), bar="cited_share",
        ),
    )  # fmt: skip


def _number(title: str, value: float | None, opened: OpenTwin, source: str) -> HealthNumber:
    why = Provenance(
        sources=(source,), vintage="as loaded", method=Method.OBSERVED, confidence=1.0,
        label=Label(opened.record.view), note="Counted; ranges may be wide.",
    )  # fmt: skip
    return HealthNumber(title=title, number=shown(Number(value, Unit.SHARE, why)))


def _ranges(opened: OpenTwin) -> Iterator[_Ranged]:
    """Yield mineral, kind and range of everything in the evidence on end uses."""
    for mineral, uses in opened.net.materials.uses.items():
        for use in uses:
            yield mineral, "share", use.share
            yield mineral, "substitutable", use.substitutable
            for placed in use.placements:
                yield mineral, "split", placed.split
                if placed.dependent is not None:
                    yield mineral, "dependent", placed.dependent


def _by_method(ranges: list[_Ranged]) -> list[dict[str, object]]:
    counts = Counter((kind, interval.method) for _, kind, interval in ranges)
    rows: list[dict[str, object]] = []
    for kind, words in _RANGES.items():
        by = {m: counts[kind, m] for m in Method}
        total = sum(by.values())
        if total:
            rows.append({
                "what": words, "ranges": total, "cited_share": 1 - by[Method.ASSUMED] / total,
                **{str(m): by[m] for m in Method if any(counts[k, m] for k in _RANGES)},
            })  # fmt: skip
    return rows


def _by_mineral(ranges: list[_Ranged]) -> ShownTable:
    every, cited = Counter[str](), Counter[str]()
    for mineral, _, interval in ranges:
        every[mineral] += 1
        cited[mineral] += interval.is_cited
    rows: list[dict[str, object]] = [
        {"mineral": m, "cited_share": cited[m] / n, "ranges": n}
        for m, n in sorted(every.items(), key=lambda item: (cited[item[0]] / item[1], item[0]))
    ]
    links: list[str | None] = [entity_id("mineral", str(row["mineral"])) for row in rows]
    table = Table.of("evidence_by_mineral", rows, title="Cited evidence, by mineral",
                     source="analyst.end-uses")  # fmt: skip
    return shown_table(table, entities={"mineral": links})


def _parameters() -> ShownTable:
    rows: list[dict[str, object]] = [
        {"parameter": r.name.replace("_", " "), "applies_to": r.applies_to, "low": r.low,
         "mode": r.mode, "high": r.high, "unit": r.unit, "method": str(r.method),
         "source": r.source}
        for r in sorted(default_parameters().rows, key=lambda r: (r.method, r.name, r.applies_to))
    ]  # fmt: skip
    return shown_table(Table.of("parameters", rows, title="Parameters", source="parameters table"))
