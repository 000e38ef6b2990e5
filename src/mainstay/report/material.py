"""What a brief says of materials: the parts of the content tree about losses from a cut supply.

::

    MaterialRanking                the national list: every mineral by expected loss
    ├── lines: LossLine × n
    └── not_computed: NotComputed  minerals without a result, each with its reason
    MaterialStory                  one mineral, or a few that are cut together
    ├── lines: LossLine × 1..k     what the ranking says of them
    ├── regimes: Regime            the world cut and the bilateral cut, side by side
    ├── industries: IndustryLoss   where it is lost
    ├── places: PlaceRisk          who could stop it, how likely, at what cost
    ├── chains: Chain              from the ground to the industry that buys it
    ├── drivers: Driver            what would change the answer
    └── not_computed: NotComputed

A loss is a fall of a year's gross domestic product in US dollars: positive is lost, negative is
gained. Bands run from the 5th to the 95th percentile of the draws.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mainstay.report.quantity import Number


@dataclass(frozen=True, slots=True, kw_only=True)
class LossLine:
    """One mineral of the ranking.

    Parameters
    ----------
    rank, dated_rank
        Place by expected loss, structural and as of the date of the brief, from 1.
    mineral, name
        Slug, and words for a reader.
    loss
        Expected loss, from how likely each supplier is to stop in an ordinary year.
    dated
        The same with the measures that are in force on the date of the brief.
    conditional
        Loss if the leading supplier stops exporting for a year.
    leader, leader_name
        ISO 3166-1 alpha-3 code and name of that supplier.
    price, shortage
        Price after that cut as a multiple of the price before; share of US use that is then short.
    capped
        Share of the draws in which that price stands at its cap, so that the rest is rationed.
    efficient, bottleneck, market_loss
        Loss after that cut by other rules: the two ends of how what is left is shared out, and what
        users would pay rather than go short.
    terms_of_trade
        What dearer imports cost after that cut; not in the loss.
    health, defense
        Expected final use lost in those accounts.
    producer_gain
        What producers at home gain, expected; taken off ``loss`` already.
    top10
        Probability that the mineral is among the first ten.
    settled_from
        First mineral below whose order against this one is settled; empty if there is none.
    driver, driver_share
        Parameter that moves the loss most, and the share of the variance it explains alone.
    coverage, cited
        Share of US use that is mapped to industries; share of the evidence that is cited.
    is_single_point
        Whether one place makes nine tenths or more of what is made abroad; ``None`` is unknown.
    """

    rank: int
    dated_rank: int | None
    mineral: str
    name: str
    loss: Number
    dated: Number
    conditional: Number
    leader: str
    leader_name: str
    price: Number
    shortage: Number
    market_loss: Number
    efficient: Number
    bottleneck: Number
    health: Number
    defense: Number
    producer_gain: Number
    terms_of_trade: Number
    top10: Number
    settled_from: str
    driver: str
    driver_share: Number
    coverage: Number
    cited: Number
    is_single_point: bool | None
    capped: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotComputed:
    """A mineral without a result, and why. It is missing, not zero."""

    mineral: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialRanking:
    """Every mineral by expected loss, structural and as of a date, never mixed."""

    sentence: str
    lines: tuple[LossLine, ...]
    not_computed: tuple[NotComputed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A number with its words; ``key`` names what it measures, e.g. ``price``."""

    key: str
    words: str
    number: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime:
    """One kind of cut, and what it does.

    Parameters
    ----------
    key
        ``world`` or ``bilateral``.
    title, sentence
        Words for it, and what is taken to happen.
    mineral, name
        Slug of what is cut, and words for a reader.
    loss
        Loss if it happens.
    facts
        Price and shortage of each mineral, and what else is known of this cut.
    not_covered
        What this figure leaves out, in whole sentences.
    """

    key: str
    title: str
    sentence: str
    mineral: str
    name: str
    loss: Number
    facts: tuple[Fact, ...] = ()
    not_covered: str = ""

    def fact(self, key: str) -> Number | None:
        """Return the first number of a kind, or ``None``."""
        return next((f.number for f in self.facts if f.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndustryLoss:
    """What one industry loses of its value added; ``direct`` and ``indirect`` add up to it."""

    mineral: str
    code: str
    name: str
    loss: Number
    direct: Number
    indirect: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRisk:
    """One supplier: how likely it stops within a year, and what that costs.

    ``note`` says that a measure is in force, if one is. Expectations of several suppliers do not
    add up: each is as if nobody else stopped.
    """

    mineral: str
    place: str
    name: str
    probability: Number
    expected: Number
    conditional: Number
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """One parameter: how much of the spread it explains, and the answers at its two ends.

    ``low_answer`` and ``high_answer`` are the mean loss where the parameter lies in its lowest and
    in its highest tenth. ``sentence`` says it in words, for the first few only.
    """

    mineral: str
    parameter: str
    words: str
    share: Number
    low_answer: Number
    high_answer: Number
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainNode:
    """A bar of a chain; a market has no words of its own and stands for its whole level."""

    id: str
    name: str
    tone: str = "world"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainLevel:
    """A column of a chain: its heading, what its shares are of, and its bars from top to bottom.

    A level that is a market holds one bar: what goes in and what comes out are known, who sold to
    whom is not.
    """

    title: str
    base: str
    nodes: tuple[ChainNode, ...]
    is_market: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainLink:
    """What flows between two bars of neighboring levels, as a share of its level."""

    source: str
    target: str
    share: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A mineral from the ground to the industries that buy it."""

    mineral: str
    name: str
    levels: tuple[ChainLevel, ...]
    links: tuple[ChainLink, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialStory:
    """One mineral, or a few that are cut together; see the tree at the top of this module."""

    question: str
    lines: tuple[LossLine, ...]
    regimes: tuple[Regime, ...] = ()
    industries: tuple[IndustryLoss, ...] = ()
    places: tuple[PlaceRisk, ...] = ()
    chains: tuple[Chain, ...] = ()
    drivers: tuple[Driver, ...] = ()
    assumptions: tuple[str, ...] = ()
    not_computed: tuple[NotComputed, ...] = ()


def in_sentence(name: str) -> str:
    """Return a name in small letters; formulas and abbreviations keep theirs.

    >>> in_sentence("Rare Earths"), in_sentence("TiO2 Pigment")
    ('rare earths', 'TiO2 pigment')
    """
    return re.sub(r"\w+", _word, name)


def _word(found: re.Match[str]) -> str:
    word = found.group()
    return word if sum(c.isupper() for c in word) > 1 else word.lower()
