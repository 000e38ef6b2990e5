"""``mainstay materials`` as a user meets it: plain data, what is refused, exit codes."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.xdist_group("demo")

Command = Callable[..., Any]

#: The fewest draws that are taken; the run is stored and told again by every verb.
FEW = ("--draws", 20)


def tables(ran: Any) -> dict[str, list[dict[str, Any]]]:
    return {table["name"]: table["rows"] for table in ran.data}


def test_the_ranking_as_plain_data(on_demo: Command) -> None:
    ran = on_demo("materials", "rank", *FEW, "--json")
    assert ran.code == 0
    rows = ran.rows()
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    assert "mainstay runs repeat" in ran.err
    for row in rows:
        assert row["loss_usd_low"] <= row["loss_usd_mid"] <= row["loss_usd_high"]
        assert row["source"]


def test_the_first_rows_are_said_to_be_the_first(on_demo: Command) -> None:
    ran = on_demo("materials", "rank", *FEW, "--top", 3, "--json")
    assert len(ran.rows()) == 3
    assert any(note.startswith("first 3 of ") for note in ran.data["notes"])
    shown = on_demo("materials", "rank", *FEW, "--top", 3)
    assert shown.code == 0
    assert "first 3 of " in shown.out


@pytest.mark.parametrize("name", ["by_industry", "scenarios", "not_computed"])
def test_every_table_of_the_ranking(on_demo: Command, name: str) -> None:
    ran = on_demo("materials", "rank", *FEW, "--table", name, "--top", 2, "--json")
    assert (ran.code, ran.data["name"], len(ran.rows())) == (0, name, 2)


def test_the_ranking_goes_to_a_file(on_demo: Command, tmp_path: Path) -> None:
    file = tmp_path / "ranks.csv"
    assert on_demo("materials", "rank", *FEW, "--top", 5, "--out", file).code == 0
    with file.open(encoding="utf-8", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == 5


def test_one_mineral_with_both_regimes_and_what_would_change_it(on_demo: Command) -> None:
    found = tables(on_demo("materials", "show", "gallium", *FEW, "--json"))
    assert {row["regime"] for row in found["regimes"]} == {"world", "bilateral"}
    assert found["by_country"][0]["place"] == "CHN"
    assert found["by_industry"][0]["industry"] == "us:334413"
    assert {row["mineral"] for row in found["drivers"]} == {"gallium"}
    (china,) = (r for r in found["suppliers"] if r["place"] == "CHN")
    assert china["share_mid"] == pytest.approx(900 / 909, abs=1e-3)
    assert china["import_share"] == pytest.approx(0.18)
    assert on_demo("materials", "show", "gallium", *FEW).code == 0


@pytest.mark.parametrize(("name", "why"), [
    ("mica", "several forms of consumption"), ("yttrium", "counted in rare-earths"),
    ("kryptonite", "no mineral of that name"),
])  # fmt: skip
def test_a_mineral_without_a_number_says_why(on_demo: Command, name: str, why: str) -> None:
    ran = on_demo("materials", "show", name, *FEW)
    assert ran.code == 3
    assert ran.err.splitlines()[-1].startswith("not_found: ")
    assert why in ran.err
    assert "computed: " in ran.err


def test_what_is_missing_has_a_reason(on_demo: Command) -> None:
    rows = on_demo("materials", "missing", "--json").rows()
    ranked = {r["mineral"] for r in on_demo("materials", "rank", *FEW, "--json").rows()}
    assert rows
    assert all(row["reason"] for row in rows)
    assert not ranked & {row["mineral"] for row in rows}


def test_evidence_names_a_source_for_every_number(on_demo: Command) -> None:
    rows = on_demo("materials", "evidence", "gallium", "--json").rows()
    shares: dict[str, float] = {}
    for row in rows:
        assert row["share_low"] <= row["share_mode"] <= row["share_high"]
        for name in ("share", "substitutable", "split"):
            assert row[f"{name}_source"], (row["use"], name)
            is_assumed = row[f"{name}_source"].startswith("assumed")
            assert is_assumed == (row[f"{name}_method"] == "assumed"), (row["use"], name)
        shares[row["use"]] = row["share_mode"]
    assert sum(shares.values()) == pytest.approx(1.0)
    assert len(on_demo("materials", "evidence", "--json").rows()) > 20 * len(shares)


def test_two_readings_of_the_same_sources(on_demo: Command) -> None:
    rows = on_demo("materials", "readings", *FEW, "--json").rows()
    assert len(rows) == 5
    for row in rows:
        assert 0.0 <= row["placed_otherwise_share"] <= 1.0
        assert row["ratio"] > 0.0


def test_agreement_with_the_list_is_called_a_check_of_replication(on_demo: Command) -> None:
    ran = on_demo("materials", "compare", *FEW, "--json")
    found = tables(ran)
    assert {"auc", "auc_without", "disagreements"} <= set(found)
    for table in ran.data:
        if table["name"] in {"auc", "auc_without"}:
            assert any("not a validation" in note for note in table["notes"])
    for row in found["auc"]:
        assert 0.0 <= row["auc_low"] <= row["auc"] <= row["auc_high"] <= 1.0
    assert all(row["why"] for row in found["disagreements"])
    assert found["auc"][0]["count"] > found["auc_without"][0]["count"]


@pytest.mark.parametrize(("words", "code", "said"), [
    (("rank", "--draws", 5), 2, "draws"),
    (("rank", "--seed", -1), 2, "seed"),
    (("rank", "--draws", "many"), 2, "draws"),
    (("rank", *FEW, "--table", "nope"), 3, "by_country"),
    (("rank", *FEW, "--as-of", "yesterday"), 3, "2025-12-31"),
    (("rank", *FEW, "--as-of", "2025-02-30"), 3, "no date"),
    (("rank", *FEW, "--twin", "nope"), 3, "demo"),
    (("rank", *FEW, "--out", "ranks.xls"), 3, ".csv"),
    (("show",), 2, "MINERAL"),
    (("evidence", "kryptonite"), 3, "gallium"),
    (("nonsense",), 2, "nonsense"),
])  # fmt: skip
def test_what_is_refused(on_demo: Command, words: tuple[object, ...], code: int, said: str) -> None:
    ran = on_demo("materials", *words)
    assert ran.code == code
    assert said.casefold() in (ran.out + ran.err).casefold()


def test_a_scenario_of_minerals_from_the_command_line(on_demo: Command) -> None:
    ran = on_demo("run", "gallium-germanium", "--json")
    assert ran.code == 0
    found = ran.data["tables"]
    assert {row["regime"] for row in found["accounts"]} == {"world", "home"}
    assert {row["mineral"] for row in found["markets"]} == {"gallium", "germanium"}


def test_a_scenario_that_fits_no_engine_is_told_with_every_fault(
    on_demo: Command, tmp_path: Path
) -> None:
    file = tmp_path / "mixed.yaml"
    file.write_text(
        "{version: 1, name: mixed, title: Mixed, engine: commodity, shocks: ["
        "{target: exports, codes: ['mineral:gallium:world-primary'], country: CHN, size: 1},"
        "{target: final_demand, codes: ['336112'], size: 0.1},"
        "{target: imports, codes: ['334413'], size: 0.5}]}", "utf-8",
    )  # fmt: skip
    ran = on_demo("run", file)
    assert ran.code == 3
    assert ran.err.count("not_a_mineral") >= 2
    other = on_demo("run", "gallium-germanium", "--engine", "leontief")
    assert other.code == 3
    assert "commodity" in other.err
