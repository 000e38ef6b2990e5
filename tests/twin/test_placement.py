"""From a supplier list to firms and deliveries in a net."""

import json
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from mainstay.errors import CarveError, InputError, UnitMismatch, UnknownCode
from mainstay.model import Deflator, Label, Method, Period, claim_batches
from mainstay.twin.carving.aggregate import aggregate, uncarve
from mainstay.twin.carving.allocation import Allocation, SupplyLink
from mainstay.twin.carving.carve import carve
from mainstay.twin.carving.placement import allocations_from_claims, links_from_claims
from mainstay.twin.net import Net
from mainstay.twin.toy import DEVICES, ELECTRONICS, FIRM, METAL, SMELTING, toy_net


def coded() -> Net:
    """The toy with an industry code that a supplier list would name."""
    net = toy_net()
    industries = ("331313", "334413", "")
    return replace(net, activities=replace(net.activities, industry=industries))


def table(*rows: dict[str, object]) -> pa.Table:
    batches = []
    for k, row in enumerate(rows):
        words = row.pop("words", {})
        given = {
            "source": "user.suppliers", "vintage": "1", "locator": f"line {k + 2}", "unit": "USD",
            "basis": "producer", "valid": Period.year(2023), "method": Method.REPORTED,
            "confidence": 0.6, "text": json.dumps(words), **row,
        }  # fmt: skip
        batches += claim_batches(**given)
    return pa.Table.from_batches(batches)


def sales(firm: str, code: str, usd: float | None, **more: object) -> dict[str, object]:
    return {"kind": "allocation", "subject": f"firm:{firm}", "object_": f"industry.detail:{code}",
            "value": [usd], "words": {"firm": firm.title(), "region": "TOY"}, **more}  # fmt: skip


def buys(firm: str, supplier: str, product: str, usd: float | None, **more: object) -> dict:
    return {"kind": "supply_link", "subject": f"firm:{firm}", "value": [usd],
            "object_": f"firm_product:{supplier}/{product}",
            "words": {"lead_time_days": 30.0, "evidence": "a contract"}, **more}  # fmt: skip


def test_firms_are_placed_with_their_evidence() -> None:
    claims = table(
        sales("alpha", "334413", 40.0, label=Label.PROPRIETARY),
        sales("beta", "334413", 20.0),
        sales("beta", "331313", 10.0),
    )
    alpha, beta, other = allocations_from_claims(claims, coded())
    assert (alpha.id, alpha.name, alpha.activity) == ("firm:alpha", "Alpha", ELECTRONICS)
    assert (alpha.output_usd, alpha.confidence, alpha.label) == (40.0, 0.6, Label.PROPRIETARY)
    assert alpha.method is Method.REPORTED
    assert alpha.evidence == "user.suppliers line 2"
    assert (beta.id, other.id) == ("firm:beta/334413", "firm:beta/331313")
    net = carve(coded(), [alpha, beta, other]).net
    assert net.activities.label[1] is Label.PROPRIETARY  # the rest would give alpha away
    assert net.activities.label[0] is Label.PUBLIC


def test_deliveries_go_through_the_pool_of_their_product() -> None:
    net = coded()
    claims = table(
        sales("smelter", "331313", 30.0), sales("alpha", "334413", 24.0),
        sales("beta", "334413", 9.0), sales("beta", "331313", 3.0),
        buys("alpha", "smelter", "metal", 4.0), buys("alpha", "smelter", "METAL", None),
        buys("beta", "alpha", "devices", 8.0),
    )  # fmt: skip
    firms = allocations_from_claims(claims, net)
    links = links_from_claims(claims, net, firms)
    ends = [(k.supplier, k.buyer, k.pool, k.value_usd) for k in links]
    assert ends[0] == ("firm:smelter", "firm:alpha", METAL, 4.0)
    assert np.isnan(ends[1][3])  # an unknown amount is a delivery all the same
    assert ends[2:] == [
        ("firm:alpha", "firm:beta/334413", DEVICES, 6.0),
        ("firm:alpha", "firm:beta/331313", DEVICES, 2.0),
    ]
    assert links[0].lead_days == 30.0
    assert links[0].evidence == "user.suppliers line 6: a contract"
    assert "divided" in links[2].evidence
    carved = carve(net, firms, links=links).net
    assert len(carved.source) == 4
    assert carved.activities.id[carved.source.supplier[0]] == "firm:smelter"


def test_every_fault_of_a_list_is_told() -> None:
    claims = table(
        sales("a", "334499", 1.0),
        sales("b", "334413", 1.0, basis="purchaser"),
        sales("c", "334413", None),
        sales("d", "334413", 1.0, words={"region": "CHN"}),
        sales("e", "334413", 1.0, unit="t"),
        sales("f", "334413", 1.0, valid=Period.year(2020)),
        sales("g", "334413", 1.0),
    )
    with pytest.raises(InputError) as caught:
        allocations_from_claims(claims, coded())
    assert [p.code for p in caught.value.problems] == [
        "unknown_code", "unit_mismatch", "unknown_value", "unknown_code", "unit_mismatch",
        "unit_mismatch",
    ]  # fmt: skip
    assert "line 2" in caught.value.problems[0].where
    firms = [Allocation("firm:g", "G", ELECTRONICS, share=0.1)]
    links = table(
        buys("g", "nobody", "metal", 1.0),
        buys("g", "g", "gold", 1.0),
        buys("nobody", "g", "metal", 1.0, basis="basic"),
    )
    with pytest.raises(InputError) as caught:
        links_from_claims(links, coded(), firms)
    assert [p.code for p in caught.value.problems] == [
        "unknown_code", "unknown_code", "unknown_code", "unit_mismatch",
    ]  # fmt: skip
    smelter = [*firms, Allocation("firm:s", "S", SMELTING, share=0.1)]
    with pytest.raises(InputError, match="not_made"):
        links_from_claims(table(buys("g", "s", "devices", 1.0)), coded(), smelter)


def test_faults_of_one_sort_have_their_own_class() -> None:
    with pytest.raises(UnknownCode):
        allocations_from_claims(table(sales("a", "33441", 1.0)), coded())
    old = table(sales("a", "334413", 10.0, valid=Period.year(2017)))
    with pytest.raises(UnitMismatch, match="no deflator of 334413"):
        allocations_from_claims(old, coded())
    index = {"334413": Deflator("chips", {2017: 100.0, 2023: 90.0}, "test")}
    (firm,) = allocations_from_claims(old, coded(), deflators=index)
    assert firm.output_usd == pytest.approx(9.0)
    short = {"334413": Deflator("chips", {2023: 90.0}, "test")}
    with pytest.raises(UnitMismatch, match="2017"):
        allocations_from_claims(old, coded(), deflators=short)


QUARTER = Allocation(FIRM, "Alpha", ELECTRONICS, share=0.25)


def test_a_delivery_within_its_cells_is_a_source_edge() -> None:
    link = SupplyLink(SMELTING, FIRM, METAL, 7.0, evidence="a contract")
    result = carve(toy_net(), [QUARTER], links=[link])
    assert result.report.raised == ()
    assert result.net.source.value_usd.tolist() == [7.0]
    assert result.net.use[0, 3] == 7.5


def test_an_inferred_cell_is_raised_to_its_known_deliveries() -> None:
    """Alpha would use 7.5 of metal; 12 is known, so the rest of electronics uses 18."""
    links = [SupplyLink(SMELTING, FIRM, METAL, 5.0), SupplyLink(SMELTING, FIRM, METAL, 7.0)]
    result = carve(toy_net(), [QUARTER], links=links)
    (raised,) = result.report.raised
    assert (raised.firm, raised.claimed_usd, raised.adjusted_usd) == (FIRM, 7.5, 12.0)
    assert str(raised) == "firm:alpha, use toy:metal: 7.5 to 12 USD"
    assert result.net.use.toarray()[0].tolist() == [20.0, 18.0, 0.0, 12.0]
    assert result.net.use_seen[0, 3] == 12.0
    value_added = result.net.activities.value_added_usd
    assert value_added[3] == 30.0 - 12.0 - 7.5
    assert value_added[1] + value_added[3] == 60.0
    back = uncarve(result.net, result.report)
    assert len(back.source) == 0
    np.testing.assert_allclose(back.use.toarray(), toy_net().use.toarray())


def test_what_a_firm_delivers_it_makes() -> None:
    """Alpha would make 25 of devices, of 30; 28 is known to be delivered."""
    result = carve(toy_net(), [QUARTER], links=[SupplyLink(FIRM, SMELTING, DEVICES, 18.0)])
    assert result.report.raised == ()
    few = Allocation(FIRM, "Alpha", ELECTRONICS, output_usd=18.0, basis="producer", year=2023)
    result = carve(toy_net(), [few], links=[SupplyLink(FIRM, SMELTING, DEVICES, 17.0)])
    np.testing.assert_allclose(result.net.make.toarray()[3], [1.0, 17.0])


def test_deliveries_larger_than_their_cells_do_not_fit() -> None:
    stated = replace(QUARTER, use_usd={METAL: 9.0}, basis="producer", year=2023)
    with pytest.raises(CarveError) as caught:
        carve(toy_net(), [stated], links=[SupplyLink(SMELTING, FIRM, METAL, 10.0)])
    (excess,) = caught.value.context["excesses"]
    assert (excess["kind"], excess["excess_usd"]) == ("delivery_use", pytest.approx(1.0))
    # smelting itself is not carved: what it makes is known
    with pytest.raises(CarveError, match="delivery_make"):
        carve(toy_net(), [], links=[SupplyLink(SMELTING, ELECTRONICS, DEVICES, 1.0)])
    # 31 is more than all of electronics uses
    with pytest.raises(CarveError) as caught:
        carve(toy_net(), [QUARTER], links=[SupplyLink(SMELTING, FIRM, METAL, 31.0)])
    (excess,) = caught.value.context["excesses"]
    assert (excess["kind"], excess["excess_usd"]) == ("use", pytest.approx(1.0))


def test_deliveries_are_lowered_as_little_as_needed() -> None:
    stated = replace(QUARTER, use_usd={METAL: 9.0}, basis="producer", year=2023)
    links = [
        SupplyLink(SMELTING, FIRM, METAL, 6.0),
        SupplyLink("region:abroad", FIRM, METAL, 6.0),
        SupplyLink("region:abroad", FIRM, METAL, float("nan")),
    ]
    result = carve(toy_net(), [stated], links=links, policy="adjust")
    np.testing.assert_allclose(result.net.source.value_usd, [4.5, 4.5, np.nan])
    assert [a.change_usd for a in result.report.adjustments] == pytest.approx([-1.5, -1.5])
    raised = carve(
        toy_net(), [QUARTER], links=[SupplyLink(SMELTING, FIRM, METAL, 31.0)], policy="adjust"
    )
    np.testing.assert_allclose(raised.net.use.toarray()[0], [20, 0, 0, 30], atol=1e-9)
    np.testing.assert_allclose(raised.net.source.value_usd, [30.0])


def test_edges_inside_a_group_are_kept_as_its_own() -> None:
    link = SupplyLink(FIRM, ELECTRONICS, DEVICES, 5.0, lead_days=10.0)
    more = SupplyLink(FIRM, ELECTRONICS, DEVICES, 15.0, lead_days=30.0, confidence=0.2)
    net = carve(toy_net(), [QUARTER], links=[link, more]).net
    back = aggregate(net, {FIRM: ELECTRONICS})
    assert back.source.supplier.tolist() == back.source.buyer.tolist() == [1]
    assert back.source.value_usd.tolist() == [20.0]
    assert back.source.lead_days.tolist() == [25.0]
    assert back.source.confidence.tolist() == [0.2]


def test_groups_of_other_ids() -> None:
    net = aggregate(toy_net(), {SMELTING: "all", ELECTRONICS: "all"})
    assert net.activities.id == ("all", "region:abroad")
    assert net.activities.name[0] == "all"
    assert net.activities.industry[0] == ""  # of two industries, so of none
    assert net.activities.output_usd.tolist() == [180.0, 20.0]
    with pytest.raises(UnknownCode, match="toy:smeltin"):
        aggregate(toy_net(), {"toy:smeltin": "all"})
