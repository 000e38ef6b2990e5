"""List, read, pull and report sources; known answers; the check-up."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest

from mainstay.answers import register
from mainstay.sources.embedded import embedded

pytestmark = pytest.mark.xdist_group("demo")

Command = Callable[..., Any]


def test_sources_and_figures(mainstay: Command) -> None:
    sources, figures = mainstay("sources", "--json").data
    names = {r["source"] for r in sources["rows"]}
    assert {"bea.make-use", "usgs.mcs", "user.suppliers"} <= names
    assert {r["source"] for r in figures["rows"]} <= names
    assert len(figures["rows"]) == len(embedded())


@pytest.fixture
def regions() -> Any:
    return next(f for f in embedded() if f.source == "codes.iso")


def test_read_into_a_new_home_and_report(mainstay: Command, tmp_path: Path, regions: Any) -> None:
    home = tmp_path / "home"
    settings = [x for k, v in regions.parameters.items() for x in ("--set", f"{k}={v}")]
    command = ("sources", "read", "codes.iso", regions.path, "--vintage", regions.vintage,
               *settings, "--home", home, "--json")  # fmt: skip
    dry = {r["what"]: r["count"] for r in mainstay(*command, "--dry-run").rows()}
    assert dry == {"rows read": 249, "kept as claims": 249}
    assert not home.exists()
    first = {r["what"]: r["count"] for r in mainstay(*command).rows()}
    # a country gives its name and its links to other code lists
    assert first["claims new to this home"] > 249
    assert first["claims held before"] == 0
    again = {r["what"]: r["count"] for r in mainstay(*command).rows()}
    assert again["claims new to this home"] == 0
    assert again["claims held before"] == first["claims new to this home"]
    report = mainstay("sources", "report", "--home", home, "--json").rows()
    assert {(r["source"], r["read"], r["kept"]) for r in report} == {("codes.iso", 249, 249)}


def test_a_broken_file_is_refused(mainstay: Command, tmp_path: Path, regions: Any) -> None:
    """A file of another layout is a source error (4); nothing is taken in."""
    half = tmp_path / "half.parquet"
    half.write_bytes(regions.path.read_bytes()[:1000])
    home = tmp_path / "home"
    ran = mainstay("sources", "read", "codes.iso", half, "--vintage", "1", "--set", "year=2023",
                   "--home", home, "--json")  # fmt: skip
    assert ran.code == 4
    assert ran.data["error"]["code"] == "changed_shape"
    assert ran.data["error"]["problems"]
    assert not home.exists()


def test_report_of_the_demo(on_demo: Command) -> None:
    rows = on_demo("sources", "report", "--json").rows()
    assert {f.source for f in embedded()} <= {r["source"] for r in rows}
    assert all(r["read"] >= r["kept"] or r["read"] > 0 for r in rows)


def test_pull_offline_says_the_address(
    mainstay: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def offline(*_: object, **__: object) -> NoReturn:
        raise OSError("no network")

    monkeypatch.setattr("mainstay.sources.pull.urlopen", offline)
    ran = mainstay("sources", "pull", "usgs.mcs", "--to", tmp_path)
    assert ran.code == 4
    assert "source_unavailable: " in ran.err
    assert "https://doi.org/10.3133/mcs2026" in ran.err
    assert "unreachable" in ran.err
    assert mainstay("sources", "pull", "codes.iso", "--to", tmp_path).code == 4
    assert mainstay("sources", "pull", "nope", "--to", tmp_path).code == 3


def test_known_answers_as_plain_data(mainstay: Command) -> None:
    ran = mainstay("answers", "--area", "leontief", "--json")
    assert ran.code == 0
    fields = {"id", "area", "kind", "source", "expected", "got", "tolerance", "passed"}
    assert ran.data
    for row in ran.data:
        assert fields <= set(row)
        assert (row["area"], row["passed"]) == ("leontief", True)


def test_an_unknown_area(mainstay: Command) -> None:
    ran = mainstay("answers", "--area", "nope")
    assert ran.code == 3
    assert "leontief" in ran.err


def test_a_missed_answer_is_exit_10(mainstay: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    found = register.run("leontief")
    missed = [replace(found[0], got=0.0, passed=False), *found[1:]]
    monkeypatch.setattr("mainstay.service.checks.run", lambda *_: missed)
    ran = mainstay("answers", "--area", "leontief", "--json")
    assert ran.code == 10
    assert ran.data[0]["passed"] is False
    assert f"missed: {found[0].id}" in ran.err


def test_doctor_finds_a_damaged_partition(
    mainstay: Command, on_demo: Command, demo_home: Path, tmp_path: Path
) -> None:
    sound = on_demo("doctor", "--json")
    assert sound.code == 0
    assert "error" not in {r["severity"] for r in sound.rows()}
    home = tmp_path / "home"
    shutil.copytree(demo_home, home)
    victim = next((home / "claims" / "price_index").rglob("*.parquet"))
    bytes_ = bytearray(victim.read_bytes())
    bytes_[len(bytes_) // 2] ^= 1
    victim.chmod(0o644)
    victim.write_bytes(bytes(bytes_))
    ran = mainstay("doctor", "--home", home, "--json")
    assert ran.code == 7
    errors = [r for r in ran.rows() if r["severity"] == "error"]
    assert any(victim.stem[:12] in r["where"] + r["what"] for r in errors)
    assert on_demo("doctor").code == 0
