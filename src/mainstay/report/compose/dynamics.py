"""The brief of a run day by day: loss and recovery, who is hit first, how it spreads.

Tables, by name, with the schemas of :mod:`mainstay.model`; one that is absent or empty leaves its
part out::

    recovery             how deep, how long, how much, by account, country and industry
    over_time            loss by day
    first_hit            who is hit first, with the chain of shortages
    spread, spread_links nodes and missing deliveries on chosen days
    places               spread of countries where the regions of the run are none; the map is of it
    ensemble             account, members, loss_usd_mean, _p05, _p50, _p95 and errors of each
    fan                  account, day, loss_share_p05, loss_share_p50, loss_share_p95
    exceedance           account, loss_usd, probability; probability_low and _high if known
    sensitivity          account, parameter, index, low_answer, high_answer
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from mainstay.model import Label, Method, Table
from mainstay.report import dynamics
from mainstay.report.blocks import Block, Evidence, Figure, Heading, Items, Pictured, Words
from mainstay.report.compose import dynamics_words as words
from mainstay.report.compose.columns import Evidence as Behind
from mainstay.report.content import Brief, Gap, MethodSection, RunIdentity, Section, Source
from mainstay.report.quantity import Provenance
from mainstay.report.table_view import view

_NARROW = ("name", "depth_share_mid", "hit_day_mid", "recovery_days_mid", "lost_usd_mid")
#: Columns of a figure's table that stand on paper; the files hold all of them.
PRINTED: Mapping[str, tuple[str, ...]] = {
    "recovery-industry": _NARROW,
    "recovery-country": _NARROW,
    "recovery-activity": _NARROW,
    "shortages": ("day", "source_name", "target_name", "product", "missing_usd_per_day"),
}
#: Rows of a figure's table that the page shows.
MOST_ROWS = 60


@dataclass(frozen=True, kw_only=True)
class DynamicFindings:
    """Everything that the brief of a run is composed from.

    Parameters
    ----------
    title, question
        Of the brief.
    scenario
        Name of the scenario in the tables.
    tables
        See the top of this module.
    days
        Last day of the run.
    confidence, method
        Of the results; the tables carry none.
    synthetic
        What is synthetic, in a sentence; it then stands beside every figure.
    assumptions
        Of the scenario and the engine, in whole sentences.
    methods, gaps
        In place of the standing words, if any.
    places
        What is counted of a country or region, in a sentence, where it is not value added.
    further
        Tables to take away.
    behind
        Keys of the sources that the results rest on; all, when empty.
    """

    title: str
    question: str
    scenario: str
    as_of: date
    tables: Mapping[str, Table]
    days: float
    sources: tuple[Source, ...]
    run: RunIdentity
    confidence: float
    method: Method = Method.INFERRED
    synthetic: str = ""
    assumptions: tuple[str, ...] = ()
    methods: tuple[MethodSection, ...] = ()
    gaps: tuple[Gap, ...] = ()
    places: str = ""
    further: tuple[Table, ...] = ()
    behind: tuple[str, ...] = ()
    label: Label = Label.PUBLIC
    notes: tuple[str, ...] = field(default=())


def dynamic_brief(found: DynamicFindings) -> Brief:
    """Return the brief of a run.

    Raises
    ------
    InputError
        When it is drawn, if it does not hold together; see :func:`mainstay.report.check`.
    """
    sources = Behind(found.sources, found.label, found.behind)
    why = sources.why({"confidence": found.confidence}, _note(found), found.method)
    own = {name: _of(table, found.scenario) for name, table in found.tables.items()}
    sections = (_depth(found, own, why), _when(found, own, why), _first(found, own, why),
                _sure(found, own, why))  # fmt: skip
    rows = own["recovery"].rows() if "recovery" in own else []
    return Brief(
        title=found.title,
        as_of=found.as_of,
        label=found.label,
        answer=words.answer(found.question, rows, why, found.days),
        headlines=(
            *((f"Synthetic: {found.synthetic}",) if found.synthetic else ()),
            *words.headlines(rows, own.get("first_hit"), why, found.days),
        ),
        key_numbers=words.key_numbers(rows, why, found.days),
        accounts=(),
        sections=tuple(section for section in sections if section is not None),
        unknowns=found.gaps or words.gaps(rows, found.days),
        methods=found.methods or words.methods(found.notes),
        sources=found.sources,
        run=found.run,
        tables=(*own.values(), *found.further),
    )


def _note(found: DynamicFindings) -> str:
    note = "Simulated day by day; loss is what does not flow of a normal day."
    return f"{note} {found.synthetic}".strip()


def _of(table: Table, scenario: str) -> Table:
    """Return the rows of one scenario."""
    if "scenario" not in table.data.column_names:
        return table
    kept = [k for k, row in enumerate(table.rows()) if row["scenario"] == scenario]
    return dynamics.picked(table, kept)


def _drawn(figure: Figure | None, found: DynamicFindings) -> Iterable[Block]:
    """Yield a figure with its table; what is synthetic says so below it."""
    if figure is None:
        return
    if found.synthetic:
        said = f"Synthetic: {found.synthetic} {figure.disclaimer}".strip()
        figure = replace(figure, disclaimer=said)
    shown = dynamics.picked(figure.table, range(min(len(figure.table), MOST_ROWS)))
    grid = view(shown, PRINTED.get(figure.name, figure.columns))
    if len(shown) < len(figure.table):
        title = f"{grid.title}, {len(shown)} of {len(figure.table)} rows; the files hold all"
        grid = replace(grid, title=title)
    yield Pictured(figure, grid)


def _placed(figure: Figure | None, found: DynamicFindings) -> Figure | None:
    """Return a figure of places with what is counted of them."""
    if figure is None or not found.places:
        return figure
    return replace(figure, caption=f"{figure.caption} {found.places}".strip())


def _members(own: Mapping[str, Table]) -> int | None:
    """Return how many members are behind the bands of a run; ``None`` where it is not told."""
    rows = own["recovery"].rows() if "recovery" in own else []
    return int(rows[0]["members"]) if rows else None


def _section(anchor: str, title: str, short: str, blocks: list[Block]) -> Section | None:
    if not blocks:
        return None
    return Section(anchor=anchor, title=title, short=short, blocks=tuple(blocks))


def _depth(found: DynamicFindings, own: Mapping[str, Table], why: Provenance) -> Section | None:
    blocks: list[Block] = []
    if "recovery" in own:
        rows = dynamics.rows_of(own["recovery"], "account")
        if rows:
            if found.question:
                blocks.append(Words((found.question,), "intro"))
            blocks += [words.account_facts(rows, why, found.days), Evidence((why,))]
    if "over_time" in own:
        members = _members(own)
        figure = dynamics.over_time(own["over_time"], "account", why, members=members)
        blocks += _drawn(figure, found)
    for kind in ("industry", "country"):
        if "recovery" in own:
            figure = dynamics.ranking(own["recovery"], kind, why, found.days)
            if figure is not None:
                title = f"{figure.title}, {words.KINDS[kind]}"
                figure = replace(figure, title=title)
                blocks += _drawn(_placed(figure, found) if kind == "country" else figure, found)
    if found.assumptions:
        rows_said = tuple((sentence,) for sentence in found.assumptions)
        blocks += [Heading(2, "What the story assumes"), Items(rows_said)]
    return _section("recovery", "How deep, and when it is back", "Loss and recovery", blocks)


def _when(found: DynamicFindings, own: Mapping[str, Table], why: Provenance) -> Section | None:
    blocks: list[Block] = []
    if "over_time" in own:
        for kind in ("industry", "activity"):
            figure = dynamics.heat(own["over_time"], kind, why)
            if figure is not None:
                blocks += _drawn(figure, found)
                break
    shown = own.get("places", own.get("spread"))
    if shown is not None:
        measure = "what a place counts for" if found.places else "value added"
        blocks += _drawn(_placed(dynamics.maps(shown, why, measure), found), found)
    if "spread_links" in own:
        blocks += _drawn(dynamics.shortages(own["spread_links"], why), found)
    return _section("spread", "How it spreads", "How it spreads", blocks)


def _first(found: DynamicFindings, own: Mapping[str, Table], why: Provenance) -> Section | None:
    if "first_hit" not in own:
        return None
    listed = dynamics.first_ones(own["first_hit"], found.scenario, why)
    if listed is None:
        return None
    blocks: list[Block] = [listed, Evidence((why,))]
    chains = dynamics.chains(own["first_hit"], found.scenario)
    if chains is not None:
        blocks += [
            Heading(2, "By which chain of shortages"),
            Words((words.CHAINS,), "intro"),
            chains,
        ]
    return _section("first", "Who is hit first, and by what", "Who is hit first", blocks)


def _sure(found: DynamicFindings, own: Mapping[str, Table], why: Provenance) -> Section | None:
    blocks: list[Block] = []
    summary = own["ensemble"].rows() if "ensemble" in own else []
    if summary:
        blocks += [words.ensemble_facts(summary, why), Evidence((why,))]
    if "fan" in own:
        blocks += _drawn(dynamics.fan(own["fan"], why), found)
    if "exceedance" in own:
        blocks += _drawn(dynamics.exceedance(own["exceedance"], why), found)
    if "sensitivity" in own:
        rows: list[dict[str, Any]] = own["recovery"].rows() if "recovery" in own else []
        middle = next((r["lost_usd_mid"] for r in rows if r["id"] == "economy"), None)
        if summary:
            middle = summary[0]["loss_usd_p50"]
        blocks += _drawn(dynamics.tornado(own["sensitivity"], why, middle), found)
    return _section("sure", "How sure this is", "How sure", blocks)
