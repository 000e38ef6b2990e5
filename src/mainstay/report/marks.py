"""The letters that stand for evidence, the same on the page and in the PDF."""

from __future__ import annotations

from mainstay.report.content import Brief
from mainstay.report.quantity import Provenance, provenances


def letters(place: int) -> str:
    """Return the marker of the evidence at a place: a, b, … z, aa, ab.

    >>> letters(0), letters(25), letters(26)
    ('a', 'z', 'aa')
    """
    head, tail = divmod(place, 26)
    return (letters(head - 1) if head else "") + chr(ord("a") + tail)


def marks_of(brief: Brief) -> dict[Provenance, str]:
    """Return the letter of each piece of evidence of a brief, in order of appearance."""
    return {why: letters(i) for i, why in enumerate(provenances(brief))}
