"""A brief of one scenario that cuts minerals, from the tables of the engine ``commodity``.

Tables, each with columns ``scenario`` and ``regime`` (``world`` or ``home``)::

    accounts     account, loss_usd_*, efficient_usd_mid, bottleneck_usd_mid; ``economy`` is real GDP
    by_activity  id, name, value_added_loss_usd_*, direct_usd_mid, indirect_usd_mid
    markets      mineral, stage, shortage_*, price_multiple_*, coverage, cited
    drivers      parameter, index, low_answer, high_answer
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mainstay.model import Label, Table
from mainstay.report.compose.columns import Evidence, band, checked, single
from mainstay.report.compose.losses import NOTES
from mainstay.report.compose.material import SENTENCES
from mainstay.report.compose.material_words import (
    REGIMES,
    driver_sentence,
    gaps,
    glossed,
    methods,
    parameter_words,
)
from mainstay.report.compose.supply import supply_map
from mainstay.report.content import Brief, Gap, RunIdentity, Source
from mainstay.report.material import (
    Chain,
    Driver,
    Fact,
    IndustryLoss,
    MaterialStory,
    Regime,
    in_sentence,
)
from mainstay.report.quantity import KeyNumber, Number, Unit

#: Names of the two regimes in the engine's tables, and in a brief.
_KEYS = {"world": "world", "home": "bilateral"}
_IF = "Loss of a year in which it happens; not weighted by how likely that is."


@dataclass(frozen=True, kw_only=True)
class StoryFindings:
    """Everything that the brief of a scenario is composed from.

    Parameters
    ----------
    title, question
        Of the brief.
    scenario
        Name of the scenario in the tables.
    tables
        By name: ``accounts``, ``by_activity``, ``markets``, ``drivers``; ``suppliers`` as in
        :mod:`mainstay.report.compose.columns`, if there is to be a map.
    names
        Slug to name of the minerals that are cut.
    confidence
        Of the results, 0 to 1; the tables carry none.
    chains, assumptions, not_covered, further, behind, label
        As in :class:`~mainstay.report.compose.material.MaterialFindings`; ``further`` are tables to
        take away.
    """

    title: str
    question: str
    scenario: str
    as_of: date
    tables: Mapping[str, Table]
    names: Mapping[str, str]
    sources: tuple[Source, ...]
    run: RunIdentity
    confidence: float
    chains: tuple[Chain, ...] = ()
    assumptions: tuple[str, ...] = ()
    not_covered: Mapping[str, str] = field(default_factory=dict)
    further: tuple[Table, ...] = ()
    behind: tuple[str, ...] = ()
    label: Label = Label.PUBLIC


def story_brief(found: StoryFindings) -> Brief:
    """Return the brief of a scenario.

    Raises
    ------
    SchemaMismatch
        If a table lacks a column.
    """
    evidence = Evidence(found.sources, found.label, found.behind)
    story = MaterialStory(
        question=found.question,
        lines=(),
        regimes=tuple(_regimes(found, evidence)),
        industries=tuple(_industries(found, evidence)),
        chains=found.chains,
        drivers=tuple(_drivers(found, evidence)),
        assumptions=found.assumptions,
    )
    suppliers = found.tables.get("suppliers")
    rows = checked("suppliers", suppliers) if suppliers is not None else []
    mine = [r | {"confidence": found.confidence} for r in rows if r["mineral"] in found.names]
    mapped = tuple(_mapped(found))
    return Brief(
        title=found.title,
        as_of=found.as_of,
        label=found.label,
        answer=_answer(story),
        headlines=_headlines(story),
        key_numbers=_key_numbers(story),
        accounts=(),
        material=story,
        map=supply_map(mine, found.names, evidence),
        unknowns=(*mapped, *gaps(story, found.not_covered, found.names)),
        methods=methods(),
        sources=found.sources,
        run=found.run,
        tables=found.further,
    )


def _rows(found: StoryFindings, kind: str, regime: str = "") -> list[dict[str, Any]]:
    return [
        row | {"confidence": found.confidence}
        for row in checked("story_drivers" if kind == "drivers" else kind, found.tables[kind])
        if row["scenario"] == found.scenario and (not regime or row["regime"] == regime)
    ]


def _regimes(found: StoryFindings, evidence: Evidence) -> Iterable[Regime]:
    for regime, key in _KEYS.items():
        accounts = {row["account"]: row for row in _rows(found, "accounts", regime)}
        if "economy" not in accounts:
            continue
        whole = accounts["economy"]
        why, rules = evidence.why(whole, _IF), evidence.why(whole, NOTES["rules"])
        facts = [
            f for row in _rows(found, "markets", regime) for f in _market(row, found, evidence)
        ]
        facts += [
            Fact(key=name, words=f"Final use lost in {name}",
                 number=band(row, "loss_usd", Unit.USD, why))
            for name, row in accounts.items()
            if name != "economy"
        ]  # fmt: skip
        facts += [
            Fact(key=name, words=words, number=single(whole, f"{name}_usd_mid", Unit.USD, rules))
            for name, words in (
                ("efficient", "If what is left goes where it is worth most"),
                ("bottleneck", "If the shortage passes on through every user"),
            )
        ]
        title, sentence = REGIMES[key]
        yield Regime(
            key=key,
            title=title,
            sentence=sentence,
            mineral=found.scenario,
            name=" and ".join(in_sentence(name) for name in found.names.values()),
            loss=band(whole, "loss_usd", Unit.USD, why),
            facts=tuple(facts),
            not_covered=" ".join(found.not_covered.values()),
        )


def _market(row: Mapping[str, Any], found: StoryFindings, evidence: Evidence) -> list[Fact]:
    why = evidence.why(row, NOTES["market"])
    name = found.names.get(row["mineral"], row["mineral"])
    return [
        Fact(key="shortage", words=f"{name} short, of US use",
             number=band(row, "shortage", Unit.SHARE, why)),
        Fact(key="price", words=f"{name}: price, of the price before",
             number=band(row, "price_multiple", Unit.MULTIPLE, why)),
    ]  # fmt: skip


def _industries(found: StoryFindings, evidence: Evidence) -> Iterable[IndustryLoss]:
    for row in _rows(found, "by_activity", "world"):
        why = evidence.why(row, _IF)
        yield IndustryLoss(
            mineral=found.scenario,
            code=row["id"],
            name=row["name"],
            loss=band(row, "value_added_loss_usd", Unit.USD, why),
            direct=single(row, "direct_usd_mid", Unit.USD, why),
            indirect=single(row, "indirect_usd_mid", Unit.USD, why),
        )


def _drivers(found: StoryFindings, evidence: Evidence) -> Iterable[Driver]:
    rows = sorted(_rows(found, "drivers", "world"), key=lambda row: -(row["index"] or 0.0))
    for place, row in enumerate(rows):
        why = evidence.why(row, NOTES["rest"])
        driver = Driver(
            mineral=found.scenario,
            parameter=row["parameter"],
            words=parameter_words(row["parameter"]),
            share=single(row, "index", Unit.SHARE, why),
            low_answer=single(row, "low_answer", Unit.USD, why),
            high_answer=single(row, "high_answer", Unit.USD, why),
        )
        yield driver_sentence(driver, what="the loss") if place < SENTENCES else driver


def _mapped(found: StoryFindings) -> Iterable[Gap]:
    for row in _rows(found, "markets", "world"):
        coverage, cited = (
            str(Number(row[name], Unit.SHARE, Evidence(found.sources).why(row, "")))
            for name in ("coverage", "cited")
        )
        yield Gap(
            title=f"{found.names.get(row['mineral'], row['mineral'])}: what is mapped",
            sentence=f"{coverage} of US use is mapped to industries, and {cited} of the evidence "
            "is cited; what is not mapped adds nothing to the loss.",
        )


def _by_key(story: MaterialStory) -> dict[str, Regime]:
    return {regime.key: regime for regime in story.regimes}


def _answer(story: MaterialStory) -> str:
    """Return what the cut costs in the words of the question: for all, then for one country."""
    found = _by_key(story)
    said = []
    if "world" in found:
        whole = found["world"]
        said.append(
            f"This cut of {whole.name} costs the United States {whole.loss.full} of a year's gross "
            "domestic product."
        )
    if "bilateral" in found:
        said.append(f"On the United States alone, the same cut would cost {_alone(found)}.")
    if not said:
        return "No loss could be computed; the reasons stand below."
    return f"{story.question} {' '.join(said)}"


def _alone(found: Mapping[str, Regime]) -> str:
    """Return the loss of a cut that falls on one country, and why it is nothing where it is."""
    alone = found["bilateral"]
    if alone.loss.value != 0.0 or alone.loss.has_band:
        return alone.loss.full
    short = [fact.number for fact in alone.facts if fact.key == "shortage"]
    if short and all(one.value == 0.0 and not one.has_band for one in short):
        return "nothing: enough still comes by way of other countries"
    return "nothing"


def _headlines(story: MaterialStory) -> tuple[str, ...]:
    said = [
        f"Most falls on {line.name.lower()}: {line.loss.full} of value added."
        for line in story.industries[:1]
    ]
    first = [d for d in story.drivers if d.share.value is not None][:1]
    said += [
        f"What would change the answer most is {glossed(d.words)}: alone it explains {d.share} of "
        "the spread."
        for d in first
    ]
    return tuple(said)


def _key_numbers(story: MaterialStory) -> tuple[KeyNumber, ...]:
    found = _by_key(story)
    return tuple(
        KeyNumber(title=f"Loss, {regime.title.lower()}", number=regime.loss,
                  sentence="Of a year's GDP, if it happens.")
        for key in ("world", "bilateral")
        for regime in ([found[key]] if key in found else [])
    )  # fmt: skip
