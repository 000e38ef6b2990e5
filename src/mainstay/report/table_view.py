"""A table as a page shows it: headings in words, cells as a reader wants them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mainstay.model import Table
from mainstay.report.quantity import Unit, written

_ENDINGS: tuple[tuple[str, Unit | None], ...] = (
    ("_share", Unit.SHARE),
    ("_probability", Unit.SHARE),
    ("_multiple", Unit.MULTIPLE),
    ("_usd", Unit.USD),
    ("_usd_per_day", Unit.USD),
    ("hhi_lo", Unit.INDEX),
    ("hhi_hi", Unit.INDEX),
    ("confidence", Unit.INDEX),
)

#: Headings that are not the column's name with blanks.
_HEADINGS = {
    "dependent_share": "share",
    "dependent_lo_share": "share, low",
    "dependent_hi_share": "share, high",
    "dependent_usd": "dollars",
    "dependent_lo_usd": "dollars, low",
    "dependent_hi_usd": "dollars, high",
    "import_share": "imported",
    "import_lo_share": "imported, low",
    "import_hi_share": "imported, high",
    "leading_region_share": "its share of imports",
    "seen_share": "seen",
    "not_separable_from": "order not settled against",
    "leader_world_share": "share of world",
    "leader_us_import_share": "share of US imports",
    "us_leader": "first US supplier",
    "us_leader_import_share": "its share of US imports",
    "us_years": "US imports of",
    "hhi_lo": "HHI, low",
    "hhi_hi": "HHI, high",
    "net_import_reliance_words": "net import reliance",
    "is_critical": "on critical list",
    "iso3": "code",
    "map_share": "share of world",
    "expected_usd": "expected loss",
    "expected_lo_usd": "expected loss, low",
    "expected_hi_usd": "expected loss, high",
    "conditional_usd": "loss if it stops",
    "conditional_lo_usd": "loss if it stops, low",
    "conditional_hi_usd": "loss if it stops, high",
    "loss_usd": "loss",
    "value_added_loss_usd": "value added lost",
    "output_loss_usd": "output lost",
    "output_loss_share": "of normal output",
    "first_hit_day": "first hit on day",
    "loss_lo_usd": "loss, low",
    "loss_hi_usd": "loss, high",
    "direct_usd": "of it direct",
    "indirect_usd": "of it indirect",
    "efficient_usd": "to where it is worth most",
    "bottleneck_usd": "passed on through all",
    "market_clearing_usd": "by market prices",
    "health_usd": "in health",
    "defense_usd": "in defense",
    "producer_gain_usd": "gained by producers",
    "terms_of_trade_usd": "dearer imports",
    "price_multiple": "price, of before",
    "price_lo_multiple": "price, low",
    "price_hi_multiple": "price, high",
    "shortage_share": "short",
    "shortage_lo_share": "short, low",
    "shortage_hi_share": "short, high",
    "stops_probability": "stops within a year",
    "stops_lo_probability": "stops, low",
    "stops_hi_probability": "stops, high",
    "top10_probability": "among first ten",
    "settled_from": "order settled from",
    "coverage_share": "use mapped",
    "cited_share": "evidence cited",
    "structural_rank": "place, structural",
    "driver_share": "of the spread",
    "spread_share": "of the spread",
    "low_answer_usd": "loss at its lowest tenth",
    "high_answer_usd": "loss at its highest tenth",
    "link_share": "share",
    "link_lo_share": "share, low",
    "link_hi_share": "share, high",
    "share_of": "share of",
    "level": "tier",
    "depth_share": "deepest",
    "depth_day": "deepest on day",
    "hit_day": "hit on day",
    "recovered_day": "back on day",
    "recovery_days": "days until back",
    "lost_days": "lost, in days",
    "lost_usd": "lost",
    "above_days": "made up, in days",
    "normal_usd_per_day": "normal a day",
    "loss_share": "lost share",
    "loss_usd_per_day": "lost a day",
    "missing_usd_per_day": "missing a day",
    "share_of_input": "of the buyer's use",
    "source_name": "supplier",
    "target_name": "buyer",
}
#: Ends of a band, and what they add to a heading.
_ENDS = {"_low": ", low", "_mid": "", "_high": ", high"}
#: Days that do not come within a run: then they are not unknown but late.
_LATE = {"hit_day": "not hit", "recovered_day": "not back", "recovery_days": "not back"}
#: Columns that only files carry: another column says the same in words.
_FILES_ONLY = {
    "leader_iso3", "net_import_reliance_share", "net_import_reliance_lo_share",
    "net_import_reliance_hi_share",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ViewColumn:
    """One heading, whether its cells are numbers, and the column's name in files."""

    title: str
    is_number: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its words, and the number to sort by, if it is one."""

    words: str
    key: float | None = None


@dataclass(frozen=True, slots=True)
class TableView:
    """A table ready to be written into a page."""

    title: str
    columns: tuple[ViewColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]


def view(table: Table, columns: Sequence[str] = ()) -> TableView:
    """Return a table as a page shows it.

    Only the columns asked for, if any are; those in which every row is empty are left out. An
    unknown number is the word.

    Examples
    --------
    >>> view(Table.of("t", [{"import_share": 0.25, "name": None}, {"name": "x"}])).rows[0][0].words
    '25.0 %'
    """
    rows = table.rows()
    names = [
        name
        for name in columns or table.data.column_names
        if name not in _FILES_ONLY and any(row[name] not in (None, "") for row in rows)
    ]
    numeric = {
        name
        for name in names
        if any(isinstance(r[name], (int, float)) and not isinstance(r[name], bool) for r in rows)
    }
    heads = tuple(ViewColumn(_heading(name), name in numeric, name) for name in names)
    cells = tuple(tuple(_cell(name, row[name], name in numeric) for name in names) for row in rows)
    return TableView(table.title, heads, cells)


def _parted(name: str) -> tuple[str, str]:
    """Return a column's name without the end of a band, and that end.

    >>> _parted("lost_usd_mid"), _parted("hhi_lo")
    (('lost_usd', '_mid'), ('hhi_lo', ''))
    """
    end = next((end for end in _ENDS if name.endswith(end)), "")
    return name.removesuffix(end), end


def _heading(name: str) -> str:
    if name in _HEADINGS:
        return _HEADINGS[name]
    stem, end = _parted(name)
    return _HEADINGS.get(stem, stem.replace("_", " ")) + _ENDS.get(end, "")


def _cell(name: str, value: object, numeric: bool) -> Cell:
    if value is None:
        # an empty rank is a place outside the list shown, not something unknown
        empty = "outside" if name.endswith("_rank") else "unknown" if numeric else ""
        return Cell(_LATE.get(_parted(name)[0], empty))
    if isinstance(value, bool):
        return Cell("yes" if value else "no")
    if isinstance(value, (int, float)):
        stem, _ = _parted(name)
        unit = next((unit for ending, unit in _ENDINGS if stem.endswith(ending)), None)
        if unit is not None:
            return Cell(written(float(value), unit), float(value))
        if name == "year" or isinstance(value, int):
            # years and days are short; a large count is read by its groups
            return Cell(f"{value:,}" if abs(value) >= 10_000 else str(value), float(value))
        return Cell(f"{value:,.4g}", float(value))
    return Cell(str(value))
