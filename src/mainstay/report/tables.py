"""The content tree as tables: the twin of every figure, and files to take away."""

from __future__ import annotations

import dataclasses

from mainstay.model import Table
from mainstay.report.columns import band_columns, run_table, why_columns
from mainstay.report.content import Brief, overlap_of
from mainstay.report.material_tables import material_tables
from mainstay.report.quantity import Unit


def all_tables(brief: Brief) -> tuple[Table, ...]:
    """Return every table of a brief: those of its parts, then those it brings along."""
    own = [
        dependencies(brief), overlap(brief), minerals(brief), *material_tables(brief),
        countries(brief), sources(brief),
    ]  # fmt: skip
    own += [figure.table for section in brief.sections for figure in section.figures]
    found = {table.name: table for table in reversed(own) if len(table)}
    found = dict(reversed(found.items()))
    return (*found.values(), *(t for t in brief.tables if t.name not in found))


def dependencies(brief: Brief) -> Table:
    """Return the lines of all accounts as one table."""
    rows: list[dict[str, object]] = [
        {
            "account": section.account.value,
            "rank": line.rank,
            "code": line.code,
            "name": line.name,
            **band_columns("dependent", line.share, "_share"),
            **band_columns("dependent", line.value, "_usd"),
            **band_columns("import", line.import_share, "_share"),
            "leading_region": line.leading_region or None,
            "leading_region_share": line.leading_share.value if line.leading_share else None,
            "seen_share": line.seen.value,
            "not_separable_from": " ".join(map(str, line.not_separable_from)),
            **why_columns(line.share),
            "note": line.note or None,
        }
        for section in brief.accounts
        for line in section.dependencies
    ]
    return run_table("dependencies", rows, "What each account hangs on", brief)


def overlap(brief: Brief) -> Table:
    """Return the rank of each dependency in the three accounts; empty is outside the list."""
    rows: list[dict[str, object]] = [
        {
            "code": row.code,
            "name": row.name,
            "economy_rank": row.economy,
            "health_rank": row.health,
            "defense_rank": row.defense,
        }
        for row in brief.overlap or overlap_of(brief.accounts)
    ]
    return run_table("overlap", rows, "The three lists side by side", brief)


def minerals(brief: Brief) -> Table:
    """Return the minerals as a table."""
    rows: list[dict[str, object]] = [
        {
            "commodity": m.commodity,
            "stage": m.stage,
            "year": m.year,
            "leader": m.leader,
            "leader_iso3": m.leader_iso3,
            "leader_world_share": m.leader_share.value,
            "leader_us_import_share": m.leader_us_share.value,
            "us_leader": m.us_leader or None,
            "us_leader_import_share": m.us_leader_share.value,
            "us_years": m.us_years,
            "hhi_lo": m.hhi.lo if m.hhi.lo is not None else m.hhi.value,
            "hhi_hi": m.hhi.hi if m.hhi.hi is not None else m.hhi.value,
            **band_columns("net_import_reliance", m.reliance, "_share"),
            "net_import_reliance_words": str(m.reliance),
            "is_critical": m.critical,
            **why_columns(m.leader_share),
            "note": m.note or None,
        }
        for m in brief.minerals
    ]
    return run_table("minerals", rows, "Minerals: world leaders and US suppliers", brief)


def map_column(brief: Brief) -> str:
    """Return the name of the column of the map's measure, which ends in its unit."""
    units = {c.value.unit for c in brief.map.countries} if brief.map else set()
    return "map_share" if units == {Unit.SHARE} else "value"


def countries(brief: Brief) -> Table:
    """Return what the map shows."""
    measure = map_column(brief)
    listed = brief.map.countries if brief.map else ()
    rows: list[dict[str, object]] = [
        {"iso3": c.iso3, "country": c.name, measure: c.value.value, "words": c.words,
         **why_columns(c.value)}
        for c in sorted(listed, key=lambda c: (-(c.value.value or 0.0), c.name))
    ]  # fmt: skip
    return run_table("countries", rows, brief.map.title if brief.map else "", brief)


def sources(brief: Brief) -> Table:
    """Return the sources."""
    return run_table(
        "sources", [dataclasses.asdict(s) for s in brief.sources], "Sources and licenses", brief
    )
