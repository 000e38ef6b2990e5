"""The ranking: the columns that briefs read, every mineral accounted for, ranks and doubt."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from mainstay.answers.minerals import facts
from mainstay.errors import InputError
from mainstay.model import Table
from mainstay.report.compose.columns import REQUIRED, checked
from mainstay.shocks.commodity.expected import ExpectedLoss, mineral_losses
from mainstay.shocks.commodity.places import DEPTHS
from mainstay.shocks.commodity.tables import by_industry
from mainstay.twin.materials import Materials
from mainstay.twin.net import Net
from mainstay.twin.technology import technology

pytestmark = pytest.mark.xdist_group("minerals")

#: The least that a command takes: bands are coarse, everything else holds.
ASKED = {"draws": 20, "seed": 4}

READ = ("expected", "regimes", "by_industry", "by_country", "drivers", "suppliers", "not_computed")


#: Enough for a ranking; the service ranks all.
FEW = ("antimony", "cement", "cobalt", "fluorspar", "gallium", "germanium", "graphite", "lead",
       "lithium", "rare-earths", "silicon", "tungsten")  # fmt: skip


@pytest.fixture(scope="module")
def few_net(real_net: Net) -> Net:
    uses = {name: real_net.materials.uses[name] for name in FEW}
    return replace(real_net, materials=replace(real_net.materials, uses=uses))


@pytest.fixture(scope="module")
def tables(few_net: Net) -> Mapping[str, Table]:
    return ExpectedLoss().run(few_net, ASKED)


@pytest.mark.parametrize("name", READ)
def test_tables_have_the_columns_that_briefs_ask_for(
    tables: Mapping[str, Table], name: str
) -> None:
    assert checked(name, tables[name])
    assert set(REQUIRED[name]) <= set(tables[name].data.column_names)


def test_every_mineral_of_the_edition_has_a_number_or_a_reason(real_net: Net) -> None:
    materials = real_net.materials
    assert set(facts()) <= set(materials.computed) | set(materials.missing)
    assert not set(materials.computed) & set(materials.missing)
    assert all(materials.missing.values())


def test_minerals_asked_are_ranked_and_others_told(
    few_net: Net, tables: Mapping[str, Table]
) -> None:
    assert {r["mineral"] for r in tables["expected"].rows()} == set(FEW)
    told = {r["mineral"]: r["reason"] for r in tables["not_computed"].rows()}
    assert told == dict(few_net.materials.missing)


def test_ranks_follow_the_median_and_bands_are_ordered(tables: Mapping[str, Table]) -> None:
    rows = tables["expected"].rows()
    assert [r["rank"] for r in rows] == list(range(1, len(rows) + 1))
    middles = [r["loss_usd_mid"] for r in rows]
    assert middles == sorted(middles, reverse=True)
    for row in rows:
        for stem in ("loss_usd", "state_loss_usd", "conditional_loss_usd", "price_multiple",
                     "shortage", "bilateral_shortage"):  # fmt: skip
            assert row[f"{stem}_low"] <= row[f"{stem}_mid"] <= row[f"{stem}_high"], row["mineral"]
        assert row["price_multiple_low"] >= 1.0
        assert 0.0 <= row["shortage_low"] <= row["shortage_high"] <= 1.0
        assert 0.0 <= row["cited"] <= 1.0
        assert 0.0 < row["coverage"] <= 1.0
        assert 0.0 <= row["top10_probability"] <= 1.0
        assert 0.0 < row["confidence"] <= 1.0
    assert sum(r["top10_probability"] for r in rows) == pytest.approx(10.0)


def test_measures_in_force_only_add(tables: Mapping[str, Table]) -> None:
    for row in tables["expected"].rows():
        if row["loss_usd_low"] >= 0:
            assert row["state_loss_usd_mid"] >= row["loss_usd_mid"] * (1 - 1e-9), row["mineral"]


def test_the_efficient_end_is_below_the_bottleneck(tables: Mapping[str, Table]) -> None:
    for row in tables["expected"].rows():
        assert row["efficient_usd_mid"] <= row["bottleneck_usd_mid"] * (1 + 1e-9), row["mineral"]


def test_industries_sum_to_the_expected_loss_where_it_bends_too(real_net: Net) -> None:
    """Titanium dioxide takes some final use whole at a shortage of one; most of gallium none."""
    for name, is_bent in (("titanium-dioxide", True), ("gallium", False)):
        (x,), _ = mineral_losses(real_net, draws=20, seed=4, minerals=(name,))
        gross = x.over_states(x.loss)
        whole = x.value.value_added.sum(axis=1)
        assert whole * x.part_of_full == pytest.approx(gross, rel=1e-9)
        assert (x.value.linear < 0.5) == is_bent
        if is_bent:
            assert whole @ x.shortage > 1.5 * gross.sum()
        else:
            assert np.median(x.part_of_full / x.shortage) == pytest.approx(1.0)
    (one,), _ = mineral_losses(real_net, draws=1, minerals=("titanium-dioxide",))
    rows = by_industry([one], technology(real_net)).rows()
    assert sum(r["loss_usd_mid"] for r in rows) <= one.over_states(one.loss)[0] * (1 + 1e-3)


def test_no_scenario_stands_twice(tables: Mapping[str, Table]) -> None:
    rows = tables["scenarios"].rows()
    keys = [(r["mineral"], r["places"], r["depth"]) for r in rows]
    assert len(keys) == len(set(keys))
    assert {r["depth"] for r in rows} == set(DEPTHS)


def test_pairs_are_told_apart_both_ways(tables: Mapping[str, Table]) -> None:
    share = {(r["mineral"], r["other"]): r["share"] for r in tables["separability"].rows()}
    for (one, other), value in share.items():
        assert value + share[other, one] == pytest.approx(1.0)


def test_regimes_stand_side_by_side(tables: Mapping[str, Table]) -> None:
    rows = {(r["mineral"], r["regime"]): r for r in tables["regimes"].rows()}
    world, home = rows["gallium", "world"], rows["gallium", "bilateral"]
    assert world["shortage_mid"] > home["shortage_mid"]
    assert home["price_multiple_mid"] is None
    assert len(rows) == 2 * len(tables["expected"])


def test_shares_of_a_stage_add_up(tables: Mapping[str, Table]) -> None:
    sums: dict[tuple[str, str], float] = {}
    for row in tables["suppliers"].rows():
        key = row["mineral"], row["stage"]
        sums[key] = sums.get(key, 0.0) + (row["share_mid"] or 0.0)
    assert list(sums.values()) == pytest.approx([1.0] * len(sums))


def test_same_seed_same_bytes_and_one_mineral_as_among_all(
    real_net: Net, tables: Mapping[str, Table]
) -> None:
    first, second = (
        mineral_losses(real_net, **ASKED, minerals=("gallium", "graphite"))[0] for _ in range(2)
    )
    for one, two in zip(first, second, strict=True):
        assert one.expected.tobytes() == two.expected.tobytes()
    row = next(r for r in tables["expected"].rows() if r["mineral"] == "gallium")
    assert row["loss_usd_mid"] == pytest.approx(float(np.median(first[0].expected)), rel=1e-9)


def test_what_cannot_be_computed_is_refused_with_the_reason(real_net: Net) -> None:
    with pytest.raises(InputError, match="mica: several forms of consumption") as error:
        mineral_losses(real_net, draws=20, minerals=("gallium", "mica", "kryptonite"))
    assert "kryptonite: unknown" in str(error.value)
    with pytest.raises(InputError, match="the twin holds none"):
        ExpectedLoss().run(replace(real_net, materials=Materials()), ASKED)
    with pytest.raises(InputError, match="is no date"):
        ExpectedLoss().run(real_net, {**ASKED, "as_of": "last week"})
