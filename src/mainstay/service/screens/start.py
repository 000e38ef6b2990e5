"""Start: what the nation hangs on in three accounts, what is loaded, and how fresh it is.

Everything on it is the national brief's; this module only lays it out, so that page, command line
and brief cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from mainstay.report import figures
from mainstay.report.content import AccountSection, Brief, Dependency, NamedTile, OverlapRow
from mainstay.report.quantity import KeyNumber
from mainstay.service.briefs import COMMAND, national_brief
from mainstay.service.homes import Step, silent
from mainstay.service.runs import DoneRun
from mainstay.service.screens.entity_ids import EntityKind, entity_id
from mainstay.service.screens.kept import kept
from mainstay.service.screens.loaded import loaded_sources, loaded_table, with_ages
from mainstay.service.screens.shapes import Command, shown, shown_figure
from mainstay.service.screens.start_parts import (
    NamedNumber,
    SharedThing,
    StartAccount,
    StartLine,
    StartOrder,
    StartTile,
    StartView,
)
from mainstay.service.screens.twin_facts import twin_view
from mainstay.service.twins import OpenTwin

#: Title and sentence of each order of the lists.
ORDERS = {
    "imported": (
        "From abroad",
        "Ordered by the share of each account that passes through imports of a product, at any "
        "tier.",
    ),
    "hidden": (
        "Inside other purchases",
        "Ordered by the share of each account that passes through a product inside of other "
        "purchases, wherever it is made: bought by suppliers and by theirs.",
    ),
}


def start_view(opened: OpenTwin, *, today: date | None = None, step: Step = silent) -> StartView:
    """Return the first screen of a twin; made once per twin and code, then read.

    Parameters
    ----------
    opened
        The twin.
    today
        Day on which the ages of sources are told; the present day in UTC if ``None``.
    step
        Told what is being done while it is made.
    """
    day = today or datetime.now(tz=UTC).date()
    found = kept(opened, "start", StartView, lambda: _made(opened, day, step))
    # kept is what hangs on twin and code; ages hang on the day, the name on who asks
    sources = with_ages(found.sources, day)
    return replace(
        found, sources=sources, loaded=loaded_table(sources, opened.id), twin=twin_view(opened)
    )


def _made(opened: OpenTwin, day: date, step: Step) -> StartView:
    brief, done = national_brief(opened, step)
    codes = _codes(done)
    # the brief writes a region's code for a reader; a link needs the code
    regions = {code.replace("_", " "): code for code in opened.net.activities.region}
    sources = with_ages(loaded_sources(opened), day)
    words = {str(row["item"]): row["words"] for row in opened.compiled.quality.rows()}
    return StartView(
        title=brief.title,
        as_of=brief.as_of,
        label=brief.label.value,
        answer=brief.answer,
        headlines=brief.headlines,
        twin=twin_view(opened),
        seen=_measure(brief, words["seen"], "Purchases between industries that are published"),
        backtest=_measure(
            brief, words["backtest_blocks"], "Error of inferred purchases, measured on 2012 to 2017"
        ),
        orders=(
            _order("imported", brief, brief.accounts, regions),
            _order("hidden", brief, brief.inside, regions),
        ),
        shared=tuple(_shared(row) for row in brief.overlap if _lists(row) > 1),
        tiles=tuple(_tile(tile, codes) for tile in brief.tiles),
        sources=sources,
        loaded=loaded_table(sources, opened.id),
        run_id=done.run_id,
        command=Command(COMMAND, _PYTHON),
    )


_PYTHON = """import mainstay

twin = mainstay.load_demo()
for account in ("economy", "health", "defense"):
    print(twin.hangs_on(account, by="imported").to_pandas())"""


def _order(
    name: str, brief: Brief, sections: tuple[AccountSection, ...], regions: Mapping[str, str]
) -> StartOrder:
    title, sentence = ORDERS[name]
    figure = figures.ranking(replace(brief, accounts=sections))
    figure = replace(
        figure, name=f"ranking-{name}", title=f"{figure.title}: {title.lower()}",
        table=replace(figure.table, name=f"dependencies_{name}"),
    )  # fmt: skip
    return StartOrder(
        name=name,
        title=title,
        sentence=sentence,
        accounts=tuple(
            StartAccount(
                account=section.account.value,
                title=section.title,
                sentence=section.sentence,
                total=shown(section.total),
                lines=tuple(_line(line, regions) for line in section.dependencies),
            )
            for section in sections
        ),
        figure=shown_figure(figure, with_specs=False),
    )


def _line(line: Dependency, regions: Mapping[str, str]) -> StartLine:
    region = regions.get(line.leading_region)
    return StartLine(
        rank=line.rank,
        code=line.code,
        name=line.name,
        entity=entity_id(EntityKind.COMMODITY, line.code),
        share=shown(line.share),
        value=shown(line.value),
        import_share=shown(line.import_share),
        leading_region=line.leading_region,
        leading_entity=entity_id(EntityKind.REGION, region) if region else None,
        leading_share=shown(line.leading_share) if line.leading_share else None,
        seen=shown(line.seen),
        not_separable_from=line.not_separable_from,
        note=line.note,
    )


def _lists(row: OverlapRow) -> int:
    return sum(rank is not None for rank in row.ranks)


def _shared(row: OverlapRow) -> SharedThing:
    return SharedThing(
        code=row.code, name=row.name, entity=entity_id(EntityKind.COMMODITY, row.code),
        economy=row.economy, health=row.health, defense=row.defense,
    )  # fmt: skip


def _tile(tile: NamedTile, codes: Mapping[str, str]) -> StartTile:
    return StartTile(
        title=tile.title,
        coverage=tile.coverage.value,
        sentence=tile.sentence,
        numbers=tuple(_key(number, codes) for number in tile.numbers),
        missing=tile.missing,
    )


def _key(key: KeyNumber, codes: Mapping[str, str]) -> NamedNumber:
    code = codes.get(key.title.partition(": ")[2])
    return NamedNumber(
        title=key.title, number=shown(key.number), sentence=key.sentence,
        entity=entity_id(EntityKind.COMMODITY, code) if code else None,
    )  # fmt: skip


def _codes(done: DoneRun) -> dict[str, str]:
    """Return product codes by name as the lists write it."""
    rows = done.tables["hidden_economy"].rows()
    return {row["name"].removesuffix(", imported"): row["product"] for row in rows}


def _measure(brief: Brief, words: object, title: str) -> NamedNumber:
    """Return what the brief says of the quality of the net, under a shorter title."""
    found = next(k for item in brief.quality for k in item.numbers if k.title == str(words))
    return NamedNumber(title=title, number=shown(found.number), sentence=found.title)
