"""Scenarios of a home: saved whole or not at all, found by name, shipped ones untouchable."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay import service
from mainstay.errors import BadScenario, IdentityError, NotFound
from mainstay.model import Scenario
from mainstay.service.runs import load_scenario
from mainstay.service.scenario_files import (
    as_yaml,
    delete_scenario,
    find_scenario,
    kept_scenarios,
    list_scenarios,
    save_scenario,
    saved_scenarios,
    scenario_text,
    shipped_scenarios,
)
from mainstay.store import Home

MINE = """\
# why: a question from Tuesday
version: 1
name: mine
title: A tenth fewer cars
shocks:
  - {target: final_demand, codes: ["336111"], size: 0.1}
"""


def test_a_saved_scenario_is_kept_as_it_was_written(tmp_path: Path) -> None:
    kept = save_scenario(tmp_path, MINE)
    assert (kept.name, kept.shocks, kept.is_shipped) == ("mine", 1, False)
    assert (tmp_path / "scenarios" / "mine.yaml").read_text("utf-8") == MINE
    assert scenario_text(tmp_path, "mine") == MINE
    assert find_scenario(tmp_path, "mine") == Scenario.parse(MINE)
    assert load_scenario("mine", tmp_path) == Scenario.parse(MINE)
    assert kept_scenarios(tmp_path)[0] == kept
    assert list_scenarios(tmp_path).rows()[0]["from"] == "this home"
    # nothing is left among the unfinished files, and the home is sound
    assert not list((tmp_path / "unfinished").iterdir())
    assert Home.open(tmp_path).check() == []


def test_saving_over_one_is_asked_for(tmp_path: Path) -> None:
    save_scenario(tmp_path, MINE)
    other = MINE.replace("0.1}", "0.2}")
    with pytest.raises(IdentityError, match="replace it"):
        save_scenario(tmp_path, other)
    assert scenario_text(tmp_path, "mine") == MINE
    save_scenario(tmp_path, other, replace=True)
    assert find_scenario(tmp_path, "mine").shocks[0].size == 0.2


def test_under_another_name_it_is_written_anew(tmp_path: Path) -> None:
    save_scenario(tmp_path, MINE, name="tuesday")
    found = find_scenario(tmp_path, "tuesday")
    assert found == Scenario.parse(MINE).model_copy(update={"name": "tuesday"})


@pytest.mark.parametrize("name", ["../up", "Upper", "a/b", ".hidden", "-x", "x" * 81, "ä"])
def test_what_names_no_scenario(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadScenario, match="bad_name"):
        save_scenario(tmp_path, MINE, name=name)
    assert not (tmp_path / "scenarios").exists()


def test_shipped_scenarios_stay_as_they_are(tmp_path: Path) -> None:
    with pytest.raises(IdentityError, match="cannot be replaced"):
        save_scenario(tmp_path, MINE, name="china-gallium", replace=True)
    with pytest.raises(IdentityError, match="cannot be deleted"):
        delete_scenario(tmp_path, "china-gallium")
    # a file put there by hand does not hide the shipped one
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "china-gallium.yaml").write_text(MINE, "utf-8")
    assert "china-gallium" not in saved_scenarios(tmp_path)
    assert find_scenario(tmp_path, "china-gallium").engine == "commodity"


def test_deleted_is_gone_and_the_closest_is_named(tmp_path: Path) -> None:
    save_scenario(tmp_path, MINE)
    delete_scenario(tmp_path, "mine")
    with pytest.raises(NotFound):
        delete_scenario(tmp_path, "mine")
    with pytest.raises(NotFound, match="china-gallium"):
        scenario_text(tmp_path, "china-galium")
    with pytest.raises(NotFound):
        scenario_text(tmp_path, "../catalog")


def test_a_faulty_file_is_listed_with_why(tmp_path: Path) -> None:
    save_scenario(tmp_path, MINE)
    (tmp_path / "scenarios" / "mine.yaml").write_text("version: 1\nname: mine\n", "utf-8")
    (kept, *_) = kept_scenarios(tmp_path)
    assert kept.problem
    assert "cannot be used" in str(list_scenarios(tmp_path).rows()[0]["title"])
    with pytest.raises(BadScenario):
        find_scenario(tmp_path, "mine")


def test_without_a_home_there_are_the_shipped_ones(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    assert saved_scenarios(nowhere) == {}
    assert all(kept.is_shipped for kept in kept_scenarios(nowhere))
    assert not nowhere.exists()


def test_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadScenario, match="characters"):
        save_scenario(tmp_path, MINE + "#" * 200_000)


@pytest.mark.xdist_group("demo")
def test_a_saved_one_runs_by_its_name_as_the_file_does(demo_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "one.yaml"
    file.write_text(MINE, "utf-8")
    save_scenario(demo_home, MINE, replace=True)
    by_file = service.run_scenario(demo_home, file)
    assert service.run_scenario(demo_home, "mine").run_id == by_file.run_id
    assert service.run_scenario(demo_home, Scenario.parse(MINE)).run_id == by_file.run_id
    delete_scenario(demo_home, "mine")
    with pytest.raises(BadScenario, match="no scenario file mine"):
        service.run_scenario(demo_home, "mine")


@pytest.mark.parametrize("name", sorted(shipped_scenarios()))
def test_shipped_ones_written_down_again_are_equal(name: str) -> None:
    one = find_scenario(None, name)
    text = as_yaml(one.model_dump(mode="json"))
    assert Scenario.parse(text) == one
    assert "&" not in text.split("assumptions:")[0]


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=120
)


@given(
    title=WORDS,
    codes=st.lists(WORDS, min_size=1, max_size=4),
    lines=st.lists(WORDS, max_size=3),
    size=st.floats(0, 1),
    days=st.integers(1, 3650),
)
def test_any_scenario_written_down_reads_the_same(
    title: str, codes: list[str], lines: list[str], size: float, days: int
) -> None:
    plain = {
        "version": 1, "name": "a", "title": title, "engine": "ario", "duration_days": days,
        "shocks": [{"target": "capacity", "codes": codes, "size": size, "country": title,
                    "recovery": "linear", "recovery_days": float(days)}],
        "assumptions": lines,
    }  # fmt: skip
    one = Scenario.model_validate(plain)
    assert Scenario.parse(as_yaml(one.model_dump(mode="json"))) == one


def test_a_home_keeps_so_many_and_replaces_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mainstay.service.scenario_files.MOST_SAVED", 2)
    for name in ("one", "two"):
        save_scenario(tmp_path, MINE, name=name)
    with pytest.raises(IdentityError, match="keeps no more"):
        save_scenario(tmp_path, MINE, name="three")
    assert save_scenario(tmp_path, MINE, name="two", replace=True).name == "two"
