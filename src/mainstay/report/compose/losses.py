"""The ranking of minerals by expected loss, from the engine's tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mainstay.model import Label, Table
from mainstay.report.compose.columns import Evidence, band, checked, single, unknown
from mainstay.report.content import Source
from mainstay.report.material import LossLine, MaterialRanking, NotComputed, in_sentence
from mainstay.report.quantity import Unit

#: How each kind of number came to be; one note per kind, so that a reader meets few of them.
NOTES: Mapping[str, str] = {
    "loss": "Probability times loss over all sets of suppliers that may stop; the band is the "
    "central 90 % of draws of every parameter and of every withheld figure.",
    "dated": "The same with the export measures in force on the date of the brief.",
    "conditional": "Loss of a year in which the leading supplier ships nothing abroad; not "
    "weighted by how likely that is.",
    "market": "Price and quantity where supply and demand meet after that cut, by elasticities.",
    "probability": "From a governance index and dated export measures by a stated rule; the rule's "
    "parameters are assumed and swept.",
    "rules": "The same cut by another rule, before gains of producers at home.",
    "accounts": "Expected, from the same draws.",
    "rest": "Computed from the same draws, and counted from the rows of end-use evidence.",
}


def material_sections(
    expected: Table,
    not_computed: Table | None = None,
    *,
    sources: tuple[Source, ...] = (),
    label: Label = Label.PUBLIC,
    behind: tuple[str, ...] = (),
) -> MaterialRanking:
    """Return the section "Materials: expected loss" of the national brief.

    Parameters
    ----------
    expected
        One row per mineral, see :mod:`mainstay.report.compose.columns`.
    not_computed
        Minerals without a result, each with its reason.
    sources
        The publications of the brief, for their vintages.
    label
        Who may read it.
    behind
        Keys of the sources that the losses rest on, where the table does not name them; all, when
        empty.

    Raises
    ------
    SchemaMismatch
        If a table lacks a column.
    """
    lines = loss_lines(checked("expected", expected), Evidence(sources, label, behind))
    return MaterialRanking(
        sentence=_sentence(lines),
        lines=lines,
        not_computed=missing(not_computed) if not_computed is not None else (),
    )


def missing(table: Table) -> tuple[NotComputed, ...]:
    """Return the minerals without a result, in order of name."""
    found = [
        NotComputed(
            mineral=row["mineral"],
            name=row.get("name") or row["mineral"].replace("-", " ").capitalize(),
            reason=row["reason"],
        )
        for row in checked("not_computed", table)
    ]
    return tuple(sorted(found, key=lambda line: line.name))


def loss_lines(rows: Sequence[Mapping[str, Any]], evidence: Evidence) -> tuple[LossLine, ...]:
    """Return the lines of the ranking in order of rank."""
    known = [row for row in rows if not unknown(row["state_loss_usd_mid"])]
    known.sort(key=lambda row: (-row["state_loss_usd_mid"], row["rank"]))
    dated = {row["mineral"]: place for place, row in enumerate(known, 1)}
    names = {row["mineral"]: row["name"] for row in rows}
    lines = (_line(row, dated.get(row["mineral"]), names, evidence) for row in rows)
    return tuple(sorted(lines, key=lambda line: line.rank))


def _line(
    row: Mapping[str, Any], dated: int | None, names: Mapping[str, str], evidence: Evidence
) -> LossLine:
    why = {kind: evidence.why(row, note) for kind, note in NOTES.items()}
    usd, share = Unit.USD, Unit.SHARE
    return LossLine(
        rank=int(row["rank"]),
        dated_rank=dated,
        mineral=row["mineral"],
        name=row["name"],
        loss=band(row, "loss_usd", usd, why["loss"]),
        dated=band(row, "state_loss_usd", usd, why["dated"]),
        conditional=band(row, "conditional_loss_usd", usd, why["conditional"]),
        leader=row["leader"] or "",
        leader_name=row["leader_name"] or row["leader"] or "unknown",
        price=band(row, "price_multiple", Unit.MULTIPLE, why["market"]),
        shortage=band(row, "shortage", share, why["market"]),
        market_loss=single(row, "market_loss_usd_mid", usd, why["rules"]),
        efficient=single(row, "efficient_usd_mid", usd, why["rules"]),
        bottleneck=single(row, "bottleneck_usd_mid", usd, why["rules"]),
        health=single(row, "health_loss_usd_mid", usd, why["accounts"]),
        defense=single(row, "defense_loss_usd_mid", usd, why["accounts"]),
        producer_gain=single(row, "producer_gain_usd_mid", usd, why["accounts"]),
        terms_of_trade=single(row, "terms_of_trade_usd_mid", usd, why["rules"]),
        top10=single(row, "top10_probability", share, why["rest"]),
        settled_from=names.get(row["tied_with"], row["tied_with"] or ""),
        driver=row["driver"] or "",
        driver_share=single(row, "driver_index", share, why["rest"]),
        coverage=single(row, "coverage", share, why["rest"]),
        cited=single(row, "cited", share, why["rest"]),
        is_single_point=None if unknown(row["single_point"]) else bool(row["single_point"]),
        capped=single(row, "price_capped_share", share, why["market"])
        if "price_capped_share" in row
        else None,
    )


def _sentence(lines: tuple[LossLine, ...]) -> str:
    if not lines:
        return "No mineral could be computed."
    first = lines[0]
    tail = (
        f" That it stands above {in_sentence(first.settled_from)} and what follows is settled; "
        "above those between, it is not."
        if first.settled_from
        else " That it stands above any other is not settled."
    )
    single_points = sum(line.is_single_point is True for line in lines)
    return (
        f"Of {len(lines)} minerals, {in_sentence(first.name)} has the largest expected loss of a "
        f"year's GDP: {first.loss.full}.{tail} {_single(single_points)}"
    )


def _single(count: int) -> str:
    of = "One of them comes" if count == 1 else f"{count or 'None'} of them come"
    return f"{of} to nine tenths or more from one place abroad."
