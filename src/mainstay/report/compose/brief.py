"""The whole brief from what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mainstay.fusion.mineral_facts import MineralFacts
from mainstay.fusion.mineral_shares import import_sources, world_shares
from mainstay.model import Label, Table
from mainstay.report.compose.accounts import account_sections, inside_sections
from mainstay.report.compose.losses import material_sections
from mainstay.report.compose.minerals import mineral_lines, mineral_map
from mainstay.report.compose.words import gaps, methods, quality, tiles
from mainstay.report.content import (
    AccountSection,
    Brief,
    MineralDependence,
    RunIdentity,
    Source,
    overlap_of,
)
from mainstay.report.material import MaterialRanking
from mainstay.report.quantity import KeyNumber
from mainstay.twin.net import Net


@dataclass(frozen=True)
class Findings:
    """Everything that a brief is composed from.

    Parameters
    ----------
    net
        The net.
    imported, hidden
        Tables of the look-through engine by account, in the two orders.
    minerals
        Facts by mineral.
    quality
        The twin's quality table.
    sources
        The publications behind it.
    run
        Which run made the tables, and how to repeat it.
    label
        Who may read it.
    expected, not_computed
        Tables of expected losses, see :mod:`mainstay.report.compose.columns`; without them the
        brief says that losses are not computed.
    """

    net: Net
    imported: Mapping[str, Table]
    hidden: Mapping[str, Table]
    minerals: Mapping[str, MineralFacts]
    quality: Table
    sources: tuple[Source, ...]
    run: RunIdentity
    label: Label = Label.PUBLIC
    expected: Table | None = None
    not_computed: Table | None = None


def compose(found: Findings) -> Brief:
    """Return the brief."""
    abroad = account_sections(found.imported, found.net)
    inside = inside_sections(found.hidden, found.net)
    minerals = mineral_lines(found.minerals)
    materials = _materials(found)
    latest = max((m.year for m in minerals), default=found.net.base_year)
    return Brief(
        title="What the United States hangs on",
        as_of=date(latest, 12, 31),
        label=found.label,
        answer=_answer(abroad, minerals),
        headlines=(
            *((materials.sentence,) if materials is not None else ()),
            *_headlines(inside, minerals),
        ),
        key_numbers=_key_numbers(minerals),
        accounts=abroad,
        inside=inside,
        overlap=overlap_of(abroad),
        tiles=tiles(found.hidden),
        minerals=minerals,
        map=mineral_map(minerals),
        materials=materials,
        unknowns=gaps(has_losses=found.expected is not None),
        quality=quality(found.quality),
        methods=methods(),
        sources=found.sources,
        run=found.run,
        tables=_tables(found),
    )


def _materials(found: Findings) -> MaterialRanking | None:
    if found.expected is None:
        return None
    return material_sections(
        found.expected, found.not_computed, sources=found.sources, label=found.label
    )


def _answer(sections: tuple[AccountSection, ...], minerals: tuple[MineralDependence, ...]) -> str:
    firsts = [
        f"{s.title.lower()} on {first.name.lower()} "
        f"({first.share} of its final use, {first.share.band})"
        for s in sections
        for first in s.dependencies[:1]
    ]
    led = max((m.leader for m in minerals), key=[m.leader for m in minerals].count, default="")
    count = sum(m.leader == led for m in minerals)
    words = "; ".join(firsts)
    tail = f" {led} makes the largest share of {count} of {len(minerals)} minerals." if led else ""
    return f"From abroad, each account leans most: {words}.{tail}"


def _headlines(
    inside: tuple[AccountSection, ...], minerals: tuple[MineralDependence, ...]
) -> tuple[str, ...]:
    said = [
        f"Inside the country, {s.title.lower()} hangs most on "
        + ", ".join(d.name.lower() for d in s.dependencies[:3])
        + ": bought by its suppliers and by theirs."
        for s in inside
    ]
    gallium = next((m for m in minerals if m.commodity.lower() == "gallium"), None)
    if gallium is not None:
        said.append(
            f"{gallium.leader} makes {gallium.leader_share} of the world's gallium and ships "
            f"{gallium.leader_us_share} of US imports of the metal: the first number is one tier "
            "further up, where import figures do not show it."
        )
    return tuple(said)


def _key_numbers(minerals: tuple[MineralDependence, ...]) -> tuple[KeyNumber, ...]:
    chosen = [m for m in minerals if m.critical][:3] or list(minerals[:3])
    return tuple(
        KeyNumber(
            title=f"{m.commodity}: {m.leader}'s share of the world",
            number=m.leader_share,
            sentence=f"Of US imports, {_of_imports(m)}; most come from {m.us_leader} "
            f"({m.us_leader_share}).",
        )
        for m in chosen
    )


def _of_imports(mineral: MineralDependence) -> str:
    share = mineral.leader_us_share
    if share.value is None:
        return f"its own share is {share}"
    return f"{share} come from there"


def _tables(found: Findings) -> tuple[Table, ...]:
    named = [
        Table(f"{kind}_{account}", t.data, t.title, t.source, t.notes)
        for kind, tables in (("imported", found.imported), ("hidden", found.hidden))
        for account, t in tables.items()
    ]
    return (
        *named,
        world_shares(found.minerals.values()),
        import_sources(found.minerals.values()),
        found.quality,
    )
