"""Whether an evidence file holds together: ranges, sums, citations, codes, doubles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from mainstay.errors import Problem
from mainstay.model import Classification, units
from mainstay.sources.end_uses.form import ASSUMED, Evidence, Range, where

#: How far the modes may be from adding up to one: shares are printed rounded.
ROUNDING: Final = 0.02


def faults(path: Path, found: Evidence, industries: Classification) -> list[Problem]:
    """Return everything in a file that does not hold together."""
    problems: list[Problem] = []
    for steps, source, (low, mode, high) in numbers(found):
        if not low <= mode <= high:
            what = f"{low:g} <= {mode:g} <= {high:g} fails"
            problems.append(
                Problem("bad_range", where(path, *steps), what, "order low, mode, high")
            )
        if source != ASSUMED and source not in found.citations:
            known = ", ".join((*found.citations, ASSUMED))
            at = where(path, *steps, "source")
            hint = f"known: {known}"
            problems.append(Problem("unknown_citation", at, f"no citation {source!r}", hint))
    for i, form in enumerate(found.outside):
        if form.unit not in units():
            at = where(path, "outside", i, "unit")
            hint = "known: " + ", ".join(units())
            problems.append(Problem("unit_mismatch", at, f"no unit {form.unit!r}", hint))
    modes = sum(use.share.mode for use in found.uses)
    problems += _sum(where(path, "uses"), "shares", modes, "add a use 'other' for the rest")
    problems += _doubles(where(path, "uses"), [use.use for use in found.uses])
    for i, use in enumerate(found.uses):
        place = where(path, "uses", i, "industries")
        problems += _doubles(place, [row.code for row in use.industries])
        if use.industries:
            modes = sum(row.split.mode for row in use.industries)
            hint = "leave the list empty for a use that is not mapped"
            problems += _sum(place, f"splits of {use.use!r}", modes, hint)
        for k, row in enumerate(use.industries):
            if row.code not in industries.codes:
                near = _near(row.code, industries)
                hint = "closest: " + "; ".join(near) if near else "see the list of detail codes"
                at = where(path, "uses", i, "industries", k, "code")
                problems.append(Problem("unknown_code", at, f"no industry {row.code!r}", hint))
    if ASSUMED in found.citations:
        what = f"a citation cannot be called {ASSUMED!r}"
        problems.append(Problem("wrong_value", where(path, "citations", ASSUMED), what))
    return problems


def _near(code: str, industries: Classification) -> list[str]:
    """Return the codes that begin alike, or, for words, the closest titles."""
    start = code[:-1] if len(code) > 4 else code
    alike = [c for c in industries.codes if c.startswith(start)]
    return [f"{c} {industries.codes[c]}" for c in alike] or industries.closest(code, 3)


Number = tuple[tuple[object, ...], str, tuple[float, float, float]]


def numbers(found: Evidence) -> Iterator[Number]:
    """Yield place, source and range of every number of a file."""

    def of(row: Range, *steps: object) -> Number:
        return steps, row.source, (row.low, row.mode, row.high)

    for i, use in enumerate(found.uses):
        yield of(use.share, "uses", i, "share")
        yield of(use.substitutable, "uses", i, "substitutable")
        for k, row in enumerate(use.industries):
            yield of(row.split, "uses", i, "industries", k, "split")
            if row.dependent is not None:
                yield of(row.dependent, "uses", i, "industries", k, "dependent")
    for i, form in enumerate(found.outside):
        amount = form.amount
        yield ("outside", i), form.source, (amount.low, amount.mode, amount.high)


def _sum(place: str, what: str, total: float, hint: str) -> list[Problem]:
    if abs(total - 1.0) <= ROUNDING + 1e-9:
        return []
    return [Problem("wrong_sum", place, f"modes of the {what} add up to {total:.3f}, not 1", hint)]


def _doubles(place: str, words: list[str]) -> list[Problem]:
    counts = Counter(" ".join(word.casefold().split()) for word in words)
    return [
        Problem("duplicate_key", place, f"{word!r} stands {count} times")
        for word, count in counts.items()
        if count > 1
    ]
