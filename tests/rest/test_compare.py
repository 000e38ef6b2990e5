"""Compare over HTTP: two to four runs, each once."""

import pytest

from mainstay.service.runs import run_scenario

pytestmark = pytest.mark.xdist_group("web")


@pytest.fixture(scope="module")
def ids(rest_home):
    names = ("chip-imports-stop", "dearer-oil", "fewer-cars")
    return [run_scenario(rest_home, name).run_id for name in names]


def compare(client, ids):
    return client.get("/api/v1/compare", params={"run": ids})


def test_runs_come_in_the_order_asked_for(client, ids):
    told = compare(client, ids).json()
    assert [run["letter"] for run in told["runs"]] == ["A", "B", "C"]
    assert [run["run_id"] for run in told["runs"]] == ids
    turned = compare(client, list(reversed(ids))).json()
    assert [run["run_id"] for run in turned["runs"]] == list(reversed(ids))
    assert told["command"]["cli"].count("mainstay runs show") == 3


def test_different_measures_are_not_set_off(client, ids):
    told = compare(client, ids[:2]).json()
    economy = told["accounts"][0]
    assert economy["measures"][0] != economy["measures"][1]
    assert economy["pairs"][0]["difference"] is None
    assert {row[3]["words"] for row in told["industries"]["rows"]} == {"not comparable"}


@pytest.mark.parametrize("count", [0, 1, 5])
def test_too_few_and_too_many_are_refused(client, ids, count):
    answer = compare(client, (ids * 2)[:count])
    assert answer.status_code == 422
    assert answer.json()["problems"]


def test_a_run_twice_and_an_unknown_one_are_refused(client, ids):
    twice = compare(client, [ids[0], ids[0][:12]])
    assert 400 <= twice.status_code < 500
    assert "once" in twice.json()["hint"]
    assert compare(client, [ids[0], "ffffffffffff"]).status_code == 404
    assert compare(client, [ids[0], "<script>"]).status_code == 422
