"""The material parts of the content tree as tables: the twins of their figures, and files."""

from __future__ import annotations

from mainstay.model import Table
from mainstay.report.columns import band_columns, run_table, why_columns
from mainstay.report.content import Brief
from mainstay.report.material import Chain, LossLine

#: A row of a table in the making.
Row = dict[str, object]


def material_tables(brief: Brief) -> tuple[Table, ...]:
    """Return every table of losses that a brief holds; those without a row are left out."""
    chains = brief.material.chains if brief.material else ()
    found = (
        losses_structural(brief), losses_dated(brief), loss_estimates(brief), regimes(brief),
        industries(brief), places(brief), *(chain(brief, one) for one in chains), drivers(brief),
        not_computed(brief),
    )  # fmt: skip
    return tuple(table for table in found if len(table))


def loss_lines(brief: Brief) -> tuple[LossLine, ...]:
    """Return the lines of the ranking, or those of the story."""
    if brief.materials is not None:
        return brief.materials.lines
    return brief.material.lines if brief.material is not None else ()


def by_date(lines: tuple[LossLine, ...]) -> list[LossLine]:
    """Return lines in order of their dated rank, those without one last."""
    return sorted(lines, key=lambda line: (line.dated_rank is None, line.dated_rank or line.rank))


def losses_structural(brief: Brief) -> Table:
    """Return the ranking by expected loss of an ordinary year."""
    rows: list[Row] = [
        {
            "rank": line.rank,
            "mineral": line.name,
            **band_columns("expected", line.loss, "_usd"),
            **band_columns("conditional", line.conditional, "_usd"),
            "leader": line.leader_name,
            "top10_probability": line.top10.value,
            "settled_from": line.settled_from or None,
            "single_supplier": line.is_single_point,
            "coverage_share": line.coverage.value,
            "cited_share": line.cited.value,
            **why_columns(line.loss),
        }
        for line in loss_lines(brief)
    ]
    return run_table("losses_structural", rows, "Expected loss, structural", brief)


def losses_dated(brief: Brief) -> Table:
    """Return the same with the measures in force; its order has no test of separability."""
    rows: list[Row] = [
        {
            "rank": line.dated_rank,
            "mineral": line.name,
            **band_columns("expected", line.dated, "_usd"),
            "structural_rank": line.rank,
            "leader": line.leader_name,
            **why_columns(line.dated),
        }
        for line in by_date(loss_lines(brief))
    ]
    title = f"Expected loss with the measures in force, {brief.as_of.isoformat()}"
    return run_table("losses_dated", rows, title, brief)


def loss_estimates(brief: Brief) -> Table:
    """Return the loss of each mineral by every other rule and in every account."""
    rows: list[Row] = [
        {
            "mineral": line.name,
            "expected_usd": line.loss.value,
            "efficient_usd": line.efficient.value,
            "bottleneck_usd": line.bottleneck.value,
            "market_clearing_usd": line.market_loss.value,
            "health_usd": line.health.value,
            "defense_usd": line.defense.value,
            "producer_gain_usd": line.producer_gain.value,
            "terms_of_trade_usd": line.terms_of_trade.value,
            **band_columns("price", line.price, "_multiple"),
            **band_columns("shortage", line.shortage, "_share"),
            "driver": line.driver or None,
            "driver_share": line.driver_share.value,
            **why_columns(line.market_loss),
        }
        for line in loss_lines(brief)
    ]
    return run_table("loss_estimates", rows, "The same by other rules", brief)


def regimes(brief: Brief) -> Table:
    """Return both kinds of cut, one row per measure; ``unit`` says what a value counts."""
    rows: list[Row] = [
        {
            "mineral": r.name,
            "regime": r.key,
            "measure": words,
            "value": number.value,
            "value_lo": number.lo,
            "value_hi": number.hi,
            "unit": number.unit.value,
            **why_columns(number),
        }
        for r in (brief.material.regimes if brief.material else ())
        for words, number in (("Loss", r.loss), *((f.words, f.number) for f in r.facts))
    ]
    return run_table("regimes", rows, "Two kinds of cut", brief)


def industries(brief: Brief) -> Table:
    """Return what each industry loses."""
    names = {line.mineral: line.name for line in loss_lines(brief)}
    rows: list[Row] = [
        {
            "mineral": names.get(i.mineral, i.mineral),
            "code": i.code,
            "name": i.name,
            **band_columns("loss", i.loss, "_usd"),
            "direct_usd": i.direct.value,
            "indirect_usd": i.indirect.value,
            **why_columns(i.loss),
        }
        for i in (brief.material.industries if brief.material else ())
    ]
    return run_table("loss_by_industry", rows, "Loss by industry", brief)


def places(brief: Brief) -> Table:
    """Return who could stop it."""
    names = {line.mineral: line.name for line in loss_lines(brief)}
    rows: list[Row] = [
        {
            "mineral": names.get(p.mineral, p.mineral),
            "iso3": p.place,
            "country": p.name,
            **band_columns("stops", p.probability, "_probability"),
            **band_columns("expected", p.expected, "_usd"),
            **band_columns("conditional", p.conditional, "_usd"),
            "note": p.note or None,
            **why_columns(p.probability),
        }
        for p in (brief.material.places if brief.material else ())
    ]
    return run_table("loss_by_country", rows, "Who could stop it", brief)


def drivers(brief: Brief) -> Table:
    """Return what would change the answer."""
    names = {line.mineral: line.name for line in loss_lines(brief)}
    rows: list[Row] = [
        {
            "mineral": names.get(d.mineral, d.mineral),
            "parameter": d.words,
            "spread_share": d.share.value,
            "low_answer_usd": d.low_answer.value,
            "high_answer_usd": d.high_answer.value,
            **why_columns(d.share),
        }
        for d in (brief.material.drivers if brief.material else ())
    ]
    return run_table("drivers", rows, "What would change this answer", brief)


def chain(brief: Brief, one: Chain) -> Table:
    """Return the links of a chain, from the ground to the industry."""
    rows: list[Row] = []
    words = {n.id: (n.name, level) for level in one.levels for n in level.nodes}
    passing = {link.source for link in one.links if words[link.target][1].is_market}
    for link in one.links:
        (source, before), (target, after) = words[link.source], words[link.target]
        if before.is_market and link.target in passing:
            # the bar stands between two markets: what it gets is what it gives, said once
            continue
        base = before if after.is_market else after
        rows.append(
            {
                "level": base.title,
                "from": source,
                "to": target,
                **band_columns("link", link.share, "_share"),
                "share_of": base.base.removeprefix("of "),
                **why_columns(link.share),
            }
        )
    name = f"chain_{one.mineral.replace('-', '_')}"
    return run_table(name, rows, f"{one.name}, tier by tier", brief)


def not_computed(brief: Brief) -> Table:
    """Return the minerals without a result."""
    listed = brief.materials or brief.material
    rows: list[Row] = [
        {"mineral": line.name, "reason": line.reason}
        for line in (listed.not_computed if listed else ())
    ]
    return run_table("not_computed", rows, "Not computed, and why", brief)
