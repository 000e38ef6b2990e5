"""Materials of the 2026 edition against numbers taken from the printed table by hand."""

from dataclasses import replace

import pyarrow as pa
import pytest

from mainstay.fusion.end_uses import EndUse, Reading
from mainstay.fusion.mineral_facts import Amount, Flow, MineralFacts, Producer, WorldPool
from mainstay.fusion.minerals import mineral_facts
from mainstay.model import Interval, Method, Qualifier
from mainstay.sources import read
from mainstay.sources.embedded import figure
from mainstay.twin.material_markets import materials_of
from mainstay.twin.materials import HOME, Materials

LB = 2204.6226218487757


@pytest.fixture(scope="module")
def minerals() -> dict[str, MineralFacts]:
    held = figure("usgs-mcs-2026")
    claims = read(held.source, held.path, vintage=held.vintage).batches
    return mineral_facts(pa.Table.from_batches(claims))


def read_as(mineral: str) -> Reading:
    one = Interval.point(1.0)
    use = EndUse(mineral, "all", one, Interval(0, 0.5, 1), "bulk")
    return Reading(mineral, "2026-11", "", (use,), (), True)


@pytest.fixture(scope="module")
def materials(minerals: dict[str, MineralFacts]) -> Materials:
    return materials_of(minerals, [read_as(name) for name in minerals], {"CHN": 27.0})


#: Use and price of 2025 from the printed rows: unit, lowest and highest use, US dollars a unit.
PRINTED = {
    "gallium": ("kg", 19_000, 19_000, 580, 580),
    "cobalt": ("t", 9_600, 9_600, 15 * LB, 21 * LB),
    "beryllium": ("t", 230, 230, 1.6e6, 1.6e6),
    # 3,800 in, 2,000 out, reliance above 50 %; lithium carbonate $9,000, 18.79 % lithium
    "lithium": ("t", 1_800, 3_600, 9_000 / 0.1879, 9_000 / 0.1879),
    # 1,700 + 10,000 in, 1,400 + 3,300 out, above 50 %; $380 per 10 kg of WO3, 79.3 % tungsten
    "tungsten": ("t", 7_000, 14_000, 380 / 0.00793, 380 / 0.00793),
    # per metric ton unit of 10 kg
    "manganese": ("kt", 640, 640, 450_000, 450_000),
    # ferrochromium, per pound of chromium: neither the metal's nor the ore's price
    "chromium": ("kt", 480, 480, 1.6 * LB * 1e3, 1.6 * LB * 1e3),
    "vanadium": ("t", 13_000, 13_000, 5.02 * LB / 0.5602, 5.02 * LB / 0.5602),
    # printed per pound of V2O5, Ta2O5 content, troy ounce
    "tantalum": ("t", 890, 890, 180e3 / 0.819, 180e3 / 0.819),
    "palladium": ("kg", 130_000, 130_000, 1_100 * 32.15074656862798, 1_100 * 32.15074656862798),
    # 400 in, 12 percent: printed less than 100,000 t; 6,000 net over less than 25 %
    "zirconium": ("t", 24_000, 100_000, 1_800 / 0.672, 1_900 / 0.672),
    # apparent withheld; 1,700 reported; 2,926 net over 75 to 100 %
    "bauxite": ("dry_kt", 1_700, 2_926 / 0.75, 32_000, 32_000),
    # 11 net over 25 to 100 %
    "tellurium": ("t", 11, 44, 120_000, 150_000),
    # two forms in silicon content: 290 in, 32 out, above 50 %
    "silicon": ("kt", 258, 516, 130 * LB * 10, 140 * LB * 10),
    "graphite": ("t", 71_000, 71_000, 470, 2_600),
    "alumina": ("dry_kt", 2_500, 2_500, 590_000, 590_000),
}  # fmt: skip


@pytest.mark.parametrize(("mineral", "printed"), PRINTED.items())
def test_use_and_price_are_what_the_rows_say(
    materials: Materials, mineral: str, printed: tuple[str, float, float, float, float]
) -> None:
    home = materials.home[mineral]
    found = (home.used.low, home.used.high, home.price_usd.low, home.price_usd.high)
    assert home.unit == printed[0]
    assert found == pytest.approx(printed[1:], rel=1e-6)
    for interval in (home.used, home.price_usd, home.spend_usd):
        assert not interval.problems(mineral)


def test_spend_on_gallium_is_eleven_million_dollars(materials: Materials) -> None:
    assert materials.home["gallium"].spend_usd.mode == 19_000 * 580 == 11_020_000


def test_every_mineral_is_computed_or_missing_with_a_reason(
    minerals: dict[str, MineralFacts], materials: Materials
) -> None:
    computed, missing = set(materials.computed), set(materials.missing)
    assert not computed & missing
    assert computed | missing == set(minerals)
    assert all(materials.missing.values())


REASONS = {
    "neodymium": "group member: counted in rare-earths",
    "platinum-group-metals": "group: counted by its members platinum, palladium",
    "abrasives": "several forms of consumption: 3 forms and no total",
    "iridium": "no world table",
    "helium": "no price printed",
    "boron": "the parts of the world table cannot be added",
    "bromine": "reliance gives no upper bound",
}


@pytest.mark.parametrize(("mineral", "reason"), REASONS.items())
def test_a_missing_mineral_says_why(materials: Materials, mineral: str, reason: str) -> None:
    assert reason in materials.missing[mineral]


def test_without_evidence_a_mineral_is_missing(minerals: dict[str, MineralFacts]) -> None:
    found = materials_of(minerals, [read_as("gallium"), read_as("galium")], {})
    assert found.computed == ("gallium",)
    assert found.missing["cobalt"] == "no end-use evidence"
    assert found.missing["galium"].startswith("no such mineral in the edition; closest: gallium")


def test_what_is_withheld_is_a_range_and_never_zero(materials: Materials) -> None:
    """Lithium of the United States is withheld: used 1,800 to 3,600 t less 1,800 t net imports."""
    (market,) = materials.markets["lithium"]
    made = next(s.made for s in market.suppliers if s.place == HOME)
    assert (made.low, made.mode, made.high) == (0, 600, 1_800)
    assert made.method is Method.INFERRED
    assert any("withheld" in note for note in market.notes)
    (rhenium,) = materials.markets["rhenium"]
    russia = next(s.made for s in rhenium.suppliers if s.place == "RUS")
    assert russia.high > 0


def test_stages_stand_from_the_ground_up(materials: Materials) -> None:
    assert [m.stage for m in materials.markets["copper"]] == ["mine", "refinery"]
    (pigment,) = materials.markets["titanium-dioxide"]
    assert all(s.capacity == s.made for s in pigment.suppliers)
    assert "capacity stands for production" in pigment.notes[0]
    (gallium,) = materials.markets["gallium"]
    china = next(s for s in gallium.suppliers if s.place == "CHN")
    assert china.made.mode == 900_000
    assert china.capacity is not None
    assert china.capacity.mode == 1_600_000 or china.capacity.mode > china.made.mode
    assert (gallium.market_class, gallium.host) == ("by-product", "bauxite")


def test_a_producer_inside_another_row_is_not_added_again(materials: Materials) -> None:
    rutile = next(m for m in materials.markets["titanium-mineral-concentrates"]
                  if m.stage == "mine-rutile")  # fmt: skip
    assert HOME not in {s.place for s in rutile.suppliers}
    assert any("included elsewhere" in note for note in rutile.notes)


def test_stocks_are_those_of_users_and_makers(materials: Materials) -> None:
    assert materials.home["gold"].stocks is None  # the Treasury's
    assert materials.home["gallium"].stocks.mode == 3_400  # type: ignore[union-attr]
    assert materials.home["cobalt"].stocks.mode == 1_500  # type: ignore[union-attr]


def test_sources_of_imports_are_those_of_the_form_that_is_used(materials: Materials) -> None:
    home = materials.home["copper"]
    assert home.import_sources["CHL"] == 0.68
    assert any("refined copper" in note for note in home.notes)
    for name in materials.computed:
        total = sum(materials.home[name].import_sources.values())
        assert total == 0 or total == pytest.approx(1, abs=0.03), name


def test_scrap_of_the_works_is_an_upper_bound(materials: Materials) -> None:
    scrap = materials.home["magnesium-metal"].secondary
    assert scrap is not None
    assert (scrap.low, scrap.high) == (0, 110)
    aluminum = materials.home["aluminum"].secondary
    assert aluminum is not None
    assert aluminum.mode == 1_600  # old scrap, not the 2,000 of new scrap


def test_a_net_exporter_stays(materials: Materials) -> None:
    home = materials.home["soda-ash"]
    assert "soda-ash" in materials.computed
    assert home.exports is not None
    assert home.imports is not None
    assert home.exports.mode > home.imports.mode


def test_nothing_reads_the_critical_flag(
    minerals: dict[str, MineralFacts], materials: Materials
) -> None:
    blind = {name: replace(facts, is_critical=None) for name, facts in minerals.items()}
    again = materials_of(blind, [read_as(name) for name in minerals], {"CHN": 27.0})
    assert again.home == materials.home
    assert again.markets == materials.markets
    assert again.missing == materials.missing


def flow(statistic: str, form: str, value: float | None, *, unit: str = "t", year: int = 2025,
         lo: float | None = None, hi: float | None = None) -> Flow:  # fmt: skip
    if value is not None:
        amount = Amount(value, value, value, Qualifier.EXACT)
    elif hi is not None:
        amount = Amount(None, lo, hi, Qualifier.RANGE)
    else:
        amount = Amount(None, None, None, Qualifier.WITHHELD)
    return Flow(statistic, form, year, amount, unit)


def examplium(*flows: Flow, reliance: tuple[float, float] | None = None, scale: float = 1.0,
              unit: str = "t") -> MineralFacts:  # fmt: skip
    """Return a mineral of one producer, with its price and what a test says of its use."""
    made = Producer("CHN", "China", Amount(100 * scale, 100 * scale, 100 * scale, Qualifier.EXACT))
    pool = WorldPool("examplium", "mine", "Mine production", "production", unit, 2025, (made,),
                     Amount(), is_primary=True)  # fmt: skip
    relied = () if reliance is None else (
        Flow("Net import reliance", "", 2025, Amount(None, *reliance, Qualifier.RANGE), "share"),
    )  # fmt: skip
    price = Flow("Price", "Price, metal", 2025, Amount(2000, 2000, 2000, Qualifier.EXACT),
                 "USD_per_t")  # fmt: skip
    return MineralFacts("examplium", ("Examplium",), "", "test 1", 2025, None, (pool,), (), flows,
                        relied, None, prices=(price,))  # fmt: skip


def use_of(facts: MineralFacts) -> tuple[float, float, float] | str:
    found = materials_of({"examplium": facts}, [read_as("examplium")], {})
    if "examplium" not in found.home:
        return found.missing["examplium"]
    used = found.home["examplium"].used
    return used.low, used.mode, used.high


IN, OUT = flow("Import", "Imports", 60.0), flow("Export", "Exports", 10.0)
APPARENT, REPORTED = "Consumption, apparent", "Consumption, reported"

CASES = {
    "apparent": ((flow("Consumption", APPARENT, 70.0),), None, (70, 70, 70)),
    "apparent before reported": (
        (flow("Consumption", APPARENT, 70.0), flow("Consumption", REPORTED, 40.0)), None,
        (70, 70, 70)),
    "reported alone": ((flow("Consumption", REPORTED, 40.0),), None, (40, 40, 40)),
    "the printed total of forms": (
        (flow("Consumption", APPARENT + ": Total", 70.0),
         flow("Consumption", APPARENT + ": Metal", 30.0)), None, (70, 70, 70)),
    "forms are never added": (
        (flow("Consumption", APPARENT + ": Oxide", 70.0),
         flow("Consumption", APPARENT + ": Metal", 30.0)), None,
        "several forms of consumption: 2 forms and no total"),
    "withheld: net imports over reliance": (
        (flow("Consumption", APPARENT, None), IN, OUT), (0.5, 1.0), (50, 50 / 0.75, 100)),
    "withheld, with a part reported": (
        (flow("Consumption", APPARENT, None), flow("Consumption", REPORTED, 40.0), IN, OUT),
        (0.5, 1.0), (40, 50 / 0.75, 100)),
    "withheld, with more reported than net imports": (
        (flow("Consumption", APPARENT, None), flow("Consumption", REPORTED, 80.0), IN, OUT),
        (0.5, 1.0), (50, 80, 100)),
    "withheld, and reliance has no lower bound": (
        (flow("Consumption", APPARENT, None), IN, OUT), (0.0, 0.25), "no upper bound"),
    "withheld, and nothing else": ((flow("Consumption", APPARENT, None),), None, "withheld"),
    "a printed bound": (
        (flow("Consumption", APPARENT, None, lo=0.0, hi=400.0), IN, OUT), (0.0, 0.5),
        (100, 200, 400)),
    "nothing printed: the balance": (
        (flow("Production", "Production, mine", 30.0), IN, OUT), None, (80, 80, 80)),
    "nothing printed: reliance": ((IN, OUT), (1.0, 1.0), (50, 50, 50)),
    "nothing at all": ((), None, "no consumption printed"),
    "the year before": ((flow("Consumption", APPARENT, 66.0, year=2024),), None, (66, 66, 66)),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_rules_of_use(case: str) -> None:
    flows, reliance, wanted = CASES[case]
    found = use_of(examplium(*flows, reliance=reliance))
    if isinstance(wanted, str):
        assert wanted in found
    else:
        assert found == pytest.approx(wanted)


def test_a_thousand_times_the_unit_changes_nothing() -> None:
    tons = examplium(flow("Consumption", APPARENT, 70.0), IN)
    kilos = examplium(flow("Consumption", APPARENT, 70e3, unit="kg"),
                      flow("Import", "Imports", 60e3, unit="kg"), scale=1e3, unit="kg")  # fmt: skip
    spends = [
        materials_of({"examplium": facts}, [read_as("examplium")], {}).home["examplium"].spend_usd
        for facts in (tons, kilos)
    ]
    assert spends[0].mode == pytest.approx(spends[1].mode, rel=1e-12) == 70 * 2000


def producers(*made: tuple[str, float | None, Qualifier]) -> tuple[Producer, ...]:
    return tuple(Producer(p, p, Amount(v, v, v, q)) for p, v, q in made)


def test_a_withheld_producer_has_what_the_printed_total_leaves() -> None:
    """100 and 50 known of a total printed as 200, which is 195 to 205: 45 to 55 are withheld."""
    facts = examplium(flow("Consumption", APPARENT, 70.0))
    parts = producers(("CHN", 100, Qualifier.EXACT), ("CAN", 50, Qualifier.EXACT),
                      ("RUS", None, Qualifier.WITHHELD))  # fmt: skip
    total = Amount(210, 210, 210, Qualifier.ROUNDED)
    pool = replace(facts.world[0], producers=parts, printed_total=total)
    found = materials_of({"examplium": replace(facts, world=(pool,))}, [read_as("examplium")], {})
    (market,) = found.markets["examplium"]
    russia = next(s.made for s in market.suppliers if s.place == "RUS")
    assert (russia.low, russia.mode, russia.high) == (55, 60, 65)


def test_several_withheld_producers_share_what_is_left() -> None:
    facts = examplium(flow("Consumption", APPARENT, 70.0))
    parts = producers(("CHN", 150, Qualifier.EXACT), ("CAN", None, Qualifier.WITHHELD),
                      ("RUS", None, Qualifier.NOT_AVAILABLE))  # fmt: skip
    total = Amount(210, 210, 210, Qualifier.ROUNDED)
    pool = replace(facts.world[0], producers=parts, printed_total=total)
    found = materials_of({"examplium": replace(facts, world=(pool,))}, [read_as("examplium")], {})
    (market,) = found.markets["examplium"]
    hidden = [s.made for s in market.suppliers if s.place != "CHN"]
    assert [(m.low, m.mode, m.high) for m in hidden] == [(0, 30, 65)] * 2
