"""Data health over HTTP: the groups, the check-up, and the sources in every form."""

import csv
import io

import pyarrow as pa
import pytest

pytestmark = pytest.mark.xdist_group("web")


def test_every_group_is_served_with_its_tables(client):
    view = client.get("/api/v1/twins/demo/health").json()
    ids = [group["id"] for group in view["groups"]]
    assert ids == ["sources", "coverage", "conflicts", "unknown", "assumptions"]
    for group in view["groups"]:
        assert group["state"] in ("fine", "look", "act")
        assert all(part["table"]["rows"] for part in group["parts"])


def test_numbers_carry_where_they_are_from(client):
    view = client.get("/api/v1/twins/demo/health").json()
    for group in view["groups"]:
        for one in group["numbers"]:
            assert one["number"]["sources"]
            assert one["number"]["note"]


def test_the_check_up_says_how_the_home_is(client):
    found = client.get("/api/v1/check-up").json()
    assert found["state"] in ("fine", "look")
    assert found["table"]["rows"]
    assert found["command"]["cli"] == "mainstay doctor"


def test_sources_are_read_page_by_page(client):
    first = client.get("/api/v1/sources", params={"limit": 3}).json()
    assert len(first["rows"]) == 3
    second = client.get("/api/v1/sources", params={"limit": 3, "cursor": first["next"]}).json()
    assert first["rows"] != second["rows"]
    assert first["total"] == second["total"]


def test_sources_come_as_csv_and_arrow(client):
    total = client.get("/api/v1/sources").json()["total"]
    text = client.get("/api/v1/sources", headers={"Accept": "text/csv"}).text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == total
    assert {"source", "license", "publisher"} <= set(rows[0])
    arrow = client.get("/api/v1/sources", params={"format": "arrow"}).content
    assert pa.ipc.open_stream(arrow).read_all().num_rows == total


def test_a_twin_that_is_not_there_is_a_problem(client):
    answer = client.get("/api/v1/twins/nothing/health")
    assert answer.status_code == 404
    assert answer.json()["hint"]
