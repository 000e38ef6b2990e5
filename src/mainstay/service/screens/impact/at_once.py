"""Runs without days: a cut of minerals, and fixed coefficients for a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mainstay.extend import registry
from mainstay.model import Label, Table
from mainstay.report.blocks import Block, Facts, Figure, Heading, Items, Key, Panel, Pictured, Span
from mainstay.report.content import Brief, Gap, MethodSection, Section
from mainstay.report.figures import shortened
from mainstay.report.material import Regime
from mainstay.report.material_specs import band_marks, frame, linear, row_words, unknown_bars
from mainstay.report.palette import light
from mainstay.report.quantity import Number, Provenance, Unit
from mainstay.report.table_view import view
from mainstay.service.material_briefs import material_story
from mainstay.service.screens.impact.story import (
    ACCOUNTS,
    CASES,
    AccountLoss,
    Asked,
    Named,
    Row,
    Story,
    of_scenario,
    over_cases,
)

#: Confidence of numbers at fixed coefficients: accounts that are inferred in part.
CONFIDENCE = 0.5
#: Industries drawn.
DRAWN = 18
#: Names of the two kinds of cut in a brief, and in the engine's tables.
_REGIMES = {"world": "world", "bilateral": "home"}
_A_YEAR = "Fall of a year's {what}, {regime}"
#: Regime of the headline, where both are computed.
_FIRST = ("world", "bilateral")

#: What the static engine tells, the first that is not nothing is the headline.
MEASURES: tuple[tuple[str, str], ...] = (
    ("gdp_loss_usd", "Value added lost"),
    ("final_loss_usd", "Final use lost"),
    ("exposed_usd", "Final use that passes through what is lost"),
    ("cost_rise_usd", "Rise of the cost of final use"),
    ("import_loss_usd", "Imports lost"),
)
_BY_INDUSTRY: tuple[tuple[str, str, Unit], ...] = (
    ("value_added_loss_usd", "Value added lost", Unit.USD),
    ("exposed_usd", "Output that passes through what is lost", Unit.USD),
    ("price_rise", "Rise of the price", Unit.SHARE),
)


def minerals(asked: Asked) -> Story:
    """Return what a cut of minerals costs, as the brief about it says."""
    brief = material_story(asked.opened, asked.scenario, asked.done, command=asked.command)
    story = brief.material
    regimes = {r.key: r for r in story.regimes} if story else {}
    keys = [key for key in _FIRST if key in regimes]
    rows = asked.done.tables["by_activity"].rows()
    regime = _REGIMES[keys[0]] if keys else ""
    own = [r for r in rows if r["scenario"] == asked.name and r["regime"] == regime]
    table = asked.done.tables["by_activity"]
    return Story(
        brief=brief,
        accounts=_of_regimes([regimes[key] for key in keys]),
        basis="a year",
        industries=Table.of("by_activity", list(own), title="By industry", source=table.source,
                            notes=table.notes),
        loss_column="value_added_loss_usd_mid",
    )  # fmt: skip


def _of_regimes(regimes: Sequence[Regime]) -> tuple[AccountLoss, ...]:
    if not regimes:
        return ()
    first = regimes[0]
    found = []
    for account in ACCOUNTS:
        whole = account == "economy"
        loss = first.loss if whole else first.fact(account)
        if loss is None:
            continue
        facts = [
            Named(words=regime.title, number=number)
            for regime in regimes[1:]
            if (number := regime.loss if whole else regime.fact(account)) is not None
        ]
        # shares of a rule are of the whole loss, and prices of the minerals
        facts += [
            Named(words=f.words, number=f.number)
            for f in first.facts
            if whole and f.key not in ACCOUNTS
        ]
        what = "gross domestic product" if whole else f"final use in {account}"
        measure = _A_YEAR.format(what=what, regime=first.title.lower())
        found.append(AccountLoss(account=account, measure=measure, loss=loss, facts=tuple(facts)))
    return tuple(found)


def static(asked: Asked) -> Story:
    """Return what falls, is exposed or gets dearer at all tiers, at fixed coefficients."""
    card = registry().card("engine", asked.record.engine)
    notes = asked.done.tables["accounts"].notes
    why = asked.why(CONFIDENCE, "Annual totals at fixed coefficients, at all tiers.")
    accounts = tuple(
        _measured(name, cases, why)
        for name in ACCOUNTS if (cases := asked.cases("accounts", account=name))
    )  # fmt: skip
    industries = of_scenario(asked.done.tables["by_activity"], asked.name)
    figure = _by_industry(asked, why)
    loss = next((c for c, _, _ in _BY_INDUSTRY if _size(industries, c)), _BY_INDUSTRY[0][0])
    said = tuple(f"{n[:1].upper()}{n[1:].removesuffix('.')}." for n in notes)
    brief = Brief(
        title=asked.scenario.title, as_of=asked.as_of, label=Label(asked.opened.record.view),
        answer=_answer(accounts), headlines=_headlines(figure), accounts=(), run=asked.run,
        sources=asked.sources, sections=_sections(asked, accounts, figure),
        unknowns=tuple(Gap(title="Outside of the engine", sentence=s) for s in card.limits),
        methods=(MethodSection(title=card.title, paragraphs=(), limits=said,
                               citation=card.citation),),
        tables=tuple(asked.done.tables.values()),
    )  # fmt: skip
    return Story(brief=brief, accounts=accounts, basis="a year", industries=industries,
                 loss_column=loss)  # fmt: skip


def _size(table: Table, column: str) -> float:
    return float(sum(abs(row[column] or 0.0) for row in table.rows()))


def _measured(name: str, cases: Mapping[str, Row], why: Provenance) -> AccountLoss:
    """Return an account by the first measure that is not nothing."""
    numbers = [
        (words, over_cases(cases, (column,), Unit.USD, why))
        for column, words in MEASURES
        if any(row.get(column) for row in cases.values())
    ]
    if not numbers:
        words = MEASURES[0][1]
        return AccountLoss(account=name, measure=f"{words} in a year",
                           loss=over_cases(cases, (MEASURES[0][0],), Unit.USD, why))  # fmt: skip
    (first, loss), *rest = numbers
    facts = [Named(words=words, number=number) for words, number in rest]
    if cases[""].get("share"):
        part = over_cases(cases, ("share",), Unit.SHARE, why)
        facts.append(Named(words="Of its final use", number=part))
    if first == MEASURES[2][1]:
        unknown = Number(None, Unit.USD, why, words="unknown here, not zero")
        facts.append(Named(words="What stops without it", number=unknown))
    measure = f"{first} in a year"
    return AccountLoss(account=name, measure=measure, loss=loss, facts=tuple(facts))


def _answer(accounts: Sequence[AccountLoss]) -> str:
    if not accounts:
        return "Nothing could be computed; the reasons stand below."
    said = [
        f"{one.measure[:1].lower()}{one.measure[1:].removesuffix(' in a year')}, "
        f"{ACCOUNTS[one.account].lower()}: {one.loss.full}"
        for one in accounts
    ]
    return f"In a year at fixed coefficients, {'; '.join(said)}."


def _headlines(figure: Figure | None) -> tuple[str, ...]:
    return (figure.caption,) if figure is not None else ()


def _sections(
    asked: Asked, accounts: Sequence[AccountLoss], figure: Figure | None
) -> tuple[Section, ...]:
    blocks: list[Block] = []
    measures = list(dict.fromkeys(f.words for one in accounts for f in one.facts))
    rows: list[tuple[Span, ...]] = []
    for words in measures:
        found = [{f.words: f.number for f in one.facts} for one in accounts]
        rows.append((words, *(facts.get(words, "–") for facts in found)))
    if rows:
        heads = ("", *(ACCOUNTS[one.account] for one in accounts))
        blocks.append(Facts(heads, tuple(rows), "Further numbers of the accounts"))
    if figure is not None:
        blocks.append(Pictured(figure, view(figure.table, figure.columns)))
    if asked.scenario.assumptions:
        blocks += [Heading(2, "What the story assumes"),
                   Items(tuple((s,) for s in asked.scenario.assumptions))]  # fmt: skip
    return (Section(anchor="industries", title="Where it is lost", short="By industry",
                    blocks=tuple(blocks)),) if blocks else ()  # fmt: skip


def _by_industry(asked: Asked, why: Provenance) -> Figure | None:
    """Return bars of the industries by the first measure that is not nothing."""
    table = of_scenario(asked.done.tables["by_activity"], asked.name)
    chosen = next((m for m in _BY_INDUSTRY if _size(table, m[0])), None)
    if chosen is None:
        return None
    column, words, unit = chosen
    held: dict[str, dict[str, Row]] = {}
    for row in asked.done.tables["by_activity"].rows():
        end = str(row["scenario"]).removeprefix(asked.name)
        if end in CASES:
            held.setdefault(row["id"], {})[end] = row
    rows = sorted(table.rows(), key=lambda r: -abs(r[column] or 0.0))
    shown = [(r["name"], over_cases(held[r["id"]], (column,), unit, why)) for r in rows[:DRAWN]]
    shown = [(name, number) for name, number in shown if number.value]
    has_band = any(number.has_band for _, number in shown)
    tall = max(-(-len(shown) // 3), 3)
    first, number = shown[0]
    ordered = Table.of("by_industry", list(rows), title=f"{words}, by industry",
                       source=table.source, notes=table.notes)  # fmt: skip
    return Figure(
        "by-industry", f"{words}, by industry",
        f"Bars for each industry, the largest first. Most: {first}, {number.full}.",
        tuple(Panel("", bars(shown[k : k + tall], [n for _, n in shown]))
              for k in range(0, len(shown), tall)),
        ordered,
        (Key("solid", "scenario as written"),
         *((Key("whisker", "from the mildest to the hardest case"),) if has_band else ())),
        (why,),
        caption=f"{words}: most in {first}, {number.full}.",
    )  # fmt: skip


def bars(lines: Sequence[tuple[str, Number]], scale: Sequence[Number]) -> dict[str, object]:
    """Return bars with bands as a specification; all of ``scale`` fits on the axis."""
    ends = [e for n in scale for e in (n.lo, n.value, n.hi) if e is not None]
    low, top = min([*ends, 0.0]), max([*ends, 0.0]) or 1.0
    values = [
        {"row": k, "name": shortened(name, 40), "words": str(n), "zero": 0.0, "value": n.value,
         "lo": n.lo if n.has_band else None, "hi": n.hi if n.has_band else None,
         "unknown": n.value is None}
        for k, (name, n) in enumerate(lines)
    ]  # fmt: skip
    x = linear("zero", low, top)
    bar = {
        "mark": {"type": "bar", "height": 10, "yOffset": 8, "fill": light("economy")},
        "transform": [{"filter": "!datum.unknown"}],
        "encoding": {"x": x, "x2": {"field": "value"}},
    }
    return frame([unknown_bars(), bar, *band_marks(x, "lo", "hi"), *row_words()], values)
