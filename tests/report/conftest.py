"""A brief of invented values, for tests only: no number here is a finding."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest

from mainstay.model import Method, Table
from mainstay.report import (
    Account,
    AccountSection,
    Brief,
    CountryValue,
    Coverage,
    Dependency,
    Gap,
    KeyNumber,
    MapData,
    MethodSection,
    MineralDependence,
    NamedTile,
    Number,
    Provenance,
    QualityItem,
    RunIdentity,
    Source,
    Unit,
    overlap_of,
)

BEA = Provenance(
    sources=("sample.accounts",),
    vintage="2023 in 2017 detail",
    method=Method.INFERRED,
    confidence=0.75,
    note="All tiers, by the Leontief inverse of the projected table.",
)
TOTAL = Provenance(sources=("sample.accounts",), vintage="2023", confidence=0.95)
WORLD = Provenance(
    sources=("sample.minerals",),
    vintage="2026",
    confidence=0.8,
    note="Leader over the sum of the producers printed.",
)
TRADE = Provenance(sources=("sample.minerals",), vintage="2026, imports of 2021-24", confidence=0.9)

NAMES = {
    Account.ECONOMY: [
        ("531ORE", "Other real estate"),
        ("52A000", "Monetary authorities and depository credit intermediation"),
        ("550000", "Management of companies and enterprises"),
        ("541100", "Legal services"),
        ("221100", "Electric power generation, transmission, and distribution"),
        ("324110", "Petroleum refineries"),
        ("484000", "Truck transportation"),
        ("541512", "Computer systems design services"),
        ("541511", "Custom computer programming services"),
        ("325211", "Plastics material and resin manufacturing"),
    ],
    Account.HEALTH: [
        ("325412", "Pharmaceutical preparation manufacturing"),
        ("550000", "Management of companies and enterprises"),
        ("524113", "Direct life insurance carriers"),
        ("561300", "Employment services"),
        ("339112", "Surgical and medical instrument manufacturing"),
        ("325413", "In-vitro diagnostic substance manufacturing"),
        ("221100", "Electric power generation, transmission, and distribution"),
        ("541512", "Computer systems design services"),
        ("325411", "Medicinal and botanical manufacturing"),
        ("484000", "Truck transportation"),
    ],
    Account.DEFENSE: [
        ("336411", "Aircraft manufacturing"),
        ("336611", "Ship building and repairing"),
        ("541700", "Scientific research and development services"),
        ("334511", "Search, detection, and navigation instruments manufacturing"),
        ("336414", "Guided missile and space vehicle manufacturing"),
        ("334413", "Semiconductor and related device manufacturing"),
        ("541512", "Computer systems design services"),
        ("33131B", "Aluminum product manufacturing from purchased aluminum"),
        ("221100", "Electric power generation, transmission, and distribution"),
        ("550000", "Management of companies and enterprises"),
    ],
}
TOTALS = {Account.ECONOMY: 27.7207e12, Account.HEALTH: 4.1e12, Account.DEFENSE: 0.82e12}
SAYS = {
    Account.ECONOMY: "All final uses: what households, firms and governments buy at home.",
    Account.HEALTH: "Final demand for health care, medicines and devices.",
    Account.DEFENSE: "The federal defense columns of final demand.",
}
REGIONS = ("China", "Europe", "Canada", "Mexico", "Rest of Asia and Pacific", "Japan")
#: commodity, stage, leader, iso3, world share, its share of US imports, US leader, share, reliance
MINERALS = [
    ("Gallium", "primary", "China", "CHN", 0.99, 0.18, "Japan", 0.28, 1.0),
    ("Niobium", "mine", "Brazil", "BRA", 0.93, 0.66, "Brazil", 0.66, 1.0),
    ("Magnesium metal", "primary", "China", "CHN", 0.88, 0.08, "Israel", 0.31, None),
    ("Graphite", "mine", "China", "CHN", 0.80, 0.43, "China", 0.43, 1.0),
    ("Tungsten", "mine", "China", "CHN", 0.79, 0.27, "China", 0.27, None),
    ("Cobalt", "mine", "DR Congo", "COD", 0.73, 0.03, "Norway", 0.22, 0.79),
    ("Rare earths", "mine", "China", "CHN", 0.69, 0.71, "China", 0.71, 0.67),
    ("Platinum", "mine", "South Africa", "ZAF", 0.70, 0.35, "South Africa", 0.35, 0.85),
    ("Nickel", "mine", "Indonesia", "IDN", 0.60, None, "Canada", 0.47, 0.41),
    ("Antimony", "mine", "China", "CHN", 0.36, 0.55, "China", 0.55, 0.91),
    ("Lithium", "mine", "Australia", "AUS", 0.32, 0.0, "Chile", 0.50, "over"),
    ("Iron ore", "mine", "Australia", "AUS", 0.37, None, "Brazil", 0.55, "export"),
    ("Bauxite", "mine", "Guinea", "GIN", 0.31, 0.06, "Jamaica", 0.62, 0.75),
]


def _dependencies(account: Account) -> tuple[Dependency, ...]:
    lines = []
    for i, (code, name) in enumerate(NAMES[account]):
        share = 0.118 * 0.86**i + 0.002
        width = 0.08 + 0.03 * (i % 3)
        seen = None if (account is Account.DEFENSE and i == 7) else 0.86 - 0.045 * i
        tied = {3: (5,), 4: (4,)}.get(i, ())
        lines.append(
            Dependency(
                rank=i + 1,
                code=code,
                name=name,
                share=Number(share, Unit.SHARE, BEA, share * (1 - width), share * (1 + width)),
                value=Number(share * TOTALS[account], Unit.USD, BEA),
                import_share=Number(0.04 + 0.021 * i, Unit.SHARE, BEA),
                leading_region=REGIONS[i % 6],
                leading_share=Number(0.41 - 0.02 * i, Unit.SHARE, BEA),
                seen=Number(seen, Unit.SHARE, BEA),
                not_separable_from=tied,
            )
        )
    return tuple(lines)


def _mineral(row: tuple) -> MineralDependence:
    commodity, stage, leader, iso3, world, us, us_leader, us_share, reliance = row
    rely = {
        "over": Number(None, Unit.SHARE, TRADE, lo=0.5),
        "export": Number(None, Unit.SHARE, TRADE, words="net exporter"),
        None: Number(None, Unit.SHARE, TRADE, words="withheld"),
    }.get(reliance) or Number(reliance, Unit.SHARE, TRADE)
    hhi = world**2
    return MineralDependence(
        commodity=commodity,
        stage=stage,
        year=2025,
        leader=leader,
        leader_iso3=iso3,
        leader_share=Number(world, Unit.SHARE, WORLD),
        leader_us_share=Number(us, Unit.SHARE, TRADE),
        us_leader=us_leader,
        us_leader_share=Number(us_share, Unit.SHARE, TRADE),
        us_years="2021-24",
        hhi=Number(hhi, Unit.INDEX, WORLD, hhi, min(1.0, hhi + (1 - world) ** 2)),
        reliance=rely,
        critical=commodity != "Iron ore",
    )


def _map() -> MapData:
    counts = {
        "CHN": ("China", 31),
        "AUS": ("Australia", 4),
        "ZAF": ("South Africa", 6),
        "BRA": ("Brazil", 2),
        "COD": ("DR Congo", 2),
        "IDN": ("Indonesia", 2),
        "GIN": ("Guinea", 1),
        "USA": ("United States", 7),
        "RUS": ("Russia", 2),
        "CAN": ("Canada", 1),
        "CHL": ("Chile", 3),
        "IND": ("India", 2),
        "TUR": ("Turkey", 2),
        "PER": ("Peru", 1),
        "SGP": ("Singapore", 1),
    }
    listed = [
        CountryValue(
            iso3=k, name=n, value=Number(float(v), Unit.COUNT, WORLD), words="of 72 minerals"
        )
        for k, (n, v) in counts.items()
    ]
    listed.append(
        CountryValue(iso3="PRK", name="North Korea", value=Number(None, Unit.COUNT, WORLD))
    )
    return MapData(
        title="Where the largest producer of each mineral is",
        sentence="China is the largest producer of 31 of the 72 minerals (sample).",
        measure="number of minerals of which the country is the largest producer",
        countries=tuple(listed),
        edges=(1.0, 2.0, 4.0, 8.0, 16.0),
        absent_is_zero=True,
    )


@pytest.fixture(scope="session")
def brief() -> Brief:
    """Return the sample brief."""
    accounts = tuple(
        AccountSection(
            account=a,
            title=a.value.capitalize(),
            sentence=SAYS[a],
            total=Number(TOTALS[a], Unit.USD, TOTAL),
            dependencies=_dependencies(a),
        )
        for a in Account
    )
    return Brief(
        title="What the United States hangs on (sample)",
        as_of=date(2026, 2, 1),
        answer="Sample text: one country makes 99 percent of the world's gallium and sends the "
        "United States 18 percent of what it imports; three things stand on all three lists.",
        headlines=(
            "Sample: electric power, management and systems design stand on all three lists.",
            "Sample: the order of places 4 and 5 is not known; their bands overlap.",
            "Sample: a quarter of each figure is inferred, most of all below the third tier.",
        ),
        key_numbers=(
            KeyNumber(
                title="Gross domestic product, 2023",
                number=Number(27.7207e12, Unit.USD, TOTAL),
                sentence="The same from final uses and from value added.",
            ),
            KeyNumber(
                title="China in world gallium, 2025",
                number=Number(0.99, Unit.SHARE, WORLD, 0.985, 0.995),
                sentence="And 18.0 % of US imports.",
            ),
            KeyNumber(
                title="Imported, over all tiers",
                number=Number(0.134, Unit.SHARE, BEA, 0.121, 0.151),
                sentence="Of what final users buy.",
            ),
        ),
        accounts=accounts,
        overlap=overlap_of(accounts),
        tiles=(
            NamedTile(
                title="Batteries",
                coverage=Coverage.PARTLY,
                sentence="Storage battery manufacturing (335911) is one industry of the table.",
                numbers=(
                    KeyNumber(
                        title="Share of the economy",
                        number=Number(0.0011, Unit.SHARE, BEA, 0.0009, 0.0014),
                    ),
                    KeyNumber(
                        title="Imported, over all tiers",
                        number=Number(0.46, Unit.SHARE, BEA, 0.40, 0.52),
                    ),
                ),
                missing=("Cells by chemistry: lithium-ion and lead-acid are one industry here.",),
            ),
            NamedTile(
                title="Software",
                coverage=Coverage.PARTLY,
                sentence="Software publishing and custom programming are two industries.",
                numbers=(
                    KeyNumber(
                        title="Share of the economy",
                        sentence="software publishers",
                        number=Number(0.021, Unit.SHARE, BEA, 0.019, 0.024),
                    ),
                    KeyNumber(
                        title="Imported, over all tiers", number=Number(None, Unit.SHARE, BEA)
                    ),
                ),
                missing=("Software as a chain of components.",),
            ),
        ),
        minerals=tuple(_mineral(row) for row in MINERALS),
        map=_map(),
        unknowns=(
            Gap(
                title="Who buys from whom",
                sentence="No open source names firm-to-firm edges; the lists stop at industries.",
            ),
            Gap(
                title="Suppliers of suppliers abroad",
                sentence="Activities abroad have no table of their own and are supply-only.",
            ),
            Gap(
                title="Withheld figures",
                sentence="Two reliance figures are withheld by the publisher and stay unknown.",
            ),
        ),
        quality=(
            QualityItem(
                title="Negative import cells",
                sentence="Cells below zero are set aside and the rest scaled.",
                numbers=(
                    KeyNumber(title="Set aside, 2022", number=Number(-30e9, Unit.USD, TOTAL)),
                ),
            ),
            QualityItem(
                title="Regional against national imports",
                sentence="Before handling, the seven regions sum to less.",
                numbers=(
                    KeyNumber(
                        title="Of the national figure", number=Number(0.984, Unit.SHARE, TOTAL)
                    ),
                ),
            ),
            QualityItem(
                title="Balances",
                sentence="Every industry and commodity balances within rounding.",
                numbers=(KeyNumber(title="Worst miss", number=Number(28e6, Unit.USD, TOTAL)),),
            ),
        ),
        methods=(
            MethodSection(
                title="Dependence at all tiers",
                paragraphs=(
                    "The share of final demand that is lost when an industry is taken out.",
                    "Solved by factorizing I − A once.",
                ),
                citation="Miller and Blair 2022, chapter 12.",
                limits=("Fixed coefficients.",),
            ),
            MethodSection(
                title="Projection to 2023",
                paragraphs=("Detail of 2017 scaled to the margins of 2023.",),
                limits=("Coefficients inside a summary sector keep their proportions.",),
            ),
            MethodSection(
                title="Concentration",
                paragraphs=("Herfindahl-Hirschman index with bounds for unnamed producers.",),
            ),
        ),
        sources=(
            Source(
                key="sample.accounts",
                publisher="Sample Bureau",
                title="Invented supply-use tables",
                vintage="2024-09",
                sha256="0" * 64,
                license="public domain",
            ),
            Source(
                key="sample.minerals",
                publisher="Sample Survey",
                title="Invented mineral summaries",
                vintage="2026",
                sha256="1" * 64,
                license="public domain",
            ),
        ),
        run=RunIdentity(
            run_id="5a" * 16,
            twin_id="7c" * 16,
            command="mainstay brief --twin demo --out brief",
            version="0.1.0",
        ),
        tables=(
            Table.of(
                "identities",
                [{"identity": "gdp", "miss_usd": 1.0e6}],
                title="Accounting identities",
            ),
        ),
    )


VOID = {"meta", "link", "br", "hr", "img", "input"}
BLOCK = {
    "div",
    "p",
    "ul",
    "ol",
    "dl",
    "table",
    "section",
    "article",
    "figure",
    "details",
    "h2",
    "h3",
}


class Checker(HTMLParser):
    """Checks nesting; keeps ids, references and what figures say."""

    def __init__(self):
        super().__init__()
        self.stack, self.faults, self.ids = [], [], []
        self.references, self.loads, self.images, self.landmarks = [], [], [], []
        self.headings = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "p" in self.stack and tag in BLOCK:
            self.faults.append(f"<{tag}> inside <p> at {self.getpos()}")
        if tag in {"dt", "dd"} and self.stack[-1] not in {"div", "dl"}:
            self.faults.append(f"<{tag}> in <{self.stack[-1]}>")
        if tag == "li" and self.stack[-1] not in {"ul", "ol"}:
            self.faults.append(f"<li> in <{self.stack[-1]}>")
        if tag in {"header", "main", "footer", "nav"}:
            self.landmarks.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if "id" in given:
            self.ids.append(given["id"])
        for name in ("aria-labelledby", "aria-describedby"):
            self.references += given.get(name, "").split()
        if given.get("href", "").startswith("#"):
            self.references.append(given["href"][1:])
        if given.get("role") == "img" or tag == "img":
            self.images.append(given.get("aria-label") or given.get("alt") or "")
        if tag in {"script", "img", "iframe", "use", "link", "source"}:
            self.loads += [given[k] for k in ("src", "href", "xlink:href") if k in given]
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attrs):
        if "id" in dict(attrs):
            self.ids.append(dict(attrs)["id"])

    def handle_endtag(self, tag):
        if not self.stack or self.stack.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing at {self.getpos()}")


@pytest.fixture(scope="session")
def page_checker():
    """Return what reads a page and keeps its faults, ids, references and headings."""

    def read(text: str) -> Checker:
        checker = Checker()
        checker.feed(text)
        checker.close()
        return checker

    return read
