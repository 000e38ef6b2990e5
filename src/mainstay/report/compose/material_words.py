"""The words of a material brief: its answer, its few numbers, its gaps and its methods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mainstay.report.content import Gap, MethodSection
from mainstay.report.material import Driver, LossLine, MaterialStory, Regime, in_sentence
from mainstay.report.quantity import KeyNumber

#: Title of each regime, and what is taken to happen in it.
REGIMES: Mapping[str, tuple[str, str]] = {
    "world": (
        "World cut",
        "The suppliers ship nothing abroad for a year. Everyone outside competes for what the "
        "others make, and the price rises until demand fits.",
    ),
    "bilateral": (
        "Bilateral cut",
        "The suppliers ship nothing to the United States alone. Part of it comes back by way of "
        "other countries; only metal and compounds shipped as such are counted.",
    ),
}


#: What a parameter is, where its words do not say it.
_GLOSSES = {
    "material cost share": "the material's part of the cost of what is made of it",
    "demand elasticity": "how far users buy less when it gets dearer",
    "own use share": "the part of its output that the supplier uses itself",
}
#: Minerals up to which each has sentences and numbers of its own at the top.
FEW = 2


def parameter_words(name: str) -> str:
    """Return a parameter's name for a reader.

    >>> parameter_words("own_use_share")
    'own use share'
    """
    return name.replace("_", " ").replace("(china)", "(China)")


def glossed(words: str) -> str:
    """Return a parameter's words with what they mean, where they do not say it.

    >>> glossed("stocks held"), glossed("material cost share (magnet)")[:51]
    ('stocks held', "material cost share (magnet), the material's part o")
    """
    said = next((meant for head, meant in _GLOSSES.items() if words.startswith(head)), "")
    return f"{words}, {said}" if said else words


def driver_sentence(driver: Driver, name: str = "", what: str = "the expected loss") -> Driver:
    """Return a parameter with what it does in a sentence, for the named mineral if there are more.

    Where an end is not known the parameter is returned as it is.
    """
    if not (driver.low_answer.is_known and driver.high_answer.is_known):
        return driver
    head = f"{name}: with" if name else "With"
    return replace(
        driver,
        sentence=f"{head} {driver.words} in the lowest tenth of its range, {what} is on "
        f"average {driver.low_answer}; in the highest, {driver.high_answer}. Alone it "
        f"explains {driver.share} of the spread.",
    )


def answer(story: MaterialStory) -> str:
    """Return the answer in one or two sentences, bands included."""
    if not story.lines:
        return "No loss could be computed; the reasons stand below."
    if len(story.lines) > 1:
        return _of_several(story.lines)
    whole = next((r for r in story.regimes if r.key == "world"), None)
    first = story.lines[0]
    loss = whole.loss if whole is not None else first.conditional
    name = whole.name if whole is not None else first.name
    return (
        f"{_cut(first, name)} {_loses(loss.full, loss.value)} of a year's gross domestic product. "
        f"Weighted by how likely suppliers are to stop, the expected loss of a year is "
        f"{first.loss.full}."
    )


def _of_several(lines: tuple[LossLine, ...]) -> str:
    """Return the expected losses in order, and the largest loss if it happens."""
    order = sorted(lines, key=lambda line: -(line.loss.value or 0.0))
    said = ", ".join(f"{line.loss.full} for {in_sentence(line.name)}" for line in order)
    worst = max(lines, key=lambda line: line.conditional.value or 0.0)
    return (
        f"Weighted by how likely suppliers are to stop, the expected loss of a year is {said}. "
        f"The largest if it happens: {worst.leader_name} stops exporting "
        f"{in_sentence(worst.name)}, {worst.conditional.full} of a year's gross domestic product."
    )


def _cut(line: LossLine, name: str) -> str:
    return (
        f"If {line.leader_name} stops exporting {in_sentence(name)} for a year, the United States"
    )


def _loses(words: str, value: float | None) -> str:
    return (
        f"gains {words.replace('−', '')}" if value is not None and value < 0 else f"loses {words}"
    )


def headlines(story: MaterialStory) -> tuple[str, ...]:
    """Return the sentences below the answer, the most important first."""
    said = [_both(story.regimes, line) for line in story.lines]
    for line in story.lines if len(story.lines) <= FEW else ():
        where = [i for i in story.industries if i.mineral == line.mineral][:1]
        said += [
            f"Most of the expected loss of {in_sentence(line.name)} falls on {i.name.lower()}: "
            f"{i.loss.full}."
            for i in where
        ]
        if line.driver:
            said.append(
                f"What would change the answer for {in_sentence(line.name)} most is "
                f"{parameter_words(line.driver)}: alone it explains {line.driver_share} of the "
                "spread."
            )
        if line.is_single_point:
            said.append(
                f"One place makes nine tenths or more of the {in_sentence(line.name)} made abroad."
            )
    return tuple(words for words in said if words)


def _both(regimes: tuple[Regime, ...], line: LossLine) -> str:
    found = {r.key: r for r in regimes if r.mineral == line.mineral}
    if not {"world", "bilateral"} <= set(found):
        return ""
    world, bilateral = found["world"], found["bilateral"]
    return (
        f"{line.name}: a cut for all costs {world.loss.full} and leaves {world.fact('shortage')} "
        "of US use short; a cut for the United States alone costs "
        f"{bilateral.loss.full} and leaves {bilateral.fact('shortage')} short."
    )


def key_numbers(story: MaterialStory) -> tuple[KeyNumber, ...]:
    """Return the numbers at the top: expected loss, loss if it happens, price, shortage."""
    count = len(story.lines)
    found = []
    for line in story.lines:
        expected, stops = "expected loss of a year", f"loss if {line.leader_name} stops"
        expected, stops = (
            (f"{line.name}: {expected}", f"{line.name}: {stops}")
            if count > 1
            else (expected.capitalize(), f"L{stops[1:]}")
        )
        sentence = f"{_place(line.rank)} of the ranking; with measures in force, {line.dated}."
        found.append(KeyNumber(title=expected, number=line.loss, sentence=sentence))
        if count <= FEW:
            sentence = "All exports for a year; not weighted by how likely it is."
            found.append(KeyNumber(title=stops, number=line.conditional, sentence=sentence))
        if count == 1:
            sentence = f"Of the price before; {line.shortage} of US use is then short."
            found.append(
                KeyNumber(title="Price after that cut", number=line.price, sentence=sentence)
            )
    return tuple(found)


def _place(rank: int) -> str:
    return f"Place {rank}"


def gaps(
    story: MaterialStory, not_covered: Mapping[str, str], names: Mapping[str, str] | None = None
) -> tuple[Gap, ...]:
    """Return what the brief does not know; ``names`` are of minerals that have no line."""
    names = {**(names or {}), **{line.mineral: line.name for line in story.lines}}
    outside = [
        Gap(title=f"{names.get(slug, slug)}: outside the figure", sentence=sentence)
        for slug, sentence in not_covered.items()
    ]
    mapped = [
        Gap(
            title=f"{line.name}: what is mapped",
            sentence=f"{line.coverage} of US use is mapped to industries, and {line.cited} of the "
            "evidence is cited; what is not mapped adds nothing to the loss.",
        )
        for line in story.lines
    ]
    return (
        *outside,
        *mapped,
        Gap(
            title="How likely",
            sentence="No one knows how likely a government is to stop exports. The probabilities "
            "follow one rule for all minerals and are swept over a wide range.",
        ),
        Gap(
            title="How long",
            sentence="One year, with what can be replaced within it. Longer cuts, stockpiles of "
            "the government and new plants are not in the figures.",
        ),
    )


def methods() -> tuple[MethodSection, ...]:
    """Return the methods of a material brief, with their limits."""
    return (
        MethodSection(
            title="What is left, and at what price",
            paragraphs=(
                "The market is everyone outside the suppliers that stop. Price and quantity are "
                "where supply, with its spare capacity, and demand meet; above a cap on the price, "
                "what is left is shared out in proportion. A by-product cannot be made beyond what "
                "its main product holds.",
            ),
            limits=("One-year elasticities by class of mineral, most of them assumed.",),
        ),
        MethodSection(
            title="What an industry loses",
            paragraphs=(
                "An industry's output is capped by the part of it that needs the material, times "
                "the part of the use that nothing replaces within a year, times what is short. "
                "Within one product line the worst shortage counts. The capped outputs are carried "
                "through the accounts of the whole economy by three rules for who goes short.",
            ),
            limits=(
                "The part of an output that needs a material is derived from what the material "
                "costs in the product, a wide range.",
            ),
        ),
        MethodSection(
            title="Expected loss",
            paragraphs=(
                "Sets of suppliers that may stop are mutually exclusive states; the expectation is "
                "the sum of probability times loss over them, computed draw by draw. All minerals "
                "share the same draws, so that their order can be compared.",
            ),
            citation="After the published idea of U.S. Geological Survey Open-File Report "
            "2025-1047 (abstract): an open method of its own, not a replication.",
            limits=("A low expected loss is not a low loss: see the loss if it happens.",),
        ),
    )
