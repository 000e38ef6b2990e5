"""The map: where what is bought, mined and shipped comes from, country by country."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from mainstay.errors import InputError
from mainstay.model import Table
from mainstay.report import gallery
from mainstay.report.quantity import Unit, written
from mainstay.report.world_map import DISCLAIMER
from mainstay.service.screens.explore.filters import Filters, check, choose
from mainstay.service.screens.explore.frame import place_names
from mainstay.service.screens.explore.ground import HOME_COUNTRY, Ground, ground_of
from mainstay.service.screens.explore.map_values import MAKERS, MEASURES, MapValues
from mainstay.service.screens.shapes import (
    ShownKey,
    ShownTable,
    ShownWhy,
    shown_table,
    shown_why,
)
from mainstay.service.twins import OpenTwin
from mainstay.twin.coefficients import UNALLOCATED


@dataclass(frozen=True, slots=True)
class MapMeasure:
    """A measure that can be chosen."""

    key: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class MapCountry:
    """One country: its value in words, its shade (0 to 5; ``None`` is unknown), its group.

    With ``is_group`` the value is that of all of ``group``; the country's own part is unknown.
    """

    iso3: str
    name: str
    value: float | None
    text: str
    shade: int | None
    group: str
    is_group: bool


@dataclass(frozen=True, slots=True)
class MapGroup:
    """An import region of several countries, or what no source places."""

    region: str
    name: str
    entity: str
    members: int
    value: float | None
    text: str


@dataclass(frozen=True, slots=True)
class MapView:
    """The map of one measure."""

    measure: str
    measures: tuple[MapMeasure, ...]
    title: str
    alt: str
    unit: str
    countries: tuple[MapCountry, ...]
    groups: tuple[MapGroup, ...]
    keys: tuple[ShownKey, ...]
    table: ShownTable
    disclaimer: str
    notes: tuple[str, ...]
    why: ShownWhy


def map_view(
    opened: OpenTwin, measure: str = "imports", filters: Filters | None = None
) -> MapView:  # fmt: skip
    """Return the map of a measure; its own place is no filter of it.

    Raises
    ------
    InputError
        If there is no such measure, or the filters do not fit the twin.
    """
    if measure not in MEASURES:
        raise InputError(f"no measure {measure!r}", hint=", ".join(MEASURES))
    ground = ground_of(opened)
    asked = filters or Filters()
    check(ground, asked)
    chosen = choose(ground, asked.without_place())
    found = MAKERS[measure](ground, chosen)
    countries = _by_group(ground, found) if found.by_region else _by_country(ground, found)
    groups = _groups(ground, found) if found.by_region else ()
    title = MEASURES[measure][0]
    return MapView(
        measure, tuple(MapMeasure(key, *words) for key, words in MEASURES.items()), title,
        _alt(title, found, countries, groups), "share" if found.is_share else "count", countries,
        groups, _keys(found), _as_table(measure, found, countries, groups), DISCLAIMER,
        (*chosen.notes, *found.notes), shown_why(found.why),
    )  # fmt: skip


def _shade(value: float, edges: tuple[float, ...]) -> int:
    return sum(value >= edge for edge in edges)


def _written(value: float, is_share: bool) -> str:
    return written(value, Unit.SHARE if is_share else Unit.COUNT)


def _by_group(ground: Ground, found: MapValues) -> tuple[MapCountry, ...]:
    names = place_names()
    home = MapCountry(
        HOME_COUNTRY, names.get(HOME_COUNTRY, HOME_COUNTRY), None,
        "the home country; the shades show where it buys", None, "", False,
    )  # fmt: skip
    countries, sizes = [home], Counter(ground.frame.region_of.values())
    for iso3, region in sorted(ground.frame.region_of.items()):
        if iso3 == HOME_COUNTRY:
            continue
        value, members = found.values.get(region), sizes[region]
        text = "unknown" if value is None else _written(value, found.is_share)
        if members > 1 and value is not None:
            text = f"{text} for the group {region}; its own part is unknown"
        countries.append(
            MapCountry(iso3, names.get(iso3, iso3), value, text,
                       None if value is None else _shade(value, found.edges), region, members > 1)
        )  # fmt: skip
    return tuple(countries)


def _by_country(ground: Ground, found: MapValues) -> tuple[MapCountry, ...]:
    return tuple(
        MapCountry(
            place, ground.countries.get(place, place), value, _written(value, found.is_share),
            _shade(value, found.edges), ground.frame.region_of.get(place, ""), False,
        )
        for place, value in sorted(found.values.items())
        if len(place) == 3 and place.isupper()
    )  # fmt: skip


def _groups(ground: Ground, found: MapValues) -> tuple[MapGroup, ...]:
    return tuple(
        MapGroup(
            region, "of unknown origin" if region == UNALLOCATED else region, f"region:{region}",
            len(ground.frame.members(region)), found.values.get(region),
            "unknown" if region not in found.values else _written(found.values[region], True),
        )
        for region in ground.regions
    )  # fmt: skip


def _keys(found: MapValues) -> tuple[ShownKey, ...]:
    edges = found.edges
    keys = [ShownKey(gallery.symbol("shade-0"), f"under {_written(edges[0], found.is_share)}")]
    for k, edge in enumerate(edges):
        after = edges[k + 1] if k + 1 < len(edges) else None
        low = _written(edge, found.is_share).removesuffix(" %")
        high = "" if after is None else _written(after, found.is_share)
        words = f"{_written(edge, found.is_share)} or more" if after is None else f"{low} to {high}"
        if after is not None and not found.is_share:
            words = low if after - 1 <= edge else f"{low} to {after - 1:.0f}"
        keys.append(ShownKey(gallery.symbol(f"shade-{k + 1}"), words))
    keys.append(
        ShownKey(
            gallery.symbol("hatched"),
            "the home country, or unknown" if found.by_region else "not a producer, or unknown",
        )
    )
    return tuple(keys)


def _alt(
    title: str, found: MapValues, countries: tuple[MapCountry, ...], groups: tuple[MapGroup, ...]
) -> str:  # fmt: skip
    rows = [(g.name, g.value, g.text) for g in groups] or [
        (c.name, c.value, c.text) for c in countries
    ]
    first = sorted((r for r in rows if r[1]), key=lambda r: -(r[1] or 0.0))[:5]
    most = "; ".join(f"{name} {text}" for name, _, text in first)
    return f"World map: {title}, {found.words}. " + (f"Most: {most}." if most else "No values.")


def _as_table(
    measure: str, found: MapValues, countries: tuple[MapCountry, ...], groups: tuple[MapGroup, ...]
) -> ShownTable:  # fmt: skip
    column = "share" if found.is_share else "minerals_led"
    name = "of_total_share" if found.is_share else column
    rows: list[dict[str, object]] = [
        {"place": g.name, name: g.value, "means": _means(g)} for g in groups
    ] or [{"place": c.name, name: c.value, "code": c.iso3} for c in countries]
    entities = [g.entity for g in groups] or [f"country:{c.iso3}" for c in countries]
    order = sorted(range(len(rows)), key=lambda k: -float(str(rows[k][name] or 0.0)))
    why = found.why
    table = Table.of(
        f"map-{measure}", [rows[k] for k in order], title=f"{MEASURES[measure][0]}: {found.words}",
        source=f"{', '.join(why.sources)}, {why.vintage}; {why.method}, confidence {why.word}",
        notes=found.notes,
    )  # fmt: skip
    return shown_table(table, entities={"place": [entities[k] for k in order]})


def _means(group: MapGroup) -> str:
    if not group.members:
        return "no source places it"
    return "one country" if group.members == 1 else f"a group of {group.members} countries"
