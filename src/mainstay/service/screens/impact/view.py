"""The whole impact screen of a run, and its figures; made once per run and code, then read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mainstay.errors import NotFound
from mainstay.extend import registry
from mainstay.model import Table
from mainstay.report.content import Brief
from mainstay.report.html import page
from mainstay.report.pdf import pdf
from mainstay.service.open_twins import OpenTwins
from mainstay.service.runs import question
from mainstay.service.screens.building.words import sentence
from mainstay.service.screens.impact.blocks import figure_slots, sections_of
from mainstay.service.screens.impact.links import (
    hit,
    linked,
    pages_by_name,
    shocked,
)
from mainstay.service.screens.impact.shapes import (
    ImpactAccount,
    ImpactFact,
    ImpactSource,
    ImpactView,
)
from mainstay.service.screens.impact.steps import SpreadView, spread_of
from mainstay.service.screens.impact.stories import (
    BRIEFED,
    asked_of,
    beside,
    figure_of,
    story_of,
)
from mainstay.service.screens.impact.story import ACCOUNTS, AccountLoss, Asked, Story
from mainstay.service.screens.impact.world import blank_map
from mainstay.service.screens.kept import kept
from mainstay.service.screens.shapes import (
    ShownFigure,
    ShownPanel,
    ShownTable,
    shown,
    shown_figure,
    shown_table,
    without_style,
)

#: Industries on the screen; the run's table holds all.
INDUSTRIES = 60
#: Figures that the screen plays step by step in place of showing them.
_PLAYED = ("spread", "shortages")
#: Columns of industries that a reader sees, as far as the engine has them.
_COLUMNS = (
    "name", "region", "value_added_loss_usd", "value_added_loss_usd_mid",
    "value_added_loss_usd_low", "value_added_loss_usd_high", "direct_usd_mid", "indirect_usd_mid",
    "output_loss_usd", "output_loss_share", "exposed_usd", "price_rise", "lowest_share",
    "lowest_day", "first_hit_day", "recovered_day", "short_of", "inoperability_peak_share",
    "peak_day",
)  # fmt: skip


def impact_view(twins: OpenTwins, run: str) -> ImpactView:
    """Return what a stored run says.

    Parameters
    ----------
    twins
        The open twins of the home.
    run
        Its id, or the first characters of it.

    Raises
    ------
    NotFound
        If there is no such run, or its twin is gone.
    InputError
        If no screen tells of its engine.
    """
    asked = asked_of(twins, run)
    key = f"impact {asked.run_id} {beside(asked)}"
    view = kept(asked.opened, key, ImpactView, lambda: _made(asked))
    # names of twins come and go
    return replace(view, twin_name=asked.opened.name)


def run_figure(twins: OpenTwins, run: str, name: str) -> ShownFigure:
    """Return one figure of a run as a screen shows it, with the Vega-Lite of each panel.

    Raises
    ------
    NotFound
        If there is no such run or figure.
    InputError
        If no screen tells of its engine.
    """
    asked = asked_of(twins, run)
    key = f"figure {name} {asked.run_id} {beside(asked)}"
    return kept(asked.opened, key, ShownFigure, lambda: shown_figure(figure_of(asked, name)))


def _made(asked: Asked) -> ImpactView:
    story, record = story_of(asked), asked.record
    card = registry().card("engine", record.engine)
    brief = story.brief
    has_spread = "spread" in asked.done.tables and "spread_links" in asked.done.tables
    net = asked.opened.net
    pages = pages_by_name(net, story.industries)
    members = record.parameters.get("members")
    played = _PLAYED if has_spread else ()
    lead = next((slot for slot in figure_slots(brief) if slot.name not in played), None)
    return ImpactView(
        run_id=record.run_id, engine=record.engine, engine_title=card.title,
        engine_version=record.engine_version, twin_id=record.twin_id,
        twin_name=asked.opened.name, seed=record.seed,
        members=int(members) if members is not None else None,
        is_current=_is_current(asked), label=brief.label.value, title=brief.title,
        scenario=asked.scenario.name, says=sentence(net, asked.scenario),
        answer=_answer(brief),
        headlines=brief.headlines, accounts=tuple(_account(one) for one in story.accounts),
        basis=story.basis,
        lead=lead, sections=sections_of(brief, pages, (*played, lead.name if lead else "")),
        industries=_industries(asked, story), has_spread=has_spread,
        shocked=shocked(asked.opened, asked.scenario),
        hit=hit(net, story.industries, story.loss_column),
        assumptions=asked.scenario.assumptions, limits=card.limits,
        notes=asked.done.tables["accounts"].notes,
        sources=tuple(ImpactSource(s.key, s.publisher, s.title, s.vintage, s.license)
                      for s in brief.sources),
        sibling=story.sibling, brief=_about(asked),
    )  # fmt: skip


def _answer(brief: Brief) -> str:
    """Return the answer without the question, which is the title of the screen."""
    asked = brief.material.question if brief.material else ""
    return brief.answer.removeprefix(asked).strip()


def _about(asked: Asked) -> str:
    """Return what the brief is about, where the command line can write one by name."""
    about = asked.command.rpartition(" ")[2]
    is_named = not about.endswith(".yaml") and asked.scenario.engine in BRIEFED
    return about if is_named and asked.record.engine == asked.scenario.engine else ""


def _is_current(asked: Asked) -> bool:
    record = asked.record
    card = registry().card("engine", record.engine)
    now = question(asked.opened, card, record.scenario, record.parameters, record.seed)
    return now.code == record.code and card.version == record.engine_version


def _account(one: AccountLoss) -> ImpactAccount:
    facts = tuple(ImpactFact(fact.words, shown(fact.number)) for fact in one.facts)
    return ImpactAccount(one.account, ACCOUNTS[one.account], one.measure, shown(one.loss), facts)


def _industries(asked: Asked, story: Story) -> ShownTable | None:
    table = story.industries
    if table is None or not len(table):
        return None
    rows = sorted(table.rows(), key=lambda row: -(row[story.loss_column] or 0.0))
    first = rows[:INDUSTRIES]
    title = "Who loses what"
    if len(rows) > len(first):
        title += f", the first {len(first)} of {len(rows)}; the run's table holds all"
    part = Table.of("industries", list(first), title=title, source=table.source)
    columns = [name for name in _COLUMNS if name in table.data.column_names]
    return shown_table(part, columns, total=len(rows),
                       entities={"name": linked(asked.opened.net, first)})  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Map:
    """The blank map, to be kept."""

    svg: str


def spread_view(twins: OpenTwins, run: str) -> SpreadView:
    """Return the spread of a run over its steps, to be played.

    Raises
    ------
    NotFound
        If there is no such run, or it was not followed from day to day.
    InputError
        If no screen tells of its engine.
    """
    asked = asked_of(twins, run)

    def made() -> SpreadView:
        drawn = kept(asked.opened, "blank map", _Map, lambda: _Map(without_style(blank_map())))
        return spread_of(asked, drawn.svg)

    return kept(asked.opened, f"spread {asked.run_id}", SpreadView, made)


def panel_of(figure: ShownFigure, place: int, *, needs_spec: bool) -> ShownPanel:
    """Return one panel of a figure.

    Raises
    ------
    NotFound
        If it has no such panel, or the panel was not drawn from a specification.
    """
    if place >= len(figure.panels):
        hint = figure.missing or f"panels: 0 to {len(figure.panels) - 1}"
        raise NotFound(f"figure {figure.name} has no panel {place}", hint=hint)
    found = figure.panels[place]
    if needs_spec and found.spec is None:
        raise NotFound(
            f"figure {figure.name} is drawn without Vega-Lite", hint="take it with ?format=svg"
        )
    return found


def run_brief(twins: OpenTwins, run: str, form: str) -> tuple[bytes, str]:
    """Return the brief of a run, as an HTML page or a PDF, and a name for the file.

    Raises
    ------
    NotFound
        If there is no such run.
    InputError
        If no screen tells of its engine.
    MissingExtra
        If a PDF is asked for and the library that sets it is not installed.
    """
    asked = asked_of(twins, run)
    brief = story_of(asked).brief
    name = f"{asked.scenario.name}-{asked.run_id[:12]}.{form}"
    return (pdf(brief) if form == "pdf" else page(brief, pdf=None).encode()), name
