"""Spans of time over which a claim holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from mainstay.errors import InputError

#: Days over which flows of a year are spread; leap years have no day of their own.
DAYS_PER_YEAR = 365

_YEARS = re.compile(r"^(\d{4})(?:\s*[-–—]\s*(\d{2}|\d{4}))?$")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A closed span of days.

    Parameters
    ----------
    start, end
        First and last day, both included.
    """

    start: date
    end: date

    @classmethod
    def year(cls, year: int) -> Period:
        """Return one calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ``2023``, ``2021-24``, ``2021–24`` or ``2021-2024``.

        Raises
        ------
        InputError
            If the text is none of these, or ends before it starts.

        Examples
        --------
        >>> Period.parse("2021–24").end.year
        2024
        """
        match = _YEARS.match(text.strip())
        if match is None:
            raise InputError(
                f"not a year or span of years: {text!r}", hint="write 2023 or 2021-2024"
            )
        first = int(match[1])
        last = first if match[2] is None else int(match[2])
        if last < 100:
            last += first - first % 100
        if last < first:
            raise InputError(f"the span {text!r} ends before it starts")
        return cls(date(first, 1, 1), date(last, 12, 31))

    def __str__(self) -> str:
        if self.start.year == self.end.year:
            return str(self.start.year)
        return f"{self.start.year}-{self.end.year}"
