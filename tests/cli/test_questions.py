"""Who supplies, who depends, the brief and the demo."""

import csv
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

pytestmark = pytest.mark.xdist_group("demo")

Command = Callable[..., Any]


@pytest.fixture(scope="module")
def bundle(
    mainstay: Command, demo_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Any]:
    folder = tmp_path_factory.mktemp("bundle") / "brief"
    ran = mainstay("demo", "--no-serve", "--out", folder, "--home", demo_home)
    return folder, ran


def test_demo_writes_page_tables_and_manifest(bundle: tuple[Path, Any]) -> None:
    folder, ran = bundle
    assert ran.code == 0
    assert "What the United States hangs on" in ran.out
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    page = (folder / "brief.html").read_text("utf-8")
    assert page.startswith("<!doctype html>") or page.startswith("<!DOCTYPE html>")
    assert manifest["run_id"][:12] in page
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    written = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert written == {*manifest["files"], "manifest.json"}


def test_every_table_has_three_forms_that_agree(bundle: tuple[Path, Any]) -> None:
    tables = bundle[0] / "tables"
    names = {p.stem for p in tables.iterdir()}
    assert {"imported_economy", "imported_health", "imported_defense", "minerals"} <= names
    for name in names:
        frame = pq.read_table(tables / f"{name}.parquet")
        with (tables / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            lines = [row for row in csv.reader(stream) if not row[0].startswith("#")]
        assert lines[0] == frame.column_names
        assert len(lines) - 1 == frame.num_rows
        text = (tables / f"{name}.json").read_text("utf-8")
        assert "NaN" not in text
        assert json.loads(text)


def test_brief_again_is_the_same_run(
    on_demo: Command, bundle: tuple[Path, Any], tmp_path: Path
) -> None:
    made = on_demo("brief", "--out", tmp_path / "again", "--twin", "demo", "--json").data
    assert set(made) == {"page", "pdf", "run_id", "twin_id", "answer"}
    first = json.loads((bundle[0] / "manifest.json").read_text("utf-8"))
    assert made["run_id"] == first["run_id"]


def test_brief_keeps_foreign_files(
    on_demo: Command, bundle: tuple[Path, Any], tmp_path: Path
) -> None:
    kept = tmp_path / "notes.txt"
    kept.write_text("mine", "utf-8")
    ran = on_demo("brief", "--out", tmp_path, "--twin", "demo")
    assert (ran.code, kept.read_text("utf-8")) == (3, "mine")
    assert "foreign_file" in ran.err


def test_gallium_has_both_shares_of_china(on_demo: Command) -> None:
    """USGS 2026: 900 of 909 t of world production; 18 % of US metal imports, 2021-24."""
    tables = {t["name"]: t for t in on_demo("who", "supplies", "gallium", "--json").data}
    world = {r["name"]: r["share"] for r in tables["world"]["rows"]}
    bought = {r["name"]: r["share"] for r in tables["imports"]["rows"]}
    assert world["China"] == pytest.approx(900_000 / 909_000, abs=1e-9)
    assert bought["China"] == pytest.approx(0.18, abs=1e-12)
    printed = [line for line in on_demo("who", "supplies", "gallium").out.splitlines()
               if " China " in line]  # fmt: skip
    assert any("99.0 %" in line for line in printed)
    assert any("18.0 %" in line for line in printed)


def test_the_largest_supplier_comes_first(on_demo: Command) -> None:
    one = {t["name"]: t for t in on_demo("who", "supplies", "gallium", "--top", 1, "--json").data}
    assert [r["name"] for r in one["world"]["rows"]] == ["China"]
    assert [r["name"] for r in one["imports"]["rows"]] == ["Canada"]


def test_several_tables_go_to_several_files(on_demo: Command, tmp_path: Path) -> None:
    assert on_demo("who", "supplies", "334413", "--out", tmp_path / "chips.csv").code == 0
    names = sorted(p.name for p in tmp_path.iterdir())
    assert len(names) == 3
    assert "chips.csv" in names


@pytest.mark.parametrize("tiers", ["direct", "all"])
def test_who_depends_answers_for_three_accounts(on_demo: Command, tiers: str) -> None:
    tables = on_demo("who", "depends", "334413", "--tiers", tiers, "--json").data
    accounts = {r["account"]: r for r in tables[0]["rows"]}
    assert set(accounts) == {"economy", "health", "defense"}
    for row in accounts.values():
        assert 0 < row["through_usd"] < row["final_usd"]
        assert row["share"] == pytest.approx(row["through_usd"] / row["final_usd"])
    assert len(tables) == 4


@pytest.mark.parametrize(
    ("wrong", "closest"),
    [("33441", "334413"), ("galium", "gallium"), ("336412X", "336412")],
)
def test_a_misspelled_thing_gets_the_closest(on_demo: Command, wrong: str, closest: str) -> None:
    for verb in ("supplies", "depends"):
        ran = on_demo("who", verb, wrong)
        assert ran.code == 3
        assert ran.err.startswith("unknown_code: ")
        assert closest in ran.err
