"""Tiers over HTTP: ready ones, each in every direction, and what cannot be asked."""

import pytest

pytestmark = pytest.mark.xdist_group("web")

TIERS = "/api/v1/twins/demo/tiers"


def test_ready_ones_are_listed_and_answer(client):
    ready = client.get(TIERS).json()
    assert {"products", "materials", "accounts"} <= set(ready)
    for group in ("products", "materials", "accounts"):
        one = ready[group][0]
        asked = {"direction": one["direction"], "depth": one["depth"]}
        shown = client.get(f"{TIERS}/{one['id']}", params=asked)
        assert shown.status_code == 200
        assert shown.json()["id"] == one["id"]


def test_every_control_is_in_the_address(client):
    asked = {"direction": "up", "depth": 2, "top": 4, "account": "health", "by": "product"}
    view = client.get(f"{TIERS}/commodity:325412", params=asked).json()
    assert {key: view[key] for key in asked} == asked
    assert len(view["lines"]) == 3
    assert {a["value"] for a in view["accounts"]} >= {"all", "health"}


def test_lines_add_up(client):
    for line in client.get(f"{TIERS}/industry:335911").json()["lines"]:
        parts = [line[k] for k in ("home", "elsewhere", "added", "ended") if line[k]]
        assert sum(p["value"] for p in parts) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("entity", "asked", "status"),
    [
        ("commodity:000000", {}, 404),
        ("country:CHN", {}, 404),
        ("region:China", {"direction": "up"}, 404),
        ("commodity:335911", {"depth": 9}, 422),
        ("commodity:335911", {"by": "color"}, 422),
        ("nonsense", {}, 404),
    ],
)
def test_what_cannot_be_asked_is_a_problem(client, entity, asked, status):
    answer = client.get(f"{TIERS}/{entity}", params=asked)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")
    problem = answer.json()
    assert problem["hint"] or problem["problems"]
