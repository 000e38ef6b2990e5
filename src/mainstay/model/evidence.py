"""How a number came to be, and how far to trust it."""

from __future__ import annotations

from enum import StrEnum


class Method(StrEnum):
    """How a value came to be; drawn differently wherever it is shown."""

    OBSERVED = "observed"
    """Read from a publisher's own statistic."""
    REPORTED = "reported"
    """Told by a party about itself (a supplier list, an annual report)."""
    INFERRED = "inferred"
    """Computed by a stated method from other claims."""
    ASSUMED = "assumed"
    """Chosen without evidence; always given as a range and swept."""


class Qualifier(StrEnum):
    """What a publisher printed instead of, or in front of, a number.

    ``ZERO_DASH`` is a printed em dash and means zero; ``WITHHELD``, ``NOT_AVAILABLE`` and
    ``NOT_APPLICABLE`` mean unknown, each for its own reason, and never zero. So does
    ``INCLUDED_ELSEWHERE``: the number is inside another row of the same table.
    """

    EXACT = "exact"
    ESTIMATED = "estimated"
    ROUNDED = "rounded"
    ZERO_DASH = "zero_dash"
    GREATER_THAN = "greater_than"
    LESS_THAN = "less_than"
    RANGE = "range"
    WITHHELD = "withheld"
    NOT_AVAILABLE = "not_available"
    NOT_APPLICABLE = "not_applicable"
    NET_EXPORTER = "net_exporter"
    INCLUDED_ELSEWHERE = "included_elsewhere"
    TEXT = "text"


#: Words for a confidence, from the lowest number each covers.
CONFIDENCE_WORDS: tuple[tuple[float, str], ...] = (
    (0.9, "high"),
    (0.7, "good"),
    (0.4, "moderate"),
    (0.0, "low"),
)


def confidence_word(confidence: float) -> str:
    """Return the word for a confidence between 0 and 1.

    >>> confidence_word(0.75)
    'good'
    """
    for floor, word in CONFIDENCE_WORDS:
        if confidence >= floor:
            return word
    return "unknown"
