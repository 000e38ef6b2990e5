"""Bodies that are JSON and still nothing to work on: refused at the door, never a bug."""

import json

import pytest

pytestmark = pytest.mark.xdist_group("web")

GOOD = {
    "version": 1, "name": "a", "title": "t",
    "shocks": [{"target": "final_demand", "codes": ["336411"], "size": 0.1}],
}  # fmt: skip
HALF = "\ud800"
DEEP = json.loads("[" * 900 + "]" * 900)


def shock(**changes):
    return [{**GOOD["shocks"][0], **changes}]


BAD = [
    {"title": HALF}, {HALF: 1}, {"shocks": shock(codes=[HALF])}, {"shocks": shock(country=HALF)},
    {"assumptions": [HALF]}, {"more": DEEP}, {"assumptions": ["a" * 300_000]},
]  # fmt: skip


@pytest.mark.parametrize("changes", BAD)
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/scenarios/validate"), ("PUT", "/scenarios/bad"), ("POST", "/runs")],
)
def test_what_cannot_be_written_down_is_a_fault_of_the_request(client, method, path, changes):
    body = json.dumps({"scenario": {**GOOD, **changes}})
    answer = client.request(
        method, f"/api/v1{path}", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422
    assert [fault["where"] for fault in answer.json()["problems"]] == ["body.scenario"]


def test_a_problem_can_tell_of_half_a_character(client):
    body = json.dumps({"scenario": "red-sea", HALF: 1})
    answer = client.post("/api/v1/runs", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


@pytest.mark.parametrize("text", ["start: !!bool x", "days: !!int ''", "a: &a [*a]"])
def test_a_file_that_breaks_its_reader_is_a_fault_of_the_file(client, text):
    found = client.post("/api/v1/scenarios/validate", json={"yaml": text}).json()
    assert [fault["field"] for fault in found["problems"]] == ["yaml"]


def test_names_without_end_are_refused_and_none_is_looked_up(client):
    many = {**GOOD, "shocks": shock(codes=[f"x{n}" for n in range(6_000)])}
    found = client.post("/api/v1/scenarios/validate", json={"scenario": many}).json()
    assert "at most 5,000 codes" in found["problems"][0]["what"]
    long = {**GOOD, "shocks": shock(codes=["a " * 5_000])}
    found = client.post("/api/v1/scenarios/validate", json={"scenario": long}).json()
    assert found["problems"][0]["field"] == "shocks.0.codes.0"
