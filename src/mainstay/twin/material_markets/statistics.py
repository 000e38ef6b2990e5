"""Choosing one printed statistic where a mineral has several forms; forms are never added.

The rule is the same for every statistic: the publisher's own total; else the only form; else the
one form that is named as the form of consumption; else none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mainstay.fusion.mineral_facts import Amount, Flow, MineralFacts
from mainstay.model import Interval, Method, Qualifier, factor, unit

#: Confidence of a printed number, and of one that the publisher marks as its estimate.
PRINTED, ESTIMATED = 0.9, 0.7

_TOTAL = re.compile(r"\b(total|all forms)\b", re.IGNORECASE)
_SECONDARY = re.compile(r"secondary|scrap|recycl", re.IGNORECASE)
_NEW_AND_OLD = re.compile(r"new and old scrap", re.IGNORECASE)
_OLD_SCRAP = re.compile(r"old scrap|old \(post", re.IGNORECASE)
_NOT_USERS = re.compile(r"government|treasury|LME|exchange|stockpile", re.IGNORECASE)
_IMPORT_TOTALS = re.compile(r"General$")
_WORD = re.compile(r"[a-z]{4,}")
_EVERYDAY = frozenset({
    "consumption", "apparent", "reported", "estimated", "imports", "exports", "import", "export",
    "production", "stocks", "yearend", "content", "gross", "weight", "primary", "forms",
    "includes", "secondary", "recycling", "industry", "consumer", "producer",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chosen:
    """A statistic and the words that say which it is; ``range`` is ``None`` where there is none."""

    range: Interval | None
    note: str


def range_of(amount: Amount, source: str) -> Interval | None:
    """Return an amount as a range, or ``None`` where nothing bounds it from above.

    A number printed as an upper bound has half of it as its mode: nothing else is known.
    """
    confidence = ESTIMATED if amount.qualifier is Qualifier.ESTIMATED else PRINTED
    value, low, high = amount.value, amount.lo or 0.0, amount.hi
    if value is not None:
        low, high = (amount.lo if amount.lo is not None else value), high or value
        return Interval(low, value, max(high, value), Method.OBSERVED, source, confidence)
    if high is None:
        return None
    # the bounds are printed; the middle between them is ours
    return Interval(low, (low + high) / 2, high, Method.INFERRED, source, confidence)


def in_unit(flow: Flow, wanted: str, edition: str) -> Interval | None:
    """Return a flow as a range in the wanted unit, or ``None`` if it does not convert."""
    if flow.unit != wanted and unit(flow.unit).dimension != unit(wanted).dimension:
        return None
    found = range_of(flow.amount, f"{edition}, {flow.form}, {flow.year}")
    return found.scaled(factor(flow.unit, wanted)) if found else None


def tail(form: str) -> str:
    """Return the words of a form after its statistic.

    >>> tail("Imports for consumption: Refined metal"), tail("Exports")
    ('Refined metal', 'Exports')
    """
    return form.partition(":")[2].strip() or form


def words(form: str, mineral: str = "") -> frozenset[str]:
    """Return the words that tell one form of a mineral from another.

    >>> sorted(words("Consumption, apparent, refined zinc", "zinc"))
    ['refined']
    """
    said = frozenset(_WORD.findall(form.casefold())) - _EVERYDAY
    return said - frozenset(mineral.split("-"))


def is_total(form: str) -> bool:
    """Whether a form is the publisher's own total over forms."""
    return _TOTAL.search(tail(form)) is not None


def choose(
    flows: Sequence[Flow], form: str, what: str, mineral: str = ""
) -> tuple[Flow | None, str]:
    """Return the one flow that stands for a mineral, and the rule that chose it.

    Parameters
    ----------
    flows
        Flows of one statistic and year.
    form
        Form of the consumption, whose words may name the flow.
    what
        Word for the statistic in the note.
    mineral
        Slug, whose own words tell no form from another.
    """
    if len(flows) == 1:
        said = "" if flows[0].amount.hi is not None else f" ({_why(flows[0])})"
        return flows[0], f"{what}: {flows[0].form}{said}"
    totals = [flow for flow in flows if is_total(flow.form)]
    if len(totals) == 1:
        return totals[0], f"{what}: {totals[0].form} (printed total)"
    wanted = words(form, mineral)
    shared = {flow.form: len(words(tail(flow.form)) & wanted) for flow in flows}
    most = max(shared.values(), default=0)
    named = [flow for flow in flows if most and shared[flow.form] == most]
    if len(named) == 1:
        return named[0], f"{what}: {named[0].form} (the form of consumption)"
    if not flows:
        return None, f"{what}: none printed"
    return None, f"{what}: {len(flows)} forms and no total"


def _why(flow: Flow) -> str:
    return str(flow.amount.qualifier).replace("_", " ")


def of_year(mineral: MineralFacts, statistic: str, year: int) -> list[Flow]:
    """Return the flows of a statistic in a year, general imports left out."""
    return [
        flow
        for flow in mineral.flows
        if flow.statistic == statistic
        and flow.year == year
        and not _IMPORT_TOTALS.search(flow.form)
    ]


def secondary(mineral: MineralFacts, year: int, wanted: str, form: str) -> Chosen:
    """Return what is made from scrap: old scrap where it is told apart from new scrap.

    New scrap goes round inside the industry and is no part of consumption; where only the two
    together are printed, they are an upper bound.
    """
    flows = [f for f in of_year(mineral, "Production", year) if _SECONDARY.search(f.form)]
    together = [f for f in flows if _NEW_AND_OLD.search(f.form)]
    flows = [f for f in flows if _OLD_SCRAP.search(f.form) and f not in together] or flows
    chosen, note = choose(flows, form, "from scrap", mineral.slug)
    found = in_unit(chosen, wanted, mineral.edition) if chosen else None
    if found is not None and chosen in together:
        found = replace(found, low=0.0, mode=found.mode / 2, method=Method.INFERRED, confidence=0.4)
        note += ", an upper bound: new scrap is no part of consumption"
    return Chosen(found, note)


def stocks(mineral: MineralFacts, year: int, wanted: str, form: str) -> Chosen:
    """Return stocks of those who make or use it; never the government's or an exchange's."""
    flows = [
        f for f in of_year(mineral, "Stock", year)
        if not _NOT_USERS.search(f.form) or re.search("producer|consumer|industry", f.form)
    ]  # fmt: skip
    chosen, note = choose(flows, form, "stocks", mineral.slug)
    return Chosen(in_unit(chosen, wanted, mineral.edition) if chosen else None, note)
