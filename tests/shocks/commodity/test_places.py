"""Who can stop a mineral, by hand."""

from dataclasses import replace

from mainstay.model import Interval
from mainstay.shocks.commodity.places import (
    DEPTHS,
    LEAST_SHARE,
    Scenario,
    scenarios_of,
    supply_shares,
    who_counts,
)
from mainstay.twin.materials import HomeUse, Market, Supplier


def number(value: float) -> Interval:
    return Interval.point(value)


def stage(made: dict[str, float], name: str = "mine") -> Market:
    makers = tuple(Supplier(place, place, number(value)) for place, value in made.items())
    return Market("tin", "Tin", "", name, f"mineral:tin:{name}", "t", 2024, "other", makers)


HOME = HomeUse("tin", "t", number(1.0), number(1.0))


def test_shares_are_of_supply_outside_home_and_of_the_stage_where_they_are_largest() -> None:
    mine, smelter = stage({"CHN": 60, "PER": 40, "USA": 100}), stage({"CHN": 90, "IDN": 10}, "s")
    assert supply_shares((mine, smelter)) == {"CHN": 0.9, "PER": 0.4, "IDN": 0.1}
    assert supply_shares((stage({"USA": 5.0}),)) == {}
    assert supply_shares((stage({"CHN": 0.0}),)) == {"CHN": 0.0}


def test_who_is_no_place_does_not_count() -> None:
    made = stage({"CHN": 500, "other": 300, "withheld": 100, "BEL+LUX": 90, "PER": 9.9, "USA": 50})
    assert who_counts((made,), HOME) == ["CHN"]
    assert LEAST_SHARE > 9.9 / 999.9


def test_who_only_ships_counts_by_what_it_ships_and_ties_go_by_name() -> None:
    made, home = stage({"CHN": 70, "PER": 30}), replace(HOME, import_sources={"JPN": 0.3, "USA": 1})
    # who makes it goes before who passes it on
    assert who_counts((made,), home) == ["CHN", "PER", "JPN"]
    again = replace(HOME, import_sources={"CHN": 0.01, "PER": 0.8})
    assert who_counts((made,), again) == ["CHN", "PER"]


def test_every_single_place_the_first_four_together_and_blocs() -> None:
    places = ["A", "B", "C", "D", "E"]
    groups = {s.places for s in scenarios_of(places, {})}
    assert len(groups) == 5 + 6 + 4 + 1
    assert ("A", "E") not in groups
    found = scenarios_of(places, {"east": ("E", "A", "Z"), "same": ("B", "A"), "one": ("E", "Z")})
    assert {s.places for s in found} - groups == {("A", "E")}
    assert len(found) == len(set(found)) == len(DEPTHS) * (len(groups) + 1)


def test_members_are_in_order_of_their_codes_so_that_one_group_has_one_name() -> None:
    assert Scenario(("A", "B"), 1.0) in scenarios_of(["B", "A"], {})
    assert scenarios_of([], {"east": ("A", "B")}) == []
    assert list(DEPTHS) == [0.25, 0.5, 1.0]
