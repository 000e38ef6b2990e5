"""Where a mineral is used: shares of consumption, who buys it, and what could replace it.

::

    w  share of US use of a mineral that goes into one use        alpha  share of a use by industry
    phi = 1 - substitutable share: output lost per unit of the mineral that is short
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from mainstay.errors import InputError, Problem, raise_all
from mainstay.model import Interval, Method

#: Claims that the uses are made of.
KINDS = (
    "end_use_share", "substitutable_share", "use_split", "dependent_share", "use_material",
    "use_line", "use_base", "outside_form",
)  # fmt: skip

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Placement:
    """The part of a use that one industry buys.

    Parameters
    ----------
    industry
        Detail code of the industry that buys the mineral, its compound or its alloy.
    split
        Share of the use; over the industries of a use the modes sum to one.
    dependent
        Direct evidence of the share of the industry's output that hangs on this use, if any.
    """

    industry: str
    split: Interval
    dependent: Interval | None = None


@dataclass(frozen=True, slots=True)
class EndUse:
    """One use of a mineral.

    Parameters
    ----------
    mineral, use
        Slug of the mineral and words for the use.
    share
        Share of US consumption of the mineral; over the uses of a mineral the modes sum to one.
    substitutable
        Share of this use that could run on something else, or do with less, within a year.
    material
        Class of what the mineral costs in its product: ``bulk``, ``battery``, ``alloying``,
        ``process``, ``magnet`` or ``electronic``.
    line
        Product line that several minerals go into together, or empty.
    placements
        Who buys it; empty where it is not mapped.
    """

    mineral: str
    use: str
    share: Interval
    substitutable: Interval
    material: str
    line: str = ""
    placements: tuple[Placement, ...] = ()


@dataclass(frozen=True, slots=True)
class Outside:
    """A form that carries a mineral and lies outside of what its uses are shares of.

    Parameters
    ----------
    mineral, form, unit, year
        Slug, words, unit of the amount and its year.
    amount
        How much of the form.
    """

    mineral: str
    form: str
    unit: str
    year: int
    amount: Interval


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of one mineral.

    Parameters
    ----------
    mineral, vintage
        Slug, and the date of the reading.
    base
        What the shares are shares of.
    uses
        The uses.
    outside
        Forms beside them.
    is_chosen
        Whether it is the newest of the mineral, the one that counts.
    """

    mineral: str
    vintage: str
    base: str
    uses: tuple[EndUse, ...]
    outside: tuple[Outside, ...]
    is_chosen: bool


def readings(claims: pa.Table) -> list[Reading]:
    """Return every reading of every mineral, by mineral and vintage.

    A vintage is a date, so the newest is the largest text. A newer reading replaces the older one
    whole, since shares of two readings do not add up to one; the older one is kept beside it.

    Parameters
    ----------
    claims
        Claims; kinds other than :data:`KINDS` are ignored.

    Raises
    ------
    InputError
        If one vintage holds two readings of a mineral, with every such mineral.

    Examples
    --------
    >>> from mainstay.model import schema
    >>> readings(schema("claim").arrow().empty_table())
    []
    """
    wanted = claims.filter(pc.is_in(claims["kind"].cast(pa.string()), pa.array(KINDS)))
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in wanted.to_pylist():
        found[_after(row["subject"]), row["vintage"]].append(row)
    problems = []
    for (mineral, vintage), rows in sorted(found.items()):
        files = sorted({row["locator"].partition(", ")[0] for row in rows})
        if len(files) > 1:
            what = f"read from {' and '.join(files)} under one vintage"
            hint = "read the one that counts again under a later vintage"
            problems.append(Problem("two_readings", f"{mineral} {vintage}", what, hint))
    raise_all(InputError, "end uses are read twice", problems)
    newest = dict(sorted(found))  # the last of a mineral stays
    return [
        Reading(
            mineral, vintage, _base(rows), _uses(mineral, rows), _outside(mineral, rows),
            newest[mineral] == vintage,
        )
        for (mineral, vintage), rows in sorted(found.items())
    ]  # fmt: skip


def end_uses(claims: pa.Table) -> dict[str, tuple[EndUse, ...]]:
    """Return the uses of each mineral, from the newest reading of it; see :func:`readings`.

    Raises
    ------
    InputError
        If one vintage holds two readings of a mineral, with every such mineral.
    """
    return {found.mineral: found.uses for found in readings(claims) if found.is_chosen}


def _base(rows: Sequence[Row]) -> str:
    return next((str(row["text"]) for row in rows if row["kind"] == "use_base"), "")


def _uses(mineral: str, rows: Sequence[Row]) -> tuple[EndUse, ...]:
    """Return the uses in the order of their shares, the largest first."""
    of: dict[tuple[str, str], dict[str, Row]] = defaultdict(dict)
    for row in rows:
        if str(row["object"]).startswith("use:"):
            use, _, industry = _after(row["object"]).partition("/industry.detail:")
            of[use, industry][row["kind"]] = row
    placed: dict[str, list[Placement]] = defaultdict(list)
    for (use, industry), cell in sorted(of.items()):
        if industry:
            direct = cell.get("dependent_share")
            placed[use].append(
                Placement(industry, _range(cell["use_split"]), _range(direct) if direct else None)
            )
    made = [
        EndUse(
            mineral=mineral,
            use=use,
            share=_range(cell["end_use_share"]),
            substitutable=_range(cell["substitutable_share"]),
            material=str(cell["use_material"]["text"]),
            line=str(cell["use_line"]["text"]) if "use_line" in cell else "",
            placements=tuple(sorted(placed[use], key=lambda p: (-p.split.mode, p.industry))),
        )
        for (use, industry), cell in of.items()
        if not industry
    ]
    return tuple(sorted(made, key=lambda use: (-use.share.mode, use.use)))


def _outside(mineral: str, rows: Sequence[Row]) -> tuple[Outside, ...]:
    return tuple(
        Outside(mineral, _after(row["object"]), row["unit"], row["valid_to"].year, _range(row))
        for row in sorted(rows, key=lambda row: (str(row["object"]), row["valid_to"]))
        if row["kind"] == "outside_form"
    )


def _range(row: Row) -> Interval:
    return Interval(
        row["lo"], row["value"], row["hi"], Method(row["method"]), words_of(row["text"]),
        row["confidence"],
    )  # fmt: skip


def words_of(text: str) -> str:
    """Return the citation of a claim in words: publication, locator, address.

    >>> words_of('{"assumed": "no figure was found"}')
    'assumed: no figure was found'
    """
    said: dict[str, Any] = json.loads(text)
    if "assumed" in said:
        return f"assumed: {said['assumed']}"
    year = said["year"] or "undated"
    return f"{said['title']} ({said['publisher']}, {year}), {said['locator']}; {said['url']}"


def _after(key: str) -> str:
    return key.partition(":")[2]
