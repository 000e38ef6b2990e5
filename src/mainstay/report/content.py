"""What a brief says, as one frozen tree; every page, table and text is drawn from it.

The tree holds results, never formulas: whoever fills it has computed them. Each number is a
:class:`~mainstay.report.quantity.Number` and so carries its provenance::

    Brief
    ├── answer, headlines, key_numbers      the answer first
    ├── accounts, inside: AccountSection × 3   economy, health, defense
    │   └── dependencies: Dependency × 10
    ├── overlap: OverlapRow                 the three lists side by side
    ├── tiles: NamedTile                    batteries, software
    ├── minerals: MineralDependence         world share beside US import share
    ├── materials: MaterialRanking          expected loss by mineral, on the national brief
    ├── material: MaterialStory             one mineral or one story, on a brief of its own
    ├── sections: Section                   anything else, as blocks; a dynamic run
    ├── map: MapData                        who supplies
    ├── unknowns: Gap, quality: QualityItem what we do not know, what was done to the data
    ├── methods: MethodSection, sources: Source
    ├── run: RunIdentity                    how to repeat it
    └── tables: model.Table                 everything else worth taking away
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mainstay.model import Label, Table
from mainstay.report.blocks import Block, Figure, Pictured
from mainstay.report.material import MaterialRanking, MaterialStory
from mainstay.report.quantity import KeyNumber, Number

#: Version of the content tree, written into ``brief.json``.
BRIEF_VERSION = 2


class Account(StrEnum):
    """One of the three accounts in which dependence is measured."""

    ECONOMY = "economy"
    HEALTH = "health"
    DEFENSE = "defense"


class Coverage(StrEnum):
    """How far a named topic is inside the model."""

    MODELED = "modeled"
    PARTLY = "partly modeled"
    NOT_YET = "not yet modeled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """One line of an account's list.

    Parameters
    ----------
    rank
        Place in the list, from 1.
    code, name
        Code in its classification, and words for a reader.
    share
        Share of the account that depends on it at all tiers, with its band.
    value
        The same in dollars.
    import_share
        Share of it that comes from abroad, over all tiers.
    leading_region, leading_share
        The foreign region that supplies most of that, and its share of the imports.
    seen
        Share of the figure that rests on observed cells; the rest is inferred.
    not_separable_from
        Ranks whose bands overlap this one's: their order is not known.
    note
        One sentence, if there is something to say.
    """

    rank: int
    code: str
    name: str
    share: Number
    value: Number
    import_share: Number
    seen: Number
    leading_region: str = ""
    leading_share: Number | None = None
    not_separable_from: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSection:
    """One account: its size and the dependencies it hangs on, in order of rank."""

    account: Account
    title: str
    sentence: str
    total: Number
    dependencies: tuple[Dependency, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlapRow:
    """One dependency and its rank in each account; ``None`` is outside the list shown."""

    code: str
    name: str
    economy: int | None = None
    health: int | None = None
    defense: int | None = None

    @property
    def ranks(self) -> tuple[int | None, int | None, int | None]:
        """The three ranks, in the order of :class:`Account`."""
        return self.economy, self.health, self.defense


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedTile:
    """A topic that a reader looks for by name, whether it is modeled or not.

    ``missing`` says what is not in the model yet, in whole sentences.
    """

    title: str
    coverage: Coverage
    sentence: str
    numbers: tuple[KeyNumber, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MineralDependence:
    """One mineral: who leads the world, and who supplies the United States.

    Parameters
    ----------
    commodity, stage
        Name as printed, and which product of it (``mine``, ``primary``, ``refined``).
    year
        Year of the world shares.
    leader, leader_iso3, leader_share
        Largest producer and its share of world production.
    leader_us_share
        The same country's share of US imports: the two may differ widely.
    us_leader, us_leader_share
        Largest supplier of US imports and its share; ``us_years`` is the span averaged.
    hhi
        Concentration of world production between 0 and 1; a band where producers are unnamed.
    reliance
        Net import reliance as a share of consumption; an interval, ``withheld`` or
        ``net exporter`` where the publisher printed that.
    critical
        Whether it is on the official list of critical minerals; ``None`` is unknown.
    """

    commodity: str
    stage: str
    year: int
    leader: str
    leader_iso3: str
    leader_share: Number
    leader_us_share: Number
    us_leader: str
    us_leader_share: Number
    hhi: Number
    reliance: Number
    us_years: str = ""
    critical: bool | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryValue:
    """One country of the map: its value, and words for its row in the table."""

    iso3: str
    name: str
    value: Number
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapData:
    """What the world map shows.

    Parameters
    ----------
    title, sentence
        The question that the map answers, and its answer.
    measure
        What the shades stand for, with the unit.
    countries
        Countries with a value.
    edges
        Lower edges of the classes of shade, ascending; a value below the first is not shaded.
    absent_is_zero
        Whether a country that is not listed is known to have none. If not, it is unknown and
        drawn hatched.
    """

    title: str
    sentence: str
    measure: str
    countries: tuple[CountryValue, ...]
    edges: tuple[float, ...]
    absent_is_zero: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something that is not known, and what that means for the answer."""

    title: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityItem:
    """Something found in the data and what was done about it, with its numbers."""

    title: str
    sentence: str
    numbers: tuple[KeyNumber, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodSection:
    """One method: what it does, its equation or citation, and where it ends."""

    title: str
    paragraphs: tuple[str, ...]
    citation: str = ""
    limits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One publication that numbers rest on; ``key`` is what provenances name."""

    key: str
    publisher: str
    title: str
    vintage: str
    sha256: str
    license: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunIdentity:
    """Which run made the numbers, and the command that makes them again."""

    run_id: str
    twin_id: str
    command: str
    version: str
    seed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of a brief that needs no form of its own: a heading and blocks.

    Parameters
    ----------
    anchor
        Short name, unique on the page; figures of all sections have names of their own too.
    title, short
        Heading, and a few words for the list of contents.
    blocks
        What it says, from top to bottom.
    """

    anchor: str
    title: str
    short: str
    blocks: tuple[Block, ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures of the section."""
        return tuple(block.figure for block in self.blocks if isinstance(block, Pictured))


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A whole brief; see the tree at the top of this module.

    Parameters
    ----------
    title
        Title of the page.
    as_of
        Day up to which the brief knows the world.
    label
        Who may read it.
    answer
        The answer in one sentence.
    headlines
        A few further sentences, the most important first.
    accounts
        The three lists, in the order of what comes from abroad.
    inside
        The same accounts by what stands inside of other purchases, wherever it is made.
    materials, material
        Losses from cut materials: the national list, and one mineral or story in depth.
    sections
        Further sections, above all others.
    """

    title: str
    as_of: date
    answer: str
    headlines: tuple[str, ...]
    accounts: tuple[AccountSection, ...]
    run: RunIdentity
    sources: tuple[Source, ...]
    label: Label = Label.PUBLIC
    key_numbers: tuple[KeyNumber, ...] = ()
    inside: tuple[AccountSection, ...] = ()
    overlap: tuple[OverlapRow, ...] = ()
    tiles: tuple[NamedTile, ...] = ()
    minerals: tuple[MineralDependence, ...] = ()
    materials: MaterialRanking | None = None
    material: MaterialStory | None = None
    sections: tuple[Section, ...] = ()
    map: MapData | None = None
    unknowns: tuple[Gap, ...] = ()
    quality: tuple[QualityItem, ...] = ()
    methods: tuple[MethodSection, ...] = ()
    tables: tuple[Table, ...] = ()


def overlap_of(accounts: tuple[AccountSection, ...]) -> tuple[OverlapRow, ...]:
    """Return the lists of several accounts as one, things in most lists first.

    Examples
    --------
    >>> overlap_of(())
    ()
    """
    names: dict[str, str] = {}
    ranks: dict[str, dict[Account, int]] = {}
    for section in accounts:
        for line in section.dependencies:
            names.setdefault(line.code, line.name)
            ranks.setdefault(line.code, {})[section.account] = line.rank
    rows = [
        OverlapRow(
            code=code,
            name=names[code],
            economy=places.get(Account.ECONOMY),
            health=places.get(Account.HEALTH),
            defense=places.get(Account.DEFENSE),
        )
        for code, places in ranks.items()
    ]
    rows.sort(key=lambda r: (-len(ranks[r.code]), sum(ranks[r.code].values()), r.code))
    return tuple(rows)
