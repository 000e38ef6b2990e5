import dataclasses
import math

import pytest

from mainstay.errors import SchemaMismatch
from mainstay.model import Method, Table
from mainstay.report import Unit, check
from mainstay.report.compose import (
    Evidence,
    chain_of,
    material_brief,
    material_sections,
    suppliers,
)
from mainstay.report.compose.columns import REQUIRED
from mainstay.report.compose.words import gaps
from mainstay.report.quantity import numbers
from mainstay.report.tables import all_tables


def rows(brief, name):
    return next(t for t in all_tables(brief) if t.name == name).rows()


def test_the_brief_holds_together_and_every_number_names_its_evidence(story):
    check(story)
    found = list(numbers(story))
    assert len(found) > 80
    keys = {source.key for source in story.sources}
    for number in found:
        assert set(number.why.sources) <= keys
        assert number.why.sources
        assert number.why.vintage != "unknown"
        assert number.why.note


def test_a_table_without_its_columns_is_refused_with_every_column(findings):
    broken = Table.of("expected", [{"mineral": "gallium", "rank": 1}])
    with pytest.raises(SchemaMismatch) as caught:
        material_brief(dataclasses.replace(findings, expected=broken))
    assert len(caught.value.problems) == len(REQUIRED["expected"]) - 2
    assert {p.code for p in caught.value.problems} == {"missing_column"}


def test_the_answer_says_band_and_supplier(story):
    assert story.answer.startswith("If China stops exporting gallium for a year, the United States")
    assert "$2.6 bn ($1.0 bn–$6.2 bn)" in story.answer
    assert "$310 M ($80.0 M–$940 M)" in story.answer


def test_a_gain_is_called_a_gain(findings):
    found = material_brief(dataclasses.replace(findings, minerals=("boron",)))
    assert "gains $264 M" in found.answer
    assert "loses" not in found.answer


def test_the_two_regimes_stand_apart_and_the_unknown_price_stays_unknown(story):
    world, bilateral = story.material.regimes
    assert (world.key, bilateral.key) == ("world", "bilateral")
    assert world.fact("price").value == 2.5
    assert bilateral.fact("price").value is None
    assert str(bilateral.fact("price")) == "unknown"
    assert "wafers" in bilateral.not_covered


def test_lines_are_largest_first_and_the_unknown_last(story):
    found = [i.loss.value for i in story.material.industries]
    assert found[-1] is None
    assert found[:-1] == sorted(found[:-1], reverse=True)


def test_what_has_no_result_is_said_with_its_reason(findings):
    wanted = ("gallium", "thallium", "unobtainium")
    story = material_brief(dataclasses.replace(findings, minerals=wanted)).material
    assert [(x.mineral, x.reason) for x in story.not_computed] == [
        ("thallium", "no price printed"),
        ("unobtainium", "the engine gave no result and no reason"),
    ]
    assert [x.mineral for x in story.lines] == ["gallium"]


def test_shares_of_suppliers_have_the_bounds_that_others_leave(materials):
    # refinery: China 900, Japan 3, Russia 4-6 (5), United States 0-4 (1)
    table = suppliers(materials, "gallium", "sample.minerals").rows()
    china = next(r for r in table if r["stage"] == "refinery" and r["place"] == "CHN")
    assert china["share_mid"] == pytest.approx(900 / 909)
    assert china["share_low"] == pytest.approx(900 / (900 + 3 + 6 + 4))
    assert china["share_high"] == pytest.approx(900 / (900 + 3 + 4 + 0))
    assert china["import_share"] == 0.18
    home = next(r for r in table if r["place"] == "USA")
    assert home["share_low"] == 0
    assert home["share_high"] == pytest.approx(4 / (4 + 900 + 3 + 4))
    assert {r["place"] for r in table if r["stage"] == "imports"} == {"DEU", "CAN", "SVK"}


def test_the_map_shows_the_narrowest_stage(story):
    assert story.map.title == "Who makes gallium: refinery, 2025"
    assert story.map.countries[0].iso3 == "CHN"
    assert story.map.absent_is_zero
    assert rows(story, "countries")[0]["map_share"] == pytest.approx(900 / 909)


def test_every_level_of_a_chain_is_one(chain):
    for level in chain.levels:
        ids = {node.id for node in level.nodes}
        into = sum(x.share.value for x in chain.links if x.target in ids)
        out = sum(x.share.value for x in chain.links if x.source in ids)
        assert all(math.isclose(total, 1.0) for total in (into, out) if total)


def test_links_of_a_chain_by_hand(chain):
    link = {(x.source.partition("/")[2], x.target.partition("/")[2]): x.share for x in chain.links}
    assert link["integrated circuits", "334413"].value == pytest.approx(0.64 * 0.95)
    assert link["optoelectronic devices", "335110"].value == pytest.approx(0.26 * 0.3)
    assert link["other", "not mapped"].value == pytest.approx(0.1)
    assert link["market", "integrated circuits"].value == pytest.approx(0.64)
    assert link["market", "integrated circuits"].why.method is Method.OBSERVED
    assert link["integrated circuits", "334413"].why.method is Method.ASSUMED
    # 500 of 800 t in the ground; 900 of 909 t refined
    assert link["China", "market"].value in {500 / 800, 900 / 909, 0.18}


def test_who_sold_to_whom_is_never_drawn(chain):
    markets = {n.id for level in chain.levels if level.is_market for n in level.nodes}
    tiers = {n.id for level in chain.levels[:6] for n in level.nodes} - markets
    assert not [x for x in chain.links if x.source in tiers and x.target in tiers]


def test_a_chain_of_a_mineral_without_anything_is_empty(materials):
    found = chain_of(materials, "thallium", {}, Evidence(()), source="sample.minerals")
    assert (found.levels, found.links) == ((), ())


def test_the_ranking_keeps_two_orders_apart(tables, story):
    ranking = material_sections(tables["expected"], tables["not_computed"], sources=story.sources)
    assert [x.rank for x in ranking.lines] == list(range(1, 12))
    bismuth = next(x for x in ranking.lines if x.mineral == "bismuth")
    assert bismuth.dated_rank is None
    assert str(bismuth.dated) == "unknown"
    assert next(x for x in ranking.lines if x.mineral == "nickel").dated_rank == 8
    assert ranking.lines[0].settled_from == "Cobalt"
    assert "cobalt and what follows is settled" in ranking.sentence
    assert [x.name for x in ranking.not_computed] == ["Gemstones", "Thallium"]


def test_unknown_cells_stay_unknown(tables, story):
    tungsten = material_sections(tables["expected"], sources=story.sources).lines[5]
    assert tungsten.health.value is None
    assert tungsten.is_single_point is None
    assert tungsten.driver == ""


def test_the_national_brief_no_longer_says_that_losses_are_missing():
    assert "not computed yet" in gaps()[0].sentence
    assert "not computed yet" not in gaps(has_losses=True)[0].sentence


def test_sources_of_a_row_may_carry_their_editions(story):
    why = Evidence(story.sources).why(
        {"source": "sample.uses 2026-01 sample.minerals 2026", "confidence": 0.43}, "note"
    )
    assert why.sources == ("sample.uses", "sample.minerals")
    assert why.vintage == "2026-01; 2026"
    assert why.confidence == 0.4


def test_a_row_that_names_no_source_rests_on_those_behind_it(story):
    evidence = Evidence(story.sources, behind=("sample.uses",))
    assert evidence.why({"source": "elsewhere"}, "note").sources == ("sample.uses",)
    assert evidence.why({}, "note").confidence == 0.2


def test_several_minerals_have_sentences_of_their_own(findings):
    both = material_brief(dataclasses.replace(findings, minerals=("gallium", "germanium")))
    assert both.answer.index("for gallium") < both.answer.index("for germanium")
    assert {r.mineral for r in both.material.regimes} == {"gallium", "germanium"}
    assert all(d.sentence.startswith(("Gallium: if", "Germanium: if", ""))
               for d in both.material.drivers)  # fmt: skip
    assert {k.number.unit for k in both.key_numbers} == {Unit.USD}
