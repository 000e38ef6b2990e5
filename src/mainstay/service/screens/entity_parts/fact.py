"""One fact of an entity: what it is, its number with its evidence, and a sentence about it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from mainstay.fusion.mineral_facts import Amount
from mainstay.report.quantity import Number, Provenance, Unit
from mainstay.service.screens.entity_parts.why import amount, quantity
from mainstay.service.screens.shapes import ShownNumber, shown


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of an entity; a number that is not known says so in the publisher's words."""

    title: str
    number: ShownNumber
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class FactGroup:
    """Facts that belong together."""

    title: str
    facts: tuple[Fact, ...]


def known(value: float | None) -> float | None:
    """Return a number, or ``None`` where it is not one: unknown is never zero.

    >>> known(float("nan")), known(0.0)
    (None, 0.0)
    """
    return None if value is None or not np.isfinite(value) else float(value)


def fact(
    title: str, value: float | None, unit: Unit, why: Provenance, sentence: str = "", *,
    lo: float | None = None, hi: float | None = None, words: str = "",
) -> Fact:  # fmt: skip
    """Return a fact; ends of a band that equal the value say nothing and are left out."""
    low, high, middle = known(lo), known(hi), known(value)
    if middle is not None and low == middle and high == middle:
        low = high = None
    return Fact(title, shown(Number(middle, unit, why, low, high, words)), sentence)


def measured(title: str, found: Amount, unit: str, why: Provenance, sentence: str = "") -> Fact:
    """Return a fact in a physical unit, as printed."""
    plain = shown(amount(found, Unit.COUNT, why))
    ends = [quantity(end, unit) for end in (found.lo, found.hi) if end is not None]
    text = plain.text
    if found.value is not None:
        text = quantity(found.value, unit)
    elif len(ends) == 2:
        text = f"{ends[0]} to {ends[1]}"
    elif ends:
        text = f"{'over' if found.lo is not None else 'under'} {ends[0]}"
    band = "–".join(ends) if found.value is not None and len(set(ends)) == 2 else ""
    return Fact(title, replace(plain, text=text, band=band, unit=unit), sentence)
