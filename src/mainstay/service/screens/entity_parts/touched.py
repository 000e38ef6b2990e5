"""Scenarios and runs that touch an entity: by the codes and countries of their shocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from mainstay.errors import MainstayError
from mainstay.model import Scenario, Target
from mainstay.service.scenario_files import saved_scenarios, shipped_scenarios
from mainstay.service.screens.entities import EntityBook
from mainstay.service.screens.entity_ids import EntityKind, entity_id
from mainstay.service.twins import OpenTwin
from mainstay.shocks.touched import COUNTRY_REGIONS

#: Targets that act on makers rather than on markets.
_ON_MAKERS = frozenset({
    Target.ACTIVITY_OUTPUT, Target.VALUE_ADDED_PRICE, Target.LABOR, Target.CAPACITY,
    Target.CAPITAL,
})  # fmt: skip

#: Runs of an entity's page, the newest.
RUNS = 20

#: Scenarios of which it is kept what they act on.
KNOWN = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchingScenario:
    """A scenario that acts on an entity; ``name`` runs it."""

    name: str
    title: str
    engine: str
    is_shipped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchingRun:
    """A stored run of a scenario that acts on an entity."""

    run: str
    title: str
    engine: str
    finished: str
    is_of_this_twin: bool


@dataclass(frozen=True, slots=True)
class Touching:
    """What touches an entity."""

    entity: str
    scenarios: tuple[TouchingScenario, ...]
    runs: tuple[TouchingRun, ...]


def touching(opened: OpenTwin, book: EntityBook, key: str) -> Touching:
    """Return the scenarios and runs whose shocks act on an entity."""
    saved = saved_scenarios(opened.home.catalog.folders.root)
    scenarios = [
        TouchingScenario(name=found.name, title=found.title, engine=found.engine,
                         is_shipped=is_shipped)
        for is_shipped, texts in ((True, shipped_scenarios()), (False, saved))
        for found in _parsed(texts)
        if key in _acts_on(book, found)
    ]  # fmt: skip
    runs = [
        TouchingRun(
            run=record.run_id, title=str(record.scenario.get("title", record.scenario["name"])),
            engine=record.engine, finished=record.finished.isoformat(timespec="seconds"),
            is_of_this_twin=record.twin_id == opened.id,
        )
        for record in opened.home.runs()
        if record.scenario and key in acts_on(book, record.scenario)
    ]  # fmt: skip
    return Touching(key, tuple(scenarios), tuple(runs[:RUNS]))


def _parsed(texts: Mapping[str, str]) -> Iterator[Scenario]:
    for name, text in texts.items():
        try:
            yield _scenario(name, text)
        except MainstayError:
            # a file that does not hold together acts on nothing; its own page says what is wrong
            continue


@lru_cache(512)
def _scenario(name: str, text: str) -> Scenario:
    return Scenario.parse(text, where=f"scenario {name}")


def _acts_on(book: EntityBook, scenario: Scenario) -> frozenset[str]:
    known: dict[Scenario, frozenset[str]] = book.__dict__.setdefault("_acted_on", {})
    if scenario not in known:
        if len(known) >= KNOWN:
            known.clear()
        known[scenario] = acts_on(book, scenario.model_dump(mode="json"))
    return known[scenario]


def acts_on(book: EntityBook, scenario: Mapping[str, Any]) -> frozenset[str]:
    """Return the ids of every entity that the shocks of a scenario name."""
    found: set[str] = set()
    for shock in scenario.get("shocks", ()):
        codes: Sequence[str] = shock.get("codes", ())
        on_makers = shock.get("target") in _ON_MAKERS
        found.update(key for code in codes for key in _of_code(book, str(code), on_makers))
        country = str(shock.get("country") or "")
        if country:
            found.update(_of_country(book, country))
    return frozenset(found)


def _of_code(book: EntityBook, code: str, on_makers: bool) -> Iterator[str]:
    text = code.removeprefix("activity:")
    of_maker = book.net.activity_index.get(text) if on_makers or text != code else None
    own = book.own_id(text) if of_maker is None else book.of_activity(of_maker)
    if own is not None:
        yield own
        return
    first = EntityKind.INDUSTRY if on_makers or text != code else EntityKind.COMMODITY
    for kind in (first, EntityKind.COMMODITY, EntityKind.INDUSTRY, EntityKind.MINERAL):
        key = book.own_id(entity_id(kind, text)) if text.strip() else None
        if key is not None:
            yield key
            return


def _of_country(book: EntityBook, country: str) -> Iterator[str]:
    region = COUNTRY_REGIONS.get(country.upper(), country)
    for kind, code in ((EntityKind.COUNTRY, country), (EntityKind.REGION, region)):
        key = book.own_id(entity_id(kind, code))
        if key is not None:
            yield key
