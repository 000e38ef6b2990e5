"""The spread by step: what is shown on a day is what the run's tables hold of that day."""

import re
from collections import defaultdict
from types import SimpleNamespace

import pytest

from mainstay.errors import NotFound
from mainstay.model import Scenario, Table
from mainstay.report.world_map import world
from mainstay.service.runs import run_scenario
from mainstay.service.screens.impact import steps
from mainstay.service.screens.impact.view import run_figure, spread_view

pytestmark = pytest.mark.xdist_group("web")

#: No chips from China for a month, followed for half a year and a day that is not kept.
CUT = {
    "version": 1, "name": "no-chips-for-a-month", "title": "No chips from China for two months",
    "engine": "ario", "duration_days": 60, "days": 100,
    "shocks": [{"target": "imports", "codes": ["us-imports:334413"], "country": "China",
                "size": 1.0, "low": 0.5}],
}  # fmt: skip


@pytest.fixture(scope="module")
def done(home):
    return run_scenario(home, Scenario.model_validate(CUT))


@pytest.fixture(scope="module")
def view(twins, done):
    return spread_view(twins, done.run_id)


def by_day(done, kind):
    found = defaultdict(dict)
    for row in done.tables["spread"].rows():
        if row["kind"] == kind and row["scenario"] == CUT["name"]:
            found[row["id"]][row["day"]] = row
    return found


def test_places_and_industries_lose_what_the_table_says(view, done):
    for lines, kind in ((view.places, "country"), (view.industries, "activity")):
        rows = by_day(done, kind)
        for line in lines:
            assert line.shares == tuple(rows[line.id][step.day]["loss_share"]
                                        for step in view.steps)  # fmt: skip
    assert {line.id for line in view.places} == set(by_day(done, "country"))


def test_steps_are_the_days_of_the_table_in_order(view, done):
    days = {row["day"] for row in done.tables["spread"].rows()}
    assert [step.day for step in view.steps] == sorted(days)


def test_who_is_cut_off_is_darkest_from_the_first_day(view):
    china = next(line for line in view.places if line.id == "China")
    assert china.countries == ("CHN",)
    assert china.entity == "region:China"
    assert china.shares[0] == 0.0
    assert china.shades[0] == "shade-0"
    assert china.shares[1] == max(line.shares[1] for line in view.places) > 0.005
    assert view.places[0].name == "United States"
    assert view.places[0].countries == ("USA",)


def test_the_sentence_of_a_step_counts_what_the_table_holds(view, done):
    rows = by_day(done, "activity")
    for step in view.steps:
        own = [held[step.day]["loss_share"] for held in rows.values()]
        if all(share is None for share in own):
            assert step.below is None
            continue
        below = sum(share > 0.01 for share in own if share is not None)
        assert step.below == below
        assert step.told == len(own)
        assert step.said.startswith(f"{below} of the {len(own)}" if below else "No activity")


def test_what_was_not_kept_is_unknown_and_never_usual(view):
    last = len(view.steps) - 1
    kept = [line.shares[last] is not None for line in view.places]
    if not any(kept):
        assert view.steps[last].below is None
        assert "kept no losses" in view.steps[last].said
        assert {line.words[last] for line in view.places} == {"unknown"}
        assert {line.shades[last] for line in view.places} == {"unknown"}
    for line in (*view.places, *view.industries):
        for share, words, shade in zip(line.shares, line.words, line.shades, strict=True):
            assert (share is None) == (words == "unknown") == (shade == "unknown")


def test_how_it_ends_is_a_step_with_losses(view):
    assert view.steps[-1].below is not None
    assert all(line.shares[-1] is not None for line in (*view.places, *view.industries))


def test_the_map_has_a_place_for_every_country(view):
    on_map = set(re.findall(r'data-place="([A-Z0-9-]+)"', view.map))
    drawn = {s["id"] for s in world()["objects"]["countries"]["geometries"]}
    drawn |= {dot["id"] for dot in world()["dots"]}
    for line in view.places:
        # a few islands have no outline in the source
        assert set(line.countries) & drawn == set(line.countries) & on_map
        assert not line.countries or set(line.countries) & on_map
    assert len(on_map) > 200
    assert " style=" not in view.map
    assert "<script" not in view.map


def test_it_begins_where_most_is_missing_and_the_figure_holds_those_deliveries(view, twins, done):
    sums = defaultdict(float)
    for row in done.tables["spread_links"].rows():
        if row["scenario"] == CUT["name"]:
            sums[row["day"]] += row["missing_usd_per_day"]
    first = view.steps[view.first]
    assert sums[first.day] == pytest.approx(max(sums.values()))
    assert first.missing_usd_per_day == pytest.approx(sums[first.day])
    figure = run_figure(twins, done.run_id, first.figure)
    place = [c.name for c in figure.table.columns].index("missing_usd_per_day")
    assert sum(row[place].key for row in figure.table.rows) == pytest.approx(sums[first.day])
    assert figure.name == first.figure == f"shortages-day-{first.day:g}"


def test_a_day_without_missing_deliveries_has_no_figure(view, twins, done):
    assert view.steps[0].figure == ""
    with pytest.raises(NotFound):
        run_figure(twins, done.run_id, "shortages-day-0")
    with pytest.raises(NotFound):
        run_figure(twins, done.run_id, "shortages-day-soon")


def test_a_run_without_days_has_no_spread(twins, home):
    other = run_scenario(home, "chip-imports-stop")
    with pytest.raises(NotFound, match="no spread by day") as raised:
        spread_view(twins, other.run_id)
    assert "ario" in raised.value.hint


def test_an_activity_whose_loss_is_unknown_is_not_counted_as_at_normal():
    def activity(share):
        return {"kind": "activity", "day": 1.0, "loss_share": share, "state": "starved"}

    links = Table.of("spread_links", [
        {"scenario": "s", "day": 1.0, "missing_usd_per_day": 0.0, "source_name": "a",
         "target_name": "b"},
    ])  # fmt: skip
    asked = SimpleNamespace(done=SimpleNamespace(tables={"spread_links": links}), name="s")
    place = SimpleNamespace(shares=(0.5,), words=("50.0 %",), name="a place")
    part = [activity(0.5), activity(None), activity(float("nan"))]
    (step,) = steps._steps(asked, part, [1.0], [place])
    assert (step.below, step.told) == (1, 1)
    (step,) = steps._steps(asked, [activity(None)], [1.0], [place])
    assert step.below is None
    assert "kept no losses" in step.said
