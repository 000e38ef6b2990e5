"""The explore screen adds up: what is drawn and what is not is all of the net, under any filter."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mainstay.errors import InputError, NotFound
from mainstay.service import open_twin
from mainstay.service.screens.explore import (
    MOST_LINKS,
    Filters,
    cells_page,
    cells_table,
    explore_view,
    map_view,
    network_view,
)
from mainstay.service.screens.explore.cells import CellKind, cells_of
from mainstay.service.screens.explore.filters import choose, values
from mainstay.service.screens.explore.ground import Ground, ground_of
from mainstay.service.screens.explore.grouping import inside, overview
from mainstay.service.screens.explore.network import flows_of, whole_value
from mainstay.service.twins import OpenTwin
from mainstay.twin.toy import toy_net

pytestmark = pytest.mark.xdist_group("web")


@pytest.fixture(scope="module")
def opened(demo_home: Path) -> OpenTwin:
    return open_twin(demo_home)


@pytest.fixture(scope="module")
def ground(opened: OpenTwin) -> Ground:
    return ground_of(opened)


def test_every_cell_of_the_arrays_is_a_cell_here(ground: Ground) -> None:
    cells, net = ground.cells, ground.net
    counts = {kind: int(cells.of_kind(kind).sum()) for kind in CellKind}
    assert counts[CellKind.PURCHASE] == net.use.nnz
    assert counts[CellKind.OUTPUT] == net.make.nnz
    assert counts[CellKind.FINAL] == np.count_nonzero(net.final)
    assert counts[CellKind.PRODUCTION] + counts[CellKind.SHIPMENT] == net.make_quantity.nnz
    assert counts[CellKind.LANE] == net.trade.nnz
    use = cells.of_kind(CellKind.PURCHASE)
    assert cells.value_usd[use].sum() == pytest.approx(net.use.sum(), rel=1e-12)
    seen = (cells.value_usd * cells.seen)[use].sum()
    assert seen == pytest.approx(net.use_seen.sum(), rel=1e-12)


def test_a_cell_of_a_small_net_has_the_numbers_of_the_net() -> None:
    net = toy_net()
    cells = cells_of(net)
    n = len(net.activities)
    for k in np.flatnonzero(cells.of_kind(CellKind.PURCHASE)):
        assert cells.value_usd[k] == net.use[cells.source[k] - n, cells.target[k]]
        assert cells.pool[k] == cells.source[k] - n
    made = cells.of_kind(CellKind.OUTPUT)
    assert cells.share[made].sum() == pytest.approx(len(net.pools))


@pytest.mark.parametrize("links", [10, 700, MOST_LINKS])
def test_drawn_and_hidden_are_all_of_the_net(opened: OpenTwin, links: int) -> None:
    net = opened.net
    view = network_view(opened, links=links)
    assert len(view.nodes) <= 500
    assert len(view.links.source) <= links
    purchases = view.families[0]
    total = net.use.sum() + net.final.sum()
    assert purchases.drawn_value + purchases.hidden_value == pytest.approx(total, rel=1e-9)
    drawn = sum(
        v or 0.0
        for v, f in zip(view.links.value, view.links.family, strict=True)
        if f == 0
    )  # fmt: skip
    assert drawn == pytest.approx(purchases.drawn_value, rel=1e-12)
    assert purchases.seen_share == pytest.approx(net.use_seen.sum() / total, rel=1e-9)


def test_seen_shares_of_sectors_are_those_of_the_arrays(ground: Ground) -> None:
    groups = overview(ground)
    flow = flows_of(ground, groups, choose(ground, Filters()))[0]
    net, n = ground.net, len(ground.net.activities)
    for sector in ("325", "22", "334"):
        node = groups.place_of(f"sector:{sector}")
        columns = [i for i in range(n) if ground.node_sectors[i] == sector]
        into = flow.target == node
        assert flow.value[into].sum() == pytest.approx(net.use[:, columns].sum(), rel=1e-9)
        assert flow.seen[into].sum() == pytest.approx(net.use_seen[:, columns].sum(), rel=1e-9)


def test_the_inside_of_a_sector_and_the_rest_are_all_of_the_net(ground: Ground) -> None:
    groups = inside(ground, "334")
    flow = flows_of(ground, groups, choose(ground, Filters()))[0]
    total = ground.net.use.sum() + ground.net.final.sum()
    assert flow.value.sum() + flow.inside_value == pytest.approx(total, rel=1e-9)
    own = {groups.id[k] for k in groups.inside}
    assert "industry:334413" in own
    singles = [k for k, kind in enumerate(groups.kind) if kind == "industry"]
    assert len(own) < len(singles) <= len(own) + 40


@pytest.mark.parametrize(
    "filters",
    [
        Filters(text="semiconductor"),
        Filters(account="health"),
        Filters(evidence="seen"),
        Filters(evidence="inferred", sector="325"),
        Filters(place="region:Europe", least_usd=1e6),
        Filters(kind="purchase", place="country:CHN", account="defense"),
    ],
    ids=str,
)
def test_network_and_table_tell_the_same_under_any_filter(
    opened: OpenTwin, ground: Ground, filters: Filters
) -> None:
    view = network_view(opened, filters=filters)
    chosen = choose(ground, filters)
    told = view.families[0].drawn_value + view.families[0].hidden_value
    assert told == pytest.approx(
        whole_value(ground, chosen, CellKind.PURCHASE, CellKind.FINAL), rel=1e-9
    )
    table = cells_table(opened, filters)
    assert len(table) == len(chosen.rows)
    bought = [r for r in table.rows() if r["kind"] in ("purchase", "final-use")]
    assert sum(r["value_usd"] for r in bought) == pytest.approx(told, rel=1e-9)


def test_places_part_the_purchases_among_them(ground: Ground) -> None:
    total = ground.net.use.sum() + ground.net.final.sum()
    places = ["country:USA", *(f"region:{r}" for r in ground.regions)]
    parts = []
    for place in places:
        chosen = choose(ground, Filters(place=place))
        take = np.isin(ground.cells.kind[chosen.rows], [0, 1])
        parts.append(values(ground, chosen)[take].sum())
    assert sum(parts) == pytest.approx(total, rel=1e-9)


@pytest.mark.parametrize("account", ["health", "defense"])
def test_what_serves_an_account_is_paid_for_by_it(ground: Ground, account: str) -> None:
    """Every dollar of final use ends as value added at home or as an import."""
    net = ground.net
    activity, pool = ground.serving(account)
    column = {"health": "health", "defense": "government_defense"}[account]
    final = net.final_of(column).sum()
    earned = np.nansum(net.activities.value_added_usd * activity)
    imported = (ground.abroad.sum(axis=0) * net.made_usd) @ pool
    assert earned + imported == pytest.approx(final, rel=2e-3)
    assert ((activity >= 0) & (activity <= 1)).all()


def test_a_country_inside_of_a_group_says_that_only_the_group_is_known(opened: OpenTwin) -> None:
    view = explore_view(opened, Filters(place="country:DEU"))
    left = {k.kind: k.left for k in view.left}
    assert left["purchase"] == 0
    assert left["mineral-production"] > 0
    assert any("group Europe" in note for note in view.notes)


def test_what_is_not_there_is_said_all_at_once(opened: OpenTwin) -> None:
    with pytest.raises(InputError) as caught:
        explore_view(opened, Filters(kind="x", place="XX", sector="y", account="z"))
    assert [p.where for p in caught.value.problems] == ["kind", "account", "sector", "place"]
    with pytest.raises(NotFound):
        network_view(opened, "sector:nothing")
    with pytest.raises(InputError):
        network_view(opened, "elsewhere")
    with pytest.raises(InputError):
        map_view(opened, "weather")


def test_unknown_dollars_are_nothing_and_not_zero(opened: OpenTwin) -> None:
    table = cells_table(opened, Filters(sector="mineral:gallium"))
    made = [r for r in table.rows() if r["kind"] == "mineral-production"]
    assert made
    assert all(r["value_usd"] is None and r["of_market_share"] > 0 for r in made)
    inferred = [r for r in cells_table(opened, Filters(kind="purchase", least_usd=1e10)).rows()
                if r["method"] == "inferred"]  # fmt: skip
    assert all(r["value_lo_usd"] < r["value_usd"] < r["value_hi_usd"] for r in inferred)


def test_pages_follow_each_other_without_a_gap(opened: OpenTwin) -> None:
    filters = Filters(text="copper")
    whole = [r["value_usd"] for r in cells_table(opened, filters).rows()]
    first = cells_page(opened, filters, start=0, rows=40, cursor="next")
    second = cells_page(opened, filters, start=40, rows=40, cursor="after")
    assert first.next == "next"
    assert first.total == len(whole)
    at = [c.name for c in first.columns].index("value_usd")
    keys = [row[at].key for row in (*first.rows, *second.rows)]
    assert keys == whole[:80]
    assert any(cell.entity for cell in first.rows[0])


def test_imports_of_the_map_add_up_and_groups_are_groups(opened: OpenTwin) -> None:
    view = map_view(opened, "imports")
    assert sum(g.value or 0.0 for g in view.groups) == pytest.approx(1.0)
    germany = next(c for c in view.countries if c.iso3 == "DEU")
    europe = next(g for g in view.groups if g.region == "Europe")
    assert germany.is_group
    assert germany.value == europe.value
    assert "own part is unknown" in germany.text
    china = next(c for c in view.countries if c.iso3 == "CHN")
    assert not china.is_group
    assert "unallocated" in {g.region for g in view.groups}
    assert "no opinion" in view.disclaimer


def test_one_mineral_shows_shares_and_many_show_who_leads(opened: OpenTwin) -> None:
    one = map_view(opened, "production", Filters(sector="mineral:gallium"))
    assert one.unit == "share"
    assert next(c for c in one.countries if c.iso3 == "CHN").value == pytest.approx(0.99, abs=0.01)
    many = map_view(opened, "production")
    assert many.unit == "count"
    assert max(many.countries, key=lambda c: c.value or 0.0).iso3 == "CHN"


def test_the_map_is_not_narrowed_by_its_own_place(opened: OpenTwin) -> None:
    assert map_view(opened, "imports", Filters(place="country:CHN")).groups == (
        map_view(opened, "imports").groups
    )


def test_exposure_is_at_least_what_is_bought_directly(opened: OpenTwin, ground: Ground) -> None:
    view = map_view(opened, "exposure")
    direct = ground.abroad @ ground.net.final.sum(axis=1) / ground.net.final.sum()
    for group, least in zip(view.groups, direct, strict=True):
        assert least <= (group.value or 0.0) <= 1.0


def test_the_whole_net_holds_every_cell_and_places_are_kept(opened: OpenTwin) -> None:
    view = network_view(opened, "full")
    net = opened.net
    assert len(view.links.source) == len(ground_of(opened).cells)
    assert len(view.nodes) == len(net.activities) + len(net.pools) + 7
    assert all(0 <= node.x <= 1 and 0 <= node.y <= 1 for node in view.nodes)
    ghosts = sum(node.is_ghost for node in view.nodes)
    assert ghosts == len(net.activities) - int(net.full.sum())
    narrowed = network_view(opened, filters=Filters(place="country:CHN"))
    before = {n.id: (n.x, n.y) for n in network_view(opened).nodes}
    assert all(before[n.id] == (n.x, n.y) for n in narrowed.nodes)


def test_the_command_is_the_same_question(opened: OpenTwin) -> None:
    filters = Filters(text="chip", account="defense", least_usd=1e6)
    command = explore_view(opened, filters).command
    assert 'Filters(text="chip", account="defense", least_usd=1000000.0)' in command.python
    assert "account=defense" in command.cli
    compile(command.python, "command", "exec")
