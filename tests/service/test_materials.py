"""The service of materials: stored runs, one mineral, two readings, agreement with a list."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mainstay import service
from mainstay.errors import NotFound
from mainstay.fusion.end_uses import EndUse, Placement
from mainstay.fusion.mineral_shares import plain_indices
from mainstay.model import Interval
from mainstay.service.material_list import OTHER_ROUTES
from mainstay.service.materials import apart
from mainstay.service.runs import DoneRun

pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(scope="module")
def done(demo_home: Path) -> DoneRun:
    return service.rank_materials(demo_home, draws=20)


def test_a_ranking_is_a_stored_run(demo_home: Path, done: DoneRun) -> None:
    said: list[str] = []
    assert service.rank_materials(demo_home, draws=20, step=said.append).run_id == done.run_id
    assert service.show_run(demo_home, done.run_id[:12]).tables.keys() == done.tables.keys()
    assert done.record.parameters["draws"] == 20


def test_more_than_1200_cuts_of_every_mineral_or_a_reason(demo_home: Path, done: DoneRun) -> None:
    ranked = [row["mineral"] for row in done.tables["expected"].rows()]
    reasons = {row["mineral"]: row["reason"] for row in done.tables["not_computed"].rows()}
    assert len(ranked) == len(set(ranked)) >= 50
    assert set(service.open_twin(demo_home).minerals) <= set(ranked) | set(reasons)
    assert not set(ranked) & set(reasons)
    assert all(reasons.values())
    assert len(done.tables["scenarios"]) > 1200


def test_a_scenario_of_minerals_is_repeated_byte_for_byte(demo_home: Path) -> None:
    story = service.run_scenario(demo_home, "graphite")
    assert service.repeat_run(demo_home, story.run_id)["same_bytes"] is True


def test_tables_of_one_mineral_are_of_that_mineral(done: DoneRun) -> None:
    for table in service.show_material(done, "graphite"):
        assert len(table), table.name
        assert "graphite" in table.title
    with pytest.raises(NotFound, match="group"):
        service.show_material(done, "neodymium")


def number(value: float) -> Interval:
    return Interval.point(value)


def use(share: float, **placed: float) -> EndUse:
    where = tuple(Placement(code, number(split)) for code, split in placed.items())
    return EndUse("tin", str(placed), number(share), number(0.0), "alloying", "", where)


def test_how_far_two_readings_are_apart_by_hand() -> None:
    """0.6 and 0.4 against 0.5, 0.2 and 0.3 nowhere: half of 0.1 + 0.2 + 0.3."""
    first, second = (use(0.6, a=1.0), use(0.4, b=1.0)), (use(0.5, a=1.0), use(0.2, b=1.0))
    assert apart(first, second) == pytest.approx(0.3)
    assert apart(first, first) == 0.0
    assert apart(first, (use(1.0, c=1.0),)) == pytest.approx(1.0)
    assert apart((use(1.0, a=0.6, b=0.4),), first) == pytest.approx(0.0)


def test_agreement_is_on_the_same_minerals_for_every_score(demo_home: Path, done: DoneRun) -> None:
    twin = service.open_twin(demo_home)
    found = {table.name: table for table in service.compare_with_list(done, twin)}
    whole, without = found["auc"], found["auc_without"]
    assert len({row["count"] for row in whole.rows()}) == 1
    facts: Any = twin.minerals
    ranked = {r["mineral"] for r in done.tables["expected"].rows()}
    known = {m for m in ranked if facts[m].is_critical is not None and plain_indices(facts[m])}
    assert whole.rows()[0]["count"] == len(known)
    assert without.rows()[0]["count"] == len(known - set(OTHER_ROUTES))
    for row in whole.rows():
        exceeds = row["ours_exceeds"]
        assert (exceeds is None) == (row["score"] == "expected loss")
        if exceeds is not None:
            assert exceeds == pytest.approx(whole.rows()[0]["auc"] - row["auc"])


def test_plain_indices_by_hand(demo_home: Path) -> None:
    """Gallium: wholly imported; 900 of 909 t from China, the rest over few. A flow can be none."""
    facts = service.open_twin(demo_home).minerals
    found = plain_indices(facts["gallium"])
    assert found is not None
    assert found[0] == 1.0
    assert found[1] == pytest.approx((900 / 909) ** 2, abs=2e-3)
    assert plain_indices(replace(facts["gallium"], reliance=())) is None
    assert plain_indices(replace(facts["gallium"], world=())) is None
    every = [plain_indices(f) for f in facts.values()]
    values = np.array([pair for pair in every if pair])
    assert ((values >= 0.0) & (values <= 1.0)).all()
