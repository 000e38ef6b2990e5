"""What the U.S. Geological Survey prints in place of a number, read into value and bounds.

===================  ==================  =====  =====  =====
printed              qualifier           value  lo     hi
===================  ==================  =====  =====  =====
``1,234``            exact               1234   1234   1234
``1,234e``,          estimated           1234   1234   1234
``e1,234``
em dash              zero_dash           0      0      0
``W``                withheld            -      -      -
``NA``               not_available       -      -      -
``XX``               not_applicable      -      -      -
``E``                net_exporter        -      -      0
``>50``              greater_than        -      50     100 for a share, else -
``<25``              less_than           -      0      25
``500–17,000``       range               -      500    17000
less than ½ unit     less_than           -      0      0.5
``s``, ``(1)``       by the row's notes  -      -      -
``Large``, ...       text                -      -      -
===================  ==================  =====  =====  =====

A dash is unknown. A printed ``<25`` has 0 as its lower bound because a negative net import reliance
is printed ``E``, and no quantity is negative.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mainstay.errors import MainstayError
from mainstay.model import Qualifier, factor

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_EXACT = re.compile(rf"(e)?([-−]?(?:{_NUMBER}))( ?e)?")
_ABOVE = re.compile(rf"(?:>|≥|[Mm]ore than|[Gg]reater than) ?({_NUMBER})")
_BELOW = re.compile(rf"(?:<|≤|[Ll]ess than) ?({_NUMBER})")
_RANGE = re.compile(rf"({_NUMBER}) ?[-–—] ?({_NUMBER})")
_HALF = re.compile(r"less than (?:½|1/2|one-half|a half) ?unit", re.IGNORECASE)
_LIMIT = re.compile(rf"less than ({_NUMBER}) (carats|tons|kilograms)", re.IGNORECASE)
_ELSEWHERE = re.compile(r"\binclude[sd]? (?:in|with|under)\b", re.IGNORECASE)
_MARK = re.compile(r"s|\(\d{1,2}\)|\d{1,2}/")
_WORDS = re.compile(
    r"(?:very )?(?:large|small|moderate)(?: to (?:large|moderate))?|variable\b.*"
    r"|categorized as .*",
    re.IGNORECASE,
)
#: A sign that the publisher's encoding lost, e.g. ``?10`` for a minus sign that cp1252 lacks.
_LOST = re.compile(rf"\?(?:{_NUMBER})")
_DASHES = frozenset({"—", "–", "--", "---", "-"})
_UNITS = {"carats": "carat", "tons": "t", "kilograms": "kg"}
_SYMBOLS = {
    "W": Qualifier.WITHHELD,
    "NA": Qualifier.NOT_AVAILABLE,
    "N.A.": Qualifier.NOT_AVAILABLE,
    "XX": Qualifier.NOT_APPLICABLE,
}


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed value as numbers: ``None`` is unknown."""

    value: float | None
    lo: float | None
    hi: float | None
    qualifier: Qualifier


def parse(text: str, *, unit: str = "", notes: str = "") -> Printed | None:
    """Return what a printed value says, or ``None`` if it is nothing this publisher prints.

    Parameters
    ----------
    text
        The printed value.
    unit
        Model unit of the row; a share's upper bound is 100 percent.
    notes
        The row's footnotes; they give the meaning of a footnote mark such as ``s`` or ``(1)``.

    Examples
    --------
    >>> parse(">50", unit="percent")
    Printed(value=None, lo=50.0, hi=100.0, qualifier=<Qualifier.GREATER_THAN: 'greater_than'>)
    >>> parse("839,000").value, parse("—").value, parse("W").value, parse("12 apples")
    (839000.0, 0.0, None, None)
    """
    printed = text.replace("\xa0", " ").strip()
    if match := _EXACT.fullmatch(printed):
        number = _number(match[2])
        kind = Qualifier.ESTIMATED if match[1] or match[3] else Qualifier.EXACT
        return Printed(number, number, number, kind)
    if printed in _DASHES:
        return Printed(0.0, 0.0, 0.0, Qualifier.ZERO_DASH)
    if printed.upper() in _SYMBOLS:
        return Printed(None, None, None, _SYMBOLS[printed.upper()])
    if printed == "E":
        return Printed(None, None, 0.0, Qualifier.NET_EXPORTER)
    return _bounded(printed, unit) or _worded(printed, unit, notes)


def _bounded(printed: str, unit: str) -> Printed | None:
    if match := _ABOVE.fullmatch(printed):
        top = 100.0 if unit == "percent" else None
        return Printed(None, _number(match[1]), top, Qualifier.GREATER_THAN)
    if match := _BELOW.fullmatch(printed):
        return Printed(None, 0.0, _number(match[1]), Qualifier.LESS_THAN)
    if match := _RANGE.fullmatch(printed):
        low, high = _number(match[1]), _number(match[2])
        return Printed(None, low, high, Qualifier.RANGE) if low <= high else None
    if _HALF.fullmatch(printed.rstrip(".")):
        return Printed(None, 0.0, 0.5, Qualifier.LESS_THAN)
    return None


def _worded(printed: str, unit: str, notes: str) -> Printed | None:
    if _MARK.fullmatch(printed):
        return _by_notes(notes, unit)
    if _ELSEWHERE.match(printed) or _LIMIT.match(printed):
        return _by_notes(printed, unit)
    if _WORDS.fullmatch(printed) or _LOST.fullmatch(printed):
        return Printed(None, None, None, Qualifier.TEXT)
    return None


def _by_notes(notes: str, unit: str) -> Printed:
    """Return what a footnote mark in the place of a number means."""
    if _HALF.search(notes):
        return Printed(None, 0.0, 0.5, Qualifier.LESS_THAN)
    if match := _LIMIT.search(notes):
        try:
            limit = _number(match[1]) / factor(unit, _UNITS[match[2].lower()])
        except MainstayError:
            return Printed(None, None, None, Qualifier.TEXT)
        return Printed(None, 0.0, limit, Qualifier.LESS_THAN)
    if _ELSEWHERE.search(notes):
        return Printed(None, None, None, Qualifier.INCLUDED_ELSEWHERE)
    return Printed(None, None, None, Qualifier.TEXT)


def _number(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))
