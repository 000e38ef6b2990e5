"""Markets of materials: who makes how much of each stage, what the country uses, and what for.

A mineral may have several stages (mine, refinery); each is a market of its own in its own unit.
Numbers are ranges: withheld cells, prices of several forms and shares of old print stay open here
and are drawn by the engines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mainstay.fusion.end_uses import EndUse
from mainstay.fusion.export_measures import Measure
from mainstay.model import Interval

__all__ = ["HOME", "HomeUse", "Market", "Materials", "Measure", "Supplier"]

#: Place code of the country whose losses are counted.
HOME = "USA"


_ENDS = ("low", "mode", "high")


def _part(value: float, whole: float) -> float | None:
    return value / whole if whole > 0 else None


@dataclass(frozen=True, slots=True)
class Supplier:
    """A place that makes a stage of a mineral.

    Parameters
    ----------
    place, name
        ISO 3166-1 alpha-3 code, ``other`` for "Other countries", ``withheld`` for what a printed
        total holds beyond its parts.
    made
        A year's production, in the unit of the market.
    capacity
        Published capacity, or ``None``.
    """

    place: str
    name: str
    made: Interval
    capacity: Interval | None = None


@dataclass(frozen=True, slots=True)
class Market:
    """One stage of a mineral in the world.

    Parameters
    ----------
    mineral, name, group, stage, pool_id
        Slug, printed name, group whose member it is, stage and id of the pool in the net.
    unit, year
        Of every quantity.
    market_class
        Class of the elasticities in the parameters table, e.g. ``by-product``.
    suppliers
        Who makes it, the home country among them.
    host, host_share
        For a by-product: slug of the main product, and the share of its own output that comes with
        it (``None`` where it stands alone). Of several main products, the largest.
    notes
        Who is left out, and how what is withheld was bounded.
    """

    mineral: str
    name: str
    group: str
    stage: str
    pool_id: str
    unit: str
    year: int
    market_class: str
    suppliers: tuple[Supplier, ...]
    host: str = ""
    host_share: Interval | None = None
    notes: tuple[str, ...] = ()

    def share_of(self, supplier: Supplier) -> tuple[float | None, float | None, float | None]:
        """Return the least, middle and largest share of what is made; ``None`` is unknown.

        The others stand at their other end, so that the share is as small or as large as may be.
        """
        low, mode, high = (sum(getattr(s.made, end) for s in self.suppliers) for end in _ENDS)
        made = supplier.made
        return (
            _part(made.low, made.low + high - made.high),
            _part(made.mode, mode),
            _part(made.high, made.high + low - made.low),
        )


@dataclass(frozen=True, slots=True)
class HomeUse:
    """What the home country uses, makes, buys and holds of a mineral, in one unit.

    Parameters
    ----------
    mineral, unit
        Slug, and the unit of every quantity.
    used
        Apparent or reported consumption of a year.
    price_usd
        US dollars per unit.
    imports, exports
        Of a year; ``None`` where not known.
    import_sources
        Place to share of imports, of the form that stands for the mineral.
    secondary
        Production from scrap inside the country.
    stocks
        Held by producers and consumers, or ``None`` where none is printed.
    outside
        Forms that carry the mineral beside these figures, in words.
    notes
        Which statistic was taken, by which rule.
    """

    mineral: str
    unit: str
    used: Interval
    price_usd: Interval
    imports: Interval | None = None
    exports: Interval | None = None
    import_sources: Mapping[str, float] = field(default_factory=dict)
    secondary: Interval | None = None
    stocks: Interval | None = None
    outside: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def spend_usd(self) -> Interval:
        """What a year's use costs, US dollars."""
        q, p = self.used, self.price_usd
        return Interval(
            q.low * p.low, q.mode * p.mode, q.high * p.high, q.method, q.source,
            min(q.confidence, p.confidence),
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Materials:
    """All that is known of minerals for a question of loss.

    Parameters
    ----------
    markets
        By mineral, its stages from the ground up.
    home
        By mineral, what the home country uses.
    uses
        By mineral, the end uses.
    stability
        Place to its governance percentile, 0 worst to 100 best.
    willingness, own_use
        Place to its class in the parameters table.
    measures
        Dated export measures.
    blocs
        Name to places that may stop together.
    missing
        Minerals that cannot be computed, each with the reason.
    sources
        Publications and vintages behind it all.
    """

    markets: Mapping[str, tuple[Market, ...]] = field(default_factory=dict)
    home: Mapping[str, HomeUse] = field(default_factory=dict)
    uses: Mapping[str, tuple[EndUse, ...]] = field(default_factory=dict)
    stability: Mapping[str, float] = field(default_factory=dict)
    willingness: Mapping[str, str] = field(default_factory=dict)
    own_use: Mapping[str, str] = field(default_factory=dict)
    measures: tuple[Measure, ...] = ()
    blocs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()

    @property
    def source_keys(self) -> tuple[str, ...]:
        """Keys of the publications behind it all, without their editions."""
        return tuple(dict.fromkeys(source.split()[0] for source in self.sources))

    @property
    def computed(self) -> tuple[str, ...]:
        """Minerals that have a market, a use at home with a price, and end uses."""
        return tuple(m for m in sorted(self.markets) if m in self.home and self.uses.get(m))
