"""Scenarios over HTTP: list, read, save, delete, and the check of a draft."""

import pytest

from mainstay.model import Scenario
from mainstay.service.scenario_files import shipped_scenarios

pytestmark = pytest.mark.xdist_group("web")

API = "/api/v1"
MINE = {"version": 1, "name": "from-rest", "title": "Fewer cars",
        "shocks": [{"target": "final_demand", "codes": ["336111"], "size": 0.1}]}  # fmt: skip


def test_the_list_holds_every_shipped_scenario(client):
    found = client.get(f"{API}/scenarios", params={"limit": 1000}).json()
    assert {s["name"] for s in found["items"] if s["is_shipped"]} == set(shipped_scenarios())
    first = client.get(f"{API}/scenarios", params={"limit": 3}).json()
    assert len(first["items"]) == 3
    again = client.get(f"{API}/scenarios", params={"limit": 3, "cursor": first["next"]}).json()
    assert again["items"][0] == found["items"][3]


def test_a_scenario_as_fields_and_as_its_file(client):
    detail = client.get(f"{API}/scenarios/china-gallium").json()
    text = shipped_scenarios()["china-gallium"]
    assert detail["yaml"] == text
    assert Scenario.model_validate(detail["scenario"]) == Scenario.parse(text)
    by_format = client.get(f"{API}/scenarios/china-gallium", params={"format": "yaml"})
    assert by_format.text == text
    assert by_format.headers["content-type"].startswith("application/yaml")
    by_accept = client.get(f"{API}/scenarios/china-gallium", headers={"Accept": "application/yaml"})
    assert by_accept.text == text
    missing = client.get(f"{API}/scenarios/china-galium")
    assert missing.status_code == 404
    assert "china-gallium" in missing.json()["hint"]


def test_saving_replacing_and_deleting(client):
    path = f"{API}/scenarios/from-rest"
    client.delete(path)
    assert client.put(path, json={"scenario": MINE}).status_code == 201
    assert client.put(path, json={"scenario": MINE}).status_code == 409
    changed = MINE | {"title": "Far fewer cars"}
    assert client.put(path, json={"scenario": changed, "replace": True}).status_code == 200
    assert client.get(path).json()["about"]["title"] == "Far fewer cars"
    yaml = client.get(path, params={"format": "yaml"}).text
    assert client.put(path, json={"yaml": yaml, "replace": True}).status_code == 200
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404
    assert client.delete(path).status_code == 404


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("Upper", {"scenario": MINE}),
        ("two", {"scenario": MINE, "yaml": "version: 1"}),
        ("none", {}),
        ("faulty", {"scenario": {"version": 1}}),
        ("x" * 81, {"scenario": MINE}),
    ],
)
def test_what_cannot_be_saved(client, name, body):
    answer = client.put(f"{API}/scenarios/{name}", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_shipped_one_stays_as_it_is(client):
    assert client.delete(f"{API}/scenarios/cobalt").status_code == 409
    body = {"scenario": MINE, "replace": True}
    assert client.put(f"{API}/scenarios/cobalt", json=body).status_code == 409


def test_a_draft_is_answered_with_its_faults(client):
    draft = {"engine": "commodity", "shocks": [{"target": "exports", "codes": ["galium"],
                                                "country": "CHN", "size": 1}]}  # fmt: skip
    answer = client.post(f"{API}/scenarios/validate", json={"scenario": draft})
    assert answer.status_code == 200
    (fault,) = [p for p in answer.json()["problems"] if not p["is_advice"]]
    assert fault["field"] == "shocks.0.codes.0"
    assert "gallium" in fault["hint"]


def test_a_file_is_checked_as_the_draft_is(client):
    text = shipped_scenarios()["china-gallium"]
    by_text = client.post(f"{API}/scenarios/validate", json={"yaml": text}).json()
    draft = by_text["scenario"]
    by_draft = client.post(f"{API}/scenarios/validate", json={"scenario": draft}).json()
    assert by_text["is_ready"]
    assert by_text["run_id"] == by_draft["run_id"] != ""
    assert by_text["command"]["cli"] == "mainstay run china-gallium"
    other = client.post(f"{API}/scenarios/validate", json={"yaml": text, "seed": 1}).json()
    assert other["run_id"] != by_text["run_id"]


@pytest.mark.parametrize(
    "draft",
    [{"shocks": 3}, {"shocks": [3, None]}, {"shocks": {"target": "exports"}}, {"shocks": []},
     {"assumptions": "one"}, {"assumptions": [1, {}]}, {"title": {"a": 1}}, {"name": ["a"]},
     {"version": 7}, {"engine": 3}, {"start": 5, "shocks": [{"codes": 3}]},
     {"shocks": [{"target": {}, "codes": [[1]]}]}, {"\u0000": "\u0000"}],
)  # fmt: skip
def test_nonsense_is_told_never_a_failure(client, draft):
    answer = client.post(f"{API}/scenarios/validate", json={"scenario": draft})
    assert answer.status_code == 200
    assert answer.json()["problems"]
    assert answer.json()["is_ready"] is False


def test_an_unknown_twin_is_not_found(client):
    body = {"scenario": MINE, "twin": "nobody"}
    assert client.post(f"{API}/scenarios/validate", json=body).status_code == 404


def test_what_may_be_shocked(client):
    view = client.get(f"{API}/twins/demo/targets").json()
    engines = {e["name"]: e for e in view["engines"]}
    assert engines["ario"]["knows_days"]
    assert engines["commodity"]["limits"]
    needs_days = {t["name"] for t in view["targets"] if t["needs_days"]}
    assert needs_days == {"labor", "capacity", "capital", "delay"}
    path = f"{API}/twins/demo/targets/exports"
    things = client.get(f"{path}/things", params={"engine": "commodity", "q": "gall"}).json()
    code = things["items"][0]["code"]
    assert code == "mineral:gallium:world-primary"
    places = client.get(f"{path}/places", params={"engine": "commodity", "code": code}).json()
    assert places[0]["name"] == "China"
    assert client.get(f"{path}/places", params={"engine": "nobody"}).status_code == 404
