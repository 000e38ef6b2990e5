"""``mainstay cascade`` as a user meets it."""

import json
from pathlib import Path

import pytest

FIRMS = """id,industry,output_usd
ore,212200,10
ore2,212200,4
metal,331110,10
shop,441000,16
"""
LINKS = """supplier,buyer,value_usd
ore,metal,6
ore2,metal,2
metal,shop,10
"""


@pytest.fixture
def net(tmp_path: Path) -> Path:
    """Return a folder with the four firms that are worked out in the answers."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "firms.csv").write_text(FIRMS)
    (folder / "links.csv").write_text(LINKS)
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_rank_of_a_users_net(mainstay, net: Path, home: Path, tmp_path: Path) -> None:
    out = tmp_path / "ranking.csv"
    ran = mainstay("cascade", "rank", "--net", net, "--home", home, "--json", "--top", 2,
                   "--out", out)  # fmt: skip
    assert ran.code == 0, ran.err
    first = ran.rows()[0]
    assert len(ran.rows()) == 2
    assert len(out.read_text().splitlines()) == 5
    assert first["esri"] == pytest.approx(34 / 40, abs=1e-12)
    assert first["synthetic"] is False
    assert {"downstream", "upstream", "sweeps", "residual", "esri_low", "esri_high"} <= set(first)
    notes = " ".join(ran.data["notes"])
    assert "assumed" in notes
    assert "residual" in notes
    assert ran.data["source"]


def test_ratings_of_a_user(mainstay, net: Path, home: Path, tmp_path: Path) -> None:
    ratings = tmp_path / "ratings.csv"
    ratings.write_text(",212200,331110,441000\n212200,1,2,1\n331110,1,1,1\n441000,1,1,1\n")
    ran = mainstay("cascade", "rank", "--net", net, "--home", home, "--essentials", ratings,
                   "--json")  # fmt: skip
    got = {row["firm"]: row["esri"] for row in ran.rows()}
    want = {"ore": 29.5, "ore2": 6.6, "metal": 34, "shop": 34}
    assert got == pytest.approx({firm: share / 40 for firm, share in want.items()}, abs=1e-12)
    assert "esri_low" not in ran.rows()[0]


def test_shock(mainstay, net: Path, home: Path) -> None:
    ran = mainstay("cascade", "shock", "--net", net, "--home", home, "--lost", "ore=0.5", "--json")
    assert ran.code == 0, ran.err
    tables = {table["name"]: table for table in ran.data}
    assert tables["cascade"]["rows"][0]["lost"] == pytest.approx(14.75 / 40, abs=1e-12)
    assert set(tables) == {"cascade", "by_industry", "by_firm"}
    lost = sum(row["of_all_lost"] for row in tables["by_industry"]["rows"])
    assert lost == pytest.approx(14.75 / 40, abs=1e-12)
    shown = mainstay("cascade", "shock", "--net", net, "--home", home, "--lost", "331110")
    assert shown.code == 0
    assert "metal" in shown.out


def test_an_industry_is_its_firms_and_the_larger_share_holds(mainstay, net, home) -> None:
    def shocked(*lost: str) -> list[dict[str, object]]:
        words = [word for one in lost for word in ("--lost", one)]
        ran = mainstay("cascade", "shock", "--net", net, "--home", home, *words, "--json")
        assert ran.code == 0, ran.err
        return [table["rows"] for table in ran.data]

    both = shocked("212200=0.5", "212200=0.25", "ore=1")
    assert both == shocked("ore=1", "ore2=0.5")
    assert both != shocked("ore=1")


def test_residual_firms_are_split_first(mainstay, net: Path, home: Path, tmp_path: Path) -> None:
    several = tmp_path / "several.txt"
    several.write_text("ore\n")
    ran = mainstay("cascade", "rank", "--net", net, "--home", home, "--residual", several, "--json",
                   "--top", 100)  # fmt: skip
    assert ran.code == 0, ran.err
    names = [row["firm"] for row in ran.rows()]
    assert "ore" not in names
    assert any("synthetic part" in name for name in names)
    assert "SYNTHETIC" in json.dumps(ran.data)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["rank", "--rule", "hard"], 3, "leontief"),
        (["rank", "--mode", "quick"], 3, "reference"),
        (["rank", "--tolerance", "2"], 3, "tolerance"),
        (["rank", "--firms", "0"], 3, "1 or more"),
        (["rank", "--weight", "jobs"], 3, "value_added"),
        (["rank", "--weight", "value_added"], 3, "no value added"),
        (["shock", "--lost", "nobody"], 3, "nobody"),
        (["shock", "--lost", "ore=2", "--lost", "firm:9"], 3, "2 problems"),
        (["shock", "--lost", "ore=0"], 3, "nobody is hit"),
        (["rank", "--essentials", "none.csv"], 3, "none.csv"),
        (["rank", "--residual", "none.txt"], 3, "none.txt"),
    ],
)
def test_what_does_not_hold(
    mainstay, net: Path, home: Path, arguments: list[str], code: int, said: str
) -> None:
    ran = mainstay("cascade", *arguments, "--net", net, "--home", home)
    assert ran.code == code
    assert said in ran.err


def test_a_net_that_is_not_there(mainstay, home: Path) -> None:
    ran = mainstay("cascade", "rank", "--net", "none", "--home", home)
    assert ran.code == 3
    assert "nets generate" in ran.err
