"""What is known of a mineral: frozen facts, each with the interval that the print leaves open."""

from __future__ import annotations

from dataclasses import dataclass

from mainstay.model import Qualifier


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its bounds; ``None`` is unknown, never zero."""

    value: float | None = None
    lo: float | None = None
    hi: float | None = None
    qualifier: Qualifier = Qualifier.NOT_AVAILABLE

    @property
    def is_known(self) -> bool:
        """Whether a number is known, not only bounds or nothing."""
        return self.value is not None

    def scaled(self, factor: float) -> Amount:
        """Return the amount in another unit."""
        value, lo, hi = (None if v is None else v * factor for v in (self.value, self.lo, self.hi))
        return Amount(value, lo, hi, self.qualifier)


@dataclass(frozen=True, slots=True)
class Producer:
    """What one place produces, or could produce, in a year, in the unit of its pool.

    ``place`` is an ISO 3166-1 alpha-3 code, a row of several countries (``USA+CAN``) or ``other``.
    ``detail`` holds words that the publisher printed for this place only, e.g. ``steatite``.
    """

    place: str
    name: str
    amount: Amount
    detail: str = ""
    claim_id: str = ""


@dataclass(frozen=True, slots=True)
class WorldPool:
    """One stage of a mineral in the world: who makes how much of it.

    Parameters
    ----------
    mineral, stage
        E.g. ``copper`` and ``refinery``; where a stage has several products, ``mine-kaolin``.
    series
        The publisher's words for the series.
    measure
        ``production``, or ``capacity`` where no production is published.
    unit, year
        Of every amount.
    producers
        One entry for each place listed.
    printed_total
        The publisher's rounded world total; it need not equal the sum of the parts.
    total_words
        What the publisher says of the total, e.g. that it excludes the United States.
    capacity
        Capacity by place, where published for the stage.
    is_primary
        Whether it is the one most upstream stage of the mineral.
    is_comparable
        Whether the parts measure one thing; where the publisher prints that a total cannot be
        calculated, they do not, and there are no shares.
    """

    mineral: str
    stage: str
    series: str
    measure: str
    unit: str
    year: int
    producers: tuple[Producer, ...]
    printed_total: Amount
    total_words: str = ""
    capacity: tuple[Producer, ...] = ()
    is_primary: bool = False
    is_comparable: bool = True

    @property
    def pool_id(self) -> str:
        """Id of the pool in a net, e.g. ``mineral:gallium:world-primary``."""
        return f"mineral:{self.mineral}:world-{'primary' if self.is_primary else self.stage}"

    @property
    def known_sum(self) -> float:
        """Sum of the parts that have a number."""
        return float(sum(p.amount.value for p in self.producers if p.amount.value is not None))

    @property
    def unknown(self) -> tuple[Producer, ...]:
        """Producers without a number."""
        return tuple(p for p in self.producers if not p.amount.is_known)


@dataclass(frozen=True, slots=True)
class ImportShare:
    """Share of US imports, of one, that comes from a place."""

    place: str
    name: str
    share: Amount
    claim_id: str = ""


@dataclass(frozen=True, slots=True)
class ImportPool:
    """Where US imports of one form of a mineral come from, over a span of years.

    ``quantity`` is the import of this form in ``year``, where the publisher prints a flow under the
    same name; forms are never added up. ``is_traded`` marks the one form that stands for the
    mineral's traded pool.
    """

    mineral: str
    form: str
    first_year: int
    last_year: int
    sources: tuple[ImportShare, ...]
    quantity: Amount = Amount()
    unit: str = ""
    year: int = 0
    is_traded: bool = False
    rule: str = ""

    @property
    def pool_id(self) -> str:
        """Id of the pool in a net, e.g. ``mineral:gallium:us-imports``."""
        return f"mineral:{self.mineral}:us-imports" + (
            "" if self.is_traded else f"-{slug(self.form)}"
        )


@dataclass(frozen=True, slots=True)
class Flow:
    """One US statistic of a mineral: an import, an export, a consumption, a stock, ..."""

    statistic: str
    form: str
    year: int
    amount: Amount
    unit: str
    claim_id: str = ""


@dataclass(frozen=True, slots=True)
class UnitValue:
    """US dollars per unit of the mineral's pool, over every printed price of the year.

    With one price, ``amount.value`` is that price; with several, only the interval from the lowest
    to the highest is given, since no form is taken to stand for another. ``left_out`` lists prices
    that cannot be converted to the unit. ``compounds`` lists the forms that name an ore, a compound
    or an alloy: a quantity given in content of the element must not be multiplied by their price.
    """

    amount: Amount
    unit: str
    year: int
    forms: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    compounds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MineralFacts:
    """All facts of one mineral from one edition.

    Parameters
    ----------
    slug, names, group
        The one name used here; names as printed; the group whose member it is, if any.
    edition
        Source and vintage.
    year
        Year of the facts, the publisher's last unless another was asked for.
    is_critical
        Whether the US list of critical minerals of 2025 names it; ``None`` where not said.
    world, imports, flows, reliance, unit_value
        The pools and statistics; ``reliance`` is net import reliance by form, shares of one.
    prices
        Every printed price, in its own unit and form.
    """

    slug: str
    names: tuple[str, ...]
    group: str
    edition: str
    year: int
    is_critical: bool | None
    world: tuple[WorldPool, ...]
    imports: tuple[ImportPool, ...]
    flows: tuple[Flow, ...]
    reliance: tuple[Flow, ...]
    unit_value: UnitValue | None
    notes: tuple[str, ...] = ()
    prices: tuple[Flow, ...] = ()

    @property
    def primary(self) -> WorldPool | None:
        """The most upstream world pool, where there is one."""
        return next((pool for pool in self.world if pool.is_primary), None)

    @property
    def traded(self) -> ImportPool | None:
        """The import pool that stands for the mineral, where there is one."""
        return next((pool for pool in self.imports if pool.is_traded), None)

    def flow(self, statistic: str, form: str | None = None) -> tuple[Flow, ...]:
        """Return the flows of a statistic in the facts' year, e.g. ``flow("Import", "Metal")``."""
        return tuple(
            f
            for f in self.flows
            if f.statistic == statistic
            and f.year == self.year
            and (form is None or f.form.casefold().endswith(form.casefold()))
        )


def slug(text: str) -> str:
    """Return a name as lower-case words joined by hyphens.

    >>> slug("Sheet, powder, and other (magnesium content)")
    'sheet-powder-and-other-magnesium-content'
    """
    plain = "".join(c if c.isalnum() else " " for c in text.casefold())
    return "-".join(plain.split())
