"""The chains of shortages as sentences: who was hit, by lack of what, back to where it began."""

from __future__ import annotations

from mainstay.model import Table
from mainstay.report.blocks import Facts, Items, Span
from mainstay.report.dynamics.numbers import Row, banded
from mainstay.report.quantity import Provenance, Unit

#: Chains told in words, and activities listed; the table holds all.
TOLD, LISTED = 6, 12
#: Further ends of one chain that are named.
ALIKE = 5


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
    stories: dict[tuple[str, str], list[Row]] = {}
    for row in sorted(rows, key=lambda r: (-r["links"], r["rank"], -r["output_usd"])):
        # chains that go back in the same way are one story
        key = (row["short_of"], "|".join(row["chain_ids"].split("|")[1:][-3:]))
        stories.setdefault(key, []).append(row)
    told: list[tuple[Span, ...]] = [(_story(own),) for own in list(stories.values())[:TOLD]]
    return Items(tuple(told)) if told else None


def _story(rows: list[Row]) -> str:
    """Return one chain as a sentence, and who else stands at the end of one like it."""
    first, *others = rows
    said = f"{first['chain'].replace(' <- ', ' ← ')}."
    if not others:
        return said
    names = "; ".join(str(r["chain"]).partition(" <- ")[0] for r in others[:ALIKE])
    more = f"; and {len(others) - ALIKE} more" if len(others) > ALIKE else ""
    return f"{said} In the same way: {names}{more}."


def _rank(row: Row) -> str:
    """Return a place, and how many others share it."""
    others = row["tied"]
    word = "other" if others == 1 else "others"
    return f"{row['rank']}, with {others:,} {word}" if others else str(row["rank"])


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
