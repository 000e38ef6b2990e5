"""Impact over HTTP: one run in each of its forms, and faults as problems."""

import pytest

from mainstay.service.runs import run_scenario
from mainstay.service.screens.impact.view import impact_view

pytestmark = pytest.mark.xdist_group("web")

VEGA = "application/vnd.vegalite.v6+json"


@pytest.fixture(scope="module")
def minerals(rest_home):
    return run_scenario(rest_home, "china-gallium").run_id


@pytest.fixture(scope="module")
def exposure(rest_home):
    return run_scenario(rest_home, "chip-imports-stop").run_id


def test_the_screen_is_the_read_model(client, minerals):
    answer = client.get(f"/api/v1/runs/{minerals[:12]}/impact")
    assert answer.status_code == 200
    told = answer.json()
    view = impact_view(client.app.state.twins, minerals)
    assert told["run_id"] == minerals
    assert told["answer"] == view.answer
    assert [a["loss"]["value"] for a in told["accounts"]] == [a.loss.value for a in view.accounts]
    again = client.get(
        f"/api/v1/runs/{minerals}/impact", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304


def test_a_figure_comes_whole_as_vega_lite_and_as_svg(client, minerals):
    path = f"/api/v1/runs/{minerals}/figures/industries"
    whole = client.get(path).json()
    assert whole["alt"]
    assert whole["table"]["rows"]
    assert len(whole["panels"]) > 1
    for asked in ({"headers": {"Accept": VEGA}}, {"params": {"format": "vega-lite"}}):
        spec = client.get(path, **asked)
        assert spec.headers["content-type"] == VEGA
        assert spec.json() == whole["panels"][0]["spec"]
    for asked in ({"headers": {"Accept": "image/svg+xml"}}, {"params": {"format": "svg"}}):
        drawn = client.get(path, **asked)
        assert drawn.headers["content-type"] == "image/svg+xml"
        assert drawn.text == whole["panels"][0]["svg"]
    second = client.get(path, params={"format": "svg", "panel": 1})
    assert second.text == whole["panels"][1]["svg"]


def test_a_figure_without_specification_says_how_to_take_it(client, minerals):
    path = f"/api/v1/runs/{minerals}/figures/chain-gallium"
    assert client.get(path, params={"format": "svg"}).text.startswith("<svg")
    refused = client.get(path, params={"format": "vega-lite"})
    assert refused.status_code == 404
    assert "svg" in refused.json()["hint"]


def test_the_brief_of_a_run_is_taken_along(client, exposure):
    page = client.get(f"/api/v1/runs/{exposure}/brief")
    assert page.headers["content-type"].startswith("text/html")
    assert "attachment" in page.headers["content-disposition"]
    assert "No semiconductors are imported" in page.text
    pdf = client.get(f"/api/v1/runs/{exposure}/brief", params={"format": "pdf"})
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")


@pytest.mark.parametrize("path", [
    "/runs/ffffffffffff/impact", "/runs/ffffffffffff/spread",
    "/runs/ffffffffffff/figures/industries", "/runs/ffffffffffff/brief",
])  # fmt: skip
def test_an_unknown_run_is_not_found(client, path):
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_faults_are_problems_with_a_next_step(client, exposure):
    assert client.get("/api/v1/runs/not-a-run/impact").status_code == 422
    figure = client.get(f"/api/v1/runs/{exposure}/figures/nothing")
    assert figure.status_code == 404
    assert "by-industry" in figure.json()["hint"]
    spread = client.get(f"/api/v1/runs/{exposure}/spread")
    assert spread.status_code == 404
    assert "ario" in spread.json()["hint"]
    other = client.get(f"/api/v1/runs/{exposure}/impact", headers={"Accept": "image/png"})
    assert other.status_code == 406
