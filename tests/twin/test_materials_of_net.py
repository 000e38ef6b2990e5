"""The net of a twin holds its materials, carved or not, and keeps its technology."""

from dataclasses import replace

import pytest

from mainstay.service import OpenTwin
from mainstay.twin.carving.carve import carve
from mainstay.twin.technology import technology
from mainstay.twin.toy import own_technology, toy_net

pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(scope="module")
def twin(demo_home) -> OpenTwin:
    from mainstay.service import open_twin

    return open_twin(demo_home)


def test_the_net_holds_the_materials_of_its_twin(twin: OpenTwin) -> None:
    materials = twin.net.materials
    assert {"gallium", "cobalt", "lithium", "graphite", "rare-earths"} <= set(materials.computed)
    assert len(materials.computed) >= 50
    assert materials.stability["CHN"] < materials.stability["CAN"]
    assert materials.sources == ("analyst.end-uses 2026-11", "usgs.mcs 2026")
    assert twin.net is twin.net
    assert technology(twin.net) is technology(twin.net)


def test_every_market_of_production_is_a_pool_of_the_net(twin: OpenTwin) -> None:
    known = set(twin.net.pools.id)
    for markets in twin.net.materials.markets.values():
        for market in markets:
            said = " ".join(market.notes)
            assert market.pool_id in known or "capacity" in said or "stated" in said


def test_every_industry_of_the_evidence_is_one_of_the_net(twin: OpenTwin) -> None:
    known = set(twin.net.activities.id)
    for uses in twin.net.materials.uses.values():
        for use in uses:
            assert {f"us:{p.industry}" for p in use.placements} <= known


def test_no_industry_spends_more_on_a_mineral_than_it_sells(twin: OpenTwin) -> None:
    """A quantity in another unit than its price would break this by a factor of a thousand."""
    net = twin.net
    for name in net.materials.computed:
        spend = net.materials.home[name].spend_usd.mode
        for use in net.materials.uses[name]:
            for placed in use.placements:
                row = net.activity_index[f"us:{placed.industry}"]
                part = spend * use.share.mode * placed.split.mode
                assert part < net.activities.output_usd[row], (name, placed.industry)


def test_carving_keeps_the_materials(twin: OpenTwin) -> None:
    net = replace(toy_net(), materials=twin.net.materials)
    assert carve(net, [own_technology()]).net.materials is net.materials


def test_a_later_reading_of_a_user_counts_in_the_users_twin_only(tmp_path, demo_home) -> None:
    import shutil

    from mainstay.service import build_twin, open_twin, read_source
    from mainstay.sources.embedded import figure

    home = shutil.copytree(demo_home, tmp_path / "home")
    text = (figure("end-uses").path / "gallium.yaml").read_text("utf-8")
    mine = tmp_path / "mine.yaml"
    mine.write_text(text.replace("use: integrated circuits", "use: my circuits"), "utf-8")
    read_source(home, "analyst.end-uses", mine, vintage="2027-01")
    own, demo = build_twin(home, name="mine"), open_twin(home)
    assert own.materials.uses["gallium"][0].use == "my circuits"
    assert demo.materials.uses["gallium"][0].use == "integrated circuits"
    assert own.materials.uses.keys() == demo.materials.uses.keys()
    kept = [(r.vintage, r.is_chosen) for r in own.use_readings if r.mineral == "gallium"]
    assert kept == [("2026-11", False), ("2027-01", True)]
