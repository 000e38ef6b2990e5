"""What a twin is made of, and how fresh it is: one entry per source, counted from its claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from mainstay.extend import registry
from mainstay.model import Method, Qualifier, Table
from mainstay.service.screens.shapes import ShownTable, shown_table
from mainstay.service.twins import OpenTwin, editions
from mainstay.sources.embedded import embedded

#: Methods that count as seen: somebody published or reported it.
SEEN = (Method.OBSERVED.value, Method.REPORTED.value)

#: Qualifiers of entries in which the publisher gives no value.
UNKNOWN = (
    Qualifier.WITHHELD.value, Qualifier.NOT_AVAILABLE.value, Qualifier.NOT_APPLICABLE.value,
    Qualifier.INCLUDED_ELSEWHERE.value,
)  # fmt: skip

#: A year and a month in days, for ages in words.
_YEAR, _MONTH = 365.25, 30.44


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedSource:
    """One source of a twin.

    Parameters
    ----------
    key, title, publisher, license
        What it is.
    vintage
        Edition of the publication.
    until
        Last day that its figures speak of; ``None`` for a code list, which has no such day.
    age_days, age
        Days since then, and in words; ``None`` and a word where there is no such day.
    claims
        Entries that the twin holds of it.
    seen_share, unknown_share
        Part of the entries that somebody published or reported, and part without a value because
        it is withheld or not available; the rest is inferred or assumed. ``None`` for a code list.
    """

    key: str
    title: str
    publisher: str
    license: str
    vintage: str
    until: date | None
    claims: int
    seen_share: float | None
    unknown_share: float | None
    age_days: int | None = None
    age: str = ""

    @property
    def is_code_list(self) -> bool:
        """Whether it only names and links codes."""
        return self.until is None


def loaded_sources(opened: OpenTwin) -> tuple[LoadedSource, ...]:
    """Return the sources of a twin without ages, those with most entries first."""
    kinds = tuple(sorted({kind for kind, _, _ in opened.record.keys()}))  # noqa: SIM118
    counted = _counted(opened.claims(kinds))
    found = [_source(key, held, counted) for key, held in editions(opened.record).items()]
    return tuple(sorted(found, key=lambda s: (s.is_code_list, -s.claims, s.key)))


def _source(key: str, held: tuple[str, ...], counted: Mapping[str, _Count]) -> LoadedSource:
    """Return what is held of one source; titles are of the editions that are held."""
    figures = [f for f in embedded() if f.source == key and f.vintage in held]
    card = registry().cards.get(("source", key))
    count = counted.get(key, _Count())
    is_list = key.startswith("codes.")
    return LoadedSource(
        key=key,
        title="; ".join(f.title for f in figures) or (card.title if card else key),
        publisher="; ".join(f.publisher for f in figures) or (card.citation if card else ""),
        license="; ".join(f.license for f in figures) or (card.license if card else ""),
        vintage=", ".join(held),
        until=None if is_list else count.until,
        claims=count.claims,
        seen_share=None if is_list or not count.claims else count.seen / count.claims,
        unknown_share=None if is_list or not count.claims else count.unknown / count.claims,
    )


def with_ages(sources: tuple[LoadedSource, ...], today: date) -> tuple[LoadedSource, ...]:
    """Return the same sources with their ages on a day."""
    return tuple(_aged(source, today) for source in sources)


def loaded_table(sources: tuple[LoadedSource, ...], twin_id: str) -> ShownTable:
    """Return sources that have figures as a table, with a line about the code lists.

    Parameters
    ----------
    sources
        With their ages.
    twin_id
        The twin that they are read from.
    """
    told = [source for source in sources if not source.is_code_list]
    lists = [source.title for source in sources if source.is_code_list]
    rows: list[dict[str, object]] = [
        {
            "source": one.title,
            "publisher": one.publisher,
            "edition": one.vintage,
            "describes_until": str(one.until),
            "age": one.age,
            "entries": one.claims,
            "seen_share": one.seen_share,
            "unpublished_share": one.unknown_share,
        }
        for one in told
    ]
    notes = (
        "An entry is seen where somebody published or reported it; the others are inferred or "
        "assumed. Unpublished: withheld, or not available.",
        f"Code lists are read as well: {'; '.join(lists)}." if lists else "",
    )
    made = shown_table(
        Table.of("loaded", rows, title="What is loaded, and how fresh it is",
                 source=f"twin {twin_id[:12]}", notes=tuple(n for n in notes if n))
    )  # fmt: skip
    return _sorted_by_days(made, told)


def _sorted_by_days(made: ShownTable, told: list[LoadedSource]) -> ShownTable:
    """Return the table with ages that sort by days, not by their words."""
    place = [column.name for column in made.columns].index("age")
    columns = tuple(replace(c, is_number=c.is_number or c.name == "age") for c in made.columns)
    rows = tuple(
        tuple(
            replace(cell, key=None if one.age_days is None else float(one.age_days))
            if k == place
            else cell
            for k, cell in enumerate(row)
        )
        for row, one in zip(made.rows, told, strict=True)
    )
    return replace(made, columns=columns, rows=rows)


def age_in_words(days: int) -> str:
    """Return an age as a reader says it.

    Examples
    --------
    >>> age_in_words(0), age_in_words(20), age_in_words(200), age_in_words(1058)
    ('current', '20 days', '7 months', '2.9 years')
    """
    if days <= 0:
        return "current"
    if days < 2 * _MONTH:
        return f"{days} day" if days == 1 else f"{days} days"
    return f"{days / _MONTH:.0f} months" if days < 1.5 * _YEAR else f"{days / _YEAR:.1f} years"


def _aged(source: LoadedSource, today: date) -> LoadedSource:
    if source.until is None:
        return replace(source, age="code list")
    days = max((today - source.until).days, 0)
    return replace(source, age_days=days, age=age_in_words(days))


@dataclass(frozen=True, slots=True)
class _Count:
    claims: int = 0
    seen: int = 0
    unknown: int = 0
    until: date | None = None


def _counted(claims: pa.Table) -> dict[str, _Count]:
    """Count the claims of each source: all, seen, unknown, and the last day they speak of."""
    unknown = pc.is_in(claims["qualifier"].cast(pa.string()), pa.array(UNKNOWN))
    said = pc.is_in(claims["method"].cast(pa.string()), pa.array(SEEN))
    flags = pa.table({
        "source": claims["source"].cast(pa.string()),
        "seen": pc.and_not(said, unknown).cast(pa.int64()),
        "unknown": unknown.cast(pa.int64()),
        "until": claims["valid_to"],
    })  # fmt: skip
    sums = flags.group_by("source").aggregate(
        [("seen", "count"), ("seen", "sum"), ("unknown", "sum"), ("until", "max")]
    )
    return {
        row["source"]: _Count(
            row["seen_count"], row["seen_sum"], row["unknown_sum"], row["until_max"]
        )
        for row in sums.to_pylist()
    }
