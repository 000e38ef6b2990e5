"""The columns that result tables of losses must have, and how a row becomes numbers.

Tables (one row per mineral unless said otherwise; money in US dollars, shares of one; every
``_low``/``_mid``/``_high`` is the 5th, 50th and 95th percentile of the draws; an empty cell is
unknown)::

    expected      what the ranking says
    regimes       one row per mineral and regime: what a world and a bilateral cut do
    by_industry   one row per mineral and industry
    by_country    one row per mineral and supplier
    drivers       one row per mineral and parameter
    suppliers     one row per mineral, stage and place: shares of the world and of US imports
    not_computed  mineral and reason

``source`` names the sources as their keys, each with its edition or without, blanks between; a row
that does not name keys of the brief rests on those of :class:`Evidence`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mainstay.errors import Problem, SchemaMismatch, raise_all
from mainstay.model import Label, Method, Table
from mainstay.report.content import Source
from mainstay.report.quantity import Number, Provenance, Unit

_BANDS = ("loss_usd", "state_loss_usd", "conditional_loss_usd", "price_multiple", "shortage")


def _three(*stems: str) -> tuple[str, ...]:
    return tuple(f"{stem}_{end}" for stem in stems for end in ("low", "mid", "high"))


#: Columns that each table must have; others are kept and not read.
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "expected": (
        "rank", "mineral", "name", *_three(*_BANDS), "leader", "leader_name",
        "market_loss_usd_mid", "efficient_usd_mid", "bottleneck_usd_mid", "health_loss_usd_mid",
        "defense_loss_usd_mid", "producer_gain_usd_mid", "terms_of_trade_usd_mid", "driver",
        "driver_index", "top10_probability", "tied_with", "coverage", "cited", "confidence",
        "single_point", "source",
    ),
    "regimes": ("mineral", "regime", *_three("loss_usd", "price_multiple", "shortage")),
    "by_industry": (
        "mineral", "industry", "name", *_three("loss_usd"), "direct_usd_mid", "indirect_usd_mid",
    ),
    "by_country": (
        "mineral", "place", "name", *_three("probability", "expected_usd", "conditional_usd"),
    ),
    "drivers": ("mineral", "parameter", "index", "low_answer", "high_answer"),
    "suppliers": ("mineral", "stage", "place", "name", "year", *_three("share"), "import_share"),
    "not_computed": ("mineral", "reason"),
    "story_drivers": (
        "scenario", "regime", "parameter", "index", "low_answer", "high_answer",
    ),
    "accounts": (
        "scenario", "regime", "account", *_three("loss_usd"), "efficient_usd_mid",
        "bottleneck_usd_mid",
    ),
    "by_activity": (
        "scenario", "regime", "id", "name", *_three("value_added_loss_usd"), "direct_usd_mid",
        "indirect_usd_mid",
    ),
    "markets": (
        "scenario", "regime", "mineral", *_three("shortage", "price_multiple"), "coverage", "cited",
    ),
}  # fmt: skip


def checked(kind: str, table: Table) -> list[dict[str, Any]]:
    """Return the rows of a table after a look at its columns.

    Raises
    ------
    SchemaMismatch
        Naming every column that is missing.

    Examples
    --------
    >>> checked("not_computed", Table.of("t", [{"mineral": "thallium", "reason": "no price"}]))
    [{'mineral': 'thallium', 'reason': 'no price'}]
    """
    if not len(table):
        return []
    problems = [
        Problem("missing_column", f"table {kind}", f"no column {name!r}")
        for name in REQUIRED[kind]
        if name not in table.data.column_names
    ]
    raise_all(SchemaMismatch, f"the table {kind} lacks columns", problems)
    return table.rows()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Makes the provenance of computed numbers: one object per set of sources and note.

    Parameters
    ----------
    sources
        The publications of the brief.
    label
        Who may read what is made of them.
    behind
        Keys of the sources that a row rests on if it does not name its own; all, when empty.
    """

    sources: tuple[Source, ...]
    label: Label = Label.PUBLIC
    behind: tuple[str, ...] = ()

    def why(
        self, row: Mapping[str, Any], note: str, method: Method = Method.INFERRED
    ) -> Provenance:
        """Return where a row's numbers are from, by its columns ``source`` and ``confidence``."""
        vintages = {s.key: s.vintage for s in self.sources}
        words = re.split(r"[\s;,]+", str(row.get("source") or "").strip())
        # a key may be followed by its edition
        keys = tuple(dict.fromkeys(w for w in words if not w[:1].isdigit()))
        if not all(key in vintages for key in keys):
            keys = self.behind or tuple(vintages)
        named = dict.fromkeys(vintages[key] for key in keys if key in vintages)
        confidence = row.get("confidence")
        return Provenance(
            sources=keys,
            vintage="; ".join(named) or "unknown",
            method=method,
            # one decimal says enough, and keeps the list of evidence short
            confidence=0.2 if unknown(confidence) else round(float(confidence or 0.0), 1),
            label=self.label,
            note=note,
        )


def filled(
    rows: Sequence[dict[str, Any]], behind: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return rows in which an absent source or confidence is that of the mineral's own line.

    >>> filled([{"mineral": "gallium"}], {"gallium": {"source": "usgs.mcs", "confidence": 0.4}})
    [{'mineral': 'gallium', 'source': 'usgs.mcs', 'confidence': 0.4}]
    """
    names = ("source", "confidence")
    return [
        {**row, **{n: row.get(n, behind.get(row["mineral"], {}).get(n)) for n in names}}
        for row in rows
    ]


def unknown(value: object) -> bool:
    """Return whether a cell is empty or not a number.

    >>> unknown(None), unknown(float("nan")), unknown(0.0)
    (True, True, False)
    """
    return value is None or (isinstance(value, float) and math.isnan(value))


def band(row: Mapping[str, Any], stem: str, unit: Unit, why: Provenance) -> Number:
    """Return the number of three columns ``_low``, ``_mid`` and ``_high``."""
    low, mid, high = (_float(row[f"{stem}_{end}"]) for end in ("low", "mid", "high"))
    return Number(mid, unit, why, low, high)


def single(row: Mapping[str, Any], name: str, unit: Unit, why: Provenance) -> Number:
    """Return the number of one column."""
    return Number(_float(row[name]), unit, why)


def _float(value: object) -> float | None:
    return None if unknown(value) else float(value)  # type: ignore[arg-type]
