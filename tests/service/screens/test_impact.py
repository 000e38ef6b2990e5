"""Impact: what the screen says is what the run's tables and the brief say, for every engine."""

import json

import pytest

from mainstay.errors import InputError, NotFound
from mainstay.model import Scenario
from mainstay.report.blocks import Pictured
from mainstay.report.document import document
from mainstay.service import write_about
from mainstay.service.dynamic_briefs import dynamic_story
from mainstay.service.ensembles import run_ensemble
from mainstay.service.open_twins import OpenTwins
from mainstay.service.runs import run_analysis, run_scenario, show_run
from mainstay.service.screens.entities import entity_book
from mainstay.service.screens.impact.view import (
    impact_view,
    panel_of,
    run_brief,
    run_figure,
)

pytestmark = pytest.mark.xdist_group("web")

#: Half of an industry stands still for three weeks; short, so that it is answered at once.
SHORT = {
    "version": 1, "name": "chips-stand-still", "title": "Half of the chip makers stand still",
    "engine": "ario", "duration_days": 20, "days": 60,
    "shocks": [{"target": "capacity", "codes": ["334413"], "size": 0.5, "low": 0.3, "high": 0.8}],
    "assumptions": ["Nothing else stops."],
}  # fmt: skip


@pytest.fixture(scope="module")
def short():
    return Scenario.model_validate(SHORT)


@pytest.fixture(scope="module")
def runs(home, short):
    """Return one run of each engine that takes scenarios, by a short name."""
    asked = {
        "minerals": ("china-gallium", None), "days": (short, None),
        "exposure": ("chip-imports-stop", None), "prices": ("dearer-oil", None),
        "inoperability": ("fewer-cars", "inoperability"),
    }  # fmt: skip
    return {name: run_scenario(home, what, engine=engine) for name, (what, engine) in asked.items()}


@pytest.fixture(scope="module")
def views(twins, runs):
    return {name: impact_view(twins, done.run_id) for name, done in runs.items()}


def losses(view):
    return {one.account: one.loss for one in view.accounts}


def cases(done, name, column, account="economy"):
    """Return a column of each case of a scenario, as the table has it."""
    return [
        row[column]
        for row in done.tables[name].rows()
        if row["account"] == account and row[column] is not None
    ]


def test_every_engine_tells_of_the_three_accounts_with_where_they_are_from(views):
    for view in views.values():
        assert [one.account for one in view.accounts] == ["economy", "health", "defense"]
        for one in view.accounts:
            assert one.loss.sources
            assert one.loss.vintage
            assert one.loss.method == "inferred"
            assert not one.loss.is_seen
            assert 0 < one.loss.confidence < 1
            assert one.measure
        assert view.answer.endswith(".")
        assert view.title
        assert view.limits
        assert view.sources


def test_losses_by_day_are_those_of_the_tables(views, runs):
    rows = {r["id"]: r for r in runs["days"].tables["recovery"].rows() if r["kind"] == "account"}
    for account, loss in losses(views["days"]).items():
        row = rows[account]
        assert (loss.lo, loss.value, loss.hi) == (
            row["lost_usd_low"], row["lost_usd_mid"], row["lost_usd_high"])  # fmt: skip
    found = cases(runs["days"], "accounts", "gdp_loss_usd")
    economy = losses(views["days"])["economy"]
    assert economy.value == pytest.approx(found[0], rel=1e-9)
    assert (economy.lo, economy.hi) == pytest.approx((min(found), max(found)), rel=1e-9)
    assert views["days"].basis == "60 days"


def test_the_story_by_day_is_that_of_its_brief(views, runs, twins, short, tmp_path):
    file = tmp_path / "short.yaml"
    file.write_text(json.dumps(SHORT), "utf-8")
    brief, done = dynamic_story(twins.get(), str(file), short)
    assert done.run_id == runs["days"].run_id
    view = views["days"]
    assert view.answer == brief.answer
    assert view.headlines == brief.headlines
    by_title = {key.title: key.number for key in brief.key_numbers}
    facts = {fact.words: fact.number for fact in view.accounts[0].facts}
    assert facts["Deepest, share of normal"].text == str(by_title["Deepest"])
    drawn = {b.figure.name for b in document(brief) if isinstance(b, Pictured)}
    shown = {b.figure.name for s in view.sections for b in s.blocks if b.figure}
    # the spread and the missing deliveries are played instead
    assert {view.lead.name} | shown == drawn - {"spread", "shortages"}
    assert view.lead.name == "over-time-account"


def test_the_story_of_a_mineral_is_that_of_its_brief(views, runs, home, tmp_path):
    made = write_about(home, tmp_path / "out", "china-gallium")
    brief = json.loads((tmp_path / "out" / "brief.json").read_text("utf-8"))
    view = views["minerals"]
    assert made.run_id == view.run_id
    assert brief["answer"].endswith(view.answer)
    assert tuple(brief["headlines"]) == view.headlines
    world = brief["key_numbers"][0]["number"]
    economy = losses(view)["economy"]
    assert (economy.lo, economy.value, economy.hi) == (world["lo"], world["value"], world["hi"])
    rows = {r["account"]: r for r in runs["minerals"].tables["accounts"].rows()
            if r["regime"] == "world"}  # fmt: skip
    for account, loss in losses(view).items():
        assert loss.value == rows[account]["loss_usd_mid"]
    assert view.brief == "china-gallium"


def test_exposure_is_not_told_as_a_loss_of_output(views, runs):
    row = next(r for r in runs["exposure"].tables["accounts"].rows() if r["account"] == "economy")
    assert row["gdp_loss_usd"] == 0.0 < row["exposed_usd"]
    economy = views["exposure"].accounts[0]
    assert economy.loss.value == row["exposed_usd"]
    assert "passes through" in economy.measure
    stops = next(f.number for f in economy.facts if f.words == "What stops without it")
    assert stops.value is None
    assert stops.text == "unknown here, not zero"
    assert not any(f.words == "Value added lost" for f in economy.facts)


def test_a_scenario_with_cases_has_their_band(views, runs):
    for account, loss in losses(views["prices"]).items():
        found = cases(runs["prices"], "accounts", "cost_rise_usd", account)
        assert len(found) == 3
        assert (loss.value, loss.lo, loss.hi) == (found[0], min(found), max(found))
    # a scenario without cases has no band, and none is made up
    assert losses(views["exposure"])["economy"].band == ""


def test_inoperability_has_curves_with_the_band_of_its_cases(views, runs, twins):
    found = cases(runs["inoperability"], "accounts", "gdp_loss_usd")
    economy = losses(views["inoperability"])["economy"]
    assert (economy.value, economy.lo, economy.hi) == (found[0], min(found), max(found))
    figure = run_figure(twins, runs["inoperability"].run_id, "over-time-account")
    assert any("3 cases" in key.words for key in figure.keys)


def test_an_ensemble_tells_the_quantiles_of_its_members(home, twins, short):
    done = run_ensemble(home, short, members=8, design="random", workers=1)
    view = impact_view(twins, done.run_id)
    rows = {r["account"]: r for r in done.tables["accounts"].rows()}
    for account, loss in losses(view).items():
        row = rows[account]
        assert (loss.lo, loss.value, loss.hi) == (
            row["loss_usd_p05"], row["loss_usd_p50"], row["loss_usd_p95"])  # fmt: skip
    assert view.members == 8
    assert f"{rows['economy']['members']} members" in view.answer
    slots = {view.lead.name} | {b.figure.name for s in view.sections for b in s.blocks if b.figure}
    assert slots == {"fan-account", "exceedance", "tornado"}


def test_the_run_shows_the_ensemble_beside_it(home, twins, short, runs):
    done = run_ensemble(home, short, members=8, design="random", workers=1)
    view = impact_view(twins, runs["days"].run_id)
    # the one with most members, where a home has several
    beside = show_run(home, view.sibling).record
    assert beside.scenario == done.record.scenario
    assert beside.parameters["members"] >= done.record.parameters["members"]
    assert any(s.title == "How sure this is" for s in view.sections)


def test_every_link_is_a_page_of_the_twin(views, twins):
    book = entity_book(twins.get())
    for view in views.values():
        linked = [e.entity for e in (*view.shocked, *view.hit)]
        linked += [cell.entity for row in view.industries.rows for cell in row]
        linked += [
            span.entity for s in view.sections for b in s.blocks for row in b.rows
            for cell in row for span in cell
        ]  # fmt: skip
        found = {entity for entity in linked if entity}
        assert found
        for entity in found:
            book.line(entity)


def test_what_is_shocked_and_who_is_hit(views):
    names = {e.name: e.entity for e in views["minerals"].shocked}
    assert names == {"China": "country:CHN", "Gallium": "mineral:gallium"}
    hit = views["minerals"].hit
    assert hit[0].entity == "industry:334413"
    assert "value added" in hit[0].words


def test_industries_are_ordered_by_what_they_lose(views, runs):
    table = views["days"].industries
    place = [c.name for c in table.columns].index("value_added_loss_usd")
    shown = [row[place].key for row in table.rows]
    own = sorted(
        (r["value_added_loss_usd"] for r in runs["days"].tables["by_activity"].rows()
         if r["scenario"] == "chips-stand-still"),
        reverse=True,
    )  # fmt: skip
    assert shown == own[: len(shown)]
    assert table.total == len(own)


def test_every_figure_can_be_drawn_and_keeps_to_the_policy_of_a_page(views, twins):
    for view in views.values():
        slots = [b.figure for s in view.sections for b in s.blocks if b.figure]
        for slot in (view.lead, *slots):
            figure = run_figure(twins, view.run_id, slot.name)
            assert figure.panels
            assert figure.alt
            assert figure.table.rows
            assert figure.whys
            assert figure.title == slot.title
            assert not any(" style=" in panel.svg for panel in figure.panels)


def test_a_panel_has_its_specification_or_says_why_not(views, twins):
    figure = run_figure(twins, views["minerals"].run_id, "industries")
    assert panel_of(figure, 0, needs_spec=True).spec["$schema"].endswith("v6.json")
    chain = run_figure(twins, views["minerals"].run_id, "chain-gallium")
    with pytest.raises(NotFound, match="without Vega-Lite"):
        panel_of(chain, 0, needs_spec=True)
    with pytest.raises(NotFound, match="no panel 7"):
        panel_of(chain, 7, needs_spec=False)


def test_what_was_made_once_is_read_the_same(views, home, runs):
    again = OpenTwins(home)
    # the run by day shows the ensemble beside it, once there is one
    for name in ("minerals", "exposure", "prices", "inoperability"):
        assert impact_view(again, runs[name].run_id[:10]) == views[name]


def test_assumptions_stand_in_one_place(views, short):
    view = views["days"]
    assert view.assumptions == short.assumptions
    said = [span.text for s in view.sections for b in s.blocks for row in b.rows
            for cell in row for span in cell]  # fmt: skip
    assert not any(sentence in said for sentence in short.assumptions)


def test_the_brief_of_a_run_is_a_page_and_a_pdf(views, twins):
    page, name = run_brief(twins, views["days"].run_id, "html")
    assert page.startswith(b"<!doctype html>".upper()) or page.lower().startswith(
        b"<!doctype html>"
    )
    assert name == f"chips-stand-still-{views['days'].run_id[:12]}.html"
    pdf, name = run_brief(twins, views["days"].run_id, "pdf")
    assert pdf.startswith(b"%PDF")
    assert name.endswith(".pdf")


def test_faults_say_what_to_do(twins, runs, home):
    with pytest.raises(NotFound):
        impact_view(twins, "ffffffffffff")
    with pytest.raises(NotFound, match="no figure") as raised:
        run_figure(twins, runs["days"].run_id, "nothing")
    assert "over-time-account" in raised.value.hint
    sigma = [list(pair) for pair in twins.get().compiled.sigma]
    done = run_analysis(twins.get(), "look-through", {"draws": 2, "seed": 0, "sigma": sigma})
    with pytest.raises(InputError, match="no picture of its own") as raised:
        impact_view(twins, done.run_id)
    assert done.run_id[:12] in raised.value.hint
    assert show_run(home, done.run_id).tables
