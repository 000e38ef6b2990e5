"""Tiers of a mineral: up to who mines it, down to whose output it ends up in."""

from __future__ import annotations

from collections.abc import Sequence

from mainstay.errors import NotFound
from mainstay.model import Label, Method
from mainstay.report.compose.supply import place_names
from mainstay.report.quantity import Number, Provenance, Unit
from mainstay.report.tiers import Origin
from mainstay.service.screens.entity_ids import split_entity_id
from mainstay.service.screens.shapes import Command, ShownNumber, shown
from mainstay.service.screens.tiers.mineral_lines import measures_table, self_line, stage_line
from mainstay.service.screens.tiers.mineral_picture import bars_table, stage_columns
from mainstay.service.screens.tiers.picture import figure_of
from mainstay.service.screens.tiers.shapes import TierChoice, TiersView
from mainstay.service.screens.tiers.stages import (
    SHIPPED,
    Stage,
    shipped_stage,
    uses_stage,
    world_stage,
)
from mainstay.service.screens.tiers.used_by import Used, used_by
from mainstay.service.twins import OpenTwin
from mainstay.twin.tiers import Direction

_DIRECTIONS = (
    TierChoice(value="up", words="inputs: where it comes from"),
    TierChoice(value="down", words="uses: what it ends up in"),
)
_ONLY = (TierChoice(value="all", words="everybody"),)
_REGION = (TierChoice(value="region", words="by place"),)
_CAPTION = (
    "Each column is whole by itself: its heading says what its shares are of. Who sold to whom "
    "is not published, so a market stands between two stages."
)
_CAPTION_DOWN = (
    "Every column is all US use of the mineral. From the industries on it is taken to follow the "
    "dollars of what they sell: an inference, since no one publishes where it goes."
)
_NOTE = "Share of the stage's own base, as its heading says."


def mineral_tiers(
    opened: OpenTwin, entity: str, direction: Direction, depth: int, top: int
) -> TiersView:
    """Return the tiers of a mineral.

    Raises
    ------
    NotFound
        If the twin has no such mineral, or nothing on it in this direction.
    """
    _, slug = split_entity_id(entity)
    materials = opened.net.materials
    if slug not in opened.minerals and slug not in materials.markets:
        raise NotFound(f"the twin has no mineral {slug!r}", hint="find it with the search box")
    markets = materials.markets.get(slug, ())
    name = markets[0].name if markets else opened.minerals[slug].names[0]
    why = _why(opened)
    if direction == "up":
        stages = _stages(opened, slug, depth)
        used = None
    else:
        used = used_by(opened, slug, depth, top, why)
        stages = [uses_stage(materials.uses.get(slug, ()))] if used else []
    if not stages:
        reason = materials.missing.get(slug, "no source says it")
        raise NotFound(f"no tiers of {slug} {direction}: {reason}", hint="try the other direction")
    return _view(opened, entity, name, stages, used, why=why,
                 asked=(direction, depth, top))  # fmt: skip


def _stages(opened: OpenTwin, slug: str, depth: int) -> list[Stage]:
    """Return the stages from the shippers up to the ground."""
    materials, facts = opened.net.materials, opened.minerals.get(slug)
    markets = materials.markets.get(slug, ())
    shipped = shipped_stage(materials.home.get(slug), place_names(materials))
    world = [world_stage(market, facts) for market in reversed(markets)]
    return [s for s in (shipped, *world) if s is not None and s.parts][:depth]


def _why(opened: OpenTwin) -> Provenance:
    keys = opened.net.materials.source_keys
    return Provenance(
        sources=keys or ("usgs.mcs",), vintage="; ".join(opened.net.materials.sources),
        method=Method.OBSERVED, confidence=0.8, label=Label(opened.record.view), note=_NOTE,
    )  # fmt: skip


def _view(
    opened: OpenTwin, entity: str, name: str, stages: Sequence[Stage], used: Used | None, *,
    why: Provenance, asked: tuple[Direction, int, int],
) -> TiersView:  # fmt: skip
    direction, depth, top = asked
    slug = entity.partition(":")[2]
    lines = [self_line(name, why), *(stage_line(k, s, why) for k, s in enumerate(stages, 1))]
    columns, links, known = stage_columns(name, entity, stages, top, direction)
    caption, notes, open_share = _CAPTION, _notes(opened, slug), shown(Number(0.0, Unit.SHARE, why))
    if used is not None:
        lines += used.lines
        columns, links = [*columns, *used.columns], [*links, *used.links]
        caption, open_share = _CAPTION_DOWN, used.open_share
        notes = (*used.notes, *notes)
    file = f"tiers-{direction}-mineral-{slug}"
    title = f"Where {name} comes from" if direction == "up" else f"What {name} ends up in"
    sentence = _sentence(name, stages, used, direction)
    source = "; ".join(opened.net.materials.sources)
    table, entities = bars_table(columns, known, name=file, title=title, source=source)
    return TiersView(
        id=entity, name=name, entity=entity, direction=direction, account="all", by="region",
        depth=depth, top=top, directions=_DIRECTIONS, accounts=_ONLY, groupings=_REGION,
        total=_total(opened, slug, why), base="what is used of it in the United States in a year",
        sentence=sentence, lines=tuple(lines),
        figure=figure_of(
            columns, links,
            keys=("home", "abroad", "unplaced", "seen", "inferred")
            if direction == "up" else ("home", "final", "unplaced", "seen", "inferred", "added"),
            name=file, title=title, alt=sentence, table=table,
            entities=entities, label=why.label, caption=caption, whys=(why,),
        ),
        measures=measures_table(lines, file, source), minerals=None, open_share=open_share,
        beyond=None, notes=notes, command=_command(opened, entity, asked),
    )  # fmt: skip


def _total(opened: OpenTwin, slug: str, why: Provenance) -> ShownNumber:
    home = opened.net.materials.home.get(slug)
    if home is None:
        return shown(Number(None, Unit.USD, why, words="value not known"))
    spend = home.spend_usd
    told = Provenance(
        sources=why.sources, vintage=why.vintage, method=Method.INFERRED,
        confidence=spend.confidence, label=why.label, note="What a year's use costs: use by price.",
    )  # fmt: skip
    return shown(Number(spend.mode, Unit.USD, told, spend.low, spend.high))


def _notes(opened: OpenTwin, slug: str) -> tuple[str, ...]:
    reason = opened.net.materials.missing.get(slug)
    found = [note for market in opened.net.materials.markets.get(slug, ()) for note in market.notes]
    return tuple(dict.fromkeys([*([f"No loss is computed: {reason}."] if reason else []), *found]))


def _sentence(
    name: str, stages: Sequence[Stage], used: Used | None, direction: Direction
) -> str:  # fmt: skip
    if direction == "up":
        said = [_leads(stage) for stage in stages]
        return f"{name}: {'; '.join(words for words in said if words)}."
    largest = stages[0].parts[0]
    tail = f" {used.sentence}" if used else ""
    return f"{100 * largest.share:.0f} % of US use of {name} is {largest.name}.{tail}"


def _leads(stage: Stage) -> str:
    part = next((p for p in stage.parts if p.origin is not Origin.UNPLACED), None)
    if part is None:
        return ""
    if stage.title == SHIPPED:
        return f"{part.name} ships {100 * part.share:.0f} % {stage.base}"
    return f"{part.name} makes {100 * part.share:.0f} % of the world's {stage.title.lower()} output"


def _command(opened: OpenTwin, entity: str, asked: tuple[Direction, int, int]) -> Command:
    direction, depth, top = asked
    slug = entity.partition(":")[2]
    verb = "supplies" if direction == "up" else "depends"
    python = (
        "from mainstay.service import open_twin\n"
        "from mainstay.service.screens.tiers import TiersAsked, tiers_view\n\n"
        f"twin = open_twin(None, {opened.name or opened.id!r})\n"
        f"asked = TiersAsked(direction={direction!r}, depth={depth}, top={top})\n"
        f"print(tiers_view(twin, {entity!r}, asked).sentence)"
    )
    if direction == "down":
        return Command(f"mainstay materials evidence {slug}", python)
    return Command(f"mainstay who {verb} {slug}", python)
