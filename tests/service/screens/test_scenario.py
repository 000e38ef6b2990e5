"""The scenario builder: faults by field, what engines take, and the run that both doors give."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mainstay import service
from mainstay.errors import MainstayError, NotFound
from mainstay.extend import registry
from mainstay.model import Scenario, Target
from mainstay.service.open_twins import OpenTwins
from mainstay.service.scenario_files import find_scenario, shipped_scenarios
from mainstay.service.screens.building.faults import of_fit
from mainstay.service.screens.building.takes import TAKES, engine_names, target_choices
from mainstay.service.screens.building.things import find_things
from mainstay.service.screens.building.words import name_from, span
from mainstay.service.screens.scenario import CheckedScenario, check_draft, check_text
from mainstay.service.screens.targets import places_view, run_time, targets_view, things_view
from mainstay.service.twins import OpenTwin
from mainstay.shocks.resolve import resolve
from mainstay.twin.net import Net
from mainstay.twin.toy import toy_net

pytestmark = pytest.mark.xdist_group("web")

GALLIUM = {"target": "exports", "codes": ["mineral:gallium:world-primary"], "country": "CHN",
           "size": 1}  # fmt: skip

#: A thing of the toy net that each target acts on.
TOY = {Target.FINAL_DEMAND: "devices", Target.POOL_PRODUCTION: "devices", Target.DELAY: "metal",
       Target.IMPORTS: "metal", Target.IMPORT_PRICE: "metal"}  # fmt: skip


@pytest.fixture(scope="module")
def opened(demo_home: Path) -> OpenTwin:
    """Return the demo twin, open."""
    return OpenTwins(demo_home).get("demo")


def fields(found: CheckedScenario) -> dict[str, str]:
    """Return field to code of every fault; advice is left out."""
    return {p.field: p.code for p in found.problems if not p.is_advice}


def of_toy(engine: str, target: Target) -> Scenario:
    """Return a short scenario of one shock on the toy net."""
    shock: dict[str, object] = {"target": target, "codes": [TOY.get(target, "smelting")]}
    shock |= {"days": 2} if target is Target.DELAY else {"size": 0.1}
    plain = {"version": 1, "name": "t", "title": "T", "engine": engine, "duration_days": 2,
             "days": 3, "shocks": [shock]}  # fmt: skip
    return Scenario.model_validate(plain)


def run_of(net: Net, scenario: Scenario) -> None:
    """Run a scenario on a net."""
    part = registry().load("engine", scenario.engine)()
    settings = {"draws": 2} if scenario.engine == "commodity" else {}
    part.run(net, resolve(net, [scenario]), settings, np.random.default_rng(0))


@pytest.mark.parametrize("target", [t for t in Target if t is not Target.EXPORTS])
@pytest.mark.parametrize("engine", ["leontief", "ario", "inoperability"])
def test_what_engines_take_is_what_they_run(engine: str, target: Target) -> None:
    """Held against the engines: what is offered runs, what is not is refused by them too."""
    scenario = of_toy(engine, target)
    if target in TAKES[engine] and not (target is Target.CAPITAL and engine == "ario"):
        assert of_fit(toy_net(), scenario, engine) == ()
        run_of(toy_net(), scenario)
    elif target not in TAKES[engine]:
        (fault,) = of_fit(toy_net(), scenario, engine)
        assert (fault.field, fault.code) == ("shocks.0.target", "target_not_known")
        with pytest.raises(MainstayError):
            run_of(toy_net(), scenario)


MINERALS: list[list[dict[str, Any]]] = [
    [GALLIUM],
    [GALLIUM | {"low": 0.0}],
    [GALLIUM | {"country": "USA"}],
    [GALLIUM | {"country": "JPN", "size": 0.5}, GALLIUM],
    [GALLIUM | {"codes": ["mineral:tellurium:world-primary"]}],
    [GALLIUM | {"target": "pool_production"}],
    [GALLIUM | {"target": "pool_production", "country": None}],
    [GALLIUM | {"target": "imports", "codes": ["us-imports:334413"], "country": None}],
    [GALLIUM | {"target": "imports", "codes": ["mineral:gallium:us-imports"]}],
]


@pytest.mark.parametrize("shocks", MINERALS, ids=json.dumps)
def test_cuts_of_minerals_are_judged_as_the_engine_judges(
    opened: OpenTwin, shocks: list[dict[str, Any]]
) -> None:
    plain = {"version": 1, "name": "t", "title": "T", "engine": "commodity", "shocks": shocks}
    scenario = Scenario.model_validate(plain)
    told = of_fit(opened.net, scenario, "commodity")
    if told:
        with pytest.raises(MainstayError):
            run_of(opened.net, scenario)
    else:
        run_of(opened.net, scenario)


def test_leontief_knows_no_exports(opened: OpenTwin) -> None:
    found = check_draft(opened, {"engine": "leontief", "shocks": [GALLIUM]})
    assert fields(found) == {"shocks.0.target": "target_not_known"}
    with pytest.raises(MainstayError):
        run_of(opened.net, find_scenario(None, "china-gallium").model_copy(
            update={"engine": "leontief"}))  # fmt: skip


@pytest.mark.parametrize("name", sorted(shipped_scenarios()))
def test_shipped_ones_go_through_the_form_unchanged(opened: OpenTwin, name: str) -> None:
    """Known answer: form to YAML to scenario is equal, fits, and has the id of the CLI's run."""
    one = find_scenario(None, name)
    # as the page holds it: everything there is, empty where nothing is said
    empty = dict.fromkeys(("days", "start_day", "duration_days", "recovery", "recovery_days"))
    plain = one.model_dump(mode="json")
    draft = {"days": None, **plain, "shocks": [{**empty, **shock} for shock in plain["shocks"]]}
    found = check_draft(opened, draft)
    assert found.is_ready
    assert found.is_named
    assert found.sentence.endswith("Nothing else happens.")
    assert Scenario.parse(found.yaml) == one
    assert found.scenario == plain
    assert found.run_id == check_text(opened, shipped_scenarios()[name]).run_id


def test_the_file_of_the_page_gives_the_run_that_it_told(
    demo_home: Path, opened: OpenTwin, tmp_path: Path
) -> None:
    draft = {"engine": "leontief", "shocks": [
        {"target": "final_demand", "codes": ["336111"], "size": 0.07}]}  # fmt: skip
    before = check_draft(opened, draft, seed=3)
    file = tmp_path / "page.yaml"
    file.write_text(before.yaml, "utf-8")
    done = service.run_scenario(demo_home, file, seed=3)
    assert done.run_id == before.run_id
    after = check_draft(opened, draft, seed=3)
    assert after.is_answered
    assert after.takes.runs >= 1
    assert "--seed 3" in after.command.cli


def test_an_empty_draft_says_what_is_missing(opened: OpenTwin) -> None:
    assert fields(check_draft(opened, {"shocks": [{"target": "exports", "codes": []}]})) == {
        "shocks.0.codes": "too_short", "shocks.0.size": "value_error",
    }  # fmt: skip
    assert fields(check_draft(opened, {})) == {"shocks": "missing"}


def test_faults_stand_at_their_fields(opened: OpenTwin) -> None:
    shocks = [
        {"target": "imports", "codes": ["334413", "33441"], "size": 1},
        {"target": "imports", "codes": ["us-imports:334413"], "country": "Chin", "size": 1},
        {"target": "final_demand", "codes": ["account:heath"], "size": 0.1},
    ]
    found = check_draft(opened, {"engine": "leontief", "shocks": shocks})
    assert fields(found) == {
        "shocks.0.codes.1": "unknown_code", "shocks.1.country": "unknown_region",
        "shocks.2.codes.0": "unknown_code",
    }  # fmt: skip
    hints = {p.field: p.hint for p in found.problems}
    assert "334413" in hints["shocks.0.codes.1"]
    assert found.run_id == ""


def test_what_is_no_number_is_told_and_kept(opened: OpenTwin) -> None:
    found = check_draft(opened, {"shocks": [GALLIUM | {"size": "many"}], "duration_days": "x"})
    assert fields(found) == {"shocks.0.size": "float_parsing", "duration_days": "int_parsing"}
    assert "size: many" in found.yaml
    assert found.names == (("Gallium, world primary",),)


def test_a_file_that_is_no_yaml_says_where(opened: OpenTwin) -> None:
    assert fields(check_text(opened, "version: 1\nname: [")) == {"yaml": "not_yaml"}
    assert fields(check_text(opened, "- a")) == {"yaml": "bad_scenario"}
    faulty = shipped_scenarios()["cobalt"].replace("size: 1.0", "size: 7, sise: 1")
    assert fields(check_text(opened, faulty)) == {
        "shocks.0.size": "less_than_equal", "shocks.0.sise": "extra_forbidden",
    }  # fmt: skip


def test_advice_does_not_stop_a_run(opened: OpenTwin) -> None:
    plain = find_scenario(None, "fewer-cars").model_dump(mode="json")
    plain["shocks"][0] |= {"low": 0.5, "start_day": 3}
    plain["assumptions"] = []
    found = check_draft(opened, plain)
    assert found.is_ready
    assert {p.code for p in found.problems} == {
        "low_above", "days_not_used", "no_assumptions", "shipped_name",
    }  # fmt: skip


def test_engines_that_cannot_be_asked_here(opened: OpenTwin) -> None:
    for engine, code in (("look-through", "not_found"), ("ario-ensemble", "asked_elsewhere"),
                         ("nobody", "not_found")):  # fmt: skip
        found = check_draft(opened, {"engine": engine, "shocks": [GALLIUM]})
        assert fields(found)["engine"] == code


def test_shares_of_places_add_up_and_say_where_from(opened: OpenTwin) -> None:
    codes = ["mineral:gallium:world-primary"]
    places = places_view(opened, "exports", "commodity", codes)
    assert places[0].code == "CHN"
    assert sum(p.share.value for p in places) == pytest.approx(1.0)
    assert places[0].share.sources == ("usgs.mcs",)
    regions = places_view(opened, "imports", "ario", ["us-imports:334413"])
    assert regions[0].name == "Rest of Asia and Pacific"
    assert not regions[0].share.is_seen
    assert places_view(opened, "final_demand", "ario", ["334413"]) == ()
    both = places_view(opened, "imports", "ario", ["us-imports:334413", "us-imports:336112"])
    assert all(p.share is None for p in both)


@pytest.mark.parametrize("engine", engine_names())
def test_what_is_offered_fits(opened: OpenTwin, engine: str) -> None:
    """The largest thing of every target that an engine takes resolves on the net."""
    for choice in target_choices():
        if engine not in choice.engines:
            continue
        target = Target(choice.name)
        thing = next(t for t in find_things(opened.net, target, engine) if not t.why_not)
        shock: dict[str, Any] = {"target": target, "codes": [thing.code]}
        shock |= {"days": 3} if choice.unit == "days" else {"size": 0.1}
        places = places_view(opened, choice.name, engine, [thing.code])
        if choice.country == "must" or (engine == "commodity" and places):
            shock["country"] = places[0].code
        found = check_draft(opened, {"engine": engine, "shocks": [shock]})
        assert fields(found) == {}, (engine, target, thing.code)


def test_search_finds_by_word_code_and_likeness(opened: OpenTwin) -> None:
    found = things_view(opened, "imports", "leontief", "334413").items
    assert [t.code for t in found] == ["us-imports:334413"]
    near = things_view(opened, "imports", "leontief", "semiconducter")
    assert near.items[0].is_near
    assert near.hint
    other = things_view(opened, "imports", "ario", "gallium")
    assert other.items == ()
    assert "commodity" in other.hint
    assert "tellurium" in things_view(opened, "exports", "commodity", "tellurium").items[0].code
    assert "ario" in things_view(opened, "delay", "leontief").hint
    with pytest.raises(NotFound, match="known"):
        things_view(opened, "nothing", "ario")
    with pytest.raises(NotFound, match="known"):
        things_view(opened, "imports", "look-through")


def test_minerals_without_an_answer_say_why(opened: OpenTwin) -> None:
    found = find_things(opened.net, Target.EXPORTS, "commodity", count=200)
    barred = [t for t in found if t.why_not]
    assert barred
    assert {t.code.split(":")[1] for t in found if not t.why_not} <= set(
        opened.net.materials.computed
    )


def test_times_are_unknown_before_the_first_run(opened: OpenTwin) -> None:
    view = targets_view(opened)
    assert {e.name for e in view.engines} == set(engine_names())
    time = run_time(opened, "nobody")
    assert (time.runs, time.mid_seconds) == (0, None)
    assert time.words.startswith("unknown")


def test_words_of_names_and_days() -> None:
    assert name_from("Ä") == "my-scenario"
    assert len(name_from("word " * 40)) <= 48
    assert span(730) == "2 years"
