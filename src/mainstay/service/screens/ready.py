"""Ready questions: the shipped scenarios, grouped as a reader thinks of them, one click each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from mainstay.extend import registry
from mainstay.model import Scenario
from mainstay.service.scenario_files import shipped_scenarios
from mainstay.service.screens.shapes import Command

#: Title and sentence of each group, and the shipped scenarios in it. What stands in no group is
#: listed under the last title, so that a new scenario cannot get lost.
GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "A material stops coming",
        "One country stops exporting a mineral.",
        ("china-gallium", "gallium-germanium", "rare-earths", "graphite", "cobalt"),
    ),
    (
        "A strait or a sea is shut",
        "Goods arrive late, dearer, or not at all.",
        ("taiwan-strait", "hormuz", "hormuz-barrels", "red-sea", "red-sea-delay"),
    ),
    (
        "Something breaks at home",
        "Plants, ports and people stand still for a while.",
        ("gulf-hurricane", "west-coast-ports", "pandemic-2020-labor", "pandemic-2020"),
    ),
    (
        "Trade, prices and demand",
        "What a change of prices or purchases carries with it.",
        ("chip-imports-stop", "dearer-oil", "fewer-cars", "defense-cut"),
    ),
)
_REST = ("More questions", "Scenarios that came later.")

#: How an engine answers, in the few words that fit below a question.
HOW = {
    "ario": "followed day by day",
    "commodity": "price, shortage and loss of a mineral",
    "leontief": "who depends on it, at all tiers",
    "inoperability": "what share of each industry stands still",
}

#: Questions that stand at the top of the page.
FIRST = ("china-gallium", "taiwan-strait", "hormuz", "red-sea", "gulf-hurricane")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyQuestion:
    """One shipped scenario.

    Parameters
    ----------
    name, title
        Name to run it by, and the question in words.
    engine, engine_title, how
        What answers it, and how, in a few words.
    start, duration_days
        When it begins, where it is dated, and how long the cause lasts.
    assumptions
        What it takes for granted.
    is_first
        Whether it stands at the top of the page.
    command
        The same run by command line and Python.
    """

    name: str
    title: str
    engine: str
    engine_title: str
    how: str
    start: date | None
    duration_days: int
    assumptions: tuple[str, ...]
    is_first: bool
    command: Command


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionGroup:
    """Questions that belong together."""

    title: str
    sentence: str
    questions: tuple[ReadyQuestion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionsView:
    """Every ready question: those for the top of the page by name, and all of them by group."""

    first: tuple[str, ...]
    groups: tuple[QuestionGroup, ...]


@cache
def ready_questions() -> QuestionsView:
    """Return every shipped scenario, grouped.

    Raises
    ------
    BadScenario
        If a shipped scenario does not hold together.

    Examples
    --------
    >>> view = ready_questions()
    >>> {q.name for g in view.groups for q in g.questions} == set(shipped_scenarios())
    True
    """
    shipped = shipped_scenarios()
    placed = {name for _, _, names in GROUPS for name in names}
    rest = tuple(name for name in shipped if name not in placed)
    groups = tuple(
        QuestionGroup(
            title=title,
            sentence=sentence,
            questions=tuple(_question(name, shipped[name]) for name in names if name in shipped),
        )
        for title, sentence, names in (*GROUPS, (*_REST, rest))
    )
    first = tuple(name for name in FIRST if name in shipped)
    return QuestionsView(first=first, groups=tuple(g for g in groups if g.questions))


def _question(name: str, text: str) -> ReadyQuestion:
    scenario = Scenario.parse(text, where=f"shipped scenario {name}")
    card = registry().card("engine", scenario.engine)
    return ReadyQuestion(
        name=name,
        title=scenario.title,
        engine=card.name,
        engine_title=card.title,
        how=HOW.get(card.name, f"answered by {card.name}"),
        start=scenario.start,
        duration_days=scenario.duration_days,
        assumptions=scenario.assumptions,
        is_first=name in FIRST,
        command=Command(
            f"mainstay run {name}",
            f'import mainstay\n\ndone = mainstay.run_scenario(None, "{name}")\nprint(done.run_id)',
        ),
    )
