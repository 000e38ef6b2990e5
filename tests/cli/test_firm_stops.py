"""``mainstay nets stop``: firms of a net stop, and what follows is told in money and days."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]

FIRMS = """id,industry,output_usd
mine,us:212230,3650
works,us:331410,7300
"""
LINKS = """supplier,buyer,value_usd
mine,works,1460
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Return a mine that makes 10 a day, 4 of them for works that make 20 a day."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "firms.csv").write_text(FIRMS, "utf-8")
    (folder / "links.csv").write_text(LINKS, "utf-8")
    return folder


@pytest.fixture
def stop(mainstay: Command, own: Path, tmp_path: Path) -> Command:
    """Return a function that stops firms of that net; four days of stock are at the works."""

    def run(*arguments: object) -> Any:
        return mainstay("nets", "stop", "--net", own, "--home", tmp_path / "home",
                        "--stock-days", 0, *arguments)  # fmt: skip

    return run


def tables_of(ran: Any) -> dict[str, list[dict[str, Any]]]:
    assert ran.code == 0, ran.err
    return {table["name"]: table["rows"] for table in ran.data}


def sums_of(ran: Any) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["who"], row["measure"]): row for row in tables_of(ran)["stop"]}


def test_works_stop_when_their_stock_is_used_up(stop: Command) -> None:
    """On paper: four days of stock, then nothing until the run ends on day 10.

    The mine loses 10 days of 10, the works 6 days of 20; value added is 10 and 20 - 4 a day.
    """
    ran = stop("--firm", "mine", "--days", 10, "--horizon", 10, "--json")
    sums, tables = sums_of(ran), tables_of(ran)
    wanted = {"all firms": (220.0, 196.0), "stopped firms": (100.0, 100.0),
              "other firms": (120.0, 96.0)}  # fmt: skip
    for who, (output, added) in wanted.items():
        assert sums[who, "output"]["lost_usd"] == pytest.approx(output, abs=1e-9)
        assert sums[who, "value added"]["lost_usd"] == pytest.approx(added, abs=1e-9)
    whole = sums["all firms", "output"]
    assert whole["normal_usd"] == pytest.approx(10950.0)
    assert whole["run_share"] == pytest.approx(220 / 300)
    assert whole["year_share"] == pytest.approx(220 / 10950)
    assert (whole["depth_share"], whole["depth_day"]) == (pytest.approx(1.0), 5.0)
    assert whole["recovered_day"] is None
    assert whole["firms_hit"] == 2
    lost = {row["id"]: row["lost_usd_mid"] for row in tables["by_industry"]}
    assert list(lost) == ["us:331410", "us:212230"]
    assert lost == pytest.approx({"us:331410": 120.0, "us:212230": 100.0}, abs=1e-9)
    first, second = tables["first_hit"]
    assert (first["id"], first["day_mid"], first["begins"]) == ("mine", 1.0, "no input")
    assert (second["day_mid"], second["chain_ids"]) == (5.0, "works|us:212230|mine")
    days = [row["loss_share_mid"] for row in tables["over_time"]
            if (row["id"], row["measure"]) == ("all firms", "output")]  # fmt: skip
    assert days == pytest.approx([1 / 3] * 4 + [1.0] * 6)
    assert not any("SYNTHETIC" in table["title"] + table["source"] for table in ran.data)
    assert all("assumed" in " ".join(table["notes"]) for table in ran.data)


def test_a_loss_goes_away_day_by_day(stop: Command) -> None:
    """Half for two days, back over two: 0.5, 0.5, 0.5, 0.25, 0 of 20 a day are lost."""
    ran = stop("--industry", "331410", "--share", 0.5, "--days", 2, "--recovery-days", 2,
               "--horizon", 30, "--json")  # fmt: skip
    row = sums_of(ran)["stopped firms", "output"]
    assert row["lost_usd"] == pytest.approx(1.75 * 20, abs=1e-9)
    assert row["depth_share"] == pytest.approx(0.5)
    assert (row["firms"], row["recovered_day"]) == (1, 5.0)


def test_an_input_that_is_not_essential_stops_nobody(stop: Command, tmp_path: Path) -> None:
    """Rated 1, ore is used up and the works go on; by the harshest rule they stop on day 5."""
    ratings = tmp_path / "ratings.csv"
    ratings.write_text(",us:212230,us:331410\nus:212230,1,1\nus:331410,1,1\n", "utf-8")
    asked = ("--firm", "mine", "--days", 10, "--horizon", 10, "--json")
    for more, lost in ((("--essentials", ratings), 0.0), (("--rule", "leontief"), 120.0)):
        ran = stop(*asked, *more)
        assert sums_of(ran)["other firms", "output"]["lost_usd"] == pytest.approx(lost, abs=1e-9)
        assert "essential inputs: " in " ".join(ran.data[0]["notes"])


def test_every_fault_is_told_at_once(stop: Command) -> None:
    ran = stop("--firm", "mien", "--firm", "7", "--firm", "firm:9", "--industry", "us:331411",
               "--share", 1.5, "--days", 0, "--horizon", 0, "--seed", -1,
               "--rule", "linear", "--json")  # fmt: skip
    assert ran.code == 3
    problems = ran.data["error"]["problems"]
    assert {p["where"] for p in problems} == {
        "mien", "7", "firm:9", "us:331411", "share", "days", "horizon", "seed", "rule"}  # fmt: skip
    hints = {p["where"]: p["hint"] for p in problems}
    assert hints["mien"] == "closest: mine"
    assert "us:331410" in hints["us:331411"]
    nobody = stop("--json")
    assert nobody.code == 3
    assert [p["code"] for p in nobody.data["error"]["problems"]] == ["nobody"]


def test_a_synthetic_net_says_so(on_demo: Command, tmp_path: Path) -> None:
    made = on_demo("nets", "generate", "--firms", 2000, "--links", 18000, "--name", "stopped",
                   "--replace", "--json")  # fmt: skip
    assert made.code == 0
    out = tmp_path / "stop.csv"
    asked = ("nets", "stop", "--net", "stopped", "--industry", "us:334413", "--share", 0.5,
             "--days", 20, "--recovery-days", 10, "--horizon", 60, "--top", 5)  # fmt: skip
    ran = on_demo(*asked, "--json", "--out", out)
    tables, sums = tables_of(ran), sums_of(ran)
    assert all(table["title"].startswith("SYNTHETIC") for table in ran.data)
    assert all(any("no firm in it exists" in n for n in table["notes"]) for table in ran.data)
    named = {row["id"]: row["name"] for row in tables["by_industry"]}
    assert "emiconductor" in named["us:334413"]
    for what in ("output", "value added"):
        whole, *rest = (sums[who, what]["lost_usd"]
                        for who in ("all firms", "stopped firms", "other firms"))  # fmt: skip
        assert whole == pytest.approx(sum(rest))
    output = sums["all firms", "output"]["lost_usd"]
    assert sum(r["lost_usd_mid"] for r in tables["by_industry"]) == pytest.approx(output)
    assert {f.name for f in tmp_path.iterdir()} == {
        "stop.csv", "stop-by_industry.csv", "stop-first_hit.csv", "stop-over_time.csv"}  # fmt: skip
    shown = on_demo(*asked)
    assert shown.code == 0
    assert "SYNTHETIC" in shown.out
    assert "day 60 of 60" in shown.err
    one = on_demo("nets", "stop", "--net", "stopped", "--firm", "3", "--horizon", 5, "--json")
    assert sums_of(one)["stopped firms", "output"]["firms"] == 1
