"""The chains of shortages as sentences: who was hit, by lack of what, back to where it began."""

from __future__ import annotations

from mainstay.model import Table
from mainstay.report.blocks import Facts, Items, Span
from mainstay.report.dynamics.numbers import Row, banded
from mainstay.report.quantity import Provenance, Unit

#: Chains told in words, and activities listed; the table holds all.
TOLD, LISTED = 6, 12


def chains(table: Table, scenario: str) -> Items | None:
    """Return the longest chains of different products as sentences, or ``None`` without any.

    Parameters
    ----------
    table
        ``first_hit``.
    scenario
        Whose rows.
    """
    rows = [r for r in table.rows() if r["scenario"] == scenario and r["links"] > 0]
    seen: set[tuple[str, str]] = set()
    told: list[tuple[Span, ...]] = []
    for row in sorted(rows, key=lambda r: (-r["links"], r["rank"], -r["output_usd"])):
        # chains that end in the same way are one story
        key = (row["short_of"], "|".join(row["chain_ids"].split("|")[-3:]))
        if key in seen:
            continue
        seen.add(key)
        told.append((f"{row['chain'].replace(' <- ', ' ← ')}.",))
        if len(told) == TOLD:
            break
    return Items(tuple(told)) if told else None


def _rank(row: Row) -> str:
    """Return a place, and how many others share it."""
    others = row["tied"]
    return f"{row['rank']}, with {others:,} others" if others else str(row["rank"])


def first_ones(table: Table, scenario: str, why: Provenance) -> Facts | None:
    """Return who is hit first, as a list with the day and what is lacking."""
    own = [r for r in table.rows() if r["scenario"] == scenario]
    if not own:
        return None
    short = [r for r in own if r["links"] > 0]
    # where all that come first lack nothing, the first that lack something are half of the list
    rows = own[:LISTED] if any(r in short for r in own[:LISTED]) else own[: LISTED // 2]
    rows += [r for r in short if r not in rows][: LISTED - len(rows)]
    return Facts(
        ("", "activity", "hit after", "first lacks"),
        tuple(
            (
                _rank(r),
                r["name"],
                banded(r, "day", Unit.DAYS, why),
                r["short_of"] or "nothing: by its own capacity or by demand",
            )
            for r in rows
        ),
        "Who is hit first",
    )
