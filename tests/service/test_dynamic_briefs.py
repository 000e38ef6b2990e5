"""The brief of what happens day by day: what it holds, and which ensemble it takes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from mainstay import service
from mainstay.errors import InputError, NotFound
from mainstay.model import Table
from mainstay.report.content import Brief
from mainstay.report.gallery import drawn
from mainstay.report.html import page
from mainstay.report.quantity import numbers
from mainstay.service.dynamic_briefs import (
    countries_of,
    dynamic_story,
    places,
    stored_ensemble,
    synthetic,
)
from mainstay.service.runs import DoneRun, load_scenario
from mainstay.twin.net import ActivityKind
from mainstay.twin.toy import toy_net

pytestmark = pytest.mark.xdist_group("demo")

SCENARIO = """
version: 1
name: brief-stop
title: No semiconductors arrive from the rest of Asia for sixty days
engine: ario
duration_days: 60
days: 90
shocks:
  - {target: imports, codes: ["us-imports:334413"], country: "Rest of Asia and Pacific",
     size: 1.0, low: 0.3}
assumptions:
  - Sixty days are assumed.
"""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("story") / "stop.yaml"
    file.write_text(SCENARIO, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def made(demo_home: Path, story: Path) -> tuple[Brief, DoneRun]:
    opened = service.open_twin(demo_home)
    return dynamic_story(opened, str(story), load_scenario(story))


def test_its_numbers_are_those_of_the_run(made: tuple[Brief, DoneRun]) -> None:
    brief, done = made
    (row,) = [r for r in done.tables["recovery"].rows() if r["id"] == "economy"]
    depth, _, lost = (key.number for key in brief.key_numbers)
    assert (depth.lo, depth.value, depth.hi) == (
        row["depth_share_low"], row["depth_share_mid"], row["depth_share_high"],
    )  # fmt: skip
    assert lost.value == row["lost_usd_mid"]
    # the ends are those of the low and the high case as the accounts tell them
    cases = [r["gdp_loss_usd"] for r in done.tables["accounts"].rows() if r["account"] == "economy"]
    assert [lost.lo, lost.value, lost.hi] == pytest.approx(sorted(cases), rel=1e-9)


def test_it_says_what_it_rests_on(made: tuple[Brief, DoneRun]) -> None:
    brief, done = made
    assert brief.run.run_id == done.run_id
    assert {s.key.partition(".")[0] for s in brief.sources} == {"bea", "codes"}
    assert all(n.why.confidence == 0.3 for n in numbers(brief))
    text = page(brief)
    assert "Sixty days are assumed." in text
    assert "middle one of 3 cases" in text
    assert "5 to 95" not in text
    # every note of the engine, once and as a sentence
    assert text.count("Productive capital is 4 years of value added (assumed).") == 1
    assert all(not t.notes or "conserved" not in " ".join(t.notes) for t in brief.tables)


def test_figures_of_a_run_without_an_ensemble(made: tuple[Brief, DoneRun]) -> None:
    brief, _ = made
    figures = drawn(brief)
    assert {"over-time-account", "recovery-industry", "recovery-country", "spread"} <= set(figures)
    assert not {"fan-account", "exceedance", "tornado"} & set(figures)
    assert len(page(brief)) < 1_500_000
    assert "United States" in page(brief)
    regions = {r["name"] for r in figures["spread"].figure.table.rows()}
    assert "Rest of Asia and Pacific" in regions
    assert "stocks" not in regions


def test_an_ensemble_is_asked_for_once_and_then_found(
    demo_home: Path, story: Path, made: tuple[Brief, DoneRun]
) -> None:
    opened, scenario = service.open_twin(demo_home), load_scenario(story)
    assert stored_ensemble(opened, scenario) is None
    done = service.run_ensemble(demo_home, story, members=8, workers=1)
    found = stored_ensemble(opened, scenario)
    assert found is not None
    assert found.run_id == done.run_id
    longer = scenario.model_copy(update={"days": 91})
    assert stored_ensemble(opened, longer) is None
    brief, _ = dynamic_story(opened, str(story), scenario)
    assert {"fan-account", "exceedance", "tornado"} <= set(drawn(brief))
    assert brief.run.command.endswith("--members 8")
    (row,) = [r for r in done.tables["accounts"].rows() if r["account"] == "economy"]
    listed = next(t for t in brief.tables if t.name == "ensemble").rows()
    assert listed[0]["loss_usd_p50"] == row["loss_usd_p50"]


def test_a_bundle_of_page_paper_and_tables(demo_home: Path, story: Path, tmp_path: Path) -> None:
    done = service.write_about(demo_home, tmp_path / "out", str(story))
    assert done.page.is_file()
    assert "gross domestic product" in done.answer
    tree = json.loads((tmp_path / "out" / "brief.json").read_text("utf-8"))
    assert [s["anchor"] for s in tree["sections"]][:2] == ["recovery", "spread"]


def test_members_are_for_what_has_days(demo_home: Path, story: Path, tmp_path: Path) -> None:
    for about in ("graphite", "battery", "fewer-cars"):
        with pytest.raises(InputError, match="no scenario that is followed day by day"):
            service.write_about(demo_home, tmp_path / "out", about, members=8)
    with pytest.raises(InputError, match="no spread"):
        service.write_about(demo_home, tmp_path / "out", str(story), members=1)
    with pytest.raises(NotFound, match="engine leontief"):
        service.write_about(demo_home, tmp_path / "out", "fewer-cars")


def test_countries_are_in_the_regions_of_the_published_links(demo_home: Path) -> None:
    found = countries_of(service.open_twin(demo_home))
    assert found["Japan"] == ("JPN",)
    assert {"TWN", "KOR", "MYS"} <= set(found["Rest of Asia and Pacific"])
    codes = [code for group in found.values() for code in group]
    assert len(codes) == len(set(codes)) > 150
    assert "USA" not in codes


def test_regions_without_countries_have_no_place() -> None:
    rows: list[dict[str, object]] = [
        {"kind": "country", "id": "US", "name": "United States", "loss_share": 0.1},
        {"kind": "country", "id": "stocks", "name": "Drawn from stocks", "loss_share": 0.2},
        {"kind": "country", "id": "Japan", "name": "Japan", "loss_share": None},
        {"kind": "activity", "id": "us:334413", "name": "Chips", "loss_share": 0.3},
    ]
    found = places(Table.of("spread", rows), {"Japan": ("JPN",)})
    assert [row["id"] for row in found.rows()] == ["USA"]


def test_what_is_synthetic_is_counted() -> None:
    net = toy_net()
    assert synthetic(net) == ""
    kinds = list(net.activities.kind)
    kinds[0] = ActivityKind.SYNTHETIC
    drawn_net = replace(net, activities=replace(net.activities, kind=tuple(kinds)))
    assert synthetic(drawn_net).startswith("1 activities")
