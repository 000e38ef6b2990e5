"""Claims of the publisher's rows, gathered column by column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

from mainstay.errors import Problem
from mainstay.model import Period, PriceBasis, Qualifier, claim_batches
from mainstay.sources.report import ReadReport
from mainstay.sources.usgs.values import Printed

#: Confidence by qualifier (assumed): the publisher marks its estimates, and rounds its totals.
CONFIDENCE = {Qualifier.ESTIMATED: 0.7, Qualifier.ROUNDED: 0.8}


@dataclass(slots=True)
class ClaimRows:
    """Columns of claims under construction.

    Keys are ``country.usgs:<name>``, ``statistic.usgs:<name>`` and
    ``mineral.usgs:<commodity>/<detail>``, names as printed except that runs of white space become
    one blank.
    """

    columns: dict[str, list[Any]] = field(
        default_factory=lambda: {
            name: []
            for name in (
                "kind", "locator", "subject", "object_", "value", "lo", "hi", "qualifier", "text",
                "unit", "basis", "valid_from", "valid_to", "confidence",
            )
        }
    )  # fmt: skip

    def __len__(self) -> int:
        return len(self.columns["kind"])

    def add(
        self,
        *,
        kind: str,
        locator: str,
        subject: str,
        mineral: str,
        printed: Printed,
        text: str | None,
        unit: str,
        valid: Period,
        basis: PriceBasis = PriceBasis.NONE,
    ) -> None:
        """Add one claim."""
        row: dict[str, Any] = {
            "kind": kind, "locator": locator, "subject": subject, "object_": mineral,
            "value": printed.value, "lo": printed.lo, "hi": printed.hi,
            "qualifier": printed.qualifier, "text": text, "unit": unit, "basis": basis,
            "valid_from": valid.start, "valid_to": valid.end,
            "confidence": CONFIDENCE.get(printed.qualifier, 0.9),
        }  # fmt: skip
        for name, cell in row.items():
            self.columns[name].append(cell)

    def batches(self, report: ReadReport) -> Iterator[pa.RecordBatch]:
        """Yield the claims and count them by kind and qualifier in the report."""
        for name in ("kind", "qualifier"):
            for value in self.columns[name]:
                key = f"{name}:{value}"
                report.counts[key] = report.counts.get(key, 0) + 1
        report.counts["claims"] = len(self)
        given: dict[str, Any] = dict(self.columns)
        starts: list[date] = given.pop("valid_from")
        ends: list[date] = given.pop("valid_to")
        spans = (pa.array(starts, pa.date32()), pa.array(ends, pa.date32()))
        yield from claim_batches(source=report.source, vintage=report.vintage, valid=spans, **given)


@dataclass(slots=True)
class Ledger:
    """What one reading has gathered so far: claims, the read report, and every problem."""

    report: ReadReport
    claims: ClaimRows = field(default_factory=ClaimRows)
    problems: list[Problem] = field(default_factory=list)

    def fault(self, code: str, where: str, what: str) -> None:
        """Record a problem."""
        self.problems.append(Problem(code, where, what))

    def count(self, name: str) -> None:
        """Add one to a count of the report."""
        self.report.counts[name] = self.report.counts.get(name, 0) + 1


def key(scheme: str, *parts: str) -> str:
    """Return ``scheme:part/part`` with white space made plain.

    >>> key("mineral.usgs", "Gallium ", "Primary  production")
    'mineral.usgs:Gallium/Primary production'
    """
    return f"{scheme}:" + "/".join(" ".join(p.replace("\xa0", " ").split()) for p in parts)


def words(*parts: str) -> str | None:
    """Return the parts that say something, joined by `` | ``; ``None`` if none does."""
    said = [" ".join(p.replace("\xa0", " ").split()) for p in parts]
    return " | ".join(p for p in said if p) or None
