"""Readings of end uses: newest of each mineral counts whole, the older are kept."""

from collections.abc import Iterator

import pyarrow as pa
import pytest

from mainstay.errors import InputError
from mainstay.fusion.end_uses import end_uses, readings, words_of
from mainstay.fusion.export_measures import export_policy, read_policy
from mainstay.fusion.market_classes import market_classes, read_classes
from mainstay.fusion.material_values import material_values, read_values
from mainstay.model import Method, Period, claim_batches, unit
from mainstay.sources import read
from mainstay.sources.embedded import figure

CITED = (
    '{"title": "Sheet", "publisher": "Survey", "year": 2011, "url": "https://x.org",'
    ' "locator": "p. 1"}'
)


def reading(vintage: str, share: float, file: str = "a.yaml", use: str = "chips") -> pa.Table:
    def batches() -> Iterator[pa.RecordBatch]:
        key = f"use:{use}"
        rows = [
            ("end_use_share", key, share), ("substitutable_share", key, 0.1),
            ("use_split", f"{key}/industry.detail:334413", 1.0), ("use_material", key, None),
        ]  # fmt: skip
        for kind, object_, value in rows:
            yield from claim_batches(
                source="analyst.end-uses", vintage=vintage, kind=kind, subject="mineral:examplium",
                object_=object_, value=[value], text=CITED if value else "electronic",
                locator=f"{file}, {use}, {kind}", unit="share" if value else "other",
                valid=Period.year(2011), method=Method.OBSERVED, confidence=0.6,
            )  # fmt: skip

    return pa.Table.from_batches(list(batches()))


def test_a_later_reading_replaces_the_mineral_whole_and_the_earlier_is_kept() -> None:
    claims = pa.concat_tables([reading("2026-11", 1.0), reading("2027-01", 0.9, use="lamps")])
    found = readings(claims)
    assert [(r.vintage, r.is_chosen, r.uses[0].use) for r in found] == [
        ("2026-11", False, "chips"), ("2027-01", True, "lamps"),
    ]  # fmt: skip
    (use,) = end_uses(claims)["examplium"]
    assert (use.use, use.share.mode, use.material) == ("lamps", 0.9, "electronic")
    assert use.placements[0].industry == "334413"
    assert use.placements[0].dependent is None
    assert use.share.source == "Sheet (Survey, 2011), p. 1; https://x.org"
    assert use.share.is_cited


def test_two_readings_under_one_vintage_are_refused() -> None:
    claims = pa.concat_tables([reading("2026-11", 1.0), reading("2026-11", 0.9, "b.yaml", "lamps")])
    with pytest.raises(InputError, match=r"a.yaml and b.yaml"):
        readings(claims)


def test_words_of_an_undated_page() -> None:
    undated = CITED.replace("2011", "null")
    assert words_of(undated).startswith("Sheet (Survey, undated), p. 1")


def test_gallium_as_shipped() -> None:
    """USGS, Mineral Commodity Summaries 2011, p. 58, as cited in the file: 64 % in circuits."""
    held = figure("end-uses")
    claims = pa.Table.from_batches(read(held.source, held.path, vintage=held.vintage).batches)
    found = {r.mineral: r for r in readings(claims)}
    gallium = found["gallium"]
    assert gallium.uses[0].share.mode == 0.64
    assert gallium.uses[0].placements[0].industry == "334413"
    assert {(form.year, form.amount.mode) for form in gallium.outside[:2]} == {
        (2024, 152_000), (2025, 110_000)}  # fmt: skip
    for one in found.values():
        assert sum(use.share.mode for use in one.uses) == pytest.approx(1, abs=0.0201)
        assert all(use.share.mode >= 0 for use in one.uses)


def test_the_tables_of_the_package_hold() -> None:
    classes, policy, values = market_classes(), export_policy(), material_values()
    assert classes.classes["gallium"] == "by-product"
    assert classes.own_use["CHN"] == "china"
    assert set(policy.willingness.values()) == {"ally", "record"}
    assert policy.willingness["CHN"] == "record"
    ga = [m for m in policy.measures if "gallium" in m.minerals]
    assert {m.kind for m in ga} == {"license", "ban"}
    assert all(m.source for m in policy.measures)
    # atomic weights: Li 6.94, C 12.011, O 15.999; V 50.942; W 183.84; Ta 180.948; Sr 87.62
    content = {name: rule.forms[0].content_low for name, rule in values.prices.items()}
    assert content["lithium"] == pytest.approx(2 * 6.94 / 73.89, rel=1e-3)
    assert content["vanadium"] == pytest.approx(2 * 50.942 / 181.88, rel=1e-3)
    assert content["tungsten"] == pytest.approx(0.01 * 183.84 / 231.84, rel=1e-3)
    assert content["tantalum"] == pytest.approx(2 * 180.948 / 441.89, rel=1e-3)
    assert content["strontium"] == pytest.approx(87.62 / 183.68, rel=1e-3)
    assert content["zirconium"] == pytest.approx(123.22 / 183.31, rel=1e-3)
    assert unit("USD_per_mtu").dimension != unit("USD_per_t").dimension


def test_faults_of_the_tables_are_told_together() -> None:
    with pytest.raises(InputError) as caught:
        read_classes(
            {"classes": {"a": ""}, "country_classes": {"default": "m", "x": ["USA"], "y": ["USA"]},
             "sources": {}, "minerals": {"k": {"class": "b", "by_product_of": [
                 {"host": "z", "share": [0.9, 0.1], "method": "observed", "source": "no"}]}}}
        )  # fmt: skip
    assert {p.code for p in caught.value.problems} == {
        "duplicate_key", "unknown_class", "bad_range", "unknown_code", "no_source",
    }  # fmt: skip
    measure = {"id": "m", "country": "China", "minerals": ["k"], "kind": "tax", "target": "all",
               "from": "soon", "source": {}}  # fmt: skip
    record = {"country": "CHN", "measures": ["x"]}
    with pytest.raises(InputError) as caught:
        read_policy(
            {"as_of": None, "measures": [measure],
             "willingness": {"allies": ["Canada"], "record": [record]}},
            {"blocs": [{"id": "one", "countries": ["CHN"]}]},
        )  # fmt: skip
    assert {p.code for p in caught.value.problems} == {
        "wrong_value", "unknown_class", "unknown_code", "no_source", "duplicate_key",
    }  # fmt: skip
    form = {"form": "f", "content": 2, "unit": "USD_per_stone"}
    with pytest.raises(InputError) as caught:
        read_values({"prices": {"k": {"method": "assumed", "forms": [form]}}, "sums": {}})
    assert {p.code for p in caught.value.problems} == {"no_source", "bad_range", "unit_mismatch"}
