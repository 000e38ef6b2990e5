"""A brief as one HTML page that needs nothing but itself: no network, no script to be read."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import jinja2

from mainstay.errors import MissingExtra
from mainstay.model import Table
from mainstay.report import figures, render_svg
from mainstay.report.check import check
from mainstay.report.content import Account, Brief, OverlapRow, overlap_of
from mainstay.report.figures import Figure, Key
from mainstay.report.palette import stylesheet
from mainstay.report.quantity import Provenance
from mainstay.report.table_view import TableView, view
from mainstay.report.tables import all_tables, provenances
from mainstay.report.world_map import world_map

#: Most rows of the overlap that the page shows; the table holds all.
OVERLAP_SHOWN = 14


@dataclass(frozen=True, slots=True)
class _Drawing:
    title: str
    svg: str


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A figure with its drawings, or with a note that says why there are none."""

    name: str
    title: str
    alt: str
    panels: tuple[_Drawing, ...]
    table: Table
    view: TableView
    keys: tuple[Key, ...]
    provenances: tuple[Provenance, ...]
    caption: str
    disclaimer: str
    note: str


def page(brief: Brief) -> str:
    """Return the whole page as text.

    Without the drawing library each figure gives way to its table, with a note that says how to
    install it.

    Raises
    ------
    InputError
        If the brief does not hold together, see :func:`~mainstay.report.check.check`.
    """
    check(brief)
    drawn = {f.name: _draw(f) for f in _figures(brief)}
    whys = provenances(brief)
    marks = {why: letters(i) for i, why in enumerate(whys)}
    script = _asset("sort.js").strip()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    rows = brief.overlap or overlap_of(brief.accounts)
    text = _environment().get_template("brief.html.j2").render(
        brief=brief,
        figures=drawn,
        whys=whys,
        mark=marks.__getitem__,
        provenances=provenances,
        symbol=_symbol,
        ranks=spans,
        contents=_contents(brief, drawn),
        overlap=_shared(rows),
        overlap_sentence=_overlap_sentence(brief),
        tables={table.name: table for table in all_tables(brief)},
        style=_squeezed(stylesheet() + _asset("brief.css")),
        script=script,
        policy=f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
        f"script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
    )  # fmt: skip
    return text + "\n"


def letters(place: int) -> str:
    """Return the marker of the evidence at a place: a, b, … z, aa, ab.

    >>> letters(0), letters(25), letters(26)
    ('a', 'z', 'aa')
    """
    head, tail = divmod(place, 26)
    return (letters(head - 1) if head else "") + chr(ord("a") + tail)


def spans(ranks: Sequence[int]) -> str:
    """Return ranks in words, neighbors joined.

    >>> spans((5, 2, 3, 4, 9))
    '2–5 and 9'
    """
    runs: list[list[int]] = []
    for rank in sorted(ranks):
        if runs and rank == runs[-1][-1] + 1:
            runs[-1].append(rank)
        else:
            runs.append([rank])
    words = [
        f"{r[0]}–{r[-1]}" if len(r) > 2 else " and ".join(map(str, r)) if len(runs) == 1 else
        ", ".join(map(str, r))
        for r in runs
    ]  # fmt: skip
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _figures(brief: Brief) -> list[Figure]:
    found = [figures.ranking(brief), figures.seen(brief)]
    if brief.minerals:
        found.append(figures.minerals(brief))
    world = world_map(brief)
    return [*found, world] if world else found


def _draw(figure: Figure) -> _Drawn:
    note, panels = "", list[_Drawing]()
    try:
        panels = [_Drawing(panel.title, render_svg.draw(panel.spec)) for panel in figure.panels]
    except MissingExtra as error:
        note = f"{error.message[:1].upper()}{error.message[1:]} ({error.hint})."
    return _Drawn(
        name=figure.name, title=figure.title, alt=figure.alt, panels=tuple(panels),
        table=figure.table, view=view(figure.table, figure.columns), keys=figure.keys,
        provenances=figure.provenances, caption=figure.caption, disclaimer=figure.disclaimer,
        note=note,
    )  # fmt: skip


def _contents(brief: Brief, drawn: dict[str, _Drawn]) -> list[tuple[str, str]]:
    entries = [
        ("lists", "Three lists", True),
        ("map", "Map", "map" in drawn),
        ("ranking", "Ranking", True),
        ("minerals", "Minerals", "minerals" in drawn),
        ("unknown", "What we do not know", True),
        ("methods", "Methods", bool(brief.methods)),
        ("sources", "Sources", True),
        ("repeat", "Repeat this", True),
    ]
    return [(anchor, words) for anchor, words, there in entries if there]


def _overlap_sentence(brief: Brief) -> str:
    rows = brief.overlap or overlap_of(brief.accounts)
    counts = [sum(rank is not None for rank in row.ranks) for row in rows]
    shared = f"{counts.count(len(Account))} of {len(rows)} stand in all three lists"
    key = "The number is the rank; a dash is outside the list shown."
    return f"{shared}, {counts.count(2)} in two, the other {counts.count(1)} in one. {key}"


def _shared(rows: Sequence[OverlapRow]) -> list[OverlapRow]:
    """Return what stands in more than one list."""
    return [row for row in rows if sum(r is not None for r in row.ranks) > 1][:OVERLAP_SHOWN]


#: What stands in front of a legend's words, on a ground of 22 by 12.
_SYMBOLS = {
    "solid": '<rect x="1" y="1" width="20" height="10" fill="currentColor"/>',
    "outline": '<rect x="1" y="1" width="20" height="10" fill="none" stroke="currentColor"/>',
    "whisker": '<path d="M2 6H20M2 2V10M20 2V10" stroke="currentColor" stroke-width="1.5"/>',
    "hatched": '<path d="M1 1H21V11H1Z M1 11L11 1M6 11L16 1M11 11L21 1M16 11L21 6M1 6L6 1" '
    'fill="none" stroke="currentColor"/>',
    "dot-world": '<circle cx="11" cy="6" r="5" fill="var(--world)"/>',
    "dot-us": '<path d="M11 1L16 6L11 11L6 6Z" fill="none" stroke="var(--imports)" '
    'stroke-width="2"/>',
}


def _symbol(name: str) -> str:
    shade = f'<rect x="1" y="1" width="20" height="10" fill="var(--{name})" stroke="var(--hatch)"/>'
    return _SYMBOLS.get(name, shade)


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("mainstay.report", "assets"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _asset(name: str) -> str:
    return resources.files("mainstay.report").joinpath("assets", name).read_text("utf-8")


def _squeezed(css: str) -> str:
    return re.sub(r"\s*\n\s*", "", re.sub(r"/\*.*?\*/", "", css, flags=re.S))
