"""Neighborhoods: hand numbers on the toy, the command line's on the demo, sums on each page."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from mainstay.service import open_twin
from mainstay.service.screens.entities import entity_book
from mainstay.service.screens.entity_ids import EntityKind
from mainstay.service.screens.entity_parts.shapes import Direction, Neighborhood
from mainstay.service.screens.neighborhood import neighborhood
from mainstay.service.twins import OpenTwin
from mainstay.twin.dependents import accounts, depends
from mainstay.twin.suppliers import imports, supplies
from mainstay.twin.toy import toy_net

pytestmark = pytest.mark.xdist_group("web")

UP, DOWN = Direction.UPSTREAM, Direction.DOWNSTREAM


@pytest.fixture(scope="module")
def opened(demo_home: Path) -> OpenTwin:
    return open_twin(demo_home)


@pytest.fixture
def toy() -> OpenTwin:
    """Return what screens ask of a twin, on the toy net."""
    return cast("OpenTwin", SimpleNamespace(net=toy_net(), minerals={}, name="demo", id="toy"))


def shares(page: Neighborhood, tier: int) -> dict[str, float | None]:
    return {n.name: n.share for n in page.nodes if n.tier == tier}


def test_the_suppliers_of_metal_by_hand(toy: OpenTwin) -> None:
    """See the toy: 0.6, 0.2 and 0.2 of each dollar; half of it goes on."""
    page = neighborhood(toy, "commodity:metal", UP, tiers=2)
    assert page.whole == 100.0
    assert shares(page, 1) == pytest.approx({"Smelting": 0.6, "Electronics": 0.2, "Abroad": 0.2})
    assert shares(page, 2) == pytest.approx({"Electronics": 0.3, "Smelting": 0.15, "Abroad": 0.05})
    first = page.tiers[0]
    assert (first.reached, first.ends, first.goes_on) == pytest.approx((1.0, 0.5, 0.5))
    assert page.beyond == pytest.approx(0.25)


def test_the_buyers_of_metal_by_hand(toy: OpenTwin) -> None:
    """Of 100, 50 are final and 50 used; of the users' sales 12.5 meet it one step later."""
    page = neighborhood(toy, "commodity:metal", DOWN, tiers=2)
    assert page.bought[0] == pytest.approx(0.5)
    assert shares(page, 1) == pytest.approx({"Smelting": 0.2, "Electronics": 0.3})
    assert shares(page, 2) == pytest.approx({"Smelting": 0.05, "Electronics": 0.075})
    # devices alone carry it on to final use: 50 of them at a quarter, of 100
    assert page.tiers[0].ends == pytest.approx(0.125)


def test_links_between_two_steps_by_hand(toy: OpenTwin) -> None:
    """Smelting's 0.6 buys a third of metal and of devices: 0.12 from itself, 0.24 electronics."""
    page = neighborhood(toy, "commodity:metal", UP, tiers=2)
    named = {n.key: n.name for n in page.nodes}
    found = {(named[x.near], named[x.far]): x.share for x in page.links}
    assert found["Smelting", "Smelting"] == pytest.approx(0.6 / 3 * 0.6)
    assert found["Smelting", "Electronics"] == pytest.approx(0.6 / 3 * 1.2)
    assert sum(found.values()) + page.links_left_out == pytest.approx(page.tiers[1].reached)
    assert all(link.seen == pytest.approx(1.0) for link in page.links)


@pytest.mark.parametrize("key", ["commodity:334413", "industry:336411", "mineral:gallium"])
@pytest.mark.parametrize("direction", [UP, DOWN])
def test_pages_are_apart_and_their_sums_are_the_same(
    opened: OpenTwin, key: str, direction: Direction
) -> None:
    seen: set[str] = set()
    start, totals = 0, None
    for _ in range(20):
        page = neighborhood(opened, key, direction, tiers=3, start=start, limit=40)
        keys = {n.key for n in page.nodes}
        assert not keys & seen
        seen |= keys
        found = [(t.reached, t.ends, t.goes_on, t.nodes, page.beyond) for t in page.tiers]
        assert totals is None or found == totals
        totals = found
        for tier in page.tiers:
            assert tier.shown_share + tier.rest_share == pytest.approx(tier.reached)
        if page.next is None:
            break
        start = int(page.next)
    assert page.next is None
    assert len(seen) == sum(t.nodes for t in page.tiers)


@pytest.mark.parametrize("key", ["commodity:334413", "industry:336411", "commodity:325412"])
def test_every_dollar_upstream_ends_once(opened: OpenTwin, key: str) -> None:
    page = neighborhood(opened, key, UP, tiers=3)
    assert sum(t.ends for t in page.tiers) + page.beyond == pytest.approx(1.0, abs=1e-6)
    assert all(abs(t.aside) < 1e-6 for t in page.tiers)


def test_direct_suppliers_are_those_of_the_command_line(opened: OpenTwin) -> None:
    for key in ("commodity:334413", "industry:336411"):
        thing = entity_book(opened).entity(key).thing
        told = supplies(opened.net, thing).rows()
        page = neighborhood(opened, key, UP, tiers=1, limit=100)
        nodes = [n for n in page.nodes if n.tier == 1]
        for row, node in zip(told[: len(nodes)], nodes, strict=True):
            assert node.share == pytest.approx(row["share"])
            assert node.dollars == pytest.approx(row["amount"])


def test_regions_in_one_step_are_those_of_the_command_line(opened: OpenTwin) -> None:
    told = {r["region"]: r["direct_share"] for r in imports(opened.net, "334413").rows()}
    page = neighborhood(opened, "commodity:334413", UP, tiers=1, limit=100)
    found = {n.name: n.share for n in page.nodes if (n.entity or "").startswith("region:")}
    for region, share in found.items():
        assert share == pytest.approx(told[region])


@pytest.mark.parametrize("key", ["commodity:334413", "region:China"])
def test_direct_buyers_are_those_of_the_command_line(opened: OpenTwin, key: str) -> None:
    thing = entity_book(opened).entity(key).thing
    told = depends(opened.net, thing, tiers="direct").rows()
    page = neighborhood(opened, key, DOWN, tiers=1, limit=100)
    for row, node in zip(told, page.nodes, strict=False):
        assert node.dollars == pytest.approx(row["through_usd"])
        assert node.dependence == pytest.approx(row["share"])


@pytest.mark.parametrize("key", ["commodity:334413", "industry:334413", "region:China"])
def test_final_use_of_few_steps_stays_below_the_look_through(opened: OpenTwin, key: str) -> None:
    thing = entity_book(opened).entity(key).thing
    page = neighborhood(opened, key, DOWN, tiers=3)
    for place, row in enumerate(accounts(opened.net, thing).rows()):
        met = page.bought[place] + sum(t.final[place] for t in page.tiers)
        whole = row["through_usd"] / page.whole
        assert met <= whole * (1 + 1e-9)
        # three steps tell most of it, and what is beyond can hold the rest
        assert whole - met <= page.beyond * (1 + 1e-9)


def test_a_mineral_shows_its_two_markets_and_they_are_no_chain(opened: OpenTwin) -> None:
    page = neighborhood(opened, "mineral:gallium", UP, tiers=3)
    assert not page.is_chain
    assert page.links == ()
    assert shares(page, 2)["China"] == pytest.approx(0.9900990099009901)
    assert shares(page, 1)["China"] == pytest.approx(0.18)
    assert all(t.reached == pytest.approx(1.0) for t in page.tiers)
    assert all(t.why.is_seen for t in page.tiers)


def test_withheld_makers_are_named_unknown_and_never_zero(opened: OpenTwin) -> None:
    withheld = [
        node
        for line in entity_book(opened).lines
        if line.kind is EntityKind.MINERAL
        for node in neighborhood(opened, line.id, UP, tiers=3, limit=100).nodes
        if node.share is None
    ]
    assert withheld
    assert {node.share_text for node in withheld} == {"unknown"}


def test_a_mineral_goes_into_industries_and_the_rest_is_said(opened: OpenTwin) -> None:
    page = neighborhood(opened, "mineral:gallium", DOWN, tiers=2, limit=100)
    first = shares(page, 1)
    assert sum(v or 0.0 for v in first.values()) == pytest.approx(1.0)
    assert "Semiconductor and related device manufacturing" in first
    assert page.tiers[0].ends + page.tiers[0].goes_on <= 1.0 + 1e-9


def test_minerals_without_a_price_are_listed_and_in_no_sum(opened: OpenTwin) -> None:
    page = neighborhood(opened, "country:CHN", DOWN, tiers=2, limit=100)
    first = [n for n in page.nodes if n.tier == 1]
    unknown = [n for n in first if n.share is None]
    assert len(unknown) == page.tiers[0].unknown > 0
    assert sum(n.share or 0.0 for n in first) == pytest.approx(1.0)
    # a product of printed numbers is printed by nobody
    assert not any(t.why.is_seen for t in page.tiers)


@pytest.mark.parametrize(
    ("key", "direction"), [("region:China", UP), ("country:CHN", UP), ("mineral:cerium", DOWN)]
)
def test_what_is_not_known_says_why(opened: OpenTwin, key: str, direction: Direction) -> None:
    page = neighborhood(opened, key, direction)
    assert page.nodes == ()
    assert page.missing


def test_every_entity_has_a_neighborhood_or_a_reason(opened: OpenTwin) -> None:
    for line in entity_book(opened).lines[::9]:
        for direction in Direction:
            page = neighborhood(opened, line.id, direction, tiers=3, limit=5)
            assert bool(page.nodes) != bool(page.missing), (line.id, direction)
