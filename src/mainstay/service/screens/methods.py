"""Methods: every Card as a page shows it, settings as JSON Schema, and what is checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mainstay.extend import Card, CardParameter, registry
from mainstay.service.screens.building.takes import engine_names
from mainstay.service.screens.known import KnownArea, known_areas
from mainstay.service.screens.shapes import Command

#: What JSON Schema calls the types of a Card's settings.
_TYPES = {
    "string": "string",
    "path": "string",
    "number": "number",
    "integer": "integer",
    "boolean": "boolean",
}

#: What a reader is told of each way in which results keep over resolutions.
AGGREGATION = {
    "exact": "The answer is the same at every resolution.",
    "bounds": "The answer changes with the resolution; it is given as a range where that matters.",
    "n/a": "Resolution has no part in it.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSetting:
    """One setting of a part."""

    name: str
    type: str
    default: str
    unit: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """A part's Card.

    Parameters
    ----------
    anchor
        ``group:name``, by which a page can be opened at this Card.
    group, name, version, title
        What it is.
    needs, yields
        What it reads and the tables or claims it gives.
    parameters, parameters_schema
        Its settings in words, and the same as JSON Schema (2020-12) for a form or a check.
    citation, license, url
        What it rests on, and where a publisher's file is.
    limits
        Where it must not be used.
    takes_scenarios
        Whether a scenario can be put to it; always false for a source.
    aggregation, aggregation_words
        Whether its answers keep when the net is made finer.
    tested_on
        What it was tried on; an empty text where nothing is told.
    command
        How it is used outside of the page.
    """

    anchor: str
    group: str
    name: str
    version: str
    title: str
    needs: tuple[str, ...]
    yields: tuple[str, ...]
    parameters: tuple[CardSetting, ...]
    parameters_schema: dict[str, Any]
    citation: str
    license: str
    url: str
    limits: tuple[str, ...]
    takes_scenarios: bool
    aggregation: str
    aggregation_words: str
    tested_on: str
    command: Command


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenCard:
    """A plug-in that cannot be used, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodsView:
    """Everything that mainstay computes with and reads, and the answers it is held to."""

    engines: tuple[CardView, ...]
    sources: tuple[CardView, ...]
    broken: tuple[BrokenCard, ...]
    known: tuple[KnownArea, ...]
    check: Command


def methods_view() -> MethodsView:
    """Return every Card and every area of known answers.

    Examples
    --------
    >>> "ario" in {card.name for card in methods_view().engines}
    True
    """
    found = registry()
    return MethodsView(
        engines=cards("engine"),
        sources=cards("source"),
        broken=tuple(BrokenCard(name=part.name, reason=part.reason) for part in found.broken),
        known=known_areas(),
        check=Command(
            "mainstay answers",
            "from mainstay.service import check_answers\n\nprint(check_answers().to_pandas())",
        ),
    )


def cards(group: str) -> tuple[CardView, ...]:
    """Return the Cards of a group, ``engine`` or ``source``, by name."""
    found = registry()
    return tuple(card_view(found.card(group, name)) for name in found.names(group))


def engine_card(name: str) -> CardView:
    """Return the Card of an engine.

    Raises
    ------
    NotFound
        If there is no such engine; the hint lists those there are.

    Examples
    --------
    >>> engine_card("ario").parameters_schema["properties"]["step_days"]["default"]
    1.0
    """
    return card_view(registry().card("engine", name))


def card_view(card: Card) -> CardView:
    """Return a Card as a page shows it."""
    return CardView(
        anchor=f"{card.group}:{card.name}",
        group=card.group,
        name=card.name,
        version=card.version,
        title=card.title,
        needs=card.needs,
        yields=card.yields,
        parameters=tuple(_setting(parameter) for parameter in card.parameters),
        parameters_schema=parameters_schema(card),
        citation=" ".join(card.citation.split()),
        license=card.license,
        url=card.url,
        limits=tuple(" ".join(limit.split()) for limit in card.limits),
        takes_scenarios=card.group == "engine" and card.name in engine_names(),
        aggregation=card.aggregation,
        aggregation_words=AGGREGATION[card.aggregation],
        tested_on=card.tested_on,
        command=_command(card),
    )


def parameters_schema(card: Card) -> dict[str, Any]:
    """Return the settings of a Card as JSON Schema, draft 2020-12.

    A setting without a default is not asked for: the part then takes what its description says.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Settings of {card.group} {card.name} {card.version}",
        "type": "object",
        "properties": {one.name: _property(one) for one in card.parameters},
        "additionalProperties": False,
    }


def _property(one: CardParameter) -> dict[str, Any]:
    made: dict[str, Any] = {"type": _TYPES[one.type], "description": one.description}
    if one.default is not None:
        made["default"] = one.default
    if one.unit:
        made["unit"] = one.unit
    return made


def _setting(one: CardParameter) -> CardSetting:
    default = "" if one.default is None else str(one.default)
    if isinstance(one.default, bool):
        default = "yes" if one.default else "no"
    return CardSetting(
        name=one.name, type=one.type, default=default, unit=one.unit, description=one.description
    )


def _command(card: Card) -> Command:
    """Return how a part is used: an engine answers a question, a source reads a file."""
    if card.group == "source":
        return Command(
            f"mainstay sources read {card.name} FILE --vintage EDITION",
            "from pathlib import Path\n\nfrom mainstay.service import read_source\n\n"
            f'print(read_source(None, "{card.name}", Path("FILE"), vintage="EDITION").to_pandas())',
        )
    if card.name in _OF_TWIN:
        return Command(*_OF_TWIN[card.name])
    if card.name in engine_names():
        return Command(
            f"mainstay run SCENARIO --engine {card.name}",
            "import mainstay\n\n"
            f'done = mainstay.run_scenario(None, "SCENARIO", engine="{card.name}")',
        )
    return Command("mainstay --help", _ANALYSIS.format(card.name))


_ANALYSIS = """import mainstay
from mainstay.service.runs import run_analysis

done = run_analysis(mainstay.load_demo(), "{}", {{}})"""

#: Commands of engines that are not asked by a scenario alone.
_OF_TWIN = {
    "look-through": (
        "mainstay brief",
        'import mainstay\n\nprint(mainstay.load_demo().hangs_on("economy").to_pandas())',
    ),
    "expected-loss": (
        "mainstay materials rank",
        "from mainstay.service import rank_materials\n\ndone = rank_materials(None)",
    ),
    "ario-ensemble": (
        "mainstay ensemble run SCENARIO --members 200",
        "from mainstay.service import run_ensemble\n\n"
        'done = run_ensemble(None, "SCENARIO", members=200)',
    ),
    "cascade": (
        "mainstay cascade rank --net NET",
        'from mainstay.service import rank_firms\n\ndone = rank_firms(None, "NET")',
    ),
}
