"""Numbers of tiers with their evidence."""

from __future__ import annotations

from mainstay.model import Label, Method
from mainstay.report.quantity import Number, Provenance, Unit
from mainstay.service.screens.shapes import ShownNumber, shown
from mainstay.service.screens.tiers.measures import Spread

#: Publications behind dollars that flow between industries, and behind their regions.
FLOW_SOURCES = ("bea.make-use", "bea.gross-output")
REGION_SOURCES = (*FLOW_SOURCES, "bea.import-regions")
_VINTAGE = "2024-09: detail 2017 projected to 2023"
_REGION_VINTAGE = f"{_VINTAGE}; regional imports of 2022"

#: From this share of published cells on, a number counts as seen.
SEEN_FROM = 0.5

_NOTES = {
    "share": "Term of the Leontief series; the band is the central 90 % of draws with the error "
    "that a backtest measured on inferred cells.",
    "index": "Sum of squared shares. The band holds the draws, and what is not known spread thin "
    "at its low end, in one hand at its high end.",
    "country": "Sum of squared shares. A region of several countries counts as very many at the "
    "low end and as one at the high end; what stands behind imports is not known.",
    "seen": "Share of the dollars bought on the way to this tier that are published cells.",
    "total": "Output, supply or purchases of a year, as the accounts state or project them.",
}


def provenance(note: str, seen: float | None, label: Label, *, by_region: bool = False
               ) -> Provenance:  # fmt: skip
    """Return where a number of a tier is from; seen where most of it is published."""
    is_seen = seen is not None and seen >= SEEN_FROM
    return Provenance(
        sources=REGION_SOURCES if by_region else FLOW_SOURCES,
        vintage=_REGION_VINTAGE if by_region else _VINTAGE,
        method=Method.OBSERVED if is_seen else Method.INFERRED,
        confidence=0.8 if is_seen else 0.5 if by_region else 0.6,
        label=label,
        note=_NOTES.get(note, note),
    )


def share(value: float | None, why: Provenance, ends: tuple[float, float] | None = None
          ) -> ShownNumber:  # fmt: skip
    """Return a share of the whole as a screen shows it."""
    lo, hi = ends or (None, None)
    return shown(Number(value, Unit.SHARE, why, lo, hi))


def spread(measure: Spread | None, why: Provenance, words: str = "") -> ShownNumber:
    """Return an index with its band; without one, the words that say why."""
    if measure is None:
        return shown(Number(None, Unit.INDEX, why, words=words))
    if measure.value is not None and measure.hi - measure.lo < 1e-12:
        return shown(Number(measure.value, Unit.INDEX, why))
    return shown(Number(measure.value, Unit.INDEX, why, measure.lo, measure.hi))


def money(value: float, why: Provenance) -> ShownNumber:
    """Return dollars as a screen shows them."""
    return shown(Number(value, Unit.USD, why))
