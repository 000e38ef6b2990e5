"""Build, list, show, carve, export and compare twins."""

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

pytestmark = pytest.mark.xdist_group("demo")

Command = Callable[..., Any]
FIRMS = 9


@pytest.fixture(scope="module")
def over(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with a foundry larger than its whole industry."""
    text = example.read_text("utf-8").replace("4200000000", "99000000000")
    file = tmp_path_factory.mktemp("over") / "over.csv"
    file.write_text(text, "utf-8")
    return file


def test_building_again_gives_the_same_twin(on_demo: Command) -> None:
    built = on_demo("twin", "build", "--json").data
    shown = on_demo("twin", "show", "--json").data
    assert built["id"] == shown["id"]
    assert shown["activities"] > 400
    assert (shown["base_year"], shown["price_basis"]) == (2023, "producer")
    listed = on_demo("twin", "list", "--json").rows()
    assert "demo" in {r["name"] for r in listed if r["twin"] == built["id"][:12]}


def test_show_prints_gross_domestic_product(on_demo: Command) -> None:
    """BEA, 2023: 27,720.7 billion dollars, from either side of the accounts."""
    quality = {r["item"]: r["value"] for r in on_demo("twin", "show", "--json").data["quality"]}
    for side in ("final", "value_added"):
        assert quality[f"gdp_{side}_published_summary_2023"] == pytest.approx(27.7207e12, rel=1e-5)
        assert quality[f"gdp_{side}_projected_detail_2023"] == pytest.approx(27.7207e12, rel=1e-5)


def test_children_and_residual_are_the_industry(on_demo: Command, mine: Any) -> None:
    assert mine.code == 0
    before = {t["name"]: t for t in on_demo("who", "supplies", "334413", "--json").data}
    assert before
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in mine.rows():
        groups[row["industry"]].append(row)
    children = [r for r in mine.rows() if r["activity"].startswith("firm:")]
    assert len({r["activity"].split("/")[0] for r in children}) == FIRMS - 1
    for rows in groups.values():
        assert sum(r["output_share"] for r in rows) == pytest.approx(1.0, abs=1e-9)
        assert [r["name"] for r in rows].count("what is left") == 1
        assert min(r["output_usd"] for r in rows) >= 0


def test_a_carved_industry_is_as_large_as_before(mine: Any, demo_home: Path) -> None:
    from mainstay.service import open_twin

    assert mine.code == 0
    whole, parts = open_twin(demo_home, "demo").net, open_twin(demo_home, "mine").net
    total: dict[str, float] = defaultdict(float)
    for row in mine.rows():
        total[row["industry"]] += row["output_usd"]
    names = dict(zip(whole.activities.name, whole.activities.output_usd, strict=True))
    for industry, output in total.items():
        assert output == pytest.approx(float(names[industry]), rel=1e-9)
    assert len(parts.activities) - len(whole.activities) == FIRMS


def test_an_over_claim_is_refused_with_its_excess(on_demo: Command, over: Path) -> None:
    ran = on_demo("twin", "carve", over, "--name", "over", "--json")
    assert ran.code == 3
    error = ran.data["error"]
    assert error["code"] == "carve_rejected"
    assert [p["code"] for p in error["problems"]] == ["over_claim_output"]
    assert "us:334413" in error["problems"][0]["where"]
    # 99.0 + 2.08 + 0.9 billion claimed; 78.25 billion there
    assert "2.37" in error["problems"][0]["what"]
    assert "over" not in {r["name"] for r in on_demo("twin", "list", "--json").rows()}


def test_adjust_fits_and_says_so(on_demo: Command, over: Path) -> None:
    ran = on_demo("twin", "carve", over, "--name", "fitted", "--adjust", "--vintage", "2", "--json")
    assert ran.code == 0
    adjusted = [n for n in ran.data["notes"] if n.startswith("adjusted: ")]
    assert len(adjusted) == 3
    assert "firm:example-foundry-a" in adjusted[0]
    assert "9.9e+10" in adjusted[0]


def test_diff_names_the_firms(on_demo: Command, mine: Any) -> None:
    assert mine.code == 0
    found = on_demo("diff", "demo", "mine", "--json")
    assert {(r["change"], r["source"]) for r in found.rows()} == {("added", "user.suppliers")}
    assert on_demo("diff", "demo", "demo", "--json").data["notes"][0] == "no difference"


def test_a_scenario_runs_on_the_carved_twin(on_demo: Command, mine: Any) -> None:
    """Placing firms changes nothing in the accounts."""
    assert mine.code == 0
    one, two = (
        on_demo("run", "fewer-cars", "--twin", t, "--json").data["tables"]["accounts"]
        for t in ("demo", "mine")
    )
    for a, b in zip(one, two, strict=True):
        assert a["final_loss_usd"] == pytest.approx(b["final_loss_usd"], rel=1e-9)
        assert a["gdp_loss_usd"] == pytest.approx(b["gdp_loss_usd"], rel=1e-6)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_export(on_demo: Command, tmp_path: Path, form: str) -> None:
    folder = tmp_path / "net"
    ran = on_demo("twin", "export", folder, "--to", form)
    assert (ran.code, ran.out.strip()) == (0, str(folder))
    count = on_demo("twin", "show", "--json").data["activities"]
    file = folder / f"activities.{form}"
    if form == "parquet":
        assert pq.read_table(file).num_rows == count
    else:
        lines = [x for x in file.read_text("utf-8").splitlines() if not x.startswith("#")]
        assert len(lines) == count + 1
