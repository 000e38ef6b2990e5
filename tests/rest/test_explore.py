"""Explore over HTTP: one set of filters for four resources, files of the whole selection."""

import csv
import io

import pyarrow.ipc
import pytest

pytestmark = pytest.mark.xdist_group("web")

BASE = "/api/v1/twins/demo"


def test_the_bar_says_what_there_is_and_what_is_left(client):
    view = client.get(f"{BASE}/explore", params={"place": "country:CHN"}).json()
    assert {p["group"] for p in view["places"]} == {
        "Import regions", "Countries that make minerals",
    }  # fmt: skip
    assert 0 < view["cells_left"] < view["cells"]
    groups = [p["words"] for p in view["places"] if p["value"] == "region:Europe"]
    assert groups == ["Europe (group of 58 countries)"]


@pytest.mark.parametrize("name", ["explore", "network", "map", "cells"])
def test_the_same_filters_serve_every_resource(client, name):
    asked = {"q": "metal", "account": "defense", "seen": "inferred", "min": "1e6"}
    assert client.get(f"{BASE}/{name}", params=asked).status_code == 200
    refused = client.get(f"{BASE}/{name}", params={"sector": "nothing", "place": "XX"})
    assert 400 <= refused.status_code < 500
    assert [p["where"] for p in refused.json()["problems"]] == ["sector", "place"]


def test_an_overview_is_small_and_says_what_it_leaves_out(client):
    view = client.get(f"{BASE}/network").json()
    assert len(view["nodes"]) <= 500
    assert len(view["links"]["source"]) <= 2000
    assert any("smaller links" in gap and "not drawn" in gap for gap in view["gaps"])
    assert all(why["method"] and why["vintage"] for why in view["whys"])
    lengths = {len(column) for column in view["links"].values()}
    assert len(lengths) == 1


def test_levels(client):
    inside = client.get(f"{BASE}/network", params={"level": "sector:334"}).json()
    assert "Inside" in inside["title"]
    whole = client.get(f"{BASE}/network", params={"level": "full", "q": "gallium"}).json()
    assert whole["level"] == "full"
    assert 0 < len(whole["links"]["source"]) < 100
    assert client.get(f"{BASE}/network", params={"level": "sector:no"}).status_code == 404
    assert client.get(f"{BASE}/network", params={"level": "moon"}).status_code == 422


def test_a_cursor_leads_through_all_cells(client):
    asked = {"sector": "mineral:gallium", "limit": 5}
    rows, cursor = [], None
    for _ in range(10):
        page = client.get(
            f"{BASE}/cells", params={**asked, **({"cursor": cursor} if cursor else {})}
        )
        body = page.json()
        rows += body["rows"]
        cursor = body["next"]
        if cursor is None:
            break
    assert len(rows) == body["total"] > 5


def test_files_hold_the_whole_selection(client):
    asked = {"q": "copper", "kind": "purchase"}
    total = client.get(f"{BASE}/cells", params=asked).json()["total"]
    written = client.get(f"{BASE}/cells", params={**asked, "format": "csv"})
    assert len(list(csv.DictReader(io.StringIO(written.text)))) == total
    records = client.get(f"{BASE}/cells", params={**asked, "format": "json"}).json()
    assert len(records) == total
    assert {"supplier", "buyer", "product", "value_usd", "seen_share", "method",
            "confidence", "source"} <= set(records[0])  # fmt: skip
    arrow = client.get(f"{BASE}/cells", params={**asked, "format": "arrow"})
    assert pyarrow.ipc.open_stream(arrow.content).read_all().num_rows == total


def test_the_map_names_groups_and_disclaims_boundaries(client):
    view = client.get(f"{BASE}/map").json()
    assert any(c["is_group"] for c in view["countries"])
    assert "boundary" in view["disclaimer"]
    assert client.get(f"{BASE}/map", params={"measure": "weather"}).status_code == 422
