"""Mineral facts: shares with their rule, concentration, import sources, unit values, traps."""

import csv
import gzip
import io
from collections import defaultdict

import pyarrow as pa
import pytest

from mainstay.errors import InputError
from mainstay.fusion.mineral_compare import compare_production
from mainstay.fusion.mineral_facts import Amount, MineralFacts, Producer, WorldPool
from mainstay.fusion.mineral_names import group_of, mineral_of
from mainstay.fusion.mineral_shares import (
    denominator,
    hhi,
    import_sources,
    rounding_bounds,
    share_of,
    shares,
    world_shares,
)
from mainstay.fusion.minerals import mineral_facts
from mainstay.model import Qualifier
from mainstay.sources import read
from mainstay.sources.embedded import figure


@pytest.fixture(scope="module")
def claims() -> pa.Table:
    held = figure("usgs-mcs-2026")
    return pa.Table.from_batches(read(held.source, held.path, vintage=held.vintage).batches)


@pytest.fixture(scope="module")
def minerals(claims) -> dict[str, MineralFacts]:
    return mineral_facts(claims)


#: Shares of 2025 as computed apart from this code from the published table; percent, one decimal.
PUBLISHED = {
    "gallium": ("CHN", 99.0), "rare-earths": ("CHN", 69.4), "cobalt": ("COD", 73.1),
    "niobium": ("BRA", 93.2), "magnesium-metal": ("CHN", 87.7), "graphite": ("CHN", 79.9),
    "tungsten": ("CHN", 78.7), "antimony": ("CHN", 36.1), "lithium": ("AUS", 31.9),
}  # fmt: skip

#: Concentration of the same table, two decimals.
CONCENTRATION = {
    "gallium": 0.98, "niobium": 0.87, "magnesium-metal": 0.77, "graphite": 0.65,
    "tungsten": 0.62, "cobalt": 0.56, "rare-earths": 0.51,
}  # fmt: skip


@pytest.mark.parametrize(("mineral", "leader"), PUBLISHED.items())
def test_the_leading_share_is_the_published_one(minerals, mineral, leader):
    pool = minerals[mineral].primary
    place, share = shares(pool)[0]
    assert (place, round(share.value * 100, 1)) == leader


@pytest.mark.parametrize(("mineral", "wanted"), CONCENTRATION.items())
def test_concentration_is_the_published_one(minerals, mineral, wanted):
    found = hhi(minerals[mineral].primary)
    # the published figures carry two decimals; graphite is 0.6447
    assert found.value == pytest.approx(wanted, abs=0.006)
    assert found.lo <= found.value <= found.hi


def test_gallium_of_china_has_two_shares(minerals):
    gallium = minerals["gallium"]
    assert gallium.primary.pool_id == "mineral:gallium:world-primary"
    assert gallium.traded.pool_id == "mineral:gallium:us-imports"
    assert share_of(gallium.primary, "CHN").value == pytest.approx(900 / 909)
    imported = {s.place: s.share.value for s in gallium.traded.sources}
    assert imported["CHN"] == pytest.approx(0.18)
    assert imported["CAN"] == pytest.approx(0.28)
    assert sum(imported.values()) == pytest.approx(1.0)


def test_the_denominator_says_its_rule(minerals):
    gallium = denominator(minerals["gallium"].primary)
    assert (gallium.value, gallium.rule) == (909_000, "sum_of_parts")
    assert minerals["gallium"].primary.printed_total.value == 900_000
    rare = denominator(minerals["rare-earths"].primary)
    assert (rare.value, rare.rule) == (389_310, "sum_of_parts")
    # the United States are withheld: inside the printed total of antimony, outside that of lithium
    assert denominator(minerals["antimony"].primary).rule == "printed_total"
    assert denominator(minerals["lithium"].primary).rule == "sum_without_withheld"


def test_withheld_parts_open_an_interval(minerals):
    antimony, lithium = minerals["antimony"].primary, minerals["lithium"].primary
    china = share_of(antimony, "CHN")
    assert china.lo < china.value <= china.hi
    assert hhi(antimony).value is None
    assert hhi(antimony).lo < hhi(antimony).hi
    assert share_of(lithium, "AUS").lo is None
    assert share_of(antimony, "USA") == Amount(qualifier=Qualifier.WITHHELD)


def test_parts_that_measure_different_things_have_no_shares(minerals):
    for mineral in ("boron", "kyanite-and-related-minerals"):
        pool = minerals[mineral].world[0]
        assert not pool.is_comparable
        assert all(share.value is None for _, share in shares(pool))


def test_sums_of_parts_round_to_the_printed_totals(minerals):
    apart = {}
    checked = 0
    for facts in minerals.values():
        for pool in facts.world:
            base = denominator(pool)
            total = pool.printed_total.value
            if base is None or total is None or base.rule == "printed_total":
                continue
            checked += 1
            low, high = rounding_bounds(total)
            if not low <= base.value <= high:
                apart[pool.pool_id] = (base.value, total)
    assert checked == 78
    # the publisher's list for iron and steel leaves 4 to 5 % of the world out of its parts
    assert set(apart) == {
        "mineral:iron-and-steel:world-production-pig-iron",
        "mineral:iron-and-steel:world-production-raw-steel",
    }


def test_all_import_source_groups_are_whole(minerals):
    groups = [pool for facts in minerals.values() for pool in facts.imports]
    assert len(groups) == 170
    for pool in groups:
        low = sum(s.share.lo for s in pool.sources)
        high = sum(s.share.hi for s in pool.sources)
        assert low <= 1.01 + 1e-9, pool.pool_id
        assert high >= 0.99 - 1e-9, pool.pool_id


def test_forms_are_pools_of_their_own(minerals):
    antimony = minerals["antimony"]
    assert {p.form for p in antimony.imports} >= {"Oxide", "Total metal and oxide"}
    assert antimony.traded.form == "Total metal and oxide"
    assert minerals["tin"].traded.form == "Refined tin"
    assert minerals["zirconium"].traded is None
    gallium = minerals["gallium"]
    # 110 t of gallium arsenide wafers are no part of the 25 t of metal
    assert (gallium.traded.quantity.value, gallium.traded.unit) == (25_000, "kg")


def test_stages_are_pools_of_their_own(minerals):
    assert [p.pool_id for p in minerals["copper"].world] == [
        "mineral:copper:world-primary",
        "mineral:copper:world-refinery",
    ]
    assert [p.stage for p in minerals["clays"].world] == [
        "mine-bentonite", "mine-fuller-s-earth", "mine-kaolin",
    ]  # fmt: skip
    assert minerals["clays"].primary is None
    assert [p.series for p in minerals["iron-ore"].world] == ["Mine production: Usable ore"]


def test_words_about_one_place_do_not_split_a_series(minerals):
    (diatomite,) = minerals["diatomite"].world
    assert {p.place: p.detail for p in diatomite.producers}["DNK"] == "processed"


def test_capacity_stands_in_where_no_production_is_published(minerals):
    (pigment,) = minerals["titanium-dioxide"].world
    assert pigment.measure == "capacity"
    china = {p.place: p.amount.value for p in minerals["gallium"].primary.capacity}["CHN"]
    assert china == 1_600_000


def test_names_of_all_editions_come_together(minerals):
    assert mineral_of("Tio2 Pigment") == mineral_of("TiO2 pigment") == "titanium-dioxide"
    assert mineral_of("Gemanium") == "germanium"
    assert minerals["titanium-dioxide"].names == ("TiO2 Pigment", "TiO2 pigment", "Tio2 Pigment")


def test_a_stray_critical_flag_is_noted_and_not_believed(minerals):
    assert minerals["yttrium"].is_critical is True
    assert minerals["yttrium"].notes == ("stray critical flag 'Yttrium'",)
    assert minerals["wollastonite"].is_critical is False


def test_elements_are_members_of_their_group(minerals):
    assert group_of("dysprosium") == "rare-earths"
    assert minerals["dysprosium"].world == ()
    assert minerals["rare-earths"].group == ""
    assert minerals["palladium"].group == "platinum-group-metals"


def test_reliance_is_an_interval_where_printed_so(minerals):
    def latest(mineral, form=""):
        return next(
            r.amount for r in minerals[mineral].reliance if r.year == 2025 and r.form == form
        )

    assert latest("gallium").value == 1.0
    assert latest("antimony").value == pytest.approx(0.91)
    assert latest("lithium") == Amount(None, 0.5, 1.0, Qualifier.GREATER_THAN)
    assert latest("beryllium") == Amount(None, None, 0.0, Qualifier.NET_EXPORTER)


def test_unit_values_are_points_with_one_price_and_intervals_with_several(minerals):
    gallium = minerals["gallium"].unit_value
    assert (gallium.amount.value, gallium.unit, gallium.year) == (580.0, "kg", 2025)
    graphite = minerals["graphite"].unit_value
    assert graphite.amount.value is None
    assert graphite.amount.lo < graphite.amount.hi
    # a ton unit of trioxide does not convert to tungsten without assuming a form
    tungsten = minerals["tungsten"].unit_value
    assert tungsten.amount == Amount()
    assert len(tungsten.left_out) == 1
    assert minerals["lithium"].unit_value.compounds


def test_two_editions_at_once_are_refused(claims):
    other = claims.set_column(
        claims.schema.get_field_index("vintage"),
        "vintage",
        pa.array(["2025"] * claims.num_rows).dictionary_encode(),
    )
    with pytest.raises(InputError, match="one edition, not 2"):
        mineral_facts(pa.concat_tables([claims, other], promote_options="permissive"))
    with pytest.raises(InputError, match="one edition, not 0"):
        mineral_facts(claims.slice(0, 0))


def test_tables_leave_with_their_rule_and_source(minerals):
    chosen = [minerals["gallium"], minerals["lithium"]]
    world, imports = world_shares(chosen), import_sources(chosen)
    assert {row["rule"] for row in world.rows()} == {"sum_of_parts", "sum_without_withheld"}
    assert {row["source"] for row in world.rows()} == {"usgs.mcs 2026"}
    assert len(imports) == 8


def _pool(*amounts: float | None, total: float | None = None) -> WorldPool:
    places = [f"AA{chr(65 + i)}" for i in range(len(amounts))]
    return WorldPool(
        mineral="toy", stage="mine", series="Mine production", measure="production", unit="t",
        year=2025, printed_total=Amount(total, total, total, Qualifier.ROUNDED),
        producers=tuple(
            Producer(p, p, Amount(a, a, a, Qualifier.WITHHELD if a is None else Qualifier.EXACT))
            for p, a in zip(places, amounts, strict=True)
        ),
    )  # fmt: skip


def test_concentration_by_hand():
    assert hhi(_pool(50.0, 50.0)).value == pytest.approx(0.5)
    # 60 known of a total of 100, rounded at the hundreds: 60 to 150; one place holds the rest
    withheld = hhi(_pool(40.0, 20.0, None, total=100.0))
    assert withheld.lo == pytest.approx(min(2000 / 3600, (2000 + 90**2) / 150**2))
    assert withheld.hi == pytest.approx(max(2000 / 3600, (2000 + 90**2) / 150**2))
    assert hhi(_pool(None, None)) == Amount()


def test_a_total_below_its_parts_gives_no_share():
    assert denominator(_pool(400.0, None, total=100.0)) is None


@pytest.mark.reference
@pytest.mark.parametrize(
    ("mineral", "file", "series", "place"),
    [
        ("gallium", "gallium", "gallium, primary", "CHN"),
        ("tungsten", "tungsten", "tungsten, mine", "CHN"),
        ("graphite", "graphite", "graphite", "CHN"),
    ],
)
def test_two_geological_surveys_agree_on_the_leader_of_2023(
    reference_data, mineral, file, series, place
):
    path = reference_data / "usgs_mcs" / "MCS2025_World_Data.csv"
    edition = pa.Table.from_batches(read("usgs.mcs-world", path, vintage="2025").batches)
    pool = mineral_facts(edition, year=2023)[mineral].primary
    other: dict[str, float] = defaultdict(float)
    packed = reference_data / "bgs_minerals" / f"BGS_{file}_production.csv.gz"
    for row in csv.DictReader(io.StringIO(gzip.decompress(packed.read_bytes()).decode())):
        is_wanted = row["bgs_commodity_trans"] == series and row["year"].startswith("2023")
        if is_wanted and row["quantity"]:
            other[row["country_iso3_code"]] += float(row["quantity"])
    table = compare_production(pool, other, unit="t", source="British Geological Survey")
    row = next(r for r in table.rows() if r["place"] == place)
    assert row["ours"] == row["theirs"]
    assert row["difference"] == 0
    assert abs(row["our_share"] - row["their_share"]) < 0.1
