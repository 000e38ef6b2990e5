"""Cards over HTTP: engines with their settings as JSON Schema, and every method."""

import pytest

from mainstay.extend import registry

pytestmark = pytest.mark.xdist_group("web")

API = "/api/v1"


def test_engines_are_those_of_the_registry(client):
    body = client.get(f"{API}/engines").json()
    assert [card["name"] for card in body["items"]] == registry().names("engine")
    assert body["next"] is None


def test_engines_come_in_pages(client):
    first = client.get(f"{API}/engines", params={"limit": 2}).json()
    rest = client.get(f"{API}/engines", params={"cursor": first["next"], "limit": 100}).json()
    names = [card["name"] for card in (*first["items"], *rest["items"])]
    assert names == registry().names("engine")


@pytest.mark.parametrize("name", registry().names("engine"))
def test_an_engine_gives_its_settings_as_json_schema(client, name):
    body = client.get(f"{API}/engines/{name}").json()
    schema = body["parameters_schema"]
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    declared = registry().card("engine", name).parameters
    assert set(schema["properties"]) == {one.name for one in declared}
    for one in declared:
        assert schema["properties"][one.name].get("default") == one.default


def test_an_engine_that_is_not_there_is_a_problem_with_a_hint(client):
    found = client.get(f"{API}/engines/arios")
    assert found.status_code == 404
    assert "ario" in found.json()["hint"]


def test_methods_hold_every_card_and_the_known_answers(client):
    body = client.get(f"{API}/methods").json()
    assert len(body["engines"]) + len(body["sources"]) == len(registry().cards)
    assert {area["name"] for area in body["known"]} >= {"leontief", "ario", "commodity"}
    assert body["check"]["cli"] == "mainstay answers"
