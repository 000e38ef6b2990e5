"""Numbers that a reader sees: a value with its band, its unit, and where it is from."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from mainstay.model import Label, Method, Table, confidence_word


class Unit(StrEnum):
    """How a number is written."""

    SHARE = "share"
    """A part of one, written in percent."""
    USD = "usd"
    """US dollars, written in trillions, billions or millions."""
    COUNT = "count"
    """A whole number of things."""
    INDEX = "index"
    """A pure number, such as a concentration index between 0 and 1."""
    MULTIPLE = "multiple"
    """A multiple of what was before, such as a price after a cut."""
    DAYS = "days"
    """A span of days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a number is from; one object may serve many numbers.

    Parameters
    ----------
    sources
        Keys of :class:`~mainstay.report.content.Source` entries of the same brief.
    vintage
        Edition of the sources, in words for a reader.
    method
        How the number came to be; observed and inferred are drawn differently.
    confidence
        Between 0 and 1.
    label
        Who may see it.
    note
        One sentence on how it was computed.

    Examples
    --------
    >>> Provenance(sources=("usgs.mcs",), vintage="2026", confidence=0.9).word
    'high'
    """

    sources: tuple[str, ...]
    vintage: str
    method: Method = Method.OBSERVED
    confidence: float
    label: Label = Label.PUBLIC
    note: str = ""

    @property
    def word(self) -> str:
        """The confidence as a word."""
        return confidence_word(self.confidence)

    @property
    def is_seen(self) -> bool:
        """Whether a publisher or a party said it, rather than a method."""
        return self.method in (Method.OBSERVED, Method.REPORTED)


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a brief.

    Parameters
    ----------
    value
        The number, or ``None`` when it is unknown. Unknown is never written as zero.
    unit
        How it is written; a share is a part of one, money is in dollars.
    why
        Where it is from.
    lo, hi
        Band in the same unit; either may be missing. A value of ``None`` with a band is an
        interval, e.g. a printed ``> 50``.
    words
        What the publisher wrote instead of a number: ``withheld``, ``net exporter``.

    Examples
    --------
    >>> why = Provenance(sources=("demo",), vintage="2026", confidence=0.9)
    >>> str(Number(0.99, Unit.SHARE, why)), str(Number(None, Unit.SHARE, why, words="withheld"))
    ('99.0 %', 'withheld')
    >>> str(Number(None, Unit.SHARE, why, lo=0.5))
    'over 50.0 %'
    """

    value: float | None
    unit: Unit
    why: Provenance
    lo: float | None = None
    hi: float | None = None
    words: str = ""

    @property
    def is_known(self) -> bool:
        """Whether there is a value or at least a bound."""
        return not (self.value is None and self.lo is None and self.hi is None)

    @property
    def has_band(self) -> bool:
        """Whether both bounds are known and differ."""
        return self.lo is not None and self.hi is not None and self.hi > self.lo

    @property
    def band(self) -> str:
        """The band in words; an empty text where there is none."""
        if self.value is None:
            return ""
        if self.lo is not None and self.lo == self.hi:
            return "" if self.why.is_seen else "no spread"
        if not self.has_band:
            return ""
        words = _range(self.lo, self.hi, self.unit)
        # ends that read like the number say nothing more
        return "" if words == written(self.value, self.unit) else words

    def __str__(self) -> str:
        if self.value is not None:
            return written(self.value, self.unit)
        if self.words:
            return self.words
        if self.lo is not None and self.hi is not None:
            return _range(self.lo, self.hi, self.unit)
        if self.lo is not None:
            return f"over {written(self.lo, self.unit)}"
        if self.hi is not None:
            return f"under {written(self.hi, self.unit)}"
        return "unknown"

    @property
    def full(self) -> str:
        """The number with its band."""
        return f"{self} ({self.band})" if self.band else str(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyNumber:
    """One of the few numbers at the top: what it is, the number, and why it matters."""

    title: str
    number: Number
    sentence: str = ""


def numbers(tree: object) -> Iterator[Number]:
    """Yield every number below a part of the content tree, in order."""
    yield from (part for part in _parts(tree) if isinstance(part, Number))


def provenances(tree: object) -> tuple[Provenance, ...]:
    """Return every provenance below a part of the tree, each once, in order of appearance."""
    return tuple(dict.fromkeys(p.why if isinstance(p, Number) else p for p in _parts(tree)))


def _parts(tree: object) -> Iterator[Number | Provenance]:
    """Yield the numbers below a part of the tree, and provenances that stand by themselves."""
    if isinstance(tree, (Number, Provenance)):
        yield tree
    elif isinstance(tree, (tuple, list)):
        for item in tree:
            yield from _parts(item)
    elif dataclasses.is_dataclass(tree) and not isinstance(tree, Table):
        for part in dataclasses.fields(tree):
            yield from _parts(getattr(tree, part.name))


def written(value: float, unit: Unit) -> str:
    """Return a value as a reader wants it.

    Parameters
    ----------
    value
        A finite number; a share as a part of one, money in dollars.
    unit
        How to write it.

    Examples
    --------
    >>> written(0.1234, Unit.SHARE), written(2.5e9, Unit.USD), written(0.977, Unit.INDEX)
    ('12.3 %', '$2.5 bn', '0.98')
    >>> written(2.53, Unit.MULTIPLE), written(-3.1e6, Unit.USD)
    ('2.5×', '−$3.1 M')
    >>> written(528_733, Unit.USD), written(-1e-12, Unit.SHARE), written(-0.2, Unit.USD)
    ('$529,000', '0.0 %', '$0')
    """
    if unit is Unit.SHARE:
        # what rounds to nothing has neither a sign nor a row of zeros
        shown = 0.0 if abs(100 * value) < 5e-7 else 100 * value
        return f"{shown:.{_decimals(shown / 100)}f} %"
    if unit is Unit.USD:
        return _money(value)
    if unit is Unit.COUNT:
        return f"{value:,.0f}"
    if unit is Unit.DAYS:
        return _days(value)
    if unit is Unit.MULTIPLE:
        return f"{value:.2f}×" if value < 2 else f"{value:.1f}×"
    return f"{value:.2f}"


_UNIT_AFTER = re.compile(r"(?<=\d) (?=%|M\b|bn\b|tn\b|days?\b)")


def unbroken(words: str) -> str:
    """Return words in which no line breaks between a number and its unit.

    >>> unbroken("from $2.5 bn to 3 %").count("\N{NO-BREAK SPACE}")
    2
    """
    return _UNIT_AFTER.sub("\N{NO-BREAK SPACE}", words)


def _days(value: float) -> str:
    """Return a span of days; a short one with a decimal, if it has one.

    >>> _days(1.0), _days(2.5), _days(41.6), _days(-0.01), _days(-2.5)
    ('1 day', '2.5 days', '42 days', '0 days', '−2.5 days')
    """
    words = f"{value:.1f}".removesuffix(".0") if abs(value) < 10 else f"{value:,.0f}"
    words = "0" if words == "-0" else words.replace("-", "−")
    return f"{words} day" if words == "1" else f"{words} days"


def _decimals(share: float) -> int:
    """Return how many decimals of a percentage keep two digits that say something."""
    size = abs(100 * share)
    return 1 if size >= 1 or size == 0 else min(6, 1 - math.floor(math.log10(size)))


def _money(value: float) -> str:
    size = abs(value)
    sign = "−" if value < 0 and size >= 0.5 else ""
    for scale, word in ((1e12, "tn"), (1e9, "bn"), (1e6, "M")):
        if size >= scale * 0.9995:
            digits = 2 if size / scale < 10 and word == "tn" else int(size / scale < 100)
            return f"{sign}${size / scale:,.{digits}f} {word}"
    # three digits say enough of an estimate; a small sum is written out
    return f"{sign}${float(f'{size:.3g}'):,.0f}"


def _range(lo: float | None, hi: float | None, unit: Unit) -> str:
    if lo is None or hi is None:
        return ""
    low, high = written(lo, unit), written(hi, unit)
    if unit is Unit.USD and 0.5 <= abs(lo) < 1e3 and high[-1].isalpha():
        # "$130" before "$5 bn" reads as $130 bn
        return f"nearly $0 to {high}"
    if unit is Unit.SHARE:
        # both ends with as many decimals as the upper one, and one sign for both
        places = _decimals(hi)
        low, high = (f"{100 * end:.{places}f}" for end in (lo, hi))
        if float(low) == 0.0:
            low = low.removeprefix("-")
        if low == high:
            return f"{high} %"
        high = f"{high} %"
    if unit is Unit.DAYS:
        low = low.removesuffix("s").removesuffix(" day")
        if low == high.removesuffix("s").removesuffix(" day"):
            return high
    if low == high:
        return low
    # a dash beside a minus sign reads as one of the two
    has_sign = low[:1] in ("-", "−")
    return f"{low} to {high}" if has_sign else f"{low}–{high}"
