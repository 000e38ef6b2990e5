"""The brief of a scenario, from tables in the shape of the engine's."""

import dataclasses
from datetime import date

import pytest

from mainstay.errors import SchemaMismatch
from mainstay.model import Table
from mainstay.report import check, first_answer, page
from mainstay.report.compose import StoryFindings, story_brief


def three(stem, low, mid, high):
    return {f"{stem}_low": low, f"{stem}_mid": mid, f"{stem}_high": high}


@pytest.fixture(scope="module")
def scenario(story):
    base = [{"scenario": "both", "regime": regime} for regime in ("world", "home")]
    accounts = [
        row
        | {"account": account, **three("loss_usd", mid / 2, mid, mid * 3)}
        | {"efficient_usd_mid": mid / 4, "bottleneck_usd_mid": mid * 2}
        for row, scale in zip(base, (1.0, 0.1), strict=True)
        for account, mid in (
            ("economy", 4e9 * scale),
            ("health", 1e8 * scale),
            ("defense", 2e8 * scale),
        )
    ]
    markets = [
        row
        | {"mineral": mineral, "coverage": 0.9, "cited": 0.5}
        | three("shortage", 0.1, 0.3, 0.5)
        | three("price_multiple", *([1.5, 3.0, 9.0] if row["regime"] == "world" else [None] * 3))
        for row in base
        for mineral in ("gallium", "germanium")
    ]
    activity = [
        base[0]
        | {"id": code, "name": name, **three("value_added_loss_usd", mid / 2, mid, mid * 2)}
        | {"direct_usd_mid": mid, "indirect_usd_mid": 0.0}
        for code, name, mid in (("334413", "Semiconductors", 2e9), ("335110", "Lamps", 1e8))
    ]
    drivers = [
        base[0] | {"parameter": "own use", "index": 0.4, "low_answer": 1e9, "high_answer": 9e9}
    ]
    return StoryFindings(
        title="Gallium and germanium stop (sample)",
        question="What if both stop?",
        scenario="both",
        as_of=date(2025, 12, 31),
        tables={
            "accounts": Table.of("accounts", accounts),
            "markets": Table.of("markets", markets),
            "by_activity": Table.of("by_activity", activity),
            "drivers": Table.of("drivers", drivers),
        },
        names={"gallium": "Gallium", "germanium": "Germanium"},
        sources=story.sources,
        run=story.run,
        confidence=0.3,
        not_covered={"gallium": "Invented: wafers."},
    )


def test_both_regimes_stand_side_by_side_with_every_market(scenario):
    found = story_brief(scenario)
    check(found)
    world, bilateral = found.material.regimes
    assert world.loss.value == 4e9
    assert bilateral.loss.value == pytest.approx(4e8)
    assert [f.key for f in world.facts].count("price") == 2
    assert world.fact("health").value == 1e8
    assert bilateral.fact("price").value is None
    assert world.fact("bottleneck").value == 8e9
    assert "cut of gallium and germanium costs the United States $4.0 bn" in found.answer
    assert "On the United States alone, the same cut would cost $400 M" in found.answer


def test_a_loss_that_is_not_weighted_is_not_called_expected(scenario):
    found = story_brief(scenario)
    text = page(found) + first_answer(found)
    assert "Loss by industry" in text
    assert "Expected loss by industry" not in text
    assert "the loss is on average $1.0 bn" in text


def test_another_scenario_of_the_same_run_is_left_out(scenario):
    other = dataclasses.replace(scenario, scenario="none")
    found = story_brief(other)
    assert found.material.regimes == ()
    assert found.answer == "No loss could be computed; the reasons stand below."


def test_tables_of_another_shape_are_refused(scenario):
    tables = {**scenario.tables, "markets": Table.of("markets", [{"scenario": "both"}])}
    with pytest.raises(SchemaMismatch, match="markets"):
        story_brief(dataclasses.replace(scenario, tables=tables))
