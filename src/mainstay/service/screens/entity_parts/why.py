"""Where the numbers of an entity's page are from: one line of evidence for each kind of them."""

from __future__ import annotations

from mainstay.fusion.mineral_facts import Amount, MineralFacts
from mainstay.model import Interval, Method, Qualifier
from mainstay.report.quantity import Number, Provenance, Unit
from mainstay.twin.net import Net

#: Confidence in what is read, projected by a stated method, and placed in regions by a coarser one.
READ, PROJECTED, PLACED = 0.9, 0.6, 0.5

#: What a publisher wrote where there is no number.
WORDS = {
    Qualifier.WITHHELD: "withheld by the publisher",
    Qualifier.NOT_AVAILABLE: "not available",
    Qualifier.NOT_APPLICABLE: "not applicable",
    Qualifier.INCLUDED_ELSEWHERE: "included elsewhere",
    Qualifier.NET_EXPORTER: "net exporter",
}


def of_evidence(evidence: str, method: Method, confidence: float, note: str = "") -> Provenance:
    """Return the provenance of a text such as ``bea.make-use 2017, projected``: source, edition.

    Examples
    --------
    >>> of_evidence("bea 2017, projected to bea 2023", Method.INFERRED, 0.6).vintage
    '2017, projected to 2023'
    """
    source, _, edition = evidence.strip().partition(" ")
    return Provenance(
        sources=(source,) if source else (),
        vintage=edition.replace(f"{source} ", "").strip() or "edition not told",
        method=method,
        confidence=confidence,
        note=note,
    )


def of_activity(net: Net, index: int, note: str = "") -> Provenance:
    """Return where what the net says of an activity is from.

    What is projected is inferred, whatever it was projected from.
    """
    acts = net.activities
    method = acts.method[index]
    if "projected" in acts.evidence[index] and method is Method.OBSERVED:
        method = Method.INFERRED
    sure = READ if method in (Method.OBSERVED, Method.REPORTED) else PROJECTED
    return of_evidence(acts.evidence[index], method, sure, note)


def of_pool(net: Net, index: int, note: str = "") -> Provenance:
    """Return where what the net says of a pool is from."""
    method = net.pools.method[index]
    sure = READ if method in (Method.OBSERVED, Method.REPORTED) else PROJECTED
    return of_evidence(net.pools.evidence[index], method, sure, note)


def of_net(net: Net, note: str, confidence: float = PROJECTED) -> Provenance:
    """Return the provenance of what is computed from the whole net."""
    whole = next((net.activities.evidence[i] for i in range(len(net.full)) if net.full[i]), "")
    return of_evidence(whole, Method.INFERRED, confidence, note)


def of_mineral(facts: MineralFacts, note: str = "", year: str = "") -> Provenance:
    """Return the provenance of what a publisher prints of a mineral."""
    seen = of_evidence(facts.edition, Method.OBSERVED, READ, note)
    vintage = f"{seen.vintage}, {year or f'year {facts.year}'}"
    return Provenance(sources=seen.sources, vintage=vintage, confidence=READ, note=note)


def of_interval(found: Interval) -> Provenance:
    """Return the provenance that a range carries itself."""
    source, _, edition = found.source.partition(" ")
    return Provenance(
        sources=(source.rstrip(":"),), vintage=edition or "see the note", method=found.method,
        confidence=found.confidence, note=found.source,
    )  # fmt: skip


def amount(found: Amount, unit: Unit, why: Provenance, unit_words: str = "") -> Number:
    """Return a printed amount as a number; where there is none, the publisher's word for it."""
    if found.value is None and found.lo is None and found.hi is None:
        return Number(None, unit, why, words=WORDS.get(found.qualifier, "unknown"))
    words = "" if found.value is None or not unit_words else quantity(found.value, unit_words)
    return Number(found.value, unit, why, found.lo, found.hi, words)


def quantity(value: float, unit: str) -> str:
    """Return a physical quantity in words.

    Examples
    --------
    >>> quantity(900_000, "kg"), quantity(0.5, "kt"), quantity(23.456, "t")
    ('900,000 kg', '0.5 kt', '23.5 t')
    """
    shown = f"{value:,.0f}" if value == int(value) or abs(value) >= 1000 else f"{value:,.3g}"
    return f"{shown} {unit.replace('_', ' ')}"
