"""A brief as one HTML page that needs nothing but itself: no network, no script to be read."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

import jinja2

from mainstay.report.check import check
from mainstay.report.content import Account, Brief, OverlapRow, overlap_of
from mainstay.report.document import OTHER_RULES
from mainstay.report.gallery import Drawn, drawn, symbol
from mainstay.report.marks import marks_of
from mainstay.report.material_tables import material_tables
from mainstay.report.palette import stylesheet
from mainstay.report.quantity import provenances, unbroken
from mainstay.report.table_view import view
from mainstay.report.tables import all_tables

#: Most rows of the overlap that the page shows; the table holds all.
OVERLAP_SHOWN = 14


def page(brief: Brief, *, pdf: bool | None = None) -> str:
    """Return the whole page as text.

    Without the drawing library each figure gives way to its table, with a note that says how to
    install it.

    Parameters
    ----------
    brief
        What to say.
    pdf
        Whether a PDF of the same lies beside the page; if not, the page says how to get one.
        Nothing is said where nothing is known.

    Raises
    ------
    InputError
        If the brief does not hold together, see :func:`~mainstay.report.check.check`.
    """
    check(brief)
    figures = drawn(brief)
    marks = marks_of(brief)
    script = _asset("sort.js").strip()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    rows = brief.overlap or overlap_of(brief.accounts)
    text = _environment().get_template("brief.html.j2").render(
        brief=brief,
        figures=figures,
        views={name: view(d.figure.table, d.figure.columns) for name, d in figures.items()},
        kind=lambda block: type(block).__name__.lower(),
        own_views={t.name: view(t) for t in material_tables(brief)},
        whys=tuple(marks),
        mark=marks.__getitem__,
        provenances=provenances,
        symbol=symbol,
        names={line.mineral: line.name for line in brief.material.lines} if brief.material else {},
        other_rules=OTHER_RULES,
        ranks=spans,
        contents=_contents(brief, figures),
        overlap=_shared(rows),
        overlap_sentence=_overlap_sentence(brief),
        tables={table.name: table for table in all_tables(brief)},
        style=_squeezed(stylesheet() + _asset("brief.css")),
        script=script,
        pdf=pdf,
        policy=f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
        f"script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
    )  # fmt: skip
    return text + "\n"


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


def _contents(brief: Brief, figures: Mapping[str, Drawn]) -> list[tuple[str, str]]:
    story = brief.material
    entries = [
        *((section.anchor, section.short, True) for section in brief.sections),
        ("lists", "Three lists", bool(brief.accounts)),
        ("materials", "Materials", brief.materials is not None),
        ("regimes", "If it stops", story is not None),
        ("industries", "Where it is lost", "industries" in figures),
        ("map", "Who supplies", "map" in figures),
        ("chain", "Tier by tier", story is not None and bool(story.chains)),
        ("change", "What would change it", "drivers" in figures),
        ("ranking", "Ranking", bool(brief.accounts)),
        ("minerals", "Minerals", "minerals" in figures),
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


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("mainstay.report", "assets"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # a number and its unit stay on one line
    environment.filters["kept"] = unbroken
    return environment


def _asset(name: str) -> str:
    return resources.files("mainstay.report").joinpath("assets", name).read_text("utf-8")


def _squeezed(css: str) -> str:
    return re.sub(r"\s*\n\s*", "", re.sub(r"/\*.*?\*/", "", css, flags=re.S))
