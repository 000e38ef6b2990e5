"""A brief of one mineral, or of a few that are cut together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from mainstay.model import Label, Table
from mainstay.report.compose.columns import Evidence, band, checked, filled, single
from mainstay.report.compose.losses import NOTES, loss_lines, missing
from mainstay.report.compose.material_words import (
    REGIMES,
    answer,
    driver_sentence,
    gaps,
    headlines,
    key_numbers,
    methods,
    parameter_words,
)  # fmt: skip
from mainstay.report.compose.supply import supply_map
from mainstay.report.content import Brief, Gap, MethodSection, RunIdentity, Source
from mainstay.report.material import (
    Chain,
    Driver,
    Fact,
    IndustryLoss,
    MaterialStory,
    NotComputed,
    PlaceRisk,
    Regime,
)  # fmt: skip
from mainstay.report.quantity import KeyNumber, Unit

#: Parameters of a mineral that are said in a sentence; the figure and the table hold more.
SENTENCES = 3

Line = TypeVar("Line", IndustryLoss, PlaceRisk, Driver)


@dataclass(frozen=True, kw_only=True)
class MaterialFindings:
    """Everything that a material brief is composed from.

    Parameters
    ----------
    title, question
        Of the brief, e.g. ``Gallium`` and ``What if China stops exporting it for a year?``.
    minerals
        Slugs of what is cut, the one that the brief leads with first; rows of other minerals are
        left out. A story that cuts something else names it here by a word of its own.
    answer, headlines, key_numbers
        In place of those composed from the tables, for a story that is not of minerals.
    expected, regimes, by_industry, by_country, drivers, suppliers, not_computed
        Tables of the engine, see :mod:`mainstay.report.compose.columns`; one that is absent leaves
        its section out.
    chains
        From the ground to the industry, see :func:`mainstay.report.compose.chain_of`.
    assumptions
        Of the story, in whole sentences.
    not_covered
        By mineral, what the figures leave out, e.g. a material that arrives inside of a product.
    methods, gaps
        In place of the standing words, if any.
    tables
        Further tables to take away.
    label
        Who may read it.
    behind
        Keys of the sources that results rest on where a table does not name them; all, when empty.
    supply_source
        The same for shares of production and imports.
    """

    title: str
    question: str
    minerals: tuple[str, ...]
    as_of: date
    sources: tuple[Source, ...]
    run: RunIdentity
    answer: str = ""
    headlines: tuple[str, ...] = ()
    key_numbers: tuple[KeyNumber, ...] = ()
    expected: Table | None = None
    regimes: Table | None = None
    by_industry: Table | None = None
    by_country: Table | None = None
    drivers: Table | None = None
    suppliers: Table | None = None
    not_computed: Table | None = None
    chains: tuple[Chain, ...] = ()
    assumptions: tuple[str, ...] = ()
    not_covered: Mapping[str, str] = field(default_factory=dict)
    methods: tuple[MethodSection, ...] = ()
    gaps: tuple[Gap, ...] = ()
    tables: tuple[Table, ...] = ()
    label: Label = Label.PUBLIC
    behind: tuple[str, ...] = ()
    supply_source: str = ""


def material_brief(found: MaterialFindings) -> Brief:
    """Return the brief of one mineral or story.

    Raises
    ------
    SchemaMismatch
        If a table lacks a column.
    """
    evidence = Evidence(found.sources, found.label, found.behind)
    rows = checked("expected", found.expected) if found.expected is not None else []
    behind = {row["mineral"]: row for row in rows}
    story = _story(found, rows, behind, evidence)
    names = {line.mineral: line.name for line in story.lines}
    printed = {slug: {"source": found.supply_source, "confidence": 0.8} for slug in found.minerals}
    suppliers = _some(found, "suppliers", printed)
    return Brief(
        title=found.title,
        as_of=found.as_of,
        label=found.label,
        answer=found.answer or answer(story),
        headlines=found.headlines or headlines(story),
        key_numbers=found.key_numbers or key_numbers(story),
        accounts=(),
        material=story,
        map=supply_map(suppliers, names, evidence),
        unknowns=found.gaps or gaps(story, found.not_covered),
        methods=found.methods or methods(),
        sources=found.sources,
        run=found.run,
        tables=found.tables,
    )


def _story(
    found: MaterialFindings,
    rows: list[dict[str, Any]],
    behind: Mapping[str, Mapping[str, Any]],
    evidence: Evidence,
) -> MaterialStory:
    wanted = {slug: place for place, slug in enumerate(found.minerals)}
    lines = [line for line in loss_lines(rows, evidence) if line.mineral in wanted]
    lines.sort(key=lambda line: wanted[line.mineral])
    names = {line.mineral: line.name for line in lines}
    tables = (found.expected, found.regimes, found.by_industry, found.by_country)
    known = {r["mineral"] for table in tables if table is not None for r in table.rows()}
    return MaterialStory(
        question=found.question,
        lines=tuple(lines),
        regimes=_regimes(_some(found, "regimes", behind), names, found.not_covered, evidence),
        industries=_industries(_some(found, "by_industry", behind), evidence),
        places=_places(_some(found, "by_country", behind), _place_names(found), evidence),
        chains=found.chains,
        drivers=_drivers(_some(found, "drivers", behind), names, evidence),
        assumptions=found.assumptions,
        not_computed=_not_computed(found, known),
    )


def _not_computed(found: MaterialFindings, known: set[str]) -> tuple[NotComputed, ...]:
    """Return what was asked for and has no row in any table, each with its reason."""
    listed = missing(found.not_computed) if found.not_computed is not None else ()
    given = {line.mineral: line for line in listed}
    return tuple(
        given.get(slug)
        or NotComputed(
            mineral=slug,
            name=slug.replace("-", " ").capitalize(),
            reason="the engine gave no result and no reason",
        )
        for slug in found.minerals
        if slug in given or slug not in known
    )


def _some(
    found: MaterialFindings, kind: str, behind: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return a table's rows of the minerals asked for, in the order asked for."""
    table: Table | None = getattr(found, kind)
    if table is None:
        return []
    place = {slug: k for k, slug in enumerate(found.minerals)}
    rows = [row for row in checked(kind, table) if row["mineral"] in place]
    return filled(sorted(rows, key=lambda row: place[row["mineral"]]), behind)


def _largest_first(lines: list[Line], values: list[float | None]) -> list[Line]:
    """Return lines by mineral in the order given, within each the largest first, unknown last."""
    place = {slug: k for k, slug in enumerate(dict.fromkeys(line.mineral for line in lines))}
    order = [
        (place[line.mineral], value is None, -(value or 0.0), k)
        for k, (line, value) in enumerate(zip(lines, values, strict=True))
    ]
    return [lines[k] for *_, k in sorted(order)]


def _regimes(
    rows: list[dict[str, Any]],
    names: Mapping[str, str],
    not_covered: Mapping[str, str],
    evidence: Evidence,
) -> tuple[Regime, ...]:
    found = []
    for row in rows:
        title, sentence = REGIMES.get(row["regime"], (str(row["regime"]).capitalize(), ""))
        market = evidence.why(row, NOTES["market"])
        facts = (
            Fact(key="price", words="Price, of the price before",
                 number=band(row, "price_multiple", Unit.MULTIPLE, market)),
            Fact(key="shortage", words="Short, of US use",
                 number=band(row, "shortage", Unit.SHARE, market)),
        )  # fmt: skip
        found.append(
            Regime(
                key=row["regime"],
                title=title,
                sentence=row.get("sentence") or sentence,
                mineral=row["mineral"],
                name=names.get(row["mineral"], row["mineral"]),
                loss=band(row, "loss_usd", Unit.USD, evidence.why(row, NOTES["conditional"])),
                facts=facts,
                not_covered=row.get("not_covered") or not_covered.get(row["mineral"], ""),
            )
        )
    return tuple(found)


def _industries(rows: list[dict[str, Any]], evidence: Evidence) -> tuple[IndustryLoss, ...]:
    found = []
    for row in rows:
        why = evidence.why(row, NOTES["loss"])
        found.append(
            IndustryLoss(
                mineral=row["mineral"],
                code=row["industry"],
                name=row["name"],
                loss=band(row, "loss_usd", Unit.USD, why),
                direct=single(row, "direct_usd_mid", Unit.USD, why),
                indirect=single(row, "indirect_usd_mid", Unit.USD, why),
            )
        )
    return tuple(_largest_first(found, [line.loss.value for line in found]))


def _place_names(found: MaterialFindings) -> dict[str, str]:
    """Return code to name of every place that the table of suppliers names."""
    rows = found.suppliers.rows() if found.suppliers is not None else []
    return {row["place"]: row["name"] for row in rows}


def _places(
    rows: list[dict[str, Any]], names: Mapping[str, str], evidence: Evidence
) -> tuple[PlaceRisk, ...]:
    found = []
    for row in rows:
        usd = {
            stem: band(row, f"{stem}_usd", Unit.USD, evidence.why(row, NOTES[note]))
            for stem, note in (("expected", "loss"), ("conditional", "conditional"))
        }
        found.append(
            PlaceRisk(
                mineral=row["mineral"],
                place=row["place"],
                # a place that ships and does not make has its code for a name
                name=names.get(row["place"], row["name"]),
                probability=band(
                    row, "probability", Unit.SHARE, evidence.why(row, NOTES["probability"])
                ),
                note="a measure is in force" if row.get("in_force") else "",
                **usd,
            )
        )
    return tuple(_largest_first(found, [line.expected.value for line in found]))


def _drivers(
    rows: list[dict[str, Any]], names: Mapping[str, str], evidence: Evidence
) -> tuple[Driver, ...]:
    found = []
    for row in rows:
        why = evidence.why(row, NOTES["rest"])
        found.append(
            Driver(
                mineral=row["mineral"],
                parameter=row["parameter"],
                words=row.get("words") or parameter_words(row["parameter"]),
                share=single(row, "index", Unit.SHARE, why),
                low_answer=single(row, "low_answer", Unit.USD, why),
                high_answer=single(row, "high_answer", Unit.USD, why),
            )
        )
    found = _largest_first(found, [line.share.value for line in found])
    cut = dict.fromkeys(d.mineral for d in found)
    said = {slug: [d for d in found if d.mineral == slug][:SENTENCES] for slug in cut}
    return tuple(
        driver_sentence(d, names.get(d.mineral, d.mineral) if len(cut) > 1 else "")
        if d in said[d.mineral]
        else d
        for d in found
    )
