"""What may not be shown: numbers without a source, values outside their band."""

from __future__ import annotations

import math

from mainstay.errors import InputError, Problem, raise_all
from mainstay.report.content import Brief
from mainstay.report.quantity import numbers, provenances


def check(brief: Brief) -> None:
    """Raise once with everything in a brief that may not be shown.

    Raises
    ------
    InputError
        Listing numbers whose source is not among the brief's sources, values outside their
        band, numbers that are not finite, and ranks given twice.
    """
    keys = {source.key for source in brief.sources}
    problems = [
        Problem("unknown_source", str(why.sources), f"no source {key!r} in the brief",
                "add it to Brief.sources")
        for why in provenances(brief)
        for key in why.sources
        if key not in keys
    ]  # fmt: skip
    problems += [
        Problem("no_source", str(why), "a number without a source", "name at least one")
        for why in provenances(brief)
        if not why.sources
    ]
    for number in numbers(brief):
        parts = [p for p in (number.lo, number.value, number.hi) if p is not None]
        if not all(math.isfinite(p) for p in parts):
            problems.append(Problem("not_finite", repr(number), "not a finite number",
                                    "unknown is None"))  # fmt: skip
        elif parts != sorted(parts):
            problems.append(Problem("outside_band", repr(number), "the value is outside its band"))
    for section in brief.accounts:
        ranks = [line.rank for line in section.dependencies]
        if len(set(ranks)) != len(ranks):
            problems.append(Problem("duplicate_rank", section.title, f"ranks {ranks}"))
    raise_all(InputError, "the brief does not hold together", problems)
