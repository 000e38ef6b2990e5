"""A brief as one row of blocks, for forms that are read from top to bottom: PDF and terminal.

The blocks come from the content tree alone. A number stays a
:class:`~mainstay.report.quantity.Number` until the form writes it, so that no number loses where it
is from.
"""

from __future__ import annotations

from collections.abc import Iterable

from mainstay.report import material_tables
from mainstay.report.blocks import (
    Block,
    Code,
    Evidence,
    Facts,
    Figure,
    Grid,
    Heading,
    Items,
    Keys,
    Pictured,
    Terms,
    Words,
)  # fmt: skip
from mainstay.report.content import AccountSection, Brief, Section
from mainstay.report.gallery import figures_of
from mainstay.report.material import MaterialStory, NotComputed, in_sentence
from mainstay.report.quantity import KeyNumber, provenances
from mainstay.report.table_view import Cell, TableView, view

#: Columns of a figure's table that stand on a page; the files hold all of them.
_COLUMNS: dict[str, tuple[str, ...]] = {
    "losses": (
        "rank", "mineral", "expected_usd", "expected_lo_usd", "expected_hi_usd",
        "conditional_usd", "leader", "settled_from", "confidence",
    ),
    "industries": ("mineral", "name", "loss_usd", "loss_lo_usd", "loss_hi_usd", "direct_usd"),
    "drivers": ("mineral", "parameter", "spread_share", "low_answer_usd", "high_answer_usd"),
    "map": ("country", "value", "map_share", "words", "method", "confidence"),
    "minerals": ("commodity", "stage", "leader", "leader_world_share", "leader_us_import_share",
                 "us_leader", "us_leader_import_share"),
    "chain": ("level", "from", "to", "link_share", "share_of", "method"),
    "seen": ("account", "rank", "name", "seen_share", "import_share", "leading_region"),
}  # fmt: skip
#: Rows of a table on a page.
ROWS = 40


def document(brief: Brief) -> tuple[Block, ...]:
    """Return the whole brief as blocks, the answer first."""
    figures = {f.name: f for f in figures_of(brief)}
    return (
        Words((brief.answer,), "answer"),
        *([Items(tuple((s,) for s in brief.headlines))] if brief.headlines else []),
        *([Keys(brief.key_numbers)] if brief.key_numbers else []),
        *(block for section in brief.sections for block in _section(section)),
        *_accounts(brief, figures),
        *(_story(brief.material, brief, figures) if brief.material else ()),
        *_ranking(brief, figures),
        *_unknown(brief, figures),
        *_methods(brief),
        *_sources(brief),
        *_repeat(brief),
    )


def _pictured(figure: Figure) -> list[Block]:
    name = "chain" if figure.name.startswith("chain-") else figure.name
    named = figure.columns or tuple(figure.table.data.column_names)
    columns = [c for c in _COLUMNS.get(name, named) if c in named]
    whole = view(figure.table, columns)
    if figure.name == "ranking":
        # the lists above it hold the same
        whole = TableView(whole.title, whole.columns, ())
    return [Pictured(figure, _first_rows(whole)), Evidence(figure.provenances)]


def _first_rows(whole: TableView) -> TableView:
    """Return a table's first rows; the first of each mineral, where it has several."""
    rows = whole.rows
    if whole.columns and whole.columns[0].title == "mineral":
        groups: dict[str, list[tuple[Cell, ...]]] = {}
        for row in rows:
            groups.setdefault(row[0].words, []).append(row)
        each = max(ROWS // len(groups), 1) if groups else ROWS
        rows = tuple(row for group in groups.values() for row in group[:each])
    return TableView(whole.title, whole.columns, rows[:ROWS])


def _section(section: Section) -> Iterable[Block]:
    yield Heading(1, section.title)
    for block in section.blocks:
        if isinstance(block, Pictured):
            yield Pictured(block.figure, _first_rows(block.grid))
            yield Evidence(block.figure.provenances)
        else:
            yield block


def _accounts(brief: Brief, figures: dict[str, Figure]) -> Iterable[Block]:
    if not brief.accounts:
        return
    yield Heading(1, "What the nation hangs on")
    yield Words(
        ("Three lists, each in order of the share of its account's final use that passes through "
         "imports of the product at any tier, with its band. A share of cost, not of what stops.",),
        "intro",
    )  # fmt: skip
    for section in brief.accounts:
        yield from _account(section)
    if brief.inside:
        yield Heading(1, "What stands inside, wherever it is made")
    for section in brief.inside:
        yield from _account(section)
    if brief.tiles:
        yield Heading(1, "Asked for by name")
    for tile in brief.tiles:
        yield Heading(2, f"{tile.title}: {tile.coverage.value}")
        yield Words((tile.sentence,))
        if tile.numbers:
            yield _facts(tile.numbers, tile.title)
        if tile.missing:
            yield Items(tuple((f"Not yet modeled: {s}",) for s in tile.missing))
    yield Heading(1, "How far apart they are")
    yield from _pictured(figures["ranking"])


def _account(section: AccountSection) -> Iterable[Block]:
    yield Heading(2, section.title)
    yield Words((section.sentence, " In all: ", section.total, "."))
    if section.dependencies:
        yield Facts(
            ("", "hangs on", "share", "dollars", "imported", "most from"),
            tuple(
                (str(d.rank), d.name, d.share, d.value, d.import_share, d.leading_region or "–")
                for d in section.dependencies
            ),
            section.title,
        )
    ties = [f"{d.rank} against {', '.join(map(str, d.not_separable_from))}"
            for d in section.dependencies if d.not_separable_from]  # fmt: skip
    if ties:
        yield Words((f"Order not settled: {'; '.join(ties)}.",), "note")
    yield Evidence(provenances(section))


def _facts(numbers: Iterable[KeyNumber], title: str) -> Facts:
    rows = tuple((f"{k.title}{f', {k.sentence}' if k.sentence else ''}", k.number) for k in numbers)
    return Facts(("", "value"), rows, title)


def _story(story: MaterialStory, brief: Brief, figures: dict[str, Figure]) -> Iterable[Block]:
    yield Heading(1, "If it stops")
    yield Words((story.question,), "intro")
    if story.regimes:
        yield regime_facts(story)
        said = dict.fromkeys((r.title, r.sentence) for r in story.regimes)
        yield Terms(tuple((title, (sentence,)) for title, sentence in said))
        outside = dict.fromkeys(r.not_covered for r in story.regimes if r.not_covered)
        yield from (Words((f"Not in the figure. {words}",), "note") for words in outside)
        yield Evidence(provenances(story.regimes))
    if story.lines:
        yield Heading(2, "The same by other rules")
    for first in range(0, len(story.lines), MOST_COLUMNS):
        lines = story.lines[first : first + MOST_COLUMNS]
        yield Facts(
            ("", *(line.name for line in lines)),
            tuple(
                (words, *(getattr(line, name) or "–" for line in lines))
                for words, name in OTHER_RULES
                if any(getattr(line, name) for line in lines)
            ),
            "The same by other rules",
        )
    yield Evidence(provenances(story.lines))
    if story.assumptions:
        yield Heading(2, "What the story assumes")
        yield Items(tuple((s,) for s in story.assumptions))
    yield from _tiers(story, brief, figures)


def regime_facts(story: MaterialStory) -> Facts:
    """Return both kinds of cut side by side, or below each other where there are many minerals.

    What a regime does not know is a dash.
    """
    several = len({r.mineral for r in story.regimes}) > 1
    heads = [f"{r.title}{f', {r.name}' if several else ''}" for r in story.regimes]
    known = [{_LOSS: r.loss} | {f.words: f.number for f in r.facts} for r in story.regimes]
    measures = list(dict.fromkeys(words for facts in known for words in facts))
    if len(heads) <= MOST_COLUMNS:
        rows = [(words, *(facts.get(words, "–") for facts in known)) for words in measures]
        return Facts(("", *heads), tuple(rows), "Two kinds of cut")
    across = [
        (head, *(facts.get(words, "–") for words in measures))
        for head, facts in zip(heads, known, strict=True)
    ]
    return Facts(("", *measures), tuple(across), "Two kinds of cut")


_LOSS = "Loss of a year's GDP"
#: Most columns of numbers with bands that stand side by side.
MOST_COLUMNS = 3

#: Numbers beside the headline: words for a reader, and the field of a line.
OTHER_RULES: tuple[tuple[str, str], ...] = (
    ("Expected loss of a year", "loss"),
    ("The same with measures in force", "dated"),
    ("Of it, gained by producers at home and taken off", "producer_gain"),
    ("Expected final use lost in health", "health"),
    ("Expected final use lost in defense", "defense"),
    ("Loss if the leader stops: in proportion", "conditional"),
    ("If what is left goes where it is worth most", "efficient"),
    ("If the shortage passes on through every user", "bottleneck"),
    ("What users would pay rather than go short", "market_loss"),
    ("Dearer imports, apart", "terms_of_trade"),
    ("Draws in which the price stands at its cap", "capped"),
    ("US use mapped to industries", "coverage"),
    ("Evidence that is cited", "cited"),
)


def _tiers(story: MaterialStory, brief: Brief, figures: dict[str, Figure]) -> Iterable[Block]:
    if "industries" in figures:
        yield Heading(1, "Where it is lost")
        yield from _pictured(figures["industries"])
    if brief.map:
        yield Heading(1, "Who supplies")
        yield Words((brief.map.sentence,), "intro")
        yield from _pictured(figures["map"])
    chains = [figure for name, figure in figures.items() if name.startswith("chain-")]
    if chains:
        yield Heading(1, "Tier by tier")
    for figure in chains:
        yield from _pictured(figure)
    if story.places:
        several = len(story.lines) > 1
        of = {line.mineral: f", {in_sentence(line.name)}" for line in story.lines if several}
        yield Heading(1, "Who could stop it")
        yield Words(
            ("How likely each supplier is to stop within a year, by one rule for all, and what "
             "that costs. An expected loss is not a forecast of any government.",), "intro",
        )  # fmt: skip
        yield Facts(
            ("", "stops within a year", "expected loss", "loss if it stops"),
            tuple(
                (
                    f"{p.name}{of.get(p.mineral, '')}{f' ({p.note})' if p.note else ''}",
                    p.probability,
                    p.expected,
                    p.conditional,
                )
                for p in story.places
            ),
            "Who could stop it",
        )
        yield Evidence(provenances(story.places))
    if "drivers" in figures:
        yield Heading(1, "What would change this answer")
        yield Items(tuple((d.sentence,) for d in story.drivers if d.sentence))
        yield from _pictured(figures["drivers"])


def _ranking(brief: Brief, figures: dict[str, Figure]) -> Iterable[Block]:
    ranking = brief.materials
    if ranking is not None:
        yield Heading(1, "Materials: expected loss")
        yield Words((ranking.sentence,), "intro")
        if "losses" in figures:
            yield from _pictured(figures["losses"])
            dated = view(
                material_tables.losses_dated(brief),
                ("rank", "mineral", "expected_usd", "expected_lo_usd", "expected_hi_usd",
                 "structural_rank", "confidence"),
            )  # fmt: skip
            yield Grid(TableView(dated.title, dated.columns, dated.rows[:ROWS]))
    if brief.minerals:
        yield Heading(1, "Minerals")
        yield from _pictured(figures["minerals"])
    if brief.map and not brief.material:
        yield Heading(1, "Who supplies")
        yield Words((brief.map.sentence,), "intro")
        yield from _pictured(figures["map"])


def _unknown(brief: Brief, figures: dict[str, Figure]) -> Iterable[Block]:
    yield Heading(1, "What we do not know")
    if brief.unknowns:
        yield Terms(tuple((gap.title, (gap.sentence,)) for gap in brief.unknowns))
    if "seen" in figures:
        yield from _pictured(figures["seen"])
    listed: tuple[NotComputed, ...] = ()
    for part in (brief.materials, brief.material):
        listed = listed or (part.not_computed if part is not None else ())
    if listed:
        yield Heading(2, "Not computed")
        yield Words(("Missing is not zero: each of these may matter.",), "intro")
        yield Terms(tuple((line.name, (line.reason,)) for line in listed))
    if brief.quality:
        yield Heading(2, "What was found in the data, and what was done")
        rows = []
        for item in brief.quality:
            facts = [s for k in item.numbers for s in (f" {k.title}: ", k.number, ".")]
            rows.append((item.title, (item.sentence, *facts)))
        yield Terms(tuple(rows))


def _methods(brief: Brief) -> Iterable[Block]:
    if brief.methods:
        yield Heading(1, "Methods")
    for method in brief.methods:
        yield Heading(2, method.title)
        yield from (Words((p,)) for p in method.paragraphs)
        if method.limits:
            yield Words((f"Limits. {' '.join(method.limits)}",), "note")
        if method.citation:
            yield Words((method.citation,), "note")


def _sources(brief: Brief) -> Iterable[Block]:
    yield Heading(1, "Sources")
    yield Terms(
        tuple(
            (s.key, (f"{s.publisher}, {s.title}{f'. {s.note}' if s.note else ''}. Vintage "
                     f"{s.vintage}, {s.license}. SHA-256 {s.sha256}",))
            for s in brief.sources
        )
    )  # fmt: skip


def _repeat(brief: Brief) -> Iterable[Block]:
    run = brief.run
    yield Heading(1, "Repeat this")
    yield Code(run.command)
    seed = "" if run.seed is None else f", seed {run.seed}"
    yield Terms(
        (
            ("Run", (run.run_id,)),
            ("Twin", (run.twin_id,)),
            ("Version", (f"mainstay {run.version}{seed}",)),
        )
    )
