"""Twins, the first screen and the ready questions over HTTP."""

import gzip

import pytest

pytestmark = pytest.mark.xdist_group("web")

API = "/api/v1"


@pytest.fixture(scope="module")
def start(client):
    """Return the answer of the first screen; it is made by whoever asks first."""
    return client.get(f"{API}/twins/demo/start")


def test_twins_come_in_pages(client):
    found = client.get(f"{API}/twins", params={"limit": 1})
    assert found.status_code == 200
    body = found.json()
    assert len(body["items"]) == 1
    assert body["total"] >= 1
    assert any("demo" in twin["names"] for twin in client.get(f"{API}/twins").json()["items"])


def test_a_twin_is_found_by_name_and_by_the_start_of_its_id(client):
    by_name = client.get(f"{API}/twins/demo").json()
    by_id = client.get(f"{API}/twins/{by_name['id'][:12]}").json()
    assert by_id["id"] == by_name["id"]
    assert by_name["activities"] > 1000
    assert by_name["pools"] > 900
    assert by_name["base_year"] == 2023


def test_a_twin_that_is_not_there_is_a_problem_with_a_hint(client):
    found = client.get(f"{API}/twins/nothing")
    assert found.status_code == 404
    assert found.headers["content-type"].startswith("application/problem+json")
    assert "demo" in found.json()["hint"]


def test_the_first_screen_is_whole_and_small(start):
    assert start.status_code == 200
    body = start.json()
    assert [order["name"] for order in body["orders"]] == ["imported", "hidden"]
    assert all(
        len(account["lines"]) == 10 for order in body["orders"] for account in order["accounts"]
    )
    assert body["loaded"]["rows"]
    assert len(gzip.compress(start.content)) < 60_000


def test_the_first_screen_of_a_twin_by_id_is_the_same(client, start):
    body = start.json()
    other = client.get(f"{API}/twins/{body['twin']['id']}/start").json()
    assert other["orders"] == body["orders"]


def test_questions_are_there_before_any_twin_is(client):
    body = client.get(f"{API}/questions").json()
    assert body["first"][0] == "china-gallium"
    assert all(group["questions"] for group in body["groups"])
