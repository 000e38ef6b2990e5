"""The files of market classes, measures and blocs hold together and with the parameters table."""

from __future__ import annotations

from datetime import date
from importlib import resources
from typing import Any

import pytest
import yaml

from mainstay.model import default_parameters


def read(name: str) -> dict[str, Any]:
    """Return one data file of the fusion room."""
    text = resources.files("mainstay.fusion").joinpath(f"data/{name}.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def test_every_mineral_has_a_class_with_both_elasticities() -> None:
    classes = read("market_classes")
    table = default_parameters()
    for mineral, row in classes["minerals"].items():
        assert row["class"] in classes["classes"], mineral
    for name in ("supply_elasticity", "demand_elasticity"):
        given = {row.applies_to for row in table.rows if row.name == name}
        assert given == set(classes["classes"]), name


def test_hosts_are_minerals_and_their_shares_are_ranges_with_a_source() -> None:
    classes = read("market_classes")
    for mineral, row in classes["minerals"].items():
        for host in row.get("by_product_of", []):
            low, high = host["share"]
            assert host["host"] in classes["minerals"], mineral
            assert host["host"] != mineral
            assert 0 <= low <= high <= 1, mineral
            assert host["source"] == "assumed" or host["source"] in classes["sources"], mineral


def test_measures_are_dated_cited_and_of_known_minerals() -> None:
    measures = read("measures")
    minerals = read("market_classes")["minerals"]
    assert len({m["id"] for m in measures["measures"]}) == len(measures["measures"])
    for row in measures["measures"]:
        assert set(row["minerals"]) <= set(minerals), row["id"]
        assert row["kind"] in {"license", "ban", "quota", "suspension"}, row["id"]
        assert isinstance(row["from"], date), row["id"]
        assert row["from"] <= measures["as_of"], row["id"]
        assert row["until"] is None or row["until"] > row["from"], row["id"]
        assert all(row["source"][k] for k in ("title", "publisher", "url", "locator")), row["id"]


def test_a_record_points_to_measures_of_that_country_and_is_no_ally() -> None:
    measures = read("measures")
    owners = {m["id"]: m["country"] for m in measures["measures"]}
    willing = measures["willingness"]
    for row in willing["record"]:
        assert row["measures"]
        assert row["country"] not in willing["allies"]
        assert {owners[m] for m in row["measures"]} == {row["country"]}
    assert {row["country"] for row in willing["record"]} == set(owners.values())


def test_blocs_have_members_and_a_reason() -> None:
    for bloc in read("blocs")["blocs"]:
        members = bloc["countries"]
        assert len(members) >= 2, bloc["id"]
        assert len(set(members)) == len(members), bloc["id"]
        assert bloc["reason"]
        assert (bloc["method"] == "assumed") == (bloc["source"] == "assumed")


def test_chances_of_the_three_depths_sum_to_one() -> None:
    table = default_parameters()
    depths = [table.get(name).mode for name in ("depth_quarter", "depth_half", "depth_full")]
    assert sum(depths) == pytest.approx(1.0)
