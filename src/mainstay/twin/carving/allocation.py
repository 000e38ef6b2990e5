"""What is known of a firm or plant, placed in the activity of the net that it belongs to."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from mainstay.errors import Problem, UnitMismatch
from mainstay.model import Deflator, Label, Method, PriceBasis
from mainstay.twin.net import ActivityKind

#: Share of a parent, or dollars, below which a firm makes nothing.
NO_OUTPUT = 1e-9


@dataclass(frozen=True, slots=True)
class Allocation:
    """One firm or plant, placed in one activity.

    Parameters
    ----------
    id, name
        Of the new activity, e.g. ``firm:acme``.
    activity
        Id of the activity that it is a part of.
    share
        Its share of that activity's output, 0 to 1; or
    output_usd
        its output in dollars of ``year`` at ``basis``; or neither, where ``make_usd`` says all.
    output_lo_usd, output_hi_usd
        Bounds of the output; equal to it when not given.
    basis, year
        Of every dollar here.
    make_usd, use_usd
        Known rows: pool id to dollars made into it, used from it. A known zero is a statement.
    confidence
        How far to trust it, above 0 and up to 1; decides who gives way when claims are adjusted.
    deflator
        Needed where ``year`` is not the net's base year.

    Examples
    --------
    >>> firm = Allocation("firm:acme", "Acme", "us:334413", share=0.25)
    >>> firm.kind.value, firm.method.value
    ('firm', 'reported')
    """

    id: str
    name: str
    activity: str
    region: str = ""
    share: float | None = None
    output_usd: float | None = None
    output_lo_usd: float | None = None
    output_hi_usd: float | None = None
    basis: PriceBasis = PriceBasis.NONE
    year: int = 0
    evidence: str = ""
    confidence: float = 0.7
    method: Method = Method.REPORTED
    label: Label = Label.PUBLIC
    kind: ActivityKind = ActivityKind.FIRM
    make_usd: Mapping[str, float] = field(default_factory=dict)
    use_usd: Mapping[str, float] = field(default_factory=dict)
    deflator: Deflator | None = None

    def problems(self) -> Iterator[Problem]:
        """Yield every fault that can be seen without a net."""
        if self.share is None and self.output_usd is None and not self.make_usd:
            yield Problem("no_size", self.id, "neither share nor output nor what it makes",
                          "give one of them")  # fmt: skip
        if self.share is not None and self.output_usd is not None:
            yield Problem("two_sizes", self.id, "both a share and an output", "give one of them")
        if self.share is not None and not 0.0 <= self.share <= 1.0:
            yield Problem("bad_share", self.id, f"share {self.share:g}", "between 0 and 1")
        size = self.share if self.share is not None else self.output_usd
        if size is not None and size < NO_OUTPUT and any(v > 0 for v in self.make_usd.values()):
            yield Problem("no_output", self.id, "no output, yet it states products",
                          "give its output, or leave its products out")  # fmt: skip
        if not 0.0 < self.confidence <= 1.0:
            yield Problem(
                "bad_confidence", self.id, f"confidence {self.confidence:g}", "above 0, up to 1"
            )
        for where, usd in self._amounts():
            if not math.isfinite(usd) or usd < 0.0:
                yield Problem("bad_amount", where, f"{usd:g} USD", "an amount is not negative")

    def in_dollars_of(self, year: int, basis: PriceBasis) -> Allocation:
        """Return the same with every dollar in the prices of a net.

        Raises
        ------
        UnitMismatch
            If the price bases differ, or the years differ and there is no deflator.
        """
        if next(self._amounts(), None) is None:
            return replace(self, year=year, basis=basis)
        if self.basis != basis:
            raise UnitMismatch(
                f"{self.id} is in {self.basis} prices, the net in {basis} prices",
                hint="state the amounts at the net's price basis, or give a share",
            )
        if self.year == year:
            return self
        if self.deflator is None:
            raise UnitMismatch(
                f"{self.id} is in dollars of {self.year}, the net in dollars of {year}",
                hint="give a deflator, or a share instead of dollars",
            )
        k = self.deflator.factor(self.year, year)
        return replace(
            self,
            year=year,
            output_usd=_times(self.output_usd, k),
            output_lo_usd=_times(self.output_lo_usd, k),
            output_hi_usd=_times(self.output_hi_usd, k),
            make_usd={pool: usd * k for pool, usd in self.make_usd.items()},
            use_usd={pool: usd * k for pool, usd in self.use_usd.items()},
        )

    def stating(self, kind: str, pool: str, usd: float) -> Allocation:
        """Return the same with one more known cell of ``make`` or ``use``."""
        if kind == "make":
            return replace(self, make_usd={**self.make_usd, pool: usd})
        return replace(self, use_usd={**self.use_usd, pool: usd})

    def _amounts(self) -> Iterator[tuple[str, float]]:
        for name in ("output_usd", "output_lo_usd", "output_hi_usd"):
            usd: float | None = getattr(self, name)
            if usd is not None:
                yield f"{self.id} {name}", usd
        yield from ((f"{self.id} make {pool}", usd) for pool, usd in self.make_usd.items())
        yield from ((f"{self.id} use {pool}", usd) for pool, usd in self.use_usd.items())


@dataclass(frozen=True, slots=True)
class SupplyLink:
    """A known delivery: so many dollars a year from one activity to another through a pool.

    Parameters
    ----------
    supplier, buyer, pool
        Ids in the carved net.
    value_usd
        Dollars of the net's base year at its price basis; NaN where only the link is known.
    lead_days
        Lead time; NaN is unknown.
    """

    supplier: str
    buyer: str
    pool: str
    value_usd: float
    lead_days: float = math.nan
    confidence: float = 0.7
    evidence: str = ""


def _times(usd: float | None, factor: float) -> float | None:
    return None if usd is None else usd * factor
