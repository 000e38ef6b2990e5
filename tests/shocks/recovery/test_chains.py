from dataclasses import replace

import numpy as np
import pytest

from mainstay.model.schema import schema
from mainstay.shocks.recovery import Suppliers, first_hit, trace


def test_the_chain_goes_back_to_where_it_began(economy, wave):
    chain = trace(wave, economy, 4)
    assert [economy.ids[i] for i in chain.activities] == ["shop", "plant", "mill", "mine A"]
    assert [economy.links.products[link.product] for link in chain.links] == [
        "machines", "steel", "ore",
    ]  # fmt: skip
    assert chain.begins == "no input"
    assert trace(wave, economy, 5) is None
    assert trace(wave, economy, 0).links == ()


def test_the_table_ranks_by_day_and_tells_the_chain(economy, wave):
    table = first_hit(wave, economy, {"wave": [0]}, names={"mine A": "Mine of A"})
    schema("first_hit").check(table.data, "first_hit")
    rows = table.rows()
    assert [r["id"] for r in rows] == ["mine A", "mill", "plant", "shop"]
    assert [r["rank"] for r in rows] == [1, 2, 3, 4]
    assert rows[3]["chain"] == (
        "shop, day 9 <- short of machines <- plant, day 6 <- short of steel <- mill, day 4 <- "
        "short of ore <- Mine of A, day 1: by its own capacity or by demand"
    )
    assert rows[3]["chain_ids"] == "shop|machines|plant|steel|mill|ore|mine A"
    assert rows[3]["short_of"] == "machines"
    assert rows[0]["short_of"] is None
    assert rows[1]["links"] == 1
    assert "4 of 6 activities are hit" in table.notes[-1]


def test_the_supplier_that_carries_most_is_named_and_ties_are_told(economy, made):
    loss = np.zeros((6, 6, 1))
    loss[0:, 0, 0] = 0.2  # 30 * 0.2 = 6
    loss[0:, 1, 0] = 0.9  # 10 * 0.9 = 9
    loss[3:, 2, 0] = 0.5
    limiting = np.array([-1, -1, 0, -1, -1, -1])[:, None]
    run = made(economy, loss, limiting=limiting)
    link = trace(run, economy, 2).links[0]
    assert economy.ids[link.supplier] == "mine B"
    assert link.ties == 0
    loss[0:, 1, 0] = 0.6  # now both carry 6
    tied = made(economy, loss, limiting=limiting)
    link = trace(tied, economy, 2).links[0]
    assert (economy.ids[link.supplier], link.ties) == ("mine A", 1)
    row = first_hit(tied, economy, {"t": [0]}).rows()[-1]
    assert "mine A, day 1 (and 1 more that carry as much)" in row["chain"]
    assert row["tied_suppliers"] == 1


def test_the_same_day_is_the_same_rank(economy, made):
    loss = np.zeros((3, 6, 1))
    loss[0, :2] = 0.5
    loss[1, 3] = 0.5
    rows = first_hit(made(economy, loss), economy, {"t": [0]}).rows()
    assert [(r["rank"], r["tied"]) for r in rows] == [(1, 1), (1, 1), (3, 0)]


def test_who_lacks_an_input_is_told_even_behind_many_others(economy, wave):
    rows = first_hit(wave, economy, {"wave": [0]}, most=1).rows()
    assert [(r["rank"], r["id"]) for r in rows] == [(1, "mine A"), (2, "mill")]


def test_a_shortage_that_no_supplier_explains_ends_there(economy, made):
    loss = np.zeros((3, 6, 1))
    loss[1:, 3, 0] = 0.5
    run = made(economy, loss, limiting=np.array([-1, -1, -1, 1, -1, -1])[:, None])
    chain = trace(run, economy, 3)
    assert chain.begins == "input alone"
    assert chain.links[0].supplier == -1
    assert chain.activities == (3,)


def test_a_ring_ends(economy, made, hand_links):
    # each buys from the other; a supplier that fell later, or on the same day, is no cause
    ring = hand_links(2, [(0, 0, {1: 5.0}), (1, 1, {0: 5.0})], ("a", "b"))
    two = replace(economy, ids=("x", "y"), output=np.ones(2) * 365, links=ring, region=(),
                  sector=())  # fmt: skip
    loss = np.zeros((4, 2, 1))
    loss[1:, 0, 0] = 0.5
    loss[2:, 1, 0] = 0.5
    run = made(two, loss, limiting=np.array([[0], [1]]))
    chain = trace(run, two, 1)
    assert chain.activities == (1, 0)
    assert chain.begins == "input alone"


def test_a_long_chain_is_cut(economy, made, hand_links):
    n = 12
    cells = [(k, k + 1, {k: 1.0}) for k in range(n - 1)]
    line = replace(
        economy, ids=tuple(map(str, range(n))), output=np.ones(n) * 365, region=(), sector=(),
        links=hand_links(n, cells, tuple(f"p{k}" for k in range(n - 1))),
    )  # fmt: skip
    loss = np.zeros((n, n, 1))
    for k in range(n):
        loss[k:, k, 0] = 0.5
    run = made(line, loss, limiting=np.arange(-1, n - 1)[:, None])
    chain = trace(run, line, n - 1, most=4)
    assert chain.begins == "cut off"
    assert len(chain.links) == 4
    assert trace(run, line, n - 1, most=50).begins == "no input"


def test_members_that_agree_are_counted(economy, made):
    loss = np.zeros((6, 6, 3))
    loss[0:, 0, :] = 0.5
    loss[2:, 2, 0] = 0.5
    loss[3:, 2, 1] = 0.5
    limiting = np.full((6, 3), -1)
    limiting[2, :2] = 0
    run = made(economy, loss, limiting=limiting)
    rows = first_hit(run, economy, {"t": range(3)}).rows()
    row = next(r for r in rows if r["id"] == "mill")
    assert row["hit_share"] == pytest.approx(2 / 3)
    assert row["same_share"] == pytest.approx(2 / 3)
    assert row["day_mid"] == 4.0
    assert row["day_high"] is None


def test_suppliers_come_in_order_and_are_looked_up_once(economy):
    class Told:
        asked = 0

        def suppliers_of(self, cell):
            self.asked += 1
            return np.array([5, 3]), np.array([1.0, 2.0])

    links = Told()
    known = Suppliers(links)
    for _ in range(2):
        sellers, flows = known.of(0)
        assert sellers.tolist() == [3, 5]
        assert flows.tolist() == [2.0, 1.0]
    assert links.asked == 1


def test_a_shortage_after_the_first_fall_is_told_with_its_day(economy, made):
    """The mill loses orders on day 1 and ore on day 4, after mine A fell on day 3."""
    loss = np.zeros((6, 6, 1))
    loss[2:, 0, 0] = 0.8
    loss[:, 2, 0] = 0.1
    loss[3:, 2, 0] = 0.5
    limiting = np.array([-1, -1, 0, -1, -1, -1])[:, None]
    later = np.array([np.nan, np.nan, 4.0, np.nan, np.nan, np.nan])[:, None]
    run = made(economy, loss, limiting=limiting, later=later)
    chain = trace(run, economy, 2)
    assert [economy.ids[i] for i in chain.activities] == ["mill", "mine A"]
    told = {row["id"]: row["chain"] for row in first_hit(run, economy, {"one": [0]}).rows()}
    assert told["mill"].startswith("mill, day 1 <- short of ore from day 4 <- mine A, day 3")


def test_a_supplier_that_runs_short_later_is_not_explained_by_it(economy, made):
    """The mill is the plant's supplier; its own shortage comes after the plant's."""
    loss = np.zeros((8, 6, 1))
    loss[:, 2, 0] = 0.5
    loss[3:, 3, 0] = 0.4
    limiting = np.array([-1, -1, 0, 1, -1, -1])[:, None]
    later = np.array([np.nan, np.nan, 6.0, 4.0, np.nan, np.nan])[:, None]
    chain = trace(made(economy, loss, limiting=limiting, later=later), economy, 3)
    assert [economy.ids[i] for i in chain.activities] == ["plant", "mill"]
    assert chain.begins == "no input"
