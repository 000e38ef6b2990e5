"""The service without a command line: what each verb returns and refuses."""

from pathlib import Path

import pytest

from mainstay import service
from mainstay.errors import BadScenario, InputError, NotFound, UnknownCode
from mainstay.service.runs import load_scenario
from mainstay.service.scenario_files import shipped_scenarios

pytestmark = pytest.mark.xdist_group("demo")


def test_an_opened_twin_answers_like_the_verbs(demo_home: Path) -> None:
    opened = service.open_twin(demo_home)
    assert opened.name == "demo"
    one = opened.supplies("gallium")
    two = service.who_supplies(demo_home, "gallium")
    assert [t.rows() for t in one] == [t.rows() for t in two]
    assert "gallium" in opened.minerals


def test_building_again_is_the_same_twin_and_reads_nothing(demo_home: Path) -> None:
    said: list[str] = []
    before = service.open_twin(demo_home).id
    assert service.build_twin(demo_home, step=said.append).id == before
    assert not [line for line in said if line.startswith("reading")]


@pytest.mark.parametrize("thing", ["gallium", "mineral:gallium", "Gallium"])
def test_a_mineral_by_any_of_its_names(demo_home: Path, thing: str) -> None:
    assert service.who_supplies(demo_home, thing)[0].name == "world"


def test_shares_are_ordered_and_unknown_last(demo_home: Path) -> None:
    opened = service.open_twin(demo_home)
    for name in opened.minerals:
        by_stage: dict[object, list[object]] = {}
        for row in opened.supplies(name, top=500)[0].rows():
            by_stage.setdefault(row["stage"], []).append(row["share"])
        for shares in by_stage.values():
            known = [float(str(s)) for s in shares if s is not None]
            assert known == sorted(known, reverse=True), name
            assert None not in shares[: len(known)], name


@pytest.mark.parametrize("name", sorted(shipped_scenarios()))
def test_shipped_scenarios_hold_together(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.name == name
    assert scenario.assumptions


def test_a_scenario_file_is_the_same_as_the_shipped_one(demo_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(shipped_scenarios()["fewer-cars"], "utf-8")
    one = service.run_scenario(demo_home, file)
    two = service.run_scenario(demo_home, "fewer-cars")
    assert one.run_id == two.run_id
    assert service.repeat_run(demo_home, one.run_id)["same_bytes"] is True
    assert service.run_summary(one)["scenario"] == dict(two.record.scenario)


def test_tables_are_cut_by_loss_and_say_so(demo_home: Path) -> None:
    done = service.run_scenario(demo_home, "fewer-cars")
    cut = service.run_tables(done, top=3)["by_activity"]
    losses = done.tables["by_activity"].data["output_loss_usd"].to_pylist()
    shown = cut.data["output_loss_usd"].to_pylist()
    assert shown[0] == max(losses)
    assert shown == sorted(shown, reverse=True)
    scenarios = cut.data["scenario"].to_pylist()
    assert max(map(scenarios.count, scenarios)) == 3
    assert cut.notes[-1].startswith("first 3 ")


def test_what_is_refused(demo_home: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownCode, match="334413"):
        service.who_depends(demo_home, "33441")
    with pytest.raises(NotFound, match="demo"):
        service.open_twin(demo_home, "nope")
    with pytest.raises(InputError, match="takes no scenario"):
        service.run_scenario(demo_home, "fewer-cars", engine="look-through")
    with pytest.raises(BadScenario, match="fewer-cars"):
        service.run_scenario(demo_home, tmp_path)
    with pytest.raises(InputError, match="public, partner"):
        service.build_twin(demo_home, view="secret")
    with pytest.raises(InputError, match="pymrio"):
        service.export_twin(demo_home, tmp_path / "x", to="xls")
    assert not (tmp_path / "x").exists()


def test_who_supplies_at_all_tiers_ends_in_value_added_or_abroad(demo_home):
    first = service.who_supplies(demo_home, "335911", tiers="all", top=2000)[0]
    assert first.name == "supplies_all"
    assert len(first) > 300
    assert sum(row["share_ends"] for row in first.rows()) == pytest.approx(1.0, abs=1e-3)
